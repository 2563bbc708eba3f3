"""Whether a region of ink is framed: a rectangular stamp, level or slanted, whole or cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 100             # of all pictures here
_LONG_INCH, _HIGH_INCH = 0.6, 0.2
_MOST_SLANT = 12.0         # degrees
_SIDE = 0.7                # share of each side along which there is ink


def is_framed(
    ink: NDArray[np.uint8],
    edges: tuple[bool, bool] = (False, False),
    other: NDArray[np.uint8] | None = None,
) -> bool:
    """True if the ink runs along all four sides: a rectangular stamp of 15 mm or more.

    It may be pressed at a slant, and lie half on the page: no side is asked for at its edge.

    Args:
        ink: `(h, w)` at `LOOK_DPI`, 1 = ink of one region.
        edges: whether the page cuts it left, right.
        other: ink of the same shape that hides the region's own and counts along its sides.
    """
    import cv2
    import numpy as np

    if max(ink.shape) < _LONG_INCH * LOOK_DPI or min(ink.shape) < _HIGH_INCH * LOOK_DPI:
        return False
    middle, size, degrees = cv2.minAreaRect(cv2.findNonZero(ink))
    if size[0] < size[1]:
        size, degrees = (size[1], size[0]), degrees + 90
    degrees = (degrees + 90) % 180 - 90
    # cut by the edge of the page, a box of any shape may be left
    narrowest = 1.0 if any(edges) else 1.2
    if (
        abs(degrees) > _MOST_SLANT or size[0] < _LONG_INCH * LOOK_DPI
        or size[0] < narrowest * size[1]
    ):
        return False
    # the rectangle runs through the middles of the outermost pixels
    width, height = round(size[0]) + 1, round(size[1]) + 1
    matrix = cv2.getRotationMatrix2D(middle, degrees, 1.0)
    matrix[:, 2] += np.array([(width - 1) / 2 - middle[0], (height - 1) / 2 - middle[1]])
    whole = ink if other is None else cv2.max(ink, other)
    level = as_bytes(cv2.warpAffine(whole, matrix, (width, height), flags=cv2.INTER_NEAREST))
    band = max(3, height // 10)
    sides = (
        level[:band].any(axis=0).mean(), level[-band:].any(axis=0).mean(),
        edges[0] or level[:, :band].any(axis=1).mean(),
        edges[1] or level[:, -band:].any(axis=1).mean(),
    )
    return bool(np.min(sides) > _SIDE)
