"""Digits written by hand: compared with strokes of our own, drawn in many slants and widths.

Tesseract was never shown handwriting: on the 15 handwritten fields of the development scans it gets
4 right at best, with a digits-only character set and fields cut out for it (docs/pixels.md). What
is read here stays doubtful all the same; the caller marks it so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING

from ocr.model import Choice
from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE = 20                        # pixels of the square in which digits are compared
BORDER = 2
BLUR = 1.1
ASPECTS = (0.35, 0.5, 0.7, 0.9)  # width over height
SLANTS = (-0.1, 0.1, 0.3, 0.5)   # shift of the head to the right, in heights
PENS = (6, 11)                   # stroke in pixels, of a height of 60
SMALL = 0.45                     # pieces below this share of the largest are dust or tails of print
TWINS = 1.25                     # one piece wider than this times its height is several digits
RULE = 4                         # a piece this many times as wide as high is a rule or a dash
USUAL_WIDTH = 0.8                # of a digit among such, in heights
LIKE = 0.8                       # least likeness (cosine); crumbs of print measured up to 0.78
CHOICES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HandDigits:
    """Digits as read, and per digit what else it may be, best first (the reading itself leads)."""

    text: str
    choices: tuple[tuple[Choice, ...], ...]

    @property
    def likeness(self) -> float:
        """Of the least certain digit, 0..1."""
        return min(column[0].score for column in self.choices)


def read_hand_digits(patch: NDArray[np.uint8], *, margin: int = 0) -> HandDigits | None:
    """Read a grey patch that holds nothing but a few digits; None if one is like no digit.

    Args:
        patch: `(H, W)`, 0 = black.
        margin: rows at top and bottom where digits may reach but none stands: ink there belongs
            to other lines.
    """
    import cv2

    if min(patch.shape[0] - 2 * margin, patch.shape[1]) < SIDE // 2:
        return None
    # other lines in the margins must not move the threshold
    middle = patch[margin:patch.shape[0] - margin]
    level, _ = cv2.threshold(middle, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    ink = as_bytes(cv2.threshold(patch, level, 1, cv2.THRESH_BINARY_INV)[1])
    columns: list[tuple[Choice, ...]] = []
    for mask in _pieces(_own_ink(ink, margin)):
        column = _compare(mask)
        halves = [_compare(half) for half in _cut(mask, 2)]
        # a 0 that touches a 1 is like no digit, each of its halves is
        if column[0].score < LIKE <= min(half[0].score for half in halves):
            columns += halves
        else:
            columns.append(column)
    if not columns or min(column[0].score for column in columns) < LIKE:
        return None
    text = "".join(column[0].text for column in columns)
    return HandDigits(text=text, choices=tuple(columns))


def _compare(mask: NDArray[np.bool_]) -> tuple[Choice, ...]:
    """What digits a shape is like, best first."""
    names, shapes = _known_shapes()
    best: dict[str, float] = {}
    for name, score in zip(names, shapes @ _normal(mask), strict=True):
        best[name] = max(best.get(name, 0.0), min(1.0, float(score)))
    ranked = sorted(best, key=lambda name: -best[name])[:CHOICES]
    return tuple(Choice(text=name, score=best[name]) for name in ranked)


def _own_ink(ink: NDArray[np.uint8], margin: int) -> NDArray[np.uint8]:
    """The ink without rules and without what has its middle in the margins."""
    import cv2
    import numpy as np

    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    own = (centres[:, 1] > margin) & (centres[:, 1] < ink.shape[0] - margin)
    own &= stats[:, 2] < RULE * stats[:, 3]
    own[0] = False
    return as_bytes(np.asarray(own, np.uint8)[labels])


def _pieces(ink: NDArray[np.uint8]) -> list[NDArray[np.bool_]]:
    """One mask per digit, left to right: parts above each other joined, touching digits cut."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest = max((int(h) for h in stats[1:, 3]), default=0)
    spans: list[tuple[int, int, NDArray[np.bool_]]] = []
    for label in sorted(range(1, count), key=lambda label: int(stats[label, 0])):
        x, _, width, height, _ = (int(value) for value in stats[label])
        if max(width, height) < SMALL * largest:
            continue
        mask = labels == label
        if spans:
            start, end, whole = spans[-1]
            if x < end - 0.5 * min(width, end - start):
                spans[-1] = (start, max(x + width, end), whole | mask)
                continue
        spans.append((x, x + width, mask))
    return [piece for _, _, mask in spans for piece in _cut(mask, _count(mask))]


def _span(mask: NDArray[np.bool_], axis: int) -> tuple[int, int]:
    import numpy as np

    places = np.flatnonzero(mask.any(axis=axis))
    return int(places[0]), int(places[-1]) + 1


def _count(mask: NDArray[np.bool_]) -> int:
    """How many digits a piece of ink is wide enough for."""
    left, right = _span(mask, axis=0)
    top, bottom = _span(mask, axis=1)
    width, height = right - left, bottom - top
    return max(2, round(width / (USUAL_WIDTH * height))) if width > TWINS * height else 1


def _cut(mask: NDArray[np.bool_], parts: int) -> list[NDArray[np.bool_]]:
    """Cut touching digits apart where the ink is thinnest."""
    import numpy as np

    start, end = _span(mask, axis=0)
    width = end - start
    if parts < 2 or width < 4 * parts:
        return [mask]
    ink = mask.sum(axis=0)
    cuts = [start]
    for number in range(1, parts):
        middle, reach = start + width * number // parts, width // (4 * parts)
        cuts.append(middle - reach + int(np.argmin(ink[middle - reach:middle + reach + 1])))
    columns = np.arange(mask.shape[1])
    pieces = [mask & (columns >= a) & (columns < b) for a, b in pairwise((*cuts, end))]
    return [piece for piece in pieces if piece.any()]


def _normal(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """`(SIDE * SIDE,)` of length 1: the shape fitted into a square, blurred, its mean taken off."""
    import cv2
    import numpy as np

    ys, xs = np.nonzero(mask)
    shape = mask[ys.min():ys.max() + 1, xs.min():xs.max() + 1].astype(np.float32)
    height, width = shape.shape
    scale = (SIDE - 2 * BORDER) / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(shape, size, interpolation=cv2.INTER_AREA)
    square = np.zeros((SIDE, SIDE), np.float32)
    top, left = (SIDE - size[1]) // 2, (SIDE - size[0]) // 2
    square[top:top + size[1], left:left + size[0]] = small
    square = np.asarray(cv2.GaussianBlur(square, (0, 0), BLUR), np.float32)
    square -= square.mean()
    return np.asarray(square.ravel() / (np.linalg.norm(square) + 1e-6), np.float32)


@cache
def _known_shapes() -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Name and shape `(N, SIDE * SIDE)` of every drawn digit."""
    import numpy as np

    path = Path(__file__).parent / "data" / "digit_strokes.json"
    strokes = json.loads(path.read_text(encoding="utf-8"))
    names: list[str] = []
    shapes: list[NDArray[np.float32]] = []
    for name, hands in strokes.items():
        for hand, aspect, slant, pen in product(hands, ASPECTS, SLANTS, PENS):
            names.append(name)
            shapes.append(_normal(draw_digit(hand, aspect, slant, pen) > 0))
    return tuple(names), np.stack(shapes)


def draw_digit(
    hand: list[list[list[float]]], aspect: float, slant: float, pen: int
) -> NDArray[np.uint8]:
    """`(110, 170)` picture of one digit, 1 = ink; corners of the strokes are rounded off."""
    import cv2
    import numpy as np

    picture = np.zeros((110, 170), np.uint8)
    for stroke in hand:
        x, y = np.asarray(stroke, np.float64).T
        points = np.stack([60 * (aspect * x + slant * (1 - y)) + 40, 60 * y + 25], axis=1)
        for _ in range(2):      # Chaikin's corner cutting
            inner = [p for a, b in pairwise(points) for p in (0.85 * a + 0.15 * b,
                                                              0.15 * a + 0.85 * b)]
            points = np.stack([points[0], *inner, points[-1]])
        cv2.polylines(
            picture, [np.round(points).astype(np.int32)], isClosed=False, color=1, thickness=pen
        )
    return picture
