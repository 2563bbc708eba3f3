"""Letters that touch across two lines are cut apart; nothing else is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ocr.line_claims import assign
from ocr.line_ink import find_ink
from ocr.line_rows import find_rows
from ocr.line_ties import cut_ties
from ocr.page_image import PageImage
from tests.ocr.drawn_pages import text_page, white_page, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPACING = 58
FEET = [400 + SPACING * number for number in range(12)]


def page_with_ties() -> tuple[NDArray[np.uint8], list[int]]:
    """Close lines; some tails of one line run into marks of the next. And the tails' columns."""
    import cv2

    page = white_page()
    for foot in FEET:
        write(page, "Thuc hien nghi quyet cap tinh", 300, foot)
    foot = FEET[3]
    columns = np.flatnonzero(page[foot + 8] < 128)[::8].tolist()
    for x in columns:
        cv2.line(page, (x - 6, foot + 27), (x + 10, foot + 24), 0, 3)
        cv2.line(page, (x, foot + 8), (x + 4, foot + 26), 0, 3)
    return page, columns


def test_letters_run_into_marks_of_the_next_line_stay_in_their_own() -> None:
    page, columns = page_with_ties()
    ink = find_ink(PageImage(page, 300))
    ink, rows = cut_ties(ink, find_rows(ink, page.shape))
    owner = assign(ink, rows)
    for foot, top, bottom in ((FEET[3], -20, 12), (FEET[4], -35, -31)):
        number = next(i for i, row in enumerate(rows, 1) if abs(row.shape.at(600) - foot) < 4)
        x0, y0, x1, y1 = ink.boxes[owner == number].T
        for x in columns:
            here = (x0 <= x) & (x1 >= x) & (y0 <= foot + top) & (y1 >= foot + bottom)
            assert here.any()


def test_page_without_ties_is_left_alone() -> None:
    image = PageImage(text_page(), 300)
    ink = find_ink(image)
    rows = find_rows(ink, (image.height, image.width))
    parted, kept = cut_ties(ink, rows)
    assert parted is ink
    assert kept is rows


def test_stroke_of_a_pen_through_three_lines_is_left_alone() -> None:
    import cv2

    page = text_page()
    cv2.line(page, (900, 340), (1200, 720), 0, 5)
    image = PageImage(page, 300)
    ink = find_ink(image)
    parted, _ = cut_ties(ink, find_rows(ink, (image.height, image.width)))
    assert parted is ink
