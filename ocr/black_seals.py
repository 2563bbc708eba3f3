"""Black round seals, on black and white scans the same colour as the print they lie over.

What hinders reading is the rings: they join letters with one another and break lines in two. A
ring is told from everything else by its shape. Around its middle, angle against radius, it is a
straight level line, and is wiped out as such; so are the seal's letters, which stand on a circle
and not on a line of the text, and a filled star. Print under them that shows survives. Of 24 pages
with such a seal at random places, CER 0.19 % without it, the engine read 1.25 % wrong; with the
rings alone taken off 0.66 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.marks import Layers, Mark, MarkKind
from ocr.model import Bbox
from ocr.page_image import PageImage, as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

LOOK_DPI = 100
RADIUS_MM = (14.0, 22.0)
_MM = LOOK_DPI / 25.4
_PIECE_INCH = (0.5, 0.2)     # a ring, or a large part of it, is a piece of ink at least so large
_RULE_INCH = 0.4             # no arc of a ring is straight so far
_POINTS = 2000               # of its outline are enough to vote
_CLASS = 4                   # radii, in pixels, that vote together
_TRIES = 5
_CLEARANCE = 6               # pixels at LOOK_DPI beside a ring, where there is less ink
_FULL, _CONTRAST = 0.6, 0.25   # share of the circle that is ink, and how much more than beside it
_SECTORS = 12
_INK = 170                   # darker is ink
_BESIDE_INCH = 1.5           # of text left and right of a seal


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle in pixels."""

    x: float
    y: float
    radius: float


def lift_black_seals(image: PageImage, small: NDArray[np.uint8]) -> Layers:
    """Lift the rings, letters and stars of black seals off a grey page.

    Args:
        image: grey.
        small: its ink at `LOOK_DPI`, 1 = ink.
    """
    import numpy as np

    circles = find_circles(small)
    if not circles:
        return Layers(pixels=image.pixels, layer=None, marks=())
    pixels = image.pixels.copy()
    layer = np.full(pixels.shape, 255, np.uint8)
    marks = []
    for circle in circles:
        scale = image.dpi / LOOK_DPI
        found = Circle(circle.x * scale, circle.y * scale, circle.radius * scale)
        mark = _lift(pixels, layer, found, image.dpi)
        if mark is not None:
            marks.append(mark)
    if not marks:
        return Layers(pixels=image.pixels, layer=None, marks=())
    return Layers(pixels=pixels, layer=layer, marks=tuple(marks))


# ---------------------------------------------------------------- finding

def find_circles(ink: NDArray[np.uint8]) -> list[Circle]:
    """Rings as large as those of seals; of rings with one middle the largest."""
    import cv2
    import numpy as np

    mask = _large(ink)
    if mask is None:
        return []
    # the rules of a table hold its letters together, and have no middle to vote for
    length = round(_RULE_INCH * LOOK_DPI)
    level, upright = (
        as_bytes(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)))
        for shape in ((1, length), (length, 1))
    )
    mask = _large(ink & ~(level | upright))
    if mask is None:
        return []
    found: list[Circle] = []
    wide = as_bytes(cv2.dilate(ink, np.ones((3, 3), np.uint8)))
    for middle in _middles(mask, ink):
        circle = _best_circle(wide, middle)
        if circle is None:
            continue
        apart = [
            other for other in found
            if np.hypot(circle.x - other.x, circle.y - other.y) < circle.radius
        ]
        if not apart:
            found.append(circle)
    return found


def _large(ink: NDArray[np.uint8]) -> Mask | None:
    """Pieces of ink as large as a good part of a ring; None if there are none."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    longer, shorter = stats[:, 2:4].max(axis=1), stats[:, 2:4].min(axis=1)
    large = (longer >= _PIECE_INCH[0] * LOOK_DPI) & (shorter >= _PIECE_INCH[1] * LOOK_DPI)
    large[0] = False
    return np.asarray(large[labels], np.bool_) if large.any() else None


def _middles(mask: Mask, ink: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Where most outlines have their middle, if they are arcs of circles: likeliest first."""
    import cv2
    import numpy as np

    soft = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 1.0)
    across, down = (np.asarray(cv2.Sobel(soft, cv2.CV_32F, *axis)) for axis in ((1, 0), (0, 1)))
    steep = np.hypot(across, down)
    y, x = np.nonzero(mask & (steep > 0.5))
    if not len(y):
        return []
    step = -(-len(y) // _POINTS)
    y, x = y[::step].astype(np.int32), x[::step].astype(np.int32)
    nx, ny = across[y, x] / steep[y, x], down[y, x] / steep[y, x]
    height, width = ink.shape[0] // 2 + 1, ink.shape[1] // 2 + 1
    low, high = (round(mm * _MM) for mm in RADIUS_MM)
    best = np.zeros((height, width), np.float32)
    for first in range(low, high, _CLASS):
        reach = np.arange(first, first + _CLASS, dtype=np.float32)
        reach = np.concatenate([reach, -reach])[:, None]
        column = ((x + reach * nx) / 2).astype(np.int32)
        row = ((y + reach * ny) / 2).astype(np.int32)
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        counts = np.bincount(row[inside] * width + column[inside], minlength=height * width)
        counts = counts.reshape(height, width).astype(np.float32)
        best = np.maximum(best, cv2.blur(counts, (3, 3)))
    middles = []
    for _ in range(_TRIES):
        row, column = divmod(int(best.argmax()), width)
        middles.append((column * 2, row * 2))
        best[max(0, row - 5):row + 6, max(0, column - 5):column + 6] = 0
    return middles


def _best_circle(wide: NDArray[np.uint8], middle: tuple[int, int]) -> Circle | None:
    """The clearest full ring about this middle, or None."""
    import numpy as np

    contrast, circle = _clearest(wide, middle, np.array([(0, 0)]), 4)
    if contrast < _CONTRAST / 3:
        return None
    for step in (4, 2, 1):
        near = np.array([(x, y) for x in (-step, 0, step) for y in (-step, 0, step)])
        contrast, circle = _clearest(wide, (circle.x, circle.y), near, 1 + (step > 1))
    full = _around(wide, circle.x, circle.y, np.array([circle.radius]), 1)[0]
    sectors = full.reshape(_SECTORS, -1).mean(axis=1)
    # a seal that lies half beside the paper or under print has weak sectors, but not many
    if contrast < _CONTRAST or full.mean() < _FULL or (sectors < _FULL / 2).sum() > _SECTORS // 4:
        return None
    return circle


def _clearest(
    wide: NDArray[np.uint8], middle: tuple[float, float], moves: NDArray[np.int_], every: int
) -> tuple[float, Circle]:
    """The ring with most ink, compared to what is beside it, about the middle moved a little."""
    import numpy as np

    low, high = (round(mm * _MM) for mm in RADIUS_MM)
    radii = np.arange(low - _CLEARANCE, high + _CLEARANCE + 1, dtype=np.float64)
    best = (-1.0, Circle(*middle, 0.0))
    for x, y in moves + np.asarray(middle):
        share = _around(wide, x, y, radii, every).mean(axis=1)
        beside = (share[: -2 * _CLEARANCE] + share[2 * _CLEARANCE:]) / 2
        contrast = share[_CLEARANCE:-_CLEARANCE] - beside
        index = int(contrast.argmax())
        if contrast[index] > best[0]:
            best = (float(contrast[index]), Circle(float(x), float(y), float(low + index)))
    return best


def _around(
    ink: NDArray[np.uint8], x: float, y: float, radii: NDArray[np.float64], every: int
) -> Mask:
    """Ink along circles, at every so many degrees; none beyond the page."""
    import numpy as np

    angle = np.arange(0, 360, every) * (np.pi / 180)
    columns = np.rint(x + radii[:, None] * np.cos(angle)).astype(np.int32)
    rows = np.rint(y + radii[:, None] * np.sin(angle)).astype(np.int32)
    inside = (columns >= 0) & (columns < ink.shape[1]) & (rows >= 0) & (rows < ink.shape[0])
    found = np.zeros(columns.shape, np.bool_)
    found[inside] = ink[rows[inside], columns[inside]] > 0
    return found


# ---------------------------------------------------------------- lifting

def _lift(
    pixels: NDArray[np.uint8], layer: NDArray[np.uint8], seal: Circle, dpi: int
) -> Mark | None:
    """Move the seal's ink from the page to the layer; None if there is none."""
    import cv2
    import numpy as np

    from ocr.seal_ink import REACH, seal_ink

    reach = int(REACH * seal.radius) + 1
    top, left = max(0, round(seal.y) - reach), max(0, round(seal.x) - reach)
    rows = slice(top, min(pixels.shape[0], round(seal.y) + reach))
    columns = slice(left, min(pixels.shape[1], round(seal.x) + reach))
    patch, target = pixels[rows, columns], layer[rows, columns]
    beside = _beside(pixels[rows], columns, dpi)
    middle = (seal.x - left, seal.y - top)
    found = seal_ink(patch < _INK, middle, seal.radius, beside, dpi)
    if found is None:
        return None
    target[found.ink] = patch[found.ink]
    # soft edges are part of the stroke
    edge = (cv2.dilate(as_bytes(found.ink), np.ones((3, 3), np.uint8)) > 0) & (patch >= _INK)
    patch[found.ink | edge] = 255
    rim = found.radius
    box = Bbox(
        max(0, round(seal.x - rim)), max(0, round(seal.y - rim)),
        min(pixels.shape[1], round(seal.x + rim)), min(pixels.shape[0], round(seal.y + rim)),
    )
    return Mark(kind=MarkKind.SEAL, bbox=box, colour="black", over_print=found.over_print)


def _beside(band: NDArray[np.uint8], columns: slice, dpi: int) -> NDArray[np.int32]:
    """Boxes of the pieces of ink left and right of `columns`, x counted from their start."""
    import cv2
    import numpy as np

    reach = round(_BESIDE_INCH * dpi)
    found = []
    for first, last in ((max(0, columns.start - reach), columns.start),
                        (columns.stop, columns.stop + reach)):
        ink = as_bytes(band[:, first:last] < _INK)
        if not ink.size:
            continue
        stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:, :4]
        boxes = np.asarray(stats, np.int32)
        boxes[:, 2:] += boxes[:, :2]
        boxes[:, ::2] += first - columns.start
        found.append(boxes)
    return np.concatenate(found) if found else np.zeros((0, 4), np.int32)
