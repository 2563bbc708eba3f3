"""Rectangular stamps that are pressed over each other: their rules cross and make one region.

A mark such as KHẨN and the stamp of the office that received the paper share the upper left of the
page. Each is found by its own two level rules, which end at the same columns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RULE_INCH = 0.4
_HIGH_INCH = 0.2           # as `is_framed` in ocr.framed asks
_GAP_INCH = 0.15           # what black print over a rule takes out of it
_ENDS_INCH = 0.08          # by which the ends of two rules of one frame may differ
_ALL = 0.95                # share of the ink that stands in the frames
Box = tuple[int, int, int, int]


def touching_frames(
    ink: NDArray[np.uint8], dpi: int, is_framed: Callable[[NDArray[np.uint8]], bool]
) -> list[Box]:
    """Boxes `(x0, y0, x1, y1)` of frames that cross, smallest first; empty if it is no such region.

    Args:
        ink: of one connected region, 1 = ink.
        dpi: of `ink`.
        is_framed: whether ink runs along all four sides of a cut-out.
    """
    rules = _level_rules(ink, dpi)
    near = round(_ENDS_INCH * dpi)
    found: list[Box] = []
    for number, (x0, y0, x1, y1) in enumerate(rules):
        for left, top, right, bottom in rules[number + 1:]:
            if abs(x0 - left) > near or abs(x1 - right) > near:
                continue
            box = (min(x0, left), min(y0, top), max(x1, right), max(y1, bottom))
            if box[3] - box[1] >= _HIGH_INCH * dpi and is_framed(ink[box[1]:box[3], box[0]:box[2]]):
                found.append(box)
    # cells of a table lie in the table's own frame
    outer = [box for box in found if not any(_holds(other, box) for other in found if other != box)]
    if len(outer) < 2 or not any(_cross(a, b) for a in outer for b in outer if a != b):
        return []
    within = ink.copy()
    for x0, y0, x1, y1 in outer:
        within[y0:y1, x0:x1] = 0
    if int(within.sum()) > (1 - _ALL) * int(ink.sum()):
        return []
    return sorted(outer, key=_area)


def _level_rules(ink: NDArray[np.uint8], dpi: int) -> list[Box]:
    """Long level strokes, top to bottom; up to about five degrees of slant."""
    import cv2
    import numpy as np

    length, gap = round(_RULE_INCH * dpi) | 1, round(_GAP_INCH * dpi) | 1
    # paper around: nothing is thickened or closed over the rim
    wide = cv2.copyMakeBorder(ink, gap, gap, gap, gap, cv2.BORDER_CONSTANT, value=0)
    # thickened across, so that a slanted rule stays one piece
    thick = cv2.dilate(wide, np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    strokes = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    stats = cv2.connectedComponentsWithStats(strokes, connectivity=8)[2][1:].tolist()
    boxes = [(x - gap, y + 1 - gap, x + w - gap, y + h - 1 - gap) for x, y, w, h, _ in stats]
    return sorted(boxes, key=lambda box: box[1])


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _shared(one: Box, other: Box) -> int:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0, width) * max(0, height)


def _holds(outer: Box, inner: Box) -> bool:
    return _area(outer) > _area(inner) and _shared(outer, inner) > 0.9 * _area(inner)


def _cross(one: Box, other: Box) -> bool:
    """Whether two boxes lie over each other in part: the cells of a table only share rules."""
    return _shared(one, other) > 0.02 * min(_area(one), _area(other))
