"""Doubtful places of a scan: what is listed, and what is not."""

from __future__ import annotations

import pytest

from cleanup.correct import correct_pages
from ocr.model import Choice, Line, Page, TextSource, Word, Zone


def listed(text: str, zone: Zone = Zone.BODY) -> list[tuple[str, str, str]]:
    lines = tuple(Line(text=line, raw_text=line, zone=zone) for line in text.split("\n"))
    pages, corrections = correct_pages((Page(number=1, lines=lines, text_source=TextSource.OCR),))
    assert [line.text for line in pages[0].lines] == text.split("\n")
    return [(one.before, one.after, one.reason) for one in corrections]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("thực hiện tốt quy định. về hóa đơn", ("định.", "định", "suspect.punctuation")),
        ("có hiệu lực kể từ ngày I0 tháng 3 năm 2026", ("I0", "I0", "suspect.number")),
        ("có hiệu lực kể từ ngày 0P tháng 3 năm 2026", ("0P", "0P", "suspect.number")),
        ("có tên tại Điều I và cơ quan, đơn vị", ("I", "I", "suspect.number")),
        ("Điều 2. Đối tượng áp dụng?", ("dụng?", "dụng?", "suspect.character")),
        ("theo quy hoạch tổng thể . phát triển", (".", ".", "suspect.character")),
        ("Chỉ huy Quân sự cấp tỉnh”, Bộ Tư lệnh", ("”", "”", "suspect.character")),
        ("quy định tổ chức lỄ tang", ("lỄ", "lỄ", "suspect.case")),
        ("quyết định cbãi bỏ nghị quyết", ("cbãi", "cbãi", "suspect.not-a-word")),
        ("dầu chỉ có nguy CƠ xảy ra", ("CƠ", "CƠ", "suspect.case")),
    ],
)
def test_oddity_is_listed(text: str, found: tuple[str, str, str]) -> None:
    assert found in listed(text)


@pytest.mark.parametrize(
    "text",
    [
        "tại Chương I, Phần II và Phụ lục I kèm theo",
        "điểm l khoản 1 Điều 12a; QL1, đường ĐT.628, lớp 5B",
        "Căn cứ Luật Tổ chức chính quyền địa phương. Theo đề nghị của Giám đốc Sở",
        "cụm từ “Bộ Chỉ huy quân sự cấp tỉnh”, Bộ Tư lệnh",
        "UBND, HĐND, TTg và TW",
        "Số: 47/QĐ-UBND ngày 17/01/2025",
    ],
)
def test_ordinary_writing_is_not_listed(text: str) -> None:
    assert listed(text) == []


def sung(small: float) -> list[tuple[str, str]]:
    """What is proposed for `Sung` in `sửa đổi, bổ Sung một số điều`."""
    text = "sửa đổi, bổ Sung một số điều"
    first = (Choice(text="S", score=0.9), Choice(text="s", score=small))
    words = [
        Word(
            text=word,
            choices=tuple(first if c == "S" else (Choice(text=c, score=1.0),) for c in word),
        )
        for word in text.split()
    ]
    line = Line(text=text, raw_text=text, words=tuple(words), zone=Zone.BODY)
    _, corrections = correct_pages((Page(number=1, lines=(line,), text_source=TextSource.OCR),))
    assert not any(one.applied for one in corrections)
    return [(one.before, one.after) for one in corrections]


def test_capital_is_doubted_where_the_engine_saw_the_small_letter() -> None:
    assert sung(0.7) == [("Sung", "sung")]
    assert sung(0.02) == []
