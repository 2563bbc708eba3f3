"""Pages packed and unpacked are the same pages, and the same page packs to the same bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.codec import pack_page, unpack_page
from ocr.model import (
    Bbox,
    Cell,
    Choice,
    Line,
    Page,
    PageStatus,
    ProcessingStep,
    Stamp,
    StampKind,
    Table,
    TextSource,
    Unplaced,
    Word,
    Zone,
)

BOX = Bbox(1, 2, 30, 40)
LINE = Line(
    text="Sóc Trăng, ngày 07 tháng 7 năm 2021", raw_text="Sóc Trăng", bbox=BOX, confidence=0.5,
    baseline=(0.01, -4.5), x_size=42.0, bold=True, italic=False, block=3, zone=Zone.PLACE_DATE,
    words=(
        Word(text="Sóc", bbox=BOX, confidence=0.25, choices=(
            (Choice(text="S", score=0.9), Choice(text="5", score=0.1)), (), ())),
        Word(text="Trăng"),
    ),
)
FULL = Page(
    number=7, width=2480, height=3508, dpi=300, rotation=90, skew=-1.3, status=PageStatus.FAILED,
    error="worker killed", text_source=TextSource.TEXT_LAYER, text_layer="none", lines=(LINE,),
    tables=(Table(bbox=None, before_line=1, cells=(Cell(row=0, column=1, lines=(LINE,)),)),),
    stamps=(Stamp(kind=StampKind.SEAL, page=7, bbox=BOX, text=("TỈNH ỦY",),
                  fields={"so": "12", "ngay": None}),),
    unplaced=(Unplaced(page=7, text="Hàm", reason="handwriting", bbox=BOX),), confidence=0.75,
    steps=(ProcessingStep(tool="tesseract", version="5.3", settings={"psm": 3, "langs": ["vie"]}),),
)


@pytest.mark.parametrize("page", [FULL, Page(number=1)])
def test_page_comes_back_the_same(page: Page) -> None:
    assert unpack_page(pack_page(page)) == page
    assert pack_page(unpack_page(pack_page(page))) == pack_page(page)


@given(st.text(), st.floats(0, 1), st.one_of(st.none(), st.floats(-100, 100)))
def test_any_text_and_number_comes_back(text: str, score: float, size: float | None) -> None:
    word = Word(text=text, confidence=score, choices=((Choice(text=text, score=score),),))
    page = Page(number=1, lines=(Line(text=text, raw_text=text, words=(word,), x_size=size),))
    assert unpack_page(pack_page(page)) == page


def test_broken_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="not a packed page"):
        unpack_page(pack_page(FULL)[:-5])
