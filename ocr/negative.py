"""Negatives: white print on black, as microfilm and some copiers give it."""

from __future__ import annotations

from ocr.page_image import PageImage, grey
from ocr.upright import WORK_LONG_SIDE, glyph_boxes

_SPARSE = 8        # every eighth pixel tells how dark a page is
_DARK = 100        # grey level; paper is lighter, also in shadow
_DARK_SHARE = 0.6  # of the page; a photo on a dark desk may have as much, but no bright letters
_CONTRAST = 50     # grey levels between the ground and the letters
_LETTERS = 30      # fewer tell nothing


def as_positive(image: PageImage) -> PageImage:
    """Dark print on light paper.

    Args:
        image: a page in any position, grey or colour.

    Returns:
        The same object, unless the page is mostly dark and its letters are bright.

    >>> import numpy as np
    >>> page = PageImage(np.full((400, 300), 255, np.uint8), 100)
    >>> as_positive(page) is page
    True
    """
    import cv2
    import numpy as np

    sample = grey(np.ascontiguousarray(image.pixels[::_SPARSE, ::_SPARSE]))
    if np.count_nonzero(sample < _DARK) < _DARK_SHARE * sample.size:
        return image
    scale = min(1.0, WORK_LONG_SIDE / max(image.width, image.height))
    small = cv2.resize(grey(image.pixels), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    bright = np.greater(small, float(np.median(sample)) + _CONTRAST).astype(np.uint8)
    if len(glyph_boxes(bright)) < _LETTERS:
        return image
    return PageImage(np.bitwise_not(image.pixels), image.dpi)
