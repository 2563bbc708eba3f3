"""Black marks: boxes of incoming-mail stamps, and signatures, where colour can't tell them.

A stamp's box is a lone rectangle of rules, 20 to 85 mm wide; its rules may be dotted, broken or
slanted by a few degrees. Its place is the upper left of the page; elsewhere a box is taken for a
stamp only if lines of the text run through it or if it is slanted. A signature is one connected
stroke, much larger than any letter and much emptier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr.marks import Layers, Mark, MarkKind
from ocr.model import Bbox
from ocr.page_image import PageImage, as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 100
RULE_INCH = 0.4                  # a rule is at least this long
FRAME_WIDTH = (0.75, 3.4)        # inches
FRAME_HEIGHT = (0.35, 2.4)       # inches
CORNER = (0.45, 0.5)             # of the page's width and height
INSIDE = 0.5                     # of a box's side; a rule inside is longer
SLANTED = 0.025                  # slope that no box of the text's own has on a level page
BESIDE_INCH = 1.3                # of the lines of text beside a box
PEN_INCH = (0.5, 0.22)           # a signature is at least this wide and high
PEN_FILL = 0.16                  # and covers at most this share of its box
_TANGLED = 0.15            # share of a black stroke's box that a coloured pen shares
_LETTERS = 0.3             # share of the ink of a streak and its letters that is letters
PEN_HOLES = 25                   # signatures measured: 0 to 13 loops; one tangled in a seal: 131


def lift_frames(
    image: PageImage, small: NDArray[np.uint8], seals: tuple[Bbox, ...] = (),
    pens: tuple[Bbox, ...] = (),
) -> Layers:
    """Lift stamp boxes with what stands in them, and signatures, off a grey page.

    Args:
        image: grey.
        small: its ink at `LOOK_DPI`, see `small_ink`.
        seals: black seals with print in them. Strokes there are a star tangled with letters.
        pens: signatures in colour that were lifted. What is left of them is tangled with letters.
    """
    import numpy as np

    scale = image.dpi / LOOK_DPI
    frames = [replace(frame, bbox=_scaled(frame.bbox, scale, image)) for frame in _frames(small)]
    strokes = _strokes(small)
    if not frames and not strokes:
        return Layers(pixels=image.pixels, layer=None, marks=())
    pixels = image.pixels.copy()
    layer = np.full(pixels.shape, 255, np.uint8)
    moved = [_move_frame(pixels, layer, frame, image.dpi) for frame in frames]
    marks = [mark for mark in moved if mark is not None]
    for small_box, mask in strokes:
        box = _scaled(small_box, scale, image)
        area = box.width * box.height
        tangled = (any(seal.overlap(box) > 0.5 * area for seal in seals)
                   or any(pen.overlap(box) > _TANGLED * area for pen in pens))
        if not tangled and not any(frame.bbox.overlap(box) for frame in frames):
            _move_stroke(pixels, layer, box, mask)
            marks.append(Mark(kind=MarkKind.PEN, bbox=box, colour="black"))
    return Layers(pixels=pixels, layer=layer, marks=tuple(marks))


def small_copy(image: PageImage) -> NDArray[np.uint8]:
    """A grey page at `LOOK_DPI`; hairlines stay visible."""
    import cv2

    scale = LOOK_DPI / image.dpi
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return as_bytes(cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA))


def small_ink(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink of a page at `LOOK_DPI`, 1 = ink; see `small_copy`."""
    import cv2

    return as_bytes(cv2.threshold(small, 185, 1, cv2.THRESH_BINARY_INV)[1])


def _scaled(box: Bbox, scale: float, image: PageImage) -> Bbox:
    return Bbox(
        max(0, int(box.x0 * scale)), max(0, int(box.y0 * scale)),
        min(image.width, int(box.x1 * scale) + 1), min(image.height, int(box.y1 * scale) + 1),
    )


# ---------------------------------------------------------------- frames

@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A lone rectangle of rules.

    Attributes:
        slope: of its upper and lower rules, y growing downwards.
        in_corner: True in the upper left of the page, where stamps have their place.
    """

    bbox: Bbox
    slope: float
    in_corner: bool


def _frames(ink: NDArray[np.uint8]) -> list[Frame]:
    """Lone rectangles of rules on a page, at `LOOK_DPI`."""
    import cv2
    import numpy as np

    height, width = ink.shape
    length = int(RULE_INCH * LOOK_DPI)
    # thickened across, so that a rule slanted by five degrees stays one piece
    across = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((5, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, length), np.uint8)
    )
    down = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((1, 5), np.uint8)), cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)
    )
    joined = cv2.dilate(cv2.max(across, down), np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, box_width, box_height, _ = (int(value) for value in stats[label])
        if not (
            FRAME_WIDTH[0] <= box_width / LOOK_DPI <= FRAME_WIDTH[1]
            and FRAME_HEIGHT[0] <= box_height / LOOK_DPI <= FRAME_HEIGHT[1]
        ):
            continue
        own = labels[y:y + box_height, x:x + box_width] == label
        rules = own & (across[y:y + box_height, x:x + box_width] > 0)
        posts = own & (down[y:y + box_height, x:x + box_width] > 0)
        in_corner = x + box_width / 2 < CORNER[0] * width and y + box_height < CORNER[1] * height
        if _is_box(rules, posts) and (in_corner or _is_empty(rules, posts)):
            box = Bbox(x, y, x + box_width, y + box_height)
            found.append(Frame(bbox=box, slope=_slope(rules, posts), in_corner=in_corner))
    return found


def _is_empty(rules: NDArray[np.bool_], posts: NDArray[np.bool_]) -> bool:
    """True if no long rule runs inside: a small table has them, a stamp has not."""
    height, width = rules.shape
    inner_rules = rules[height // 3:-(height // 3), width // 8:-(width // 8)]
    inner_posts = posts[height // 5:-(height // 5), width // 4:-(width // 4)]
    return bool(inner_rules.any(axis=0).mean() < INSIDE and inner_posts.any(axis=1).mean() < INSIDE)


def _slope(rules: NDArray[np.bool_], posts: NDArray[np.bool_]) -> float:
    """Slope of a box: the median of its sides', as print often hangs on one of them."""
    import numpy as np

    slopes = [
        sign * slope
        for side, sign in ((rules, 1), (rules[::-1], -1), (posts.T, -1), (posts.T[::-1], 1))
        if (slope := _side_slope(side)) is not None
    ]
    return float(np.median(slopes)) if slopes else 0.0


def _side_slope(side: NDArray[np.bool_]) -> float | None:
    """Slope of the uppermost stroke, between columns half a width apart; None without any."""
    import numpy as np

    half = side.shape[1] // 2
    top = side.argmax(axis=0).astype(np.float64)
    seen = side.any(axis=0) & (top < side.shape[0] // 2)
    both = seen[:-half] & seen[half:]
    if not both.any():
        return None
    rise = float(np.median((top[half:] - top[:-half])[both]))
    return float(rise / half)


def _is_box(rules: NDArray[np.bool_], posts: NDArray[np.bool_]) -> bool:
    """True if rules along the width and posts along the height run near the box's sides."""
    height, width = rules.shape
    edge_x, edge_y = max(6, width // 8), max(6, height // 5)
    top = rules[:edge_y].any(axis=0).mean()
    bottom = rules[-edge_y:].any(axis=0).mean()
    left = posts[:, :edge_x].any(axis=1).mean()
    right = posts[:, -edge_x:].any(axis=1).mean()
    sides = sorted((top, bottom, left, right), reverse=True)
    # dotted sides fail; two good ones that meet, one of each direction, make a corner
    return bool(max(top, bottom) > 0.6 and max(left, right) > 0.6 and sum(sides[:3]) > 1.6)


def _move_frame(
    pixels: NDArray[np.uint8], layer: NDArray[np.uint8], frame: Frame, dpi: int
) -> Mark | None:
    """Move a box's rules and its own words to the layer; None if it may be the text's own box."""
    import cv2

    from ocr.frame_content import frame_ink

    box = frame.bbox
    up, aside = box.height // 3, max(box.height // 3, round(BESIDE_INCH * dpi))
    left, top = max(0, box.x0 - aside), max(0, box.y0 - up)
    rows = slice(top, min(pixels.shape[0], box.y1 + up))
    columns = slice(left, min(pixels.shape[1], box.x1 + aside))
    patch = pixels[rows, columns]
    ink = as_bytes(cv2.threshold(patch, 170, 1, cv2.THRESH_BINARY_INV)[1])
    inner = (box.x0 - left, box.y0 - top, box.x1 - left, box.y1 - top)
    found = frame_ink(ink, inner, frame.slope, dpi)
    if not (frame.in_corner or found.lines or abs(frame.slope) > SLANTED):
        return None
    target = layer[rows, columns]
    target[found.ink] = patch[found.ink]
    patch[found.ink] = 255
    return Mark(kind=MarkKind.FRAME, bbox=box, colour="black", over_print=found.lines > 0)


# ---------------------------------------------------------------- signatures

def _strokes(ink: NDArray[np.uint8]) -> list[tuple[Bbox, NDArray[np.uint8]]]:
    """Signature strokes: box and mask at `LOOK_DPI`."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = ink.shape
    large = (
        (stats[:, 2] >= PEN_INCH[0] * LOOK_DPI) & (stats[:, 3] >= PEN_INCH[1] * LOOK_DPI)
        & (stats[:, 2] < 0.6 * width) & (stats[:, 3] < 0.25 * height)
        & (stats[:, 4] <= PEN_FILL * stats[:, 2] * stats[:, 3])
        & (stats[:, 0] > 5) & (stats[:, 0] + stats[:, 2] < width - 5)
    )
    large[0] = False
    found = []
    for label in np.flatnonzero(large):
        x, y, w, h = (int(value) for value in stats[label][:4])
        mask = as_bytes(labels[y:y + h, x:x + w] == label)
        # a black seal, or print that the stroke runs into, is full of holes: it stays as it is
        if not _is_ruled(mask) and _holes(mask) <= PEN_HOLES and not _is_streak(mask):
            found.append((Bbox(x, y, x + w, y + h), mask))
    return found


def _holes(mask: NDArray[np.uint8]) -> int:
    import cv2

    _, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return int((tree[0][:, 3] >= 0).sum())


def _is_ruled(mask: NDArray[np.uint8]) -> bool:
    """True for frames, tables and brackets: straight rules in both directions."""
    import cv2
    import numpy as np

    length = max(12, min(mask.shape) // 3)
    across = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    return bool(across.sum() > 0.25 * mask.sum() and down.sum() > 0.12 * mask.sum())


def _is_streak(mask: NDArray[np.uint8]) -> bool:
    """True for a straight stroke through print, a streak of the glass: the rest is letters."""
    import cv2
    import numpy as np

    height, width = mask.shape
    rest = mask.copy()
    for along, across in (((height // 2, 1), (1, 5)), ((1, width // 2), (5, 1))):
        thick = cv2.dilate(mask, np.ones(across, np.uint8))
        straight = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(along, np.uint8))
        rest[cv2.dilate(straight, np.ones(across, np.uint8)) > 0] = 0
    heights = cv2.connectedComponentsWithStats(rest, connectivity=8)[2][1:, cv2.CC_STAT_HEIGHT]
    letters = _LETTERS < rest.sum() / mask.sum() < 1
    return bool(letters and (heights < PEN_INCH[1] * LOOK_DPI).all())


def _move_stroke(
    pixels: NDArray[np.uint8], layer: NDArray[np.uint8], box: Bbox, mask: NDArray[np.uint8]
) -> None:
    import cv2
    import numpy as np

    size = (box.width, box.height)
    grown = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    large = cv2.resize(grown, size, interpolation=cv2.INTER_NEAREST) > 0
    patch = pixels[box.y0:box.y1, box.x0:box.x1]
    target = layer[box.y0:box.y1, box.x0:box.x1]
    target[large] = patch[large]
    patch[large] = 255
