"""Joins rows of letters that the smearing tore: pieces of one line, and marks taken for a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.line_ink import Ink
from ocr.line_shape import FOOT, HEAD, MIDDLE, WIDEST_GAP, Row, Shape, fit_shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SAME_LINE = 0.22  # em; feet that differ by less stand on one baseline
_NEXT_LINE = 0.6  # em between the feet of letters of one height that makes two lines of them
_FIELD = 6.0  # em; no handwritten number or month is wider
# a number written by hand: pieces, x-heights, em off the baseline, em to the print beside it
_DIGITS, _HIGHER, _HANGS, _CLOSE = (3, 6), (1.25, 2.6), 0.6, 0.8
_FAR = 3.0  # em off the baseline of the other; most pairs of rows are farther apart
_WALL = (1.2, 0.15)  # em; what is higher and narrower is a piece of a rule
_WRITTEN = 1.8  # em; nor higher than this


def join_rows(rows: list[Row], ink: Ink) -> list[Row]:
    """Join what the smearing tore: pieces of one line, and marks taken for a line of their own."""
    import numpy as np

    rows = sorted(rows, key=lambda row: -len(row.letters))
    kept: list[Row] = []
    # slope, offset and em of the rows kept: on a page of noise thousands are told off at once
    lines = np.zeros((len(rows), 3))
    for row in rows:
        x, y = ink.boxes[row.letters[0], :2]
        slope, offset, em = lines[:len(kept)].T
        near = np.flatnonzero(np.abs(offset + slope * x - y) <= _FAR * em)
        homes = [int(i) for i in near if _belongs(row, kept[i], ink)]
        # a mark between two lines is nearer to the middle of its own
        home = min(homes, key=lambda i: _off(kept[i], row, ink), default=None)
        if home is None:
            lines[len(kept)] = _line(row.shape)
            kept.append(row)
            continue
        letters = np.concatenate((kept[home].letters, row.letters))
        same_line = (
            abs(_height_above(kept[home].shape, ink.boxes[row.letters], foot=True)) < _SAME_LINE
        )
        shape = fit_shape(ink.boxes[letters], ink.x_height) if same_line else kept[home].shape
        kept[home] = Row(shape, letters)
        lines[home] = _line(shape)
    return kept


def _line(shape: Shape) -> tuple[float, float, float]:
    return shape.slope, shape.offset, shape.em


def _off(other: Row, row: Row, ink: Ink) -> float:
    """Pixels between the middles of `row`'s letters and the middle of the line `other`."""
    above = _height_above(other.shape, ink.boxes[row.letters], foot=False)
    return abs(above - MIDDLE) * other.shape.em


def _height_above(shape: Shape, boxes: NDArray[np.int32], *, foot: bool) -> float:
    """Median height of boxes above a baseline in em, of their feet or of their middles."""
    import numpy as np

    x = (boxes[:, 0] + boxes[:, 2]) / 2
    y = boxes[:, 3] if foot else (boxes[:, 1] + boxes[:, 3]) / 2
    return float(np.median(shape.offset + shape.slope * x - y)) / shape.em


def _belongs(row: Row, other: Row, ink: Ink) -> bool:
    """True if `row` lies in the band of the greater row `other`, beside or within it."""
    mine, theirs = ink.boxes[row.letters], ink.boxes[other.letters]
    if _is_set_in(row, other, ink):
        return not _wall_between(mine, theirs, ink.partitions)
    same_line = abs(_height_above(other.shape, mine, foot=True)) < _SAME_LINE
    gap = _gap(mine, theirs, other.shape, ink if same_line else None)
    if gap > (WIDEST_GAP * other.shape.em if same_line else 0):
        return False
    if gap > 0 and _wall_between(mine, theirs, ink.partitions):
        return False
    if len(mine) >= 3:
        if not 0.6 < row.shape.x_height / other.shape.x_height < 1.6:
            return False
        # letters as high as theirs, but well above or below: the next line, whatever size was
        # taken for the type (in capitals it may be half as large again as it is)
        apart = abs(_height_above(other.shape, mine, foot=True)) * other.shape.em
        if apart > _NEXT_LINE * min(row.shape.em, other.shape.em) and _tall(mine) > 0.6 * _tall(
            theirs
        ):
            return False
    return -FOOT < _height_above(other.shape, mine, foot=False) < HEAD


def _is_set_in(row: Row, other: Row, ink: Ink) -> bool:
    """True for a few high pieces close beside the letters of `other`: a number written by hand.

    As a line of its own it would take the marks of the line below.
    """
    mine, theirs = ink.boxes[row.letters], ink.boxes[other.letters]
    size = row.shape.x_height / other.shape.x_height
    if not (_DIGITS[0] <= len(mine) <= _DIGITS[1] and _HIGHER[0] <= size < _HIGHER[1]):
        return False
    if abs(_height_above(other.shape, mine, foot=True)) >= _HANGS:
        return False
    left, right = mine[:, 0].min(), mine[:, 2].max()
    before, after = theirs[theirs[:, 0] < left, 2], theirs[theirs[:, 2] > right, 0]
    if right - left > _FIELD * other.shape.em or len(before) + len(after) < len(theirs):
        return False
    blank = left - before.max(initial=-ink.x_height * 99), after.min(initial=1 << 30) - right
    return bool(min(blank) > -_SAME_LINE * other.shape.em) and bool(
        min(blank) < _CLOSE * other.shape.em
    )


def _gap(
    mine: NDArray[np.int32], theirs: NDArray[np.int32], shape: Shape, ink: Ink | None
) -> float:
    """Widest blank stretch between two rows in pixels, negative where they overlap.

    With `ink`, what stands between them counts: a number that was written by hand into a printed
    line does not part it.
    """
    left, right = (mine, theirs) if mine[:, 0].min() < theirs[:, 0].min() else (theirs, mine)
    x0, x1 = int(left[:, 2].max()), int(right[:, 0].min())
    if ink is None or not 0 < x1 - x0 < _FIELD * shape.em:
        return float(x1 - x0)
    boxes = ink.boxes
    above = shape.at((x0 + x1) / 2) - (boxes[:, 1] + boxes[:, 3]) / 2.0
    tall = boxes[:, 3] - boxes[:, 1]
    between = (boxes[:, 0] < x1) & (boxes[:, 2] > x0) & (above > 0) & (above < 0.8 * shape.em)
    between &= (tall > 0.5 * shape.x_height) & (tall < _WRITTEN * shape.em)
    between &= (tall < _WALL[0] * shape.em) | (boxes[:, 2] - boxes[:, 0] > _WALL[1] * shape.em)
    ends = sorted((int(x), int(y)) for x, y in boxes[between][:, (0, 2)])
    widest, reached = 0, x0
    for start, end in [*ends, (x1, x1)]:
        widest, reached = max(widest, start - reached), max(reached, end)
    return float(widest)


def _tall(boxes: NDArray[np.int32]) -> float:
    import numpy as np

    return float(np.median(boxes[:, 3] - boxes[:, 1]))


def _wall_between(a: NDArray[np.int32], b: NDArray[np.int32], walls: NDArray[np.int32]) -> bool:
    left, right = (a, b) if a[:, 0].min() < b[:, 0].min() else (b, a)
    x0, x1 = int(left[:, 2].max()), int(right[:, 0].min())
    y = (int(left[:, 1].min()) + int(left[:, 3].max())) // 2
    crossing = (walls[:, 1] <= y) & (walls[:, 3] >= y) & (walls[:, 2] >= x0) & (walls[:, 0] <= x1)
    return bool(crossing.any())
