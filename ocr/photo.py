"""Photos of paper: the table they lie on is covered with paper, bent paper is made flat.

A scan is told from a photo by its border: around the paper of a photo lies something darker or more
colourful, on two sides at least. The paper itself must then be one piece without dents. In doubt
nothing is covered: a strip of table costs a few false marks, a covered line is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ocr.bends import BENT, Print, find_print, unbend
from ocr.page_image import PageImage, as_bytes, grey
from ocr.upright import WORK_LONG_SIDE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ocr.upright import Turning, Upright

LOOK_LONG_SIDE = 400       # pixels
TEXT = 7                   # pixels of the small copy; strokes and gaps of letters are thinner
COLOURED = 32              # chroma beyond that of the paper
DARK = 0.62                # share of the paper's brightness; shadows on paper are lighter
SIDE_SHARE = 0.25          # of a side of the picture that its background covers at least
SIDES = 2
LEAST_AREA = 0.08          # of the picture; scanned edges are thinner
LEAST_PAPER = 0.25
WHOLE = 0.93               # of the paper's convex hull that is paper
ROW = 12                   # letters: a line of print in the background forbids to cover it
RUN = 3                    # letters on either side of its edge: a line that runs into it
RIM = 2                    # pixels of the small copy that the background is grown by


def flatten(source: PageImage, turning: Turning) -> Upright:
    """Turn the page upright, take its surroundings away if it is a photo, and make it flat.

    The pixels of a photo are moved once, however they have to be moved.

    Args:
        source: the page as it came.
        turning: how it has to be turned.

    Returns:
        A scan as `Turning.apply` gives it; to find that out costs a hundredth of a second.
    """
    import numpy as np

    ground = find_background(source)
    found = None
    if ground is not None or turning.bend >= BENT:
        found = _find_print(source, turning)
    if found is None:
        return turning.apply(source)
    picture = np.full(_small(source.pixels).shape[:2], 255, np.uint8)
    paper = turning.turned(PageImage(picture, source.dpi)).pixels
    if ground is not None:
        sheet = turning.turned(PageImage(picture - ground, source.dpi)).pixels
        if not _has_lines(paper - sheet, found):
            source = _covered(source, ground)
            paper = sheet
    return unbend(source, turning, found, paper)


def _find_print(source: PageImage, turning: Turning) -> Print | None:
    """The print of the turned page, looked for on a small copy of it."""
    import cv2

    width, height = turning.canvas(source)
    scale = min(1.0, WORK_LONG_SIDE / max(width, height))
    size = (int(source.width * scale), int(source.height * scale))
    small = cv2.resize(grey(source.pixels), size, interpolation=cv2.INTER_AREA)
    level = turning.apply(PageImage(as_bytes(small), source.dpi)).image
    found = find_print(level)
    return found and found.scaled(width / level.width)


def find_background(image: PageImage) -> NDArray[np.uint8] | None:
    """Small mask `(h, w)`, 255 where the picture shows no paper; None if it is all paper.

    Looks at every nth pixel only.
    """
    import cv2
    import numpy as np

    small = _small(image.pixels)
    paper = _paper_colour(small)
    rims = (small[:1], small[-1:], small[:, :1], small[:, -1:])
    if sum(float(_not_paper(rim, paper).mean()) >= SIDE_SHARE for rim in rims) < SIDES:
        return None
    strange = _not_paper(small, paper)
    # letters and rules vanish, what is left touches the border
    opened = cv2.morphologyEx(strange, cv2.MORPH_OPEN, np.ones((TEXT, TEXT), np.uint8))
    framed = cv2.copyMakeBorder(opened, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(framed, connectivity=4)
    height, width = framed.shape
    outer = [
        label for label in range(1, count)
        if stats[label][0] == 0 or stats[label][1] == 0
        or stats[label][0] + stats[label][2] == width
        or stats[label][1] + stats[label][3] == height
    ]
    ground = as_bytes(np.isin(labels, outer)[1:-1, 1:-1])
    if _sides(ground) < SIDES or ground.mean() < LEAST_AREA or not _is_sheet(1 - ground):
        return None
    return as_bytes(cv2.dilate(ground, np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8)) * 255)


def _small(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import numpy as np

    step = max(1, max(pixels.shape[:2]) // LOOK_LONG_SIDE)
    return np.ascontiguousarray(pixels[::step, ::step])


def _paper_colour(small: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Usual colour of the brightest tenth: one value, or three."""
    import numpy as np

    sample = small[::3, ::3].reshape(-1, *small.shape[2:])
    bright = sample if sample.ndim == 1 else sample.max(axis=1)
    level = float(np.percentile(bright, 90))
    return np.atleast_1d(np.median(sample[bright >= 0.85 * level], axis=0)).astype(np.float32)


def _not_paper(small: NDArray[np.uint8], paper: NDArray[np.float32]) -> NDArray[np.uint8]:
    """1 where a pixel is much darker than the paper, or of another colour."""
    import numpy as np

    level = float(paper.max())
    if small.ndim == 2:
        return as_bytes(small < DARK * level)
    neutral = small * (level / np.maximum(paper, 1))
    bright = neutral.max(axis=2)
    return as_bytes((bright < DARK * level) | (bright - neutral.min(axis=2) > COLOURED))


def _sides(mask: NDArray[np.uint8]) -> int:
    """How many sides of the picture the mask runs along."""
    sides = (mask[0], mask[-1], mask[:, 0], mask[:, -1])
    return sum(float(side.mean()) >= SIDE_SHARE for side in sides)


def _is_sheet(paper: NDArray[np.uint8]) -> bool:
    """True for one large piece without dents."""
    import cv2

    outlines, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return False
    largest = max(outlines, key=cv2.contourArea)
    area, hull = cv2.contourArea(largest), cv2.contourArea(cv2.convexHull(largest))
    # the outline runs through the middle of pixels, so the area is a little less than their sum
    alone = area >= WHOLE * int(paper.sum())
    return bool(alone and area >= LEAST_PAPER * paper.size and area >= WHOLE * hull)


def _has_lines(ground: NDArray[np.uint8], found: Print) -> bool:
    """True if lines of letters stand in the background or run into it: it may be paper in shade."""
    import numpy as np

    scale = ground.shape[1] / found.width
    x, y = np.round(found.feet.T * scale).astype(int)
    inside = ground[np.clip(y, 0, ground.shape[0] - 1), np.clip(x, 0, ground.shape[1] - 1)] > 0
    count = int(found.line.max()) + 1
    within = np.bincount(found.line[inside], minlength=count)
    without = np.bincount(found.line[~inside], minlength=count)
    running = (within >= RUN) & (without >= RUN)
    return bool(within.max() >= ROW or running.sum() >= 2)


def _covered(image: PageImage, ground: NDArray[np.uint8]) -> PageImage:
    """The picture with its background covered by paper as bright as the paper beside it."""
    import cv2
    import numpy as np

    size = (ground.shape[1], ground.shape[0])
    # every third pixel of a photo still gives several for each of the small copy
    step = max(1, image.width // size[0] // 3)
    thin = np.ascontiguousarray(image.pixels[::step, ::step])
    small = as_bytes(cv2.resize(thin, size, interpolation=cv2.INTER_AREA))
    paper = as_bytes(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((TEXT, TEXT), np.uint8)))
    fill = _spread_in(paper, ground)
    full = (image.width, image.height)
    mask = cv2.resize(ground, full, interpolation=cv2.INTER_NEAREST)
    pixels = image.pixels.copy()
    cv2.copyTo(cv2.resize(fill, full, interpolation=cv2.INTER_LINEAR), mask, pixels)
    return PageImage(as_bytes(pixels), image.dpi)


def _spread_in(paper: NDArray[np.uint8], ground: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The paper's brightness carried on into the background, from near to far."""
    import cv2
    import numpy as np

    known = (ground == 0).astype(np.float32)
    total = np.zeros(paper.shape, np.float32)
    weight = np.full(ground.shape, 1e-12, np.float32)
    values = paper.astype(np.float32) * (known if paper.ndim == 2 else known[..., None])
    for reach, share in ((9, 1.0), (33, 1e-3), (129, 1e-6), (513, 1e-9)):
        part = share * cv2.blur(known, (reach, reach), borderType=cv2.BORDER_REFLECT_101)
        weight += part
        total += share * cv2.blur(values, (reach, reach), borderType=cv2.BORDER_REFLECT_101)
    return as_bytes(np.clip(total / (weight if paper.ndim == 2 else weight[..., None]), 0, 255))
