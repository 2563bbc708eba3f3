"""Dithered pictures: greys that a black and white scanner has broken up into dots.

Each dot would be a piece of ink of its own, and each gap between dots a hole in one: a page full of
them has a million outlines and took minutes. Smoothed, the picture is grey again, and letters that
stand on it may be read.
"""

from __future__ import annotations

from ocr.page_image import PageImage, as_bytes, grey

_SPARSE = 5          # every fifth row tells; screens repeat after 4 or 8 rows
_STEP = 64           # grey levels between neighbours: ink and paper
_BLOCK_INCH = 0.16
_DOTS, _SOME = 0.45, 0.2    # share of such steps in a block: of dots, and at their rim
_LEAST_SHARE = 0.05  # of the page; print at 72 dpi has 0.03 of so busy blocks, at 100 dpi 0.001
_DOT_INCH = 0.009    # dots lie nearer to one another than twice this


def without_dots(image: PageImage) -> PageImage:
    """The page with its dithered parts smoothed to grey.

    Args:
        image: a page in any position, grey or colour.

    Returns:
        The same object, unless a good part of the page is dithered.

    >>> import numpy as np
    >>> dots = PageImage(np.tile(np.array([[0, 255], [255, 0]], np.uint8), (200, 150)), 200)
    >>> smooth = without_dots(dots).pixels
    >>> bool(np.ptp(smooth[20:-20, 20:-20]) < 20)
    True
    >>> paper = PageImage(np.full((400, 300), 255, np.uint8), 200)
    >>> without_dots(paper) is paper
    True
    """
    import cv2
    import numpy as np

    rows = grey(np.ascontiguousarray(image.pixels[::_SPARSE])).astype(np.int16)
    steps = (np.abs(np.diff(rows, axis=1)) > _STEP).astype(np.float32)
    side = max(8, round(_BLOCK_INCH * image.dpi))
    size = max(1, image.width // side), max(1, image.height // side)
    busy = cv2.resize(steps, size, interpolation=cv2.INTER_AREA) if steps.size else steps
    dots = np.greater(busy, _DOTS)
    if not busy.size or dots.mean() < _LEAST_SHARE:
        return image
    near = as_bytes(cv2.dilate(as_bytes(dots), np.ones((3, 3), np.uint8)))
    near &= as_bytes(np.greater(busy, _SOME))
    where = cv2.resize(near, (image.width, image.height), interpolation=cv2.INTER_NEAREST) > 0
    smooth = cv2.GaussianBlur(image.pixels, (0, 0), _DOT_INCH * image.dpi)
    pixels = image.pixels.copy()
    pixels[where] = smooth[where]
    return PageImage(pixels, image.dpi)
