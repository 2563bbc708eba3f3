"""Personal names: language says nothing about them, but an unusual one can be pointed out.

A word in a name span is never changed for this reason. It is flagged if no name is usually written
so, while a look-alike is: `Dương Ký Hiệp`, where Ký is no usual name and Kỳ is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from cleanup.correct.stream import Spot
from cleanup.lm.tokens import UNKNOWN, folded

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


def person_spots(spots: Sequence[Spot]) -> frozenset[int]:
    """Indexes of spots in personal names: a family name and two to four capitalised words."""
    family = _lists()[0]
    found: set[int] = set()
    index = 0
    while index < len(spots):
        end = index
        while end < len(spots) and end - index < _LONGEST and _capitalised(spots, end, index):
            end += 1
        if end - index >= 3 and spots[index].token.form in family:
            found.update(range(index, end))
            index = end
        else:
            index += 1
    return frozenset(found)


def _capitalised(spots: Sequence[Spot], index: int, first: int) -> bool:
    """Whether a spot goes on with a name that begins at `first`."""
    spot, word = spots[index], spots[index].token.text
    if not (word.isalpha() and word[0].isupper() and word[1:].islower()):
        return False
    if spot.token.form == UNKNOWN or (index > first and spot.opens):
        return False
    before = spots[index - 1]
    same_line = index > first and (spot.page, spot.line) == (before.page, before.line)
    return not same_line or spot.token.chunk == before.token.chunk + 1
