"""Another letter that the engine itself saw: cases from a coarse black-and-white circular."""

from __future__ import annotations

import pytest

from cleanup.correct import correct_pages
from cleanup.correct.codes import likely_code
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
        ("ngày 18 tháng ó năm 2014;", "ó", (0, "6", 0.01)),  # hardly seen
        ("ngày 18 tháng tư năm 2014;", "tư", (0, "7", 0.3)),  # a number in words
        ("ngày 18 tháng 5 năm 2014;", "5", (0, "6", 0.4)),  # a digit is never exchanged
        ("trong tháng ó, năm 2014", "ó,", (0, "6", 0.3)),  # no date
    ],
)
def test_word_that_may_stand_as_it_is_read_is_left(
    text: str, word: str, seen: tuple[int, str, float]
) -> None:
    pages, _ = correct_pages((read(text, word, seen),))
    assert pages[0].lines[0].text == text


def code(text: str, place: int, letter: str, score: float) -> Word:
    """A code of which the engine saw another letter at one place."""
    choices = [[Choice(text=one, score=0.9)] for one in text]
    choices[place].append(Choice(text=letter, score=score))
    return Word(text=text, choices=tuple(map(tuple, choices)))


@pytest.mark.parametrize(
    ("text", "place", "letter", "score", "likely"),
    [
        ("02/2017/TT-YPCP", 11, "V", 0.3, "02/2017/TT-VPCP"),  # italics, Hải Phòng 2025
        ("02-NO/TW", 4, "Q", 0.2, "02-NQ/TW"),
        ("02/2017/TT-VPCP", 11, "Y", 0.3, None),  # known as it stands
        ("02/2017/TT-YPCP", 11, "V", 0.01, None),  # hardly seen
        ("214/QĐ-DCT", 8, "G", 0.4, None),  # a school's own code, nothing known is near
        ("YPCP", 0, "V", 0.4, None),  # an abbreviation, no code
    ],
)
def test_code_is_doubted_only_where_a_known_one_was_seen(
    text: str, place: int, letter: str, score: float, likely: str | None
) -> None:
    assert likely_code(text, code(text, place, letter, score)) == likely


@pytest.mark.parametrize(
    ("text", "word", "seen", "right"),
    [
        ("ngày 18 tháng ó năm 2014;", "ó", (0, "6", 0.36), "6"),  # italics of a decree of 2021
        ("ngày Ú7 tháng 02 năm 2025", "Ú7", (0, "0", 0.2), "07"),
    ],
)
def test_letter_in_the_place_of_a_month_is_the_digit_that_was_seen(
    text: str, word: str, seen: tuple[int, str, float], right: str
) -> None:
    pages, corrections = correct_pages((read(text, word, seen),))
    assert pages[0].lines[0].text == text.replace(word, right)
    assert [one.reason for one in corrections if one.applied] == ["number.seen"]
