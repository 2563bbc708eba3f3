"""Marks over a head and beside it: copies signed by machine, corners of stamps, torn figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanup.zones import zone_pages
from ocr.model import Bbox, Line, Page, StampKind, Zone
from tests.cleanup.test_zones import boxed_line

BODY_ROWS = [boxed_line("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6", 300, y)
             for y in range(1000, 2200, 70)]
HEAD = (
    boxed_line("BỘ NỘI VỤ", 500, 250),
    boxed_line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1200, 250),
    boxed_line("Số: 4725/BNV-CQĐP", 400, 330),
    boxed_line("Độc lập - Tự do - Hạnh phúc", 1300, 320),
)


def zoned(*lines: Line) -> Page:
    (page,) = zone_pages((Page(number=1, width=2480, height=3508, dpi=300, lines=lines),))
    return page


def texts(page: Page, zone: Zone) -> list[str]:
    return [line.text for line in page.lines if line.zone is zone]


@pytest.mark.parametrize(("text", "signed"), [
    ("SAO Y; BỘ NỘI VỤ; 30/07/2025 17:05:31 +07:00", True),
    ("Sao lục; Văn phòng UBND tỉnh; 30/07/2025 17:05", True),
    ("Sao y bản chính ngày 30/07/2025 gửi Sở Nội vụ", False),
    ("Họp tại Bộ Nội vụ, 30/07/2025 17:05:31", False),
])
def test_copy_signed_by_machine_is_a_mark(text: str, signed: bool) -> None:
    page = zoned(*HEAD, boxed_line(text, 300, 900), *BODY_ROWS)
    kinds = [stamp.kind for stamp in page.stamps]
    assert (kinds == [StampKind.DIGITAL_SIGNATURE]) == signed
    assert (text in texts(page, Zone.BODY)) != signed


def test_misread_label_between_two_belongs_to_the_signature() -> None:
    block = ["Ký bởi: Ủy ban nhân dân tỉnh", "Emat: ubnd@tinh.gov.vn",
             "Thời gian ký: 15/03/2022 16:42:08 +07:00"]
    rows = [boxed_line(text, 1500, 60 + 50 * at) for at, text in enumerate(block)]
    page = zoned(*rows, *HEAD, *BODY_ROWS)
    assert [stamp.text for stamp in page.stamps] == [tuple(block)]


def test_text_under_a_label_without_another_stays() -> None:
    page = zoned(*HEAD, boxed_line("Thời gian ký: 15/03/2022 16:42:08", 300, 860),
                 boxed_line("Kính thưa các đồng chí", 300, 930), *BODY_ROWS)
    assert "Kính thưa các đồng chí" in texts(page, Zone.BODY)


def test_subject_goes_on_below_the_row_of_the_date() -> None:
    page = zoned(
        *HEAD, boxed_line("V/v hướng dẫn một số nội", 380, 400),
        boxed_line("Hà Nội, ngày 30 tháng 7 năm 2025", 1300, 410),
        boxed_line("dung sắp xếp thôn", 420, 460),
        boxed_line("Kính gửi: Ủy ban nhân dân các tỉnh", 700, 600), *BODY_ROWS,
    )
    assert texts(page, Zone.TITLE) == ["V/v hướng dẫn một số nội", "dung sắp xếp thôn"]


@pytest.mark.parametrize(("x", "listed"), [(400, False), (1000, True)])
def test_corner_of_a_stamp_left_of_the_addressees_is_none(x: int, listed: bool) -> None:
    page = zoned(
        *HEAD, boxed_line("Hà Nội, ngày 30 tháng 7 năm 2025", 1300, 410),
        boxed_line("Kính gửi:", 900, 600), boxed_line("HHH", x, 660),
        boxed_line("- Các sở, ban, ngành;", 1000, 700), boxed_line("- Công an tỉnh.", 1000, 770),
        *BODY_ROWS,
    )
    assert ("HHH" in texts(page, Zone.ADDRESSEE)) == listed
    assert texts(page, Zone.ADDRESSEE)[-2:] == ["- Các sở, ban, ngành;", "- Công an tỉnh."]


@pytest.mark.parametrize(("size", "right", "torn"), [
    (30.0, 1000, True),
    (50.0, 1000, False),     # as large as the line
    (30.0, 2400, False),     # beyond its end
])
def test_raised_figure_torn_off_its_line_is_no_paragraph(
    size: float, right: int, torn: bool
) -> None:
    line = boxed_line("cao trong cán bộ, đảng viên đã được học tập", 300, 2300)
    line = replace(line, x_size=50.0)
    mark = Line(text="• - 1", raw_text="• - 1", x_size=size, confidence=0.9,
                bbox=Bbox(right - 60, 2300, right, 2320))
    page = zoned(*HEAD, *BODY_ROWS, mark, line)
    assert ("• - 1" in [one.text for one in page.unplaced]) == torn


@pytest.mark.parametrize(("size", "gap", "notes"), [
    (36.0, 200, True),
    (36.0, 40, False),      # no room between: the text goes on in a smaller type
    (46.0, 200, False),     # hardly smaller
])
def test_small_print_below_the_text_is_footnotes_without_their_marks(
    size: float, gap: int, notes: bool
) -> None:
    rows = [replace(row, x_size=50.0) for row in BODY_ROWS]
    last = rows[-1].bbox
    assert last is not None
    small = "Khoản này được sửa đổi theo quy định tại khoản 1 Điều 1 Thông tư số 31/2020/TT-BCT."
    note = Line(text=small, raw_text=small, x_size=size, confidence=1.0,
                bbox=Bbox(300, last.y1 + gap, 300 + 14 * len(small), last.y1 + gap + 34))
    page = zoned(*HEAD, *rows, note)
    assert (texts(page, Zone.FOOTNOTE) == [small]) == notes
