from __future__ import annotations

import numpy as np
import pytest

from ocr.model import Bbox
from ocr.page_image import PageImage
from ocr.upright import Turning, paper_white, rotate_quarters, straighten
from tests.ocr.drawn_pages import text_page, turned, white_page


@pytest.fixture(scope="module")
def text() -> PageImage:
    return PageImage(text_page(), 300)


@pytest.mark.parametrize("degrees", [-12.0, -1.3, 0.4, 7.7])
def test_skew_found_to_a_tenth_of_a_degree(text: PageImage, degrees: float) -> None:
    upright = straighten(turned(text.pixels, degrees))
    assert upright.rotation == 0
    assert upright.skew == pytest.approx(-degrees, abs=0.1)


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_orientation_found_without_asking_tesseract(text: PageImage, quarter: int) -> None:
    upright = straighten(rotate_quarters(text, quarter))
    assert (upright.rotation + quarter) % 360 == 0
    assert upright.sure


def test_level_page_keeps_its_pixels(text: PageImage) -> None:
    assert straighten(text).image is text


def test_empty_page_is_left_alone() -> None:
    page = PageImage(white_page(), 300)
    upright = straighten(page)
    assert upright.image is page
    assert (upright.rotation, upright.skew, upright.sure) == (0, 0.0, False)


def test_black_scan_edge_and_rules_have_no_say(text: PageImage) -> None:
    page = text.pixels.copy()
    page[:, :60] = 0
    page[3400:3404, 100:2400] = 0
    skewed = turned(page, 2.0).pixels.copy()
    skewed[:, -40:] = 0      # an upright black edge beside skewed text
    assert straighten(PageImage(skewed, 300)).skew == pytest.approx(-2.0, abs=0.1)


def test_unsure_page_asks_and_follows_the_answer() -> None:
    squares = white_page(1200, 1600)      # no direction, no feet
    for top in range(200, 1200, 100):
        for left in range(100, 1100, 100):
            squares[top : top + 20, left : left + 20] = 0
    page = PageImage(squares, 150)
    assert straighten(page).rotation == 0
    assert straighten(page, lambda _: 180).rotation == 180


def test_corners_of_a_turned_page_take_the_colour_of_the_paper(text: PageImage) -> None:
    yellow = np.stack([text.pixels, text.pixels, np.minimum(text.pixels, 180)], axis=2)
    image = straighten(turned(yellow, 5.0)).image
    assert paper_white(PageImage(yellow, 300)) == (255, 255, 180)
    assert image.is_color


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
@pytest.mark.parametrize("degrees", [0.0, -1.2, 6.0])
def test_box_of_the_source_moves_with_its_ink(quarter: int, degrees: float) -> None:
    pixels = text_page()
    pixels[3000:3100, 300:700] = 0
    skewed = turned(pixels, degrees) if degrees else PageImage(pixels, 300)
    source = rotate_quarters(skewed, quarter)
    ys, xs = np.nonzero(_black_block(source.pixels))
    box = Bbox(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    upright = straighten(source)
    moved = upright.moved(box, source)
    ys, xs = np.nonzero(_black_block(upright.image.pixels))
    assert moved is not None
    assert moved.x0 - 4 <= xs.min()
    assert xs.max() <= moved.x1 + 4
    middle = (xs.min() + xs.max()) / 2, (ys.min() + ys.max()) / 2
    assert moved.center == pytest.approx(middle, abs=8)


def _black_block(pixels: np.ndarray) -> np.ndarray:
    import cv2

    return cv2.erode((pixels < 128).astype(np.uint8), np.ones((31, 31), np.uint8))


def test_box_that_leaves_the_page_is_dropped(text: PageImage) -> None:
    assert straighten(text).moved(Bbox(5000, 10, 5010, 20), text) is None


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("degrees", [0.0, 1.5, -9.0])
def test_places_of_the_turned_page_are_found_on_the_page_before(
    rotation: int, degrees: float
) -> None:
    pixels = np.zeros((300, 200), np.uint8)
    pixels[70:73, 40:43] = 255
    page, turning = PageImage(pixels, 300), Turning(rotation=rotation, degrees=degrees)
    turned = turning.turned(page)
    assert (turned.width, turned.height) == turning.canvas(page)
    y, x = np.unravel_index(int(turned.pixels.argmax()), turned.pixels.shape)
    place = turning.back(np.array([[[x, y]]], np.float32), page)[0, 0]
    assert place == pytest.approx((41, 71), abs=2)
