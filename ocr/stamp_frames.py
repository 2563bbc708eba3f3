"""Black marks: boxes of incoming-mail stamps, and signatures, where colour can't tell them.

A stamp's box is a lone rectangle of rules, 20 to 85 mm wide, in the upper left part of the page;
its rules may be dotted, broken or slanted by a few degrees. A signature is one connected stroke,
much larger than any letter and much emptier.
"""

from __future__ import annotations

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
STROKE_INCH = 0.17               # a stroke of the box is longer than any letter is high
LETTER_INCH = 0.3
PEN_INCH = (0.5, 0.22)           # a signature is at least this wide and high
PEN_FILL = 0.16                  # and covers at most this share of its box
PEN_HOLES = 25                   # signatures measured: 0 to 13 loops; one tangled in a seal: 131


def lift_frames(
    image: PageImage, small: NDArray[np.uint8], seals: tuple[Bbox, ...] = ()
) -> Layers:
    """Lift stamp boxes with what stands in them, and signatures, off a grey page.

    Args:
        image: grey.
        small: its ink at `LOOK_DPI`, see `small_ink`.
        seals: black seals with print in them. Strokes there are a star tangled with letters.
    """
    import numpy as np

    scale = image.dpi / LOOK_DPI
    frames = [_scaled(box, scale, image) for box in _frames(small)]
    strokes = _strokes(small)
    if not frames and not strokes:
        return Layers(pixels=image.pixels, layer=None, marks=())
    pixels = image.pixels.copy()
    layer = np.full(pixels.shape, 255, np.uint8)
    for box in frames:
        _move_frame(pixels, layer, box, image.dpi)
    marks = [Mark(kind=MarkKind.FRAME, bbox=box, colour="black") for box in frames]
    for small_box, mask in strokes:
        box = _scaled(small_box, scale, image)
        sealed = any(seal.overlap(box) > 0.5 * box.width * box.height for seal in seals)
        if not sealed and not any(frame.overlap(box) for frame in frames):
            _move_stroke(pixels, layer, box, mask)
            marks.append(Mark(kind=MarkKind.PEN, bbox=box, colour="black"))
    return Layers(pixels=pixels, layer=layer, marks=tuple(marks))


def small_ink(image: PageImage) -> NDArray[np.uint8]:
    """Binary copy at `LOOK_DPI`, 1 = ink; hairlines stay visible."""
    import cv2

    scale = LOOK_DPI / image.dpi
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA)
    return as_bytes(cv2.threshold(small, 185, 1, cv2.THRESH_BINARY_INV)[1])


def _scaled(box: Bbox, scale: float, image: PageImage) -> Bbox:
    return Bbox(
        max(0, int(box.x0 * scale)), max(0, int(box.y0 * scale)),
        min(image.width, int(box.x1 * scale) + 1), min(image.height, int(box.y1 * scale) + 1),
    )


# ---------------------------------------------------------------- frames

def _frames(ink: NDArray[np.uint8]) -> list[Bbox]:
    """Boxes of lone rectangles of rules in the upper left of the page."""
    import cv2
    import numpy as np

    height, width = ink.shape
    part = ink[: int(0.5 * height), : int(0.62 * width)]
    length = int(RULE_INCH * LOOK_DPI)
    # thickened across, so that a rule slanted by five degrees stays one piece
    across = cv2.morphologyEx(
        cv2.dilate(part, np.ones((5, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, length), np.uint8)
    )
    down = cv2.morphologyEx(
        cv2.dilate(part, np.ones((1, 5), np.uint8)), cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)
    )
    joined = cv2.dilate(cv2.max(across, down), np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, box_width, box_height, _ = (int(value) for value in stats[label])
        if not (
            FRAME_WIDTH[0] <= box_width / LOOK_DPI <= FRAME_WIDTH[1]
            and FRAME_HEIGHT[0] <= box_height / LOOK_DPI <= FRAME_HEIGHT[1]
            and x + box_width / 2 < 0.45 * width
        ):
            continue
        own = labels[y:y + box_height, x:x + box_width] == label
        rules = own & (across[y:y + box_height, x:x + box_width] > 0)
        posts = own & (down[y:y + box_height, x:x + box_width] > 0)
        if _is_box(rules, posts):
            found.append(Bbox(x, y, x + box_width, y + box_height))
    return found


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
    pixels: NDArray[np.uint8], layer: NDArray[np.uint8], box: Bbox, dpi: int
) -> None:
    """Move the box's rules and what stands in it to the layer; letters of lines around it stay."""
    import cv2
    import numpy as np

    reach = box.height // 3
    left, top = max(0, box.x0 - reach), max(0, box.y0 - reach)
    rows = slice(top, min(pixels.shape[0], box.y1 + reach))
    columns = slice(left, min(pixels.shape[1], box.x1 + reach))
    patch = pixels[rows, columns]
    ink = as_bytes(cv2.threshold(patch, 170, 1, cv2.THRESH_BINARY_INV)[1])
    inner = (box.x0 - left, box.y0 - top, box.x1 - left, box.y1 - top)
    rules = _rules_in(ink, inner, dpi)
    # without the rules, a letter that touches them is a piece of its own
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink & ~rules, connectivity=8)
    moved = _belongs(np.asarray(stats, np.int32), inner, dpi)
    own = cv2.dilate(as_bytes(moved[labels] | (rules > 0)), np.ones((3, 3), np.uint8)) > 0
    own &= ~(~moved & (np.arange(len(moved)) > 0))[labels]
    target = layer[rows, columns]
    target[own] = patch[own]
    patch[own] = 255


def _rules_in(
    ink: NDArray[np.uint8], inner: tuple[int, int, int, int], dpi: int
) -> NDArray[np.uint8]:
    """Pixels of straight strokes longer than a letter is high, within the box; 1 = rule.

    Where a letter crosses a stroke, the ink runs on across it: those pixels are the letter's.
    """
    import cv2
    import numpy as np

    length = max(9, round(STROKE_INCH * dpi))
    x0, y0, x1, y1 = inner
    rules = np.zeros_like(ink)
    for along, other in (((1, length), (1, 0)), ((length, 1), (0, 1))):
        stroke = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(along, np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(stroke, connectivity=8)
        spans = stats[1:, 2] if other[0] else stats[1:, 3]
        thick = int(stats[1:, 4].sum() / max(1, spans.sum()))
        run = 2 * thick + 3
        crossing = np.ones((run, 1) if other[0] else (1, run), np.uint8)
        rules |= as_bytes(stroke) & ~as_bytes(cv2.morphologyEx(ink, cv2.MORPH_OPEN, crossing))
    inside = np.zeros_like(ink)
    inside[y0:y1, x0:x1] = rules[y0:y1, x0:x1]
    return as_bytes(inside)


def _belongs(
    stats: NDArray[np.int32], inner: tuple[int, int, int, int], dpi: int
) -> NDArray[np.bool_]:
    """Which pieces stand in the box; one that sticks out of it only if it is no letter."""
    import numpy as np

    x, y, w, h = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    x0, y0, x1, y1 = inner
    middle_x, middle_y = x + w / 2, y + h / 2
    inside = (middle_x > x0) & (middle_x < x1) & (middle_y > y0) & (middle_y < y1)
    slack = max(2, round(0.015 * dpi))
    out = (x < x0 - slack) | (x + w > x1 + slack) | (y < y0 - slack) | (y + h > y1 + slack)
    letter = np.maximum(w, h) < LETTER_INCH * dpi
    moved = inside & ~(out & letter) & ~_run_out(stats, inner, dpi)
    moved[0] = False
    return np.asarray(moved, np.bool_)


def _run_out(
    stats: NDArray[np.int32], inner: tuple[int, int, int, int], dpi: int
) -> NDArray[np.bool_]:
    """Pieces of letters near the right side whose line goes on outside without a gap."""
    import numpy as np

    x, y, w, h = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    x0, _, x1, _ = inner
    result: NDArray[np.bool_] = x >= x1 - 2
    result[0] = False
    near = (x >= x1 - 0.2 * (x1 - x0)) & (np.maximum(w, h) < LETTER_INCH * dpi)
    near[0] = False
    for _ in range(3):      # up to three letters back
        for index in np.flatnonzero(near & ~result):
            after = result & (x > x[index]) & (x - (x[index] + w[index]) < 0.6 * h[index])
            level = np.abs(y + h - y[index] - h[index]) < 0.35 * h[index]
            sizes = (h > 0.5 * h[index]) & (h < 2 * h[index])
            if (after & level & sizes).any():
                result[index] = True
    return result


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
        if not _is_ruled(mask) and _holes(mask) <= PEN_HOLES:
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
