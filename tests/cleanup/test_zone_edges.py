"""What stands at the edges of a sheet: numbers on top, ticks of its rim."""

from __future__ import annotations

import pytest

from cleanup.zones import zone_pages
from ocr.model import Page, Zone
from tests.cleanup.test_zones import boxed_line

BODY_ROWS = [boxed_line("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6", 300, y)
             for y in range(560, 1800, 70)]


@pytest.mark.parametrize(("number", "x", "y", "is_number"), [
    ("8", 1230, 330, True),         # a scan that begins at page 8
    ("1", 1230, 330, False),        # no page of that number has it printed
    ("8", 400, 330, False),         # at the left margin it may be an item
    ("8", 1230, 700, False),        # within the text
])
def test_lone_number_on_top_of_a_single_page(
    number: str, x: int, y: int, is_number: bool
) -> None:
    above = [row for row in BODY_ROWS if row.bbox and row.bbox.y0 < y - 50]
    below = [row for row in BODY_ROWS if row.bbox and row.bbox.y0 > y + 50]
    lines = (*above, boxed_line(number, x, y), *below)
    (zoned,) = zone_pages((Page(number=1, width=2480, height=3508, dpi=300, lines=lines),))
    assert (Zone.PAGE_NUMBER in {line.zone for line in zoned.lines}) == is_number


def test_ticks_of_the_sheet_far_below_a_list_are_no_recipients() -> None:
    listed = ["Nơi nhận:", "- Như Điều 3;", "- Lưu: VT, ĐMDN (2b). KN", "48"]
    rows = [boxed_line(text, 300, 2000 + 60 * at) for at, text in enumerate(listed)]
    page = Page(number=2, width=2480, height=3508, dpi=300, lines=(
        *BODY_ROWS, *rows, boxed_line("CHỦ TỊCH", 1600, 2000),
        boxed_line("Nguyễn Văn Tùng", 1500, 2300), boxed_line("1", 120, 2600),
    ))
    (zoned,) = zone_pages((page,))
    recipients = [line.text for line in zoned.lines if line.zone is Zone.RECIPIENTS]
    assert recipients == listed
    assert [mark.text for mark in zoned.unplaced] == ["1"]


@pytest.mark.parametrize(("text", "y", "in_text"), [
    ("Địa chỉ: Số 1 phố Mới, Nam Sơn. Điện thoại: 0299.123 - Email: a@b.vn", 3380, False),
    ("ĐT: 0299.123456; Fax: 0299.123457", 3380, False),
    ("Địa chỉ: Số 1 phố Mới, Nam Sơn. Điện thoại: 0299.123", 1900, True),
    ("kinh phí in ấn và điện thoại liên hệ của các đơn vị", 3380, True),
])
def test_address_at_the_foot_of_the_sheet_is_no_text(text: str, y: int, in_text: bool) -> None:
    lines = (*BODY_ROWS, boxed_line(text, 300, y))
    (zoned,) = zone_pages((Page(number=1, width=2480, height=3508, dpi=300, lines=lines),))
    assert (text in [line.text for line in zoned.lines]) == in_text
    assert (text in [mark.text for mark in zoned.unplaced]) != in_text


@pytest.mark.parametrize(("width", "zone"), [
    (86, Zone.BODY),            # across both columns, its last line is the text's
    (24, Zone.RECIPIENTS),      # one column wide, beside the authority line
])
def test_line_that_leans_into_the_ending_goes_by_its_width(width: int, zone: Zone) -> None:
    last = boxed_line("n" * width, 300, 1990)
    page = Page(number=1, width=2480, height=3508, dpi=300, lines=(
        *BODY_ROWS, last, boxed_line("TM. ỦY BAN NHÂN DÂN", 1500, 1995),
        boxed_line("Nơi nhận:", 300, 2060), boxed_line("- Lưu: VT.", 300, 2120),
        boxed_line("Nguyễn Văn Tùng", 1500, 2300),
    ))
    (zoned,) = zone_pages((page,))
    assert {line.text: line.zone for line in zoned.lines}[last.text] is zone


@pytest.mark.parametrize(("text", "above", "is_body"), [
    # a full line that breaks off, and one that does not
    ("Thông tri này.",
     "Các ban của Tỉnh ủy hướng dẫn, kiểm tra, đôn đốc, báo cáo kịp thời việc thực hiện", True),
    ("Thông tri này.",
     "Các ban của Tỉnh ủy hướng dẫn, kiểm tra, đôn đốc, báo cáo việc thực hiện kịp thời.", False),
])
def test_wrapped_end_of_the_text_above_a_list_is_text(
    text: str, above: str, is_body: bool
) -> None:
    page = Page(number=1, width=2480, height=3508, dpi=300, lines=(
        *BODY_ROWS, boxed_line(above, 420, 1900), boxed_line(text, 300, 1970),
        boxed_line("T/M BAN THƯỜNG VỤ", 1500, 2005), boxed_line("Nơi nhận:", 300, 2000),
        boxed_line("- Lưu Văn phòng.", 300, 2120), boxed_line("Nguyễn Văn Tùng", 1500, 2300),
    ))
    (zoned,) = zone_pages((page,))
    zones = {line.text: line.zone for line in zoned.lines}
    assert (zones.get(text) is Zone.BODY) == is_body


@pytest.mark.parametrize(("size", "in_text"), [
    ((3508, 2480), True),       # a table across a sheet that lies: the text of the first page is
    ((2480, 3508), False),      # no measure of its edges; on a sheet that stands it is
])
def test_edges_of_a_page_are_no_edges_of_one_that_lies(
    size: tuple[int, int], in_text: bool
) -> None:
    head = [boxed_line(text, x, 500)
            for text, x in (("TT", 180), ("Nội dung hoạt động", 420), ("Chỉ tiêu", 1300))]
    text = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 và các luật"
    wide = [boxed_line(text,
                       300, y) for y in range(560, 1800, 70)]
    pages = (
        Page(number=1, width=2480, height=3508, dpi=300, lines=tuple(wide)),
        Page(number=2, width=size[0], height=size[1], dpi=300, lines=tuple(head)),
    )
    assert ("TT" in [line.text for line in zone_pages(pages)[1].lines]) == in_text


@pytest.mark.parametrize(("name", "signed"), [
    ("x Nguyễn Văn Tùng", True),
    ("Phòng Tài chính", False),     # a box of a chart
])
def test_name_below_a_post_closes_a_paper(name: str, signed: bool) -> None:
    post, below = boxed_line("BÍ THƯ ĐẢNG ỦY", 1500, 2000), boxed_line(name, 1500, 2300)
    page = Page(number=2, width=2480, height=3508, dpi=300,
                lines=(*BODY_ROWS, boxed_line("KT. BÍ THƯ", 1500, 1940), post, below))
    (zoned,) = zone_pages((page,))
    found = [line.text for line in zoned.lines if line.zone is Zone.SIGNATURE]
    assert (name in found) == signed
