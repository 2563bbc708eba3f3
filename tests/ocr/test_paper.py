"""Shadows, tints, black edges and blank pages on drawn pages."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.page_image import PageImage
from ocr.paper import clean_paper, is_blank
from tests.ocr.drawn_pages import text_page, white_page, write


def test_clean_page_is_handed_on_untouched() -> None:
    page = PageImage(text_page(6), 300)
    assert clean_paper(page) is page


def test_shadow_is_taken_out_and_print_stays() -> None:
    page = text_page(12)
    shade = np.linspace(1.0, 0.45, page.shape[1])
    even = clean_paper(PageImage((page * shade).astype(np.uint8), 300)).pixels
    ink = page < 100
    assert np.percentile(even[~ink], 5) > 220
    assert np.percentile(even[ink], 95) < 110


def test_black_scan_edge_is_whitened_and_print_stays() -> None:
    page = text_page(6)
    edged = page.copy()
    edged[:, :90] = 10
    clean = clean_paper(PageImage(edged, 300)).pixels
    assert clean[:, :80].min() > 200
    assert (clean[:, 300:] == page[:, 300:]).all()


@pytest.mark.parametrize("level", [255, 190])
def test_empty_paper_is_blank(level: int) -> None:
    rng = np.random.default_rng(1)
    page = np.full((3508, 2480), level, np.int16) + rng.integers(-6, 7, (3508, 2480))
    assert is_blank(PageImage(np.clip(page, 0, 255).astype(np.uint8), 300))


def test_specks_and_show_through_are_blank() -> None:
    page = white_page()
    write(page, "Quang Ngai", 600, 900)
    page = np.maximum(page, 215)      # print of the back, shining through
    rng = np.random.default_rng(2)
    for y, x in rng.integers(100, 2300, (40, 2)):
        page[y:y + 3, x:x + 3] = 0
    assert is_blank(PageImage(page, 300))


def test_three_words_are_not_blank() -> None:
    page = white_page()
    write(page, "Phu luc 2", 1000, 900)
    assert not is_blank(PageImage(page, 300))
