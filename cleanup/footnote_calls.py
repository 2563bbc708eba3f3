"""Which misread raised sign in the text calls which footnote.

The engine reads a raised number of two millimetres as `”`, `®?` or `*`. Three things help: calls
stand in the order of their footnotes, the sign is like its number, and a note on an amended text
quotes the words behind which it is called (“Cụm từ “Tiểu lễ” được thay thế ...”). A call is settled
only if every other way to explain the page is clearly worse; otherwise it is left and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleanup.marks import confusions
from cleanup.skeleton import skeleton

_ODD = "!?*°^¡»†®©§¢™~"
_CLOSING = {")": "(", "”": "“", '"': "", "’": "‘", "'": ""}
_SIGN = re.escape(_ODD + "".join(_CLOSING))
# two letters before it: the bracket of "a)" is no call; "Điều 4.*" is one
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_GLUED = re.compile(
    rf"(?:(?<=[^\W\d_]{{2}})|(?<=\d\.))(?<![kcdm]m)"
    rf"(?:[{_SIGN}][{_SIGN}\d]?|\d[{_SIGN}]|[{_RAISED}]{{1,2}})(?=[\s.,;:/)]|$)"
)
# a raised number after the end of a sentence stands alone: "quản lý. Ì"
_ALONE = re.compile(r"(?<=[.;,”])\s(?:[^\w\s.,;:()“”…/–—-]|[^\W\d_])$")
_QUOTE = re.compile(r"[“\"]([^“”\"?]{4,160})[”\"?](?=[\s.,;:)]|$)")
_SHORTEST_QUOTE = 6
_CONTEXT = 4
_LIKE, _PARTLY, _UNLIKE, _QUOTED = 1.0, 0.6, 0.3, 2.0
# by how much the next best way to explain a page must be worse
_CLEARLY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a call may stand: index of the line and span in it, the signs, the words before."""

    line: int
    start: int
    end: int
    signs: str
    before: str
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A footnote whose call was not found: its number, its text, and where the call may stand."""

    number: str
    text: str
    after: tuple[int, int] = (-1, 0)
    until: tuple[int, int] = (10**6, 0)


def possible_places(lines: Mapping[int, str]) -> tuple[Place, ...]:
    """All signs of a page that have no business where they stand, in reading order.

    >>> found = possible_places({0: "Điều 1. Phạm vi điều chỉnh?", 1: "theo “Hình thức”, gồm:"})
    >>> [(place.line, place.signs) for place in found]
    [(0, '?')]
    """
    return tuple(place for index in sorted(lines) for place in _in_line(lines, index))


def _in_line(lines: Mapping[int, str], index: int) -> Iterator[Place]:
    text = lines[index]
    context = " ".join(lines[i] for i in range(index - _CONTEXT, index) if i in lines)
    for match in (*_GLUED.finditer(text), *_ALONE.finditer(text)):
        signs = match.group().strip()
        whole = f"{context} {text[: match.start()]}"
        odd = any(sign in _ODD + _RAISED for sign in signs)
        alone = match.group() != signs
        closes = any(_is_unopened(whole, sign) for sign in signs if sign in _CLOSING)
        if alone or closes or (odd and signs not in _CLOSING):
            yield Place(
                line=index, start=match.start(), end=match.end(), signs=signs,
                before=skeleton(whole), alone=alone,
            )


def _is_unopened(before: str, sign: str) -> bool:
    """The sign closes what was never opened before it."""
    opening = _CLOSING[sign]
    if not opening:
        return before.count(sign) % 2 == 0
    return before.count(sign) >= before.count(opening)


def settle(wanted: Sequence[Wanted], places: Sequence[Place]) -> dict[int, Place]:
    """For each index in `wanted` its call, as far as only one answer is likely.

    >>> place = Place(line=3, start=8, end=9, signs="”", before="mactieule")
    >>> notes = [Wanted(number="6", text="Cụm từ “công chức”"),
    ...          Wanted(number="7", text="bởi cụm từ “Tiểu lễ”")]
    >>> settle(notes, [place]) == {1: place}
    True
    >>> settle([Wanted(number="5", text=""), Wanted(number="7", text="")], [place])
    {}
    """
    scores = {
        (note, at): score
        for note, one in enumerate(wanted)
        for at, place in enumerate(places)
        if (score := _score(one, place)) > 0
    }
    best, chosen = _best(len(wanted), len(places), scores)
    found = {}
    for note, at in chosen:
        others = {pair: score for pair, score in scores.items() if pair != (note, at)}
        second, _ = _best(len(wanted), len(places), others)
        if best - second >= _CLEARLY - 1e-9:
            found[note] = places[at]
    return found


def _score(note: Wanted, place: Place) -> float:
    if not note.after < (place.line, place.start) < note.until:
        return 0.0
    like = _likeness(place.signs, note.number)
    if place.alone:
        return like if like == _LIKE else 0.0
    quotes = (skeleton(quote) for quote in _QUOTE.findall(note.text))
    quoted = any(len(q) >= _SHORTEST_QUOTE and place.before.endswith(q) for q in quotes)
    return like + (_QUOTED if quoted else 0.0)


def _likeness(signs: str, number: str) -> float:
    table = confusions().raised
    if len(signs) == len(number):
        same = [sign in table[digit] for sign, digit in zip(signs, number, strict=True)]
        if all(same):
            return _LIKE
        return _PARTLY if any(same) or len(signs) > 1 else _UNLIKE
    return _PARTLY if len(number) > 1 and signs in table[number[-1]] else _UNLIKE


def _best(
    notes: int, places: int, scores: Mapping[tuple[int, int], float]
) -> tuple[float, tuple[tuple[int, int], ...]]:
    """The best sum over pairs that rise in both, and the pairs."""
    row: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (places + 1)
    for note in range(notes):
        following = [row[0]]
        for at in range(places):
            options = [row[at + 1], following[at]]
            if (note, at) in scores:
                total, pairs = row[at]
                options.append((total + scores[note, at], (*pairs, (note, at))))
            following.append(max(options, key=lambda option: option[0]))
        row = following
    return row[places]
