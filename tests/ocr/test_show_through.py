"""Mirror writing of the other side goes to `unplaced`; pale print of the page stays."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.engines.fixed import ReplayEngine
from ocr.model import Bbox, Line
from ocr.page_image import PageImage
from ocr.show_through import Parted, part_show_through
from tests.ocr.drawn_pages import white_page, write

PRINT = [Bbox(350, 350 + 100 * at, 1500, 410 + 100 * at) for at in range(5)]
PALE = [Bbox(400, 1350 + 100 * at, 1500, 1410 + 100 * at) for at in range(4)]


def page(shade: int) -> np.ndarray:
    ink, pale = white_page(), white_page()
    for box in PRINT:
        write(ink, "Noi dung cua van ban nay", box.x0, box.y1 - 10)
    for box in PALE:
        write(pale, "Mat sau cua to giay mong", box.x0, box.y1 - 10)
    return np.minimum(ink, np.maximum(pale, shade)).astype(np.uint8)


def line(text: str, box: Bbox, confidence: float) -> Line:
    return Line(text=text, raw_text=text, bbox=box, confidence=confidence)


def flipped(box: Bbox) -> Bbox:
    return Bbox(2480 - box.x1, box.y0, 2480 - box.x0, box.y1)


OWN = tuple(line("Nội dung của văn bản này", box, 0.99) for box in PRINT)
WILD = tuple(line("ɓnôm ỷsig ót sủo usz tÀM", box, 0.6) for box in PALE)


def parted(shade: int, mirrored: float) -> Parted:
    back = tuple(line("Mặt sau của tờ giấy mỏng", flipped(box), mirrored) for box in PALE)
    return part_show_through(
        (*OWN, *WILD), PageImage(page(shade), 300), ReplayEngine((back, OWN)), 2)


def test_what_reads_well_in_the_mirror_is_no_text() -> None:
    seen = parted(150, 0.98)
    assert seen.lines == OWN
    assert [item.text for item in seen.unplaced] == ["Mặt sau của tờ giấy mỏng"] * len(PALE)
    assert [item.bbox for item in seen.unplaced] == PALE
    assert {item.page for item in seen.unplaced} == {2}
    # the print stays as it was, what shone through is paper
    assert (seen.image.pixels[:1000] == page(150)[:1000]).mean() > 0.999
    assert seen.image.pixels[1300:1800].min() > 240


@pytest.mark.parametrize(("shade", "mirrored"), [
    (150, 0.65),     # pale print that is hard to read: the mirror reads no better
    (0, 0.98),       # as dark as the page's own print
])
def test_without_proof_the_page_stays(shade: int, mirrored: float) -> None:
    seen = parted(shade, mirrored)
    assert seen.lines == (*OWN, *WILD)
    assert seen.unplaced == ()
    assert (seen.image.pixels == page(shade)).all()


def test_pale_print_that_was_read_surely_stays() -> None:
    faint = line("Lưu: VT, một dòng in mờ", Bbox(350, 2000, 1500, 2060), 0.97)
    back = tuple(line("Mặt sau của tờ giấy mỏng", flipped(box), 0.98) for box in PALE)
    seen = part_show_through(
        (*OWN, *WILD, faint), PageImage(page(150), 300), ReplayEngine((back, OWN)), 1)
    assert seen.lines == (*OWN, faint)
