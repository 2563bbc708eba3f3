"""Whether a region of ink is framed: a rectangular stamp, level or slanted, whole or cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 100             # of all pictures here
_LONG_INCH, _HIGH_INCH = 0.6, 0.2
_MOST_SLANT = 12.0         # degrees
_SEEN = 0.5                # share of a side that is on the page
_NARROWEST = 1.2           # times as wide as high
_SIDE = 0.7                # share of each side along which there is ink


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Which sides of a region the edge of the page cuts; no ink is asked for there."""

    left: bool = False
    right: bool = False
    top: bool = False
    bottom: bool = False

    def __bool__(self) -> bool:
        return self.left or self.right or self.top or self.bottom


def is_framed(
    ink: NDArray[np.uint8], cut: Cut | None = None, other: NDArray[np.uint8] | None = None
) -> bool:
    """True if the ink runs along all four sides: a rectangular stamp of 15 mm or more.

    It may be pressed at a slant, and lie half on the page.

    Args:
        ink: `(h, w)` at `LOOK_DPI`, 1 = ink of one region.
        cut: by the edge of the page; None if it is not.
        other: ink of the same shape that hides the region's own and counts along its sides.
    """
    import cv2
    import numpy as np

    if max(ink.shape) < _LONG_INCH * LOOK_DPI or min(ink.shape) < _HIGH_INCH * LOOK_DPI:
        return False
    if cut:
        return _is_cut_frame(ink, cut)
    middle, size, degrees = cv2.minAreaRect(cv2.findNonZero(ink))
    if size[0] < size[1]:
        size, degrees = (size[1], size[0]), degrees + 90
    degrees = (degrees + 90) % 180 - 90
    if (
        abs(degrees) > _MOST_SLANT or size[0] < _LONG_INCH * LOOK_DPI
        or size[0] < _NARROWEST * size[1]
    ):
        return False
    # the rectangle runs through the middles of the outermost pixels
    width, height = round(size[0]) + 1, round(size[1]) + 1
    matrix = cv2.getRotationMatrix2D(middle, degrees, 1.0)
    matrix[:, 2] += np.array([(width - 1) / 2 - middle[0], (height - 1) / 2 - middle[1]])
    whole = ink if other is None else cv2.max(ink, other)
    level = as_bytes(cv2.warpAffine(whole, matrix, (width, height), flags=cv2.INTER_NEAREST))
    return min(_sides(level)) > _SIDE


def _sides(
    level: NDArray[np.uint8], page: NDArray[np.uint8] | None = None, cut: Cut = Cut()
) -> list[float]:
    """Share of each whole side along which there is ink; of a side only what lies on the page."""
    import numpy as np

    # half a seal is as wide as high is half of it
    band = max(3, (min(level.shape) if cut else len(level)) // 10)
    whole, first, last = slice(None), slice(band), slice(-band, None)
    bands = (
        (cut.top, 0, first, whole), (cut.bottom, 0, last, whole),
        (cut.left, 1, whole, first), (cut.right, 1, whole, last),
    )
    found = []
    for missing, axis, rows, columns in bands:
        if missing:
            continue
        inked = np.asarray(level[rows, columns].any(axis=axis))
        seen = np.asarray(inked >= 0 if page is None else page[rows, columns].all(axis=axis))
        found.append(float(inked[seen].mean()) if seen.mean() > _SEEN else 0.0)
    return found


def _is_cut_frame(ink: NDArray[np.uint8], cut: Cut) -> bool:
    """Whether some slant makes the sides that are on the page level and upright."""
    import cv2
    import numpy as np

    height, width = ink.shape
    room = round(0.25 * max(height, width))
    size = width + 2 * room, height + 2 * room
    for degrees in np.arange(-_MOST_SLANT, _MOST_SLANT + 1, 1.5):
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(degrees), 1.0)
        matrix[:, 2] += room
        turned, page = (cv2.warpAffine(part, matrix, size, flags=cv2.INTER_NEAREST)
                        for part in (ink, np.ones_like(ink)))
        x, y, w, h = cv2.boundingRect(turned)
        where = slice(y, y + h), slice(x, x + w)
        if min(_sides(as_bytes(turned[where]), as_bytes(page[where]), cut)) > _SIDE:
            return True
    return False
