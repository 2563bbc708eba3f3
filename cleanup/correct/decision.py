"""Keep, change or suspect: the decision for each word, and its record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.correct.guards import Guard
from cleanup.correct.profile import Profile, WordClass
from cleanup.correct.scoring import Readings
from cleanup.correct.stream import Spot
from cleanup.lm.tokens import UNKNOWN

_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one spot; `form` is the best other reading."""

    spot: Spot
    form: str
    reason: str
    probability: float
    applied: bool
    alternatives: tuple[str, ...]


def word_class(spot: Spot, guard: Guard, before: Spot | None) -> WordClass:
    """The class whose threshold counts."""
    word = spot.token.text
    if guard is Guard.NAME:
        return WordClass.NAME
    if spot.token.form == UNKNOWN:
        return WordClass.BROKEN
    if len(word) > 1 and word.isupper():
        return WordClass.HEADING
    if word[0].isupper():
        return WordClass.CAPITAL
    return WordClass.PLAIN


def decide(
    spots: Sequence[Spot], readings: Sequence[Readings], guard: Sequence[Guard], profile: Profile
) -> list[Decision]:
    """The decisions about a stream: only words that are changed or suspected."""
    decisions = []
    for index, (spot, found) in enumerate(zip(spots, readings, strict=True)):
        if not found or found[0].odds < profile.suspect:
            continue
        best = found[0]
        kind = word_class(spot, guard[index], spots[index - 1] if index else None)
        thresholds = profile.change if spot.choices else profile.unseen
        need = thresholds.get(kind, math.inf)
        if spot.choices and not best.seen:
            need += profile.blind
        blocked = guard[index] in {Guard.QUOTE, Guard.MARK, Guard.ZONE}
        decisions.append(
            Decision(
                spot=spot,
                form=best.form,
                reason=_reason(guard[index], kind),
                probability=1.0 / (1.0 + math.exp(-best.odds)),
                applied=not blocked and best.odds >= need,
                alternatives=tuple(
                    reading.form
                    for reading in found[:_ALTERNATIVES]
                    if reading.odds >= profile.suspect
                ),
            )
        )
    return decisions


def _reason(guard: Guard, kind: WordClass) -> str:
    if guard is Guard.NONE:
        return "diacritic.not-a-syllable" if kind is WordClass.BROKEN else "diacritic.context"
    return f"diacritic.{guard.value}"
