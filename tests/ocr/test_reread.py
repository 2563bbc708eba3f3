"""Places that the engine left out are read again, and doubted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from ocr.model import Bbox, Cell, Line, Table, Word
from ocr.page_image import PageImage
from ocr.reread import DOUBT, ReadAgain, doubted_words, read_again
from ocr.unread import Unread
from tests.ocr.drawn_pages import white_page, write

PLACE = Bbox(400, 850, 1500, 910)


@dataclass
class Reader:
    """Reads the same text in the middle of every row of pixels that it is shown with ink."""

    text: str
    confidence: float
    name: str = "reader"
    version: str = "1"
    languages: tuple[str, ...] = ("vie",)
    characters: frozenset[str] = frozenset("x")

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        import numpy as np

        rows = np.flatnonzero((image.pixels < 128).any(axis=1))
        if not len(rows):
            return ()
        box = Bbox(80, int(rows[0]), 180, int(rows[-1]) + 1)
        word = Word(text=self.text, bbox=box, confidence=self.confidence)
        return (Line(text=self.text, raw_text=self.text, words=(word,), bbox=box,
                     confidence=self.confidence),)


def line(text: str, box: Bbox) -> Line:
    return Line(text=text, raw_text=text, bbox=box, words=(Word(text=text, bbox=box),))


ABOVE = line("trên", Bbox(300, 600, 1600, 660))
BELOW = line("dưới", Bbox(300, 1100, 1600, 1160))
BESIDE = line("bên", Bbox(1700, 860, 2300, 910))


def again(place: Unread, reader: Reader | None, tables: tuple[Table, ...] = ()) -> ReadAgain:
    page = white_page()
    write(page, "DANH MUC THU TUC", 400, 900)
    return read_again(
        (place,), PageImage(page, 300), ((ABOVE, BELOW, BESIDE), tables), 2, reader)


def test_sure_reading_becomes_a_doubted_line_in_its_place() -> None:
    result = again(Unread(bbox=PLACE), Reader("DANH MỤC", 0.98))
    assert [item.text for item in result.lines] == ["trên", "DANH MỤC", "dưới", "bên"]
    found = result.lines[1]
    assert found.confidence == pytest.approx(0.98 * DOUBT)
    assert found.words[0].confidence == pytest.approx(0.98 * DOUBT)
    assert found.bbox is not None
    assert found.bbox.overlap(PLACE) > 0
    assert result.unplaced == ()


def test_unsure_reading_is_reported_and_not_taken() -> None:
    result = again(Unread(bbox=PLACE), Reader("ĐANH MUC", 0.9))
    assert result.lines == (ABOVE, BELOW, BESIDE)
    (item,) = result.unplaced
    assert (item.page, item.text, item.reason, item.bbox) == (2, "", "unknown", PLACE)


def test_few_letters_that_read_badly_are_no_print() -> None:
    assert again(Unread(bbox=PLACE, sure=False), Reader("~', .", 0.5)).unplaced == ()


def test_without_a_reader_the_place_is_reported() -> None:
    (item,) = again(Unread(bbox=PLACE), None).unplaced
    assert (item.text, item.bbox) == ("", PLACE)


def test_cell_is_filled_and_tables_stay_before_their_lines() -> None:
    beside = Bbox(1500, 850, 1600, 910)
    cells = (Cell(row=0, column=0, bbox=PLACE), Cell(row=0, column=1, bbox=beside))
    table = Table(bbox=PLACE, cells=cells, before_line=1)
    filled = again(Unread(bbox=PLACE, cell=(0, 0)), Reader("12", 0.99), (table,)).tables[0]
    assert [item.text for item in filled.cells[0].lines] == ["12"]
    lower = replace(table, bbox=Bbox(300, 1300, 1600, 1500), before_line=2)
    moved = again(Unread(bbox=PLACE), Reader("DANH MỤC", 0.98), (lower,)).tables[0]
    assert moved.before_line == 3


def merged(*words: tuple[str, float, Bbox]) -> Line:
    parts = tuple(Word(text=text, confidence=sure, bbox=box) for text, sure, box in words)
    text = " ".join(word.text for word in parts)
    return Line(text=text, raw_text=text, words=parts, bbox=Bbox(400, 840, 2300, 930))


NAME = ("Minh", 0.96, Bbox(2000, 850, 2300, 920))
TWO_LINES_IN_ONE = merged(
    ("Le", 0.0, Bbox(400, 840, 600, 930)), ("xa", 0.08, Bbox(620, 840, 900, 930)),
    ("ca", 0.7, Bbox(920, 840, 1000, 930)), ("m,", 0.0, Bbox(1020, 840, 1100, 930)), NAME)


def test_words_the_engine_doubts_in_a_row_are_to_be_read_again() -> None:
    assert len(doubted_words((TWO_LINES_IN_ONE,))) == 4
    date = merged(("15/01/2025", 0.18, Bbox(400, 850, 700, 910)), NAME)
    assert doubted_words((date,)) == ()
    blank = merged(
        ("từ", 0.9, Bbox(400, 850, 500, 910)), ("ngày,3.", 0.1, Bbox(520, 850, 700, 910)),
        ("-fnăm", 0.1, Bbox(720, 850, 900, 910)), NAME)
    assert doubted_words((blank,)) == ()


def test_sure_line_takes_the_place_of_doubted_words() -> None:
    page = white_page()
    write(page, "DANH MUC THU TUC", 400, 900)
    place = Unread(bbox=PLACE, doubted=True)
    result = read_again(
        (place,), PageImage(page, 300), ((TWO_LINES_IN_ONE, BELOW), ()), 2,
        Reader("DANH MỤC", 0.98))
    assert [item.text for item in result.lines] == ["Minh", "DANH MỤC", "dưới"]
    assert [item.text for item in result.unplaced] == ["Le", "xa", "ca", "m,"]


@pytest.mark.parametrize("reader", [Reader("ĐANH MUC", 0.9), None])
def test_doubted_words_stay_if_nothing_better_is_read(reader: Reader | None) -> None:
    page = white_page()
    write(page, "DANH MUC THU TUC", 400, 900)
    place = Unread(bbox=PLACE, doubted=True)
    result = read_again(
        (place,), PageImage(page, 300), ((TWO_LINES_IN_ONE, BELOW), ()), 2, reader)
    assert result.lines == (TWO_LINES_IN_ONE, BELOW)
    assert result.unplaced == ()


def cell_with(*texts: tuple[str, float]) -> Table:
    lines = tuple(replace(line(text, PLACE), confidence=sure) for text, sure in texts)
    return Table(bbox=PLACE, cells=(Cell(row=0, column=0, bbox=PLACE, lines=lines),), before_line=1)


def test_cell_with_a_doubted_line_is_read_again_as_a_whole() -> None:
    table = cell_with(("Tên thủ tục", 0.95), ("ra 2h HẤ:", 0.2))
    place = Unread(bbox=PLACE, cell=(0, 0), doubted=True)
    result = again(place, Reader("Tên thủ tục hành chính", 0.98), (table,))
    assert [item.text for item in result.tables[0].cells[0].lines] == ["Tên thủ tục hành chính"]
    assert [item.text for item in result.unplaced] == ["ra 2h HẤ:"]


@pytest.mark.parametrize("reader", [Reader("Tên", 0.98), Reader("Tên thủ tục hành chính", 0.9)])
def test_cell_stays_if_the_second_look_sees_less(reader: Reader) -> None:
    table = cell_with(("Tên thủ tục", 0.95), ("ra 2h HẤ:", 0.2))
    result = again(Unread(bbox=PLACE, cell=(0, 0), doubted=True), reader, (table,))
    assert result.tables == (table,)
    assert result.unplaced == ()


@pytest.mark.parametrize(("text", "taken"), [("8", True), ("X", True), ("R", False), ("s", False)])
def test_lone_letter_in_a_cell_is_not_believed(text: str, taken: bool) -> None:
    table = Table(bbox=PLACE, cells=(Cell(row=0, column=0, bbox=PLACE),), before_line=1)
    result = again(Unread(bbox=PLACE, cell=(0, 0)), Reader(text, 0.99), (table,))
    assert bool(result.tables[0].cells[0].lines) == taken
    assert bool(result.unplaced) != taken
