"""Tables without rules: columns of words and figures that stand in line.

Found by places alone, among the lines that are body: head, ending and footnotes are known by then,
and stay. `with_aligned` is the only way in; it moves words from lines into cells, and loses none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cleanup.zones.aligned.body import table_rows
from cleanup.zones.aligned.columns import Region, grow
from cleanup.zones.aligned.evidence import judge
from cleanup.zones.aligned.head import head_above, head_cells
from cleanup.zones.aligned.rows import Piece, Row, rows_of
from cleanup.zones.cut import split
from ocr.model import Cell, Line, Page, Table, Zone, around

__all__ = ["with_aligned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One table: its rows of print on the page, and its cells."""

    rows: range
    cells: tuple[tuple[Cell, tuple[Piece, ...]], ...]


def with_aligned(page: Page) -> Page:
    """The page with its unruled lists of figures as tables; lines outside of them are the same."""
    rows = rows_of(page.lines, [Zone.BODY])
    found: list[_Found] = []
    start = 0
    while start < len(rows):
        floor = found[-1].rows.stop if found else 0
        table = _table_at(rows, start, floor)
        if table is not None:
            found.append(table)
        start = start + 1 if table is None else table.rows.stop
    return _moved(page, found) if found else page


def _table_at(rows: Sequence[Row], start: int, floor: int) -> _Found | None:
    region = grow(rows, start) if len(rows[start].pieces) > 1 else None
    kinds = judge(region) if region is not None else None
    if region is None or kinds is None:
        return None
    seen = [*rows[:start], *region.rows]
    data = start + kinds.first
    top = head_above(seen, data, region, floor)
    body, end = table_rows(region, kinds)
    cells = tuple(_cells(seen[top:data], region, body))
    return _Found(rows=range(top, start + end), cells=cells)


def _cells(
    head: Sequence[Row], region: Region, body: Sequence[dict[int, list[Piece]]]
) -> Iterator[tuple[Cell, tuple[Piece, ...]]]:
    levels = 0
    if head:
        named = [cell for cell in head_cells(head, region) if cell.pieces]
        levels = max(cell.level + cell.levels for cell in named)
        for cell in named:
            place = Cell(row=cell.level, column=cell.column, row_span=cell.levels,
                         column_span=cell.columns)
            yield place, cell.pieces
    for row, columns in enumerate(body, start=levels):
        for column in sorted(columns):
            yield Cell(row=row, column=column), tuple(columns[column])


def _moved(page: Page, found: Sequence[_Found]) -> Page:
    """The page with the lines of these tables in their cells."""
    tables = [_table(table, page.lines) for table in found]
    gone = {piece.line for table in found for _, pieces in table.cells for piece in pieces}
    kept = [index for index in range(len(page.lines)) if index not in gone]
    lines = tuple(page.lines[index] for index in kept)
    ruled = [
        replace(table, before_line=bisect_left(kept, table.before_line)) for table in page.tables
    ]
    placed = [replace(table, before_line=_below(table, lines)) for table in tables]
    ordered = sorted([*ruled, *placed], key=_place)
    return replace(page, lines=lines, tables=tuple(ordered))


def _table(found: _Found, lines: Sequence[Line]) -> Table:
    cells = []
    for cell, pieces in found.cells:
        parts = tuple(_part(lines[piece.line], piece) for piece in pieces)
        cells.append(replace(cell, lines=parts, bbox=around(part.bbox for part in parts)))
    box = around(cell.bbox for cell in cells)
    return Table(bbox=box, cells=tuple(cells), before_line=0, ruled=False)


def _part(line: Line, piece: Piece) -> Line:
    """The words of a line that a piece is made of."""
    count = piece.end - piece.start
    if piece.start:
        line = split(line, piece.start)[1]
    return split(line, count)[0] if count < len(line.text.split()) else line


def _below(table: Table, lines: Sequence[Line]) -> int:
    """Index of the first line below the middle of the table."""
    assert table.bbox is not None
    middle = table.bbox.center[1]
    return next(
        (i for i, line in enumerate(lines) if line.bbox and line.bbox.center[1] > middle),
        len(lines),
    )


def _place(table: Table) -> tuple[int, int]:
    return table.before_line, table.bbox.y0 if table.bbox else 0
