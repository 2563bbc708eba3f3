"""Stamps whose frame falls in pieces: black print along a side parts the coloured ink there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from ocr.model import Bbox

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WITHIN = 0.5              # share of its own box from which a small piece stands in the frame
Piece = tuple[tuple[int, int], "NDArray[np.uint8]"]


def broken_frames(
    pieces: Sequence[Piece], large: Sequence[int], is_framed: Callable[[Piece], bool]
) -> list[tuple[set[int], Piece]]:
    """Pieces of coloured ink that make one frame together.

    Args:
        pieces: x and y of the corner of each piece, and its ink `(h, w)`, 1 where there is ink.
        large: numbers of the pieces that may be sides of a frame.
        is_framed: whether ink runs along the sides of a piece, all four unless the page ends there.

    Returns:
        For each frame the numbers of its pieces, and their ink as one piece.
    """
    found: list[tuple[set[int], Piece]] = []
    taken: set[int] = set()
    for first in sorted(large, key=lambda number: -pieces[number][1].size):
        if first in taken:
            continue
        whole = _box(pieces[first])
        group = {first}
        for number in large:
            if number not in taken and whole.overlap(_box(pieces[number])) > 0:
                group.add(number)
                whole = whole.union(_box(pieces[number]))
        group |= {
            number for number, piece in enumerate(pieces)
            if number not in taken and number not in large
            and whole.overlap(_box(piece)) >= _WITHIN * piece[1].size
        }
        joined = _together([pieces[number] for number in group])
        if len(group) > 1 and is_framed(joined):
            taken |= group
            found.append((group, joined))
    return found


def _box(piece: Piece) -> Bbox:
    (x, y), ink = piece
    return Bbox(x, y, x + ink.shape[1], y + ink.shape[0])


def _together(pieces: Sequence[Piece]) -> Piece:
    import numpy as np

    whole = reduce(Bbox.union, map(_box, pieces))
    ink = np.zeros((whole.height, whole.width), np.uint8)
    for (x, y), part in pieces:
        rows = slice(y - whole.y0, y - whole.y0 + part.shape[0])
        columns = slice(x - whole.x0, x - whole.x0 + part.shape[1])
        ink[rows, columns] = np.maximum(ink[rows, columns], part)
    return (whole.x0, whole.y0), ink
