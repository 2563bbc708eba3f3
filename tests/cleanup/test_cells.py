"""Words in table cells are corrected, recorded and undone like all others."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import sohoa
from cleanup.cells import back_into_cells, cell_lines, with_cells
from cleanup.explain import undo, undo_result
from ocr.model import Bbox, Cell, Choice, Line, Page, Table, TextSource, Word, Zone

SOURCE = sohoa.SourceInfo(file="bang.pdf", sha256="0" * 64, pages=1)


def line(text: str, y: int, seen: tuple[str, str] = ("", "")) -> Line:
    """A line as an engine read it; for one word it saw another letter at its end too."""
    words = []
    for at, one in enumerate(text.split()):
        choices = [[Choice(text=letter, score=0.9)] for letter in one]
        if one == seen[0]:
            choices[-1].append(Choice(text=seen[1], score=0.4))
        box = Bbox(100 * at, y, 100 * at + 90, y + 40)
        words.append(Word(text=one, bbox=box, confidence=0.9, choices=tuple(map(tuple, choices))))
    return Line(text=text, raw_text=text, words=tuple(words), bbox=Bbox(0, y, 2000, y + 40))


def page() -> Page:
    """A paragraph and a table as on page 3 of a decision of 2025; two words are misread."""
    table = Table(
        bbox=Bbox(0, 500, 2000, 900),
        before_line=2,
        cells=(
            Cell(row=0, column=0, lines=(line("Thủ tục hành chính", 520),)),
            Cell(
                row=0, column=1, lines=(line("Tuyển sinh trung học", 520), line("phố thông", 560))
            ),
            Cell(row=1, column=0, lines=()),
            Cell(row=1, column=1, lines=(line("quy định của Bộ Quốo phòng", 620, ("Quốo", "c")),)),
        ),
    )
    body = (line("Danh mục thủ tục hành chính được sửa đổi,", 100), line("bổ sung.", 150))
    return Page(
        number=1,
        width=2480,
        height=3508,
        dpi=300,
        lines=body,
        tables=(table,),
        text_source=TextSource.OCR,
    )


def test_cells_are_corrected_and_recorded() -> None:
    document = sohoa.build((page(),), SOURCE)
    cells = [one.text for one in cell_lines(document.pages[0])]
    assert cells == [
        "Thủ tục hành chính",
        "Tuyển sinh trung học",
        "phổ thông",
        "quy định của Bộ Quốc phòng",
    ]
    changes = {(one.line, one.before, one.after) for one in document.corrections if one.applied}
    assert changes == {(5, "phố", "phổ"), (6, "Quốo", "Quốc")}
    assert "phổ thông" in sohoa.render(document, "md")
    assert [one.text for one in document.pages[0].lines] == [one.text for one in page().lines]


def test_changes_in_cells_are_undone(tmp_path: Path) -> None:
    document = sohoa.build((page(),), SOURCE)
    assert cell_lines(undo(document).pages[0]) == cell_lines(page())
    result = tmp_path / "bang.json"
    written = sohoa.render(document, "json")
    assert isinstance(written, str)
    result.write_text(written, encoding="utf-8")
    lines = json.loads(written)["pages"][0]["lines"]
    assert [one["zone"] for one in lines[2:]] == ["table"] * 4
    assert "phố thông\nquy định của Bộ Quốo phòng\n" in undo_result(result)


def test_neighbouring_cells_are_no_context() -> None:
    """`thông` in the next cell does not make `phố` a `phổ`."""
    cells = (
        Cell(row=0, column=0, lines=(line("Tên đường phố", 520),)),
        Cell(row=0, column=1, lines=(line("thông tin", 520),)),
    )
    table = Table(bbox=Bbox(0, 500, 2000, 600), cells=cells, before_line=0)
    document = sohoa.build((Page(number=1, tables=(table,), text_source=TextSource.OCR),), SOURCE)
    assert not [one for one in document.corrections if one.applied]


texts = st.lists(st.text("aáb ", min_size=1, max_size=5), max_size=3)


@given(texts, st.lists(texts, max_size=4))
def test_back_into_cells_undoes_with_cells(own: list[str], cells: list[list[str]]) -> None:
    def lines(found: list[str]) -> tuple[Line, ...]:
        return tuple(Line(text=text, raw_text=text) for text in found)

    made = tuple(Cell(row=0, column=at, lines=lines(one)) for at, one in enumerate(cells))
    before = Page(number=1, lines=lines(own), tables=(Table(bbox=None, cells=made, before_line=0),))
    assert back_into_cells(with_cells(before)) == before
    assert all(one.zone is Zone.TABLE for one in with_cells(before).lines[len(own) :])
