"""Lines of drawn pages: every one found, cut along its baseline, none where there is no print."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ocr.grids import find_grids
from ocr.line_claims import assign
from ocr.line_finder import ABOVE, BELOW, FoundLine, find_lines
from ocr.line_ink import Ink
from ocr.line_shape import Row, Shape, fit_shape
from ocr.page_image import PageImage
from tests.ocr.drawn_pages import text_page, turned, white_page, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEET = [400 + 80 * number for number in range(30)]


def put(page: NDArray[np.uint8], text: str, x: int, y: int, size: float = 1.6) -> None:
    import cv2

    cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_COMPLEX, size, 0, 3, cv2.LINE_AA)


def find(page: NDArray[np.uint8]) -> tuple[FoundLine, ...]:
    return find_lines(PageImage(page, 300))


def dark_share(line: FoundLine, top: float, bottom: float) -> float:
    """Share of dark pixels between two heights, in em above the baseline."""
    em = line.shape.em
    first, last = round((ABOVE - top) * em), round((ABOVE - bottom) * em)
    return float((line.pixels[max(0, first) : last] < 128).mean())


def test_text_page_gives_every_line_once() -> None:
    lines = find(text_page())
    assert len(lines) == len(FEET)
    for line, foot in zip(lines, FEET, strict=True):
        assert abs(line.shape.at(1000) - foot) <= 3
        assert line.bbox.x0 == pytest.approx(352, abs=8)


def test_lines_of_a_leaning_page_are_cut_level() -> None:
    image = turned(text_page(), 0.4)
    lines = find_lines(image)
    assert len(lines) == len(FEET)
    for line in lines:
        assert line.shape.slope == pytest.approx(np.tan(np.radians(-0.4)), abs=0.002)
        foot = (line.pixels < 128).sum(1)
        below = round((ABOVE + 0.05) * line.shape.em)
        # descenders are few: below the baseline there is little ink from one end to the other
        assert foot[below:].sum() < 0.15 * foot.sum()


def test_cut_has_fixed_room_above_and_below() -> None:
    for line in find(text_page()):
        assert line.pixels.shape[0] == round((ABOVE + BELOW) * line.shape.em)


def test_ink_of_the_neighbours_is_painted_over() -> None:
    page = white_page()
    for number in range(12):        # so close that cuts overlap the lines above and below
        put(page, "Thuc hien nghi quyet pgyq", 300, 500 + 58 * number)
    lines = find(page)
    assert len(lines) == 12
    for line in lines[1:-1]:
        assert dark_share(line, 1.05, 0.98) == 0
        assert dark_share(line, 0.6, 0.0) > 0.05


def test_two_columns_stay_apart() -> None:
    page = white_page()
    put(page, "UY BAN NHAN DAN", 300, 300, 1.2)
    put(page, "CONG HOA XA HOI", 1300, 310, 1.2)
    lines = find(page)
    assert [line.bbox.x0 > 1000 for line in lines] == [False, True]


def test_wide_word_spaces_stay_in_one_line() -> None:
    page = text_page(lines=8)
    put(page, "So:", 350, 1200)
    put(page, "QD-UBND", 350 + 135, 1200)
    assert len(find(page)) == 9


def test_ruled_table_parts_the_cells() -> None:
    import cv2

    page = white_page()
    for row in range(6):
        for column in range(3):
            put(page, "nghi quyet", 320 + 500 * column, 500 + 100 * row, 1.2)
    for y in range(420, 1100, 100):
        cv2.line(page, (290, y), (1790, y), 0, 3)
    for x in (290, 790, 1290, 1790):
        cv2.line(page, (x, 420), (x, 1020), 0, 3)
    assert len(find(page)) == 18


def test_walls_broken_at_their_crossings_part_the_cells_of_low_rows() -> None:
    import cv2

    page = white_page()
    for row in range(6):
        for x, text in ((330, "2"), (420, "So Noi vu"), (760, "598.500")):
            put(page, text, x, 500 + 100 * row, 1.2)
        for x in (290, 390, 700, 1000):
            cv2.line(page, (x, 446 + 100 * row), (x, 534 + 100 * row), 0, 3)
    for y in range(440, 1100, 100):
        cv2.line(page, (290, y), (1000, y), 0, 3)
    assert len(find(page)) == 18


def test_streak_of_the_scanner_does_not_part_a_line() -> None:
    import cv2

    page = text_page()
    cv2.line(page, (1210, 0), (1210, 3507), 120, 2)
    assert len(find(page)) == len(FEET)


def test_underlined_line_keeps_its_text() -> None:
    import cv2

    page = text_page(lines=8)
    put(page, "Dieu khoan thi hanh", 350, 1300)
    cv2.line(page, (350, 1312), (900, 1312), 0, 4)
    lines = find(page)
    assert len(lines) == 9
    assert lines[-1].bbox.width > 450


def test_capitals_smaller_than_the_page_stay_apart_from_the_line_above() -> None:
    page = text_page(lines=12)
    for number, text in enumerate(("Nhu Dieu 3", "CT, PCT UBND tinh", "VPUB: CVP, PCVP, KTTH")):
        put(page, text, 350, 1500 + 42 * number, 1.2)
    assert len(find(page)) == 15


def test_letters_higher_than_the_small_type_do_not_tear_a_heading() -> None:
    import cv2

    page = white_page()
    for number in range(30):        # more small type than large, as on pages full of footnotes
        put(page, "theo quy dinh tai diem b khoan 1", 300, 900 + 45 * number, 0.9)
    put(page, "VIEN CHUC QUOC PHONG", 500, 500, 1.25)
    for x in (630, 705, 780):       # letters that touch, with a mark that touches them
        cv2.line(page, (x, 475), (x + 62, 475), 0, 3)
        cv2.line(page, (x + 30, 475), (x + 36, 460), 0, 4)
    lines = find(page)
    assert len(lines) == 31
    assert lines[0].bbox.width > 440


def test_handwritten_number_does_not_part_its_line() -> None:
    import cv2

    page = text_page(lines=8)
    put(page, "So:", 350, 1300)
    cv2.line(page, (505, 1245), (480, 1315), 0, 7)
    cv2.ellipse(page, (560, 1280), (24, 34), 20, 0, 330, 0, 7)
    put(page, "/QD-UBND", 640, 1300)
    line = find(page)[-1]
    assert line.bbox.x0 == pytest.approx(352, abs=8)
    assert line.bbox.x1 == pytest.approx(880, abs=20)


def test_high_number_by_hand_leaves_the_marks_of_the_line_below() -> None:
    page = white_page()
    put(page, "Con so", 300, 400)
    put(page, "725", 520, 425, 2.9)
    put(page, "/BNV-CQDP", 720, 400)
    write(page, "noi dung ve viec sap xep cac thon", 300, 480)
    first, second = find(page)
    assert first.bbox.x0 == pytest.approx(302, abs=8)
    assert second.bbox.x0 == pytest.approx(302, abs=8)
    bare = white_page()
    write(bare, "noi dung ve viec sap xep cac thon", 300, 480)
    (alone,) = find(bare)
    # the hooks of the pen are painted over, the marks are not
    assert dark_share(second, 0.95, 0.6) == pytest.approx(dark_share(alone, 0.95, 0.6), rel=0.2)
    # a line of a larger type has room around it, or lies beside no other
    title = white_page()
    put(title, "Con so", 300, 400)
    put(title, "725", 900, 425, 2.9)
    assert len(find(title)) == 2


def test_lone_digit_in_faint_print_keeps_its_foot() -> None:
    page = text_page(lines=12)
    put(page, "2", 1000, 1500)
    page[1490:1495, 990:1040] = 255
    line = find(page)[-1]
    assert line.bbox.y1 >= 1500
    assert line.shape.at(1000) == pytest.approx(1500, abs=2)


def test_halves_of_letters_do_not_make_a_line_of_smaller_type() -> None:
    # `năm 2008;` in faint print (Quyết định 383/QĐ-UBND, page 6), x0 y0 x1 y1 of its pieces
    boxes = np.array([
        [1855, 592, 1869, 607], [1664, 583, 1672, 607], [1716, 582, 1753, 607],
        [1700, 582, 1711, 607], [1673, 582, 1686, 607], [1855, 570, 1874, 603],
        [1826, 570, 1848, 608], [1798, 570, 1821, 608],
    ])  # fmt: skip
    assert fit_shape(boxes, usual=26.0).x_height == pytest.approx(25, abs=1)


@pytest.mark.parametrize(("text", "boxes", "offset", "other"), [
    # x0 y0 x1 y1 of the pieces of short last lines, drawn at 200 dpi
    ("kỳ.", [[259, 1599, 277, 1626], [241, 1590, 257, 1617]], 1617, 1626),
    ("rừng.", [[291, 1477, 307, 1504], [241, 1475, 288, 1496]], 1496, 1504),
    # Q and y hang, u does not: only reading both tells
    ("Quý", [[381, 575, 393, 589], [395, 574, 409, 596], [358, 569, 378, 594]], 595, 589),
    # negatives: nothing hangs, or most of the letters stand
    ("hai.", [[100, 80, 115, 107], [118, 88, 133, 107], [136, 80, 140, 107]], 107, None),
    ("nay", [[100, 88, 115, 107], [118, 88, 133, 107], [136, 88, 152, 116]], 107, None),
])
def test_a_few_letters_stand_above_their_tails(
    text: str, boxes: list[list[int]], offset: int, other: int | None
) -> None:
    shape = fit_shape(np.array(boxes), usual=18.0)
    assert (round(shape.offset), shape.other and round(shape.other)) == (offset, other), text


def test_short_line_with_a_tail_is_cut_at_both_baselines() -> None:
    page = text_page(lines=12)
    put(page, "ky", 350, 1500)
    line = find(page)[-1]
    assert line.shape.at(380) == pytest.approx(1500, abs=3)
    lower = [cut().shape.at(380) - 1500 for cut in line.rivals]
    assert any(below > 5 for below in lower)


def test_dash_far_from_its_text_opens_the_line() -> None:
    import cv2

    page = text_page(lines=8)
    put(page, "Luu: van thu", 480, 1300)
    cv2.line(page, (405, 1286), (430, 1286), 0, 5)
    assert find(page)[-1].bbox.x0 == pytest.approx(403, abs=5)


@pytest.mark.parametrize("grey", [255, 128, 0])
def test_empty_page_gives_no_line(grey: int) -> None:
    assert find(np.full((3508, 2480), grey, np.uint8)) == ()


def test_specks_give_no_line() -> None:
    page = white_page()
    rng = np.random.default_rng(1)
    for x, y in rng.integers(50, 2400, (400, 2)):
        page[y : y + 3, x : x + 3] = 0
    assert find(page) == ()


def test_rings_and_strokes_give_no_line() -> None:
    import cv2

    page = white_page()
    cv2.circle(page, (1500, 2500), 200, 90, 8)
    cv2.circle(page, (1500, 2500), 130, 90, 3)
    cv2.line(page, (1200, 2700), (2000, 2450), 60, 5)
    assert find(page) == ()


def test_columns_of_a_table_stay_apart_where_their_lines_stand_at_other_heights() -> None:
    """Line pitches differ between columns; without the rules the rows run into one another."""
    import cv2

    page = white_page()
    for x in (300, 900, 1500):
        cv2.line(page, (x, 500), (x, 1500), 0, 4)
    for y in (500, 1500):
        cv2.line(page, (300, y), (1500, y), 0, 4)
    for number in range(11):
        write(page, "giay to", 340, 580 + 80 * number)
        write(page, "chung minh", 940, 600 + 86 * number)
    seen = find_grids(PageImage(page, 300)).image
    assert seen.ruled is not None
    assert int(seen.pixels[1000, 900]) > int(seen.ruled[1000, 900])
    boxes = [line.bbox for line in find_lines(PageImage(seen.ruled, seen.dpi))]
    assert len(boxes) == 22
    assert not [box for box in boxes if box.x0 < 900 < box.x1]


def test_thin_walls_that_lean_part_the_cells() -> None:
    """A rule of two pixels that leans falls into runs too short for a rule; the grid knows it."""
    import cv2

    page = white_page()
    for x in (300, 700, 1500):
        cv2.line(page, (x, 500), (x + 33, 1500), 60, 2)
    for y in (500, 1500):
        cv2.line(page, (300, y), (1535, y), 0, 4)
    for number in range(11):
        y, wall = 580 + 80 * number, 700 + (80 + 80 * number) // 30
        write(page, "giay to", wall - write(white_page(), "giay to", 0, y) - 15, y)
        write(page, "chung minh", wall + 20, y + 20 + 6 * number)
    seen = find_grids(PageImage(page, 300)).image
    assert seen.ruled is not None
    boxes = [line.bbox for line in find_lines(replace(seen, pixels=seen.ruled))]
    assert not [box for box in boxes if box.x0 < 690 and box.x1 > 760]
    # without them, rows of both columns run into one another
    apart = [line.bbox for line in find_lines(PageImage(seen.ruled, 300))]
    assert [box for box in apart if box.x0 < 690 and box.x1 > 760]


def row_of(boxes: list[tuple[int, int, int, int]], shape: Shape, first: int) -> Row:
    return Row(shape, np.arange(first, first + len(boxes)))


@pytest.mark.parametrize(("piece", "line"), [
    ((1158, 1778, 1172, 1784), 2),      # a circumflex close over the letter below
    ((1259, 1778, 1270, 1785), 2),      # the same beside the letters above
    ((1152, 1773, 1158, 1779), 1),      # the dot under a letter above
    ((1246, 1764, 1253, 1777), 1),      # a comma
    ((1163, 1777, 1165, 1780), 1),      # a speck
])
def test_mark_between_two_lines_goes_to_the_letter_it_is_near(
    piece: tuple[int, int, int, int], line: int
) -> None:
    # "(Đã lạ)" over "Hồng Vân": of so few letters the size is unsure, and with it where dots hang
    upper = [(1127, 1736, 1140, 1769), (1141, 1736, 1167, 1762), (1168, 1744, 1185, 1762),
             (1230, 1736, 1243, 1769)]
    lower = [(1129, 1780, 1156, 1806), (1159, 1788, 1175, 1806), (1228, 1780, 1254, 1806),
             (1256, 1788, 1273, 1806)]
    boxes = np.array([*upper, *lower, piece], np.int32)
    none = np.zeros((0, 4), np.int32)
    ink = Ink(outlines=(), boxes=boxes, area=np.zeros(len(boxes), np.float32), rules=none,
              rings=none, x_height=18.0, walls=none)
    rows = [
        row_of(upper, Shape(slope=0.0, offset=1769.7, x_height=23.4, rival=34.0), 0),
        row_of(lower, Shape(slope=0.0, offset=1806.0, x_height=18.0), len(upper)),
    ]
    assert assign(ink, rows)[-1] == line


@pytest.mark.parametrize("left_first", [True, False])
@pytest.mark.parametrize(("piece", "in_left"), [
    ((1046, 202, 1051, 209), True),      # the comma of 36,5
    ((1069, 200, 1074, 205), True),      # its full stop, as near to the next cell
    ((1113, 202, 1118, 209), False),     # the comma of 411,5
])
def test_comma_goes_to_the_number_that_it_stands_in(
    piece: tuple[int, int, int, int], in_left: bool, left_first: bool
) -> None:
    left = [(1012, 184, 1026, 206), (1029, 184, 1044, 206), (1054, 183, 1068, 206)]
    right = [(1079, 184, 1093, 205), (1095, 184, 1110, 205), (1121, 183, 1136, 205)]
    cells = [(left, 206.0, True), (right, 205.75, False)]
    boxes = np.array([*left, *right, piece], np.int32)
    none = np.zeros((0, 4), np.int32)
    ink = Ink(outlines=(), boxes=boxes, area=np.zeros(len(boxes), np.float32), rules=none,
              rings=none, x_height=15.0, walls=none)
    rows = [row_of(cell, Shape(slope=0.0, offset=foot, x_height=15.3, rival=22.3),
                   0 if is_left else len(left))
            for cell, foot, is_left in (cells if left_first else cells[::-1])]
    assert (assign(ink, rows)[-1] == (1 if left_first else 2)) == in_left
