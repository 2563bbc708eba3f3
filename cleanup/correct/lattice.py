"""Which reading is likely, given everything around it.

Forward-backward over trigrams. Where two neighbouring words are certain, the text falls into
independent stretches, so the work grows with the doubtful words only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cleanup.lm import LanguageModel

Floats = npt.NDArray[np.float64]
# ids that may stand at a position, and the log weight of each; what was read comes first
Options = tuple[list[int], list[float]]

# a trigram spans two neighbours: doubtful words further apart do not touch each other
_REACH = 2


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    total: Floats = np.log(np.exp(values - top).sum(axis=axis)) + top.squeeze(axis)
    return total


def window_gains(
    model: LanguageModel,
    ids: npt.NDArray[np.uint32],
    places: npt.NDArray[np.intp],
    sizes: npt.NDArray[np.intp],
    candidates: npt.NDArray[np.uint32],
) -> npt.NDArray[np.float32]:
    """How much likelier the text gets when one word is exchanged and everything else stays.

    Args:
        model: the language model.
        ids: the text, with two ids of padding at both ends.
        places: index in `ids` of each word in doubt.
        sizes: how many candidates each of them has.
        candidates: their ids, those of the first word first.

    Returns:
        log P(new text) - log P(old text) for each candidate.
    """
    total = np.zeros(len(candidates), np.float32)
    for shift in range(3):
        window = [ids[places + offset + shift - 2] for offset in range(3)]
        old = model.log_probability(*window)
        new = [np.repeat(word, sizes) for word in window]
        new[2 - shift] = candidates
        total += model.log_probability(*new) - np.repeat(old, sizes)
    return total


def posteriors(
    model: LanguageModel, ids: npt.NDArray[np.uint32], doubtful: Mapping[int, Options]
) -> dict[int, Floats]:
    """Log P(candidate | everything) for each candidate of each doubtful position.

    Args:
        model: the language model.
        ids: the text as it was read.
        doubtful: for some positions, in ascending order, the ids that may stand there and the log
            weight of each.
    """
    result: dict[int, Floats] = {}
    places = list(doubtful)
    first = 0
    while first < len(places):
        last = first
        while last + 1 < len(places) and places[last + 1] - places[last] <= _REACH:
            last += 1
        # two certain words before, two after
        low = max(0, places[first] - _REACH)
        high = min(len(ids), places[last] + _REACH + 1)
        stretch = [doubtful.get(place, ([int(ids[place])], [0.0])) for place in range(low, high)]
        found = _stretch(model, [words for words, _ in stretch], [cost for _, cost in stretch])
        result.update((place, found[place - low]) for place in places[first : last + 1])
        first = last + 1
    return result


def _stretch(
    model: LanguageModel, words: Sequence[Sequence[int]], channel: Sequence[Sequence[float]]
) -> list[Floats]:
    tables = _tables(model, words)
    forward: list[Any] = [None] * len(words)
    forward[1] = np.asarray(channel[0])[:, None] + np.asarray(channel[1])[None, :]
    for index in range(2, len(words)):
        step = forward[index - 1][:, :, None] + tables[index]
        forward[index] = _log_sum(step, 0) + np.asarray(channel[index])[None, :]
    backward: Any = np.zeros_like(forward[-1])
    result: list[Floats] = [np.zeros(1)] * len(words)
    for index in range(len(words) - 1, 0, -1):
        joint = forward[index] + backward
        result[index] = _normal(_log_sum(joint, 0))
        if index == 1:
            result[0] = _normal(_log_sum(joint, 1))
            break
        step = tables[index] + (np.asarray(channel[index])[None, :] + backward)[None, :, :]
        backward = _log_sum(step, 2)
    return result


def _normal(values: Floats) -> Floats:
    normal: Floats = values - _log_sum(values[None, :], 1)[0]
    return normal


def _tables(model: LanguageModel, words: Sequence[Sequence[int]]) -> list[Any]:
    """For each position from 2 on, log P(w | u v) for all its candidates, in one look-up."""
    grids = [
        np.meshgrid(words[index - 2], words[index - 1], words[index], indexing="ij")
        for index in range(2, len(words))
    ]
    flat = [np.concatenate([grid[axis].ravel() for grid in grids]) for axis in range(3)]
    scores = model.log_probability(*flat).astype(np.float64)
    tables: list[Any] = [None, None]
    position = 0
    for grid in grids:
        size = grid[0].size
        tables.append(scores[position : position + size].reshape(grid[0].shape))
        position += size
    return tables
