"""Fixed strings are put right by zone, with a record; everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.plan import apply, invert
from cleanup.rules.vocabulary import correct_vocabulary, find
from ocr.model import Line, Page, Zone

FIXED = [
    (Zone.HEADER_RIGHT, "CỘNG HÒA XÃ HỌI CHỦ NGHĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (Zone.HEADER_RIGHT, "ộc lập - Tự do - Hạnh phú", "Độc lập - Tự do - Hạnh phúc"),
    (Zone.HEADER_LEFT, "UỶ BAN NHÂN DẦN", "UỶ BAN NHÂN DÂN"),
    (Zone.HEADER_LEFT, "TĨNH SÓC TRÁNG", "TỈNH SÓC TRĂNG"),
    (Zone.TITLE, "CHÍ THỊ", "CHỈ THỊ"),
    (Zone.TITLE, "KÉT LUẬN", "KẾT LUẬN"),
    (Zone.NUMBER, "Số: 4‡ /QĐÐ-UBND", "Số: 4‡ /QĐ-UBND"),
    (Zone.TITLE, "Nghị quyết số 24/2013/NQ- HĐND", "Nghị quyết số 24/2013/NQ-HĐND"),
    (Zone.BODY, "theo Thông tư 86/2016/TT -BTC này", "theo Thông tư 86/2016/TT-BTC này"),
    (Zone.NUMBER, "Số: 12/Q4-UBND", "Số: 12/QĐ-UBND"),
    (Zone.RECIPIENTS, ".Vơi nhận:", "Nơi nhận:"),
    (
        Zone.PLACE_DATE,
        "Thành phố Hô Chí Minh, ngày 05 tháng 6 năm 2026",
        "Thành phố Hồ Chí Minh, ngày 05 tháng 6 năm 2026",
    ),
    (Zone.PLACE_DATE, "Tp. Hồ Chí Mỉnh, ngày 22 tháng 01 năm 2013",
     "Tp. Hồ Chí Minh, ngày 22 tháng 01 năm 2013"),
    (Zone.BODY, "thi hành Quyết định này./,", "thi hành Quyết định này./."),
    (Zone.BODY, "thi hành Quyết định này./", "thi hành Quyết định này./."),
    (Zone.BODY, "QUYÉT ĐỊNH:", "QUYẾT ĐỊNH:"),
    (
        Zone.BODY,
        "CHU TỊCH ỦY BAN NHÂN DÂN THÀNH PHÓ CÀN THƠ",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ",
    ),
    (Zone.HEADER_LEFT, "ỦY BANNHÂN DÂN", "ỦY BAN NHÂN DÂN"),
    (Zone.SIGNATURE, "KT, BỘ TRƯỞNG", "KT. BỘ TRƯỞNG"),
    (Zone.SIGNATURE, "TM.UY BAN NHAN DAN", "TM. ỦY BAN NHÂN DÂN"),
    (Zone.SIGNATURE, "PHÓ CHU TỊCH", "PHÓ CHỦ TỊCH"),
]
KEPT = [
    (Zone.BODY, "giai đoạn 2020/NQ - HĐND tỉnh quyết định"),
    (Zone.BODY, "10/XY- TRUNG TÂM"),
    (Zone.BODY, "kinh tế - xã hội"),
    (Zone.HEADER_RIGHT, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (Zone.HEADER_LEFT, "UỶ BAN NHÂN DÂN XÃ PHONG ĐIỀN"),
    (Zone.HEADER_LEFT, "XÃ LÂM ĐÔNG"),
    (Zone.TITLE, "Về việc chi thị xã"),
    (Zone.SIGNATURE, "Trần Thị Chu Tich"),
    (Zone.RECIPIENTS, "- Chu tịch UBND tỉnh;"),
    (Zone.PLACE_DATE, "Lâm Đông, ngày 07 tháng 7 năm 2021"),
    (Zone.BODY, "QUYÉT ĐỊNH NÀY"),
    (Zone.BODY, "PHỤ LỤC BÁO CÁO"),
    (Zone.PLACE_DATE, "Cân Thơ, ngày 07 tháng 7 năm 2021"),
    (Zone.NUMBER, "Số: O5/QĐ-UBND"),
    (Zone.BODY, "thi hành Quyết định này./."),
    (Zone.BODY, "theo công thức 1./"),
    (Zone.BODY, "đồng/ hồ sơ, đồng/"),
    (Zone.PLACE_DATE, "Tp. Hồ Xá, ngày 22 tháng 01 năm 2013"),
]


@pytest.mark.parametrize(("zone", "read", "wanted"), FIXED)
def test_fixed_string_is_put_right(zone: Zone, read: str, wanted: str) -> None:
    edits = find(read, zone)
    assert apply(read, edits) == wanted
    assert {edit.reason for edit in edits} == {f"vocabulary.{zone.value}"}


@pytest.mark.parametrize(("zone", "text"), KEPT)
def test_other_text_is_left_alone(zone: Zone, text: str) -> None:
    assert find(text, zone) == ()


@given(st.sampled_from(list(Zone)), st.sampled_from([text for _, text, _ in FIXED]))
def test_edits_can_be_undone_and_run_once(zone: Zone, text: str) -> None:
    edits = find(text, zone)
    fixed = apply(text, edits)
    assert apply(fixed, invert(edits)) == text
    assert find(fixed, zone) == ()


def test_every_change_of_a_page_is_recorded() -> None:
    line = Line(text="QUYÉT ĐỊNH", raw_text="QUYÉT ĐỊNH", zone=Zone.TITLE)
    (page,), (correction,) = correct_vocabulary((Page(number=2, lines=(line,)),))
    assert page.lines[0].text == "QUYẾT ĐỊNH"
    assert page.lines[0].raw_text == "QUYÉT ĐỊNH"
    assert (correction.page, correction.line, correction.start) == (2, 1, 0)
    assert (correction.before, correction.after) == ("QUYÉT", "QUYẾT")


def test_bare_place_is_put_right_where_the_head_names_it() -> None:
    lines = (
        Line(text="THÀNH PHỐ CẦN THƠ", raw_text="", zone=Zone.HEADER_LEFT),
        Line(text="Cân Thơ, ngày 07 tháng 7 năm 2021", raw_text="", zone=Zone.PLACE_DATE),
    )
    (page,), corrections = correct_vocabulary((Page(number=1, lines=lines),))
    assert page.lines[1].text == "Cần Thơ, ngày 07 tháng 7 năm 2021"
    assert [c.reason for c in corrections] == ["vocabulary.place_date"]


@pytest.mark.parametrize(("text", "zone", "wanted"), [
    ("- Sở TNRMT; Sở KHRĐT;", Zone.RECIPIENTS, "- Sở TN&MT; Sở KH&ĐT;"),
    ("phối hợp với Đài PTRTH tỉnh", Zone.BODY, "phối hợp với Đài PT&TH tỉnh"),
    ("- Sở TN&MT; - Trường THRT;", Zone.RECIPIENTS, "- Sở TN&MT; - Trường THRT;"),
    ("BAN CHỈ ĐẠO PTRTH", Zone.SIGNATURE, "BAN CHỈ ĐẠO PTRTH"),
    ("la Grai, ngày 05 tháng 3 năm 2024", Zone.PLACE_DATE, "Ia Grai, ngày 05 tháng 3 năm 2024"),
    ("Gia Lai, ngày 05 tháng 3 năm 2024", Zone.PLACE_DATE, "Gia Lai, ngày 05 tháng 3 năm 2024"),
    ("TỈNH ỦY BẢC KẠN", Zone.HEADER_LEFT, "TỈNH ỦY BẮC KẠN"),
    ("HUYỆN ỦY BẢC SƠN", Zone.HEADER_LEFT, "HUYỆN ỦY BẢC SƠN"),
])
def test_known_strings_only(text: str, zone: Zone, wanted: str) -> None:
    assert apply(text, find(text, zone)) == wanted
