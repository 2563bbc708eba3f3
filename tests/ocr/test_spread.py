"""Two pages on one scan are told from one page in landscape."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.engines.fixed import ReplayEngine
from ocr.model import Bbox, Line, Word
from ocr.page_image import PageImage
from ocr.reader import read_page
from ocr.source.base import SourcePage
from ocr.spread import find_gutter
from tests.ocr.drawn_pages import text_page, white_page, write


@pytest.fixture(scope="module")
def page() -> NDArray[np.uint8]:
    return text_page(24)


def test_two_pages_side_by_side_part_in_the_middle(page: NDArray[np.uint8]) -> None:
    gutter = find_gutter(PageImage(np.hstack([page, page]), 300))
    assert gutter == pytest.approx(page.shape[1], abs=150)


def test_short_last_page_at_the_right_is_a_page(page: NDArray[np.uint8]) -> None:
    last = np.roll(text_page(4), 33, axis=0)      # lines not level with those at the left
    write(last, "Noi nhan", 350, 1500)
    write(last, "Nguyen Van A", 1500, 1700)
    assert find_gutter(PageImage(np.hstack([page, last]), 300)) is not None


def test_blank_page_at_the_right_is_a_page(page: NDArray[np.uint8]) -> None:
    assert find_gutter(PageImage(np.hstack([page, white_page()]), 300)) is not None


def test_figures_beside_text_are_no_page(page: NDArray[np.uint8]) -> None:
    figures = white_page()
    for number in range(24):
        write(figures, f"{number * 37}.000", 1500, 400 + 80 * number)
    assert find_gutter(PageImage(np.hstack([page, figures]), 300)) is None


def test_notes_level_with_the_entries_of_a_list_are_no_page(page: NDArray[np.uint8]) -> None:
    notes = white_page()
    for number in range(0, 24, 5):
        write(notes, "da hoan thanh trong nam nay theo ke hoach", 350, 400 + 80 * number)
    assert find_gutter(PageImage(np.hstack([page, notes]), 300)) is None


def test_ruled_table_in_landscape_is_one_page(page: NDArray[np.uint8]) -> None:
    import cv2

    table = np.hstack([page, page])
    for y in (330, 1000, 1700, 2360):
        cv2.line(table, (300, y), (4700, y), 0, 4)
    for x in (300, 2480, 4700):
        cv2.line(table, (x, 330), (x, 2360), 0, 4)
    assert find_gutter(PageImage(table, 300)) is None


def test_running_text_in_landscape_and_portrait_is_one_page(page: NDArray[np.uint8]) -> None:
    assert find_gutter(PageImage(page, 300)) is None
    wide = white_page(3508, 2480)
    for number in range(20):
        for column in range(5):
            write(wide, "nghi quyet cua dai", 300 + 560 * column, 400 + 80 * number)
    assert find_gutter(PageImage(wide, 300)) is None


def test_halves_are_read_one_after_the_other(page: NDArray[np.uint8]) -> None:
    def line(text: str) -> Line:
        box = Bbox(350, 370, 900, 410)
        return Line(text=text, raw_text=text, bbox=box, words=(Word(text=text, bbox=box),),
                    confidence=0.9)

    source = SourcePage(number=5, image=PageImage(np.hstack([page, page]), 300))
    read = read_page(source, ReplayEngine(((line("trái"),), (line("phải"),))))
    assert (read.steps[0].tool, read.steps[0].settings) == (
        "spread", {"page": 5, "gutter": read.gutter})
    assert [item.text for item in read.lines] == ["trái", "phải"]
    assert read.gutter is not None
    assert [item.bbox.x0 for item in read.lines if item.bbox] == [350, 350 + read.gutter]
    assert (read.number, read.width) == (5, 2 * page.shape[1])
