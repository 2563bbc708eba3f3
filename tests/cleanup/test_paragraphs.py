"""Paragraphs from lines with boxes and from plain text."""

from dataclasses import replace

from cleanup.layout import body_lines
from cleanup.paragraphs import join_lines
from ocr.model import Bbox, Line, Page, Zone
from tests.cleanup.making import text_page

CHAR, LEFT, RIGHT = 25, 300, 300 + 70 * 25


def _boxed(number: int, rows: list[tuple[str, str]]) -> Page:
    """Rows of (shape, text): i = indented, f = flush; capital letter = ends short of the margin."""
    lines = []
    for index, (shape, text) in enumerate(rows):
        x0 = LEFT + (6 * CHAR if shape in "iI" else 0)
        x1 = x0 + CHAR * len(text) if shape.isupper() else RIGHT
        if shape == "c":
            x0, x1 = (LEFT + RIGHT - CHAR * len(text)) // 2, (LEFT + RIGHT + CHAR * len(text)) // 2
        box = Bbox(x0, 200 + 70 * index, x1, 250 + 70 * index)
        lines.append(Line(text=text, raw_text=text, bbox=box, x_size=50.0, zone=Zone.BODY))
    return Page(number=number, width=2480, height=3508, dpi=300, lines=tuple(lines))


def _texts(*pages: Page) -> list[str]:
    keep = [(page.number, index) for page in pages for index in range(len(page.lines))]
    return [paragraph.text for paragraph in join_lines(body_lines(pages, keep))]


LONG = "Thực hiện Nghị định của Chính phủ quy định về hóa đơn, chứng từ và các"
MORE = "văn bản hướng dẫn thi hành, trong thời gian qua các cơ quan của Bộ Tài"


def test_first_line_indent_begins_a_paragraph() -> None:
    first = [("i", LONG), ("f", MORE), ("F", "chính đã làm.")]
    page = _boxed(1, [*first, ("i", LONG), ("F", "xong.")])
    assert _texts(page) == [f"{LONG} {MORE} chính đã làm.", f"{LONG} xong."]


def test_capital_after_full_line_goes_on() -> None:
    page = _boxed(1, [("i", LONG), ("f", MORE), ("F", "Chính quyết định."), ("I", "Hai.")])
    assert _texts(page)[0] == f"{LONG} {MORE} Chính quyết định."


def test_short_line_ends_a_paragraph_without_indent() -> None:
    page = _boxed(1, [("f", LONG), ("F", "xong."), ("f", LONG), ("f", MORE), ("F", "xong.")])
    assert _texts(page) == [f"{LONG} xong.", f"{LONG} {MORE} xong."]


def test_page_break_inside_a_sentence_is_healed() -> None:
    first = _boxed(1, [("i", LONG), ("f", MORE)])
    second = _boxed(2, [("F", "chính đã làm."), ("i", LONG), ("f", MORE), ("F", "xong.")])
    assert _texts(first, second)[0] == f"{LONG} {MORE} chính đã làm."


def test_page_break_after_a_sentence_with_indent_stays() -> None:
    first = _boxed(1, [("i", LONG), ("F", "xong.")])
    second = _boxed(2, [("i", LONG), ("F", "xong.")])
    assert len(_texts(first, second)) == 2


def test_centred_capitals_on_several_lines_are_one_heading() -> None:
    page = _boxed(1, [
        ("c", "CHƯƠNG TRÌNH"), ("c", "LỄ TANG ĐỐI VỚI QUÂN NHÂN"), ("c", "QUYẾT ĐỊNH:"),
        ("i", LONG), ("f", MORE), ("F", "xong."),
    ])
    assert _texts(page)[:2] == ["CHƯƠNG TRÌNH LỄ TANG ĐỐI VỚI QUÂN NHÂN QUYẾT ĐỊNH:",
                                f"{LONG} {MORE} xong."]


def test_heading_without_end_mark_does_not_swallow_the_text() -> None:
    page = _boxed(1, [("I", "2. Quan điểm"), ("i", LONG), ("f", MORE), ("F", "xong.")])
    assert _texts(page) == ["2. Quan điểm", f"{LONG} {MORE} xong."]


def test_speck_before_a_point_does_not_hide_it() -> None:
    page = _boxed(1, [
        ("i", f"a) {LONG}"), ("F", "đến năm 2025."), ("f", f"_b) {LONG}"), ("F", "xong."),
        ("i", f"c) {LONG}"), ("f", MORE), ("f", MORE), ("F", "xong."),
    ])
    assert [text[:3] for text in _texts(page)] == ["a) ", "_b)", "c) "]


def test_wrapped_dash_is_no_item() -> None:
    page = _boxed(1, [("i", "Giao Sở Lao động"), ("f", "- Thương binh và Xã hội " + MORE[:44]),
                      ("f", MORE), ("F", "xong.")])
    assert len(_texts(page)) == 1


def test_plain_text_wrapped_at_a_width_is_joined() -> None:
    text = (f"{LONG}\n{MORE}\nchính đã làm tốt các việc.\n{LONG}\n{MORE}\nchính làm.\n"
            f"1. {LONG}\n{MORE}\nchính đã làm.\na) Một;\nb) Hai.\n")
    keep = [(1, index) for index in range(11)]
    paragraphs = [p.text for p in join_lines(body_lines([text_page(text)], keep))]
    assert [p[:9] for p in paragraphs] == ["Thực hiện", "Thực hiện", "1. Thực h", "a) Một;",
                                          "b) Hai."]


def test_plain_text_page_break_is_healed() -> None:
    text = "trách nhiệm cụ thể, huy động\n\ncác nguồn lực, đẩy mạnh.\n\nTiếp tục.\n"
    keep = [(1, index) for index in range(3)]
    paragraphs = [p.text for p in join_lines(body_lines([text_page(text)], keep))]
    assert paragraphs == ["trách nhiệm cụ thể, huy động các nguồn lực, đẩy mạnh.", "Tiếp tục."]


def test_place_finds_page_line_and_offset() -> None:
    first, second = _boxed(1, [("i", LONG)]), _boxed(2, [("F", "chính đã làm.")])
    keep = [(1, 0), (2, 0)]
    paragraph = next(join_lines(body_lines([first, second], keep)))
    assert paragraph.place(paragraph.text.index("đã")) == (2, 1, 6)


def test_each_ground_of_a_decision_is_a_paragraph() -> None:
    ground = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"
    page = _boxed(1, [("f", ground), ("f", ground), ("F", "Theo đề nghị của Giám đốc Sở Nội vụ.")])
    assert len(_texts(page)) == 3
    list_in_a_sentence = [("i", "Giao Giám đốc các Sở: Nội vụ; Tài chính; Xây dựng; Tư pháp;"),
                          ("F", "Công Thương và Y tế thi hành.")]  # fmt: skip
    assert len(_texts(_boxed(1, list_in_a_sentence))) == 1


def test_pages_of_different_resolution_keep_their_own_margins() -> None:
    end = "Chính phủ đã quyết định."
    rows = [("i", LONG), ("f", MORE), ("f", end), ("f", MORE), ("f", MORE)] * 2
    fine, coarse = _boxed(1, rows), _boxed(2, rows)
    half = tuple(
        replace(line, bbox=Bbox(*(side // 2 for side in line.bbox.as_list())), x_size=25.0)
        for line in coarse.lines if line.bbox
    )  # fmt: skip
    small = replace(coarse, lines=half, width=1240, height=1754, dpi=150)
    assert len(_texts(fine, small)) == len(_texts(fine, coarse)) == 4


def _shifted(page: Page, number: int, chars: int) -> Page:
    """The page with one line begun further right."""
    box = page.lines[number].bbox
    assert box is not None
    moved = replace(page.lines[number], bbox=replace(box, x0=box.x0 + chars * CHAR))
    return replace(page, lines=(*page.lines[:number], moved, *page.lines[number + 1 :]))


TITLE = "Điều 3. Các trường hợp không phải nộp tiền sử dụng đất hằng năm"
FILLED = [("i", LONG), ("f", MORE), ("f", MORE), ("F", "xong.")]


def test_sentence_right_under_the_number_of_a_title_begins_a_paragraph() -> None:
    page = _boxed(1, [*FILLED, ("i", TITLE), ("i", LONG), ("F", "xong.")])
    assert _texts(page)[1:] == [TITLE, f"{LONG} xong."]


def test_text_that_hangs_right_of_a_number_goes_on() -> None:
    page = _boxed(1, [*FILLED, ("i", f"1. {LONG} Sở"), ("i", "Tài chính và Kho bạc.")])
    assert _texts(_shifted(page, 5, 3))[1:] == [f"1. {LONG} Sở Tài chính và Kho bạc."]


def test_note_in_brackets_ends_with_its_bracket() -> None:
    note = "(Kèm theo Quyết định số 15/QĐ-UBND ngày 02/01/2025 của Ủy ban)"
    page = _boxed(1, [("f", note), ("F", "A. THỦ TỤC CẤP TỈNH"), ("F", "THỦ TỤC CỦA SỞ Y TẾ")])
    assert _texts(page) == [note, "A. THỦ TỤC CẤP TỈNH", "THỦ TỤC CỦA SỞ Y TẾ"]


def test_note_in_brackets_goes_on_until_its_bracket() -> None:
    note = "(Kèm theo Quyết định số 15/QĐ-UBND (bản chính) của"
    assert len(_texts(_boxed(1, [("f", note), ("F", "Sở Y tế)")]))) == 1


def test_capitals_wrapped_at_the_margin_are_one_heading() -> None:
    page = _boxed(1, [("f", MORE), ("i", "II. MỤC ĐÍCH, QUAN ĐIỂM"), ("F", "XÂY DỰNG NGHỊ QUYẾT")])
    assert _texts(page)[1:] == ["II. MỤC ĐÍCH, QUAN ĐIỂM XÂY DỰNG NGHỊ QUYẾT"]


def test_line_below_a_table_begins_a_paragraph() -> None:
    page = _boxed(1, [("f", LONG), ("f", "Ghi chú: Phần in nghiêng là nội dung sửa đổi.")])
    lines = list(body_lines([page], [(1, 0), (1, 1)]))
    assert len(list(join_lines(lines))) == 1
    assert len(list(join_lines(lines, {(1, 1)}))) == 2


def test_sentence_goes_on_below_a_table() -> None:
    page = _boxed(1, [("f", LONG), ("f", "văn bản hướng dẫn thi hành đã được ban hành.")])
    lines = list(body_lines([page], [(1, 0), (1, 1)]))
    assert len(list(join_lines(lines, {(1, 1)}))) == 1


def test_items_of_a_party_list_end_with_commas() -> None:
    # domain 2.6; in State papers with semicolons
    page = _boxed(1, [
        ("c", "- Các ban đảng, Văn phòng Tỉnh uỷ,"), ("c", "- Đảng đoàn các cơ quan cấp tỉnh,"),
    ])
    assert _texts(page) == [
        "- Các ban đảng, Văn phòng Tỉnh uỷ,", "- Đảng đoàn các cơ quan cấp tỉnh,",
    ]
    # a dash inside a name that wraps
    page = _boxed(1, [("i", f"- {LONG} nông nghiệp,"), ("F", "- lâm nghiệp."), ("I", "Hai.")])
    assert _texts(page)[0].endswith("nông nghiệp, - lâm nghiệp.")


def test_page_of_first_lines_has_its_margin_where_their_ends_wrap() -> None:
    page = _boxed(1, [
        ("i", LONG + ":"), ("i", "Đến dự: " + LONG), ("F", "năm 2025."), ("I", "Một."),
        ("i", LONG), ("F", "phần."),
    ])
    assert _texts(page)[:2] == [LONG + ":", f"Đến dự: {LONG} năm 2025."]


def test_note_under_the_name_of_an_appendix_stands_apart() -> None:
    page = _boxed(1, [
        ("c", "PHỤ LỤC"), ("f", "DANH MỤC CÁC DỰ ÁN CẦN THU HỒI ĐẤT BỔ SUNG NĂM 2022"),
        ("f", "(Kèm theo Nghị quyết số 26/NQ-HĐND ngày 14 tháng 7 năm 2022 của Hội đồng"),
        ("c", "nhân dân tỉnh)"),
    ])
    assert _texts(page)[-1].startswith("(Kèm theo Nghị quyết")


def test_date_torn_at_a_written_day_goes_on() -> None:
    rows = [("I", "(Kèm theo Quyết định số 7 /QĐ-UBND ngày"), ("c", "/02/2025 của Chủ tịch)")]
    page = _boxed(1, [("f", LONG), ("F", "xong."), *rows])
    assert _texts(page)[1:] == [" ".join(text for _, text in rows)]


def test_rows_of_a_form_under_each_other_stay_apart() -> None:
    name = "Tên người nộp thuế: Công ty trách nhiệm hữu hạn Một thành viên Nam Sơn"
    rows = [("i", LONG), ("f", MORE), ("F", "chính."), ("i", name), ("I", "Mã số thuế: 36037")]
    assert _texts(_boxed(1, rows))[1:] == [name, "Mã số thuế: 36037"]


def test_indented_line_without_a_label_goes_on_with_a_row_of_a_form() -> None:
    name = "Tên người nộp thuế: Công ty trách nhiệm hữu hạn Một thành viên Nam Sơn"
    rows = [("i", LONG), ("f", MORE), ("F", "chính."), ("i", name), ("I", "Chi nhánh Đông Hà")]
    assert _texts(_boxed(1, rows))[1:] == [f"{name} Chi nhánh Đông Hà"]


def test_clause_named_on_its_own_line_is_no_reference_cut_off() -> None:
    page = _boxed(1, [("i", LONG), ("F", "chính đã làm."), ("I", "* Khoản 2"), ("i", LONG)])
    assert _texts(page) == [f"{LONG} chính đã làm.", "* Khoản 2", LONG]


def test_reference_cut_off_before_its_article_goes_on() -> None:
    page = _boxed(1, [("i", "Việc này được thực hiện theo quy định tại khoản 2"), ("F", "Điều 5.")])
    assert _texts(page) == ["Việc này được thực hiện theo quy định tại khoản 2 Điều 5."]
