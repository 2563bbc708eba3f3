"""Footnotes out of the text: their bodies, and the calls that name them.

A footnote begins with its mark; lines without one go on with the footnote before, over the page
break too. A call is rewritten to `[^id]`, ids count from 1 through the document. A digit glued to a
word (`tự do1`) is a call only if a footnote of that number stands on the same page. Small raised
marks are often misread: `cleanup.footnote_marks` settles their numbers, `cleanup.footnote_calls`
finds such calls.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cleanup.document import Correction, Footnote
from cleanup.footnote_calls import Wanted, possible_places, settle
from cleanup.footnote_marks import plain, raised, resolve
from cleanup.patterns import UPPER, LineKind, classify
from ocr.model import Line, Page, Zone

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# in the footnote zone a plain number opens a footnote too, and so does any odd sign that stands
# where the raised number was; "Điều 5" or "“Căn cứ" do not begin with one
_ZONE_MARK = re.compile(
    rf"^(?:(?P<raised>⁽?[{_RAISED}]{{1,2}}⁾?)\s*(?=\S)"
    rf"|(?P<plain>[\[(]?\d{{1,2}}[\]).]?)\s+(?=[{UPPER}“\"(])"
    rf"|(?P<odd>(?!-\s|–\s|\+\s|“)(?:[^\w\s]{{1,3}}|[^\W\d_]|\d[^\w\s]|[^\w\s]\d))\s+(?=[{UPPER}“\"]))"
)
_TEXT_MARK = re.compile(rf"^(?P<label>⁽[{_RAISED}]{{1,2}}⁾|[{_RAISED}]{{1,2}})\s*(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The footnotes of a document and the pages without them.

    Attributes:
        pages: the same pages; calls in the body lines are `[^id]`.
        taken: (page number, line index) of the lines that are footnote text.
        uncalled: labels of the footnotes whose call was not found, with their pages.
    """

    pages: tuple[Page, ...]
    footnotes: tuple[Footnote, ...] = ()
    taken: frozenset[tuple[int, int]] = frozenset()
    corrections: tuple[Correction, ...] = ()
    uncalled: tuple[tuple[int, str], ...] = ()


@dataclass(slots=True)
class _Draft:
    label: str
    page: int
    line: int
    lines: list[str]
    number: str = ""
    called: bool = False


@dataclass(slots=True)
class _Found:
    drafts: list[_Draft] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    corrections: list[Correction] = field(default_factory=list)


def take_footnotes(pages: Sequence[Page]) -> Notes:
    """Separate the footnotes of all pages from the running text."""
    found = _Found()
    for page in pages:
        _in_zone(page, found)
        _in_text(page, found)
    _number(found)
    ids = {id(draft): str(count) for count, draft in enumerate(found.drafts, 1)}
    called = []
    for page in pages:
        drafts = [(d, ids[id(d)]) for d in found.drafts if d.page == page.number]
        called.append(_call_page(page, drafts, found) if drafts else page)
    return Notes(
        pages=tuple(called), taken=frozenset(found.taken), corrections=tuple(found.corrections),
        footnotes=tuple(
            Footnote(id=ids[id(d)], label=d.label, page=d.page, text=" ".join(d.lines).strip())
            for d in found.drafts
        ),
        uncalled=tuple((d.page, d.label) for d in found.drafts if not d.called),
    )


def _in_zone(page: Page, found: _Found) -> None:
    for index, line in enumerate(page.lines):
        text = " ".join(line.text.split())
        if line.zone is not Zone.FOOTNOTE or not text:
            continue
        found.taken.add((page.number, index))
        match = _ZONE_MARK.match(text)
        if match or not found.drafts:
            label = match.group().strip() if match else ""
            rest = text[match.end() :] if match else text
            found.drafts.append(_Draft(label, page.number, index, [rest]))
        else:
            found.drafts[-1].lines.append(text)


def _in_text(page: Page, found: _Found) -> None:
    """Footnotes in plain text: a raised mark at line start whose call stands elsewhere."""
    lines = page.lines
    for index, line in enumerate(lines):
        if line.zone is not Zone.BODY or line.bbox is not None:
            continue
        match = _TEXT_MARK.match(line.text.strip())
        if match is None or not _is_called(lines, index, match["label"]):
            continue
        draft = _Draft(match["label"], page.number, index, [line.text.strip()[match.end() :]])
        found.drafts.append(draft)
        found.taken.add((page.number, index))
        for later in range(index + 1, len(lines)):
            if not _goes_on(line, lines[later]):
                break
            draft.lines.append(" ".join(lines[later].text.split()))
            found.taken.add((page.number, later))


def _goes_on(line: Line, following: Line) -> bool:
    return (
        following.block == line.block and following.zone is Zone.BODY
        and not _TEXT_MARK.match(following.text.strip())
        and classify(following.text).kind is LineKind.TEXT
    )


def _is_called(lines: Sequence[Line], own: int, label: str) -> bool:
    return any(
        label in line.text.strip()[1:] for index, line in enumerate(lines) if index != own
    )


def _number(found: _Found) -> None:
    """Settle the numbers; on one page they follow each other, and mostly run on over pages."""
    last, runs_on = 0, False
    drafts: list[_Draft] = []
    for page in dict.fromkeys(draft.page for draft in found.drafts):
        here = [draft for draft in found.drafts if draft.page == page]
        numbers = resolve([draft.label for draft in here], last, runs_on=runs_on)
        if numbers is None:
            drafts += here
            continue
        for draft, number in zip(here, numbers, strict=True):
            _settle_label(draft, str(number), found)
        drafts += _split_lost(here)
        runs_on = runs_on or numbers[0] == last + 1 > 1
        last = numbers[-1]
    found.drafts = drafts


def _settle_label(draft: _Draft, number: str, found: _Found) -> None:
    draft.number = number
    if draft.label and plain(draft.label) != number:
        label = raised(number)
        found.corrections.append(Correction(
            page=draft.page, line=draft.line + 1, start=0, before=draft.label, after=label,
            reason="structure.footnote-mark", score=0.8,
        ))
        draft.label = label


def _split_lost(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Where one number is missing and one line can begin it, the mark before it was lost."""
    whole: list[_Draft] = []
    for draft, following in zip(drafts, [*drafts[1:], None], strict=True):
        whole.append(draft)
        if following is None or int(following.number) != int(draft.number) + 2:
            continue
        starts = [
            index for index in range(1, len(draft.lines))
            if draft.lines[index - 1].endswith(".") and draft.lines[index][:1].isupper()
        ]
        if len(starts) == 1:
            number = str(int(draft.number) + 1)
            lost = _Draft("", draft.page, draft.line + starts[0], draft.lines[starts[0] :], number)
            lost.label = raised(number)
            whole.append(lost)
            del draft.lines[starts[0] :]
    return whole


def _call_page(page: Page, drafts: Sequence[tuple[_Draft, str]], found: _Found) -> Page:
    free = [index for index, line in enumerate(page.lines)
            if (page.number, index) not in found.taken and line.zone in (Zone.BODY, Zone.TITLE)]
    caller = _Caller(page.number, list(page.lines), free, found.corrections)
    for draft, number in drafts:
        draft.called = any(
            caller.exact(pattern, number, sure=sure) for pattern, sure in _call_patterns(draft)
        )
    if not _inside_text(page):
        caller.misread(drafts)
    return replace(page, lines=tuple(caller.lines))


def _inside_text(page: Page) -> bool:
    return all(line.bbox is None for line in page.lines)


def _call_patterns(draft: _Draft) -> list[tuple[re.Pattern[str], bool]]:
    if not draft.number:
        starred = re.escape(draft.label)
        return [(re.compile(rf"(?<=[^\W\d_]){starred}(?=[\s.,;:]|$)"), True)] if starred else []
    high = raised(draft.number)
    return [
        (re.compile(rf"(?<=\S)⁽{high}⁾"), True),
        (re.compile(rf"\s?(?<![{_RAISED}]){high}(?![{_RAISED}])"), True),
        (re.compile(rf"(?<=\S)\[{draft.number}\]"), True),
        (re.compile(rf"(?<=[^\W\d_])\({draft.number}\)(?=[\s.,;:]|$)"), False),
        (re.compile(rf"(?<=[^\W\d_]{{2}}){draft.number}(?=[\s.,;:”]|$)"), False),
    ]


@dataclass(slots=True)
class _Caller:
    """Rewrites the calls of one page; `free` are the indexes of its text lines."""

    page: int
    lines: list[Line]
    free: list[int]
    corrections: list[Correction]

    def exact(self, pattern: re.Pattern[str], number: str, *, sure: bool) -> bool:
        for index in self.free:
            match = pattern.search(self.lines[index].text)
            if match is not None and match.start() > 0:
                self._write(index, match.span(), number, None if sure else 0.9)
                return True
        return False

    def misread(self, drafts: Sequence[tuple[_Draft, str]]) -> None:
        """Calls that were misread, where only one answer is likely."""
        missing = [order for order, (draft, _) in enumerate(drafts)
                   if draft.number and not draft.called]
        if not missing:
            return
        places = possible_places({index: self.lines[index].text for index in self.free})
        wanted = [self._wanted(drafts, order) for order in missing]
        found = settle(wanted, places)
        for position, place in sorted(found.items(), key=lambda item: -item[0]):
            draft, number = drafts[missing[position]]
            self._write(place.line, (place.start, place.end), number, 0.7)
            draft.called = True

    def _wanted(self, drafts: Sequence[tuple[_Draft, str]], order: int) -> Wanted:
        """The footnote `drafts[order]`, whose call stands between the calls that were found."""
        known = [(at, self._place(number)) for at, (_, number) in enumerate(drafts)]
        found = [(at, place) for at, place in known if place[0] >= 0]
        draft = drafts[order][0]
        return Wanted(
            number=draft.number, text=" ".join(draft.lines),
            after=max((place for at, place in found if at < order), default=(-1, 0)),
            until=min((place for at, place in found if at > order),
                      default=(len(self.lines), 0)),
        )

    def _place(self, number: str) -> tuple[int, int]:
        for index in self.free:
            at = self.lines[index].text.find(f"[^{number}]")
            if at >= 0:
                return index, at
        return -1, 0

    def _write(self, index: int, span: tuple[int, int], number: str, score: float | None) -> None:
        line = self.lines[index]
        call = f"[^{number}]"
        if score is not None:
            self.corrections.append(Correction(
                page=self.page, line=index + 1, start=span[0], before=line.text[slice(*span)],
                after=call, reason="structure.footnote-call", score=score,
            ))
        text = line.text[: span[0]] + call + line.text[span[1] :]
        self.lines[index] = replace(line, text=text)
