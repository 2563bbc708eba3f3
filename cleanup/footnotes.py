"""Footnotes out of the text: their bodies, and the calls that name them.

A footnote begins with its mark; lines without one go on with the footnote before, over the page
break too. A call is rewritten to `[^id]`, ids count from 1 through the document. A digit glued to a
word (`tự do1`) is a call only if a footnote of that number stands on the same page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cleanup.document import Correction, Footnote
from cleanup.patterns import LineKind, classify
from ocr.model import Line, Page, Zone

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_PLAIN = str.maketrans(_DIGITS, "0123456789")
_TO_SUPER = str.maketrans("0123456789", _DIGITS)
# in the footnote zone a plain number opens a footnote too; "Điều 5" does not begin with one
_ZONE_MARK = re.compile(r"^(?P<label>[\[(⁽]?(?P<number>\d{1,2}|[⁰¹²³⁴-⁹]{1,2})[\])⁾.]?)\s+(?=\D)")
_TEXT_MARK = re.compile(r"^(?P<label>⁽(?P<a>[⁰¹²³⁴-⁹]{1,2})⁾|(?P<b>[¹²³⁴-⁹][⁰¹²³⁴-⁹]?))\s*(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The footnotes of a document and the pages without them.

    Attributes:
        pages: the same pages; calls in the body lines are `[^id]`.
        taken: (page number, line index) of the lines that are footnote text.
    """

    pages: tuple[Page, ...]
    footnotes: tuple[Footnote, ...] = ()
    taken: frozenset[tuple[int, int]] = frozenset()
    corrections: tuple[Correction, ...] = ()


@dataclass(slots=True)
class _Draft:
    number: str
    label: str
    page: int
    lines: list[str]


@dataclass(slots=True)
class _Found:
    drafts: list[_Draft] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)


def take_footnotes(pages: Sequence[Page]) -> Notes:
    """Separate the footnotes of all pages from the running text."""
    found = _Found()
    for page in pages:
        _in_zone(page, found)
    for page in pages:
        _in_text(page, found)
    drafts = sorted(found.drafts, key=lambda draft: draft.page)
    ids = {id(draft): str(count) for count, draft in enumerate(drafts, 1)}
    called = [
        _call_page(page, [(d, ids[id(d)]) for d in drafts if d.page == page.number], found.taken)
        for page in pages
    ]
    return Notes(
        pages=tuple(page for page, _ in called), taken=frozenset(found.taken),
        corrections=tuple(change for _, changes in called for change in changes),
        footnotes=tuple(
            Footnote(id=ids[id(d)], label=d.label, page=d.page, text=" ".join(d.lines))
            for d in drafts
        ),
    )


def _in_zone(page: Page, found: _Found) -> None:
    for index, line in enumerate(page.lines):
        text = line.text.strip()
        if line.zone is not Zone.FOOTNOTE or not text:
            continue
        found.taken.add((page.number, index))
        match = _ZONE_MARK.match(text)
        if match or not found.drafts:
            label = match["label"] if match else ""
            number = match["number"].translate(_TO_PLAIN) if match else ""
            rest = text[match.end() :] if match else text
            found.drafts.append(_Draft(number, label, page.number, [rest]))
        else:
            found.drafts[-1].lines.append(text)


def _in_text(page: Page, found: _Found) -> None:
    """Footnotes in plain text: a superscript mark at line start whose call stands elsewhere."""
    lines = page.lines
    for index, line in enumerate(lines):
        if line.zone is not Zone.BODY or line.bbox is not None:
            continue
        match = _TEXT_MARK.match(line.text.strip())
        if match is None:
            continue
        number = (match["a"] or match["b"]).translate(_TO_PLAIN)
        if not _is_called(lines, index, match["label"], number):
            continue
        draft = _Draft(number, match["label"], page.number, [line.text.strip()[match.end() :]])
        found.drafts.append(draft)
        found.taken.add((page.number, index))
        for later in range(index + 1, len(lines)):
            following = lines[later]
            if following.block != line.block or _TEXT_MARK.match(following.text.strip()) or (
                following.zone is not Zone.BODY
                or classify(following.text).kind is not LineKind.TEXT
            ):
                break
            draft.lines.append(following.text.strip())
            found.taken.add((page.number, later))


def _is_called(lines: Sequence[Line], own: int, label: str, number: str) -> bool:
    forms = (label, number.translate(_TO_SUPER))
    return any(
        form in line.text.strip()[1:] for index, line in enumerate(lines) if index != own
        for form in forms
    )


@dataclass(slots=True)
class _Caller:
    """Rewrites the calls of one page; `free` are the indexes of its text lines."""

    page: int
    lines: list[Line]
    free: list[int]
    corrections: list[Correction] = field(default_factory=list)

    def call(self, pattern: re.Pattern[str], number: str, *, sure: bool) -> bool:
        for index in self.free:
            line = self.lines[index]
            match = pattern.search(line.text)
            if match is None:
                continue
            call = f"[^{number}]"
            if not sure:
                self.corrections.append(Correction(
                    page=self.page, line=index + 1, start=match.start(), before=match.group(),
                    after=call, reason="structure.footnote-call", score=0.9,
                ))
            text = line.text[: match.start()] + call + line.text[match.end() :]
            self.lines[index] = replace(line, text=text)
            return True
        return False


def _call_page(
    page: Page, drafts: Sequence[tuple[_Draft, str]], taken: set[tuple[int, int]]
) -> tuple[Page, list[Correction]]:
    free = [index for index, line in enumerate(page.lines)
            if (page.number, index) not in taken and line.zone is not Zone.FOOTNOTE]
    caller = _Caller(page.number, list(page.lines), free)
    for draft, number in drafts:
        for pattern, sure in _call_patterns(draft):
            if caller.call(pattern, number, sure=sure):
                break
    return replace(page, lines=tuple(caller.lines)), caller.corrections


def _call_patterns(draft: _Draft) -> list[tuple[re.Pattern[str], bool]]:
    if not draft.number:
        return []
    raised = draft.number.translate(_TO_SUPER)
    raised_digit = f"[{_DIGITS}]"
    return [
        (re.compile(rf"(?<=\S)⁽{raised}⁾"), True),
        (re.compile(rf"(?<!{raised_digit})(?<=\S){raised}(?!{raised_digit})"), True),
        (re.compile(rf"\s{raised}(?!{raised_digit})(?=\s|$)"), True),
        (re.compile(rf"(?<=\S)\[{draft.number}\]"), True),
        (re.compile(rf"(?<=[^\W\d_])\({draft.number}\)(?=[\s.,;:]|$)"), False),
        (re.compile(rf"(?<=[^\W\d_]{{2}}){draft.number}(?=[\s.,;:]|$)"), False),
    ]
