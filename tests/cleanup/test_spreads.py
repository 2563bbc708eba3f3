"""Two pages on one scan are structured as two and come out as one."""

from __future__ import annotations

import sohoa
from cleanup.spreads import put_together, take_apart
from ocr.model import Bbox, Line, Page, Stamp, StampKind, Unplaced, Word

WIDTH, HEIGHT, GUTTER = 3400, 2400, 1700


def line(text: str, left: int, top: int, width: int = 1200) -> Line:
    box = Bbox(left, top, left + width, top + 36)
    return Line(text=text, raw_text=text, bbox=box, words=(Word(text=text, bbox=box),),
                confidence=0.95, x_size=36.0)


def scan(number: int, *, gutter: int | None) -> Page:
    left = [line("Điều 1. Phạm vi điều chỉnh", 300, 300, 600),
            line("Thông tư này quy định về tổ chức và hoạt động của các", 250, 360),
            line("đơn vị trực thuộc, bảo đảm thống nhất trong toàn", 250, 420)]
    right = [line("ngành và các địa phương có liên quan.", 250 + GUTTER, 300, 800),
             line("Điều 2. Đối tượng áp dụng", 300 + GUTTER, 360, 600),
             line("Thông tư này áp dụng đối với các cơ quan, đơn vị.", 300 + GUTTER, 420)]
    return Page(
        number=number, width=WIDTH, height=HEIGHT, dpi=200, lines=(*left, *right), gutter=gutter,
        stamps=(Stamp(kind=StampKind.SEAL, page=number, bbox=Bbox(2500, 900, 2800, 1200)),),
        unplaced=(Unplaced(page=number, text="", reason="unknown", bbox=Bbox(2000, 90, 2100, 99)),),
    )


SOURCE = sohoa.SourceInfo(file="hai-trang.pdf", sha256="0" * 64, pages=2)


def test_pages_without_a_gutter_come_back_as_they_are() -> None:
    pages = (scan(1, gutter=None), scan(2, gutter=None))
    apart, origins = take_apart(pages)
    assert apart is pages
    assert origins == {}


def test_halves_become_pages_with_boxes_of_their_own() -> None:
    apart, origins = take_apart((scan(3, gutter=GUTTER), scan(4, gutter=None)))
    assert [(page.number, page.width, len(page.lines)) for page in apart] == [
        (3, GUTTER, 3), (4, WIDTH - GUTTER, 3), (5, WIDTH, 6)]
    assert [origins[number].page for number in (3, 4, 5)] == [3, 3, 4]
    right = apart[1]
    assert right.lines[0].bbox == Bbox(250, 300, 1050, 336)
    assert right.stamps[0].bbox == Bbox(2500 - GUTTER, 900, 2800 - GUTTER, 1200)
    assert right.stamps[0].page == 4


def test_document_has_the_numbers_of_the_scans() -> None:
    pages = (scan(1, gutter=GUTTER), scan(2, gutter=GUTTER))
    document = sohoa.build(pages, SOURCE, sohoa.Options(profile="off"))
    assert [page.number for page in document.pages] == [1, 2]
    assert [page.width for page in document.pages] == [WIDTH, WIDTH]
    assert [len(page.lines) for page in document.pages] == [6, 6]
    assert document.pages[0].lines[5].bbox == pages[0].lines[5].bbox
    assert [section.page for section in document.sections] == [1, 1, 2, 2]
    assert {stamp.page for stamp in document.stamps} == {1, 2}
    assert document.stamps[0].bbox == pages[0].stamps[0].bbox
    assert document.review_reasons["unread"] == ("print.unread (page 1)", "print.unread (page 2)")


def test_paragraph_goes_on_from_the_left_page_to_the_right() -> None:
    document = sohoa.build((scan(1, gutter=GUTTER),), SOURCE, sohoa.Options(profile="off"))
    text = document.sections[0].blocks[0].text
    assert "trong toàn ngành và các địa phương" in text


def test_joined_again_without_origins_is_the_same_document() -> None:
    document = sohoa.build((scan(1, gutter=None),), SOURCE, sohoa.Options(profile="off"))
    assert put_together(document, {}) is document
