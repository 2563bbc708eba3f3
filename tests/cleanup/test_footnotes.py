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
