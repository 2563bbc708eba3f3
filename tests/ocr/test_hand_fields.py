"""Handwritten numbers and days between their printed words."""

from __future__ import annotations

import random

import numpy as np
import pytest

from ocr.hand_digits import read_hand_digits
from ocr.hand_fields import DOUBT, read_hand_fields
from ocr.model import Bbox, Line, Word
from ocr.page_image import PageImage, as_bytes
from ocr.symbol_cut import symbol_start
from tests.ocr.drawn_pages import text_page, white_page, write
from training.hand import draw, written


def pen(page: np.ndarray, digits: str, x: int, y: int) -> None:
    """Write digits by hand, about 60 pixels high, each time the same."""
    rng = random.Random(7)
    for index, digit in enumerate(digits):
        ink = draw(written(rng, digit), 7)[12:-12, 12:-12]
        left = x + 72 * index
        target = page[y - 62 : y - 62 + len(ink), left : left + ink.shape[1]]
        target[ink > 127] = 0


def line(*tokens: tuple[str, int, int], y: int = 460) -> Line:
    """A line of (text, x0, x1), 50 pixels high, its foot at `y`."""
    words = tuple(
        Word(text=text, bbox=Bbox(x0, y - 45, x1, y + 5), confidence=0.95)
        for text, x0, x1 in tokens
    )
    text = " ".join(word.text for word in words)
    box = Bbox(tokens[0][1], y - 45, tokens[-1][2], y + 5)
    return Line(text=text, raw_text=text, words=words, bbox=box, confidence=0.95)


def read(page: np.ndarray, *lines: Line) -> tuple[list[str], list[str]]:
    result = read_hand_fields(lines, PageImage(page, 300), 1)
    return [one.text for one in result.lines], [one.text for one in result.unplaced]


@pytest.mark.parametrize("digits", ["0", "17", "239", "4058", "6"])
def test_drawn_digits_are_read(digits: str) -> None:
    page = white_page(600, 200)
    pen(page, digits, 60, 120)
    found = read_hand_digits(page)
    assert found is not None
    assert found.text == digits
    assert [column[0].text for column in found.choices] == list(digits)


@pytest.mark.parametrize("patch", [white_page(300, 120), text_page(1)[330:420, 350:900]])
def test_blank_and_print_are_no_digits(patch: np.ndarray) -> None:
    assert read_hand_digits(patch) is None


def test_number_is_read_between_its_label_and_its_symbol() -> None:
    page = white_page()
    pen(page, "239", 560, 465)
    texts, first = read(page, line(("Số:", 480, 544), ("2ƒ", 565, 700), ("/CT-UBND", 800, 1050)))
    assert texts == ["Số: 239/CT-UBND"]
    assert first == ["2ƒ /CT-UBND"]


def test_number_of_a_party_paper_is_read_before_its_hyphen() -> None:
    page = white_page()
    row = line(("Số", 480, 530), ("2ƒ", 565, 700), ("-BC/ĐU", 800, 1050))
    assert read(page, row)[0] == ["Số 2ƒ -BC/ĐU"]
    pen(page, "239", 560, 465)
    assert read(page, row)[0] == ["Số 239-BC/ĐU"]
    glued = line(("S239", 480, 700), ("-BC/ĐU", 800, 1050))
    assert read(page, glued)[0] == ["Số 239-BC/ĐU"]
    # a dash before words is no symbol
    words = line(("Số", 480, 530), ("2ƒ", 565, 700), ("-Ban", 800, 900), ("Tổ", 920, 980))
    assert read(page, words)[0] == ["Số 2ƒ -Ban Tổ"]


def test_number_that_the_engine_passed_over_is_read() -> None:
    page = white_page(2000, 1500)
    assert read(page, line(("Số:", 300, 380), ("/QĐ-UBND", 560, 780)))[0] == ["Số: /QĐ-UBND"]
    pen(page, "17", 380, 460)
    assert read(page, line(("Số:", 300, 380), ("/QĐ-UBND", 560, 780)))[0] == ["Số: 17/QĐ-UBND"]


def test_number_glued_to_its_label_is_cut_off() -> None:
    page = white_page()
    pen(page, "51", 570, 465)
    texts, _ = read(page, line(("S641", 480, 700), ("/CT-UBND", 800, 1050)))
    assert texts == ["Số: 51/CT-UBND"]


def glued(word: str, x0: int, x1: int, confidence: float) -> Line:
    """A line of a label and a word that holds a number and its symbol, 90 pixels high."""
    label = Word(text="Số:", bbox=Bbox(300, 415, 370, 465), confidence=0.98)
    token = Word(text=word, bbox=Bbox(x0, 390, x1, 480), confidence=confidence)
    text = f"Số: {word}"
    return Line(text=text, raw_text=text, words=(label, token), bbox=Bbox(300, 390, x1, 480))


@pytest.mark.parametrize(("word", "symbol"), [
    ("14/QD-UBND", "/QD-UBND"), ("(9-CT/HU", "-CT/HU"), ("7/NQ-HDND", "/NQ-HDND"),
])
@pytest.mark.parametrize("gap", [6, 14])
def test_number_glued_to_its_symbol_is_cut_off(word: str, symbol: str, gap: int) -> None:
    page = white_page()
    write(page, "So:", 300, 460)
    pen(page, "23", 400, 456)
    end = 400 + int(np.flatnonzero((page[380:480, 400:700] < 128).any(axis=0))[-1])
    right = write(page, symbol, end + gap, 460)
    (text,), (first,) = read(page, glued(word, 395, right + 4, 0.3))
    assert (text, first) == (f"Số: 23{symbol}", word)


def test_digits_that_are_not_sure_leave_a_glued_word_as_read() -> None:
    page = white_page()
    write(page, "So:", 300, 460)
    pen(page, "40", 400, 456)
    right = write(page, "/QD-UBND", 560, 460)
    source = glued("++O/QD-UBND", 395, right + 4, 0.3)
    assert read(page, source) == ([source.text], [])


def test_word_that_reads_well_is_not_cut() -> None:
    page = white_page()
    write(page, "So:", 300, 460)
    right = write(page, "40/QD-UBND", 400, 460)
    printed = glued("40/QD-UBND", 395, right + 4, 0.9)
    assert read(page, printed) == ([printed.text], [])


@pytest.mark.parametrize(("symbol", "gap"), [("/QD-UBND", 12), ("-CT/HU", 12), ("/QD-UBND", 0)])
def test_pen_that_reads_as_well_as_print_is_doubted(symbol: str, gap: int) -> None:
    page = white_page()
    write(page, "So:", 300, 460)
    pen(page, "47", 400, 470)
    end = 400 + int(np.flatnonzero((page[380:520, 400:700] < 128).any(axis=0))[-1])
    right = write(page, symbol, end + gap, 460)
    source = glued(f"47{symbol}", 395, right + 4, 0.999)
    result = read_hand_fields((source,), PageImage(page, 300), 1)
    assert [one.text for one in result.lines] == [source.text]
    assert result.lines[0].words[1].confidence == pytest.approx(DOUBT * 0.999)
    assert [mark.text for mark in result.unplaced] == [f"47{symbol}"]


@pytest.mark.parametrize("number", ["47/QD-UBND", "1101/NQ-HDND", "08-CT/HU", "17/2023/TT-BCA"])
@pytest.mark.parametrize("degrees", [-0.4, 0.0, 0.4])
def test_printed_number_stands_on_its_line(number: str, degrees: float) -> None:
    import cv2

    page = white_page()
    write(page, "So:", 300, 460)
    right = write(page, number, 400, 460)
    matrix = cv2.getRotationMatrix2D((550, 450), degrees, 1.0)
    level = as_bytes(cv2.warpAffine(page, matrix, page.shape[::-1], borderValue=(255,)))
    source = glued(number, 395, right + 4, 0.999)
    result = read_hand_fields((source,), PageImage(level, 300), 1)
    assert (result.lines, result.unplaced) == ((source,), ())


def test_print_without_glyphs_apart_has_no_symbol() -> None:
    blank = white_page(300, 60)
    assert symbol_start(blank, "/QD-UBND") is None
    blank[10:50, 20:280] = 0
    assert symbol_start(blank, "/QD-UBND") is None


def test_digits_from_a_pen_are_doubtful_and_keep_their_rivals() -> None:
    page = white_page()
    pen(page, "47", 560, 465)
    source = line(("Số:", 480, 544), ("4‡", 565, 700), ("/QĐ-UBND", 800, 1050))
    word = read_hand_fields((source,), PageImage(page, 300), 1).lines[0].words[1]
    assert word.confidence is not None
    assert word.confidence <= 0.5
    assert len(word.choices) == len(word.text)
    assert len(word.choices[0]) > 1


def test_day_glued_to_its_word_is_read() -> None:
    page = white_page()
    pen(page, "17", 1650, 465)
    texts, first = read(page, line(
        ("Quảng", 1240, 1385), ("Ngãi,", 1395, 1510), ("ngàwH{", 1530, 1780),
        ("tháng", 1830, 1955), ("5", 1970, 1992), ("năm", 2010, 2100), ("2021", 2120, 2220),
    ))
    assert texts == ["Quảng Ngãi, ngày 17 tháng 5 năm 2021"]
    assert first == ["ngàwH{"]


def test_unreadable_day_is_kept_as_read_beside_its_printed_word() -> None:
    texts, _ = read(white_page(), line(
        ("Quảng", 1240, 1385), ("Ngãi,", 1395, 1510), ("ngày0P", 1530, 1720),
        ("tháng", 1830, 1955), ("5", 1970, 1992), ("năm", 2010, 2100), ("2021", 2120, 2220),
    ))
    assert texts == ["Quảng Ngãi, ngày 0P tháng 5 năm 2021"]


PRINTED = (
    line(("Số:", 480, 544), ("15", 560, 610), ("/QĐ-UBND", 622, 890)),
    line(("Số:", 480, 544), ("318/SNV-VTLT", 560, 900)),
    line(("Quảng", 1240, 1385), ("Ngãi,", 1395, 1510), ("ngày", 1530, 1634), ("08", 1650, 1700),
         ("tháng", 1720, 1845), ("4", 1860, 1882), ("năm", 1900, 1990), ("2024", 2010, 2110)),
    # a date in running text, with handwriting over it
    line(("Căn", 500, 590), ("cứ", 600, 650), ("Quyết", 660, 780), ("định", 790, 880),
         ("ngày", 1530, 1634), ("1#", 1650, 1750), ("tháng", 1830, 1955), ("5", 1970, 1992),
         ("năm", 2010, 2100), ("2021", 2120, 2220)),
    line(("theo", 1240, 1340), ("đó,", 1395, 1510), ("ngày", 1530, 1634), ("1#", 1650, 1750),
         ("tháng", 1830, 1955), ("5", 1970, 1992), ("năm", 2010, 2100), ("2021", 2120, 2220)),
)


@pytest.mark.parametrize("printed", PRINTED, ids=lambda one: one.text)
def test_print_stays_as_it_was_read(printed: Line) -> None:
    page = white_page()
    pen(page, "17", 1650, 465)
    result = read_hand_fields((printed,), PageImage(page, 300), 1)
    assert result.lines == (printed,)
    assert result.unplaced == ()


def test_number_in_a_blank_reads_as_it_was_read_but_in_doubt() -> None:
    """Good engines read neat handwriting as print; the blank before the symbol gives it away."""
    filled = line(("Số:", 480, 544), ("15", 560, 610), ("/QĐ-UBND", 640, 900))
    result = read_hand_fields((filled,), PageImage(white_page(), 300), 1)
    (found,) = result.lines
    assert found.text == "Số: 15/QĐ-UBND"
    assert (found.words[1].confidence or 1.0) <= DOUBT
    assert [one.text for one in result.unplaced] == ["15 /QĐ-UBND"]


def test_digit_as_broad_as_two_is_read_again() -> None:
    """`47` joined by the pen was read as a sure `4` (a decision of 2025)."""
    page = white_page()
    pen(page, "47", 560, 465)
    filled = line(("Số:", 480, 544), ("4", 560, 690), ("/QĐ-UBND", 760, 1020))
    texts, unplaced = read(page, filled)
    assert texts == ["Số: 47/QĐ-UBND"]
    assert unplaced == ["4 /QĐ-UBND"]


def test_lower_half_of_a_page_is_left_alone() -> None:
    page = white_page()
    pen(page, "239", 560, 2505)
    low = line(("Số:", 480, 544), ("2ƒ", 565, 700), ("/CT-UBND", 800, 1050), y=2500)
    assert read(page, low) == (["Số: 2ƒ /CT-UBND"], [])


def rim_of_colon(page: np.ndarray, x: int) -> None:
    """What sticks out of a colon at the right of its box; the word is 50 pixels high."""
    for top in (415, 451):
        page[top : top + 14, x - 6 : x + 3] = 40


def test_rim_of_the_colon_is_no_number() -> None:
    """A number line without number and blank: a `1` was read from the dots beside the gap."""
    page = white_page(2000, 1500)
    rim_of_colon(page, 380)
    blank = line(("Số:", 300, 380), ("/TTr-UBND", 402, 680))
    assert read(page, blank) == (["Số: /TTr-UBND"], [])


def test_rim_of_a_letter_is_no_day() -> None:
    page = white_page()
    rim_of_colon(page, 1634)
    blank = line(
        ("Bến", 1240, 1385), ("Tre,", 1395, 1510), ("ngày", 1530, 1634), ("tháng", 1656, 1781),
        ("11", 1800, 1850), ("năm", 1870, 1960), ("2023", 1980, 2080))
    assert read(page, blank) == (["Bến Tre, ngày tháng 11 năm 2023"], [])


@pytest.mark.parametrize(("digits", "end"), [("1", 490), ("4", 490), ("11", 560)])
def test_real_digits_before_a_near_symbol_are_read(digits: str, end: int) -> None:
    page = white_page(2000, 1500)
    pen(page, digits, 396, 460)
    assert read(page, line(("Số:", 300, 380), ("/QĐ-UBND", end, end + 220)))[0] == [
        f"Số: {digits}/QĐ-UBND"]
