"""Copies made worse are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.copies import KINDS
from ocr.page_image import PageImage
from tests.ocr import drawn_pages


@pytest.fixture(scope="module")
def page() -> PageImage:
    return PageImage(drawn_pages.text_page(5), 300)


@pytest.mark.parametrize(
    ("kind", "width", "height", "dpi"),
    [
        ("plain", 2480, 3508, 300),
        ("turned-90", 3508, 2480, 300),
        ("turned-180", 2480, 3508, 300),
        ("dpi-100", 827, 1169, 100),
        ("dpi-600", 4960, 7016, 600),
        ("negative", 2480, 3508, 300),
        ("copied", 2480, 3508, 300),
    ],
)
def test_copy_has_the_size_of_its_kind(
    page: PageImage, kind: str, width: int, height: int, dpi: int
) -> None:
    copy = KINDS[kind](page, "a-1")
    assert (copy.width, copy.height, copy.dpi) == (width, height, dpi)


def test_turned_four_times_is_the_page_itself(page: PageImage) -> None:
    copy = page
    for _ in range(4):
        copy = KINDS["turned-90"](copy, "a-1")
    assert np.array_equal(copy.pixels, page.pixels)


def test_skewed_copy_holds_all_of_the_page(page: PageImage) -> None:
    copy = KINDS["skewed-12"](page, "a-1")
    assert copy.width > page.width
    assert (copy.pixels < 128).sum() == pytest.approx((page.pixels < 128).sum(), rel=0.02)


def test_black_and_white_copy_has_two_levels(page: PageImage) -> None:
    assert set(np.unique(KINDS["copied"](page, "a-1").pixels)) == {0, 255}
