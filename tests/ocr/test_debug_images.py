from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr.debug_images import DebugImages
from ocr.engines.fixed import NullEngine, ReplayEngine
from ocr.errors import OutputError
from ocr.model import Bbox, Line, Zone
from ocr.page_image import PageImage
from ocr.reader import read_page
from ocr.source.base import SourcePage, TextLayer
from tests.ocr.drawn_pages import text_page

LINE = Line(text="x", raw_text="x", bbox=Bbox(350, 340, 2200, 420), zone=Zone.BODY)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_clean_page_gives_what_was_read_and_the_zones_drawn(tmp_path: Path) -> None:
    source = SourcePage(number=7, image=PageImage(text_page(4), 300))
    pictures = DebugImages(tmp_path / "new")
    page = read_page(source, ReplayEngine(((LINE,),)), pictures.saw)
    assert names(tmp_path / "new") == []      # until the page is known to bear no secrecy mark
    pictures.keep()
    pictures.draw((page,))
    assert names(tmp_path / "new") == ["page-007-read.png", "page-007-zones.png"]
    with Image.open(tmp_path / "new" / "page-007-zones.png") as picture:
        red, green, _blue = picture.convert("RGB").getpixel((175, 190))  # type: ignore[misc]
    assert green > red


def test_lifted_ink_has_a_picture_of_its_own(tmp_path: Path) -> None:
    import cv2

    pixels = np.stack([text_page(4)] * 3, axis=2)
    cv2.circle(pixels, (1200, 2000), 220, (220, 30, 40), 18)
    pictures = DebugImages(tmp_path)
    read_page(SourcePage(number=1, image=PageImage(pixels, 300)), NullEngine(), pictures.saw)
    pictures.keep()
    assert "page-001-lifted.png" in names(tmp_path)


def test_page_read_from_its_text_layer_has_no_pictures(tmp_path: Path) -> None:
    layer = TextLayer(trusted=True, reason="good", lines=(LINE,))
    source = SourcePage(number=1, image=PageImage(text_page(4), 300), text_layer=layer)
    pictures = DebugImages(tmp_path)
    page = read_page(source, NullEngine(), pictures.saw)
    pictures.keep()
    pictures.draw((page,))
    assert names(tmp_path) == []


def test_pictures_do_not_change_what_is_read(tmp_path: Path) -> None:
    source = SourcePage(number=1, image=PageImage(text_page(4), 300))
    plain = read_page(source, ReplayEngine(((LINE,),)))
    assert read_page(source, ReplayEngine(((LINE,),)), DebugImages(tmp_path).saw) == plain


def test_folder_that_is_a_file_is_said_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("x")
    with pytest.raises(OutputError, match="--debug-images"):
        DebugImages(tmp_path / "there")


def test_pictures_of_a_document_found_secret_are_removed(tmp_path: Path) -> None:
    (tmp_path / "other.png").write_bytes(b"x")
    pictures = DebugImages(tmp_path)
    read_page(SourcePage(number=1, image=PageImage(text_page(2), 300)), NullEngine(), pictures.saw)
    pictures.keep()
    pictures.discard()
    assert names(tmp_path) == ["other.png"]
