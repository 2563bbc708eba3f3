"""A second engine's reading as evidence: cases from real scans, and what it must never do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanup.correct import correct_pages
from cleanup.correct.second import mended_numbers, token_readings
from cleanup.lm.tokens import pieces
from ocr.engines.both import BothEngines
from ocr.engines.fixed import ReplayEngine
from ocr.engines.second_opinion import with_second_opinion
from ocr.model import Bbox, Choice, Line, Page, Word
from ocr.page_image import PageImage

CASES = Path(__file__).parent / "cases" / "second_reading.tsv"
ROWS = [
    line.split("\t")
    for line in CASES.read_text("utf-8").splitlines()
    if not line.startswith(("#", "line\t"))
]


def read_twice(first: str, second: str) -> Line:
    """A line whose words carry what another engine read; `_` for nothing."""
    words = tuple(
        Word(
            text=text,
            bbox=Bbox(100 * at, 0, 100 * at + 90, 40),
            confidence=0.95,
            choices=tuple((Choice(text=letter, score=0.95),) for letter in text),
            other="" if other == "_" else other,
        )
        for at, (text, other) in enumerate(zip(first.split(), second.split(), strict=True))
    )
    return Line(text=first, raw_text=first, words=words, bbox=Bbox(0, 0, 100 * len(words), 40))


@pytest.mark.parametrize(("first", "second", "result", "reason"), ROWS)
def test_second_reading_decides_or_is_listed(
    first: str, second: str, result: str, reason: str
) -> None:
    pages, corrections = correct_pages((Page(number=1, lines=(read_twice(first, second),)),))
    assert pages[0].lines[0].text == result
    assert ([one.reason for one in corrections] or ["-"])[-1] == reason
    assert pages[0].lines[0].raw_text == first


@given(
    st.text("0123456789I]lO/-ÚŠ,.", min_size=1, max_size=12),
    st.text("0123456789/-TQĐ,.", max_size=12),
)
def test_mended_numbers_never_exchange_a_digit(own: str, second: str) -> None:
    word = Word(text=own, other=second)
    for token, mended in mended_numbers(Line(text=own, raw_text=own, words=(word,))):
        kept = [(a, b) for a, b in zip(token.text, mended, strict=True) if a.isdigit()]
        assert all(a == b for a, b in kept)


@given(st.text(max_size=10), st.one_of(st.none(), st.text(max_size=10)))
def test_token_readings_one_per_token(chunk: str, other: str | None) -> None:
    chunk = "".join(chunk.split()) or "x"
    assert len(token_readings(chunk, other)) == len(pieces(chunk))


def _line(*words: tuple[str, int, int], y: int = 0) -> Line:
    made = tuple(Word(text=text, bbox=Bbox(x0, y, x1, y + 40)) for text, x0, x1 in words)
    text = " ".join(word.text for word in made)
    return Line(text=text, raw_text=text, words=made, bbox=Bbox(0, y, 900, y + 40))


def _others(lines: tuple[Line, ...]) -> list[str | None]:
    return [word.other for line in lines for word in line.words]


def test_with_second_opinion_split_joined_missing() -> None:
    first = _line(("BANNHÂNDÂN", 0, 300), ("ph", 320, 350), ("át", 355, 400), ("£", 500, 520))
    second = _line(("BAN", 0, 90), ("NHÂN", 100, 200), ("DÂN", 210, 300), ("phát", 321, 399))
    (line,) = with_second_opinion((first,), (second,))
    assert [word.other for word in line.words] == ["BAN NHÂN DÂN", None, "phát", ""]
    assert [word.text for word in line.words] == ["BANNHÂNDÂN", "ph", "át", "£"]


def test_with_second_opinion_other_rows_and_columns_say_nothing() -> None:
    first = (_line(("một", 0, 80)), _line(("hai", 0, 80), y=60))
    second = (_line(("ba", 200, 280)), _line(("bốn", 0, 80), y=30))
    assert _others(with_second_opinion(first, second)) == ["", ""]


def test_with_second_opinion_equal_text_wins_over_a_shifted_box() -> None:
    first = _line(("TT-BYT", 0, 200), ("ngày", 210, 280))
    second = _line(("TT-BYT", 0, 200), ("ngày", 120, 250))
    assert _others(with_second_opinion((first,), (second,))) == ["TT-BYT", "ngày"]


def test_both_engines_keep_the_first_ones_lines() -> None:
    first, second = (_line(("quyên", 0, 80)),), (_line(("quyền", 0, 80)),)
    both = BothEngines(ReplayEngine((first,)), ReplayEngine((second,)))
    (line,) = both.recognize(PageImage(np.full((50, 900), 255, np.uint8), 300))
    assert (line.text, line.words[0].other) == ("quyên", "quyền")
    assert both.name == "both"
