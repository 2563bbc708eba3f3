"""Gives every mark, dot and dash to the row of letters it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.line_ink import Ink
from ocr.line_shape import FOOT, HEAD, Row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REACH = 0.5  # em beyond the letters within which a dash, a dot or a quote is taken in
_DASH_REACH = 1.7  # em left of the letters within which a dash opens the line
_DOT = 0.24  # em; the middle of a dot below lies higher, a mark on the next line deeper
_DOT_GAP = 0.18  # em of white between a letter and the dot below it is 0.1, in faint print 0.15
_MARK = 0.15  # em; a mark is wider or higher
_LEVEL = 0.3  # em; baselines of neighbouring cells of one row differ by less
_LONG = 3  # lengths in breadths; a tilde has 2.5
_THIN = 0.06  # em; a full stop is twice as high
_FAR = 10.0  # em; farther than any line that a piece is in reach of


class _Claims:
    """Which row each piece of ink goes to, of those that were asked so far."""

    def __init__(self, ink: Ink) -> None:
        import numpy as np

        self._ink = ink
        boxes, count = ink.boxes, len(ink.boxes)
        self._middle = (boxes[:, 0] + boxes[:, 2]) / 2.0, (boxes[:, 1] + boxes[:, 3]) / 2.0
        self._height = boxes[:, 3] - boxes[:, 1]
        # others are bits of broken rules and walls
        width = boxes[:, 2] - boxes[:, 0]
        self._compact = (width < _LONG * self._height) & (self._height < _LONG * width)
        self.owner = np.zeros(count, np.int32)
        # pieces below the baseline of their row, and the next row below them
        self.low, self.under = np.zeros(count, np.bool_), np.zeros(count, np.int32)
        self._distance, self._rise = np.full(count, np.inf), np.full(count, np.inf)
        # the baseline of its row beside a piece, and how far from its letters the piece stands
        self._base, self._apart = np.zeros(count), np.zeros(count)

    def ask(self, number: int, row: Row) -> None:
        """Give the row with this number the pieces that are its more than the rows' before."""
        import numpy as np

        # as long as its size is unsure, a line keeps the marks that it has if it is the larger one
        shape, em = row.shape, row.shape.largest_em
        foot = shape.offset + shape.slope * self._middle[0]
        above = (foot - self._middle[1]) / em
        near = (above > -FOOT) & (above < HEAD) & (self._height < 1.6 * em)
        dots = (np.abs(above) < 0.15) & (self._height < 0.3 * em)
        inside = near & _within_reach(self._ink, row, near, dots)
        # a piece goes to the first line below it, but dots and tails hang a little below their own
        hangs = above * em < -_DOT * shape.smallest_em
        off = np.where(hangs, _FAR - above, above) * em
        # of cells side by side a comma goes to the number that it stands in, not to the next one
        apart = _apart(self._ink, row)
        level = (self.owner != 0) & (np.abs(foot - self._base) < _LEVEL * shape.em)
        level &= (apart != self._apart) & self._compact & (self._height > _THIN * em)
        closer = inside & np.where(level, apart < self._apart, off < self._distance)
        self.owner[closer], self._distance[closer] = number, off[closer]
        self.low[closer] = above[closer] <= 0
        self._base[closer], self._apart[closer] = foot[closer], apart[closer]
        over = inside & (above > 0) & (above * em < self._rise)
        self.under[over], self._rise[over] = number, above[over] * em


def assign(ink: Ink, rows: list[Row]) -> NDArray[np.int32]:
    """For each piece of ink the row it belongs to, counted from 1; 0 for none."""
    import numpy as np

    claims = _Claims(ink)
    for number, row in enumerate(rows, start=1):
        claims.ask(number, row)
    owner = claims.owner
    for piece in np.flatnonzero(claims.low & (claims.under != 0)):
        if _rests_on(ink, rows[owner[piece] - 1], rows[claims.under[piece] - 1], piece):
            owner[piece] = claims.under[piece]
    for number, row in enumerate(rows, start=1):
        owner[row.letters] = number
    return owner


def _apart(ink: Ink, row: Row) -> NDArray[np.int32]:
    """Pixels between each piece and the letters of a row, sideways; 0 between them."""
    import numpy as np

    first, last = ink.boxes[row.letters, 0].min(), ink.boxes[row.letters, 2].max()
    return np.asarray(np.maximum(0, np.maximum(first - ink.boxes[:, 2], ink.boxes[:, 0] - last)))


def _rests_on(ink: Ink, above: Row, below: Row, piece: np.intp) -> bool:
    """Whether a piece right below a line is a mark over a letter of the next one, not a dot.

    The size of a line of few letters is unsure, and with it how far its dots hang. Between a dot
    and its letter is hardly more white than between a mark and its own.
    """
    import numpy as np

    x0, y0, x1, y1 = ink.boxes[piece]

    def beside(row: Row, side: int) -> list[float]:
        letters = ink.boxes[row.letters]
        return [float(y) for y in letters[(letters[:, 0] < x1) & (letters[:, 2] > x0), side]]

    # beside letters, a comma hangs from the baseline
    dot = float(y0) - max([above.shape.at((x0 + x1) / 2), *beside(above, 3)])
    mark = min(beside(below, 1), default=np.inf) - float(y1)
    is_mark = max(x1 - x0, y1 - y0) >= _MARK * below.shape.em  # and no speck
    return bool(is_mark) and dot > _DOT_GAP * below.shape.em and 2 * mark < dot


def _within_reach(
    ink: Ink, row: Row, near: NDArray[np.bool_], dots: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Pieces between the ends of a row, a little beyond, and along dots that lead on from there."""
    em = row.shape.em
    left, right = int(ink.boxes[row.letters, 0].min()), int(ink.boxes[row.letters, 2].max())
    x0, x1 = ink.boxes[:, 0], ink.boxes[:, 2]
    inside = near & (x0 < right) & (x1 > left)
    for step in range(40):
        beyond = near & ~inside & (x0 < right + _REACH * em) & (x1 > left - _REACH * em)
        beyond &= dots | (step < 3)
        if not beyond.any():
            break
        inside |= beyond
        left, right = min(left, int(x0[beyond].min())), max(right, int(x1[beyond].max()))
    return inside | _dash(ink, row, (left, em))


def _dash(ink: Ink, row: Row, start: tuple[int, float]) -> NDArray[np.bool_]:
    """The dash that opens an item of a list, farther from its text than a word is."""
    import numpy as np

    left, em = start
    x0, y0, x1, y1 = ink.boxes.T
    middle = row.shape.at(left) - (y0 + y1) / 2
    dash = (x1 <= left) & (x0 > left - _DASH_REACH * em) & (middle > 0.1 * em) & (middle < 0.5 * em)
    dash &= (
        (y1 - y0 < 0.2 * em)
        & (x1 - x0 > 0.15 * em)
        & (x1 - x0 < 1.1 * em)
        & (x1 - x0 > 2 * (y1 - y0))
    )
    return np.asarray(dash)
