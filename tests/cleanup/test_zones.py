"""Whole pages through `zone_pages`: zones, and that no word is lost."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanup.zones import find_secrecy, zone_pages
from cleanup.zones.cut import cut_head_line
from ocr.model import Bbox, Cell, Line, Page, Table, TextSource, Word, Zone

CASES = Path(__file__).parents[1] / "cases"


def text_page(text: str) -> Page:
    """Plain text as one page without coordinates; a blank line begins a new block."""
    block = 0
    lines: list[Line] = []
    for raw in text.split("\n"):
        if raw.strip():
            lines.append(Line(text=" ".join(raw.split()), raw_text=raw, block=block))
        else:
            block += 1
    return Page(number=1, text_source=TextSource.TEXT, lines=tuple(lines))


def boxed_line(text: str, x0: int, y0: int, gap_before: dict[int, int] | None = None) -> Line:
    """A line of 36-pixel type on an A4 page at 300 dpi; `gap_before` widens single gaps."""
    words, x = [], x0
    for index, token in enumerate(text.split()):
        x += (gap_before or {}).get(index, 0)
        words.append(Word(text=token, bbox=Bbox(x, y0, x + 22 * len(token), y0 + 40)))
        x += 22 * len(token) + 12
    box = Bbox(x0, y0, x - 12, y0 + 40)
    return Line(text=text, raw_text=text, words=tuple(words), bbox=box, confidence=0.95)


def words_of(page: Page) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in page.lines:
        found.update(line.text.split())
    for table in page.tables:
        for cell in table.cells:
            for line in cell.lines:
                found.update(line.text.split())
    for stamp in page.stamps:
        for text in stamp.raw_text or stamp.text:
            found.update(text.split())
    for item in page.unplaced:
        found.update(item.text.split())
    return found


def zone_texts(page: Page, zone: Zone) -> list[str]:
    return [line.text for line in page.lines if line.zone is zone]


def test_seed_head_is_zoned_without_coordinates() -> None:
    text = (CASES / "05-KL-TU.ocr.txt").read_text(encoding="utf-8")
    (page,) = zone_pages((text_page(text),))
    assert zone_texts(page, Zone.HEADER_LEFT) == ["TỈNH ỦY SÓC TRĂNG", "*"]
    assert zone_texts(page, Zone.NUMBER) == ["Số 05-KL/TU"]
    assert zone_texts(page, Zone.TITLE) == [
        "KẾT LUẬN",
        "HỘI NGHỊ LẦN THỨ SÁU",
        "BAN CHẤP HÀNH ĐẢNG BỘ TỈNH KHOÁ XIV",
    ]
    assert zone_texts(page, Zone.SIGNATURE) == ["Hồ Thị Cẩm Đào"]
    assert len(zone_texts(page, Zone.RECIPIENTS)) == 9


def test_seed_noise_leaves_the_body() -> None:
    text = (CASES / "05-KL-TU.ocr.txt").read_text(encoding="utf-8")
    (page,) = zone_pages((text_page(text),))
    assert [(u.text, u.reason) for u in page.unplaced] == [
        ("7/2021", "handwriting"),
        ("Hàm", "handwriting"),
        ("NGHỊ QUYẾT", "unknown"),
    ]
    (stamp,) = page.stamps
    assert stamp.text == ("VĂN BẢN ĐẾN", "001/TU", "08/2021", "Chuyển:", "Lưu hồ sơ số:")
    assert stamp.raw_text == ("VĂN BẢN ĐỀN", "001/TU", "08/2021", "ayễn:", "u hồ sơ số:")
    assert dict(stamp.fields) == {"so": None, "ngay": None}


def test_news_has_no_head() -> None:
    for name in ("news-000", "news-001", "news-002", "news-004"):
        text = (CASES / f"{name}.txt").read_text(encoding="utf-8")
        (page,) = zone_pages((text_page(text),))
        assert {line.zone for line in page.lines} == {Zone.BODY}
        assert not page.unplaced


def test_row_major_head_is_cut() -> None:
    text = (
        "TỈNH UỶ SÓC TRĂNG ĐẢNG CỘNG SẢN VIỆT NAM\n*\n"
        "Số 12-KH/TU Sóc Trăng, ngày 02 tháng 3 năm 2021\n\nKẾ HOẠCH\nvề công tác kiểm tra\n\n"
        "Thực hiện Quy định số 22-QĐ/TW, Ban Thường vụ Tỉnh uỷ ban hành kế hoạch.\n\n"
        "Nơi nhận: T/M BAN THƯỜNG VỤ\n- Các ban đảng, PHÓ BÍ THƯ\n- Lưu Văn phòng. Trần Văn Nam"
    )
    (page,) = zone_pages((text_page(text),))
    assert zone_texts(page, Zone.HEADER_RIGHT) == ["ĐẢNG CỘNG SẢN VIỆT NAM"]
    assert zone_texts(page, Zone.PLACE_DATE) == ["Sóc Trăng, ngày 02 tháng 3 năm 2021"]
    assert zone_texts(page, Zone.SIGNATURE) == ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Trần Văn Nam"]
    assert zone_texts(page, Zone.RECIPIENTS) == [
        "Nơi nhận:",
        "- Các ban đảng,",
        "- Lưu Văn phòng.",
    ]


def test_wide_gap_cuts_the_ending() -> None:
    body = [
        boxed_line(
            "Điều này có hiệu lực kể từ ngày ký và thay thế các quy định trước đây của Ủy ban",
            400,
            300 + 60 * i,
        )
        for i in range(6)
    ]
    lines = (
        *body,
        boxed_line("Nơi nhận: TM. ỦY BAN NHÂN DÂN", 400, 800, {2: 700}),
        boxed_line("- Như trên; KT. CHỦ TỊCH", 400, 860, {3: 800}),
        boxed_line("- Lưu: VT. Trần Văn Nam", 400, 920, {3: 800}),
        boxed_line("Sóc Trăng", 400, 980),
    )
    page = Page(number=3, width=2480, height=3508, dpi=300, lines=lines)
    (zoned,) = zone_pages((page,))
    assert zone_texts(zoned, Zone.SIGNATURE) == [
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "Trần Văn Nam",
    ]
    assert zone_texts(zoned, Zone.RECIPIENTS)[-1] == "Sóc Trăng"


def test_ending_is_found_when_its_heading_was_not_read() -> None:
    body = [boxed_line("Điều này có hiệu lực kể từ ngày ký và thay thế các quy định trước đây của "
                       "Ủy ban", 400, 300 + 60 * i) for i in range(6)]  # fmt: skip
    lines = (
        *body,
        boxed_line("ˆ°h", 400, 800),
        boxed_line("- Như trên;", 400, 860),
        boxed_line("- Bộ Nội vụ; CHỦ TỊCH", 400, 920, {4: 800}),
        boxed_line("- Lưu: VT. Trần Văn Nam", 400, 980, {3: 800}),
    )
    page = Page(number=3, width=2480, height=3508, dpi=300, lines=lines)
    (zoned,) = zone_pages((page,))
    assert zone_texts(zoned, Zone.SIGNATURE) == ["CHỦ TỊCH", "Trần Văn Nam"]
    assert len(zone_texts(zoned, Zone.BODY)) >= 6
    assert "- Như trên;" in zone_texts(zoned, Zone.RECIPIENTS)


def test_second_head_is_read_by_place() -> None:
    lines = (
        boxed_line("XÁC THỰC VĂN BẢN HỢP NHẤT", 1400, 1000),
        boxed_line("BỘ TÀI CHÍNH", 500, 1004),
        boxed_line("Số: 46/VBHN-BTC", 500, 1080),
        boxed_line("Hà Nội, ngày 04 tháng 5 năm 2026", 1400, 1080),
        boxed_line("Nơi nhận:", 400, 1200),
        boxed_line("- Lưu: VT.", 400, 1260),
    )
    page = Page(number=5, width=2480, height=3508, dpi=300, lines=lines)
    first = Page(number=1, width=2480, height=3508, lines=(boxed_line("THÔNG TƯ", 1000, 300),))
    _, zoned = zone_pages((first, page))
    assert zone_texts(zoned, Zone.HEADER_LEFT) == ["BỘ TÀI CHÍNH"]
    assert zone_texts(zoned, Zone.NUMBER) == ["Số: 46/VBHN-BTC"]


def test_zoning_twice_changes_nothing() -> None:
    text = (CASES / "05-KL-TU.ocr.txt").read_text(encoding="utf-8")
    once = zone_pages((text_page(text),))
    assert zone_pages(once) == once


def test_tables_keep_their_place_when_lines_leave() -> None:
    lines = tuple(
        Line(text=text, raw_text=text)
        for text in (
            "TỈNH ỦY SÓC TRĂNG",
            "Hàm",
            "Số 05-KL/TU",
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Đoạn thứ nhất.",
            "Đoạn thứ hai.",
        )
    )
    table = Table(bbox=None, cells=(Cell(row=0, column=0),), before_line=5)
    (page,) = zone_pages((Page(number=1, lines=lines, tables=(table,)),))
    assert page.lines[page.tables[0].before_line].text == "Đoạn thứ hai."


FRAGMENTS = st.sampled_from(
    [
        "ỦY BAN NHÂN DÂN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 12/QĐ-UBND",
        "Sóc Trăng, ngày 07 tháng 7 năm 2021",
        "QUYẾT ĐỊNH",
        "NGHỊ QUYẾT",
        "Về việc",
        "Nơi nhận:",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "Trần Văn Nam",
        "VĂN BẢN ĐẾN",
        "Số:",
        "MẬT",
        "HỎA TỐC",
        "2",
        "*",
        "Kính gửi: Bộ Nội vụ",
        "Điều 1. Phạm vi",
        "7/2021",
        "Người ký: CỔNG THÔNG TIN",
        "Thời gian ký: 05.03.2020 16:41:07",
        "PHỤ LỤC",
        "¹ Gồm: các",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.one_of(FRAGMENTS, st.text(max_size=12)), max_size=4), max_size=30))
def test_no_word_is_lost_in_text(rows: list[list[str]]) -> None:
    lines = tuple(
        Line(text=text, raw_text=text) for row in rows if (text := " ".join(" ".join(row).split()))
    )
    page = Page(number=1, lines=lines)
    (zoned,) = zone_pages((page,))
    assert words_of(zoned) == words_of(page)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(FRAGMENTS, min_size=1, max_size=2),
            st.integers(50, 1500),
            st.integers(0, 3400),
            st.integers(0, 900),
        ),
        max_size=25,
    )
)
def test_no_word_is_lost_on_scans(rows: list[tuple[list[str], int, int, int]]) -> None:
    lines = tuple(boxed_line(" ".join(texts), x, y, {2: gap}) for texts, x, y, gap in rows)
    page = Page(number=1, width=2480, height=3508, dpi=300, lines=lines)
    pages = zone_pages((page, Page(number=2, width=2480, height=3508, lines=lines)))
    for zoned in pages:
        assert words_of(zoned) == words_of(page)


def test_one_endless_line_is_read_at_once() -> None:
    """Cutting tried every word of a line as the start of a column: quadratic on a paragraph."""
    text = "Nghị quyết số " * 8000
    (page,) = zone_pages((text_page(text),))
    assert page.lines[0].zone is Zone.BODY


def test_small_numbered_line_is_a_footnote_below_the_text_and_a_heading_above_a_table() -> None:
    wide = [
        _pitched("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6", 400 + 60 * i, 25)
        for i in range(5)
    ]
    note = _pitched("1. Danh mục thủ tục hành chính mới được ban hành trong năm", 900, 18)
    page = Page(number=2, width=2480, height=3508, dpi=300, lines=(*wide, note))
    assert zone_pages((page,))[0].lines[-1].zone is Zone.FOOTNOTE
    cell = Cell(row=0, column=0, bbox=Bbox(300, 1000, 2000, 1500))
    table = Table(bbox=Bbox(300, 1000, 2000, 1500), cells=(cell,), before_line=6)
    with_table = Page(
        number=2, width=2480, height=3508, dpi=300, lines=(*wide, note), tables=(table,)
    )
    assert zone_pages((with_table,))[0].lines[-1].zone is Zone.BODY


def _pitched(text: str, y0: int, pitch: int) -> Line:
    """A line whose characters are `pitch` pixels wide."""
    box = Bbox(300, y0, 300 + pitch * len(text), y0 + 40)
    return Line(text=text, raw_text=text, bbox=box, confidence=0.95)


@pytest.mark.parametrize("change", [
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "  "),
    lambda text: "\ufeff" + text.replace("n", "n\u200b"),
], ids=["nfd", "no-break", "double", "invisible"])
def test_zones_do_not_depend_on_the_form_of_the_text(change: Callable[[str], str]) -> None:
    rows = [
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 15/QĐ-UBND Sóc Trăng, ngày 05 tháng 02 năm 2021", "QUYẾT ĐỊNH",
        "Về việc bổ nhiệm viên chức", "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "Nơi nhận: TM. ỦY BAN NHÂN DÂN", "- Lưu: VT.", "CHỦ TỊCH", "Trần Văn Nam",
    ]
    usual, odd = (
        zone_pages((Page(number=1, lines=tuple(
            Line(text=row, raw_text=row, block=at) for at, row in enumerate(texts)
        )),))[0]
        for texts in (rows, [change(row) for row in rows])
    )
    assert [line.zone for line in odd.lines] == [line.zone for line in usual.lines]
    kept = " ".join(line.text for line in odd.lines)
    assert kept.split() == " ".join(change(row) for row in rows).split()


def test_secrecy_mark_with_marks_apart_from_its_letters_is_found() -> None:
    rows = ["TỈNH UỶ SÓC TRĂNG", "Số 05-KL/TU", "TỐI MẬT", "ĐẢNG CỘNG SẢN VIỆT NAM",
            "Sóc Trăng, ngày 07 tháng 7 năm 2021", "KẾT LUẬN"]
    apart = [unicodedata.normalize("NFD", row) for row in rows]
    page = Page(number=1, lines=tuple(Line(text=row, raw_text=row) for row in apart))
    hit = find_secrecy(zone_pages((page,)))
    assert hit is not None
    assert hit.mark == "TỐI MẬT"


def _ending(number: int, *rows: tuple[str, int]) -> Page:
    """A page of text with an ending; x is the left edge of each row."""
    body = [("Nội dung của trang này dài hơn nửa dòng, để trang có khổ chữ rõ ràng như thật", 300)]
    return Page(number=number, width=2480, height=3508, lines=tuple(
        Line(text=text, raw_text=text, bbox=Bbox(x, y, x + 21 * len(text), y + 45))
        for y, (text, x) in zip(range(1800, 3400, 60), [*body, *rows], strict=False)
    ))


def test_ending_of_a_form_in_an_appendix_is_text() -> None:
    pages = zone_pages((
        _ending(1, ("Nơi nhận:", 300), ("- Như trên;", 300), ("- Lưu: VT.", 300),
                ("CHỦ TỊCH", 1700), ("Trần Văn Nam", 1660)),
        _ending(2, ("Nơi nhận:", 300), ("- Như trên;", 300), ("- Lưu: VT, …", 300),
                ("THỦ TRƯỞNG ĐƠN VỊ", 1650)),
    ))
    ending = {Zone.RECIPIENTS, Zone.SIGNATURE}
    assert {line.zone for line in pages[0].lines} >= ending
    assert not {line.zone for line in pages[1].lines} & ending


def test_list_of_recipients_on_the_page_before_the_name_stays() -> None:
    pages = zone_pages((
        _ending(1, ("Nơi nhận:", 300), ("- Như trên;", 300), ("- Lưu: VT.", 300)),
        _ending(2, ("CHỦ TỊCH", 1700), ("Trần Văn Nam", 1660)),
    ))
    assert Zone.RECIPIENTS in {line.zone for line in pages[0].lines}
    assert Zone.SIGNATURE in {line.zone for line in pages[1].lines}


def test_line_without_boxes_of_its_words_is_cut_in_proportion() -> None:
    text = "NGÂN HÀNG NHÀ NƯỚC CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    line = Line(text=text, raw_text=text, bbox=Bbox(376, 313, 2219, 368))
    left, right = cut_head_line(line, 2479)
    assert left.bbox is not None
    assert right.bbox is not None
    assert left.bbox.x1 == right.bbox.x0
    assert 900 < left.bbox.x1 < 1100


def test_bracketed_note_under_a_table_is_no_footnote() -> None:
    # justified lines that were stretched make others look narrow: the height of the letters tells
    texts = [
        "Nhà trường đã ban hành Quyết định về công tác thi đua", "kiện toàn Hội đồng gồm 21 người",
    ] * 3
    rows = [(text, 24 + 5 * (at % 2), 50.0) for at, text in enumerate(texts)]
    rows += [("(Số liệu tính đến ngày 15/12/2022 của đơn vị)", 20, 49.0)]
    small = [("(1) Số liệu tính đến ngày 15/12/2022 của đơn vị", 20, 38.0)]
    for last, zones in ((rows[-1:], set[Zone]()), (small, {Zone.FOOTNOTE})):
        lines = [
            Line(text=text, raw_text=text, x_size=size, confidence=0.98,
                 bbox=Bbox(300, 900 + 90 * at, 300 + pitch * len(text), 950 + 90 * at))
            for at, (text, pitch, size) in enumerate([*rows[:6], *last])
        ]
        (page,) = zone_pages((Page(number=1, width=2480, height=3508, dpi=300,
                                   lines=tuple(lines)),))
        assert {line.zone for line in page.lines} - {Zone.BODY} == zones


def head_line(text: str, x0: int, y0: int) -> Line:
    return Line(text=text, raw_text=text, confidence=0.98,
                bbox=Bbox(x0, y0, x0 + 20 * len(text), y0 + 44))


def test_regime_on_two_sheets_is_no_running_head() -> None:
    # a regulation issued with a decision has a head of its own on top of its first sheet
    def sheet(number: int, body: str) -> Page:
        lines = [
            head_line("ỦY BAN NHÂN DÂN", 400, 220), head_line("TỈNH NAM SƠN", 430, 280),
            head_line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1200, 220),
            head_line("Độc lập - Tự do - Hạnh phúc", 1270, 280), head_line(body, 350, 900),
        ]
        return Page(number=number, width=2480, height=3508, dpi=300, lines=tuple(lines))

    pages = zone_pages((sheet(1, "Điều 1. Ban hành Quy chế."), sheet(2, "Điều 1. Phạm vi")))
    for page in pages:
        assert zone_texts(page, Zone.HEADER_LEFT) == ["ỦY BAN NHÂN DÂN", "TỈNH NAM SƠN"]
        assert len(zone_texts(page, Zone.HEADER_RIGHT)) == 2


def test_title_of_a_book_on_two_sheets_is_a_running_head() -> None:
    pages = zone_pages(tuple(
        Page(number=number, width=2480, height=3508, dpi=300, lines=(
            head_line("SỔ TAY NGHIỆP VỤ", 1000, 150), head_line("Văn bản đi và đến.", 350, 900),
        )) for number in (1, 2, 3)
    ))
    assert [zone_texts(page, Zone.RUNNING_HEAD) for page in pages] == [["SỔ TAY NGHIỆP VỤ"]] * 3
