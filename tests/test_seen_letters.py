"""Another letter that the engine itself saw: cases from a coarse black-and-white circular."""

from __future__ import annotations

import pytest

from cleanup.correct import correct_pages
from ocr.model import Choice, Line, Page, Word

# text, the misread word, what the engine saw at one of its letters, the result
CASES = [
    ("cá nhân có liên quan lập bồ sơ phương án", "bồ", (0, "h", 0.72), "hồ"),
    ("các cơ quan, đơm vị thuộc quyền", "đơm", (2, "n", 0.55), "đơn"),
    ("sử dụng đất theo nhương án sử dụng đất", "nhương", (0, "p", 0.56), "phương"),
    ("Văn phòng Bộ Quốo phòng trình", "Quốo", (3, "c", 0.17), "Quốc"),
]


def read(text: str, word: str, seen: tuple[int, str, float] | None) -> Page:
    """A page of one line; the engine is sure of every letter but one."""
    words = []
    for one in text.split():
        choices = [[Choice(text=letter, score=0.95)] for letter in one]
        if one == word and seen is not None:
            place, letter, score = seen
            choices[place].append(Choice(text=letter, score=score))
        words.append(Word(text=one, confidence=0.9, choices=tuple(map(tuple, choices))))
    return Page(number=1, lines=(Line(text=text, raw_text=text, words=tuple(words)),))


@pytest.mark.parametrize(("text", "word", "seen", "right"), CASES)
def test_letter_that_the_engine_saw_is_taken(
    text: str, word: str, seen: tuple[int, str, float], right: str
) -> None:
    pages, corrections = correct_pages((read(text, word, seen),))
    assert pages[0].lines[0].text == text.replace(word, right)
    (change,) = (one for one in corrections if one.applied)
    assert change.reason.startswith("letter.")
    assert (change.before, change.after) == (word, right)


@pytest.mark.parametrize(("text", "word", "seen", "right"), CASES)
def test_letter_that_nobody_saw_is_left(
    text: str, word: str, seen: tuple[int, str, float], right: str
) -> None:
    pages, _ = correct_pages((read(text, word, None),))
    assert pages[0].lines[0].text == text


@pytest.mark.parametrize(
    ("text", "word", "seen"),
    [
        ("lập hồ sơ phương án xử lý", "hồ", (0, "b", 0.9)),  # makes sense as it is
        ("đồng chí Dương Bá Hiển, Phó Bí thư", "Hiển", (3, "m", 0.9)),  # a name
    ],
)
def test_letter_that_makes_no_better_sense_is_left(
    text: str, word: str, seen: tuple[int, str, float]
) -> None:
    pages, _ = correct_pages((read(text, word, seen),))
    assert pages[0].lines[0].text == text
