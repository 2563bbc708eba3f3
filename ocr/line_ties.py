"""Cuts letters apart that touch across two lines: `p` of one line on the mark of `ố` below it.

On bilevel copies and in close setting a tail runs into what stands below it, and both are one piece
of ink. A piece belongs to one line only, so the other would lose a letter: `cổ hần`, `sử dụn đất`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ocr.line_ink import Ink, areas, bounds
from ocr.line_shape import FOOT, HEAD, Row
from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_TAIL = 0.22  # em below the baseline at which p, q, g and y end, Times
_TAILS = (0.14, 0.30)  # em; feet between are those of tails, by which a line tells its own depth
_STANDS_IN = 0.5  # x-heights above the baseline that a letter of the line reaches at least
_BEYOND = 0.06  # em below the tails from which ink is no longer of this line
_NEXT = (0.8, 2.0)  # em from one baseline to the next where letters can touch
_HANGS = 0.36  # em below the next baseline; what goes deeper is a stroke of a pen, or a seal
_HIGHEST = 1.1  # em above its own baseline; the same
_WIDEST = 12  # x-heights of the page; wider ink is no letters


def cut_ties(ink: Ink, rows: list[Row]) -> tuple[Ink, list[Row]]:
    """Part the letters of neighbouring lines; all other ink is left as it is.

    The upper part keeps the number of the piece, lower parts are added at the end.

    Args:
        ink: of a level page.
        rows: its lines; their letters are numbers of pieces.
    """
    import numpy as np

    cuts = {piece: cut for row in rows for piece, cut in _ties(ink, row, rows)}
    if not cuts:
        return ink, rows
    outlines = list(ink.outlines)
    for piece, cut in cuts.items():
        outlines[piece], *more = _parts(ink.outlines[piece], cut)
        outlines += more
    new = [*cuts, *range(len(ink.outlines), len(outlines))]
    boxes = np.concatenate((ink.boxes, np.zeros((len(new) - len(cuts), 4), np.int32)))
    boxes[new] = bounds([outlines[i] for i in new])
    area = np.concatenate((ink.area, np.zeros(len(new) - len(cuts), np.float32)))
    area[new] = areas([outlines[i] for i in new], boxes[new])
    parted = replace(ink, outlines=tuple(outlines), boxes=boxes, area=area)
    return parted, [kept for row in rows if len((kept := _kept(row, parted, cuts)).letters)]


def _kept(row: Row, ink: Ink, cuts: dict[int, int]) -> Row:
    """`row` without the letters that, once cut, stand in the line above."""
    import numpy as np

    x0, y0, x1, y1 = ink.boxes[row.letters].T
    above = row.shape.offset + row.shape.slope * (x0 + x1) / 2 - (y0 + y1) / 2
    inside = (above > -FOOT * row.shape.em) & (above < HEAD * row.shape.em)
    return Row(row.shape, row.letters[inside | ~np.isin(row.letters, list(cuts))])


def _ties(ink: Ink, row: Row, rows: list[Row]) -> list[tuple[int, int]]:
    """Pieces that stand in `row` and reach into the line below: number, and where to cut."""
    import numpy as np

    em, x_height = row.shape.em, row.shape.x_height
    x0, y0, x1, y1 = ink.boxes.T
    left, right = int(x0[row.letters].min()), int(x1[row.letters].max())
    foot = row.shape.offset + row.shape.slope * (x0 + x1) / 2
    below = (ink.boxes[row.letters, 3] - foot[row.letters]) / em
    tails = below[(below > _TAILS[0]) & (below < _TAILS[1])]
    depth = float(np.median(tails)) if len(tails) else _TAIL
    tied = (x0 < right + em) & (x1 > left - em) & (x1 - x0 < _WIDEST * ink.x_height)
    tied &= (y0 < foot - _STANDS_IN * x_height) & (y0 > foot - _HIGHEST * em)
    cut = np.rint(foot + depth * em).astype(np.intp) + 1
    tied &= y1 > cut + np.maximum(1, _BEYOND * em)
    return [
        (int(i), int(cut[i]))
        for i in np.flatnonzero(tied)
        if any(_reaches(ink.boxes[i], row, other, ink) for other in rows if other is not row)
    ]


def _reaches(box: NDArray[np.int32], row: Row, other: Row, ink: Ink) -> bool:
    """True if `other` is the line below `row` at this box, and the box ends in it."""
    middle = float(box[0] + box[2]) / 2
    down = other.shape.at(middle) - row.shape.at(middle)
    em = row.shape.em
    if not _NEXT[0] * em < down < _NEXT[1] * em:
        return False
    theirs = ink.boxes[other.letters]
    beside = theirs[:, 0].min() < box[2] and theirs[:, 2].max() > box[0]
    return bool(beside) and bool(box[3] < other.shape.at(middle) + _HANGS * other.shape.em)


def _parts(outline: NDArray[np.int32], cut: int) -> list[NDArray[np.int32]]:
    """Outlines above the row `cut`, the largest first, and below it."""
    import cv2
    import numpy as np

    x, y, width, height = cv2.boundingRect(outline)
    mask = np.zeros((height, width), np.uint8)
    cv2.drawContours(mask, [outline], -1, 1, cv2.FILLED, offset=(-x, -y))
    found = []
    for top, part in ((y, mask[: cut - y]), (cut, mask[cut - y :])):
        pieces = cv2.findContours(
            as_bytes(part), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE, offset=(x, top)
        )[0]
        found += sorted(pieces, key=cv2.contourArea, reverse=True)
    return [np.asarray(piece, np.int32) for piece in found]
