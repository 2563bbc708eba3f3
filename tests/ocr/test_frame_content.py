"""Black stamp boxes: over lines of the text, beside them, and boxes that are the text's own."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.marks import Lifted, MarkKind, lift_marks
from ocr.page_image import PageImage
from tests.ocr.drawn_pages import text_page, white_page, write

Page = np.ndarray
BOX = (590, 410)        # 50 x 35 mm
AROUND = 60


def stamp(x: int, y: int, degrees: float = 0.0) -> Page:
    """A box with two words, its upper left corner at (x, y), on white."""
    import cv2

    page = white_page()
    cv2.rectangle(page, (x, y), (x + BOX[0], y + BOX[1]), 0, 6)
    write(page, "CONG VAN", x + 60, y + 90)
    write(page, "Ngay", x + 40, y + 350)
    middle = (x + BOX[0] / 2, y + BOX[1] / 2)
    turn = cv2.getRotationMatrix2D(middle, degrees, 1.0)
    return cv2.warpAffine(page, turn, (page.shape[1], page.shape[0]), borderValue=(255,))


def lifted(page: Page, mark: Page) -> Lifted:
    return lift_marks(PageImage(np.minimum(page, mark), 300))


def kept(found: Lifted, print_: Page, place: tuple[int, int] | None = None) -> float:
    """Share of the ink of `print_`, at a stamp or on all the page, that the engine still sees."""
    ink = print_ < 100
    if place is not None:
        x, y = place
        at = np.zeros_like(ink)
        at[y - AROUND:y + BOX[1] + AROUND, x - AROUND:x + BOX[0] + AROUND] = True
        ink &= at
    return float((ink & (found.image.pixels[: found.height] < 140)).sum() / ink.sum())


@pytest.mark.parametrize("degrees", [0.0, 1.5, -4.0, 6.0])
@pytest.mark.parametrize("place", [(300, 900), (1300, 1500), (1700, 2100)])
def test_lines_that_run_through_a_stamp_stay(place: tuple[int, int], degrees: float) -> None:
    page, mark = text_page(30), stamp(*place, degrees)
    found = lifted(page, mark)
    assert [m.kind for m in found.marks] == [MarkKind.FRAME]
    assert found.marks[0].over_print
    assert kept(found, page, place) > 0.93


def test_rules_of_a_stamp_go_from_between_the_lines() -> None:
    page, mark = text_page(30), stamp(1300, 1545)
    rules = np.full_like(mark, 255)
    rules[1540:1552] = mark[1540:1552]
    bare = np.where(page < 200, 255, rules).astype(np.uint8)
    assert kept(lifted(page, mark), bare) < 0.05


def test_words_of_a_stamp_beside_the_text_go_with_it() -> None:
    # the line begins 2 mm right of the box, level with the stamp's last word
    mark = stamp(200, 300)
    page = white_page()
    write(page, "Quy dinh chi tiet thi hanh mot so dieu", 200 + BOX[0] + 24, 300 + 350)
    write(page, "cua Luat Chung khoan va ke hoach phat trien", 200, 900)
    found = lifted(page, mark)
    assert not found.marks[0].over_print
    assert kept(found, page) > 0.99
    assert kept(found, mark) < 0.05


@pytest.mark.parametrize(("place", "degrees", "is_stamp"), [
    ((1500, 2000), 0.0, False),      # may be a box of the text's own
    ((1500, 2000), 4.0, True),
    ((300, 300), 0.0, True),         # where stamps have their place
])
def test_lone_box_on_white_paper(
    place: tuple[int, int], degrees: float, is_stamp: bool
) -> None:
    page = white_page()
    write(page, "Thuc hien nghi quyet", 400, 3200)
    found = lifted(page, stamp(*place, degrees))
    assert bool(found.marks) == is_stamp


def test_small_table_among_the_text_is_no_stamp() -> None:
    import cv2

    page = text_page(30)
    page[1000:1500, 1200:1900] = 255
    for x in (1250, 1550, 1850):
        cv2.line(page, (x, 1050), (x, 1450), 0, 5)
    for y in (1050, 1250, 1450):
        cv2.line(page, (1250, y), (1850, y), 0, 5)
    for x, y in ((1300, 1180), (1600, 1180), (1300, 1380), (1600, 1380)):
        write(page, "1234", x, y)
    assert not lifted(page, white_page()).marks
