"""Recognised tables into blocks: text by row and column, merged cells, tables over two pages."""

from __future__ import annotations

from collections.abc import Sequence

from cleanup.document import Block
from ocr.model import Cell, Table


def table_block(table: Table, page: int) -> Block:
    """The table as rows of text. A merged cell's text stands in its first place."""
    height = max((cell.row + cell.row_span for cell in table.cells), default=0)
    width = max((cell.column + cell.column_span for cell in table.cells), default=0)
    grid = [["" for _ in range(width)] for _ in range(height)]
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in table.cells:
        text = cell_text(cell)
        here = grid[cell.row][cell.column]
        # two cells in one place would lose one of them
        grid[cell.row][cell.column] = f"{here} {text}".strip()
        if cell.row_span > 1 or cell.column_span > 1:
            spans[cell.row, cell.column] = (cell.row_span, cell.column_span)
    return Block(type="table", page=page, rows=tuple(tuple(row) for row in grid), spans=spans,
                 ruled=table.ruled)


def cell_text(cell: Cell) -> str:
    """The words of a cell on one line."""
    return " ".join(" ".join(line.text.split()) for line in cell.lines).strip()


def join_tables(first: Block, second: Block) -> Block | None:
    """`second` as the continuation of `first` on the next page, or None if it is another table.

    Same number of columns, the page after; a repeated head row is dropped, because it is printed
    once for each page and belongs to the table once.
    """
    if not first.rows or not second.rows or second.page not in (first.page, first.page + 1):
        return None
    if len(first.rows[0]) != len(second.rows[0]) or first.ruled != second.ruled:
        return None
    repeated = _same_row(first.rows[0], second.rows[0])
    rest = second.rows[1:] if repeated else second.rows
    shift = len(first.rows) - (1 if repeated else 0)
    spans = dict(first.spans)
    for (row, column), span in second.spans.items():
        if not (repeated and row == 0):
            spans[row + shift, column] = span
    return Block(type="table", page=first.page, rows=first.rows + rest, spans=spans,
                 ruled=first.ruled)


def _same_row(one: Sequence[str], two: Sequence[str]) -> bool:
    return any(one) and [cell.casefold() for cell in one] == [cell.casefold() for cell in two]
