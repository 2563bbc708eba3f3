"""Rules of tables in the picture of a page: masks of them, and single rules across a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.page_image import as_bytes
from ocr.paper import LOOK_DPI as PAPER_DPI
from ocr.paper import evened, paper_levels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 150
RULE_INCH = 0.36           # letters are lower, words are not one run
WALL = 0.5                 # a rule that covers less than this share of a cell's side is no wall
SAME_INCH = 0.07           # rules nearer than this are one
SLACK = 4                  # pixels at `LOOK_DPI` by which a rule may leave the rows it was seen in
OPEN_INCH = 0.3            # level rules that run on so far make a column without a wall
_INK, _FAINT_INK = 190, 215
# where other cells have a wall, a faint or broken rule goes on as a thin trace along nearly all of
# a side; letters that stand there have stems, and blanks between them
_THIN, _TRACE = 6, 0.75    # pixels at `LOOK_DPI`; share of the side


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Rules of a page or of one table, at `LOOK_DPI`.

    Attributes:
        small: `(h, w) uint8` the picture, grey.
        across: `(h, w) bool` where level rules run.
        down: the same of upright ones.
    """

    small: NDArray[np.uint8]
    across: NDArray[np.bool_]
    down: NDArray[np.bool_]

    def part(self, box: tuple[int, int, int, int]) -> Rules:
        """The rules in a box x, y, width, height."""
        x, y, w, h = box
        where = slice(y, y + h), slice(x, x + w)
        return Rules(self.small[where], self.across[where], self.down[where])

    @property
    def faint(self) -> NDArray[np.bool_]:
        """Where there is any ink, faint ink too."""
        return self.small < _FAINT_INK


def find_rules(page: NDArray[np.uint8], dpi: int) -> Rules:
    """The rules of a grey page."""
    import cv2
    import numpy as np

    scale = LOOK_DPI / dpi
    if dpi % LOOK_DPI == 0 and min(page.shape) >= dpi:
        # whole pixels are averaged ten times as fast; an odd last row is no part of a table
        step = dpi // LOOK_DPI
        page = page[: page.shape[0] // step * step, : page.shape[1] // step * step]
    size = (max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale)))
    small = as_bytes(cv2.resize(page, size, interpolation=cv2.INTER_AREA))
    small = _on_white(small)
    # thickened across by one pixel to each side, so that a slight slant does not break a rule
    ink = as_bytes(cv2.threshold(small, _INK, 1, cv2.THRESH_BINARY_INV)[1])
    length = int(RULE_INCH * LOOK_DPI)
    level = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, length), np.uint8)
    )
    upright = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((1, 3), np.uint8)), cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)
    )
    return Rules(small, level > 0, upright > 0)


def _on_white(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same picture, or with its paper made white where that is as dark as a faint rule.

    The fixed levels of ink hold for white paper: on yellowed paper every shadow would be a rule.
    """
    import cv2
    import numpy as np

    look = cv2.resize(small, None, fx=PAPER_DPI / LOOK_DPI, fy=PAPER_DPI / LOOK_DPI,
                      interpolation=cv2.INTER_AREA)
    paper = paper_levels(as_bytes(look))
    return evened(small, paper) if np.percentile(paper, 5) < _FAINT_INK else small


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule across a table: its middle, and the first and last row (or column) it runs in.

    Scans are never quite level: over a page a rule wanders by up to 25 pixels at `LOOK_DPI`.
    """

    middle: int
    first: int
    last: int

    def near(self, lines: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The part of `lines` that this rule runs in."""
        return lines[max(0, self.first - SLACK):self.last + SLACK + 1]

    def parts(self, lines: NDArray[np.bool_], faint: NDArray[np.bool_]) -> bool:
        """True if the rule runs along a side of a cell; one too short to tell is parted.

        Args:
            lines: the sure rules along that side, the rule's own direction second.
            faint: all ink there.
        """
        near = self.near(lines)
        if near.size == 0 or near.any(axis=0).mean() >= WALL:
            return True
        ink = self.near(faint).sum(axis=0)
        return bool(((ink > 0) & (ink <= _THIN)).mean() >= _TRACE)

    def place(self, lines: NDArray[np.bool_]) -> int:
        """Where the rule runs in this part of the table; its middle if it does not."""
        import numpy as np

        near = self.near(lines)
        rows = np.flatnonzero(near.any(axis=1))
        if not len(rows):
            return self.middle
        return max(0, self.first - SLACK) + int(np.average(rows, weights=near.sum(axis=1)[rows]))


def positions(sums: NDArray[np.int64]) -> list[Rule]:
    """The groups of rows (or columns) with enough rule in them.

    Args:
        sums: pixels of rule in each row.
    """
    import numpy as np

    hits = np.flatnonzero(sums >= RULE_INCH * LOOK_DPI)
    if not len(hits):
        return []
    groups = np.split(hits, np.flatnonzero(np.diff(hits) > SAME_INCH * LOOK_DPI) + 1)
    return [
        Rule(int(np.average(group, weights=sums[group])), int(group[0]), int(group[-1]))
        for group in groups
    ]


def with_open_sides(xs: list[Rule], ys: list[Rule], across: NDArray[np.bool_]) -> list[Rule]:
    """The upright rules, and a side where most level rules run on beyond the last of them.

    Statistics are often set without walls at their sides.

    Args:
        xs: upright rules of a table, left to right.
        ys: its level rules.
        across: where level rules run.
    """
    import numpy as np

    runs = [np.flatnonzero(rule.near(across).any(axis=0)) for rule in ys]
    ends = [(int(run[0]), int(run[-1])) for run in runs if len(run)]
    if not xs or not ends:
        return xs
    left, right = (int(np.median([end[side] for end in ends])) for side in (0, 1))
    least = OPEN_INCH * LOOK_DPI
    first = [Rule(left, left, left)] if xs[0].first - left > least else []
    last = [Rule(right, right, right)] if right - xs[-1].last > least else []
    return [*first, *xs, *last]
