"""Personal names: language says nothing about them, but an unusual one can be pointed out.

A word in a name span is never changed for this reason. It is flagged if no name is usually written
so, while a look-alike is: `Dương Ký Hiệp`, where Ký is no usual name and Kỳ is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

import numpy as np

from cleanup.correct.stream import Stream
from cleanup.lm.tokens import folded

_LONGEST = 5


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    table = resources.files("cleanup.correct").joinpath("names.tsv").read_text("utf-8")
    rows = dict(line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    family = frozenset(folded(word) for word in rows["family"].split())
    return family, family | frozenset(folded(word) for word in rows["given"].split())


def usual_names(forms: Sequence[str]) -> tuple[str, ...]:
    """Those of some forms that people are called.

    >>> usual_names(["kỳ", "ký", "kỵ"])
    ('kỳ',)
    """
    known = _lists()[1]
    return tuple(form for form in forms if form in known)


def person_spots(spots: Stream) -> frozenset[int]:
    """Indexes of spots in personal names: a family name and two to four capitalised words."""
    capitalised = spots.inventory.capitalised[spots.tokens]
    begins = spots.inventory.having(_lists()[0])[spots.tokens] & capitalised
    # a name has three words at least: look only where two more capitals follow
    begins[:-2] &= capitalised[1:-1] & capitalised[2:]
    begins[-2:] = False
    found: set[int] = set()
    free = 0
    for index in np.flatnonzero(begins).tolist():
        if index < free:
            continue
        end = index + 1
        while end < min(len(spots), index + _LONGEST) and capitalised[end] and _goes_on(spots, end):
            end += 1
        if end - index >= 3:
            found.update(range(index, end))
            free = end
    return frozenset(found)


def _goes_on(spots: Stream, index: int) -> bool:
    """Whether a name may go on with this spot: the next word, or the next line's first."""
    spot, before = spots[index], spots[index - 1]
    if spot.opens:
        return False
    same_line = (spot.page, spot.line) == (before.page, before.line)
    return not same_line or spot.token.chunk == before.token.chunk + 1
