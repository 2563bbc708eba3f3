"""Pages with few letters: which way up they stand is told by reading them."""

from __future__ import annotations

import pytest

from ocr.engines.fixed import NullEngine
from ocr.engines.sohoa_net import SohoaEngine
from ocr.page_image import PageImage, grey
from ocr.source import open_source
from ocr.turning import turn_by_reading
from ocr.upright import rotate_quarters
from tests.ocr.drawn_pages import white_page
from tests.ocr.test_sohoa_engine import SAMPLE


def strip_of_sample() -> PageImage:
    """Two lines of print on an otherwise empty page."""
    with open_source(SAMPLE) as source:
        image = source.page(1).image
    assert image is not None
    page = white_page(image.width, image.height)
    rows = slice(int(image.height * 0.5), int(image.height * 0.54))
    page[rows] = grey(image.pixels)[rows]
    return PageImage(page, image.dpi)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_two_lines_tell_which_way_is_up(degrees: int) -> None:
    turn = turn_by_reading(SohoaEngine())
    assert turn(rotate_quarters(strip_of_sample(), degrees)) == (360 - degrees) % 360


@pytest.mark.parametrize("engine", [NullEngine(), SohoaEngine()])
def test_empty_page_tells_nothing(engine: NullEngine | SohoaEngine) -> None:
    assert turn_by_reading(engine)(PageImage(white_page(), 300)) is None
