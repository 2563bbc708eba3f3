"""Print that the engine left out is said to be there."""

from __future__ import annotations

import numpy as np

from ocr.engines.fixed import NullEngine, ReplayEngine
from ocr.grids import find_grids
from ocr.model import Bbox, Line, Word
from ocr.page_image import PageImage
from ocr.reader import read_page
from ocr.source.base import SourcePage
from ocr.tables import fill_tables
from ocr.unread import find_unread
from tests.ocr.drawn_pages import text_page, white_page, write


def test_rows_of_print_without_a_line_are_found() -> None:
    page = white_page()
    write(page, "DANH MUC THU TUC HANH CHINH", 400, 900)
    (found,) = find_unread(PageImage(page, 300), 3508, [], ())
    assert found.sure
    assert found.bbox.overlap(Bbox(400, 850, 900, 910)) > 0


def test_what_is_known_is_not_unread() -> None:
    page = text_page(6)
    rows = np.flatnonzero((page < 128).any(axis=1))
    columns = np.flatnonzero((page < 128).any(axis=0))
    whole = Bbox(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    assert find_unread(PageImage(page, 300), 3508, [whole], ()) == ()


def test_parts_of_a_line_are_one_place_and_few_letters_are_unsure() -> None:
    page = white_page()
    write(page, "QUYET DINH SO", 400, 900)
    write(page, "NGAY THANG NAM", 1000, 902)
    write(page, "PHO CHU", 400, 1500)
    places = find_unread(PageImage(page, 300), 3508, [], ())
    assert [place.sure for place in sorted(places, key=lambda p: p.bbox.y0)] == [True, False]
    assert max(place.bbox.x1 for place in places) > 1400


def test_word_between_the_parts_of_a_line_keeps_them_apart() -> None:
    page = white_page()
    write(page, "QUYET DINH SO", 400, 900)
    write(page, "NGAY THANG NAM", 1000, 902)
    word = Bbox(790, 860, 980, 910)
    places = find_unread(PageImage(page, 300), 3508, [word], ())
    assert len(places) == 2
    assert not any(place.bbox.overlap(word) for place in places)


def test_strokes_and_specks_are_not_print() -> None:
    import cv2

    page = white_page()
    points = np.array([(1500, 1200), (1700, 1010), (1750, 1190), (1850, 1050), (2250, 1020)])
    cv2.polylines(page, [points], isClosed=False, color=0, thickness=6)
    for x in range(300, 900, 90):
        cv2.circle(page, (x, 2000), 3, 0, -1)
    assert find_unread(PageImage(page, 300), 3508, [], ()) == ()


def test_cell_with_a_digit_and_no_text_is_found() -> None:
    import cv2

    page = white_page()
    for y in (900, 1100, 1300):
        cv2.line(page, (300, y), (2100, y), 0, 4)
    for x in (300, 500, 2100):
        cv2.line(page, (x, 900), (x, 1300), 0, 4)
    write(page, "1", 380, 1020)
    unruled = find_grids(PageImage(page, 300))
    lines = tuple(
        Line(text="x", raw_text="x", bbox=box, words=(Word(text="x", bbox=box),))
        for box in (Bbox(600, 980, 900, 1030), Bbox(600, 1180, 900, 1230))
    )
    tables = fill_tables(lines, unruled.grids).tables
    (found,) = find_unread(unruled.image, 3508, [], tables)
    assert found.cell == (0, 0)
    assert found.bbox.overlap(Bbox(380, 1000, 400, 1020)) > 0


def test_page_that_the_engine_skipped_says_so() -> None:
    source = SourcePage(number=1, image=PageImage(text_page(6), 300))
    assert read_page(source, NullEngine()).unplaced
    lines = read_page(source, ReplayEngine(((),))).unplaced
    assert all(item.reason == "unknown" for item in lines)


def test_pale_digit_in_an_empty_cell_is_found_but_no_shade() -> None:
    import cv2

    page = np.full((3508, 2480), 235, np.uint8)
    for y in (900, 1100, 1300):
        cv2.line(page, (300, y), (2100, y), 0, 4)
    for x in (300, 500, 2100):
        cv2.line(page, (x, 900), (x, 1300), 0, 4)
    cv2.putText(page, "7", (380, 1030), cv2.FONT_HERSHEY_COMPLEX, 1.6, 158, 8)
    cv2.putText(page, "7", (380, 1230), cv2.FONT_HERSHEY_COMPLEX, 1.6, 190, 8)
    unruled = find_grids(PageImage(page, 300))
    lines = tuple(
        Line(text="x", raw_text="x", bbox=box, words=(Word(text="x", bbox=box),))
        for box in (Bbox(600, 980, 900, 1030), Bbox(600, 1180, 900, 1230))
    )
    tables = fill_tables(lines, unruled.grids).tables
    assert [found.cell for found in find_unread(unruled.image, 3508, [], tables)] == [(0, 0)]
