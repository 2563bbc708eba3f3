"""Corrected words on the boxes of what was read."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.writers.placed import placed
from ocr.model import Bbox, Line, Word


def read_line(*words: str, text: str, letter: int = 10) -> Line:
    """A line of words ten pixels a letter, one letter apart; `text` is what corrections made."""
    found = []
    left = 100
    for word in words:
        right = left + letter * len(word)
        found.append(Word(text=word, bbox=Bbox(left, 50, right, 80), confidence=0.8))
        left = right + letter
    return Line(text=text, raw_text=" ".join(words), words=tuple(found),
                bbox=Bbox(100, 50, max(101, left - letter), 80))


def spans(line: Line) -> list[tuple[str, int, int]]:
    return [(word.text, word.bbox.x0, word.bbox.x1) for word in placed(line).words if word.bbox]


def test_corrected_word_keeps_its_box_and_confidence() -> None:
    line = read_line("Vẽ", "việc", text="Về việc")
    assert spans(line) == [("Về", 100, 120), ("việc", 130, 170)]
    assert [word.confidence for word in placed(line).words] == [0.8, 0.8]


def test_split_word_is_divided_by_its_letters() -> None:
    assert spans(read_line("ngày04", "tháng", text="ngày 04 tháng")) == [
        ("ngày", 100, 140), ("04", 140, 160), ("tháng", 170, 220)]


def test_joined_words_have_one_box() -> None:
    assert spans(read_line("Ủy", "b", "an", text="Ủy ban")) == [("Ủy", 100, 120), ("ban", 130, 170)]


def test_split_and_join_in_one_line_do_not_shift_the_words_between() -> None:
    line = read_line("khônggian", "của", "d", "ân", text="không gian của dân")
    assert spans(line) == [
        ("không", 100, 150), ("gian", 150, 190), ("của", 200, 230), ("dân", 240, 280)]


def test_dropped_word_leaves_its_place_empty() -> None:
    assert spans(read_line("~", "Điều", "1.", text="Điều 1.")) == [
        ("Điều", 120, 160), ("1.", 170, 190)]


def test_line_without_words_is_divided() -> None:
    line = Line(text="Số 05", raw_text="Số 05", bbox=Bbox(0, 0, 40, 10))
    assert spans(line) == [("Số", 0, 20), ("05", 20, 40)]


def test_line_without_a_box_has_words_without_boxes() -> None:
    words = placed(Line(text="Số 05", raw_text="Số 05")).words
    assert [(word.text, word.bbox) for word in words] == [("Số", None), ("05", None)]


words = st.lists(st.text("aăâbcdđeêghiôơuưy0123456789.,", min_size=1, max_size=7), max_size=8)


@given(read=words, text=words)
def test_every_word_of_the_text_has_a_box_within_the_line(read: list[str], text: list[str]) -> None:
    line = read_line(*read, text=" ".join(text))
    found = placed(line).words
    assert [word.text for word in found] == text
    assert all(word.bbox is not None for word in found)
    around = reduce(Bbox.union, [word.bbox for word in line.words if word.bbox] or [
        Bbox(100, 50, 101, 80)])
    for word in found:
        assert word.bbox is not None
        # words for which nothing was read may need some pixels more
        assert around.x0 <= word.bbox.x0 < word.bbox.x1 <= around.x1 + len(text)
        assert (word.bbox.y0, word.bbox.y1) == (50, 80)


@pytest.mark.parametrize("text", ["cộng hòa", "a b c d e f g h"])
def test_placing_is_settled_at_once(text: str) -> None:
    line = placed(read_line("cộng", "hoà", text=text))
    assert placed(line) == line
