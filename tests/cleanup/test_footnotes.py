"""Footnotes: multi-line, over pages, misread marks, calls of every form."""

import pytest

from cleanup.footnotes import Notes, take_footnotes
from ocr.model import Bbox, Line, Page, Zone


def _page(number: int, body: list[str], notes: list[str], *, boxed: bool = False) -> Page:
    lines = []
    for index, (text, zone) in enumerate(
        [*((text, Zone.BODY) for text in body), *((text, Zone.FOOTNOTE) for text in notes)]
    ):
        box = Bbox(300, 100 + 60 * index, 2000, 150 + 60 * index) if boxed else None
        lines.append(Line(text=text, raw_text=text, zone=zone, bbox=box, block=index))
    return Page(number=number, lines=tuple(lines))


def _texts(notes: Notes) -> list[str]:
    return [line.text for page in notes.pages for line in page.lines if line.zone is Zone.BODY]


@pytest.mark.parametrize(("call", "mark"), [
    ("tự do⁽¹⁾ để", "⁽¹⁾ Gồm"), ("tự do¹ để", "¹ Gồm"), ("tự do1 để", "1 Gồm"),
    ("tự do(1) để", "(1) Gồm"), ("tự do[1] để", "[1] Gồm"), ("tự do ¹ để", "¹Gồm"),
])
def test_call_of_every_form_is_found(call: str, mark: str) -> None:
    notes = take_footnotes([_page(1, [f"Hiệp định thương mại {call}"], [mark])])
    assert _texts(notes) == ["Hiệp định thương mại tự do[^1] để"]
    assert notes.footnotes[0].text == "Gồm"
    assert not notes.uncalled


def test_digits_without_a_footnote_are_no_call() -> None:
    page = _page(1, ["Covid19 và H5N1", "m² đất (đợt 3)"], [])
    assert _texts(take_footnotes([page])) == ["Covid19 và H5N1", "m² đất (đợt 3)"]


def test_footnote_goes_on_over_lines_and_pages() -> None:
    pages = [
        _page(1, ["Quốc phòng.¹"], ["¹ Thông tư số 18", "có căn cứ như sau:"]),
        _page(2, ["Điều 1. Phạm vi²"], ["Bộ trưởng ban hành.", "² Điều này được sửa."]),
    ]
    notes = take_footnotes(pages)
    assert [note.text for note in notes.footnotes] == [
        "Thông tư số 18 có căn cứ như sau: Bộ trưởng ban hành.", "Điều này được sửa.",
    ]
    assert _texts(notes) == ["Quốc phòng.[^1]", "Điều 1. Phạm vi[^2]"]


def test_numbers_that_restart_on_each_page_are_renumbered() -> None:
    pages = [_page(n, [f"Trang {n} có chú thích¹ đây."], ["¹ Chú."]) for n in (1, 2)]
    notes = take_footnotes(pages)
    assert [note.id for note in notes.footnotes] == ["1", "2"]
    assert [note.label for note in notes.footnotes] == ["¹", "¹"]
    assert _texts(notes)[1] == "Trang 2 có chú thích[^2] đây."


def test_misread_marks_and_calls_are_settled_by_their_order() -> None:
    body = ["Điều 4.* Nghi thức", "1. Các nghi thức tổ chức lễ tang”, gồm:", "Tiểu lễ7, không"]
    notes = take_footnotes([
        _page(1, ["Một³ hai"], ["³ Chú"], boxed=True),
        _page(2, body, ["* Cụm từ", "Ý Cụm từ", "5 Cụm từ", "7 Cụm từ"], boxed=True),
    ])
    assert [note.label for note in notes.footnotes] == ["³", "⁴", "⁵", "⁶", "7"]
    assert _texts(notes)[1:] == [
        "Điều 4.[^2] Nghi thức", "1. Các nghi thức tổ chức lễ tang[^3], gồm:",
        "Tiểu lễ[^5], không",
    ]
    assert notes.uncalled == ((2, "⁶"),)
    reasons = [change.reason for change in notes.corrections]
    assert reasons.count("structure.footnote-mark") == 3


def test_call_that_fits_two_footnotes_is_left_and_reported() -> None:
    pages = [_page(1, ["Tiểu lễ”, không"], ["5 Cụm từ", "6 Cụm từ", "7 Cụm từ"], boxed=True)]
    notes = take_footnotes(pages)
    assert _texts(notes) == ["Tiểu lễ”, không"]
    assert len(notes.uncalled) == 3


def test_closed_quotation_is_no_misread_call() -> None:
    body = ["Cụm từ “Hình thức”, gồm:", "Nội dung khác."]
    notes = take_footnotes([_page(1, body, ["5 Cụm từ"], boxed=True)])
    assert _texts(notes) == body


def test_note_that_quotes_the_amended_words_finds_its_call() -> None:
    body = ["tổ chức lễ tang, gồm: công chức và", "quân nhân mặc Tiểu lễ”, không đội mũ"]
    marks = ["5 Cụm từ “Hình thức”", "6 Cụm từ “viên chức”",
             "7 Cụm từ “Lễ phục” thay bởi “Tiểu lễ” theo"]
    notes = take_footnotes([_page(1, body, marks, boxed=True)])
    assert _texts(notes)[1] == "quân nhân mặc Tiểu lễ[^3], không đội mũ"
    assert notes.uncalled == ((1, "5"), (1, "6"))
    assert [change.before for change in notes.corrections] == ["”"]


def test_as_many_signs_as_notes_are_told_by_their_order() -> None:
    body = ["CÔNG NHÂN, CÔNG CHỨC®?, VIÊN CHỨC", "quân sự cấp tỉnh”, Bộ Tư lệnh",
            "3. Lữ đoàn, trung đoàn”! và tương đương"]
    marks = ["32 Cụm từ “công chức” được bổ sung",
             "33 Cụm từ “quân sự tỉnh” thay bởi “quân sự cấp tỉnh” theo",
             "34 Cụm từ “cấp huyện” được bãi bỏ"]
    notes = take_footnotes([_page(1, body, marks, boxed=True)])
    assert _texts(notes) == [
        "CÔNG NHÂN, CÔNG CHỨC[^1], VIÊN CHỨC", "quân sự cấp tỉnh[^2], Bộ Tư lệnh",
        "3. Lữ đoàn, trung đoàn[^3] và tương đương",
    ]


def test_bracket_that_was_opened_is_no_call() -> None:
    body = ["(qua Cục Chính sách - Xã hội”5/Tổng cục Chính trị)"]
    notes = take_footnotes([_page(1, body, ["56 Cụm từ “Chính sách - Xã hội”"], boxed=True)])
    assert _texts(notes) == ["(qua Cục Chính sách - Xã hội[^1]/Tổng cục Chính trị)"]


def test_raised_figure_behind_the_last_sentence_stands_alone() -> None:
    notes = take_footnotes([_page(1, ["do Bộ Quốc phòng quản lý. Ì"], ["! Thông tư"], boxed=True)])
    assert _texts(notes) == ["do Bộ Quốc phòng quản lý.[^1]"]


@pytest.mark.parametrize("text", [
    "(thí điểm) trong năm", "theo mục a) và b)", "Nội dung “Hình thức” này", "công bằng, dân chủ.",
    "ông Nguyễn Văn A", "quy định tại khoản 1 Điều này;",
])
def test_ordinary_signs_are_no_places_of_calls(text: str) -> None:
    assert _texts(take_footnotes([_page(1, [text], ["4 Cụm từ"], boxed=True)])) == [text]


def test_figures_that_were_read_are_not_bent_to_the_order() -> None:
    notes = take_footnotes([
        _page(4, ["trung đoàn³⁴ và"], ["³⁴ Cụm từ “cấp huyện” được bãi bỏ"], boxed=True),
        _page(5, ["Xã hội⁵⁶/Tổng cục"], ["⁵⁶ Cụm từ “Chính sách - Xã hội” theo"], boxed=True),
    ])
    assert [note.label for note in notes.footnotes] == ["³⁴", "⁵⁶"]
    assert not notes.corrections
    assert not notes.uncalled


def test_raised_figures_misread_in_one_are_told_by_the_words_before_them() -> None:
    page = _page(1, ["CÔNG CHỨC⁹², VIÊN CHỨC"], ["³² Cụm từ “công chức” được"], boxed=True)
    assert _texts(take_footnotes([page])) == ["CÔNG CHỨC[^1], VIÊN CHỨC"]


def test_square_kilometres_call_no_footnote() -> None:
    page = _page(1, ["diện tích 15 km², dân số"], ["³ Cụm từ “công chức” được"], boxed=True)
    assert _texts(take_footnotes([page])) == ["diện tích 15 km², dân số"]
