"""What was read, put into the cells of the tables it stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ocr.grids import Grid, GridCell
from ocr.model import Bbox, Cell, Line, Table, Word

_LIES_IN = 0.3               # share of a word's box


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """Lines outside of tables, in reading order, and the tables between them."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()


def fill_tables(lines: tuple[Line, ...], grids: tuple[Grid, ...]) -> Arranged:
    """Move the words that stand in a grid into its cells; the engine's lines may cross cells.

    A grid with words in fewer than two cells is a box, not a table: its lines stay as they are.
    """
    kept = list(lines)
    filled: list[tuple[Grid, dict[int, list[Line]]]] = []
    for grid in grids:
        rest, cells = _split(kept, grid)
        if len(cells) >= 2:
            kept = rest
            filled.append((grid, cells))
    tables = tuple(_table(grid, cells, kept) for grid, cells in filled)
    return Arranged(lines=tuple(kept), tables=tables)


def _split(lines: list[Line], grid: Grid) -> tuple[list[Line], dict[int, list[Line]]]:
    """Lines outside the grid, and by index of the cell the pieces of lines inside."""
    rest: list[Line] = []
    cells: dict[int, list[Line]] = {}
    for line in lines:
        if not line.words or line.bbox is None or not line.bbox.overlap(grid.bbox):
            rest.append(line)
            continue
        pieces: dict[int | None, list[Word]] = {}
        for word, index in zip(line.words, _cells_of(line.words, grid), strict=True):
            pieces.setdefault(index, []).append(word)
        for index, words in pieces.items():
            piece = _piece(line, words) if len(pieces) > 1 else line
            if index is None:
                rest.append(piece)
            else:
                cells.setdefault(index, []).append(piece)
    return rest, cells


def _cells_of(words: tuple[Word, ...], grid: Grid) -> list[int | None]:
    """For each word the cell that holds its middle.

    A box that took in a piece of rule lies in two cells; then the word is in that of its neighbour.
    """
    found = [_cell_of(word.bbox, grid) for word in words]
    for at, word in enumerate(words):
        lies_in = [
            index for index, cell in enumerate(grid.cells)
            if word.bbox and cell.bbox.overlap(word.bbox) > _LIES_IN * _area(word.bbox)
        ]
        beside = {found[i] for i in (at - 1, at + 1) if 0 <= i < len(words)}
        if len(lies_in) > 1 and len(beside) == 1 and beside <= set(lies_in):
            (found[at],) = beside
    return found


def _area(box: Bbox) -> int:
    return box.width * box.height


def _cell_of(box: Bbox | None, grid: Grid) -> int | None:
    """Index of the cell that holds the middle of the box."""
    if box is None:
        return None
    x, y = box.center
    for index, cell in enumerate(grid.cells):
        inner = cell.bbox
        if inner.x0 <= x < inner.x1 and inner.y0 <= y < inner.y1:
            return index
    return None


def _piece(line: Line, words: list[Word]) -> Line:
    """The part of a line that these words are."""
    text = " ".join(word.text for word in words)
    boxes = [word.bbox for word in words if word.bbox is not None]
    bbox = boxes[0]
    for box in boxes[1:]:
        bbox = bbox.union(box)
    scores = [word.confidence for word in words if word.confidence is not None]
    return replace(
        line, text=text, raw_text=text, words=tuple(words), bbox=bbox,
        confidence=sum(scores) / len(scores) if scores else line.confidence,
    )


def _table(grid: Grid, cells: dict[int, list[Line]], kept: list[Line]) -> Table:
    middle = grid.bbox.center[1]
    before = next(
        (i for i, line in enumerate(kept) if line.bbox and line.bbox.center[1] > middle), len(kept)
    )
    return Table(
        bbox=grid.bbox,
        cells=tuple(_cell(cell, cells.get(index, [])) for index, cell in enumerate(grid.cells)),
        before_line=before,
    )


def _cell(cell: GridCell, lines: list[Line]) -> Cell:
    return Cell(
        row=cell.row, column=cell.column, row_span=cell.row_span, column_span=cell.column_span,
        bbox=cell.bbox, lines=tuple(_in_rows(lines)),
    )


def _in_rows(lines: list[Line]) -> list[Line]:
    """Top to bottom, and left to right where pieces stand at the same height."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.bbox.center[1] if line.bbox else 0):
        last = rows[-1][0].bbox if rows else None
        if last and line.bbox and line.bbox.center[1] < last.y0 + 0.7 * last.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=_left)]


def _left(line: Line) -> int:
    return line.bbox.x0 if line.bbox else 0
