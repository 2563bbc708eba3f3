"""Runs of text in the order a person reads them: columns one after the other, tables row by row."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.source.glyphs import Rule, TextRun

_MIN_GUTTER = 1.0            # em


def in_reading_order(
    rows: Sequence[Sequence[TextRun]], rules: Sequence[Rule] = ()
) -> list[list[TextRun]]:
    """Blocks of runs, top to bottom; where two columns stand side by side, the left one first.

    Args:
        rows: from top to bottom, runs from left to right.
        rules: upright ruled lines; between them stands a table, which is read row by row.
    """
    rows = _side_by_side(rows)
    blocks: list[list[TextRun]] = [[]]
    index = 0
    while index < len(rows):
        end, gutter = _column_stretch(rows, index)
        stretch = rows[index:end]
        if gutter is None or _is_table(stretch, gutter, rules):
            for row in stretch:
                blocks[-1].extend(row)
        else:
            middle = (gutter[0] + gutter[1]) / 2
            runs = [run for row in stretch for run in row]
            blocks.append([run for run in runs if run.x1 <= middle])
            blocks.append([run for run in runs if run.x1 > middle])
            blocks.append([])
        index = end
    return [piece for block in blocks for piece in _paragraph_pieces(block)]


def _side_by_side(rows: Sequence[Sequence[TextRun]]) -> list[list[TextRun]]:
    """Rows of two columns whose lines stand at different heights, put together in pairs."""
    merged: list[list[TextRun]] = []
    for row in rows:
        if merged and _beside(merged[-1], row):
            merged[-1] = sorted((*merged[-1], *row), key=lambda run: run.x0)
        else:
            merged.append(list(row))
    return merged


def _beside(upper: Sequence[TextRun], lower: Sequence[TextRun]) -> bool:
    room = max(run.bottom for run in upper) - min(run.top for run in lower)
    return room > 0.25 * min(run.size for run in lower) and all(
        a.x1 + _MIN_GUTTER * a.size <= b.x0 or b.x1 + _MIN_GUTTER * b.size <= a.x0
        for a in upper for b in lower
    )


def _column_stretch(
    rows: Sequence[Sequence[TextRun]], start: int
) -> tuple[int, tuple[float, float] | None]:
    """How far the rows from `start` share a gutter; (start + 1, None) if they have none."""
    if len(rows[start]) != 2:
        return start + 1, None
    gutter = (rows[start][0].x1, rows[start][1].x0)
    end, last_pair = start + 1, start
    while end < len(rows):
        narrowed = _narrowed(gutter, rows[end])
        if narrowed is None or _far(rows[end - 1], rows[end]):
            break
        gutter = narrowed
        if len(rows[end]) == 2:
            last_pair = end
        end += 1
    return (end, gutter) if last_pair >= start else (start + 1, None)


def _narrowed(gutter: tuple[float, float], row: Sequence[TextRun]) -> tuple[float, float] | None:
    """The gutter less what the row takes of it, or None if the row crosses it."""
    left, right = gutter
    for run in row:
        middle_of_run = (run.x0 + run.x1) / 2
        if run.x1 > left and run.x0 < right:
            if middle_of_run < (left + right) / 2:
                left = max(left, run.x1)
            else:
                right = min(right, run.x0)
    widest = max(run.size for run in row)
    return (left, right) if right - left >= _MIN_GUTTER * widest else None


def _far(upper: Sequence[TextRun], lower: Sequence[TextRun]) -> bool:
    gap = min(run.top for run in lower) - max(run.bottom for run in upper)
    return gap > 9 * max(run.size for run in lower)      # room for a signature and a seal


def _is_table(
    rows: Sequence[Sequence[TextRun]], gutter: tuple[float, float], rules: Sequence[Rule]
) -> bool:
    if sum(len(row) > 2 for row in rows) > 0.4 * len(rows):
        return True
    top = min(run.top for row in rows for run in row)
    bottom = max(run.bottom for row in rows for run in row)
    return any(
        gutter[0] - 4 <= x <= gutter[1] + 4
        and min(bottom, low) - max(top, high) > 0.5 * (bottom - top)
        for x, high, low in rules
    )


def _paragraph_pieces(block: Sequence[TextRun]) -> list[list[TextRun]]:
    """A block cut where the white space between lines is wider than a line."""
    pieces: list[list[TextRun]] = []
    for run in block:
        if pieces and run.top - pieces[-1][-1].bottom <= 0.9 * run.size and \
                run.baseline > pieces[-1][-1].baseline - 0.5 * run.size:
            pieces[-1].append(run)
        else:
            pieces.append([run])
    return pieces
