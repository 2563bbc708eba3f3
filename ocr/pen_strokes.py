"""Strokes of a coloured pen whose colour is lost in parts: over print, and in small JPEG pictures.

JPEG keeps colour at half the resolution and drops what is faint, so a signature in thin strokes
falls apart: pieces of it look black. From the pieces that are surely coloured the strokes are
followed into what is faintly so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.framed import LOOK_DPI
from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FAINT = 24                # chroma; fringes of black print in a JPEG have as much, but no sure ink
_NEAR_INCH = 0.25          # between sure pieces of one signature
_LEAST_INCH = 0.34         # numbers and days written into a line are lower


def followed(
    sure: NDArray[np.uint8], chroma: NDArray[np.uint8], red: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """The sure ink of a blue pen, and faintly coloured ink that hangs together with it.

    Args:
        sure: `(h, w)` at `LOOK_DPI`, 1 = surely blue.
        chroma: of the same page.
        red: where it is red.
    """
    import cv2
    import numpy as np

    near = 2 * round(_NEAR_INCH * LOOK_DPI) + 1
    groups = cv2.dilate(sure, np.ones((near, near), np.uint8))
    result = sure.copy()
    for x, y, w, h, _ in cv2.connectedComponentsWithStats(groups, connectivity=8)[2][1:].tolist():
        if h - near < _LEAST_INCH * LOOK_DPI:
            continue
        where = slice(y, y + h), slice(x, x + w)
        faint = as_bytes((chroma[where] >= _FAINT) & ~red[where])
        count, labels = cv2.connectedComponents(faint, connectivity=8)
        own = np.zeros(count, np.bool_)
        own[np.unique(labels[sure[where] > 0])] = True
        own[0] = False
        result[where] |= as_bytes(own[labels])
    return as_bytes(result)
