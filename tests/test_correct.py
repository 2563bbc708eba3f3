"""The corrector on the acceptance document, on clean prose, and as properties."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanup.correct import correct_pages
from cleanup.document import Correction
from cleanup.skeleton import unmarked
from ocr.model import Line, Page, TextSource

CASES = Path(__file__).parent / "cases"
HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def page_of(text: str) -> Page:
    lines = tuple(Line(text=line, raw_text=line) for line in text.split("\n") if line.strip())
    return Page(number=1, lines=lines, text_source=TextSource.TEXT)


def corrected(text: str, profile: str = "safe") -> tuple[list[str], tuple[Correction, ...]]:
    pages, corrections = correct_pages((page_of(text),), profile=profile)
    return [line.text for line in pages[0].lines], corrections


def undone(lines: list[str], corrections: tuple[Correction, ...]) -> list[str]:
    lines = list(lines)
    for one in reversed(corrections):
        if one.applied:
            line = lines[one.line - 1]
            end = one.start + len(one.after)
            assert line[one.start : end] == one.after
            lines[one.line - 1] = line[: one.start] + one.before + line[end:]
    return lines


def test_05_kl_tu_gets_its_wording_and_nothing_else() -> None:
    text = (CASES / "05-KL-TU.ocr.txt").read_text("utf-8")
    _, corrections = corrected(text)
    applied = {(one.before, one.after) for one in corrections if one.applied}
    assert applied == {
        ("Vẽ", "Về"), ("sáp", "sắp"), ("Vệ", "Về"),
        ("lanh", "lãnh"), ("Chi", "Chỉ"), ("trực", "trục"),
    }  # fmt: skip
    assert sum(one.applied for one in corrections) == 6


@pytest.mark.parametrize("name", ["news-000", "news-001", "news-002", "news-004"])
def test_news_stays_as_written(name: str) -> None:
    text = (CASES / f"{name}.txt").read_text("utf-8")
    _, corrections = corrected(text)
    assert not [one for one in corrections if one.applied]


@pytest.mark.parametrize(
    "line",
    [
        "các cơ quan, đơn vị trên tuyến đường trực thuộc tỉnh quản lý",
        "việc sáp nhập các xã, phường, thị trấn",
        "các chiến sĩ Vệ quốc quân năm 1945",
        "Chi bộ trực thuộc Đảng ủy cơ quan",
        "Chi tiết tại phụ lục kèm theo",
        "em bé lanh lợi, làm việc nhanh lẹ",
        "trợ cấp tuất hàng tháng và trợ cấp tuất hằng tháng, nếu xẩy ra sự kiện bất khả kháng",
        "công tác hoà giải ở cơ sở",
        "công tác hòa giải ở cơ sở",
        "tỷ lệ, kỹ thuật, quý I và kĩ năng, lí do",
        "ngày 07 tháng 7 năm 2021 số 05-KL/TU và 100/2019/NĐ-CP",
        "UBND, HĐND, MTTQ, BCH, BTV, TW, KT-XH, QP-AN, GRDP, CNH-HĐH",
        "Lễ Sene Đôl Ta và Lễ hội Oóc Om Bóc - Đua ghe Ngo của đồng bào Khmer",
        "các đồng chí Ksor Phước, Y Vêng và Chamaléa Điêu",
        "a) Ban hành; b) Tổ chức; c) Kiểm tra; d) Báo cáo; đ) Lưu trữ; e) Khác",
    ],
)
def test_right_words_stay(line: str) -> None:
    lines, _ = corrected(f"{HEAD}\n{line}")
    assert lines == [HEAD, line]


SYLLABLES = [
    "tổ",
    "chức",
    "thực",
    "hiện",
    "nghị",
    "quyết",
    "của",
    "tỉnh",
    "ủy",
    "về",
    "lãnh",
    "đạo",
    "chỉ",
    "đạo",
    "sắp",
    "xếp",
    "Hội",
    "nghị",
    "05-KL/TU",
    ",",
    ".",
    ";",
    "2021",
    "UBND",
]
BROKEN = [
    "tô",
    "tố",
    "thưc",
    "hiên",
    "nghi",
    "quyêt",
    "cua",
    "tinh",
    "úy",
    "vệ",
    "vẽ",
    "lanh",
    "đao",
    "chi",
    "sáp",
    "xêp",
    "xep",
    "Hôi",
    "nghj",
    "ph",
    "át",
    "hòa",
    "hoà",
    "giai",
]
texts = st.lists(st.sampled_from(SYLLABLES * 2 + BROKEN), min_size=1, max_size=30).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(texts, min_size=1, max_size=4), st.sampled_from([[HEAD], []]))
def test_corrections_replay_undo_and_settle(lines: list[str], head: list[str]) -> None:
    before = [*head, *lines]
    after, corrections = corrected("\n".join(before))
    assert undone(after, corrections) == before
    assert corrected("\n".join(after))[0] == after
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert unicodedata.is_normalized("NFC", new)
        assert [c for c in old if c.isdigit()] == [c for c in new if c.isdigit()]


FORM = """Điều 1. Phạm vi điều chỉnh
Nghị định này quy định chi tiết thi hành một số điều của Luật Thi đua, khen thưởng.
Trang bị cho mỗi người làm việc trong kho, trong xưởng và ngoài công trường gồm có:
Giày da: 01 đôi 01 năm;"""
DAMAGED = """Uỷ ban nhân dân tinh quyêt định thưc hiện nghị quyết của Hội đông nhân dân tỉnh vê phát
triên kinh tế, bảo đảm đời sông của nhân dân và giữ vững an ninh chính tri."""


def test_rare_word_stays_in_text_without_other_errors() -> None:
    assert corrected(f"{HEAD}\n{FORM}")[0][1:] == FORM.split("\n")


def test_damaged_text_is_read_without_its_head() -> None:
    lines, corrections = corrected(DAMAGED)
    assert sum(one.applied for one in corrections) >= 6
    assert "quyết định thực hiện nghị quyết của Hội đồng nhân dân tỉnh về phát" in lines[0]


@pytest.mark.parametrize("head", ["", f"{HEAD}\n"])
def test_text_typed_without_marks_stays(head: str) -> None:
    text = head + unmarked((CASES / "news-000.txt").read_text("utf-8"))
    assert not [one for one in corrected(text)[1] if one.applied]


def test_report_changes_nothing() -> None:
    text = (CASES / "05-KL-TU.ocr.txt").read_text("utf-8")
    lines, corrections = corrected(text, "report")
    assert lines == [line for line in text.split("\n") if line.strip()]
    assert any(one.before == "sáp" and not one.applied for one in corrections)


def test_unusual_name_is_flagged_not_changed() -> None:
    line = "tổ chức Hội thảo “Nhà cách mạng Dương Ký Hiệp - Những đóng góp mang dấu ấn lịch sử”"
    lines, corrections = corrected(f"{HEAD}\n{line}")
    assert lines[1] == line
    flagged = [one for one in corrections if one.before == "Ký"]
    assert flagged
    assert flagged[0].reason == "suspect.name"
    assert "Kỳ" in flagged[0].alternatives


@pytest.mark.parametrize(
    ("read", "fixed"),
    [
        ("Bộ trưởng banhành Nghị định này", "Bộ trưởng ban hành Nghị định này"),
        ("nhiệm vụ ph át triển kinh tế", "nhiệm vụ phát triển kinh tế"),
        ("cơ quan cóthẩm quyền giải quyết", "cơ quan có thẩm quyền giải quyết"),
        ("tiêm vaccine phòng Covid tại Kon Plông", "tiêm vaccine phòng Covid tại Kon Plông"),
        ("tác giả Thanh TâmCác ý kiến", "tác giả Thanh TâmCác ý kiến"),
    ],
)
def test_spaces_lost_and_false(read: str, fixed: str) -> None:
    lines, _ = corrected(f"{HEAD}\n{read}")
    assert lines[1] == fixed


def test_numbers_in_words_stay() -> None:
    line = "thời hạn tính đến ngày cuối cùng của tháng sáu; thứ bảy hằng tuần"
    assert corrected(f"{HEAD}\n{line}")[0][1] == line


def test_parallel_headings_agree() -> None:
    text = (
        f"{HEAD}\n1.2.1. Về phát triển kinh tế\n1.2.2. Vẽ văn hóa\n1.2.3. Vệ quốc phòng, an ninh\n"
    )
    lines, _ = corrected(text + "1.2.4. Về xây dựng hệ thống chính trị")
    assert lines[2:4] == ["1.2.2. Về văn hóa", "1.2.3. Về quốc phòng, an ninh"]


def test_doubtful_words_of_a_scan_are_listed() -> None:
    line = Line(text="Quảng Ngãi, ngày ‡4 tháng 5", raw_text="Quảng Ngãi, ngày ‡4 tháng 5")
    page = Page(number=1, lines=(line,), text_source=TextSource.OCR)
    pages, corrections = correct_pages((page,))
    assert pages == (page,)
    assert [(one.before, one.reason) for one in corrections] == [("‡4", "suspect.character")]
