"""The tree: levels by nesting, slips of authors, quotations, attachments."""

from collections.abc import Iterator

import pytest

from cleanup.document import Section
from cleanup.headings import split_heading
from cleanup.patterns import LineKind
from cleanup.sections import Body
from ocr.model import Zone
from tests.cleanup.making import body_of, paragraphs_text, text_page


def _body(*paragraphs: str) -> Body:
    return body_of([text_page(paragraphs_text(paragraphs), zone=Zone.BODY)])


def _tree(sections: tuple[Section, ...]) -> Iterator[tuple[int, str, str | None]]:
    for section in sections:
        yield section.level, section.number, section.title
        yield from _tree(section.sections)


def _codes(body: Body) -> list[str]:
    return [finding.code for finding in body.findings]


def test_levels_follow_nesting_not_style() -> None:
    body = _body("I. MỤC ĐÍCH", "1. Mục đích", "Một.", "II. PHẠM VI", "a) Đối tượng: Các cơ quan.")
    assert [(level, number) for level, number, _ in _tree(body.sections)] == [
        (1, "I"), (2, "1"), (1, "II"), (2, "a"),
    ]


def test_articles_run_through_chapters_and_clauses_restart() -> None:
    body = _body(
        "Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi", "1. Một.", "2. Hai.", "Chương II",
        "TỔ CHỨC", "Điều 2. Trách nhiệm", "1. Ba.", "a) Bốn;", "b) Năm.",
    )
    assert list(_tree(body.sections)) == [
        (1, "Chương I", "QUY ĐỊNH CHUNG"), (2, "Điều 1", "Phạm vi"), (3, "1", None),
        (3, "2", None), (1, "Chương II", "TỔ CHỨC"), (2, "Điều 2", "Trách nhiệm"),
        (3, "1", None), (4, "a", None), (4, "b", None),
    ]
    assert not body.findings


def test_author_slip_keeps_its_number_and_is_found() -> None:
    body = _body("7. Sở Y tế: Một.", "8. Tỉnh đoàn: Hai.", "10. Công an tỉnh: Ba.")
    assert [number for _, number, _ in _tree(body.sections)] == ["7", "8", "10"]
    assert _codes(body) == ["numbering.gap", "numbering.gap"]


def test_points_without_d_with_stroke_are_no_gap() -> None:
    body = _body("1. Gồm:", *(f"{letter}) Việc;" for letter in "abcdeg"))
    assert [number for _, number, _ in _tree(body.sections)][1:] == list("abcdeg")
    assert not body.findings


def test_first_roman_written_in_arabic_stays_as_printed() -> None:
    body = _body("1. SỰ CẦN THIẾT", "Một.", "II. MỤC ĐÍCH", "1. Mục đích", "Hai.")
    assert [(level, number) for level, number, _ in _tree(body.sections)] == [
        (1, "1"), (1, "II"), (2, "1"),
    ]


def test_misread_roman_is_repaired_and_recorded() -> None:
    body = _body("I. MỘT", "A.", "II. HAI", "B.", "HI. BA", "C.")
    assert [number for _, number, _ in _tree(body.sections)] == ["I", "II", "III"]
    assert [(c.before, c.after, c.reason) for c in body.corrections] == [
        ("HI.", "III.", "structure.mark")
    ]


def test_quoted_amendment_is_opaque() -> None:
    body = _body(
        "Điều 1. Sửa đổi Thông tư số 01", "1. Điều 3 được sửa đổi như sau:",
        "“Điều 3. Đối tượng áp dụng", "1. Công chức.", "2. Viên chức.”", "2. Bãi bỏ Điều 4.",
        "Điều 2. Hiệu lực",
    )
    assert [number for _, number, _ in _tree(body.sections)] == ["Điều 1", "1", "2", "Điều 2"]
    blocks = body.sections[0].sections[0].blocks
    assert [block.type for block in blocks] == ["paragraph", "quote", "quote", "quote"]


def test_lost_closing_quote_ends_at_the_next_amending_clause() -> None:
    body = _body(
        "Điều 1. Sửa đổi Nghị định số 84", "1. Bổ sung khoản 4 Điều 11 như sau:",
        "“4. Đánh giá hiệu quả:", "a) Phương pháp.", "2. Sửa đổi khoản 3 Điều 18 như sau:",
        "“3. Nội dung”.",
    )
    assert [number for _, number, _ in _tree(body.sections)] == ["Điều 1", "1", "2"]


def test_lead_in_sentence_has_no_title_and_run_in_has_one() -> None:
    body = _body(
        "1. Cục Thuế tỉnh:", "- Chủ trì.", "2. Thông tư này áp dụng đối với:", "a) Người;",
        "3. Sở Y tế: Chỉ đạo các cơ sở.", "4. Sở Tài chính chịu trách nhiệm toàn diện, gồm:",
    )
    titles = {number: title for _, number, title in _tree(body.sections)}
    assert titles == {"1": "Cục Thuế tỉnh", "2": None, "a": None, "3": "Sở Y tế", "4": None}


def test_attached_regulation_counts_anew() -> None:
    body = _body(
        "Điều 1. Ban hành Quy chế.", "Điều 2. Hiệu lực", "QUY CHẾ", "Làm việc của Ban Chỉ đạo",
        "(Ban hành kèm theo Quyết định số 05/QĐ-UBND)", "Điều 1. Phạm vi", "Điều 2. Nguyên tắc",
    )
    assert [number for _, number, _ in _tree(body.sections)] == ["Điều 1", "Điều 2"]
    assert [number for _, number, _ in _tree(body.appendices[0].sections)] == ["Điều 1", "Điều 2"]
    assert not body.findings


def test_appendix_named_with_its_note_opens() -> None:
    body = _body("1. Một.", "Phụ lục (Kèm theo Nghị định số 123/2026/NĐ-CP)", "I. DANH MỤC", "Hai.")
    assert [appendix.title for appendix in body.appendices] == [
        "Phụ lục (Kèm theo Nghị định số 123/2026/NĐ-CP)"
    ]


def test_note_under_the_title_of_an_appendix_is_no_part_of_it() -> None:
    body = _body(
        "1. Một.", "PHỤ LỤC BIỂU TỔNG HỢP KẾT QUẢ",
        "(Kèm theo Kế hoạch số 38/KH-LĐLĐ của tỉnh)", "Hai.",
    )
    (appendix,) = body.appendices
    assert appendix.title == "PHỤ LỤC BIỂU TỔNG HỢP KẾT QUẢ"
    assert [block.text for block in appendix.blocks] == [
        "(Kèm theo Kế hoạch số 38/KH-LĐLĐ của tỉnh)", "Hai."]


def test_reference_at_line_start_goes_back_into_its_sentence() -> None:
    body = _body(
        "Điều 1. Phạm vi", "Hồ sơ gồm giấy tờ quy định tại|", "Điều 5, Điều 6 và Điều 7 Luật này.",
        "Điều 2. Đối tượng",
    )
    assert body.sections[0].blocks[0].text == (
        "Hồ sơ gồm giấy tờ quy định tại Điều 5, Điều 6 và Điều 7 Luật này."
    )


def test_closing_paragraph_belongs_to_the_document() -> None:
    body = _body(
        "1. Sở Y tế: Một.", "2. Sở Nội vụ: Hai.",
        "Yêu cầu Thủ trưởng các Sở thực hiện nghiêm túc Chỉ thị này./.",
    )
    assert [block.text[:7] for block in body.closing] == ["Yêu cầu"]


def test_comma_after_an_expected_number_closes_its_mark() -> None:
    body = _body("1. Rà soát đất.", "2, Lập hồ sơ, 3 bản.", "3, Báo cáo Bộ.", "4. Công bố.")
    assert _numbers(body) == ["1", "2", "3", "4"]
    assert [(c.before, c.after) for c in body.corrections] == [("2,", "2."), ("3,", "3.")]


def test_brace_after_an_expected_letter_closes_its_mark() -> None:
    body = _body("Điều 1. Phạm vi", "a) Một;", "b} Hai;", "c) Ba.")
    assert _numbers(body) == ["Điều 1", "a", "b", "c"]


def test_numbers_in_a_sentence_open_nothing() -> None:
    body = _body("1. Rà soát.", "5, Lập hồ sơ.", "A, B và C cùng làm.", "2. Báo cáo.")
    assert _numbers(body) == ["1", "2"]


def test_misread_article_word_is_mended_where_its_number_is_due() -> None:
    body = _body("Điều 1. Một", "Điền 2. Hai", "Điền 7. Bảy")
    assert _numbers(body) == ["Điều 1", "Điều 2"]


def test_unread_number_is_not_made_up() -> None:
    # between 1. and 3. the order proves it, before another 2. it does not
    proven = _body("1. Một.", "¬-. Hai.", "3. Ba.")
    assert _numbers(proven) == ["1", "2", "3"]
    loose = _body("1. Một.", ". Trường hợp khác.", "2. Hai.")
    assert _numbers(loose) == ["1", "2"]
    assert not loose.corrections


@pytest.mark.parametrize(("read", "meant"), [
    (("a) Một;", "b) Hai;", "c) Ba;", "đ) Bốn;", "đ) Năm."), ["a", "b", "c", "d", "đ"]),
    (("a) Một;", "b) Hai;", "c) Ba;", "d) Bốn;", "d) Năm;", "e) Sáu."),
     ["a", "b", "c", "d", "đ", "e"]),
    (("a) Một;", "b) Hai;", "c) Ba;", "d) Bốn;", "đ) Năm."), ["a", "b", "c", "d", "đ"]),
    (("a) Một;", "b) Hai;", "c) Ba;", "d) Bốn;", "e) Sáu."), ["a", "b", "c", "d", "e"]),
])
def test_d_with_and_without_stroke_are_told_by_their_neighbours(
    read: tuple[str, ...], meant: list[str]
) -> None:
    body = _body("Điều 1. Phạm vi", *read)
    assert _numbers(body)[1:] == meant
    assert len(body.corrections) == sum(
        not text.startswith(number) for text, number in zip(read, meant, strict=True))


def test_capital_i_with_a_mark_before_2_is_a_misread_1() -> None:
    body = _body("Điều 8. Phương án", "Ĩ, Đơn vị rà soát.", "2. Đơn vị báo cáo.")
    assert _numbers(body) == ["Điều 8", "1", "2"]


def _numbers(body: Body) -> list[str]:
    return [number for _, number, _ in _tree(body.sections) if number]


def test_points_with_a_slash_are_units() -> None:
    body = _body("1. Sở Nội vụ", "a/ Chủ trì thực hiện.", "b/ Báo cáo.", "2. Sở Tài chính",
                 "v/ v triển khai")
    assert [(level, number) for level, number, _ in _tree(body.sections)] == [
        (1, "1"), (2, "a"), (2, "b"), (1, "2"),
    ]


def test_last_paragraph_of_an_attachment_stays_under_its_article() -> None:
    body = _body(
        "Điều 1. Ban hành Quy chế.", "QUY CHẾ", "Quản lý hội nghị",
        "(Ban hành kèm theo Quyết định số 22/2021/QĐ-UBND)", "Điều 1. Phạm vi", "Một.",
        "Điều 2. Điều khoản thi hành", "Giao Sở Nội vụ chịu trách nhiệm thi hành Quy chế này./.",
    )
    (appendix,) = body.appendices
    assert [block.text for block in appendix.sections[-1].blocks] == [
        "Giao Sở Nội vụ chịu trách nhiệm thi hành Quy chế này./.",
    ]
    assert appendix.sections[-1].number == "Điều 2"


def test_figures_follow_a_run_in_heading_where_its_siblings_have_headings() -> None:
    body = _body("1. Chủ trì: Ông Lê An.", "2. Thời gian: 07 giờ 30 phút.", "3. Địa điểm: Trụ sở.")
    assert [title for _, _, title in _tree(body.sections)] == ["Chủ trì", "Thời gian", "Địa điểm"]
    assert body.sections[1].blocks[0].text == "07 giờ 30 phút."
    # a list of figures has no headings
    body = _body("1. Diện tích: 120 ha.", "2. Sản lượng: 30 tấn.")
    assert [title for _, _, title in _tree(body.sections)] == [None, None]
    # nor one in which one unit is a sentence
    body = _body("1. Diện tích: 120 ha.", "2. Các sở báo cáo theo lệ.", "3. Sở Y tế: Báo cáo.")
    assert [title for _, _, title in _tree(body.sections)] == [None, None, "Sở Y tế"]


def test_parts_with_letters_and_points_with_dashes_are_units() -> None:
    body = _body("PHẦN A", "QUY ĐỊNH CHUNG", "1. Mục đích", "a- Nâng cao nhận thức.",
                 "b- Thống nhất.", "PHẦN B", "TỔ CHỨC THỰC HIỆN", "1. Phân công")
    assert list(_tree(body.sections)) == [
        (1, "PHẦN A", "QUY ĐỊNH CHUNG"), (2, "1", "Mục đích"), (3, "a", None), (3, "b", None),
        (1, "PHẦN B", "TỔ CHỨC THỰC HIỆN"), (2, "1", "Phân công"),
    ]
    assert not body.findings


@pytest.mark.parametrize("text", [
    "Phần A của Phụ lục này quy định chi tiết.", "a - b là hiệu của hai số.",
    "Phần C1 gồm hai mục.",
])
def test_letters_inside_text_open_no_unit(text: str) -> None:
    assert not _body("Mở đầu.", text).sections


def test_appendix_may_have_a_figure_and_a_letter() -> None:
    body = _body("1. Một.", "PHỤ LỤC 1A", "DANH MỤC HỒ SƠ", "I. Hồ sơ")
    assert [one.title for one in body.appendices] == ["PHỤ LỤC 1A DANH MỤC HỒ SƠ"]


def test_khoan_put_in_by_an_amendment_stands_beside_the_one_before() -> None:
    body = _body("Điều 1. Báo cáo", "1. Sở Công Thương tổng hợp.", "2. Lập sổ theo dõi.",
                 "2a. Báo cáo trước ngày 05.", "2b. Lưu hồ sơ 10 năm.", "3. Kiểm tra.")
    assert [number for _, number, _ in _tree(body.sections)] == [
        "Điều 1", "1", "2", "2a", "2b", "3"]
    assert not body.findings
    misread = _body("1. Một việc.", "la. Hai việc.", "2. Ba việc.")
    assert [number for _, number, _ in _tree(misread.sections)] == ["1", "1a", "2"]
    assert [(edit.before, edit.after) for edit in misread.corrections] == [("la.", "1a.")]
    # one without a number before it is text
    assert [n for _, n, _ in _tree(_body("1. Một việc.", "7a. Hai việc.").sections)] == ["1"]


@pytest.mark.parametrize("text", [
    "Trong trường hợp khẩn cấp: Báo cáo ngay về Sở.",
    "Sở Y tế bàn giao hồ sơ: Hoàn thành trước ngày 10.",
    "Ủy ban nhân dân tỉnh, đề nghị:",
    "Ban Thường vụ Tỉnh ủy, yêu cầu:",
    "Việc thực hiện kế hoạch được kiểm tra:",
    "Chủ tịch và các yêu cầu đối với sở: Báo cáo.",
    "Để thực hiện mục tiêu, yêu cầu:",
    "Mục tiêu, yêu cầu các sở: Báo cáo.",
])
def test_clause_before_a_colon_stays_text(text: str) -> None:
    heading = split_heading(text, LineKind.NUM)
    assert (heading.title, heading.text, heading.colon) == (None, text, None)


@pytest.mark.parametrize("title", [
    "Mục đích, yêu cầu", "Mục đích và yêu cầu", "Quan điểm chỉ đạo, mục tiêu, yêu cầu",
    "Về mục đích và các yêu cầu", "Một số yêu cầu đối với cán bộ", "Nội dung đề nghị",
    "Khó khăn, vướng mắc và đề nghị", "Sở Giao thông vận tải", "Phòng không nhân dân",
])
def test_noun_phrase_before_a_colon_is_a_heading(title: str) -> None:
    assert split_heading(f"{title}:", LineKind.NUM).title == title
