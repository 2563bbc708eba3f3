"""Specks at line ends; places and sizes as measured on scans, in units of type size 50."""

from __future__ import annotations

import pytest

from ocr.model import Bbox, Line, Table, Word
from ocr.specks import drop_scraps, drop_specks, part_rules


def word(text: str, x0: int, width: int, height: int = 30, sure: float | None = None) -> Word:
    return Word(text=text, bbox=Bbox(x0, 100, x0 + width, 100 + height), confidence=sure)


def line(*words: Word) -> Line:
    text = " ".join(one.text for one in words)
    return Line(text=text, raw_text=text, words=words, bbox=Bbox(0, 90, 2000, 140), x_size=50.0)


@pytest.mark.parametrize(
    "speck",
    [
        word("`", 900, 40, 25),         # a pen stroke beside the margin
        word(":", 420, 3, 3),           # dust close to the text
    ],
)  # fmt: skip
def test_speck_after_the_text_is_taken_away_and_kept(speck: Word) -> None:
    (kept,), (gone,) = drop_specks((line(word("xây", 100, 300), speck),), page=3)
    assert kept.text == kept.raw_text == "xây"
    assert (gone.text, gone.page, gone.reason, gone.bbox) == (speck.text, 3, "margin", speck.bbox)


def alone(text: str, x0: int) -> Line:
    box = Bbox(x0, 300, x0 + 20, 340)
    return Line(text=text, raw_text=text, words=(Word(text=text, bbox=box),), bbox=box, x_size=50.0)


BODY = Line(
    text="Bộ trưởng Bộ Quốc phòng", raw_text="", bbox=Bbox(300, 100, 1500, 150), x_size=50.0
)


@pytest.mark.parametrize("x0", [50, 1640])
def test_letter_beside_the_text_is_taken_away_and_kept(x0: int) -> None:
    kept, _, gone = drop_scraps((BODY, alone("c", x0)), (), page=2)
    assert kept == (BODY,)
    assert [(one.text, one.reason) for one in gone] == [("c", "margin")]


@pytest.mark.parametrize("printed", [alone("c", 250), alone("I", 900), alone("2", 1640)])
def test_letter_within_the_text_and_numbers_stay(printed: Line) -> None:
    assert drop_scraps((BODY, printed), (), page=2) == ((BODY, printed), (), ())


def short(text: str, x0: int, y0: int, confidence: float) -> Line:
    box = Bbox(x0, y0, x0 + 24 * len(text), y0 + 40)
    words = (Word(text=text, bbox=box, confidence=confidence),)
    return Line(text=text, raw_text=text, words=words, bbox=box, x_size=50.0,
                confidence=confidence)


def test_short_words_of_a_column_beside_the_text_stay() -> None:
    units = tuple(short(text, 1640, 300 + 80 * at, 0.99)
                  for at, text in enumerate(("km", "hộ", "triệu", "%")))
    assert drop_scraps((BODY, *units), (), page=2)[0] == (BODY, *units)
    # two are no column, and the rim of a stamp is not believed
    assert drop_scraps((BODY, *units[:2]), (), page=2)[0] == (BODY,)
    rim = tuple(short("c", 1640, 300 + 80 * at, 0.6) for at in range(4))
    assert drop_scraps((BODY, *rim), (), page=2)[0] == (BODY,)


def test_letter_on_a_page_without_text_stays() -> None:
    assert drop_scraps((alone("c", 50),), (), page=2)[0] == (alone("c", 50),)


def test_tables_keep_their_places_among_the_lines_that_stay() -> None:
    lines = (alone("c", 50), BODY, alone("l", 50), BODY)
    tables = tuple(Table(bbox=None, cells=(), before_line=at) for at in range(5))
    kept, moved, _ = drop_scraps(lines, tables, page=2)
    assert len(kept) == 2
    assert [table.before_line for table in moved] == [0, 0, 1, 1, 2]


def test_dust_between_words_is_taken_away() -> None:
    found = line(word("quy", 100, 60), word("‹", 170, 12), word("định", 200, 80))
    (kept,), (gone,) = drop_specks((found,), page=1)
    assert kept.text == "quy định"
    assert gone.text == "‹"


@pytest.mark.parametrize("sure", [0.0, 0.23])
def test_sign_that_most_readings_did_not_see_is_dust(sure: float) -> None:
    found = line(word("Cụm", 100, 60), word("*", 170, 12, sure=sure), word("từ", 200, 80))
    (kept,), (gone,) = drop_specks((found,), page=1)
    assert (kept.text, gone.text) == ("Cụm từ", "*")


def test_dash_before_a_number_mark_is_dust() -> None:
    found = line(word("-", 100, 15, 5), word("d)", 170, 30), word("Chuẩn", 220, 80))
    (kept,), (gone,) = drop_specks((found,), page=1)
    assert kept.text == "d) Chuẩn"
    assert gone.text == "-"


def test_two_specks_in_a_row_are_taken_away() -> None:
    found = line(word("tỉnh;", 100, 300), word("=", 900, 20), word("$", 990, 9, 9))
    (kept,), gone = drop_specks((found,), page=1)
    assert kept.text == "tỉnh;"
    assert len(gone) == 2


@pytest.mark.parametrize(
    "printed",
    [
        line(word("-", 100, 15, 5), word("Lưu:", 132, 80), word("VT.", 230, 60)),
        line(word("_", 100, 16, 7), word("Người", 223, 80)),         # a list dash before wide space
        line(word("tế", 100, 60), word("-", 180, 15, 5)),             # "kinh tế -" / "xã hội"
        line(word("định", 100, 60), word("./.", 180, 30)),
        line(word("2021", 100, 60), word("-", 170, 15, 5), word("2025", 195, 60)),
        line(word("a", 100, 20), word("+", 130, 20, 20), word("b", 160, 20)),
        line(word("Điều", 100, 60), word("5", 400, 20)),              # never a letter or digit
        line(word("*", 900, 20, 20)),                                 # alone: the Party's separator
        line(word("a", 100, 20), word("*", 130, 12, sure=0.5), word("b", 160, 20)),
        line(word("a", 100, 20), word("=", 130, 12, sure=0.2), word("b", 160, 20)),
        line(word("!", 100, 7, 24), word("Thông", 127, 80)),          # a raised footnote mark
    ],
)  # fmt: skip
def test_printed_marks_stay(printed: Line) -> None:
    assert drop_specks((printed,), page=1) == ((printed,), ())


def test_lines_without_boxes_stay() -> None:
    bare = Line(text="a :", raw_text="a :", words=(Word(text="a"), Word(text=":")), x_size=50.0)
    assert drop_specks((bare,), page=1) == ((bare,), ())


TABLE = Bbox(50, 50, 1000, 400)


def test_rule_behind_the_number_of_a_row_is_parted_from_it() -> None:
    row = line(word("17________", 100, 200), word("Bộ", 320, 60))
    (kept,), (rule,) = part_rules((row,), [TABLE], page=4)
    number, name = kept.words
    assert (kept.text, number.bbox, name.text) == ("17 Bộ", Bbox(100, 100, 140, 130), "Bộ")
    assert (rule.text, rule.page, rule.bbox) == ("________", 4, Bbox(140, 100, 300, 130))


@pytest.mark.parametrize(
    ("text", "tables"),
    [("17________", []), ("________", [TABLE]), ("tên________", [TABLE]), ("17_", [TABLE])],
)
def test_lines_to_write_on_stay(text: str, tables: list[Bbox]) -> None:
    found = line(word(text, 100, 200))
    assert part_rules((found,), tables, page=4) == ((found,), ())
