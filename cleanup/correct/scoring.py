"""Scores every doubtful word of a stream: candidates, language model, lattice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleanup.correct.candidates import CandidateFinder, Candidates
from cleanup.correct.evidence import Evidence
from cleanup.correct.inventory import Flags, Ids, read_cost
from cleanup.correct.lattice import Options, posteriors, window_gains
from cleanup.correct.second import own_weight, with_second
from cleanup.correct.stream import Stream
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import START

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


def score(model: LanguageModel, finder: CandidateFinder, stream: Stream) -> dict[int, Readings]:
    """Other readings of the doubtful spots of a stream, best first."""
    ids, places = _sequence(model, stream)
    evidence = Evidence(stream)
    doubtful = stream.inventory.alphabetic[stream.tokens]
    doubtful &= stream.pictured | evidence.speaks | ~_familiar(model, ids)[places]
    asked = np.flatnonzero(doubtful)
    candidates = list(_candidates(model, finder, stream, asked))
    options = _options(model, candidates, stream, (ids, places))
    words: dict[int, Options] = {}
    for index, found in options.items():
        text, form = stream.inventory.tokens[stream.tokens[index]]
        weights = [evidence.weight(index, form) - read_cost(text, form)]
        if stream.pictured[index]:
            weights[0] += own_weight(text, stream[index].other)
        weights += [cost + evidence.weight(index, model.words[word]) for word, cost, _ in found]
        place = int(places[index])
        words[place] = ([int(ids[place]), *(word for word, _, _ in found)], weights)
    log_odds = posteriors(model, ids, words)
    results: dict[int, Readings] = {}
    for index, found in options.items():
        values = log_odds[int(places[index])].tolist()
        readings = [
            Reading(model.words[word], value - values[0], seen)
            for (word, _, seen), value in zip(found, values[1:], strict=True)
        ]
        results[index] = tuple(sorted(readings, key=lambda reading: -reading.odds))
    return results


def _sequence(
    model: LanguageModel, stream: Stream
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.intp]]:
    """The ids of a stream with `<s>` where units open, and the place of each spot in them."""
    opens = np.zeros(len(stream), np.intp)
    opens[stream.openings] = 1
    places = np.arange(2, len(stream) + 2) + np.cumsum(opens)
    ids = np.full(len(stream) + len(stream.openings) + 4, model.ids[START], np.uint32)
    ids[places] = stream.inventory.words(model)[stream.tokens]
    return ids, places


def _candidates(
    model: LanguageModel, finder: CandidateFinder, stream: Stream, asked: Ids
) -> Iterator[tuple[int, Candidates]]:
    """The candidates of some spots; without a picture they depend on the word alone."""
    pictured, tokens = stream.pictured, stream.inventory.tokens
    for index in asked.tolist():
        text = tokens[stream.tokens[index]][0]
        found = finder.find(text, stream[index].choices if pictured[index] else ())
        if pictured[index]:
            found = with_second(found, text, stream[index].other, model)
        if len(found.words):
            yield index, found


def _options(
    model: LanguageModel,
    asked: list[tuple[int, Candidates]],
    stream: Stream,
    sequence: tuple[npt.NDArray[np.uint32], npt.NDArray[np.intp]],
) -> dict[int, list[_Option]]:
    """For each doubtful spot the few candidates that are not hopeless beside their neighbours."""
    if not asked:
        return {}
    ids, places = sequence
    sizes = np.array([len(found.words) for _, found in asked])
    asked_at = np.array([index for index, _ in asked])
    indexes = np.repeat(asked_at, sizes)
    words = np.concatenate([found.words for _, found in asked])
    channel = np.concatenate([found.channel for _, found in asked])
    seen = np.concatenate([found.seen for _, found in asked])
    cost = stream.inventory.costs[stream.tokens[indexes]]
    total = window_gains(model, ids, places[asked_at], sizes, words) + channel + cost
    kept = np.flatnonzero(total > _PRUNE)
    kept = kept[np.lexsort((-total[kept], indexes[kept]))]
    options: dict[int, list[_Option]] = {}
    for one in kept.tolist():
        found = options.setdefault(int(indexes[one]), [])
        if len(found) < _KEPT:
            found.append((int(words[one]), float(channel[one]), bool(seen[one])))
    return options


def _familiar(model: LanguageModel, ids: npt.NDArray[np.uint32]) -> Flags:
    """Words that stand in three trigrams the model knows: without a picture nothing says more."""
    known = np.zeros(len(ids) + 2, bool)
    known[2 : len(ids)] = model.knows(ids[:-2], ids[1:-1], ids[2:])
    familiar: Flags = known[: len(ids)] & known[1 : len(ids) + 1] & known[2:]
    return familiar
