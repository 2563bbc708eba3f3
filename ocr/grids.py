"""Ruled tables, seen as grids of rules: where they are, their cells, and the page without rules."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

from ocr.grid_rules import LOOK_DPI, Rule, Rules, find_rules, positions, with_open_sides
from ocr.model import Bbox
from ocr.page_image import PageImage, as_bytes
from ocr.streaks import without_streaks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_INCH = (1.5, 0.3)      # smaller grids are boxes
_OVERLAP = 0.1             # share of a table; of charts a quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One cell: its place counted from 0, its spans, its box on the page."""

    row: int
    column: int
    row_span: int
    column_span: int
    bbox: Bbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One ruled table."""

    bbox: Bbox
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unruled:
    """A page whose tables' rules are wiped out, for the engine, and the tables found."""

    image: PageImage
    grids: tuple[Grid, ...]


def find_grids(image: PageImage, height: int | None = None) -> Unruled:
    """Find the ruled tables of a grey, upright page and wipe out their rules.

    Args:
        image: grey; unchanged if there is no table.
        height: rows from here on are no part of the page.
    """
    page = image.pixels[: height or image.height]
    rules = without_streaks(find_rules(page, image.dpi))
    scale = image.dpi / LOOK_DPI
    grids = []
    pixels: NDArray[np.uint8] | None = None
    for box in _boxes(rules.across, rules.down):
        own, (x, y) = rules.part(box), box[:2]
        cells = _cells(own)
        if len(cells) < 2:
            continue
        if pixels is None:
            pixels = image.pixels.copy()
        _wipe(pixels, own.across | own.down, (x, y), scale)
        if _is_chart(cells):
            continue
        moved = tuple(_on_page(cell, (x, y), scale) for cell in cells)
        bbox = moved[0].bbox
        for cell in moved[1:]:
            bbox = bbox.union(cell.bbox)
        grids.append(Grid(bbox=bbox, cells=moved))
    if pixels is None:
        return Unruled(image=image, grids=())
    walls = tuple(wall for grid in grids for wall in _walls(grid))
    return Unruled(
        image=PageImage(pixels, image.dpi, ruled=image.pixels, walls=walls),
        grids=tuple(sorted(grids, key=lambda g: g.bbox.y0)),
    )


def _walls(grid: Grid) -> list[Bbox]:
    """The upright sides of all cells, each once."""
    sides = {(x, cell.bbox.y0, cell.bbox.y1) for cell in grid.cells
             for x in (cell.bbox.x0, cell.bbox.x1)}
    return [Bbox(x, y0, x + 1, y1) for x, y0, y1 in sorted(sides)]


def _boxes(across: NDArray[np.bool_], down: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Boxes x, y, width, height of connected rules that could be tables, top to bottom."""
    import cv2
    import numpy as np

    if not across.any() or not down.any():
        return []
    joined = cv2.dilate(as_bytes(across | down), np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        x, y, w, h = (int(value) for value in stats[label][:4])
        if w < MIN_INCH[0] * LOOK_DPI or h < MIN_INCH[1] * LOOK_DPI:
            continue
        own = labels[y:y + h, x:x + w] == label
        # rules in both directions that meet; a scanned edge has one direction only
        if (own & across[y:y + h, x:x + w]).sum() > w and (
            own & down[y:y + h, x:x + w]
        ).sum() > h:
            found.append((x, y, w, h))
    return sorted(found, key=lambda box: box[1])


def _cells(rules: Rules) -> list[GridCell]:
    """Cells of one table, boxes relative to its corner at `LOOK_DPI`."""
    across, down = rules.across, rules.down
    ys = positions(across.sum(axis=1))
    xs = with_open_sides(positions(down.sum(axis=0)), ys, across)
    if len(ys) < 2 or len(xs) < 2:
        return []
    faint = rules.faint
    group: dict[tuple[int, int], tuple[int, int]] = {
        (r, c): (r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)
    }

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while group[place] != place:
            place = group[place]
        return place

    for row, column in list(group):
        top, bottom = ys[row].middle + 2, ys[row + 1].middle - 1
        left, right = xs[column].middle + 2, xs[column + 1].middle - 1
        beside = down[top:bottom].T, faint[top:bottom].T
        if column + 2 < len(xs) and not xs[column + 1].parts(*beside):
            group[root((row, column + 1))] = root((row, column))
        below = across[:, left:right], faint[:, left:right]
        if row + 2 < len(ys) and not ys[row + 1].parts(*below):
            group[root((row + 1, column))] = root((row, column))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in group:
        members.setdefault(root(place), []).append(place)
    return _counted([_cell(places, xs, ys, rules) for places in members.values()])


def _is_chart(cells: list[GridCell]) -> bool:
    """Whether the cells lie over each other: boxes with lines between them, text but no table.

    What lies between the boxes of a chart is no rectangle. On 400 pages with tables no two cells
    overlapped.
    """
    boxes = sorted((cell.bbox for cell in cells), key=lambda box: box.y0)
    tops = [box.y0 for box in boxes]
    # of a large table all pairs would take as long as a quarter of the page's reading
    shared = sum(
        one.overlap(two) for at, one in enumerate(boxes, start=1)
        for two in boxes[at:bisect_left(tops, one.y1)]
    )
    whole = reduce(Bbox.union, boxes)
    return shared > _OVERLAP * whole.width * whole.height


def _counted(cells: list[GridCell]) -> list[GridCell]:
    """The cells in order, without rows and columns in which none begins: streaks, doubled rules."""
    rows = sorted({cell.row for cell in cells})
    columns = sorted({cell.column for cell in cells})
    counted = [
        replace(
            cell, row=bisect_left(rows, cell.row), column=bisect_left(columns, cell.column),
            row_span=_between(rows, cell.row, cell.row_span),
            column_span=_between(columns, cell.column, cell.column_span),
        )
        for cell in cells
    ]
    return sorted(counted, key=lambda cell: (cell.row, cell.column))


def _between(starts: list[int], first: int, span: int) -> int:
    return bisect_left(starts, first + span) - bisect_left(starts, first)


def _cell(
    places: list[tuple[int, int]], xs: list[Rule], ys: list[Rule], rules: Rules
) -> GridCell:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    top, bottom, left, right = min(rows), max(rows) + 1, min(columns), max(columns) + 1
    beside = rules.down[ys[top].middle:ys[bottom].middle].T
    above = rules.across[:, xs[left].middle:xs[right].middle]
    return GridCell(
        row=top, column=left, row_span=bottom - top, column_span=right - left,
        bbox=Bbox(xs[left].place(beside), ys[top].place(above),
                  xs[right].place(beside), ys[bottom].place(above)),
    )


def _on_page(cell: GridCell, corner: tuple[int, int], scale: float) -> GridCell:
    box = cell.bbox
    return GridCell(
        row=cell.row, column=cell.column, row_span=cell.row_span, column_span=cell.column_span,
        bbox=Bbox(
            round((box.x0 + corner[0]) * scale), round((box.y0 + corner[1]) * scale),
            round((box.x1 + corner[0]) * scale), round((box.y1 + corner[1]) * scale),
        ),
    )


def _wipe(
    pixels: NDArray[np.uint8], rules: NDArray[np.bool_], corner: tuple[int, int], scale: float
) -> None:
    """Paint the rules white at full size."""
    import cv2
    import numpy as np

    x, y = round(corner[0] * scale), round(corner[1] * scale)
    size = (round(rules.shape[1] * scale), round(rules.shape[0] * scale))
    mask = cv2.resize(as_bytes(rules), size, interpolation=cv2.INTER_NEAREST)
    mask = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    patch = pixels[y:y + size[1], x:x + size[0]]
    patch[mask[: patch.shape[0], : patch.shape[1]] > 0] = 255
