"""Read lines in the order a person reads them, with the number of their block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.line_finder import FoundLine
from ocr.model import Line
from ocr.source.glyphs import TextRun
from ocr.source.reading_order import in_reading_order

_SAME_ROW = 0.5  # em between baselines of what stands side by side


def in_order(lines: Sequence[tuple[FoundLine, Line]]) -> tuple[Line, ...]:
    """Left column before the right one, `block` counted from 1."""
    placed = [(_run(found), line) for found, line in lines]
    line_of = {id(run): line for run, line in placed}
    rows: list[list[TextRun]] = []
    for run, _ in sorted(placed, key=lambda pair: (pair[0].baseline, pair[0].x0)):
        if rows and abs(run.baseline - rows[-1][0].baseline) < _SAME_ROW * min(
            run.size, rows[-1][0].size
        ):
            rows[-1].append(run)
        else:
            rows.append([run])
    for row in rows:
        row.sort(key=lambda run: run.x0)
    blocks = in_reading_order(rows)
    return tuple(
        replace(line_of[id(run)], block=number)
        for number, block in enumerate(filter(None, blocks), start=1)
        for run in block
    )


def _run(found: FoundLine) -> TextRun:
    box, shape = found.bbox, found.shape
    middle = (box.x0 + box.x1) / 2
    return TextRun((), box.x0, box.x1, box.y0, box.y1, shape.at(middle), shape.em)
