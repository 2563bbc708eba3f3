"""Misread words of the title are put right from the document's own wording, and only so."""

from __future__ import annotations

import pytest

from cleanup.assemble import build_document
from cleanup.document import Correction, Document, SourceInfo
from cleanup.mend import mend_pages
from ocr.model import Line, Page, Zone

SUBJECT = "quản lý đất quốc {word}; người làm công tác cơ yếu"


def page(title: str, *body: str) -> Page:
    lines = [
        Line(text="THÔNG TƯ", raw_text="THÔNG TƯ", zone=Zone.TITLE),
        Line(text=title, raw_text=title, zone=Zone.TITLE),
        *(Line(text=row, raw_text=row, zone=Zone.BODY, block=at) for at, row in enumerate(body)),
    ]
    return Page(number=1, lines=tuple(lines))


def build(*pages: Page, corrections: tuple[Correction, ...] = ()) -> Document:
    source = SourceInfo(file="scan.pdf", sha256="", pages=len(pages))
    return build_document(pages, source, corrections=corrections)


def test_word_under_a_stamp_is_taken_from_the_text() -> None:
    body = [f"Thông tư này quy định {SUBJECT.format(word='phòng')}."] * 3
    document = build(page(SUBJECT.format(word="hòng"), *body))
    assert document.metadata.subject == SUBJECT.format(word="phòng")
    (one,) = document.corrections
    assert (one.page, one.line, one.start, one.before, one.after, one.reason) == (
        1, 2, 17, "hòng", "phòng", "witness.phrase",
    )
    assert document.review_reasons["subject"] == ("repaired: hòng → phòng",)


def test_capitals_stay_capitals() -> None:
    body = ["về công tác bảo vệ chính trị nội bộ Đảng."] * 3
    (mended,), _ = mend_pages((page("CÔNG TÁC BẢO VỆ CHÍN TRỊ NỘI BỘ ĐẢNG", *body),))
    assert mended.lines[1].text == "CÔNG TÁC BẢO VỆ CHÍNH TRỊ NỘI BỘ ĐẢNG"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        # the text says so only once
        (SUBJECT.format(word="hòng"), [SUBJECT.format(word="phòng")]),
        # the read word is a word of the document too
        (SUBJECT.format(word="hòng"), [SUBJECT.format(word="phòng")] * 3 + ["đừng hòng"]),
        # other words stand beside it
        (SUBJECT.format(word="hòng"), ["quốc phòng, an ninh"] * 3),
        # more than one letter differs: the title may say something else
        (SUBJECT.format(word="gia"), [SUBJECT.format(word="phòng")] * 3),
        # only marks differ: the corrector has settled that
        (SUBJECT.format(word="phong"), [SUBJECT.format(word="phòng")] * 3),
        # tone placement is nobody's business
        ("công tác của ủy ban nhân dân", ["công tác của uỷ ban nhân dân"] * 3),
        # a name
        ("tổ chức lễ tang ông Nguyễn Văn Năm ở tỉnh", ["lễ tang ông Nguyễn Văn Nam ở tỉnh"] * 3),
        # numbers
        ("kế hoạch năm 2024 của tỉnh", ["kế hoạch năm 2025 của tỉnh"] * 3),
    ],
)  # fmt: skip
def test_title_without_a_witness_stays(title: str, body: list[str]) -> None:
    pages = (page(title, *body),)
    mended, corrections = mend_pages(pages)
    assert mended == pages
    assert not any(one.applied for one in corrections)


def test_other_marks_behind_the_same_word_are_proposed() -> None:
    text = page("giám sát trong phòng thì", "Trong phòng thi có giám thị.", "Nội quy phòng thi.")
    document = build(text)
    assert document.metadata.subject == "giám sát trong phòng thì"
    assert document.review_reasons["subject"] == ("doubtful: thì → thi",)


def test_heading_under_a_stroke_of_the_pen_is_the_only_wording_there() -> None:
    rows = ("ŠVơi nhận:", "- Như trên;", "- Lưu: VT.")
    lines = tuple(Line(text=row, raw_text=row, zone=Zone.RECIPIENTS) for row in rows)
    document = build(Page(number=1, lines=lines))
    assert document.recipients_heading == "Nơi nhận:"
    assert [one.reason for one in document.corrections] == ["vocabulary.recipients"]


def test_list_without_a_heading_gets_none() -> None:
    rows = ("- Như trên;", "- Lưu: VT.")
    lines = tuple(Line(text=row, raw_text=row, zone=Zone.RECIPIENTS) for row in rows)
    assert build(Page(number=1, lines=lines)).recipients_heading is None


def test_doubtful_word_puts_its_field_on_the_list() -> None:
    rows = ("- Đoàn Nghỉ lễ Quân đội;", "- Lưu: VT.")
    lines = tuple(Line(text=row, raw_text=row, zone=Zone.RECIPIENTS) for row in rows)
    proposed = Correction(
        page=1, line=1, start=7, before="Nghỉ", after="Nghi", reason="diacritic.name", score=0.7,
        applied=False,
    )
    document = build(Page(number=1, lines=lines), corrections=(proposed,))
    assert "doubtful: Nghỉ → Nghi" in document.review_reasons["recipients"]
    assert "recipients" in document.metadata.review


def test_doubt_about_the_text_is_no_doubt_about_a_field() -> None:
    proposed = Correction(
        page=1, line=3, start=0, before="Căn", after="Cân", reason="diacritic.context", score=0.7,
        applied=False,
    )
    document = build(page("về công tác văn thư", "Căn cứ Luật Lưu trữ;"), corrections=(proposed,))
    assert "subject" not in document.metadata.review


def test_who_signs_for_another_needs_a_post_of_his_own() -> None:
    rows = ("KT. BỘ TRƯỞNG", "Nguyễn Văn Nam")
    lines = tuple(Line(text=row, raw_text=row, zone=Zone.SIGNATURE) for row in rows)
    document = build(Page(number=1, lines=lines))
    assert document.review_reasons["signers"] == ("missing-post",)


def test_post_cut_by_a_seal_is_doubtful() -> None:
    rows = ("T. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn Nam")
    lines = tuple(Line(text=row, raw_text=row, zone=Zone.SIGNATURE) for row in rows)
    document = build(Page(number=1, lines=lines))
    assert document.review_reasons["signers"] == ("doubtful-post: T. GIÁM ĐỐC",)
