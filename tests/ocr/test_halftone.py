"""Dithered parts of a page are smoothed, and nothing else is touched."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.halftone import without_dots
from ocr.page_image import PageImage
from tests.ocr.drawn_pages import text_page

_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) * 16 + 8


def dithered(height: int, width: int) -> np.ndarray:
    """A slope of greys in dots."""
    grey = np.linspace(60, 200, width)[None].repeat(height, 0)
    dots = np.tile(_BAYER, (height // 4 + 1, width // 4 + 1))[:height, :width]
    return np.where(grey > dots, 255, 0).astype(np.uint8)


def test_picture_among_text_is_smoothed_and_the_text_is_as_it_was() -> None:
    page = text_page(30)
    page[1500:2500, 300:2200] = dithered(1000, 1900)
    smooth = without_dots(PageImage(page, 300)).pixels
    assert (np.diff(smooth[1600:2400, 400:2100].astype(int)) ** 2).mean() < 200
    assert (smooth[:1440] == page[:1440]).all()
    assert (smooth[2560:] == page[2560:]).all()


@pytest.mark.parametrize("dpi", [100, 300])
def test_text_is_no_picture(dpi: int) -> None:
    page = text_page(40)
    step = 300 // dpi
    image = PageImage(np.ascontiguousarray(page[::step, ::step]), dpi)
    assert without_dots(image) is image


def test_small_logo_in_dots_stays() -> None:
    page = text_page(30)
    page[200:400, 300:500] = dithered(200, 200)
    image = PageImage(page, 300)
    assert without_dots(image) is image


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 2)])
def test_tiny_pictures_pass(shape: tuple[int, int]) -> None:
    image = PageImage(np.zeros(shape, np.uint8), 300)
    assert without_dots(image) is image
