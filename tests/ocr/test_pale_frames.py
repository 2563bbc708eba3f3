"""Framed stamps in ink paler than the print, on grey scans; and what is pale but no stamp."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ocr.engines.sohoa_net import SohoaEngine
from ocr.marks import Mark, MarkKind, lift_marks
from ocr.model import StampKind
from ocr.page_image import PageImage, grey
from ocr.reader import read_page
from ocr.source.base import SourcePage
from samples import marks
from samples.typeset import Fonts
from tests.ocr.drawn_pages import text_page


def in_grey(mark: Image.Image, level: int) -> Image.Image:
    """The mark in grey ink, its deepest as dark as `level`."""
    depth = 255.0 - np.asarray(mark.convert("L"))
    pale = 255 - depth * (255 - level) / depth.max()
    return Image.fromarray(pale.astype(np.uint8)).convert("RGB")


def scan(page: np.ndarray, dpi: int = 150) -> PageImage:
    """A grey page of 300 dpi after the scanner: smaller, and a JPEG."""
    picture = Image.fromarray(page)
    picture = picture.resize((page.shape[1] * dpi // 300, page.shape[0] * dpi // 300),
                             Image.Resampling.BOX)
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=75)
    return PageImage(np.asarray(Image.open(packed)), dpi)


def stamped(text: str, level: int, corner: tuple[int, int]) -> np.ndarray:
    """A page of text with a mark of urgency over it."""
    rng = np.random.default_rng(len(text))
    mark = in_grey(marks.urgency(Fonts(300), text, rng), level)
    page = Image.fromarray(text_page(12)).convert("RGB")
    return grey(np.asarray(marks.multiply(page, mark, corner, float(rng.uniform(-4, 4)))))


def grey_marks(page: np.ndarray) -> list[Mark]:
    return [mark for mark in lift_marks(scan(page)).marks if mark.colour == "grey"]


@pytest.mark.parametrize("level", [130, 160, 205])
@pytest.mark.parametrize("text", ["KHẨN", "HỎA TỐC"])
def test_pale_mark_of_urgency_is_read(text: str, level: int) -> None:
    image = scan(stamped(text, level, (500, 200)))
    page = read_page(SourcePage(number=1, image=image), SohoaEngine())
    (stamp,) = page.stamps
    assert (stamp.kind, stamp.text) == (StampKind.URGENCY, (text,))


@pytest.mark.parametrize("dpi", [150, 300])
def test_pale_stamp_over_print_is_lifted_and_the_print_stays(dpi: int) -> None:
    clean = scan(text_page(12), dpi).pixels < 128
    lifted = lift_marks(scan(stamped("THƯỢNG KHẨN", 165, (500, 400)), dpi))
    (mark,) = lifted.marks
    assert (mark.kind, mark.colour, mark.over_print) == (MarkKind.FRAME, "grey", True)
    kept = lifted.image.pixels[:lifted.height] < 128
    assert (clean & ~kept).sum() < 0.01 * clean.sum()
    assert (lifted.image.pixels[lifted.height:] < 128).sum() > 500 * (dpi / 150) ** 2


def test_stamp_of_the_other_side_in_a_blur_is_none() -> None:
    import cv2

    page = text_page(12)
    back = stamped("HỎA TỐC", 0, (500, 200))[:, ::-1]
    through = cv2.GaussianBlur(back, (0, 0), 5).astype(np.float64)
    page = np.minimum(page, 255 - (255 - through) * 0.25).astype(np.uint8)
    assert not grey_marks(page)


@pytest.mark.parametrize("level", [175, 215])
def test_table_with_grey_rules_and_ground_is_no_stamp(level: int) -> None:
    import cv2

    page = text_page(6)
    for left in (400, 640, 880):
        ground = page[1000:1240, left:left + 240]
        ground[ground > 230] = 230
        for top in (1000, 1080, 1160):
            cv2.rectangle(page, (left, top), (left + 240, top + 80), level, 3)
    assert not grey_marks(page)


def test_shadow_and_yellow_paper_are_no_stamp() -> None:
    page = text_page(12).astype(np.float64)
    page[500:900, 500:1100] *= 0.85          # a slip of paper
    rows = np.linspace(0.85, 1, page.shape[0])[:, None]
    assert not grey_marks((page * rows).astype(np.uint8))


def test_large_pale_letters_across_the_page_are_no_stamp() -> None:
    import cv2

    page = text_page(30)
    ghost = np.full_like(page, 255)
    cv2.putText(ghost, "BAN SAO", (300, 1800), cv2.FONT_HERSHEY_SIMPLEX, 14, 205, 40)
    assert not grey_marks(np.minimum(page, ghost))
