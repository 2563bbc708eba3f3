"""Lines cut out of a page for a second reading, drawn by hand."""

import numpy as np
import pytest

from ocr.engines.line_cuts import CUTS, cut_out
from ocr.model import Bbox, Line
from ocr.page_image import PageImage


def page() -> PageImage:
    pixels = np.full((300, 400), 255, np.uint8)
    pixels[100:154, 50:350] = 128
    pixels[90:98, 200:210] = 0  # a tone above the box
    return PageImage(pixels, 300)


def line(box: Bbox | None, x_size: float | None = 54.0) -> Line:
    return Line(text="đề", raw_text="đề", bbox=box, x_size=x_size)


def test_line_is_brought_to_the_size_that_is_read_best() -> None:
    for cut, picture in zip(CUTS, cut_out(line(Bbox(50, 100, 350, 154)), page()), strict=True):
        assert picture.height == pytest.approx(cut.size * (1 + 2 * cut.margin) + 20, abs=2)


def test_tone_above_the_box_is_not_cut_off() -> None:
    for picture in cut_out(line(Bbox(50, 100, 350, 154)), page()):
        assert picture.pixels.min() < 40


def test_darker_cut_has_darker_grey() -> None:
    dark, plain = (
        picture.pixels[30, 100] for picture in cut_out(line(Bbox(50, 100, 350, 154)), page())
    )
    assert dark < plain < 200


def test_line_at_the_edge_stays_inside_the_page() -> None:
    assert len(list(cut_out(line(Bbox(0, 0, 400, 300), None), page()))) == len(CUTS)


@pytest.mark.parametrize(("box", "x_size"), [
    (Bbox(0, 100, 400, 101), 0.4),     # a hairline: enlarged, wider than any picture may be
    (Bbox(0, 300, 400, 310), 1.0),     # below the page by the rounding of its box
])  # fmt: skip
def test_line_that_makes_no_picture_is_not_cut(box: Bbox, x_size: float) -> None:
    assert not list(cut_out(line(box, x_size), page()))


def test_line_without_box_is_not_cut() -> None:
    assert not list(cut_out(line(None), page()))
