"""What readers of hOCR and ALTO share: our own kinds, cells of tables, what bold tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from ocr.model import Cell, Line

Named = TypeVar("Named", bound=StrEnum)

_MOST = 1000                 # rows, and columns, that a table on one page can have


def member(kind: type[Named], name: str | None, default: Named) -> Named:
    """The member of that value, or the default for a value that we do not know."""
    return kind(name) if name in frozenset(kind) else default


def styled(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Where some lines are bold, the others are known not to be; the same for italics."""
    bold = any(line.bold for line in lines) or None
    italic = any(line.italic for line in lines) or None
    return tuple(
        replace(line, bold=bold and bool(line.bold), italic=italic and bool(line.italic))
        for line in lines
    )


def on_a_grid(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells of a table; one below the other where no page could hold the places they name.

    >>> [(cell.row, cell.column) for cell in on_a_grid([Cell(row=0, column=1)])]
    [(0, 1)]
    >>> [(cell.row, cell.column) for cell in on_a_grid([Cell(row=9, column=10**9)])]
    [(0, 0)]
    """
    if all(min(cell.row, cell.column) >= 0 and cell.row + cell.row_span <= _MOST
           and cell.column + cell.column_span <= _MOST for cell in cells):
        return tuple(cells)
    return tuple(replace(cell, row=number, column=0, row_span=1, column_span=1)
                 for number, cell in enumerate(cells))
