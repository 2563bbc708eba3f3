"""Marks of urgency and secrecy, red and in frames, as colour scans of 150 dpi have them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from cleanup.vocabulary import find_phrase
from ocr.engines.sohoa_net import SohoaEngine
from ocr.model import StampKind
from ocr.page_image import PageImage
from ocr.reader import read_page
from ocr.source.base import SourcePage
from samples import marks
from samples.typeset import Fonts
from tests.ocr.drawn_pages import text_page


def scan(text: str, dpi: int) -> PageImage:
    """A page with the mark, pressed aslant and unevenly, after JPEG."""
    page = Image.fromarray(text_page(12)).convert("RGB")
    rng = np.random.default_rng(len(text))
    mark = marks.urgency(Fonts(300), text, rng)
    page = marks.multiply(page, mark, (400, 120), float(rng.uniform(-4, 4)))
    page = page.resize((page.width * dpi // 300, page.height * dpi // 300), Image.Resampling.BOX)
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=75)
    return PageImage(np.asarray(Image.open(packed)), dpi)


@pytest.mark.parametrize(("text", "kind"), [
    ("HỎA TỐC", StampKind.URGENCY), ("KHẨN", StampKind.URGENCY),
    ("THƯỢNG KHẨN", StampKind.URGENCY), ("TỐI MẬT", StampKind.SECRECY),
])
def test_mark_is_read_at_150_dpi(text: str, kind: StampKind) -> None:
    page = read_page(SourcePage(number=1, image=scan(text, 150)), SohoaEngine())
    (stamp,) = page.stamps
    assert stamp.kind is kind
    assert find_phrase(kind.value, " ".join(stamp.text)) == text
