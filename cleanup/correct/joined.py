"""Words that lost the space between them (`banhành`) or got one inside (`ph át`).

Mended only if what stands there is no word, the parts (or the whole) are common words, and the
text around wants them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleanup.correct.inventory import Ids, read_cost
from cleanup.correct.stream import Spot, Stream
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import CLASSES, LETTER, START, UNKNOWN, folded

MIN_COUNT = 100
_SPLIT_COST = 6.0
_SHORTEST = 4
_LONGEST = 14
# what a word leaves behind when it is broken
_BROKEN = frozenset({UNKNOWN, LETTER})
_NO_WORD = frozenset({UNKNOWN})


@dataclass(frozen=True, slots=True)
class Respacing:
    """Write `after` for `before`, which begins at the spot; `odds` is the log-odds for it."""

    spot: Spot
    before: str
    after: str
    odds: float
    reason: str


def respacings(spots: Stream, model: LanguageModel) -> list[tuple[int, Respacing]]:
    """All proposals for a stream with the index of their spot, in order; none overlap."""
    found: list[tuple[int, Respacing]] = []
    free = 0
    for index in _broken_words(spots).tolist():
        spot = spots[index]
        if index < free or spot.token.protected:
            continue
        best = _joined(spots, index, model)
        if best is None and spot.token.form == UNKNOWN:
            best = _split(spots, index, model)
        if best is not None:
            found.append((index, best))
            free = index + 2 if best.reason == "spacing.join" else index + 1
    return found


def _broken_words(spots: Stream) -> Ids:
    """Where a lost or a false space is possible at all."""
    plain = spots.inventory.plain[spots.tokens]
    broken = spots.inventory.having(_BROKEN)[spots.tokens]
    pair = plain.copy()
    pair[-1] = False
    pair[:-1] &= plain[1:] & (broken[:-1] | broken[1:])
    alone = plain & spots.inventory.having(_NO_WORD)[spots.tokens]
    return np.flatnonzero(pair | alone)


def _split(spots: Stream, index: int, model: LanguageModel) -> Respacing | None:
    word = spots[index].token.text
    if not _SHORTEST <= len(word) <= _LONGEST:
        return None
    options = []
    for cut in range(1, len(word)):
        parts = [folded(word[:cut]), folded(word[cut:])]
        if all(_common(part, model) for part in parts):
            gain = _gain(spots, (index, index + 1), parts, model)
            options.append((gain - _SPLIT_COST, f"{word[:cut]} {word[cut:]}"))
    if not options:
        return None
    odds, after = max(options)
    return Respacing(spots[index], word, after, odds, "spacing.split")


def _joined(spots: Stream, index: int, model: LanguageModel) -> Respacing | None:
    if index + 1 >= len(spots):
        return None
    one, two = spots[index], spots[index + 1]
    adjacent = (one.page, one.line, one.token.chunk + 1) == (two.page, two.line, two.token.chunk)
    if not adjacent or one.opens or not two.token.text.islower():
        return None
    if not {one.token.form, two.token.form} & _BROKEN:
        return None
    whole = one.token.text + two.token.text
    if two.token.start != one.token.start + len(one.token.text) + 1:
        return None
    if not _common(folded(whole), model):
        return None
    gain = _gain(spots, (index, index + 2), [folded(whole)], model)
    before = f"{one.token.text} {two.token.text}"
    return Respacing(one, before, whole, gain - _SPLIT_COST, "spacing.join")


def _common(form: str, model: LanguageModel) -> bool:
    long_enough = len(form) > 1 or form in {"ở", "ý", "à"}
    return long_enough and form not in CLASSES and model.count_of(form) >= MIN_COUNT


def _gain(
    spots: Stream, span: tuple[int, int], forms: Sequence[str], model: LanguageModel
) -> float:
    """Log-odds of other forms for the spots of `span`, from the two words on either side."""
    start, end = span
    old = [spot.token.form for spot in spots[start:end]]
    left = [START, START, *(spot.token.form for spot in spots[max(0, start - 2) : start])][-2:]
    right = [spot.token.form for spot in spots[end : end + 2]]
    new_score, old_score = (
        _log_probability([*left, *middle, *right], model) for middle in (list(forms), old)
    )
    return (
        new_score
        - old_score
        + sum(read_cost(spot.token.text, spot.token.form) for spot in spots[start:end])
    )


def _log_probability(forms: Sequence[str], model: LanguageModel) -> float:
    ids = np.array([model.id_of(form) for form in forms], np.uint32)
    return float(model.log_probability(ids[:-2], ids[1:-1], ids[2:]).sum())
