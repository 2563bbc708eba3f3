"""Heads, addressees and endings whose lines are parted, wrapped or set in an unusual place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanup.metadata.date import read_date
from cleanup.metadata.reading import lines_in
from cleanup.zones import zone_pages
from ocr.model import Bbox, Line, Page, Zone
from tests.cleanup.test_zones import boxed_line

HEAD = (
    boxed_line("BỘ NỘI VỤ", 500, 240), boxed_line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1200, 240),
    boxed_line("Độc lập - Tự do - Hạnh phúc", 1380, 310), boxed_line("Số: 5/QĐ-BNV", 480, 400),
)
BODY_ROWS = tuple(boxed_line("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6", 300, y)
                  for y in range(900, 1800, 70))


def zoned(*lines: Line) -> Page:
    page = Page(number=1, width=2480, height=3508, dpi=300, lines=lines)
    (result,) = zone_pages((page,))
    return result


def zone_of(page: Page, text: str) -> Zone | None:
    return next((line.zone for line in page.lines if line.text == text), None)


@pytest.mark.parametrize(("left", "right", "apart", "is_date"), [
    ("Hà Nội, ngày 2", "tháng 3 năm 2017", 20, True),
    ("Hà Nội, ngày Ộ", "tháng (2 năm 2017", 20, True),
    ("Hà Nội, ngày 2", "tháng 3 năm 2017", 500, False),     # columns apart
    ("Hà Nội, ngày 2", "về tháng 3 năm 2017", 20, False),   # no month behind it
])
def test_date_parted_by_a_pen_is_one(left: str, right: str, apart: int, is_date: bool) -> None:
    one = boxed_line(left, 1200, 400)
    assert one.bbox is not None
    two = boxed_line(right, one.bbox.x1 + apart, 400)
    page = zoned(*HEAD, one, two, boxed_line("QUYẾT ĐỊNH", 1180, 540), *BODY_ROWS)
    dates = lines_in((page,), Zone.PLACE_DATE)
    assert [item.line.text for item in dates] == ([left, right] if is_date else [])
    assert read_date(dates, (page,))[0].value == ("Hà Nội" if is_date else None)


def test_year_on_its_own_row_leaves_the_subject_of_a_letter_whole() -> None:
    page = zoned(
        *HEAD, boxed_line("Nam Sơn, ngày 05 tháng 11 năm", 1300, 400),
        boxed_line("V/v báo cáo nhanh thiệt hại", 360, 455), boxed_line("2010", 1600, 470),
        boxed_line("do lũ lụt của các trường học", 360, 530),
        boxed_line("Kính gửi: Bộ Nội vụ", 900, 640), *BODY_ROWS,
    )
    assert zone_of(page, "do lũ lụt của các trường học") is Zone.TITLE
    assert zone_of(page, "2010") is Zone.PLACE_DATE


@pytest.mark.parametrize(("text", "x", "confidence", "goes_on"), [
    ("Mèo,", 900, 0.99, True),
    ("Mèo,", 900, 0.5, False),      # a pen
    ("Mèo,", 1500, 0.99, False),    # not under the dash
    ("Hàm", 900, 0.99, False),      # ends as no item does
])
def test_capital_that_wraps_under_an_addressee_goes_on_with_it(
    text: str, x: int, confidence: float, goes_on: bool
) -> None:
    wrapped = replace(boxed_line(text, x, 710), confidence=confidence)
    page = zoned(
        *HEAD, boxed_line("Kính gửi:", 900, 580),
        boxed_line("- Ủy ban hành chính khu tự trị Bắc, Thái", 900, 640), wrapped,
        boxed_line("- Các Sở, Ty Giáo dục.", 900, 780), *BODY_ROWS,
    )
    assert (zone_of(page, text) is Zone.ADDRESSEE) == goes_on


@pytest.mark.parametrize(("x", "above", "in_text"), [
    (180, "Mời Chủ tịch Ủy ban Mặt trận Tổ quốc tỉnh dự các phiên họp thường", True),
    (40, "Mời Chủ tịch Ủy ban Mặt trận Tổ quốc tỉnh dự các phiên họp thường", False),
    (180, "Mời Chủ tịch Ủy ban Mặt trận Tổ quốc tỉnh dự các phiên họp kỳ này.", False),
])
def test_last_word_left_of_a_leaning_margin_is_text(x: int, above: str, in_text: bool) -> None:
    rows = [boxed_line("n" * 80, 300, y) for y in (*range(900, 1800, 70), *range(1940, 2400, 70))]
    full = replace(boxed_line(above, 300, 1800), bbox=Bbox(300, 1800, 2050, 1845))
    page = zoned(*HEAD, *rows, full, boxed_line("kỳ.", x, 1870))
    assert (zone_of(page, "kỳ.") is Zone.BODY) == in_text


def test_authority_that_wraps_in_the_left_column_keeps_its_last_word() -> None:
    page = zoned(
        *HEAD, *BODY_ROWS, boxed_line("TM. ỦY BAN MẶT TRẬN", 380, 2000),
        boxed_line("TM. ỦY BAN NHÂN DÂN TỈNH", 1400, 2000), boxed_line("TỈNH", 560, 2060),
        boxed_line("CHỦ TỊCH", 500, 2130), boxed_line("CHỦ TỊCH", 1600, 2130),
        boxed_line("Lê Văn Sơn", 480, 2400), boxed_line("Trần Văn Nam", 1560, 2400),
    )
    assert zone_of(page, "TỈNH") is Zone.SIGNATURE


def test_post_above_the_regime_does_not_begin_the_ending() -> None:
    page = zoned(
        boxed_line("CHỦ TỊCH NƯỚC", 1500, 200), boxed_line("VIỆT NAM DÂN CHỦ CỘNG HÒA", 1380, 260),
        boxed_line("SẮC LỆNH", 1180, 540), *BODY_ROWS, boxed_line("CHỦ TỊCH", 1600, 2130),
        boxed_line("Trần Văn Nam", 1560, 2400),
    )
    signed = [line.text for line in page.lines if line.zone is Zone.SIGNATURE]
    assert signed == ["CHỦ TỊCH", "Trần Văn Nam"]


@pytest.mark.parametrize("text", [
    "BAN BÍ THƯ TỈNH ĐOÀN ĐOÀN TNCS HỒ CHÍ MINH", "1. Tiêu đề “Đảng Cộng sản Việt Nam”",
])
def test_name_of_a_regime_inside_a_line_below_it_is_no_column(text: str) -> None:
    page = zoned(
        boxed_line("BAN CHẤP HÀNH TỈNH", 500, 240), boxed_line("ĐOÀN TNCS HỒ CHÍ MINH", 1400, 240),
        boxed_line("Nam Sơn, ngày 05 tháng 11 năm 2016", 1300, 310),
        boxed_line("QUYẾT ĐỊNH", 1180, 420), boxed_line(text, 700, 600), *BODY_ROWS,
    )
    assert zone_of(page, text) is Zone.BODY


@pytest.mark.parametrize(("below", "y", "in_title"), [
    ("CHỦ TỊCH NƯỚC VIỆT NAM DÂN CHỦ CỘNG HÒA", 560, True),
    ("CHỦ TỊCH NƯỚC VIỆT NAM DÂN CHỦ CỘNG HÒA", 590, False),    # white above: it decides
    ("RA SẮC LỆNH:", 560, False),                               # no other body decides
])
def test_title_row_that_begins_like_a_body_is_told_by_the_body_below(
    below: str, y: int, in_title: bool
) -> None:
    row = boxed_line("CHỦ TỊCH NƯỚC KHI ĐI VẮNG", 695, y)
    page = zoned(
        boxed_line("VIỆT NAM DÂN CHỦ CỘNG HÒA", 1380, 240),
        boxed_line("Độc lập - Tự do - Hạnh phúc", 1380, 310), boxed_line("SẮC LỆNH", 862, 440),
        boxed_line("VỀ VIỆC ỦY NHIỆM THAY MẶT", 695, 505), row, boxed_line(below, 700, 680),
        *BODY_ROWS,
    )
    assert (zone_of(page, row.text) is Zone.TITLE) == in_title


@pytest.mark.parametrize(("text", "confidence", "signed"), [
    ("Bí thư", 0.99, True),
    ("Bí thư", 0.5, False),             # a pen
    ("Bí thư đã ký", 0.99, False),      # no post
])
def test_post_in_small_letters_belongs_to_the_signature(
    text: str, confidence: float, signed: bool
) -> None:
    post = replace(boxed_line(text, 1650, 2060), confidence=confidence)
    page = zoned(
        *HEAD, *BODY_ROWS, boxed_line("TM. BAN CHẤP HÀNH ĐOÀN TRƯỜNG", 1400, 2000), post,
        boxed_line("Phạm Thu Hà", 1600, 2400),
    )
    assert (zone_of(page, text) is Zone.SIGNATURE) == signed


def test_mark_of_urgency_under_the_subject_of_a_letter_is_none_of_it() -> None:
    page = zoned(
        boxed_line("TỈNH ỦY NAM SƠN", 480, 240), boxed_line("ĐẢNG CỘNG SẢN VIỆT NAM", 1400, 240),
        boxed_line("Số 318-CV/TU", 500, 320),
        boxed_line("Nam Sơn, ngày 24 tháng 9 năm 2025", 1300, 320),
        boxed_line("Về việc ứng phó với", 440, 400), boxed_line("bão số 9", 560, 450),
        boxed_line("HỎA TỐC", 560, 500), boxed_line("Kính gửi: Các đảng ủy", 900, 640), *BODY_ROWS,
    )
    assert [mark.text for mark in page.stamps] == [("HỎA TỐC",)]
    assert zone_of(page, "bão số 9") is Zone.TITLE


@pytest.mark.parametrize(("over", "under", "is_item"), [
    ("Nơi nhận:", "Như trên;", True),
    ("Nơi nhận:", "Ộ ~ 12", False),         # a pen under the heading
    ("Như trên;", "Nơi nhận:", False),      # over the heading stands no item
])
def test_first_recipient_may_have_lost_its_dash(over: str, under: str, is_item: bool) -> None:
    page = zoned(
        *HEAD, boxed_line("QUYẾT ĐỊNH", 1180, 540), *BODY_ROWS,
        boxed_line(over, 360, 2000), boxed_line(under, 360, 2060),
        boxed_line("- Giám đốc, các Phó Giám đốc;", 360, 2120), boxed_line("- Lưu: VT.", 360, 2180),
        boxed_line("GIÁM ĐỐC", 1700, 2000), boxed_line("Nguyễn Văn An", 1680, 2400),
    )
    text = under if over == "Nơi nhận:" else over
    assert (zone_of(page, text) is Zone.RECIPIENTS) == is_item


@pytest.mark.parametrize(("below", "x", "is_title"), [
    ("giải pháp tiêu thụ xoài niên vụ 2022", 900, True),
    ("nghị Ban Chấp hành mở rộng.", 420, False),      # the end of a paragraph
])
def test_wide_row_under_the_kind_is_a_title_with_a_centred_row_below(
    below: str, x: int, is_title: bool,
) -> None:
    kind = boxed_line("THÔNG BÁO", 1180, 540)
    assert kind.bbox is not None
    middle = kind.bbox.center[0]

    def row(text: str, width: int, y: int, left: int | None = None) -> Line:
        x0 = int(middle - width / 2) if left is None else left
        return replace(boxed_line(text, x0, y), bbox=Bbox(x0, y, x0 + width, y + kind_height))

    kind_height = kind.bbox.height
    wide = row("Kết luận của Phó Chủ tịch tại cuộc họp bàn về tình hình sản xuất", 1840, 605)
    second = row(below, 700, 670, None if is_title else x)
    page = zoned(*HEAD, kind, wide, second, *(
        replace(line, bbox=Bbox(250, line.bbox.y0, 2200, line.bbox.y1))
        for line in BODY_ROWS if line.bbox is not None))
    assert (zone_of(page, wide.text) is Zone.TITLE) == is_title


@pytest.mark.parametrize(("texts", "is_fax"), [
    (("24/08/2011 16:42 07103841255", "VP UBND Q BINH THUY", "PAGE 01/01"), True),
    (("FROM: SO TU PHAP", "FAX NO. 0711 3878259", "25 Aug. 2011"), True),
    (("TÀI LIỆU HỌP NGÀY 24/08/2011",), False),
    (("ĐT: 07103841255",), False),
])
def test_row_of_a_fax_machine_over_the_head_is_no_text(
    texts: tuple[str, ...], is_fax: bool,
) -> None:
    row = [boxed_line(text, 100 + 800 * at, 60) for at, text in enumerate(texts)]
    page = zoned(*row, *HEAD, boxed_line("QUYẾT ĐỊNH", 1180, 540), *BODY_ROWS)
    kept = {item.text for item in page.unplaced} | {
        line.text for line in page.lines if line.zone is Zone.PAGE_NUMBER}
    assert (set(texts) <= kept) == is_fax
    assert all(zone_of(page, text) or text in kept for text in texts)


@pytest.mark.parametrize(("text", "centred", "is_title"), [
    ("Về việc chủ động ứng phó với mưa lớn.", True, True),
    ("Về việc này, Ủy ban nhân dân tỉnh đã họp.", False, False),     # a sentence of the text
    ("Mưa lớn còn kéo dài trong nhiều ngày.", True, False),
])
def test_subject_with_a_full_stop_is_the_title(text: str, centred: bool, is_title: bool) -> None:
    kind, row = boxed_line("CÔNG ĐIỆN", 1180, 540), boxed_line(text, 420, 605)
    assert kind.bbox is not None
    assert row.bbox is not None
    x = round(kind.bbox.center[0] - row.bbox.width / 2) if centred else 420
    page = zoned(*HEAD, kind, boxed_line(text, x, 605), *(
        replace(line, bbox=Bbox(250, line.bbox.y0 + 120, 2300, line.bbox.y1 + 120))
        for line in BODY_ROWS if line.bbox is not None))
    assert (zone_of(page, text) is Zone.TITLE) == is_title
