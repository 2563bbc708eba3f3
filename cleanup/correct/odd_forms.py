"""Places in the running text that look misread: no word, a wrong capital, a stop inside a sentence.

Only for text that an engine read, and never changed: an author may have written so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from cleanup.correct.stream import Spot, Stream
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import UNKNOWN
from ocr.model import Zone

QUIET_ZONES = frozenset({Zone.STAMP, Zone.UNPLACED, Zone.PAGE_NUMBER, Zone.RUNNING_HEAD})
# the small letter's score where a capital inside a sentence was none: 0.17 and more in six of
# seven cases on real scans; where it was one, 0.01 and less, but before another capital
_SMALL_SEEN = 0.15
_COMMON = 100
_NUMBERED = frozenset(["điều", "khoản", "ngày", "tháng", "năm", "số"])
_LIKE_DIGITS = frozenset("IlJOo|ÍÌ")
_BEFORE_CAPITAL = frozenset('.:;!?-"(')
_QUOTES = frozenset('"')
_LONGEST_QUOTATION = 60


@dataclass(frozen=True, slots=True)
class Oddity:
    """A doubtful place: what stands there, why it is doubtful, and a better reading if any."""

    spot: Spot
    word: str
    reason: str
    better: str | None = None


def odd_forms(stream: Stream, model: LanguageModel) -> Iterator[Oddity]:
    """All oddities of a stream, in order; at most one at each spot."""
    if stream[0].zone in QUIET_ZONES:
        return
    for index in _worth_a_look(stream, model):
        found = (rule(stream, index, model) for rule in _RULES)
        odd = next((one for one in found if one is not None), None)
        if odd is not None:
            yield odd
    yield from _lone_closers(stream)


def _worth_a_look(stream: Stream, model: LanguageModel) -> list[int]:
    """All but known words in small letters, for which no rule asks."""
    worth = [
        form == UNKNOWN or form not in model.ids or not text.islower() or text in _LIKE_DIGITS
        for text, form in stream.inventory.tokens
    ]
    found: list[int] = np.flatnonzero(np.array(worth)[stream.tokens]).tolist()
    return found


def _no_word(stream: Stream, index: int, model: LanguageModel) -> Oddity | None:
    """Not a syllable; in capitals, where marks are squeezed, one that no law holds."""
    spot = stream[index]
    word, form = spot.token.text, spot.token.form
    if not word.isalpha() or len(word) < 2 or spot.token.protected:
        return None
    unknown = form == UNKNOWN or (form not in model.ids and word.isupper())
    return Oddity(spot, word, "suspect.not-a-word") if unknown else None


def _capitals(stream: Stream, index: int, model: LanguageModel) -> Oddity | None:
    """A syllable in capitals amid small letters, or with a capital inside (`lỄ`)."""
    spot = stream[index]
    word = spot.token.text
    known = len(word) > 1 and word.isalpha() and spot.token.form in model.ids
    if not known or spot.token.protected:
        return None
    inside = word[0].islower() and not word.islower()
    if inside or (word.isupper() and _amid_small(stream, index)):
        return Oddity(spot, word, "suspect.case")
    return None


def _amid_small(stream: Stream, index: int) -> bool:
    """Both neighbours on the line are in small letters."""
    if not 0 < index < len(stream) - 1:
        return False
    line = stream[index].line
    near = (stream[index - 1], stream[index + 1])
    return all(one.token.text.islower() and one.line == line for one in near)


def _small_seen(stream: Stream, index: int, model: LanguageModel) -> Oddity | None:
    """A capital inside a sentence where the engine saw the small letter too: `bổ Sung`."""
    spot = stream[index]
    word = spot.token.text
    if not word[0].isupper() or not spot.choices or spot.token.form not in model.ids:
        return None
    if index == 0 or spot.opens or stream.text(index - 1) in _BEFORE_CAPITAL:
        return None
    after = stream.text(index + 1) if index + 1 < len(stream) else "."
    small = max((c.score for c in spot.choices[0] if c.text == word[0].lower()), default=0.0)
    if not word[1:].islower() or after[0].isupper() or small < _SMALL_SEEN:
        return None
    return Oddity(spot, word, "suspect.case", word.lower())


def _stop_inside(stream: Stream, index: int, model: LanguageModel) -> Oddity | None:
    """A stop with small letters on both sides: `quy định. về`."""
    if stream.text(index) != "." or not 0 < index < len(stream) - 1:
        return None
    before, stop, after = stream[index - 1 : index + 2]
    joined = stop.token.start == before.token.start + len(before.token.text)
    same_line = (before.page, before.line) == (stop.page, stop.line)
    common = all(
        len(one.token.text) > 1
        and one.token.text.islower()
        and model.count_of(one.token.form) >= _COMMON
        for one in (before, after)
    )
    if not (joined and same_line and common) or after.opens:
        return None
    word = before.token.text
    return Oddity(before, f"{word}.", "suspect.punctuation", word)


def _no_digit(stream: Stream, index: int, model: LanguageModel) -> Oddity | None:
    """A letter where only a number can stand: `Điều I`, `khoản l`."""
    word = stream.text(index)
    if word not in _LIKE_DIGITS or index == 0:
        return None
    spot, before = stream[index], stream[index - 1]
    numbered = before.token.form in _NUMBERED and not before.token.text.isupper()
    return Oddity(spot, word, "suspect.number") if numbered else None


def _lone_closers(stream: Stream) -> Iterator[Oddity]:
    """Closing quotation marks that nothing opened: often a raised number misread."""
    opened: int | None = None
    for index in stream.inventory.having(_QUOTES)[stream.tokens].nonzero()[0].tolist():
        text = stream.text(index)
        if text in "“„«":
            opened = index
        elif text == "”" and (opened is None or index - opened > _LONGEST_QUOTATION):
            yield Oddity(stream[index], text, "suspect.character")
        else:
            opened = None


_RULES: tuple[Callable[[Stream, int, LanguageModel], Oddity | None], ...] = (
    _no_word,
    _capitals,
    _small_seen,
    _stop_inside,
    _no_digit,
)
