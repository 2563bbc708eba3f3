"""Groups the letters of a page into rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.line_ink import Ink
from ocr.line_joins import join_rows
from ocr.line_shape import MIDDLE, WIDEST_GAP, Row, fit_shape
from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REACH = 0.5  # em between letters of one row
_SHORTEST = 0.55  # usual x-heights; commas and most marks are smaller
_TALL = 2.15  # usual x-heights; a capital with two marks that touch it has 2.0
_TALLEST = 4.5  # the same, of the largest titles
_STANDS = 0.1  # em; a letter whose foot is nearer than this stands on the baseline
_TALL_HERE = 2.4  # x-heights of the row; `Ứ` whose mark touches it has 2.3
_FEW = 2
_FOOT_GAP = 0.4  # x-heights
_RING_LETTERS = 8  # a line of text that lies in a ring has more
_SCALE = 4  # the smearing is done on a copy this much smaller


def find_rows(ink: Ink, size: tuple[int, int]) -> list[Row]:
    """All rows of letters on a page of `size` (height, width), the one with most letters first."""
    rows = _rows(ink, _letters(ink, (_SHORTEST, _TALL)), size)
    # letters that touch the line below would tie two lines together; those of a large title stand
    # apart from all
    large = _outside(ink, rows, _letters(ink, (_TALL, _TALLEST)))
    joined = join_rows(_with_tall(rows + _rows(ink, large, size), ink), ink)
    return [row for row in joined if not _in_ring(ink.boxes[row.letters], ink.rings)]


def _letters(ink: Ink, heights: tuple[float, float]) -> NDArray[np.intp]:
    """Numbers of the pieces that could be letters of these heights, in usual x-heights."""
    import numpy as np

    width = ink.boxes[:, 2] - ink.boxes[:, 0]
    height = ink.boxes[:, 3] - ink.boxes[:, 1]
    unit = ink.x_height
    good = (height >= heights[0] * unit) & (height < heights[1] * unit)
    good &= (width <= 12 * unit) & (width >= 0.08 * unit) & (ink.area * 12 > width * height)
    return np.flatnonzero(good)


def _rows(ink: Ink, letters: NDArray[np.intp], size: tuple[int, int]) -> list[Row]:
    """Letters grouped into rows of text."""
    import numpy as np

    groups = _smear(ink, letters, size)
    rows = []
    while groups:
        group = groups.pop()
        row = Row(fit_shape(_whole(ink, group), ink.x_height), group)
        x0, y0, x1, y1 = ink.boxes[group].T
        above = row.shape.offset + row.shape.slope * (x0 + x1) / 2 - (y0 + y1) / 2
        inside = np.abs(above - MIDDLE * row.shape.em) < 0.6 * row.shape.em
        if inside.any() and not inside.all():  # a seal tied several lines together
            groups.append(group[~inside])
            row = Row(fit_shape(ink.boxes[group[inside]], ink.x_height), group[inside])
        if _is_text(row, ink):
            rows.append(row)
    return rows


def _whole(ink: Ink, letters: NDArray[np.intp]) -> NDArray[np.int32]:
    """Boxes of the letters; of a lone one with its foot, where faint print has parted the two.

    A `2` without its foot would be cut a third too high. In longer rows the others tell.
    """
    boxes = ink.boxes[letters]
    if len(letters) > _FEW:
        return boxes
    boxes = boxes.copy()
    wide, high = ink.boxes[:, 2] - ink.boxes[:, 0], ink.boxes[:, 3] - ink.boxes[:, 1]
    for box in boxes:
        width = box[2] - box[0]
        shared = ink.boxes[:, 2].clip(max=box[2]) - ink.boxes[:, 0].clip(min=box[0])
        gap = ink.boxes[:, 1] - box[3]
        foot = (shared > 0.6 * width) & (gap >= 0) & (gap < _FOOT_GAP * ink.x_height)
        foot &= (wide < 1.4 * width) & (high < 0.45 * ink.x_height) & (wide > 1.8 * high)
        if foot.any():
            box[3] = ink.boxes[foot, 3].max()
    return boxes


def _outside(ink: Ink, rows: list[Row], letters: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those of `letters` that no row passes through."""
    import numpy as np

    x0, y0, x1, y1 = ink.boxes[letters].T
    free = np.ones(len(letters), np.bool_)
    for row in rows:
        theirs, em = ink.boxes[row.letters], row.shape.em
        foot = row.shape.offset + row.shape.slope * (x0 + x1) / 2
        beside = (x0 < theirs[:, 2].max() + em) & (x1 > theirs[:, 0].min() - em)
        free &= ~(beside & (y0 < foot) & (y1 > foot - row.shape.x_height))
    return letters[free]


def _in_ring(letters: NDArray[np.int32], rings: NDArray[np.int32]) -> bool:
    """True for the few letters at the top or foot of a seal that happen to stand upright."""
    x0, y0 = letters[:, :2].min(0)
    x1, y1 = letters[:, 2:].max(0)
    inside = (rings[:, 0] < x0) & (rings[:, 1] < y0) & (rings[:, 2] > x1) & (rings[:, 3] > y1)
    return len(letters) <= _RING_LETTERS and bool(inside.any())


def _with_tall(rows: list[Row], ink: Ink) -> list[Row]:
    """Rows with letters that are too high for the page's usual type but not for their own.

    Where footnotes outnumber the text, `Ứ` in a heading is such a letter; without it the heading
    falls apart.
    """
    import numpy as np

    free = np.ones(len(ink.boxes), np.bool_)
    for row in rows:
        free[row.letters] = False
    x0, y0, x1, y1 = ink.boxes.T
    solid = ink.area * 12 > (x1 - x0) * (y1 - y0)
    result = []
    for row in rows:
        x_height, em = row.shape.x_height, row.shape.em
        foot = row.shape.offset + row.shape.slope * (x0 + x1) / 2
        fits = free & solid & (np.abs(y1 - foot) < _STANDS * em) & (x1 - x0 < 3 * em)
        fits &= (y1 - y0 > x_height) & (y1 - y0 < _TALL_HERE * x_height)
        more = np.flatnonzero(_chained(ink, row, fits))
        free[more] = False
        result.append(Row(row.shape, np.concatenate((row.letters, more))) if len(more) else row)
    return result


def _chained(ink: Ink, row: Row, fits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Those of `fits` that stand between the letters of a row or lead on from its ends."""
    reach = _REACH * row.shape.em
    left, right = int(ink.boxes[row.letters, 0].min()), int(ink.boxes[row.letters, 2].max())
    taken = fits & False
    while True:
        x0, x1 = ink.boxes[:, 0], ink.boxes[:, 2]
        more = fits & ~taken & (x0 < right + reach) & (x1 > left - reach)
        if not more.any():
            return taken
        taken |= more
        left, right = min(left, int(x0[more].min())), max(right, int(x1[more].max()))


def _smear(ink: Ink, letters: NDArray[np.intp], shape: tuple[int, int]) -> list[NDArray[np.intp]]:
    """Group letters into rows: the middles of their boxes, smeared sideways, touch in one line."""
    import cv2
    import numpy as np

    if not len(letters):
        return []
    unit = ink.x_height / _SCALE
    height, width = (side // _SCALE + 2 for side in shape)
    band = np.zeros((height, width), np.uint8)
    boxes = ink.boxes[letters] / _SCALE
    centre = (boxes[:, 1] + boxes[:, 3]) / 2
    half = 0.30 * unit
    for (x0, _, x1, _), y in zip(boxes, centre, strict=True):
        band[round(y - half) : round(y + half) + 1, int(x0) : int(x1) + 1] = 1
    reach = max(3, int(WIDEST_GAP * unit / 0.46)) | 1
    closed = cv2.morphologyEx(
        cv2.copyMakeBorder(band, 0, 0, reach, reach, cv2.BORDER_CONSTANT, value=0),
        cv2.MORPH_CLOSE,
        np.ones((1, reach), np.uint8),
    )[:, reach:-reach].copy()
    for x0, y0, x1, y1 in ink.partitions // _SCALE:
        closed[y0:y1, x0 : x1 + 1] = 0
    _, labels = cv2.connectedComponents(as_bytes(closed))
    middle_x = ((boxes[:, 0] + boxes[:, 2]) / 2).astype(np.intp)
    row_of = labels[np.clip(np.rint(centre).astype(np.intp), 0, height - 1), middle_x]
    return [letters[row_of == number] for number in np.unique(row_of) if number]


def _is_text(row: Row, ink: Ink) -> bool:
    """False for specks and strokes: too few letters of too odd a size."""
    boxes = ink.boxes[row.letters]
    size = row.shape.x_height
    if not 0.45 * ink.x_height <= size <= 4 * ink.x_height:
        return False
    tall = boxes[:, 3] - boxes[:, 1]
    if len(boxes) == 1 and (boxes[0, 2] - boxes[0, 0]) < 0.3 * tall[0]:
        return False  # the edge of a sheet; even a lone 1 is wider
    return bool((tall >= 0.75 * size).any())
