"""Streaks of the glass and yellowed paper make no table of a page."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.grids import find_grids
from ocr.page_image import PageImage
from tests.ocr.drawn_pages import text_page, write


def ruled(page: np.ndarray) -> np.ndarray:
    """A table of two rows and two columns in the middle of the page."""
    import cv2

    for y in (2500, 2650, 2800):
        cv2.line(page, (350, y), (2200, y), 0, 4)
    for x in (350, 1200, 2200):
        cv2.line(page, (x, 2500), (x, 2800), 0, 4)
    write(page, "Noi dung", 400, 2600)
    return page


def cells(page: np.ndarray) -> list[int]:
    return [len(grid.cells) for grid in find_grids(PageImage(page, 300)).grids]


@pytest.mark.parametrize("lean", [0, 25, -40])
def test_streaks_over_the_page_are_no_walls(lean: int) -> None:
    import cv2

    page = ruled(text_page())
    for x in (600, 900, 1900):
        cv2.line(page, (x, 0), (x + lean, 3507), 90, 4)
    assert cells(page) == [4]


def test_folds_over_the_page_are_no_rules() -> None:
    import cv2

    page = ruled(text_page())
    for y in (1150, 2330):
        cv2.line(page, (0, y), (2479, y), 120, 4)
    assert cells(page) == [4]


def test_streak_that_a_lifted_seal_parts_is_a_streak() -> None:
    import cv2

    page = ruled(text_page())
    for x in (700, 1500):
        cv2.line(page, (x, 0), (x, 3507), 90, 4)
        cv2.circle(page, (x, 3000), 150, 255, -1)
    assert cells(page) == [4]


def test_walls_of_a_table_as_high_as_its_page_stay() -> None:
    import cv2

    page = np.full((3508, 2480), 255, np.uint8)
    for y in range(20, 3508, 288):
        cv2.line(page, (20, y), (2460, y), 0, 4)
    for x in (20, 1200, 2460):
        cv2.line(page, (x, 0), (x, 3507), 0, 4)
    assert cells(page) == [24]


def test_walls_of_a_table_cut_out_of_a_page_stay() -> None:
    import cv2

    page = np.full((900, 2000), 255, np.uint8)
    for y in (250, 450, 650):
        cv2.line(page, (0, y), (1999, y), 0, 4)
    for x in (40, 1000, 1960):
        cv2.line(page, (x, 0), (x, 899), 0, 4)
    assert cells(page)


def test_yellowed_paper_is_no_ink_of_a_rule() -> None:
    import cv2

    rng = np.random.default_rng(5)
    shade = cv2.resize(rng.uniform(0.72, 0.8, (9, 7)).astype(np.float32), (2480, 3508),
                       interpolation=cv2.INTER_CUBIC)
    page = ruled(text_page())
    grain = rng.normal(0, 5, page.shape)
    yellow = np.clip(page * shade + grain, 0, 255).astype(np.uint8)
    assert cells(yellow) == [4]
