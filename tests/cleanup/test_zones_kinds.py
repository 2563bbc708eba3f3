"""Zones of heads and endings that papers of other kinds have: joint signers, wraps, footnotes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cleanup.metadata.people import read_signers
from cleanup.metadata.reading import Placed
from cleanup.zones import zone_pages
from ocr.model import Line, Page, Zone
from tests.cleanup.test_zones import boxed_line, head_line, zone_texts


@pytest.mark.parametrize("signed", [True, False])
def test_left_signer_stands_above_the_list(signed: bool) -> None:
    # papers that two bodies sign: the list of recipients stands below both signatures
    post = "CHỦ TỊCH" if signed else "- Chủ tịch Liên đoàn;"
    lines = [
        head_line("Hai bên thống nhất thực hiện Chương trình này từ ngày ký kết./.", 350, 700),
        *([head_line("TM. BAN THƯỜNG VỤ", 420, 900)] if signed else
          [head_line("Nơi nhận:", 350, 900)]),
        head_line("TM. BAN THƯỜNG TRỰC", 1500, 900),
        head_line(post, 480, 960), head_line("CHỦ TỊCH", 1600, 960),
        *([head_line("Lê Thanh Bình", 460, 1300)] if signed else []),
        head_line("Nguyễn Văn Triết", 1560, 1300),
        *([head_line("Nơi nhận:", 350, 1500)] if signed else []),
        head_line("- Lưu: VT.", 350, 1560),
    ]
    (page,) = zone_pages((Page(number=1, width=2480, height=3508, dpi=300, lines=tuple(lines)),))
    names = [text for text in zone_texts(page, Zone.SIGNATURE) if not text.isupper()]
    assert names == (["Lê Thanh Bình"] if signed else []) + ["Nguyễn Văn Triết"]
    listed = zone_texts(page, Zone.RECIPIENTS)
    assert listed == (["Nơi nhận:", "- Lưu: VT."] if signed else ["Nơi nhận:", post, "- Lưu: VT."])


def test_last_word_of_a_body_that_wraps_belongs_to_it() -> None:
    lines = [
        head_line("ĐẢNG UỶ TỔNG CÔNG TY ĐIỆN", 350, 220), head_line("LỰC", 580, 280),
        head_line("ĐẢNG CỘNG SẢN VIỆT NAM", 1300, 220), head_line("*", 605, 330),
        head_line("Số 214-BC/ĐU", 490, 380), head_line("AB", 1020, 290),
        head_line("Hà Nội, ngày 05 tháng 12 năm 2023", 1250, 300),
        head_line("BÁO CÁO", 1150, 520), head_line("Năm 2023, tình hình khó khăn.", 350, 800),
    ]
    (page,) = zone_pages((Page(number=1, width=2480, height=3508, dpi=300, lines=tuple(lines)),))
    assert zone_texts(page, Zone.HEADER_LEFT) == ["ĐẢNG UỶ TỔNG CÔNG TY ĐIỆN", "LỰC"]
    assert "AB" in [item.text for item in page.unplaced]


@pytest.mark.parametrize(("name_at", "signed"), [(1300, True), (1000, False)])
def test_capitals_and_a_name_at_the_end_are_a_signature(name_at: int, signed: bool) -> None:
    # a seal hid CHỦ; room for a signature stands between post and name
    lines = [
        head_line("Nghị quyết này được Quốc hội thông qua ngày 09 tháng 11.", 350, 700),
        head_line("TỊCH QUỐC HỘI", 1600, 900), head_line("ương Đình Huệ", 1620, name_at),
    ]
    (page,) = zone_pages((Page(number=2, width=2480, height=3508, dpi=300, lines=tuple(lines)),))
    assert zone_texts(page, Zone.SIGNATURE) == (
        ["TỊCH QUỐC HỘI", "ương Đình Huệ"] if signed else []
    )


def test_authority_that_names_the_state_is_no_head() -> None:
    lines = [
        head_line("QUỐC HỘI", 500, 220), head_line("Nghị quyết số: 103/2023/QH15", 400, 290),
        head_line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1200, 220),
        head_line("NGHỊ QUYẾT", 1150, 500),
        head_line("QUỐC HỘI", 1160, 640),
        boxed_line("NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 800, 700),
        head_line("Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;", 350, 800),
    ]
    (page,) = zone_pages((Page(number=1, width=2480, height=3508, dpi=300, lines=tuple(lines)),))
    assert zone_texts(page, Zone.BODY)[:2] == [
        "QUỐC HỘI", "NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


@pytest.mark.parametrize(("size", "mark", "zone"), [
    (38.0, "⁴", Zone.FOOTNOTE), (49.0, "⁴", Zone.BODY), (38.0, "", Zone.BODY),
])
def test_footnote_of_a_last_page_is_told_by_the_size_of_the_paper(
    size: float, mark: str, zone: Zone
) -> None:
    def line(text: str, y: int, size: float) -> Line:
        return replace(head_line(text, 350, y), x_size=size)

    text = "Thông tư này quy định về kết cấu hạ tầng đường sắt quốc gia."
    first = Page(number=1, width=2480, height=3508, dpi=300,
                 lines=tuple(line(text, 400 + 80 * at, 50.0) for at in range(8)))
    note = f"{mark} Điều 6 của Nghị định số 01/2022/NĐ-CP quy định như sau:"
    last = Page(number=2, width=2480, height=3508, dpi=300, lines=(
        line("Nghị định này có hiệu lực từ ngày ký./.", 400, 50.0), line(note, 3100, size),
    ))
    assert zone_pages((first, last))[1].lines[-1].zone is zone


@pytest.mark.parametrize(("post", "signed"), [("PHÓ bÍ THƯ", True), ("Phó Bí thư đã xem", False)])
def test_post_with_one_small_letter_is_no_handwriting(post: str, signed: bool) -> None:
    lines = [
        head_line("Đảng uỷ xã yêu cầu các chi bộ triển khai thực hiện.", 350, 700),
        head_line("Nơi nhận:", 350, 900), head_line("T/M BAN THƯỜNG VỤ", 1500, 900),
        head_line("- Lưu VPĐU.", 350, 960), head_line(post, 1560, 960),
        head_line("Nguyễn Công Chiến", 1540, 1300),
    ]
    (page,) = zone_pages((Page(number=1, width=2480, height=3508, dpi=300, lines=tuple(lines)),))
    assert (post in zone_texts(page, Zone.SIGNATURE)) is signed


@pytest.mark.parametrize(("top", "low", "signs"), [
    ("NGƯỜI ĐƯỢC ỦY QUYỀN", "Lâm Thị Bích Thủy", True),
    ("BÊN B", "Trần Văn Nam", True),
    ("Như Điều 3", "Trần Văn Nam", False),          # no capitals
    ("NGƯỜI ĐƯỢC ỦY QUYỀN", "Lưu hồ sơ", False),    # no name
])
def test_who_signs_for_himself_stands_at_the_left(top: str, low: str, signs: bool) -> None:
    text = "Giấy này có hiệu lực kể từ ngày ký và thay thế các giấy trước đây của cơ quan này"
    rows = [boxed_line(text, 300, y) for y in range(560, 1800, 70)]
    page = Page(number=1, width=2480, height=3508, dpi=300, lines=(
        *rows, boxed_line(top, 420, 2000), boxed_line("GIÁM ĐỐC", 1600, 2000),
        boxed_line("(Ký, ghi rõ họ tên)", 420, 2060),
        boxed_line(low, 420, 2400), boxed_line("Trịnh Công Hầu", 1600, 2400),
    ))
    (zoned,) = zone_pages((page,))
    zones = {line.text: line.zone for line in zoned.lines}
    assert zones[top] is zones[low] is (Zone.SIGNATURE if signs else Zone.RECIPIENTS)


@pytest.mark.parametrize(("word", "x", "is_post"), [
    ("TRỰC", 1696, True), ("TRỰC", 1500, False),      # beside the axis: a stamp
    ("Ny", 1716, False),                              # a pen
])
def test_last_word_of_a_post_that_wraps_belongs_to_it(word: str, x: int, is_post: bool) -> None:
    text = "Công điện này gửi các địa phương để triển khai thực hiện nghiêm túc theo quy định"
    rows = [boxed_line(text, 300, y) for y in range(560, 1800, 70)]
    page = Page(number=1, width=2480, height=3508, dpi=300, lines=(
        *rows, boxed_line("KT. TRƯỞNG BAN", 1590, 2000),
        boxed_line("PHÓ TRƯỞNG BAN THƯỜNG", 1500, 2060), boxed_line(word, x, 2120),
        boxed_line("Cao Văn Cường", 1620, 2400),
    ))
    (zoned,) = zone_pages((page,))
    signed = zone_texts(zoned, Zone.SIGNATURE)
    assert (word in signed) == is_post
    placed = [Placed(page=1, line=line) for line in zoned.lines if line.zone is Zone.SIGNATURE]
    post = "PHÓ TRƯỞNG BAN THƯỜNG TRỰC" if is_post else "PHÓ TRƯỞNG BAN THƯỜNG"
    assert read_signers(placed).signers[0].authority == ("KT. TRƯỞNG BAN", post)
