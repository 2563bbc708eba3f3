"""Keep, change or suspect: the decision for each word, and its record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cleanup.correct.candidates import CandidateFinder
from cleanup.correct.date_slots import slot_numbers
from cleanup.correct.guards import Guard, Guards
from cleanup.correct.joined import respacings
from cleanup.correct.names import person_spots, usual_names
from cleanup.correct.profile import Profile, WordClass
from cleanup.correct.scoring import Readings
from cleanup.correct.second import mended_numbers, other_letters
from cleanup.correct.stream import Spot, Stream
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import UNKNOWN
from cleanup.syllables import skeleton

_ALTERNATIVES = 3
_NUMBER_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one spot.

    Attributes:
        spot: where it begins.
        form: the best other reading, folded; with `before`, exactly what to write.
        reason: a code of `cleanup.messages`.
        probability: of the other reading, 0..1.
        applied: changed, or only proposed.
        alternatives: other readings, best first.
        before: what is replaced, if it is not just the spot's word.
    """

    spot: Spot
    form: str
    reason: str
    probability: float
    applied: bool
    alternatives: tuple[str, ...]
    before: str | None = None


def word_class(spot: Spot, guard: Guard) -> WordClass:
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
    spots: Stream, readings: Mapping[int, Readings], guard: Guards, profile: Profile
) -> list[Decision]:
    """The decisions about a stream: only words that are changed or suspected."""
    decisions = []
    for index, found in readings.items():
        best = found[0]
        if best.odds < profile.suspect:
            continue
        spot = spots[index]
        guarded = guard[index]
        kind = word_class(spot, guarded)
        thresholds = profile.change if spot.choices else profile.unseen
        need = thresholds.get(kind, math.inf)
        if spot.choices and not best.seen:
            need += profile.blind
        blocked = guarded not in {Guard.NONE, Guard.NAME}
        exact = other_letters(spot.token.text, spot.other, best.form)
        decisions.append(
            Decision(
                spot=spot,
                form=exact or best.form,
                before=spot.token.text if exact else None,
                reason=(
                    "second.word" if exact else _reason(guarded, kind, spot.token.text, best.form)
                ),
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


def decide_numbers(spots: Stream) -> list[Decision]:
    """Numbers that can't be what was read, where another one was seen that can."""
    decisions = []
    for line, first in spots.pictured_lines():
        found = {token.start: (token, "number.seen", new) for token, new in slot_numbers(line)}
        found |= {token.start: (token, "second.number", new) for token, new in mended_numbers(line)}
        for token, reason, new in found.values():
            spot = replace(first, token=token, choices=(), opens=False, other=new)
            decisions.append(Decision(spot, new, reason, _NUMBER_SURE, True, (new,), token.text))
    return decisions


def decide_spaces(
    spots: Stream,
    model: LanguageModel,
    guard: Guards,
    profile: Profile,
    taken: Iterable[Decision],
) -> list[Decision]:
    """The decisions about lost and false spaces; words that are decided already stay."""
    done = {id(decision.spot) for decision in taken if decision.applied}
    decisions = []
    for index, found in respacings(spots, model):
        near = spots[index : index + 2]
        if found.odds < profile.suspect or any(id(spot) in done for spot in near):
            continue
        free = guard[index] in {Guard.NONE, Guard.NAME}
        decisions.append(
            Decision(
                spot=found.spot,
                form=found.after,
                reason=found.reason,
                probability=1.0 / (1.0 + math.exp(-found.odds)),
                applied=free and found.odds >= profile.spacing,
                alternatives=(found.after,),
                before=found.before,
            )
        )
    return decisions


def suspect_names(
    spots: Stream, finder: CandidateFinder, taken: Iterable[Decision]
) -> list[Decision]:
    """Proposals for unusual words in personal names that look like usual ones."""
    done = {id(decision.spot) for decision in taken}
    decisions = []
    for index in sorted(person_spots(spots)):
        spot = spots[index]
        if id(spot) in done or usual_names([spot.token.form]):
            continue
        names = usual_names(finder.look_alikes(spot.token.text))[:_ALTERNATIVES]
        if names:
            decisions.append(Decision(spot, names[0], "suspect.name", 0.5, False, names))
    return decisions


def _reason(guard: Guard, kind: WordClass, read: str, form: str) -> str:
    what = "diacritic" if skeleton(read) == skeleton(form) else "letter"
    if guard is Guard.NONE:
        return f"{what}.not-a-syllable" if kind is WordClass.BROKEN else f"{what}.context"
    return f"{what}.{guard.value}"
