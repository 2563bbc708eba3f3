"""Digits written by hand: the ink of a field cut into digits, each shown to a small network.

Tesseract was never shown handwriting: on the 15 handwritten fields of the development scans it gets
4 right at best, with a digits-only character set and fields cut out for it (docs/pixels.md). What
is read here stays doubtful all the same; the caller marks it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ocr.digit_net import OTHER, shares_of
from ocr.model import Choice
from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 10                       # pixels that digits are high and broad at least
SMALL = 0.45                     # pieces below this share of the largest are dust or tails of print
TWO = 0.75                       # breadth in heights from which ink may be two digits
TWINS = 1.25                     # one piece wider than this times its height is several digits
RULE = 4                         # a piece this many times as wide as high is a rule or a dash
USUAL_WIDTH = 0.8                # of a digit among such, in heights
DOUBTED, NO_DIGIT = 0.5, 0.92    # shares of the class "no digit": look again; it is none
CHOICES = 3
Columns = list[tuple[Choice, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandDigits:
    """Digits as read, and per digit what else it may be, best first (the reading itself leads).

    The scores are shares of 1 and of the network alone, which has seen drawn digits only.
    """

    text: str
    choices: tuple[tuple[Choice, ...], ...]

    @property
    def likeness(self) -> float:
        """Of the least certain digit, 0..1."""
        return min(column[0].score for column in self.choices)

    @property
    def is_doubted(self) -> bool:
        """Whether one of the digits is likelier no digit at all."""
        return any(_is_doubted([column]) for column in self.choices)


def read_hand_digits(
    patch: NDArray[np.uint8], *, margin: int = 0, type_height: int = 0
) -> HandDigits | None:
    """Read a grey patch that holds nothing but a few digits; None if one is like no digit.

    Args:
        patch: `(H, W)`, 0 = black.
        margin: rows at top and bottom where digits may reach but none stands: ink there belongs
            to other lines.
        type_height: pixels that the words beside it are high; much smaller ink is dust, or the
            rim of a colon. 0: not known.
    """
    import cv2

    if min(patch.shape[0] - 2 * margin, patch.shape[1]) < LEAST:
        return None
    # other lines in the margins must not move the threshold
    middle = patch[margin:patch.shape[0] - margin]
    level, _ = cv2.threshold(middle, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    ink = as_bytes(cv2.threshold(patch, level, 1, cv2.THRESH_BINARY_INV)[1])
    columns: Columns = []
    for mask in _pieces(_own_ink(ink, margin), type_height):
        read = _digits([mask], NO_DIGIT)
        if read is None or _is_doubted(read):
            read = _halves(mask, read) or read
        if read is None:
            return None
        columns += read
    if not columns:
        return None
    text = "".join(column[0].text for column in columns)
    return HandDigits(text=text, choices=tuple(columns))


def _halves(mask: NDArray[np.bool_], whole: Columns | None) -> Columns | None:
    """The ink as two digits, if each is clearer than the whole: a 0 that touches a 1."""
    if _breadth(mask) < TWO:
        return None
    halves = _digits(_cut(mask, 2), DOUBTED)
    clear = whole[0][0].score if whole else 0.0
    return halves if halves and all(half[0].score > clear for half in halves) else None


def _is_doubted(read: Columns) -> bool:
    """True where "no digit" is likelier than all digits together."""
    return sum(choice.score for choice in read[0]) < DOUBTED


def _digits(masks: Sequence[NDArray[np.bool_]], most: float) -> Columns | None:
    """What digit each piece may be, likeliest first.

    None if the share of "no digit" reaches `most` for one of them.
    """
    shares = shares_of(masks)
    if (shares[:, OTHER] >= most).any():
        return None
    return [
        tuple(Choice(text=str(digit), score=float(row[digit]))
              for digit in row[:OTHER].argsort()[::-1][:CHOICES].tolist())
        for row in shares
    ]


def _own_ink(ink: NDArray[np.uint8], margin: int) -> NDArray[np.uint8]:
    """The ink without rules and without what has its middle in the margins."""
    import cv2
    import numpy as np

    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    own = (centres[:, 1] > margin) & (centres[:, 1] < ink.shape[0] - margin)
    own &= stats[:, 2] < RULE * stats[:, 3]
    own[0] = False
    return as_bytes(np.asarray(own, np.uint8)[labels])


def _pieces(ink: NDArray[np.uint8], type_height: int) -> list[NDArray[np.bool_]]:
    """One mask per digit, left to right: parts above each other joined, touching digits cut."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    largest = max((int(h) for h in stats[1:, 3]), default=0)
    least = SMALL * max(largest, type_height)
    spans: list[tuple[int, int, NDArray[np.bool_]]] = []
    for label in sorted(range(1, count), key=lambda label: int(stats[label, 0])):
        x, _, width, height, _ = (int(value) for value in stats[label])
        if max(width, height) < least:
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


def _breadth(mask: NDArray[np.bool_]) -> float:
    """Of a piece of ink, in its own height."""
    left, right = _span(mask, axis=0)
    top, bottom = _span(mask, axis=1)
    return (right - left) / (bottom - top)


def _count(mask: NDArray[np.bool_]) -> int:
    """How many digits a piece of ink is wide enough for."""
    breadth = _breadth(mask)
    return max(2, round(breadth / USUAL_WIDTH)) if breadth > TWINS else 1


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
