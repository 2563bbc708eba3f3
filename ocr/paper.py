"""Paper: light, black edges, blank pages. Each step runs only where a measurement calls for it.

A clean page is handed on untouched: Tesseract's own threshold reads it best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.page_image import PageImage, as_bytes
from ocr.upright import stands_in_no_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 50
UNEVEN = 40                # grey levels between the light and the dark parts of the paper
DARK_PAPER = 150           # darker than this, a global threshold takes paper for ink
EDGE_DARK = 90             # black edges of a scan are darker than this
EDGE_INCH = 0.12           # a dark piece at the border that is thicker than this is no letter
INK_PIECES = 3             # letters a page must have to be worth reading
NOISE_PIECES = 4000        # in no rows: reading each of them takes minutes


def clean_paper(image: PageImage) -> PageImage:
    """Even out the light and whiten black scan edges, where there is need.

    Args:
        image: an upright page in grey; colour is made grey by `lift_marks` before.

    Returns:
        The same object if the paper is even and white up to its edges.
    """
    import cv2

    scale = LOOK_DPI / image.dpi
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = as_bytes(cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA))
    edge = _dark_edge(small)
    paper = paper_levels(small)
    light, dark = _spread(paper, edge)
    uneven = light - dark > UNEVEN or dark < DARK_PAPER
    if not uneven and edge is None:
        return image
    pixels = image.pixels
    if uneven:
        pixels = evened(pixels, paper)
    if edge is not None:
        mask = cv2.resize(edge, (image.width, image.height), interpolation=cv2.INTER_NEAREST)
        pixels = pixels.copy()
        pixels[mask > 0] = 255 if uneven else int(light)
    return PageImage(pixels, image.dpi)


def is_blank(image: PageImage, height: int | None = None) -> bool:
    """True if nothing on the page is dark and large enough to be a letter, or if all is noise.

    Show-through and the remains of a lifted seal are paler than print; specks are smaller.
    """
    import cv2
    import numpy as np

    page = image.pixels[: height or image.height]
    scale = 100 / image.dpi
    size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
    small = as_bytes(cv2.resize(page, size, interpolation=cv2.INTER_AREA))
    paper = float(np.percentile(small, 75))
    ink = as_bytes(cv2.threshold(small, paper * 0.72, 1, cv2.THRESH_BINARY_INV)[1])
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, w, h, area = stats[1:].T
    inside = (x > 10) & (y > 10) & (x + w < size[0] - 10) & (y + h < size[1] - 10)
    letters = inside & (h >= 5) & (h <= 120) & (w >= 2) & (area >= 8)
    if int(letters.sum()) < INK_PIECES:
        return True
    return stands_in_no_rows(PageImage(page, image.dpi), NOISE_PIECES)


def paper_levels(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Brightness of the paper around each pixel of the small copy, print taken out."""
    import cv2
    import numpy as np

    opened = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    return as_bytes(cv2.medianBlur(as_bytes(opened), 21))


def _spread(paper: NDArray[np.uint8], edge: NDArray[np.uint8] | None) -> tuple[float, float]:
    """Brightness of the lighter and of the darker parts of the paper, without its dark edge."""
    import numpy as np

    levels = paper if edge is None else paper[edge == 0]
    if not levels.size:
        return 255.0, 255.0
    return float(np.percentile(levels, 95)), float(np.percentile(levels, 5))


def evened(pixels: NDArray[np.uint8], paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Divide by the paper's own brightness, which takes out shadows and tints alike."""
    import cv2
    import numpy as np

    size = (pixels.shape[1], pixels.shape[0])
    ground = cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR)
    return as_bytes(cv2.divide(pixels, np.maximum(ground, 40), scale=245))


def _dark_edge(small: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Mask of thick dark pieces that touch the border: scan edges, the lid, a dark table."""
    import cv2
    import numpy as np

    dark = as_bytes(cv2.threshold(small, EDGE_DARK, 1, cv2.THRESH_BINARY_INV)[1])
    thick = max(3, round(EDGE_INCH * LOOK_DPI))
    core = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
    framed = cv2.copyMakeBorder(as_bytes(core), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(framed, connectivity=8)
    height, width = small.shape
    touching = [
        label for label in range(1, count)
        if stats[label][0] <= 3 or stats[label][1] <= 3
        or stats[label][0] + stats[label][2] >= width - 1
        or stats[label][1] + stats[label][3] >= height - 1
    ]
    if not touching:
        return None
    mask = np.isin(labels, touching)[1:-1, 1:-1]
    return as_bytes(cv2.dilate(as_bytes(mask), np.ones((3, 3), np.uint8)))
