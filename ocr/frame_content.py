"""What stands in a stamp's box: the stamp's own words, and lines of the text that run through it.

A line of the text comes in from beside the box without a gap and goes on level, letter after
letter; the stamp's own words keep away from its rules. Where handwriting is tangled with a line,
the part of it at the height of the line stays with the line: a stray stroke in a word is read over,
a word that went with the stamp would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

STROKE_INCH = 0.17               # a stroke of the box is longer than any letter is high
LETTER_INCH = 0.3
_TYPE_INCH = (0.035, 0.16)       # height of letters, from x-height of 8 pt to capitals of 16 pt
_BESIDE_INCH = 1.2
_FEW = 2                         # letters that show a line beside the box
# in heights of small letters
_START, _GAP = 1.2, 2.2          # between letters across the box's rule; between words
_ABOVE, _BELOW = 2.2, 0.6        # a line's room: capitals with two marks; tails
_TANGLED_ABOVE = 1.6             # of what hangs together with the stamp: marks are given up
_LEAST_RUN = 2.0                 # a line comes in at least so far
_LEVEL = 0.007                   # slope below which a box is level (0.4 degrees)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameInk:
    """Which ink of a patch of the page is the stamp's, and how many lines run through it."""

    ink: Mask
    lines: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Part of a line of the text within the box: columns, baseline, height of small letters."""

    x0: int
    x1: int
    baseline: int
    size: float


def frame_ink(
    ink: NDArray[np.uint8], inner: tuple[int, int, int, int], slope: float, dpi: int
) -> FrameInk:
    """Tell a stamp's ink from the print in and around its box.

    Args:
        ink: of the box and its surroundings, 1 = ink.
        inner: x0, y0, x1, y1 of the box in it.
        slope: of the box's upper and lower rules, y growing downwards.
        dpi: of the patch.
    """
    import cv2
    import numpy as np

    rules = _rules(ink, inner, slope, dpi)
    # without the rules, a letter that touches them is a piece of its own
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink & ~rules, connectivity=8)
    pieces = np.asarray(stats, np.int32)
    runs = _runs(ink & ~rules, pieces, inner, dpi)
    moved = _belongs(pieces, inner, dpi) & ~_in_runs(pieces, runs)
    own = moved[labels]
    for run in runs:
        own[_room(run, _TANGLED_ABOVE, own.shape)] = False
    kept = (ink > 0) & ~own & (rules == 0)
    own = cv2.dilate(as_bytes(own | (rules > 0)), np.ones((3, 3), np.uint8)) > 0
    return FrameInk(ink=own & ~kept, lines=len(runs))


def _rules(
    ink: NDArray[np.uint8], inner: tuple[int, int, int, int], slope: float, dpi: int
) -> NDArray[np.uint8]:
    """Pixels of the box's rules, 1 = rule; a slanted box is levelled to see them."""
    import cv2
    import numpy as np

    if abs(slope) < _LEVEL:
        return _rules_in(ink, inner, dpi)
    middle = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    turn = cv2.getRotationMatrix2D(middle, float(np.degrees(np.arctan(slope))), 1.0)
    size = ink.shape[1], ink.shape[0]
    level = as_bytes(cv2.warpAffine(ink, turn, size, flags=cv2.INTER_NEAREST))
    back = cv2.warpAffine(_rules_in(level, inner, dpi), turn, size,
                          flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    return as_bytes(cv2.dilate(back, np.ones((3, 3), np.uint8))) & ink


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
) -> Mask:
    """Which pieces stand in the box; one that sticks out of it only if it is no letter."""
    import numpy as np

    x, y, w, h = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    x0, y0, x1, y1 = inner
    middle_x, middle_y = x + w / 2, y + h / 2
    inside = (middle_x > x0) & (middle_x < x1) & (middle_y > y0) & (middle_y < y1)
    slack = max(2, round(0.015 * dpi))
    out = (x < x0 - slack) | (x + w > x1 + slack) | (y < y0 - slack) | (y + h > y1 + slack)
    letter = np.maximum(w, h) < LETTER_INCH * dpi
    moved = inside & ~(out & letter)
    moved[0] = False
    return np.asarray(moved, np.bool_)


# ---------------------------------------------------------------- lines of the text

def _runs(
    ink: NDArray[np.uint8], stats: NDArray[np.int32], inner: tuple[int, int, int, int], dpi: int
) -> list[_Run]:
    """Lines that come in from the left or from the right of the box."""
    import numpy as np

    x, y, w, h = stats[1:, 0], stats[1:, 1], stats[1:, 2], stats[1:, 3]
    x0, y0, x1, y1 = inner
    reach = _BESIDE_INCH * dpi
    letters = (h > _TYPE_INCH[0] * dpi) & (h < _TYPE_INCH[1] * dpi) & (w < LETTER_INCH * dpi)
    letters &= (y + h > y0) & (y + h < y1)
    middle = x + w / 2
    left = letters & (middle < x0) & (middle > x0 - reach)
    right = letters & (middle > x1) & (middle < x1 + reach)
    found = []
    for side, edge in ((left, x0), (right, x1)):
        size = float(np.median(h[side])) if side.any() else 0.0
        for baseline in _baselines((y + h)[side], size):
            band = ink[max(0, round(baseline - size)):baseline]
            columns = np.asarray(band.any(axis=0))
            run = _come_in(columns, edge, (x0, x1), size, rightwards=edge == x0)
            if run is not None:
                found.append(_Run(*run, baseline, size))
    return found


def _baselines(bottoms: NDArray[np.int32], size: float) -> list[int]:
    """Where at least a few letters stand, at most one line per height of capitals."""
    import numpy as np

    if len(bottoms) < _FEW:
        return []
    votes = np.bincount(bottoms).astype(np.float64)
    near = max(1, round(0.12 * size))
    votes = np.convolve(votes, np.ones(2 * near + 1), "same")
    found: list[int] = []
    while votes.max() >= _FEW:
        first = int(votes.argmax())
        baseline = first + int((votes[first:first + 2 * near + 1] == votes[first]).sum()) // 2
        found.append(baseline)
        votes[max(0, baseline - round(1.5 * size)):baseline + round(1.5 * size)] = 0
    return found


def _come_in(
    columns: Mask, edge: int, box: tuple[int, int], size: float, *, rightwards: bool
) -> tuple[int, int] | None:
    """How far a line runs into the box from one side; None if it stops before it."""
    import numpy as np

    inked = np.flatnonzero(columns)
    step = 1 if rightwards else -1
    outside = inked[inked < edge] if rightwards else inked[inked > edge]
    within = inked[(inked >= edge) & (inked <= box[1])] if rightwards else (
        inked[(inked <= edge) & (inked >= box[0])][::-1])
    if not len(outside) or not len(within):
        return None
    last = int(outside[-1] if rightwards else outside[0])
    if abs(int(within[0]) - last) > _START * size:
        return None
    gaps = np.abs(np.diff(within)) > _GAP * size
    end = int(within[int(gaps.argmax())] if gaps.any() else within[-1])
    if step * (end - edge) < _LEAST_RUN * size:
        return None
    return (edge, end + 1) if rightwards else (end, edge + 1)


def _in_runs(stats: NDArray[np.int32], runs: list[_Run]) -> Mask:
    """Pieces that are letters of the runs, or their marks."""
    import numpy as np

    x, y, w, h = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    found = np.zeros(len(stats), np.bool_)
    for run in runs:
        middle = x + w / 2
        found |= (
            (middle >= run.x0) & (middle <= run.x1)
            & (y >= run.baseline - _ABOVE * run.size) & (y + h <= run.baseline + _BELOW * run.size)
        )
    return found


def _room(run: _Run, above: float, shape: tuple[int, ...]) -> tuple[slice, slice]:
    top = max(0, round(run.baseline - above * run.size))
    bottom = min(shape[0], round(run.baseline + _BELOW * run.size))
    return slice(top, bottom), slice(max(0, run.x0), run.x1)
