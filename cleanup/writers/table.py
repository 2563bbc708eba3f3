"""Tables in Markdown: GFM where the grid is plain, HTML where cells are merged."""

from __future__ import annotations

from html import escape

from cleanup.document import Block, Letterhead
from cleanup.writers.escape import escape_cell


def write_table(block: Block) -> str:
    """One table; the first row is its head."""
    return _html(block) if block.spans else _gfm(block)


def write_letterhead(head: Letterhead) -> str:
    """The two columns of a head side by side; the printed line breaks are kept."""
    left, right = ("<br>".join(map(escape_cell, column)) for column in (head.left, head.right))
    return f"| {left} | {right} |\n| :---: | :---: |"


def _gfm(block: Block) -> str:
    rows = [[escape_cell(cell) for cell in row] for row in block.rows]
    if not rows:
        return ""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(rows[0])}")
    return "\n".join(lines)


def _html(block: Block) -> str:
    hidden = {
        (row + below, column + right)
        for (row, column), (height, width) in block.spans.items()
        for below in range(height) for right in range(width) if below or right
    }
    lines = ["<table>"]
    for row_index, row in enumerate(block.rows):
        lines.append("<tr>")
        for column_index, text in enumerate(row):
            place = (row_index, column_index)
            if place in hidden and not text:
                continue
            lines.append(f"<td{_span(block, place)}>{escape(text, quote=False)}</td>")
        lines.append("</tr>")
    return "\n".join([*lines, "</table>"])


def _span(block: Block, place: tuple[int, int]) -> str:
    height, width = block.spans.get(place, (1, 1))
    return (f' rowspan="{height}"' if height > 1 else "") + (
        f' colspan="{width}"' if width > 1 else ""
    )
