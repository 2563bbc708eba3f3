from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from ocr.debug_images import write_debug_images
from ocr.model import Bbox, Line, Page, Zone
from ocr.page_image import PageImage
from tests.ocr.drawn_pages import text_page

LINE = Line(text="x", raw_text="x", bbox=Bbox(350, 340, 2200, 420), zone=Zone.BODY)


def test_clean_page_gives_what_was_read_and_the_lines_drawn(tmp_path: Path) -> None:
    page = Page(number=7, lines=(LINE,))
    written = write_debug_images(tmp_path, PageImage(text_page(4), 300), page)
    assert [path.name for path in written] == ["page-007-read.png", "page-007-lines.png"]
    with Image.open(written[1]) as picture:
        red, green, _blue = picture.convert("RGB").getpixel((175, 190))  # type: ignore[misc]
    assert green > red


def test_lifted_ink_has_a_picture_of_its_own(tmp_path: Path) -> None:
    import cv2

    pixels = np.stack([text_page(4)] * 3, axis=2)
    cv2.circle(pixels, (1200, 2000), 220, (220, 30, 40), 18)
    written = write_debug_images(tmp_path, PageImage(pixels, 300), Page(number=1))
    assert "page-001-lifted.png" in [path.name for path in written]
