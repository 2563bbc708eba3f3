"""Which columns of a line's picture hold ink; asked for every character, so it answers fast."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class InkColumns:
    """The columns of a picture with ink.

    Args:
        inked: `(W,) bool`, True for a column with ink.

    >>> import numpy as np
    >>> columns = InkColumns(np.array([1, 1, 0, 0, 0, 1, 0, 1], bool))
    >>> columns.share(0, 4), columns.widest_blank(0, 8), columns.span(2, 8)
    (0.5, (1, 5), (5, 8))
    >>> columns.any(2, 5), columns.widest_blank(2, 6), columns.span(2, 5)
    (False, (0, 0), None)
    """

    def __init__(self, inked: NDArray[np.bool_]) -> None:
        import numpy as np

        self._until: list[int] = [0, *accumulate(inked.tolist())]
        where = np.flatnonzero(inked)
        blanks = np.flatnonzero(np.diff(where) > 1)
        self._places: list[int] = where.tolist()
        self._before: list[int] = where[blanks].tolist()
        self._after: list[int] = where[blanks + 1].tolist()

    def count(self, first: int, end: int) -> int:
        """Columns with ink from `first` up to `end`; what lies outside the picture has none."""
        last = len(self._until) - 1
        start = min(max(first, 0), last)
        return self._until[max(start, min(end, last))] - self._until[start]

    def any(self, first: int, end: int) -> bool:
        """There is ink in these columns."""
        return self.count(first, end) > 0

    def share(self, first: int, end: int) -> float:
        """Share of these columns with ink, 0..1."""
        return self.count(first, end) / (end - first)

    def widest_blank(self, first: int, end: int) -> tuple[int, int]:
        """The inked columns beside the widest blank that has ink on both sides; (0, 0) for none."""
        widest = (0, 0)
        for at in range(bisect_left(self._before, first), len(self._before)):
            left, right = self._before[at], self._after[at]
            if right >= end:
                break
            if right - left > widest[1] - widest[0]:
                widest = left, right
        return widest

    def span(self, first: int, end: int) -> tuple[int, int] | None:
        """First column with ink from `first` to `end` and the one after the last; or None."""
        start, stop = bisect_left(self._places, first), bisect_left(self._places, end)
        return (self._places[start], self._places[stop - 1] + 1) if start < stop else None
