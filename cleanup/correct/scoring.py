"""Scores every doubtful word of a stream: candidates, language model, lattice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleanup.correct.candidates import CandidateFinder, Candidates
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
# id in the language model, log weight, whether the engine saw it too
_Option = tuple[int, float, bool]


def read_cost(spot: Spot) -> float:
    """What it costs to believe that the word was read rightly."""
    if spot.token.form != UNKNOWN:
        return 0.0
    return _FOREIGN_COST if spot.token.text.isascii() else _BROKEN_COST


def score(
    model: LanguageModel,
    finder: CandidateFinder,
    spots: Sequence[Spot],
    bonus: Sequence[Mapping[str, float]],
) -> list[Readings]:
    """Other readings of each spot, best first.

    Args:
        model: the language model.
        finder: finds candidates.
        spots: one stream.
        bonus: for each spot, log weight that the document itself gives to a form.
    """
    forms, places = form_sequence(spots)
    known_ids, unknown = model.ids, model.ids[UNKNOWN]
    ids = np.array([known_ids.get(form, unknown) for form in forms], np.uint32)
    words: list[list[int]] = [[word] for word in ids.tolist()]
    channel: list[list[float]] = [[0.0] for _ in words]
    familiar = _familiar(model, ids)[places].tolist()
    doubtful = [
        bool(spot.choices or extra or not known)
        for spot, extra, known in zip(spots, bonus, familiar, strict=True)
    ]
    asked = [
        (index, finder.find(spot.token.text, spot.choices))
        for index, (spot, doubt) in enumerate(zip(spots, doubtful, strict=True))
        if doubt and not spot.token.protected and spot.token.text.isalpha()
    ]
    options = _options(model, asked, spots, ids, np.array(places, np.intp))
    for index, found in options.items():
        extra, spot, place = bonus[index], spots[index], places[index]
        channel[place][0] = extra.get(spot.token.form, 0.0) - read_cost(spot)
        words[place] += [word for word, _, _ in found]
        channel[place] += [cost + extra.get(model.words[word], 0.0) for word, cost, _ in found]
    results: list[Readings] = [()] * len(spots)
    log_odds = posteriors(model, words, channel)
    for index, found in options.items():
        values = log_odds[places[index]].tolist()
        readings = [
            Reading(model.words[word], value - values[0], seen)
            for (word, _, seen), value in zip(found, values[1:], strict=True)
        ]
        results[index] = tuple(sorted(readings, key=lambda reading: -reading.odds))
    return results


def _options(
    model: LanguageModel,
    asked: Sequence[tuple[int, Candidates]],
    spots: Sequence[Spot],
    ids: npt.NDArray[np.uint32],
    places: npt.NDArray[np.intp],
) -> dict[int, list[_Option]]:
    """For each doubtful spot the few candidates that are not hopeless beside their neighbours."""
    asked = [(index, found) for index, found in asked if len(found.words)]
    if not asked:
        return {}
    sizes = [len(found.words) for _, found in asked]
    indexes = np.repeat(np.array([index for index, _ in asked]), sizes)
    words = np.concatenate([found.words for _, found in asked])
    channel = np.concatenate([found.channel for _, found in asked])
    seen = np.concatenate([found.seen for _, found in asked])
    cost = np.repeat(np.array([read_cost(spots[index]) for index, _ in asked]), sizes)
    total = window_gains(model, ids, places[indexes], words) + channel + cost
    kept = np.flatnonzero(total > _PRUNE)
    kept = kept[np.lexsort((-total[kept], indexes[kept]))]
    options: dict[int, list[_Option]] = {}
    for one in kept.tolist():
        found = options.setdefault(int(indexes[one]), [])
        if len(found) < _KEPT:
            found.append((int(words[one]), float(channel[one]), bool(seen[one])))
    return options


def _familiar(model: LanguageModel, ids: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Words that stand in three trigrams the model knows: without a picture nothing says more."""
    known = np.zeros(len(ids) + 2, bool)
    known[2 : len(ids)] = model.knows(ids[:-2], ids[1:-1], ids[2:])
    return known[: len(ids)] & known[1 : len(ids) + 1] & known[2:]
