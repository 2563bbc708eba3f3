"""Two pages side by side on one scan: where they meet.

A landscape page is two pages only if a blank strip runs down its middle, with lines of running text
on both sides of it and no rule across. A table in landscape has rules across, or columns whose
entries are short; in doubt the page is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.bends import find_print, whole_lines
from ocr.page_image import PageImage, as_bytes, grey
from ocr.paper import is_blank

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LANDSCAPE = 1.2            # width over height, at least
MIDDLE = (0.42, 0.58)      # share of the width within which the pages meet
STRIP = 0.03               # least width of the blank strip, as a share of the page's
LONG = 0.6                 # of its side's longest line: a line of running text
SIDE = 0.28                # least width of the text on one side, as a share of the page's
LINES = (5, 12)            # long lines on either side, and on both together
FEW = 2                    # are enough on one side if its lines are not level with the other's
ALIGNED, LEVEL = 0.5, 0.2  # share of lines; heights of letters
LOOK_DPI = 100
ACROSS = 0.9               # of the strip's columns that are ink: a rule runs across


def find_gutter(image: PageImage) -> int | None:
    """Column at which the right one of two pages begins; None if it is one page.

    Args:
        image: upright and level. Portrait pages cost nothing.
    """
    if image.width < LANDSCAPE * image.height:
        return None
    found = find_print(image)
    if found is None:
        return None
    start, end, row = whole_lines(found)
    strip = _blank_strip(start, end, image.width)
    if strip is None or _is_crossed(image, strip):
        return None
    middle = (strip[0] + strip[1]) // 2
    on_left = end <= middle
    if on_left.all():
        rest = PageImage(image.pixels[:, middle:], image.dpi)
        empty = is_blank(PageImage(grey(rest.pixels), rest.dpi))
        return middle if empty and _long(end - start, image.width) >= LINES[0] else None
    counts = sorted(_long((end - start)[side], image.width) for side in (on_left, ~on_left))
    if sum(counts) < LINES[1] or (counts[0] < LINES[0] and not (
        counts[0] >= FEW and _aligned(row[on_left], row[~on_left], found.size) < ALIGNED
    )):
        return None
    return middle


def _blank_strip(
    start: NDArray[np.float64], end: NDArray[np.float64], width: int
) -> tuple[int, int] | None:
    """The widest range of columns in the middle of the page that no line of letters reaches."""
    low, high = MIDDLE[0] * width, MIDDLE[1] * width
    left = max((float(x) for x in end if x <= high), default=0.0)
    right = min((float(x) for x in start if x >= left), default=float(width))
    # a blank right page begins where the left one's paper ends, not at its print
    right = min(right, width - left)
    crossing = (start < left) & (end > left)
    if crossing.any() or right - left < STRIP * width or not low <= (left + right) / 2 <= high:
        return None
    return round(left), round(right)


def _long(lengths: NDArray[np.float64], width: int) -> int:
    """How many lines of running text stand on one side; 0 if its text is too narrow for a page."""
    longest = float(lengths.max(initial=0.0))
    return int((lengths >= LONG * longest).sum()) if longest >= SIDE * width else 0


def _aligned(rows: NDArray[np.float64], others: NDArray[np.float64], size: float) -> float:
    """Share of the fewer lines that stand level with one on the other side, as in a table."""
    import numpy as np

    few, many = sorted((rows, others), key=len)
    return float((np.abs(few[:, None] - many[None, :]).min(axis=1) <= LEVEL * size).mean())


def _is_crossed(image: PageImage, strip: tuple[int, int]) -> bool:
    """True if a rule runs across the strip, as those of a table do."""
    import cv2

    part = grey(image.pixels[:, strip[0]:strip[1]])
    scale = LOOK_DPI / image.dpi
    size = max(3, round(part.shape[1] * scale)), max(3, round(part.shape[0] * scale))
    small = as_bytes(cv2.resize(part, size, interpolation=cv2.INTER_AREA))
    # darker than the paper beside it: the shadow of a fold is as dark for its whole height
    ink = small < 0.8 * cv2.medianBlur(small, 15).astype(float)
    rows = cv2.dilate(as_bytes(ink), cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3)))
    return bool((rows.mean(axis=1) >= ACROSS).any())

