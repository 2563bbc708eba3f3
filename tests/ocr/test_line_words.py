"""Words from what the network read: what the network passed over still parts them."""

from __future__ import annotations

import numpy as np

from ocr.engines.ctc import Reading
from ocr.engines.line_input import INPUT_HEIGHT, STRIDE
from ocr.engines.line_words import build_line
from ocr.line_finder import FoundLine
from ocr.line_shape import Shape
from ocr.model import Bbox, Choice, Line

STEPS = 60


def line_of(
    text: str, steps: list[int], inked: list[tuple[int, int]], space: float = 0.9
) -> Line:
    """A line whose characters were read at `steps`, with ink in these stretches of steps.

    `space` is the score of its spaces.
    """
    picture = np.zeros((INPUT_HEIGHT, STEPS * STRIDE), np.uint8)
    for first, last in inked:
        picture[10:30, first * STRIDE : (last + 1) * STRIDE] = 255
    found = FoundLine(
        Bbox(0, 0, STEPS * STRIDE, INPUT_HEIGHT), Shape(0.0, 36.0, 16.0), 255 - picture, 0
    )
    readings = [
        Reading((Choice(text=char, score=space if char == " " else 0.9),), step, step)
        for char, step in zip(text, steps, strict=True)
    ]
    line = build_line(found, picture, readings)
    assert line is not None
    return line


def test_ink_that_was_not_read_parts_two_words() -> None:
    line = line_of("Số:/QĐ", [3, 6, 9, 40, 43, 47], [(2, 10), (18, 30), (39, 49)])
    assert [word.text for word in line.words] == ["Số:", "/QĐ"]
    left, right = (word.bbox for word in line.words)
    assert left is not None
    assert right is not None
    assert left.x1 <= 11 * STRIDE        # what was not read belongs to neither
    assert right.x0 >= 36 * STRIDE


def test_wide_blank_parts_two_words() -> None:
    line = line_of("H5/QĐ", [3, 6, 16, 19, 22], [(2, 7), (15, 24)])
    assert [word.text for word in line.words] == ["H5", "/QĐ"]


def test_letters_that_are_spaced_out_are_one_word() -> None:
    steps = [3, 9, 15, 21]
    assert line_of("CHỈT", steps, [(at - 1, at + 1) for at in steps]).text == "CHỈT"


def test_wide_letters_part_no_word() -> None:
    assert line_of("WMW", [4, 12, 20], [(1, 24)]).text == "WMW"


def test_doubtful_space_between_letters_that_touch_is_none() -> None:
    assert line_of("H oàng", [3, 7, 8, 11, 15, 19], [(2, 21)], space=0.6).text == "Hoàng"


def test_doubtful_space_over_a_blank_and_sure_space_stay() -> None:
    steps = [3, 7, 10, 13, 16, 19]
    assert line_of("H oàng", steps, [(2, 5), (9, 21)], space=0.6).text == "H oàng"
    assert line_of("H oàng", steps, [(2, 21)], space=0.95).text == "H oàng"


def test_ink_that_was_not_read_belongs_to_no_word_although_a_space_was() -> None:
    line = line_of("Số: /QĐ", [3, 6, 9, 20, 40, 43, 47], [(2, 10), (18, 30), (39, 49)])
    assert [word.text for word in line.words] == ["Số:", "/QĐ"]
    left = line.words[0].bbox
    assert left is not None
    assert left.x1 <= 11 * STRIDE


def test_box_of_a_word_ends_at_the_blank_wherever_the_space_was_read() -> None:
    line = line_of("tháng 4", [2, 5, 8, 11, 14, 16, 20], [(1, 17), (20, 23)])
    left, right = (word.bbox for word in line.words)
    assert left is not None
    assert right is not None
    assert left.x1 >= 17 * STRIDE
    assert right.x0 >= 20 * STRIDE


def test_ink_beyond_the_last_character_belongs_to_no_word() -> None:
    seal_left, seal_right = (0, 8), (48, 59)
    line = line_of("phủ;", [20, 23, 26, 28], [seal_left, (19, 29), seal_right])
    (word,) = line.words
    for box in (word.bbox, line.bbox):
        assert box is not None
        assert (box.x0, box.x1) == (19 * STRIDE, 30 * STRIDE)


def test_last_letter_keeps_all_of_its_ink() -> None:
    line = line_of("KM", [4, 8], [(3, 12)])
    assert line.bbox is not None
    assert line.bbox.x1 == 13 * STRIDE
