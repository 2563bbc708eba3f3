"""Misread words of the title and of fixed lines, put right from the document's own wording.

A decision repeats its subject in Điều 1, a circular in its legal basis: print that an engine
misread in the title (a letter under a stamp, "quốc hòng") stands there a second time. A word is
changed only if the same words stand on both sides of it, and the changed word is known to the
document and the read one is not. Numbers and names are never touched. What the document can't
settle is left, or proposed.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise
from typing import overload

from cleanup.document import Correction
from cleanup.packed import exchanged, of_zones
from cleanup.skeleton import distance, skeleton
from cleanup.syllables import fold_tone_style
from cleanup.zones.lines import (
    is_like_recipients_heading,
    is_recipients_heading,
    leading_kind,
)
from ocr.model import Line, Page, Zone

_WITNESSES = (Zone.BODY, Zone.FOOTNOTE, Zone.UNKNOWN)
_FIELDS = (Zone.TITLE, Zone.HEADER_LEFT, Zone.PLACE_DATE, Zone.ADDRESSEE, Zone.RECIPIENTS)
_WORD = re.compile(r"[^\W\d_]+")
# words on each side that must be the same; one side may be the end of the title
_SIDE = 2
# how often the document has the word in all: once may be misread just as well
_KNOWN = 3
_HEADING = "Nơi nhận:"
_DASH = re.compile(r"^\s*[-–—~+•]\s*\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A word and where it stands; `line` is an index in `Page.lines`."""

    word: str
    page: int
    line: int
    start: int

    @property
    def key(self) -> str:
        """The word without regard to capitals and tone style."""
        return _key(self.word)


class _Words(Sequence[str]):
    """Words in order, each different one kept once: a long text has a million."""

    def __init__(self, words: Iterable[str]) -> None:
        numbers: dict[str, int] = {}
        self._order = array("I", (numbers.setdefault(word, len(numbers)) for word in words))
        self._different = list(numbers)

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[str]:
        return map(self._different.__getitem__, self._order)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self._different[number] for number in self._order[index]]
        return self._different[self._order[index]]


@lru_cache(maxsize=8192)
def _key(word: str) -> str:
    return fold_tone_style(word.lower())


def mend_pages(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """The pages with these words put right, and a record of each."""
    # of the text itself only the words count, not where they stand
    body = _Words(
        _key(word) for page in pages for _, line in of_zones(page.lines, _WITNESSES)
        for word in _WORD.findall(line.text)
    )
    corrections = [*_title_repairs(pages, body), *_heading_repairs(pages)]
    done = {(one.page, one.line, one.start) for one in corrections}
    proposed = _field_proposals(pages, body)
    corrections += [one for one in proposed if (one.page, one.line, one.start) not in done]
    return tuple(_edited(page, corrections) for page in pages), tuple(corrections)


def _edited(page: Page, corrections: Sequence[Correction]) -> Page:
    own = [one for one in corrections if one.page == page.number and one.applied]
    if not own:
        return page
    changed: dict[int, Line] = {}
    # from the right, so that the places of the others hold
    for one in sorted(own, key=lambda one: -one.start):
        line = changed.get(one.line - 1) or page.lines[one.line - 1]
        end = one.start + len(one.before)
        changed[one.line - 1] = replace(
            line, text=line.text[: one.start] + one.after + line.text[end:]
        )
    return replace(page, lines=exchanged(page.lines, changed))


# ---------------------------------------------------------------- title

def _title_repairs(pages: Sequence[Page], body: Sequence[str]) -> Iterator[Correction]:
    title = list(_words(pages, (Zone.TITLE,)))
    asked = {place.key for place in title}
    known = Counter(body)
    where: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(body):
        if key in asked:
            where[key].append(at)
    for at, place in enumerate(title):
        if known[place.key] or _is_name(title, at):
            continue
        said = _said_instead(title, at, body, where)
        found = {word for word in said if _one_letter(place.key, word) and known[word] >= _KNOWN}
        if len(found) == 1:
            yield _repair(place, found.pop(), len(said))


def _proposals(
    places: Sequence[_Place], rest: Iterable[str], wanted: int
) -> Iterator[Correction]:
    """Words that the rest of the document writes otherwise beside the same word.

    "phòng thì" in the title, "phòng thi" in the text; "Nạm Sơn" above, "tỉnh Nam Sơn" below. They
    are only shown: both may be right, and the corrector has weighed the marks already.
    """
    keys = {place.key for place in places}
    if not keys:
        return
    behind: dict[str, Counter[str]] = defaultdict(Counter)
    before: dict[str, Counter[str]] = defaultdict(Counter)
    for one, two in pairwise(rest):
        if one in keys:
            behind[one][two] += 1
        if two in keys:
            before[two][one] += 1
    for left, place, right in zip([None, *places], places, [*places[1:], None], strict=False):
        said = Counter[str]()
        said += behind[left.key] if left and left.line == place.line else Counter()
        said += before[right.key] if right and right.line == place.line else Counter()
        if said[place.key]:
            continue
        bare = skeleton(place.key)
        found = [word for word, count in said.items() if count >= wanted and skeleton(word) == bare]
        if len(found) == 1:
            yield replace(_repair(place, found[0], 1), applied=False, score=0.5)


def _words(pages: Sequence[Page], zones: Sequence[Zone]) -> Iterator[_Place]:
    return (
        _Place(word=match.group(), page=page.number, line=index, start=match.start())
        for page in pages for index, line in of_zones(page.lines, zones)
        if not (line.zone is Zone.TITLE and leading_kind(line.text))
        for match in _WORD.finditer(line.text)
    )


def _is_name(title: Sequence[_Place], at: int) -> bool:
    """A capitalised word in small print, but for the title's first."""
    word = title[at].word
    return at > 0 and word[:1].isupper() and not word.isupper()


def _field_proposals(pages: Sequence[Page], body: Sequence[str]) -> Iterator[Correction]:
    """Doubts about the words of each field, from all that stands elsewhere."""
    fields = {zone: list(_words(pages, (zone,))) for zone in _FIELDS}
    for zone, places in fields.items():
        others = (found for other, found in fields.items() if other is not zone)
        rest = [place.key for found in others for place in found]
        # a place is named once in the head: there one other naming is enough
        wanted = 1 if zone in (Zone.PLACE_DATE, Zone.HEADER_LEFT) else 2
        yield from _proposals(places, chain(rest, body), wanted)


def _said_instead(
    title: Sequence[_Place], at: int, body: Sequence[str], where: dict[str, list[int]]
) -> list[str]:
    """What the text has between the words that stand before and after this one."""
    before = [place.key for place in title[max(0, at - _SIDE) : at]]
    after = [place.key for place in title[at + 1 : at + 1 + _SIDE]]
    if len(before) + len(after) < _SIDE + 1:
        return []
    if not before:
        starts = [middle - 1 for middle in where[after[0]]]
    else:
        starts = [previous + 1 for previous in where[before[-1]]]
    return [
        body[middle] for middle in starts
        if 0 <= middle < len(body) and _same(body, middle, before, after)
    ]


def _same(body: Sequence[str], middle: int, before: list[str], after: list[str]) -> bool:
    left = list(body[max(0, middle - len(before)) : middle])
    right = list(body[middle + 1 : middle + 1 + len(after)])
    return left == before and right == after


def _one_letter(read: str, said: str) -> bool:
    """One letter lost, added or misread; marks alone are the corrector's business."""
    one, other = skeleton(read), skeleton(said)
    return one != other and distance(one, other, 1) == 1


def _repair(place: _Place, word: str, witnesses: int) -> Correction:
    after = word.capitalize() if place.word[:1].isupper() else word
    after = word.upper() if place.word.isupper() and len(place.word) > 1 else after
    return Correction(
        page=place.page, line=place.line + 1, start=place.start, before=place.word, after=after,
        reason="witness.phrase", score=0.95 if witnesses > 1 else 0.9,
    )


# ---------------------------------------------------------------- recipients

def _heading_repairs(pages: Sequence[Page]) -> Iterator[Correction]:
    """`ŠVơi nhận` above a list of recipients is `Nơi nhận:`; nothing else is printed there."""
    for page in pages:
        rows = list(of_zones(page.lines, (Zone.RECIPIENTS,)))
        if not rows or any(is_recipients_heading(line.text) for _, line in rows):
            continue
        at, line = rows[0]
        items = [row for row in rows[1:] if _DASH.match(row[1].text)]
        if items and is_like_recipients_heading(line.text):
            yield Correction(
                page=page.number, line=at + 1, start=0, before=line.text, after=_HEADING,
                reason="vocabulary.recipients", score=0.9,
            )
