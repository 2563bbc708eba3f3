"""Rows of print into rows of a table: what belongs to the row above, and what begins one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from cleanup.zones.aligned.columns import Region, is_beside
from cleanup.zones.aligned.evidence import Kinds, is_figure, is_numbering
from cleanup.zones.aligned.rows import Piece

_TIGHT = 1.25                # times the least distance of two rows; lines of one cell stand closer
_WORD_SPACE = 0.3            # em
_PAIR = 2

Cells = Mapping[int, Sequence[Piece]]


def table_rows(region: Region, kinds: Kinds) -> tuple[list[dict[int, list[Piece]]], int]:
    """The rows below the head, and the index of the first row of the region that is not in them.

    The last row is one with figures or a number, and the lines that go on with its cells: signers
    below a table stand in columns too.
    """
    result: list[dict[int, list[Piece]]] = []
    whole, end = 0, kinds.first
    for index in range(kinds.first, len(region.rows)):
        cells = region.cells[index]
        beside = bool(result) and is_beside(region, index)
        if beside or (result and _goes_on(region, kinds, index, result[-1])):
            for column, pieces in cells.items():
                result[-1].setdefault(column, []).extend(pieces)
            kept = end == index
        else:
            result.append({column: list(pieces) for column, pieces in cells.items()})
            kept = False
        if kept or _is_evident(region, cells, kinds):
            whole, end = len(result), index + 1
    return result[:whole], end


def _is_evident(region: Region, cells: Cells, kinds: Kinds) -> bool:
    if _has_figures(cells, kinds):
        return True
    # a line over more than two columns names a group, or is a note below the table
    return kinds.counter and 0 in cells and not (
        len(cells) == 1 and len(region.spans) > _PAIR
        and cells[0][-1].x1 > region.spans[_PAIR].x0
    )


def _has_figures(cells: Cells, kinds: Kinds) -> bool:
    return any(
        is_figure(piece.text) for column in kinds.figures for piece in cells.get(column, ()))


def _goes_on(region: Region, kinds: Kinds, index: int, above: Cells) -> bool:
    """Whether a row of print belongs to the row of the table above it."""
    cells = region.cells[index]
    if (kinds.counter and 0 in cells) or not _is_tight(region, index):
        return False
    if is_numbering(_texts(cells)) or is_numbering(_texts(region.cells[index - 1])):
        return False
    if _has_figures(cells, kinds):
        # the figures of a long cell stand at its last line
        return not _has_figures(above, kinds) and (kinds.counter or not _opens(cells))
    return all(
        column in above and _hangs(region, column, above[column][-1], pieces[0])
        for column, pieces in cells.items()
    )


def _texts(cells: Cells) -> dict[int, str]:
    return {column: " ".join(piece.text for piece in pieces) for column, pieces in cells.items()}


def _opens(cells: Cells) -> bool:
    """The first words of the row do not go on with a sentence."""
    return not cells[min(cells)][0].text[:1].islower()


def _is_tight(region: Region, index: int) -> bool:
    feet = [row.foot for row in region.rows]
    least = min(two - one for one, two in pairwise(feet))
    return feet[index] - feet[index - 1] <= _TIGHT * least


def _hangs(region: Region, column: int, above: Piece, piece: Piece) -> bool:
    """Whether a piece goes on with the one above it in its cell."""
    if piece.text[:1].islower():
        return True
    em = region.rows[0].em
    level = abs(piece.x0 - above.x0) < em or abs(piece.middle - above.middle) < em
    word = piece.boxes[0].width if len(piece.boxes) > 1 else 0.0
    return level and region.spans[column].x1 - above.x1 < word + _WORD_SPACE * em
