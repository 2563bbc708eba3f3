"""What the document itself says: the same phrase elsewhere, and headings that run parallel."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np

from cleanup.correct.inventory import Flags, Ids
from cleanup.correct.stream import Stream
from cleanup.lm.tokens import NUMBER
from cleanup.syllables import skeleton

PARALLEL_BONUS = 10.0
REPEAT_WEIGHT = 0.7
_LIMIT = 2.0
_DECIMAL = re.compile(r"(\d+(?:\.\d+)*)\.?\Z")
_NUMBERS = frozenset({NUMBER})


class Evidence:
    """Log weights that a document gives to forms at its spots.

    Attributes:
        speaks: spots where some form has a weight.
    """

    def __init__(self, stream: Stream) -> None:
        self._form_ids = stream.inventory.form_ids
        self._forms = stream.forms
        self._sides = (_Neighbours(stream, before=True), _Neighbours(stream, before=False))
        self._parallel = _parallel(stream)
        self.speaks: Flags = self._sides[0].mixed | self._sides[1].mixed
        self.speaks[list(self._parallel)] = True

    def weight(self, index: int, form: str) -> float:
        """Log weight of a form at a spot, 0 if nothing speaks for it."""
        weight = self._parallel.get(index, {}).get(form, 0.0)
        form_id = self._form_ids.get(form)
        if form_id is None:
            return weight
        for side in self._sides:
            if side.mixed[index]:
                others = side.count(index, form_id) - int(form_id == self._forms[index])
                weight += min(_LIMIT, REPEAT_WEIGHT * math.log1p(max(0, others)))
        return weight


class _Neighbours:
    """Words with the same neighbour on one side and the same letters, but other marks.

    Attributes:
        mixed: spots where the document has two or more such forms.
    """

    def __init__(self, stream: Stream, *, before: bool) -> None:
        forms, skeletons = stream.forms, stream.inventory.skeletons[stream.tokens]
        size = len(stream.inventory.form_ids)
        place = np.arange(len(forms))
        beside = place - 1 if before else place + 1
        inside = (beside >= 0) & (beside < len(forms))
        beside = np.where(inside, beside, 0)
        usable = inside & (skeletons >= 0) & (skeletons[beside] >= 0)
        # what stands beside, the letters, the form: as one sortable number
        self._size = size
        self._groups: Ids = forms[beside] * size + skeletons
        keys = self._groups * size + forms
        self._keys, self._counts = np.unique(keys[usable], return_counts=True)
        group = self._keys // size
        twin = np.zeros(len(group), bool)
        twin[1:] = group[1:] == group[:-1]
        twin[:-1] |= twin[1:]
        self.mixed: Flags = usable & np.isin(self._groups, group[twin])

    def count(self, index: int, form_id: int) -> int:
        """How often a form stands with the neighbour that it would have at a spot."""
        key = self._groups[index] * self._size + form_id
        place = int(np.searchsorted(self._keys, key))
        found = place < len(self._keys) and self._keys[place] == key
        return int(self._counts[place]) if found else 0


def _parallel(stream: Stream) -> Mapping[int, Mapping[str, float]]:
    """In 1.2.1 Về, 1.2.2 Vẽ, 1.2.3 Về one differs in its marks only: it is misread."""
    series: dict[str, list[int]] = defaultdict(list)
    numbers = stream.inventory.having(_NUMBERS)[stream.tokens]
    for index in stream.openings:
        number = _DECIMAL.match(stream.text(index)) if numbers[index] else None
        if number is None or "." not in number.group(1):
            continue
        first = index + 1
        if first < len(stream) and not stream.text(first)[0].isalpha():
            first += 1
        if first < len(stream) and stream.text(first)[0].isalpha():
            series[number.group(1).rpartition(".")[0]].append(first)
    bonus: dict[int, dict[str, float]] = {}
    for firsts in series.values():
        words = Counter(stream[index].token.form for index in firsts)
        best, count = words.most_common(1)[0]
        for index in firsts:
            token = stream[index].token
            same_letters = skeleton(token.text) == skeleton(best)
            if count >= 2 and token.form != best and same_letters:
                bonus[index] = {best: PARALLEL_BONUS}
    return bonus
