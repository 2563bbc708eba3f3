"""Finds each true paragraph in an output: the best-matching stretch, wherever it stands.

So neither order nor extra text (stamps, noise) disturbs the text figures; they have figures of
their own. edlib finds the stretch (semi-global alignment), rapidfuzz counts the edits inside it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluation.text import flat

_TOKEN = re.compile(r"\S+")
# edlib packs its alphabet into one byte; the rarest characters of a text share one code
_ALPHABET = 235
_RARE = "\xf8"
# a repeated short paragraph ("- ") matches everywhere; more places than this are not compared
_MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a true paragraph was found: text[start:end], `edits` (at most its length) away."""

    edits: int
    start: int
    end: int


class OutputText:
    """The paragraphs of an output as one string; knows its breaks and what was found in it.

    Args:
        paragraphs: each on one line, white space folded, one code point per character.
    """

    def __init__(self, paragraphs: Iterable[str]) -> None:
        kept = [p for p in paragraphs if p]
        self.text = "".join(f"{p} " for p in kept)
        self.breaks: list[int] = []
        for paragraph in kept:
            self.breaks.append((self.breaks[-1] if self.breaks else 0) + len(paragraph) + 1)
        self._covered = bytearray(len(self.text))
        common = Counter(self.text).most_common(_ALPHABET)
        codes = {character: chr(1 + index) for index, (character, _) in enumerate(common)}
        self._codes = _Codes(codes)
        self._encoded = self._encode(self.text)

    def find(self, truth: str) -> Stretch:
        """The best stretch for `truth`, which is marked as found unless half of it is wrong."""
        if not truth or not self.text:
            return Stretch(len(truth), 0, 0)
        start, end = min(self._places(truth), key=self._rank)
        # the alphabet of the search is folded, so the edits are counted on the text itself
        edits = levenshtein(truth, self.text[start:end])
        if edits < 0.5 * len(truth):
            self._covered[start:end] = b"\1" * (end - start)
        return Stretch(min(edits, len(truth)), start, end)

    def widen(self, start: int, end: int) -> str:
        """text[start:end] and the rest of the syllables it cuts."""
        while start > 0 and not self.text[start - 1].isspace():
            start -= 1
        while end < len(self.text) and not self.text[end].isspace():
            end += 1
        return self.text[start:end]

    def is_one_paragraph(self, start: int, end: int) -> bool:
        """Whether the stretch is exactly one paragraph, give or take two characters."""
        first_inside = bisect_right(self.breaks, start + 2)
        last_before = self.breaks[first_inside - 1] if first_inside else 0
        first_after = bisect_left(self.breaks, end - 2)
        after = self.breaks[first_after] if first_after < len(self.breaks) else len(self.text)
        return first_inside >= first_after and start - last_before <= 3 and after - end <= 4

    def tokens(self) -> list[tuple[int, int, bool]]:
        """(start, end, found) of each syllable."""
        return [
            (m.start(), m.end(), any(self._covered[m.start() : m.end()]))
            for m in _TOKEN.finditer(self.text)
        ]

    def _encode(self, text: str) -> str:
        return text.translate(self._codes)

    def _places(self, truth: str) -> list[tuple[int, int]]:
        wanted = self._encode(truth)
        exact = _occurrences(wanted, self._encoded)
        if exact:
            return exact
        import edlib

        found = edlib.align(wanted, self._encoded, mode="HW", task="locations")["locations"]
        return [
            (start or 0, (-1 if last is None else last) + 1) for start, last in found[:_MOST_PLACES]
        ]

    def _rank(self, place: tuple[int, int]) -> tuple[bool, bool, int]:
        """Whole syllables first, then stretches not yet found, then the earliest."""
        start, end = place
        whole = (start == 0 or self.text[start - 1].isspace()) and (
            end >= len(self.text) or self.text[end].isspace()
        )
        return not whole, sum(self._covered[start:end]) * 2 > end - start, start


class _Codes(dict[int, str]):
    """Translation table: known characters to their code, all others to one."""

    def __init__(self, codes: dict[str, str]) -> None:
        super().__init__({ord(character): code for character, code in codes.items()})

    def __missing__(self, key: int) -> str:
        return _RARE


def _occurrences(wanted: str, text: str) -> list[tuple[int, int]]:
    """All places where `wanted` stands exactly: what edlib would say, but sooner."""
    places: list[tuple[int, int]] = []
    start = text.find(wanted)
    while start >= 0 and len(places) < _MOST_PLACES:
        places.append((start, start + len(wanted)))
        start = text.find(wanted, start + 1)
    return places


def levenshtein(first: Sequence[str], second: Sequence[str]) -> int:
    """Number of insertions, deletions and replacements between two sequences.

    >>> levenshtein("Kỳ Hiệp", "Ký Hiệp"), levenshtein(["ban", "hành"], ["banhành"])
    (1, 2)
    """
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(first, second)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The paragraphs of plain text: what blank lines part, each on one line."""
    pieces = (flat(piece) for piece in re.split(r"\n\s*\n", text))
    return tuple(piece for piece in pieces if piece)
