"""Print that no line holds: what the engine left out is at least said to be there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ocr.model import Bbox, Table, Unplaced
from ocr.page_image import PageImage, as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 100
LETTER_INCH = (0.06, 0.2)    # heights of the letters of 9 to 16 pt
LETTERS = 8                  # in a row; a signature or a seal's ring has fewer at one height
GAP_INCH = 0.16              # between words
EVEN = 0.35                  # spread of the letters' heights in print, as a share of their median
INSET_INCH = 0.05            # what is left of the rules round a cell


def find_unread(
    image: PageImage, height: int, known: Iterable[Bbox], tables: tuple[Table, ...], page: int
) -> tuple[Unplaced, ...]:
    """Rows of letters outside of everything known, and cells with letters but no text.

    Tesseract takes print under a pale seal for a picture, and reads no lone digits in tables.

    Args:
        image: as the engine got it, grey, rules of tables wiped out.
        height: rows from here on are no part of the page.
        known: boxes of lines, marks and stamps.
        tables: of the page, with what was read.
        page: its number, for the result.
    """
    import cv2

    scale = LOOK_DPI / image.dpi
    page_pixels = image.pixels[:height]
    size = max(1, round(image.width * scale)), max(1, round(height * scale))
    small = cv2.resize(page_pixels, size, interpolation=cv2.INTER_AREA)
    ink = as_bytes((small < 150) * 1)
    cells = [cell.bbox for table in tables for cell in table.cells if cell.bbox and not cell.lines]
    unread = [box for box in cells if _letters(_part(ink, box, scale)).size]
    for box in [*known, *(table.bbox for table in tables if table.bbox)]:
        _part(ink, box, scale, -0.03)[:] = 0
    unread += [_grown(box, scale) for box in _rows(ink)]
    return tuple(Unplaced(page=page, text="", reason="unknown", bbox=box) for box in unread)


def _part(
    ink: NDArray[np.uint8], box: Bbox, scale: float, inset: float = INSET_INCH
) -> NDArray[np.uint8]:
    """The part of the small picture that shows the box less `inset` inches on each side."""
    less = round(inset * LOOK_DPI)
    top, left = max(0, round(box.y0 * scale) + less), max(0, round(box.x0 * scale) + less)
    return ink[top : round(box.y1 * scale) - less, left : round(box.x1 * scale) - less]


def _letters(ink: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Boxes `(n, 4)` x, y, width, height of the pieces of ink that are as high as letters."""
    import cv2
    import numpy as np

    if not ink.size or not ink.any():
        return np.zeros((0, 4), np.int32)
    boxes = cv2.connectedComponentsWithStats(ink.copy(), connectivity=8)[2][1:, :4]
    low, high = (inch * LOOK_DPI for inch in LETTER_INCH)
    tall = (boxes[:, 3] >= low) & (boxes[:, 3] <= high) & (boxes[:, 2] <= 2 * high)
    return np.asarray(boxes[tall], np.int32)


def _rows(ink: NDArray[np.uint8]) -> list[tuple[int, int, int, int]]:
    """Rows of letters of even height: left, top, right, bottom."""
    import numpy as np

    rows: list[list[NDArray[np.int32]]] = []
    for box in sorted(_letters(ink), key=lambda box: int(box[0])):
        for row in rows:
            last = row[-1]
            near = box[0] - (last[0] + last[2]) <= GAP_INCH * LOOK_DPI
            if near and abs((box[1] + box[3]) - (last[1] + last[3])) <= 0.35 * last[3]:
                row.append(box)
                break
        else:
            rows.append([box])
    found = []
    for row in rows:
        boxes = np.asarray(row)
        if len(row) >= LETTERS and np.std(boxes[:, 3]) <= EVEN * np.median(boxes[:, 3]):
            ends = boxes[:, :2] + boxes[:, 2:]
            left, top = (int(value) for value in boxes[:, :2].min(axis=0))
            right, bottom = (int(value) for value in ends.max(axis=0))
            found.append((left, top, right, bottom))
    return found


def _grown(box: tuple[int, int, int, int], scale: float) -> Bbox:
    left, top, right, bottom = (int(value / scale) for value in box)
    return Bbox(left, top, right, bottom)
