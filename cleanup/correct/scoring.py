"""Scores every doubtful word of a stream: candidates, language model, lattice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleanup.correct.candidates import Candidate, CandidateFinder
from cleanup.correct.lattice import posteriors, window_gains
from cleanup.correct.stream import Spot, form_sequence
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import UNKNOWN

# a word that is no syllable competes as one foreign word out of many, not as "any foreign word"
_BROKEN_COST = 8.0
_FOREIGN_COST = 4.0
_KEPT = 4
_PRUNE = -7.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of one spot, its log-odds, and whether the engine saw it too."""

    form: str
    odds: float
    seen: bool


Readings = tuple[Reading, ...]


def read_cost(spot: Spot) -> float:
    """What it costs to believe that the word was read rightly."""
    if spot.token.form != UNKNOWN:
        return 0.0
    return _FOREIGN_COST if spot.token.text.isascii() else _BROKEN_COST


def score(
    model: LanguageModel,
    finder: CandidateFinder,
    spots: Sequence[Spot],
    bonus: Sequence[dict[str, float]],
) -> list[Readings]:
    """Other readings of each spot, best first.

    Args:
        model: the language model.
        finder: finds candidates.
        spots: one stream.
        bonus: for each spot, log weight that the document itself gives to a form (or to what was
            read).
    """
    forms, places = form_sequence(list(spots))
    ids = np.array([model.id_of(form) for form in forms], np.uint32)
    options = _options(model, finder, spots, ids, places)
    words: list[list[int]] = [[int(word)] for word in ids]
    channel: list[list[float]] = [[0.0] for _ in words]
    for spot, place, found, extra in zip(spots, places, options, bonus, strict=True):
        channel[place][0] = extra.get(spot.token.form, 0.0) - read_cost(spot)
        for candidate in found:
            words[place].append(model.ids[candidate.form])
            channel[place].append(candidate.channel + extra.get(candidate.form, 0.0))
    results: list[Readings] = []
    log_odds = posteriors(model, words, channel)
    for place, found in zip(places, options, strict=True):
        if not found:
            results.append(())
            continue
        values = log_odds[place]
        readings = [
            Reading(candidate.form, float(value - values[0]), candidate.seen)
            for candidate, value in zip(found, values[1:], strict=True)
        ]
        results.append(tuple(sorted(readings, key=lambda reading: -reading.odds)))
    return results


def _options(
    model: LanguageModel,
    finder: CandidateFinder,
    spots: Sequence[Spot],
    ids: np.ndarray[tuple[int], np.dtype[np.uint32]],
    places: Sequence[int],
) -> list[list[Candidate]]:
    """For each spot the few candidates that are not hopeless beside their neighbours."""
    pairs: list[tuple[int, Candidate]] = []
    for index, spot in enumerate(spots):
        token = spot.token
        if not token.protected and token.text.isalpha():
            pairs += [(index, candidate) for candidate in finder.find(token.text, spot.choices)]
    kept: list[list[tuple[float, Candidate]]] = [[] for _ in spots]
    if pairs:
        gains = window_gains(
            model,
            ids,
            np.array([places[index] for index, _ in pairs]),
            np.array([model.ids[candidate.form] for _, candidate in pairs], np.uint32),
        )
        for (index, candidate), gain in zip(pairs, gains.tolist(), strict=True):
            total = gain + candidate.channel + read_cost(spots[index])
            if total > _PRUNE:
                kept[index].append((total, candidate))
    return [
        [candidate for _, candidate in sorted(found, key=lambda pair: -pair[0])[:_KEPT]]
        for found in kept
    ]
