"""Strokes of a coloured pen that stay for the engine, and of which it reads nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ocr.marks import Mark, MarkKind
from ocr.model import Bbox, Cell, Line, Page, Stamp, StampKind, Table, Unplaced, Word
from ocr.pen_marks import with_unread_pens

# places as on a scan of 200 dpi: "(Kèm theo Quyết định số ⟨339⟩ /QĐ-UBND"
NUMBER = Mark(kind=MarkKind.PEN, bbox=Bbox(800, 274, 872, 316), colour="blue", lifted=False)
LINE = Line(text="số /QĐ-UBND", raw_text="", words=(
    Word(text="số", bbox=Bbox(738, 280, 801, 310)),
    Word(text="/QĐ-UBND", bbox=Bbox(866, 276, 1099, 310))))
READ = Line(text="339", raw_text="", words=(Word(text="339", bbox=Bbox(805, 270, 870, 312)),))
PAGE = Page(number=6, lines=(LINE,))


def pens(page: Page, *marks: Mark) -> list[Bbox | None]:
    found = with_unread_pens(page, marks, 200).unplaced[len(page.unplaced):]
    assert all((one.text, one.reason, one.kind, one.page) == ("", "handwriting", "pen", 6)
               for one in found)
    return [one.bbox for one in found]


def test_number_between_words_that_only_touch_it_is_listed() -> None:
    assert pens(PAGE, NUMBER) == [NUMBER.bbox]


@pytest.mark.parametrize("page", [
    replace(PAGE, lines=(READ,)),
    replace(PAGE, tables=(Table(bbox=None, before_line=0, cells=(
        Cell(row=0, column=0, lines=(READ,)),)),)),
    replace(PAGE, unplaced=(
        Unplaced(page=6, text="3", reason="handwriting", bbox=Bbox(800, 270, 830, 316)),)),
    replace(PAGE, stamps=(Stamp(kind=StampKind.SEAL, page=6, bbox=Bbox(700, 100, 1000, 400)),)),
])
def test_number_that_is_on_record_is_not_listed_again(page: Page) -> None:
    assert pens(page, NUMBER) == []


@pytest.mark.parametrize("mark", [
    replace(NUMBER, bbox=Bbox(800, 300, 830, 312)),     # a crumb
    replace(NUMBER, lifted=True),                       # lifted: listed if as large as a signature
    replace(NUMBER, kind=MarkKind.SPECK),
])
def test_other_marks_are_not_listed(mark: Mark) -> None:
    assert pens(PAGE, mark) == []
