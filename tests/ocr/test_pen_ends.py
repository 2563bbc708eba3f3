"""Initials behind `./.` are no text; print behind it stays."""

from __future__ import annotations

import pytest

from ocr.model import Bbox, Line, Word
from ocr.pen_ends import lift_pen_ends


def line_of(*words: tuple[str, float | None]) -> Line:
    text = " ".join(word for word, _ in words)
    parts = tuple(
        Word(text=word, bbox=Bbox(100 * at, 0, 100 * at + 90, 40), confidence=confidence)
        for at, (word, confidence) in enumerate(words)
    )
    return Line(text=text, raw_text=text, words=parts, bbox=Bbox(0, 0, 100 * len(words), 40))


@pytest.mark.parametrize(("words", "kept", "pen"), [
    ([("định", 1.0), ("này./.v", 0.47)], "định này./.", ["v"]),
    ([("định", 1.0), ("này./cut", 0.13)], "định này./", ["cut"]),
    ([("định", 1.0), ("này./.", 1.0), ("z", 0.4)], "định này./.", ["z"]),
    ([("này./.", 0.9), ("Lk", 0.4), ("w", 0.3)], "này./.", ["Lk", "w"]),
    ([("năm", 1.0), ("2021./.", 0.9), ("k", 0.3)], "năm 2021./.", ["k"]),
])
def test_strokes_behind_the_last_sign_go_to_unplaced(
    words: list[tuple[str, float | None]], kept: str, pen: list[str]
) -> None:
    (line,), unplaced = lift_pen_ends([line_of(*words)], 3)
    assert line.text == line.raw_text == kept
    assert [(item.text, item.reason, item.page) for item in unplaced] == [
        (text, "handwriting", 3) for text in pen
    ]
    assert line.bbox is not None
    assert all(item.bbox and item.bbox.x0 >= line.bbox.x1 for item in unplaced)


@pytest.mark.parametrize("words", [
    [("định", 1.0), ("này./.", 0.5)],
    [("này./.", 1.0), ("PL.(300)", 0.99)],          # how many copies, as printed
    [("này./.", 1.0), ("Nguyễn", 0.6), ("Văn", 0.99)],
    [("tại", 1.0), ("http://a./b", 0.99)],
    [("này./.v", None)],
    [("15/QĐ-UBND", 0.4), ("ngày", 0.4)],
    [("Số:", 1.0), ("....../QĐ-TU", 0.4)],
    [("Số:", 1.0), ("…./NQ-CP", 0.4)],
    [("Số:", 1.0), ("..../TTr", 0.4)],
    [("Số", 1.0), ("05./KL-TU", 0.4)],
    [("trang", 1.0), ("12./5", 0.4)],
    [("(Q./2024", 0.4)],
    [("tại", 1.0), ("http://../abc", 0.4)],
])
def test_print_stays(words: list[tuple[str, float | None]]) -> None:
    line = line_of(*words)
    assert lift_pen_ends([line], 1) == ((line,), ())
