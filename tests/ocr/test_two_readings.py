"""One reading out of two: nothing is read that neither network saw, and disagreement shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr.engines.ctc import Reading
from ocr.engines.two_readings import combined
from ocr.model import Choice

_SCORES = st.floats(0.01, 1.0)


@st.composite
def readings(draw: st.DrawFn) -> tuple[Reading, ...]:
    text = draw(st.text("aáâẩ .,1", max_size=12))
    place, made = 0, []
    for char in text:
        place += draw(st.integers(1, 4))
        made.append(Reading((Choice(text=char, score=draw(_SCORES)),), place, place))
    return tuple(made)


def text_of(line: tuple[Reading, ...]) -> str:
    return "".join(reading.text for reading in line)


@given(readings())
def test_a_reading_combined_with_itself_is_itself(line: tuple[Reading, ...]) -> None:
    assert combined(line, line) == line


@given(readings(), readings())
def test_every_character_was_seen_by_one_of_them(
    one: tuple[Reading, ...], other: tuple[Reading, ...]
) -> None:
    both = combined(one, other)
    assert set(text_of(both)) <= set(text_of(one)) | set(text_of(other))
    for reading in both:
        scores = [choice.score for choice in reading.choices]
        assert scores == sorted(scores, reverse=True)
        assert 0 < scores[0] <= 1


@given(readings(), readings())
def test_where_they_differ_a_character_is_less_sure_than_either_network_was(
    one: tuple[Reading, ...], other: tuple[Reading, ...]
) -> None:
    both = combined(one, other)
    if both and text_of(one) != text_of(other):
        assert any(reading not in one and reading not in other for reading in both)


def line(text: str, *scores: float, places: tuple[int, ...] = ()) -> tuple[Reading, ...]:
    return tuple(
        Reading((Choice(text=char, score=score),), place, place)
        for char, score, place in zip(text, scores, places or range(len(text)), strict=True)
    )


def test_a_digit_that_only_one_saw_stays_in_its_place_and_is_doubted() -> None:
    first = line("Hh0.", 1.0, 0.4, 0.8, 1.0, places=(44, 48, 52, 55))
    second = line("H/20.", 1.0, 0.3, 1.0, 1.0, 1.0, places=(44, 48, 50, 53, 55))
    both = combined(first, second)
    assert text_of(both) == "Hh20."
    assert both[2].score == 0.5


def test_the_loser_is_an_alternative_of_the_winner() -> None:
    both = combined(line("Tinh", 0.9, 0.5, 0.9, 0.9), line("Tỉnh", 0.9, 0.9, 0.9, 0.9))
    assert text_of(both) == "Tỉnh"
    assert [choice.text for choice in both[1].choices] == ["ỉ", "i"]
