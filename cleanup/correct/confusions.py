"""How often an engine reads one letter as another: a table that a person can read.

The table is learned from aligned recognised and true text (`learn`), per engine. Letters never
seen confused fall back on the rate of what happens to their marks: tone dropped, circumflex lost,
and so on.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources

from cleanup.syllables import skeleton, split_tone

# so many readings of a letter weigh as much as the general rate of its kind of error
PRIOR_WEIGHT = 60.0
_FLOOR = 2e-5
_MET_OFTEN = 3
_GENERAL_WEIGHT = 100.0
_GENERAL = "any"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Confusions:
    """Reading errors of one engine.

    Attributes:
        rates: probability of (what happens to the tone, what happens to the other mark), whatever
            the letter.
        seen: (true, read) letters, lower case, with their count.
        totals: how often each true letter was printed.
        unwritable: letters that the engine can't write: their loss needs no evidence in the
            picture.
        weights: what the engine's alternatives are worth, as log-odds: "seen" for a letter that is
            among them, "unseen" against one that is not, "score" for each unit of the logarithm of
            its share, "letter" against another letter than the one read.
    """

    rates: Mapping[tuple[str, str], float]
    seen: Mapping[tuple[str, str], int] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    unwritable: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=dict)

    def adapted(self, pairs: Iterable[tuple[str, str]], letters: Mapping[str, int]) -> Confusions:
        """The table for one document, given what was sure to be misread in it.

        Args:
            pairs: (true, read) words of the document's own corrections.
            letters: how often each letter stands in the document.

        Returns:
            This very table if no confusion was met three times.
        """
        met = {pair: count for pair, count in learn(pairs)[0].items() if count >= _MET_OFTEN}
        if not met:
            return self
        seen, totals = dict(self.seen), dict(self.totals)
        for (true, read), count in met.items():
            # the general table weighs as much as some hundred letters of the document
            share = math.exp(-self.cost(true, read))
            size = letters.get(true, 0) + count
            here = (count + _GENERAL_WEIGHT * share) / (size + _GENERAL_WEIGHT)
            whole = totals.get(true, 0) + PRIOR_WEIGHT
            seen[true, read] = max(seen.get((true, read), 0), round(here * whole))
        return replace(self, seen=seen, totals=totals)

    def cost(self, true: str, read: str) -> float:
        """-log P(read | true) for two lower-case letters with the same skeleton."""
        if true == read:
            return 0.0
        prior = self.rates.get(mark_change(true, read), _FLOOR)
        if true in self.unwritable:
            prior = 0.5
        share = (self.seen.get((true, read), 0) + PRIOR_WEIGHT * prior) / (
            self.totals.get(true, 0) + PRIOR_WEIGHT
        )
        return -math.log(max(share, _FLOOR))


@lru_cache(maxsize=4096)
def mark_change(true: str, read: str) -> tuple[str, str]:
    """What happened to the tone and to the other mark of a letter.

    >>> mark_change("ề", "ẽ"), mark_change("ỉ", "i"), mark_change("đ", "d")
    (('swapped', 'lost'), ('dropped', 'same'), ('same', 'lost'))
    """
    (true_letter, true_tone), (read_letter, read_tone) = split_tone(true), split_tone(read)
    return (
        _change(true_tone, read_tone, ("dropped", "added")),
        _change(
            "" if true_letter == skeleton(true) else true_letter,
            "" if read_letter == skeleton(read) else read_letter,
            ("lost", "gained"),
        ),
    )


def _change(true: str, read: str, names: tuple[str, str]) -> str:
    if true == read:
        return "same"
    if not read:
        return names[0]
    return "swapped" if true else names[1]


def learn(pairs: Iterable[tuple[str, str]]) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Count letter confusions in aligned words.

    Args:
        pairs: (true, read) words; only words of the same skeleton are counted, so that a wrong
            alignment does no harm.

    >>> learn([("tổ", "tô"), ("tổ", "tổ")])[0]
    Counter({('ổ', 'ô'): 1})
    """
    seen: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for true, read in pairs:
        if len(true) != len(read) or skeleton(true) != skeleton(read):
            continue
        for right, wrong in zip(true.lower(), read.lower(), strict=True):
            totals[right] += 1
            if right != wrong:
                seen[right, wrong] += 1
    return seen, totals


@lru_cache(maxsize=8)
def load(engine: str = "tesseract") -> Confusions:
    """The packaged table for an engine; an engine that is not in it gets the general rates."""
    table = resources.files("cleanup.correct").joinpath("confusions.tsv").read_text("utf-8")
    rates: dict[tuple[str, str], float] = {}
    seen: dict[tuple[str, str], int] = {}
    totals: dict[str, int] = {}
    weights: dict[str, float] = {}
    unwritable = set()
    for line in sorted(table.splitlines(), key=lambda line: _own_last(line, engine)):
        if not line or line.startswith("#"):
            continue
        kind, name, true, read, value = line.split("\t")
        if kind == "rate":
            rates[true, read] = float(value)
        elif name not in (engine, _GENERAL):
            continue
        elif kind == "weight":
            weights[true] = float(value)
        elif kind == "unwritable":
            unwritable.add(true)
        elif read == "*":
            totals[true] = int(value)
        else:
            seen[true, read] = int(value)
    return Confusions(
        rates=rates, seen=seen, totals=totals, unwritable=frozenset(unwritable), weights=weights
    )


def _own_last(line: str, engine: str) -> bool:
    """An engine's own values come after the general ones and stand in their place."""
    return f"\t{engine}\t" in line
