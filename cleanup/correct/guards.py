"""What must not be changed, and why: names, quotations, enumeration marks, foreign surroundings.

A guarded word may still be flagged; only overwhelming evidence of the text itself lifts the guard
of a name, and nothing the others. Digits, codes and abbreviations are not words here at all:
`cleanup.lm.tokens` protects them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from cleanup.correct.stream import Stream
from cleanup.lm.tokens import LETTER, UNKNOWN, folded
from ocr.model import Zone

_SENTENCE_END = frozenset(".:;!?")
_QUOTES = frozenset('"')
_OPENERS = frozenset("“„«")
_NAME_ZONES = frozenset({Zone.SIGNATURE, Zone.PLACE_DATE, Zone.NUMBER, Zone.STAMP, Zone.UNPLACED})
_NUMBERS = frozenset(
    folded(word)
    for word in [
        "một",
        "hai",
        "ba",
        "bốn",
        "tư",
        "năm",
        "sáu",
        "bảy",
        "bẩy",
        "tám",
        "chín",
        "mười",
        "mươi",
        "trăm",
        "nghìn",
        "ngàn",
        "triệu",
        "tỷ",
        "tỉ",
    ]
)
_NUMBERED = frozenset(["tháng", "thứ", "ngày", "lần", "khoản", "điểm", "chữ"])
_TITLES = frozenset(["ông", "bà", "anh", "chị", "em"])


class Guard(StrEnum):
    """Why a word is left as it was read."""

    NONE = "none"
    NAME = "name"
    QUOTE = "quote"
    MARK = "mark"
    NUMBER = "number"
    FOREIGN = "foreign"
    ZONE = "zone"


class Guards:
    """The guards of a stream, worked out for the few words that are in doubt."""

    def __init__(self, spots: Stream) -> None:
        self._spots = spots
        self._quoted = _quoted(spots)

    def __getitem__(self, index: int) -> Guard:
        """The guard of one spot."""
        spots = self._spots
        if spots[index].zone in _NAME_ZONES:
            return Guard.ZONE
        if index in self._quoted:
            return Guard.QUOTE
        for guard, holds in _RULES:
            if holds(spots, index):
                return guard
        return Guard.NONE


def _quoted(spots: Stream, longest: int = 60) -> frozenset[int]:
    """Which spots stand between quotation marks that close again within `longest` tokens."""
    inside: set[int] = set()
    opened: int | None = None
    quotes = spots.inventory.having(_QUOTES)[spots.tokens]
    for index in quotes.nonzero()[0].tolist():
        text = spots[index].token.text
        if text in _OPENERS or (text == '"' and opened is None):
            opened = index
        elif opened is not None:
            if index - opened <= longest:
                inside.update(range(opened + 1, index))
            opened = None
    return frozenset(inside)


def _is_mark(spots: Stream, index: int) -> bool:
    """A single letter, or the word before `)` that opens a list item: a) đ)."""
    token = spots[index].token
    if token.form == LETTER:
        return True
    after = spots[index + 1].token.text if index + 1 < len(spots) else ""
    return len(token.text) == 1 and after in {")", "."} and (index == 0 or spots[index].opens)


def _is_number(spots: Stream, index: int) -> bool:
    """A number in words beside another, or after what numbers follow: `tháng sáu`, `thứ bảy`."""
    if spots[index].token.form not in _NUMBERS:
        return False
    before = spots[index - 1].token.form if index else ""
    after = spots[index + 1].token.form if index + 1 < len(spots) else ""
    return before in _NUMBERED or bool({before, after} & _NUMBERS)


def _is_hyphenated(spots: Stream, index: int) -> bool:
    """A syllable of a foreign word written with two hyphens: `ca-me-ra`, `In-đô-nê-xi-a`."""
    place = (spots[index].page, spots[index].line, spots[index].token.chunk)
    near = spots[max(0, index - 4) : index + 5]
    same = [spot for spot in near if (spot.page, spot.line, spot.token.chunk) == place]
    return sum(spot.token.text == "-" for spot in same) >= 2


def _is_name(spots: Stream, index: int) -> bool:
    """A capitalised word inside a sentence."""
    word = spots[index].token.text
    if not word[0].isupper() or (len(word) > 1 and word.isupper() and _line_is_upper(spots, index)):
        return False
    if index == 0 or spots[index].opens:
        return False
    before = spots[index - 1].token
    return (
        before.text not in _SENTENCE_END and before.form not in {UNKNOWN}
    ) or before.text.lower() in _TITLES


def _line_is_upper(spots: Stream, index: int) -> bool:
    """Most words around a word are in capitals too: a heading, not an abbreviation or a name."""
    place = (spots[index].page, spots[index].line)
    near = spots[max(0, index - 12) : index + 13]
    words = [
        spot.token.text
        for spot in near
        if (spot.page, spot.line) == place and spot.token.text.isalpha()
    ]
    return sum(word.isupper() for word in words) >= max(2, 0.6 * len(words))


_RULES: tuple[tuple[Guard, Callable[[Stream, int], bool]], ...] = (
    (Guard.MARK, _is_mark),
    (Guard.NUMBER, _is_number),
    (Guard.FOREIGN, _is_hyphenated),
    (Guard.NAME, _is_name),
)
