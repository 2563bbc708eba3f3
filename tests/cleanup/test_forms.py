"""Forms filled by hand: printed labels with ink behind them that no engine believes."""

from __future__ import annotations

import json

import jsonschema
import pytest

from cleanup.assemble import build_document
from cleanup.document import Document, SourceInfo
from cleanup.forms import find_forms, is_filled
from cleanup.writers.json import schema, write_json
from ocr.model import Bbox, Line, Page, Stamp, StampKind, TextSource, Unplaced, Word


def line(text: str, *confidences: float, y: int = 500) -> Line:
    """Words side by side; the last confidence holds for all that follow."""
    words, x = [], 300
    for at, word in enumerate(text.split()):
        sure = confidences[min(at, len(confidences) - 1)]
        box = Bbox(x, y, x + 24 * len(word), y + 46)
        words.append(Word(text=word, bbox=box, confidence=sure))
        x = box.x1 + 20
    return Line(text="", raw_text="", confidence=0.8).with_words(tuple(words))


NAME = line("Họ và tên: ..4.4464.2.66.4244........", 1, 1, 1, 0.02)
BORN = line("Ngày, tháng, năm sinh: ceucce ccee", 1, 1, 1, 1, 0.1)
LIVES = line("Nơi thường trú:cceeo teýco", 1, 1, 0.1, 0.0)
PHONE = line("Điện thoại: 0 cc oóc cócdaca", 1, 1, 0.9, 0.1)
FILLED = (NAME, BORN, LIVES, PHONE)
LEFT_BLANK = (
    line("Họ và tên: ..................................", 1, 1, 1, 0.0),
    line("Nơi công tác.: .............................", 1, 1, 0.5, 0.0),
    line("Điện thoại: …", 0.9, 0.7, 1.0),
    line("Số CCCD: ____________", 1, 0.9, 0.0),
)
PRINTED = (
    line("Họ và tên: Nguyễn Văn An", 1),
    line("2. Về kinh phí: giao Sở Tài chính chủ trì", 1),
    line("Ủy ban nhân dân các huyện, thành phố trong tỉnh có trách nhiệm: coeuc", 1, 0.1),
    line("hoi cceuo: cceeo teýco", 0.2, 0.1),
    line("Kính gửi: ý", 1, 1, 0.1),
)


def page(*lines: Line, number: int = 1) -> Page:
    return Page(number=number, width=2480, height=3508, dpi=300, lines=lines)


def document(*pages: Page) -> Document:
    source = SourceInfo(file="a.pdf", sha256="0" * 64, pages=len(pages))
    return build_document(pages, source)


def test_fields_are_filled_or_not() -> None:
    assert all(map(is_filled, FILLED))
    assert not any(map(is_filled, LEFT_BLANK + PRINTED))


def test_form_is_one_entry_with_the_box_of_its_fields() -> None:
    (form,) = find_forms([page(*PRINTED, *LEFT_BLANK), page(*FILLED, number=2)])
    assert (form.page, form.kind, form.reason, form.text) == (2, "form", "handwriting", "")
    assert form.bbox is not None
    assert form.bbox.x0 == 300


def test_three_fields_or_a_text_layer_make_no_form() -> None:
    assert find_forms([page(*FILLED[:3])]) == ()
    layer = Page(number=1, lines=FILLED, text_source=TextSource.TEXT_LAYER)
    assert find_forms([layer]) == ()


def test_words_of_a_form_stay_and_it_is_for_review() -> None:
    made = document(page(line("Kính gửi: Ủy ban nhân dân xã", 1), *FILLED))
    assert made.review_reasons["forms"] == ("form.filled-by-hand (page 1)",)
    assert "forms" in made.metadata.review
    assert "unread" not in made.review_reasons
    written = json.loads(write_json(made))
    jsonschema.validate(written, schema())
    assert [item["kind"] for item in written["unplaced"] if "kind" in item] == ["form"]
    texts = " ".join(one["text"] for one in written["pages"][0]["lines"])
    assert all(word in texts for word in ("thường", "ceucce", "Điện"))


def test_drawing_is_for_review_and_in_the_json() -> None:
    drawing = Unplaced(page=1, text="Sông Hậu", reason="unknown", bbox=Bbox(1, 2, 3, 4),
                       kind="drawing")
    made = document(Page(number=1, lines=(line("Bản đồ kèm theo", 1),), unplaced=(drawing,)))
    assert made.review_reasons["drawings"] == ("drawing (page 1)",)
    assert "drawings" in made.metadata.review
    written = json.loads(write_json(made))
    jsonschema.validate(written, schema())
    assert written["unplaced"] == [
        {"page": 1, "bbox": [1, 2, 3, 4], "text": "Sông Hậu", "reason": "unknown",
         "kind": "drawing"}]


def test_unread_print_is_still_reported() -> None:
    mark = Unplaced(page=1, text="", reason="unknown", bbox=Bbox(1, 2, 3, 4))
    made = document(Page(number=1, lines=(line("Chữ", 1),), unplaced=(mark,)))
    assert made.review_reasons["unread"] == ("print.unread (page 1)",)
    assert "kind" not in json.loads(write_json(made))["unplaced"][0]


@pytest.mark.parametrize(("kind", "text", "listed"), [
    (StampKind.OTHER, (), True),
    (StampKind.OTHER, ("DỰ THẢO",), False),
    (StampKind.SEAL, (), False),          # the letters of seals are not read
    (StampKind.SEAL, ("024",), True),     # a box cut by the edge of the page, taken for one
])
def test_stamp_not_read_as_it_stands_is_for_review(
    kind: StampKind, text: tuple[str, ...], listed: bool
) -> None:
    stamp = Stamp(kind=kind, page=1, bbox=Bbox(1, 2, 3, 4), text=text)
    made = document(Page(number=1, lines=(line("Chữ", 1),), stamps=(stamp,)))
    assert made.stamps == (stamp,)
    assert ("stamp.unread (page 1)" in made.review_reasons.get("unread", ())) is listed
    jsonschema.validate(json.loads(write_json(made)), schema())


def test_page_decoded_in_part_is_for_review() -> None:
    text = (line("Chữ", 1),)
    made = document(Page(number=1, lines=text, damage="Parts of the page are missing"))
    assert made.review_reasons["unread"] == ("picture.damaged (page 1)",)
    assert "unread" in made.metadata.review
    assert "unread" not in document(Page(number=1, lines=text)).review_reasons
