"""Streaks of a scanner's glass and folds of the paper: thin lines from edge to edge of a page.

Taken for rules of a table they make one table of the whole page, and cut its lines in cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.grid_rules import LOOK_DPI, Rules
from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REACH_INCH = 0.15         # a streak ends nearer than this to both edges; print keeps a margin
_FREE_INCH = 0.3           # a wall of a table that fills its picture meets level rules there
_PIECE_INCH = 0.6          # a streak is seen in pieces of this length: it is faint, or crosses ink
_COVERED = 0.7             # of its length that such pieces cover
_LEAN = 0.03               # of its length, a streak may lean or bend after the page is turned
_THIN, _STEP = 6, 10      # pixels at `LOOK_DPI`: width of a piece, step from one to the next
_SIDE_INCH = 5.0           # in pieces of pages, walls of tables run from edge to edge


@dataclass(frozen=True, slots=True)
class _Piece:
    """One piece of a thin upright line: x at its top and foot, first row and row after the last."""

    label: int
    top: int
    y0: int
    foot: int
    y1: int


def without_streaks(rules: Rules) -> Rules:
    """The rules of a page without the lines that run from one of its edges to the other.

    The picture stays: a digit that a streak crosses would go with it.
    """
    if min(rules.small.shape) < _SIDE_INCH * LOOK_DPI:
        return rules
    upright = _through(rules)
    level = _through(Rules(rules.small.T, rules.down.T, rules.across.T)).T
    return Rules(rules.small, rules.across & ~level, rules.down & ~upright)


def _through(rules: Rules) -> NDArray[np.bool_]:
    """Where upright rules run from the upper to the lower edge and end free of level ones."""
    import cv2
    import numpy as np

    height = rules.down.shape[0]
    reach, free = round(_REACH_INCH * LOOK_DPI), round(_FREE_INCH * LOOK_DPI)
    found = np.zeros(rules.down.shape, np.bool_)
    if not (rules.down[: reach + 1].any() and rules.down[height - reach - 1 :].any()):
        return found      # most pages: nothing comes near their edges
    thin = _thin_lines(rules.down)
    if not (thin[: reach + 1].any() and thin[height - reach - 1 :].any()):
        return found
    level = _thin_lines(rules.across.T).T
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    for chain in _chains(_pieces(np.asarray(labels, np.int32), np.asarray(stats, np.int32))):
        first, last = chain[0], chain[-1]
        covered = sum(piece.y1 - piece.y0 for piece in chain)
        if first.y0 > reach or last.y1 < height - reach or covered < _COVERED * height:
            continue
        ends = (
            level[:free, max(0, first.top - _THIN):first.top + _THIN],
            level[-free:, max(0, last.foot - _THIN):last.foot + _THIN],
        )
        if not any(end.any() for end in ends):
            found |= np.isin(labels, [piece.label for piece in chain])
    return found


def _thin_lines(down: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Long upright lines that are thin: the dark side of a fold is broad."""
    import cv2
    import numpy as np

    # what a lean breaks into steps stays one piece
    wide = cv2.dilate(as_bytes(down), np.ones((1, 3), np.uint8))
    long = np.ones((int(_PIECE_INCH * LOOK_DPI), 1), np.uint8)
    sure = cv2.morphologyEx(wide, cv2.MORPH_OPEN, long)
    broad = cv2.morphologyEx(sure, cv2.MORPH_OPEN, np.ones((1, 2 * _THIN), np.uint8))
    return as_bytes(cv2.subtract(sure, broad))


def _pieces(labels: NDArray[np.int32], stats: NDArray[np.int32]) -> list[_Piece]:
    """The thin pieces, from the upper edge down."""
    import numpy as np

    pieces = []
    for label, (x, y, w, h, _) in enumerate(stats.tolist()):
        if label and w <= _THIN + _LEAN * h:
            top = x + int(np.flatnonzero(labels[y, x:x + w] == label).mean())
            foot = x + int(np.flatnonzero(labels[y + h - 1, x:x + w] == label).mean())
            pieces.append(_Piece(label, top, y, foot, y + h))
    return sorted(pieces, key=lambda piece: piece.y0)


def _chains(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces that go on one below the other."""
    chains: list[list[_Piece]] = []
    for piece in pieces:
        for chain in chains:
            gap = piece.y0 - chain[-1].y1
            if gap > -_THIN and abs(piece.top - chain[-1].foot) <= _STEP + _LEAN * max(0, gap):
                chain.append(piece)
                break
        else:
            chains.append([piece])
    return chains
