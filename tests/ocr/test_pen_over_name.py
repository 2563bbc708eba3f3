"""A signature in blue written over a name, on coarse JPEG scans."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ocr.engines.sohoa_net import SohoaEngine
from ocr.marks import MarkKind, lift_marks
from ocr.model import Page
from ocr.page_image import PageImage
from ocr.reader import read_page
from ocr.source.base import SourcePage
from samples import marks
from samples.typeset import Fonts, Style
from tests.ocr.drawn_pages import text_page

NAME, CORNER = "Nguyễn Thị Tuyết Hồng", (1500, 1700)


def signed(
    dpi: int, quality: int, *, pen: bool = True, paper: tuple[float, float, float] = (1, 1, 1)
) -> PageImage:
    """A page whose name a signature of 45 mm crosses, as a small JPEG."""
    from PIL import ImageDraw

    page = Image.fromarray(text_page(12)).convert("RGB")
    fonts = Fonts(300)
    fonts.width(NAME, Style(14, "bold"))
    ImageDraw.Draw(page).text(CORNER, NAME, fill="black", font=fonts.font(Style(14, "bold")))
    if pen:
        mark = marks.signature(fonts.mm(45), np.random.default_rng(4))
        page = marks.multiply(page, mark, (CORNER[0] + 40, CORNER[1] - 140), 4)
    page = page.resize((page.width * dpi // 300, page.height * dpi // 300), Image.Resampling.BOX)
    page = Image.fromarray((np.asarray(page) * np.array(paper)).astype(np.uint8))
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=quality, subsampling=2)
    return PageImage(np.asarray(Image.open(packed)), dpi)


def read(image: PageImage) -> Page:
    return read_page(SourcePage(number=1, image=image), SohoaEngine())


@pytest.mark.parametrize(("dpi", "quality"), [(110, 45), (150, 60), (300, 75)])
def test_signature_over_a_name_is_listed_once(dpi: int, quality: int) -> None:
    pens = [mark for mark in read(signed(dpi, quality)).unplaced if mark.kind == "pen"]
    (pen,) = pens
    assert (pen.text, pen.reason) == ("", "handwriting")
    assert pen.bbox is not None
    assert pen.bbox.width > 1.2 * dpi


@pytest.mark.parametrize(("dpi", "quality"), [(150, 60), (300, 75)])
def test_name_under_a_signature_is_read(dpi: int, quality: int) -> None:
    assert NAME in [line.text for line in read(signed(dpi, quality)).lines]


def test_name_under_a_signature_on_yellow_paper_is_read() -> None:
    page = read(signed(200, 60, paper=(0.84, 0.78, 0.6)))
    assert NAME in [line.text for line in page.lines]


def test_streak_of_the_glass_takes_no_letters_with_it() -> None:
    page = text_page(6)
    page[200:1000, 1000:1006] = 90
    assert not lift_marks(PageImage(page, 300)).marks


def test_name_is_doubted_where_the_colour_of_the_pen_is_lost() -> None:
    for dpi, quality, doubted in ((110, 45, True), (300, 75, False)):
        page = read(signed(dpi, quality))
        least = min(word.confidence or 0.0 for word in page.lines[-1].words)
        assert (least <= 0.2) is doubted


@pytest.mark.parametrize("dpi", [110, 150])
def test_letters_are_not_lifted_with_the_pen(dpi: int) -> None:
    clean = signed(dpi, 60, pen=False).pixels[..., 1] < 110
    lifted = lift_marks(signed(dpi, 60))
    assert {mark.colour for mark in lifted.marks if mark.kind is MarkKind.PEN} == {"blue"}
    kept = lifted.image.pixels < 150
    assert (clean & ~kept).sum() < 0.01 * clean.sum()


def test_page_without_a_pen_lists_none() -> None:
    assert not [mark for mark in read(signed(150, 60, pen=False)).unplaced if mark.kind == "pen"]
