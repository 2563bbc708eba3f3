"""Lines of table cells as lines of their page, so that every rule for words meets them too.

They follow the page's own lines, table by table and cell by cell; `Correction.line` counts on
through them. Layout works on pages without them: what stands in a cell is no paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ocr.model import Line, Page, Table, Zone


def cell_lines(page: Page) -> tuple[Line, ...]:
    """The lines in the cells of all tables; `block` numbers the cells of the page from 1."""
    cells = (cell for table in page.tables for cell in table.cells)
    return tuple(
        replace(line, zone=Zone.TABLE, block=number)
        for number, cell in enumerate(cells, start=1)
        for line in cell.lines
    )


def with_cells(page: Page) -> Page:
    """The page with the lines of its cells after its own."""
    return replace(page, lines=(*page.lines, *cell_lines(page))) if page.tables else page


def back_into_cells(page: Page) -> Page:
    """Undo `with_cells`: the texts of the last lines go back into the cells.

    Raises:
        ValueError: if the page has fewer lines than its cells.
    """
    count = len(cell_lines(page))
    if count > len(page.lines):
        msg = f"page {page.number}: {len(page.lines)} lines for {count} in cells"
        raise ValueError(msg)
    own = len(page.lines) - count
    texts = iter([line.text for line in page.lines[own:]])
    tables = tuple(_with_texts(table, texts) for table in page.tables)
    return replace(page, lines=page.lines[:own], tables=tables) if count else page


def _with_texts(table: Table, texts: Iterator[str]) -> Table:
    cells = tuple(
        replace(cell, lines=tuple(replace(line, text=next(texts)) for line in cell.lines))
        for cell in table.cells
    )
    return replace(table, cells=cells)
