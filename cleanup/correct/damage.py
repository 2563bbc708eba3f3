"""How much a text without a picture looks misread, and how careful to be with it.

A scan's alternatives say where the engine was in doubt. Bare text says nothing, and a rare phrase
of its author looks like a misread one. But errors of recognition come in numbers: a page that holds
some that are beyond doubt holds others, while a long text with none has an author who meant what
he wrote. So the threshold for doubtful words moves with the number of sure ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

# log-odds of a change beyond doubt; on 1.15 million words of clean law text no word that was right
# reached 5
SURE = 6.0
# sure errors per word in recognised text of good quality: the acceptance document has 5 in 5,007
RATE = 0.001
# what the count may be off by
_PSEUDO = 0.5
_BOLDEST = -1.0
# twice the log-odds that the count itself gives: in clean text what looks sure is rare phrases and
# slips of the author as well. On 1.16 million words of held-out law text, 1 right word was changed
# instead of 6
_RISE = 2.0
# so many, and so many per word, are nobody's slips
_MANY = 5
_DENSE = 0.005
# of the words of a text four in five bear a mark; the worst recognition leaves most of them
_MARKED = 0.5


class Origin(StrEnum):
    """Where a text comes from, as far as it can be told."""

    SCAN = "scan"  # an engine read it, and the page model has its words
    PAPER = "paper"  # an official paper: other programs' recognition, or good text
    PROSE = "prose"  # anything else
    LAYER = "layer"  # born digital: what stands there was typed


@dataclass(frozen=True, slots=True)
class Damage:
    """Sure errors in a stretch of text, its words, and how many of them bear marks."""

    found: int
    words: int
    marked: int

    @property
    def caution(self) -> float:
        """What to add to the thresholds, as log-odds; below 0 in text that is clearly damaged.

        >>> texts = [(5, 5007, 4000), (0, 25000, 20000), (40, 1300, 1000)]
        >>> [round(Damage(*text).caution, 1) for text in texts]
        [0.0, 7.9, -1.0]
        """
        expected = RATE * self.words + _PSEUDO
        missing = math.log(expected / (self.found + _PSEUDO))
        return max(_BOLDEST, missing if missing < 0 else _RISE * missing)

    @property
    def is_obvious(self) -> bool:
        """Whether the text must have been misread, whatever it is."""
        return self.found >= _MANY and self.found >= _DENSE * self.words

    @property
    def is_unmarked(self) -> bool:
        """Whether the text was written without marks: nothing is misread, all is missing."""
        return self.marked < _MARKED * self.words
