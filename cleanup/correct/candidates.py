"""What a syllable may have been before it was read: look-alikes, each with its cost.

Only forms that the language model knows: of the same skeleton (đ = d), or with one letter
exchanged for one that the engine itself saw there too. Letters are never added or dropped. The
cost joins two things: how often the engine makes this error, and whether it saw the other letter
here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from cleanup.correct.confusions import Confusions
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import CLASSES, folded
from cleanup.syllables import skeleton
from ocr.model import Choice

MAX_COST = 14.0
MIN_COUNT = 5

Choices = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Other readings of one word.

    Attributes:
        words: their ids in the language model, `(N,) uint32`.
        channel: log P(what was read | word) of each, `(N,) float32`; 0 is what was read itself.
        seen: whether the engine saw every differing letter too, `(N,) bool`.
    """

    words: npt.NDArray[np.uint32]
    channel: npt.NDArray[np.float32]
    seen: npt.NDArray[np.bool_]


def _candidates(rows: Iterable[tuple[int, float, bool]]) -> Candidates:
    listed = list(rows)
    return Candidates(
        np.array([row[0] for row in listed], np.uint32),
        np.array([row[1] for row in listed], np.float32),
        np.array([row[2] for row in listed], bool),
    )


@lru_cache(maxsize=4)
def _by_skeleton(model: LanguageModel) -> dict[str, list[str]]:
    """The words of a model that are common enough to be candidates."""
    found: dict[str, list[str]] = defaultdict(list)
    for form, count in zip(model.words, model.counts.tolist(), strict=True):
        if form not in CLASSES and count >= MIN_COUNT:
            found[skeleton(form)].append(form)
    return found


@lru_cache(maxsize=1)
def _variants() -> frozenset[tuple[str, str]]:
    """Pairs of spellings that are both right, either way round."""
    table = resources.files("cleanup.correct").joinpath("variants.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and line[0] != "#"]
    pairs = [(folded(one), folded(two)) for one, two in rows]
    return frozenset(pairs + [(two, one) for one, two in pairs])


class CandidateFinder:
    """Finds candidates with one language model and one engine's confusions."""

    def __init__(self, model: LanguageModel, confusions: Confusions) -> None:
        self.confusions = confusions
        self._ids = model.ids
        self._counts = model.counts
        self._siblings = _by_skeleton(model)
        self._look_alikes = lru_cache(maxsize=65536)(self._find_look_alikes)
        self._unpictured = lru_cache(maxsize=65536)(self._find_unpictured)
        self._unseen = lru_cache(maxsize=65536)(self._find_unseen)

    def find(self, word: str, choices: Choices) -> Candidates:
        """Candidates of a word as printed.

        Args:
            word: letters only.
            choices: the engine's alternatives for each letter of `word`, or empty.
        """
        form = folded(word)
        if not choices:
            return self._unpictured(form)
        if all(len(seen_here) == 1 for seen_here in choices):
            return self._unseen(form)
        return _candidates((*self._weighed(form, choices), *self._seen_letters(form, choices)))

    def look_alikes(self, word: str) -> tuple[str, ...]:
        """Forms that a word can be mistaken for, likeliest first, whatever the picture shows."""
        found = sorted(self._look_alikes(folded(word)), key=lambda pair: -pair[1])
        return tuple(form for form, _ in found)

    def _find_look_alikes(self, form: str) -> tuple[tuple[str, float], ...]:
        """Candidates of a folded form, whatever the picture shows; without the form itself."""
        found = []
        for sibling in self._siblings.get(skeleton(form), ()):
            if sibling != form and len(sibling) == len(form):
                cost = self._cost(sibling, form)
                if cost <= MAX_COST:
                    found.append((sibling, -cost))
        return tuple(found)

    def _cost(self, true: str, read: str) -> float:
        pairs = zip(true, read, strict=True)
        return sum(self.confusions.cost(right, wrong) for right, wrong in pairs if right != wrong)

    def _seen_letters(self, form: str, choices: Choices) -> Iterable[tuple[int, float, bool]]:
        """Words that differ in one letter, which the engine saw there too: `bồ` for `hồ`."""
        weights = self.confusions.weights
        for place, (letter, seen) in enumerate(zip(form, choices, strict=True)):
            best = max((choice.score for choice in seen), default=1.0)
            for choice in seen:
                other = choice.text.lower()
                if len(other) != 1 or skeleton(other) == skeleton(letter):
                    continue
                word = self._ids.get(form[:place] + other + form[place + 1 :])
                if word is not None and self._counts[word] >= MIN_COUNT:
                    ratio = max(choice.score, 1e-3) / max(best, 1e-3)
                    gain = weights["seen"] + weights["score"] * math.log(ratio)
                    yield int(word), gain - weights["letter"], True

    def _find_unpictured(self, form: str) -> Candidates:
        return _candidates(
            (self._ids[other], channel, False)
            for other, channel in self._look_alikes(form)
            if (form, other) not in _variants()
        )

    def _find_unseen(self, form: str) -> Candidates:
        nothing_else = tuple((Choice(text=letter, score=1.0),) for letter in form)
        return _candidates(self._weighed(form, nothing_else))

    def _weighed(self, form: str, choices: Choices) -> Iterable[tuple[int, float, bool]]:
        weights = self.confusions.weights
        scores = [{choice.text.lower(): choice.score for choice in seen} for seen in choices]
        for other, cost in self._look_alikes(form):
            channel = cost
            seen = True
            for right, wrong, here in zip(other, form, scores, strict=True):
                # an empty column says nothing: the engine's letters and its text did not fit
                if right == wrong or not here or right in self.confusions.unwritable:
                    continue
                score = here.get(right, 0.0)
                if score > 0.0:
                    ratio = max(score, 1e-3) / max(1e-3, *here.values())
                    channel += weights["seen"] + weights["score"] * math.log(ratio)
                else:
                    channel -= weights["unseen"]
                    seen = False
            if seen or (form, other) not in _variants():
                yield self._ids[other], channel, seen
