"""Ruled tables: the grid from pixels, the words into its cells."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.engines.fixed import NullEngine
from ocr.grids import Grid, GridCell, find_grids
from ocr.model import Bbox, Line, TextSource, Word
from ocr.page_image import PageImage
from ocr.reader import read_page
from ocr.source.base import SourcePage, TextLayer
from ocr.tables import fill_tables
from tests.ocr.drawn_pages import text_page, turned, white_page, write


def ruled_page(slant: float = 0.0) -> PageImage:
    """Three rows, three columns; the head cell over columns 1 and 2, column 0 over rows 1 and 2."""
    import cv2

    page = text_page(3)
    walls = [
        ((300, 900), (2100, 900)), ((300, 1100), (2100, 1100)), ((800, 1300), (2100, 1300)),
        ((300, 1500), (2100, 1500)), ((300, 900), (300, 1500)), ((800, 900), (800, 1500)),
        ((1500, 1100), (1500, 1500)), ((2100, 900), (2100, 1500)),
    ]
    for start, end in walls:
        cv2.line(page, start, end, 0, 4)
    write(page, "Noi dung", 330, 1000)
    write(page, "Thoi gian", 830, 1000)
    return turned(page, slant) if slant else PageImage(page, 300)


def places(grid: Grid) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.column, c.row_span, c.column_span) for c in grid.cells]


@pytest.mark.parametrize("slant", [0.0, 0.08])
def test_grid_with_merged_cells(slant: float) -> None:
    (grid,) = find_grids(ruled_page(slant)).grids
    assert places(grid) == [
        (0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]
    if not slant:
        box = grid.bbox
        assert np.allclose([box.x0, box.y0, box.x1, box.y1], [300, 900, 2100, 1500], atol=6)


def wandering_table() -> PageImage:
    """Four rows, three columns on a page whose rules climb 24 pixels and are broken in places."""
    import cv2

    page = text_page(3)
    xs, ys = (300, 440, 1300, 2100), (900, 1040, 1180, 1320, 1460)
    for y in ys:
        for x in range(300, 2100, 60):
            level = y - (x - 300) // 75
            cv2.line(page, (x, level), (x + (44 if x < 440 and y == 1180 else 60), level), 0, 3)
    for x in xs:
        for y in range(900, 1460, 56):
            cv2.line(page, (x + (y - 900) // 24, y), (x + (y - 900) // 24, y + 56), 0, 3)
    for row, y in enumerate(ys[:-1]):
        write(page, str(row + 1), 360, y + 85)
        write(page, "Cong ty so", 480, y + 70)
        write(page, "Ha Noi", 1340, y + 60)
    return PageImage(page, 300)


def test_wandering_and_broken_rules_part_all_cells() -> None:
    (grid,) = find_grids(wandering_table()).grids
    assert places(grid) == [(row, column, 1, 1) for row in range(4) for column in range(3)]
    last = next(cell.bbox for cell in grid.cells if (cell.row, cell.column) == (3, 1))
    assert np.allclose([last.x0, last.x1], [440 + 20, 1300 + 20], atol=8)


def test_table_without_walls_at_its_sides_keeps_its_outer_columns() -> None:
    import cv2

    page = white_page()
    for y in (900, 1040, 1180, 1320):
        cv2.line(page, (300, y), (2100, y), 0, 4)
    for x in (440, 1300):
        cv2.line(page, (x, 900), (x, 1320), 0, 4)
    for y in (1000, 1140, 1280):
        write(page, "1", 350, y)
        write(page, "Cong ty so", 480, y)
        write(page, "12500", 1340, y)
    (grid,) = find_grids(PageImage(page, 300)).grids
    assert places(grid) == [(row, column, 1, 1) for row in range(3) for column in range(3)]
    assert np.allclose([grid.bbox.x0, grid.bbox.x1], [300, 2100], atol=8)


def test_words_where_a_rule_would_run_do_not_part_a_merged_cell() -> None:
    import cv2

    page = white_page()
    for x in (300, 1200, 2100):
        cv2.line(page, (x, 900), (x, 1500), 0, 4)
    for y in (900, 1500):
        cv2.line(page, (300, y), (2100, y), 0, 4)
    cv2.line(page, (1200, 1200), (2100, 1200), 0, 4)
    for y in (1130, 1212, 1290):
        write(page, "khao sat sinh vien duoc chon", 315, y, 1.45)
    (grid,) = find_grids(PageImage(page, 300)).grids
    assert places(grid) == [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]


def test_streak_through_a_table_adds_no_row() -> None:
    import cv2

    page = ruled_page().pixels.copy()
    cv2.line(page, (300, 1450), (520, 1450), 0, 3)
    (grid,) = find_grids(PageImage(page, 300)).grids
    assert max(cell.row + cell.row_span for cell in grid.cells) == 3


def test_rules_are_wiped_and_letters_stay() -> None:
    page = ruled_page()
    wiped = find_grids(page).image.pixels
    assert (wiped[890:1510, 295:305] < 128).mean() < 0.01
    letters = slice(950, 1010), slice(330, 790)
    assert (wiped[letters] < 128).sum() == (page.pixels[letters] < 128).sum()


def test_page_without_table_is_left_alone() -> None:
    import cv2

    pixels = text_page(6)
    cv2.line(pixels, (900, 1200), (1500, 1200), 0, 4)      # rule under a title
    cv2.line(pixels, (40, 100), (40, 3400), 0, 8)          # scanner line
    page = PageImage(pixels, 300)
    assert find_grids(page).image is page
    assert find_grids(PageImage(white_page(), 300)).grids == ()


def word(text: str, x0: int, y0: int) -> Word:
    return Word(text=text, bbox=Bbox(x0, y0, x0 + 40, y0 + 20))


def line(*words: Word) -> Line:
    boxes = [w.bbox for w in words if w.bbox]
    text = " ".join(w.text for w in words)
    box = Bbox(boxes[0].x0, boxes[0].y0, boxes[-1].x1, boxes[0].y1)
    return Line(text=text, raw_text=text, words=words, bbox=box)


def cell(row: int, column: int, bbox: Bbox) -> GridCell:
    return GridCell(row=row, column=column, row_span=1, column_span=1, bbox=bbox)


GRID = Grid(
    bbox=Bbox(0, 100, 400, 200),
    cells=(cell(0, 0, Bbox(0, 100, 200, 200)), cell(0, 1, Bbox(200, 100, 400, 200))),
)


def test_line_over_two_cells_is_cut_at_the_wall() -> None:
    above = line(word("Bảng", 10, 50))
    inside = line(word("Tổng", 10, 120), word("số", 60, 120), word("25", 230, 120))
    below = line(word("Ghi", 10, 230), word("chú", 60, 230))
    arranged = fill_tables((above, inside, below), (GRID,))
    assert [item.text for item in arranged.lines] == ["Bảng", "Ghi chú"]
    (table,) = arranged.tables
    assert table.before_line == 1
    assert [[item.text for item in c.lines] for c in table.cells] == [["Tổng số"], ["25"]]


def test_box_round_one_sentence_is_no_table() -> None:
    only = line(word("LƯU", 10, 120), word("HÀNH", 60, 120))
    assert fill_tables((only,), (GRID,)).lines == (only,)


def test_no_word_is_lost() -> None:
    words = [word(str(n), 30 * n, 90 + 7 * n) for n in range(12)]
    arranged = fill_tables(tuple(line(w) for w in words), (GRID,))
    inside = [item.text for t in arranged.tables for c in t.cells for item in c.lines]
    assert sorted(inside + [item.text for item in arranged.lines]) == sorted(w.text for w in words)


def test_text_layer_stands_in_the_cells_of_its_tables() -> None:
    words = tuple(
        Word(text=text, bbox=Bbox(x, 1180, x + 200, 1220))
        for text, x in (("Một", 330), ("Hai", 830), ("Ba", 1530))
    )
    row = Line(text="Một Hai Ba", raw_text="Một Hai Ba", bbox=Bbox(330, 1180, 1730, 1220),
               words=words)
    above = Line(text="Trên", raw_text="Trên", bbox=Bbox(330, 500, 430, 540), words=(
        Word(text="Trên", bbox=Bbox(330, 500, 430, 540)),
    ))
    layer = TextLayer(trusted=True, reason="good", lines=(above, row))
    source = SourcePage(number=1, image=ruled_page(), text_layer=layer)
    page = read_page(source, NullEngine())
    assert page.text_source is TextSource.TEXT_LAYER
    assert page.lines == (above,)
    (table,) = page.tables
    assert [line.text for cell in table.cells for line in cell.lines] == ["Một", "Hai", "Ba"]


def test_line_without_words_is_not_lost_in_a_grid() -> None:
    grids = find_grids(ruled_page()).grids
    line = Line(text="Một", raw_text="Một", bbox=Bbox(330, 1180, 530, 1220))
    assert fill_tables((line,), grids).lines == (line,)


def test_word_whose_box_took_in_a_rule_stands_with_its_neighbour() -> None:
    cells = tuple(
        GridCell(row=0, column=column, row_span=1, column_span=1,
                 bbox=Bbox(100 + 200 * column, 100, 300 + 200 * column, 160))
        for column in range(2)
    )
    grid = Grid(bbox=Bbox(100, 100, 500, 160), cells=cells)
    wide = Word(text="Công", bbox=Bbox(105, 110, 420, 130))
    table = fill_tables((line(wide, word("ty", 440, 110)), line(word("62", 180, 110))), (grid,))
    assert [[one.text for one in cell.lines] for cell in table.tables[0].cells] == [
        ["62"], ["Công ty"]]
    # alone, it stands where its middle is
    alone = fill_tables((line(wide), line(word("ty", 440, 110))), (grid,))
    assert [[one.text for one in cell.lines] for cell in alone.tables[0].cells] == [
        ["Công"], ["ty"]]


def test_boxes_of_a_chart_are_no_table_and_leave_no_rules() -> None:
    import cv2

    page = text_page(3)
    for x0, y0, x1, y1 in ((900, 900, 1500, 1050), (300, 1250, 800, 1420), (950, 1250, 1450, 1420),
                           (1600, 1250, 2100, 1420)):
        cv2.rectangle(page, (x0, y0), (x1, y1), 0, 4)
    for start, end in (((1200, 1050), (1200, 1250)), ((550, 1150), (1850, 1150)),
                       ((550, 1150), (550, 1250)), ((1850, 1150), (1850, 1250))):
        cv2.line(page, start, end, 0, 4)
    write(page, "Thu ky", 1080, 1350)
    seen = find_grids(PageImage(page, 300))
    assert seen.grids == ()
    assert seen.image.pixels[1145:1156, 600:1800].min() == 255
    assert (seen.image.pixels[1290:1360, 1080:1300] < 128).any()
