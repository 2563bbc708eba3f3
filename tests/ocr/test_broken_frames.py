"""A stamp whose frame black print parts is one stamp."""

from __future__ import annotations

import numpy as np

from ocr.marks import lift_marks
from ocr.page_image import PageImage
from tests.ocr.drawn_pages import text_page, white_page, write


def pressed(black: np.ndarray, red: np.ndarray) -> PageImage:
    page = np.repeat(black[..., None], 3, axis=2)
    page[(red < 128) & (black > 128)] = (208, 32, 48)
    return PageImage(page, 300)


def kinds(image: PageImage) -> list[str]:
    return [str(mark.kind) for mark in lift_marks(image).marks]


def test_frame_along_which_black_print_runs_is_one_stamp() -> None:
    import cv2

    black, red = text_page(3), white_page()
    cv2.rectangle(red, (500, 900), (1050, 1250), 0, 5)
    write(red, "CONG VAN DEN", 540, 960)
    # a line of print covers most of one side, and another is cut
    cv2.rectangle(black, (420, 880), (700, 925), 0, -1)
    cv2.rectangle(black, (1030, 1100), (1100, 1160), 0, -1)
    cv2.rectangle(black, (480, 1010), (520, 1060), 0, -1)
    assert kinds(pressed(black, red)) == ["frame"]


def test_two_seals_that_overlap_are_no_frame() -> None:
    import cv2

    black, red = text_page(3), white_page()
    for x in (800, 1000):
        cv2.circle(red, (x, 1500), 200, 0, 6)
    assert "frame" not in kinds(pressed(black, red))


def test_corner_of_a_frame_alone_is_no_frame() -> None:
    import cv2

    black, red = text_page(3), white_page()
    cv2.line(red, (500, 900), (1050, 900), 0, 5)
    cv2.line(red, (500, 900), (500, 1250), 0, 5)
    write(red, "CONG VAN DEN", 540, 960)
    assert "frame" not in kinds(pressed(black, red))
