"""White print on black is made black on white; dark pages of other kinds are not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.negative import as_positive
from ocr.page_image import PageImage
from tests.ocr import drawn_pages


def microfilm(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A negative with a grey ground, pale letters and a bright edge."""
    film = (40 + 0.7 * (255 - page.astype(np.float64))).astype(np.uint8)
    film[:, :40] = 250
    return film


def test_negative_is_turned() -> None:
    page = drawn_pages.text_page()
    film = microfilm(page)
    assert np.array_equal(as_positive(PageImage(film, 300)).pixels, 255 - film)


def test_colour_negative_is_turned() -> None:
    film = np.repeat(microfilm(drawn_pages.text_page())[:, :, None], 3, axis=2)
    assert as_positive(PageImage(film, 300)).pixels[1000, 60].min() > 200


def _photo_on_a_dark_desk() -> NDArray[np.uint8]:
    page = drawn_pages.text_page()
    desk = np.full((page.shape[0] * 2, page.shape[1] * 2), 30, np.uint8)
    desk[800 : 800 + page.shape[0], 700 : 700 + page.shape[1]] = page
    return desk


@pytest.mark.parametrize(
    "pixels",
    [
        drawn_pages.text_page(),
        drawn_pages.white_page(),
        np.zeros((3508, 2480), np.uint8),
        _photo_on_a_dark_desk(),
        np.random.default_rng(0).integers(0, 120, (3508, 2480), dtype=np.uint8),
    ],
    ids=["print", "empty", "black", "photo on a dark desk", "dark grain"],
)
def test_other_pages_stay(pixels: NDArray[np.uint8]) -> None:
    image = PageImage(pixels, 300)
    assert as_positive(image) is image
