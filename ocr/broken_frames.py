"""Stamps whose frame falls in pieces: black print along a side parts the coloured ink there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WITHIN = 0.5              # share of its own box from which a small piece stands in the frame
Piece = tuple[tuple[int, int], "NDArray[np.uint8]"]


def broken_frames(
    pieces: Sequence[Piece], large: Sequence[int], is_framed: Callable[[NDArray[np.uint8]], bool]
) -> list[tuple[set[int], Piece]]:
    """Pieces of coloured ink that make one frame together.

    Args:
        pieces: x and y of the corner of each piece, and its ink `(h, w)`, 1 where there is ink.
        large: numbers of the pieces that may be sides of a frame.
        is_framed: whether ink runs along all four sides of its picture.

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
            if number not in taken and _shared(whole, _box(pieces[number])) > 0:
                group.add(number)
                whole = _union(whole, _box(pieces[number]))
        group |= {
            number for number, piece in enumerate(pieces)
            if number not in taken and number not in large
            and _shared(whole, _box(piece)) >= _WITHIN * piece[1].size
        }
        joined = _together([pieces[number] for number in group])
        if len(group) > 1 and is_framed(joined[1]):
            taken |= group
            found.append((group, joined))
    return found


Box = tuple[int, int, int, int]


def _box(piece: Piece) -> Box:
    (x, y), ink = piece
    return x, y, x + ink.shape[1], y + ink.shape[0]


def _union(one: Box, other: Box) -> Box:
    return (min(one[0], other[0]), min(one[1], other[1]),
            max(one[2], other[2]), max(one[3], other[3]))


def _shared(one: Box, other: Box) -> int:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0


def _together(pieces: Sequence[Piece]) -> Piece:
    import numpy as np

    whole = _box(pieces[0])
    for piece in pieces[1:]:
        whole = _union(whole, _box(piece))
    ink = np.zeros((whole[3] - whole[1], whole[2] - whole[0]), np.uint8)
    for (x, y), part in pieces:
        rows = slice(y - whole[1], y - whole[1] + part.shape[0])
        columns = slice(x - whole[0], x - whole[0] + part.shape[1])
        ink[rows, columns] = np.maximum(ink[rows, columns], part)
    return (whole[0], whole[1]), ink
