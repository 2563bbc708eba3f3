"""What a syllable may have been before it was read: look-alikes, each with its cost.

Only forms of the same skeleton (đ = d) that the language model knows; letters are never added,
dropped or exchanged for others. The cost joins two things: how often the engine makes this error,
and whether it saw the other letter here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from cleanup.correct.confusions import Confusions
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import CLASSES, folded
from cleanup.syllables import skeleton
from ocr.model import Choice

# natural logarithms of likelihood ratios, measured on aligned pages: the true letter of a wrong
# one is among the engine's alternatives in 73 of 100 cases, a letter that is not the true one in 3
# of 100
SEEN_BONUS = 3.2
UNSEEN_COST = 1.3
SCORE_WEIGHT = 0.5
MAX_COST = 14.0
MIN_COUNT = 5

Choices = tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading.

    Attributes:
        form: folded form, as in the language model.
        channel: log P(what was read | form), 0 for what was read.
        seen: the engine saw every differing letter too (False without alternatives).
    """

    form: str
    channel: float
    seen: bool = False


class CandidateFinder:
    """Finds candidates with one language model and one engine's confusions."""

    def __init__(self, model: LanguageModel, confusions: Confusions) -> None:
        self._confusions = confusions
        self._siblings: dict[str, list[str]] = defaultdict(list)
        for form, count in zip(model.words, model.counts.tolist(), strict=True):
            if form not in CLASSES and count >= MIN_COUNT:
                self._siblings[skeleton(form)].append(form)
        self._known = frozenset(model.words)
        self.plain = lru_cache(maxsize=65536)(self._plain)

    def _plain(self, form: str) -> tuple[Candidate, ...]:
        """Candidates of a folded form, whatever the picture shows; without the form itself."""
        found = []
        for sibling in self._siblings.get(skeleton(form), ()):
            if sibling == form or len(sibling) != len(form):
                continue
            cost = self._cost(sibling, form)
            if cost <= MAX_COST:
                found.append(Candidate(sibling, -cost))
        return tuple(found)

    def _cost(self, true: str, read: str) -> float:
        pairs = zip(true, read, strict=True)
        return sum(self._confusions.cost(right, wrong) for right, wrong in pairs if right != wrong)

    def is_word(self, form: str) -> bool:
        """Whether the language model knows this form."""
        return form in self._known

    def find(self, word: str, choices: Choices) -> tuple[Candidate, ...]:
        """Candidates of a word as printed.

        Args:
            word: letters only.
            choices: the engine's alternatives for each letter of `word`, or empty.
        """
        form = folded(word)
        plain = self.plain(form)
        if not plain or not choices:
            return plain
        return tuple(self._weighed(candidate, form, choices) for candidate in plain)

    def _weighed(self, candidate: Candidate, form: str, choices: Choices) -> Candidate:
        channel = candidate.channel
        seen = True
        for right, wrong, seen_here in zip(candidate.form, form, choices, strict=True):
            if right == wrong or right in self._confusions.unwritable:
                continue
            score = max(
                (choice.score for choice in seen_here if choice.text.lower() == right), default=0.0
            )
            if score > 0.0:
                best = max(choice.score for choice in seen_here)
                channel += SEEN_BONUS + SCORE_WEIGHT * math.log(max(score, 1e-3) / max(best, 1e-3))
            else:
                channel -= UNSEEN_COST
                seen = False
        return Candidate(candidate.form, channel, seen)
