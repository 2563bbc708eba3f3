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
_TOUCH = 0.6                     # between letters of a word
_WHOLE = 0.8                     # height of a letter that only touches the box
_ABOVE, _BELOW = 2.2, 0.6        # a line's room: capitals with two marks; tails
_TANGLED_ABOVE = 1.6             # of what hangs together with the stamp: marks are given up
_LEAST_RUN = 0.25                # of the box's width: what comes in less far only touches the box
_LEVEL_TYPE = 0.35               # by which letters leave the line
_NEAR, _CROSSED = 0.2, 0.12      # from the box's rule, and rows, at which ink is a letter on it
_OVER_PRINT = 2                  # lines with such letters: the box lies over print
_LEVEL = 0.02                    # slope up to which rules are seen without turning the box


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameInk:
    """Which ink of a patch of the page is the stamp's, and how many lines run through it."""

    ink: Mask
    lines: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Part of a line of the text within the box: columns, baseline, height of small letters.

    `through` is False for the end of a line that only touches the box.
    """

    x0: int
    x1: int
    baseline: int
    size: float
    through: bool


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
    letters = ink & ~rules
    _, labels, stats, _ = cv2.connectedComponentsWithStats(letters, connectivity=8)
    pieces = np.asarray(stats, np.int32)
    runs = _runs(letters, rules, pieces, inner, dpi)
    moved = _belongs(pieces, inner, dpi) & ~_in_runs(pieces, runs)
    own = moved[labels]
    through = [run for run in runs if run.through]
    for run in through:
        own[_room(run, own.shape)] = False
    kept = (letters > 0) & ~own
    own = cv2.dilate(as_bytes(own | (rules > 0)), np.ones((3, 3), np.uint8)) > 0
    return FrameInk(ink=own & ~kept, lines=len(through))


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
    ink: NDArray[np.uint8], rules: NDArray[np.uint8], stats: NDArray[np.int32],
    inner: tuple[int, int, int, int], dpi: int,
) -> list[_Run]:
    """Lines that come in from the left or from the right of the box."""
    import numpy as np

    x, y, w, h = stats[1:, 0], stats[1:, 1], stats[1:, 2], stats[1:, 3]
    x0, y0, x1, y1 = inner
    reach = _BESIDE_INCH * dpi
    letters = (h > _TYPE_INCH[0] * dpi) & (h < _TYPE_INCH[1] * dpi)
    letters &= (y + h > y0) & (y + h < y1)
    middle = x + w / 2
    left = letters & (middle < x0) & (middle > x0 - reach)
    right = letters & (middle > x1) & (middle < x1 + reach)
    lines = []
    for side, edge in ((left, x0), (right, x1)):
        size = float(np.median(h[side])) if side.any() else 0.0
        # letters that touch count for as many as they are wide
        for baseline in _baselines((y + h)[side], np.ceil(w / h)[side], size):
            rows = slice(max(0, round(baseline - size)), baseline)
            inked = np.flatnonzero(ink[rows].any(axis=0))
            crossed = _crosses(ink[rows], rules[rows], inner, edge)
            lines.append((inked, edge, baseline, size, crossed))
    over_print = sum(crossed for *_, crossed in lines) >= _OVER_PRINT
    found = []
    for inked, edge, baseline, size, crossed in lines:
        line = _come_in(inked, edge, (x0, x1), size, through=over_print or crossed)
        if line is not None:
            through = line[1] - line[0] > _LEAST_RUN * (x1 - x0) and (over_print or crossed)
            found.append(_Run(*line, baseline, size, through))
    return found


def _crosses(
    ink: NDArray[np.uint8], rules: NDArray[np.uint8], inner: tuple[int, int, int, int], edge: int
) -> bool:
    """True if a letter stands on the box's left or right rule: there is ink on both sides of it."""
    import numpy as np

    first = max(0, edge - (inner[2] - inner[0]) // 5)
    post = rules[:, first:2 * edge - first].sum(axis=0)
    # where letters hide all of the rule nobody can tell; other lines will
    if post.max(initial=0) < 2:
        return False
    stroke = first + np.flatnonzero(post >= post.max() / 2)
    stroke = stroke[np.abs(stroke - first - int(post.argmax())) < _NEAR * len(ink)]
    near = max(2, round(_NEAR * len(ink)))
    left = ink[:, max(0, stroke[0] - near):stroke[0]].any(axis=1).sum()
    right = ink[:, stroke[-1] + 1:stroke[-1] + 1 + near].any(axis=1).sum()
    return bool(min(left, right) > _CROSSED * len(ink))


def _baselines(
    bottoms: NDArray[np.int32], weights: NDArray[np.float64], size: float
) -> list[int]:
    """Where at least a few letters stand, at most one line per height of capitals."""
    import numpy as np

    if not len(bottoms):
        return []
    near = max(1, round(0.12 * size))
    votes = np.convolve(np.bincount(bottoms, weights), np.ones(2 * near + 1), "same")
    found: list[int] = []
    while votes.max() >= _FEW:
        first = int(votes.argmax())
        baseline = first + int((votes[first:first + 2 * near + 1] == votes[first]).sum()) // 2
        found.append(baseline)
        votes[max(0, baseline - round(1.5 * size)):baseline + round(1.5 * size)] = 0
    return found


def _come_in(
    inked: NDArray[np.intp], edge: int, box: tuple[int, int], size: float, *, through: bool
) -> tuple[int, int] | None:
    """Columns of a line from one side of the box to its end in it; None if it stops before it.

    `through` says that it may go on over the spaces between words.
    """
    import numpy as np

    rightwards = edge == box[0]
    outside = inked[inked < edge][::-1] if rightwards else inked[inked > edge]
    within = inked[(inked >= box[0]) & (inked <= box[1])][:: 1 if rightwards else -1]
    most = _GAP if through else _START
    if not len(outside) or not len(within) or abs(int(within[0] - outside[0])) > most * size:
        return None
    gaps = np.abs(np.diff(within))

    def end(most: float) -> int:
        wide = gaps > most * size
        return int(within[int(wide.argmax())] if wide.any() else within[-1])

    reach = end(_GAP if through else _TOUCH)
    if abs(reach - edge) < _LEAST_RUN * (box[1] - box[0]):
        reach = end(_TOUCH)     # the stamp's own words may stand as near
    return (edge, reach + 1) if rightwards else (reach, edge + 1)


def _in_runs(stats: NDArray[np.int32], runs: list[_Run]) -> Mask:
    """Pieces that are letters of the runs, or their marks."""
    import numpy as np

    x, y, w, h = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    middle, found = x + w / 2, np.zeros(len(stats), np.bool_)
    for run in runs:
        slack = _LEVEL_TYPE * run.size
        level = np.abs(y + h - run.baseline) < slack
        level |= (np.abs(y - run.baseline + run.size) < slack) & (y + h > run.baseline)
        here = (
            (middle >= run.x0) & (middle <= run.x1)
            & (y >= run.baseline - _ABOVE * run.size) & (y + h <= run.baseline + _BELOW * run.size)
        )
        letters = here & level & (h > _WHOLE * run.size)
        marks = here & np.any(
            (middle[:, None] > x[letters]) & (middle[:, None] < (x + w)[letters]), axis=1)
        found |= here if run.through else letters | marks
    return found


def _room(run: _Run, shape: tuple[int, ...]) -> tuple[slice, slice]:
    top = max(0, round(run.baseline - _TANGLED_ABOVE * run.size))
    bottom = min(shape[0], round(run.baseline + _BELOW * run.size))
    return slice(top, bottom), slice(max(0, run.x0), run.x1)
