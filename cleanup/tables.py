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


def join_tables(first: Block, second: Block, last_page: int | None = None) -> Block | None:
    """`second` as the continuation of `first` on the next page, or None if it is another table.

    Same number of columns, the page after; a repeated head row is dropped, because it is printed
    once for each page and belongs to the table once. A row that the page break cut is one again.

    Args:
        first: the table so far.
        second: the one that follows it, with nothing in between.
        last_page: page on which `first` ends, if not the one on which it begins.
    """
    page = first.page if last_page is None else last_page
    if not first.rows or not second.rows or second.page not in (page, page + 1):
        return None
    if len(first.rows[0]) != len(second.rows[0]) or first.ruled != second.ruled:
        return None
    head = 1 if _same_row(first.rows[0], second.rows[0]) else 0
    rest = second.rows[head:]
    before = first.rows
    cut = bool(rest) and _goes_on(first, rest[0], any(row == head for row, _ in second.spans))
    if cut:
        before, rest = (*before[:-1], _joined(before[-1], rest[0])), rest[1:]
    shift = len(first.rows) - head - (1 if cut else 0)
    spans = dict(first.spans)
    for (row, column), span in second.spans.items():
        if row >= head:
            spans[row + shift, column] = span
    return Block(type="table", page=first.page, rows=before + rest, spans=spans,
                 ruled=first.ruled)


def _goes_on(table: Block, row: Sequence[str], has_spans: bool) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before.

    It has no number of its own, and a cell that goes on in the middle of a sentence, or hardly any
    cells. Rows of merged cells are left alone: they may be the next part of a group.
    """
    last, number = table.rows[-1], len(table.rows) - 1
    grouped = any(
        start <= number < start + height and (column == 0 or start == number)
        for (start, column), (height, _) in table.spans.items()
    )
    if has_spans or grouped or row[0] or not last[0]:
        return False
    pairs = [(above, below) for above, below in zip(last, row, strict=True) if below]
    if not pairs or not all(above for above, _ in pairs):
        return False
    inside = any(
        below[:1].islower() and not above.endswith((".", ";", ":", "!")) for above, below in pairs)
    return inside or (not row[1] and 2 * len(pairs) <= len(row))


def _joined(last: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{above} {below}".strip() for above, below in zip(last, row, strict=True))


def _same_row(one: Sequence[str], two: Sequence[str]) -> bool:
    return any(one) and [cell.casefold() for cell in one] == [cell.casefold() for cell in two]
