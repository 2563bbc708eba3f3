"""Lines taken apart by the engine: one case seen on a real scan, and what must stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.line_pieces import join_pieces
from ocr.model import Bbox, Line, Word


def _line(text: str, x0: int, y0: int, x1: int, y1: int) -> Line:
    box = Bbox(x0, y0, x1, y1)
    words = tuple(Word(text=word, bbox=box, confidence=0.9) for word in text.split())
    return Line(text=text, raw_text=text, words=words, bbox=box, confidence=0.9)


# boxes of a bent page of a gazette (Nghị quyết 115/NQ-CP), read by Tesseract 5.3
_VUON = _line("nhân sự của Vườn", 537, 2818, 2187, 2895)
_GIA = _line("gia Ba Vì thực hiện theo đúng", 519, 2888, 2186, 2961)
_TRUONG = _line("trường, đất đai", 400, 2949, 2094, 3027)
_QUOC = _line("quốc", 399, 2871, 500, 2932)


def test_join_pieces_first_word_at_end_of_page() -> None:
    joined = join_pieces((_VUON, _GIA, _TRUONG, _QUOC))
    assert [line.text for line in joined] == [
        "nhân sự của Vườn",
        "quốc gia Ba Vì thực hiện theo đúng",
        "trường, đất đai",
    ]
    assert joined[1].bbox == Bbox(399, 2871, 2186, 2961)


@pytest.mark.parametrize(
    ("what", "stray"),
    [
        ("another column", _line("quốc", 300, 2888, 420, 2961)),
        ("the line below", _line("quốc", 399, 2949, 500, 3020)),
        ("a head in two columns", _line("TỈNH ỦY VĨNH LONG", 150, 2888, 500, 2961)),
        ("no coordinates", Line(text="quốc", raw_text="quốc")),
    ],
)
def test_join_pieces_stays_apart(what: str, stray: Line) -> None:
    lines = (_VUON, _GIA, _TRUONG, stray)
    assert join_pieces(lines) == lines, what


def test_join_pieces_already_in_order() -> None:
    lines = (_VUON, _QUOC, _GIA)
    assert join_pieces(lines) == lines


@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 200),
            st.integers(1, 200),
            st.integers(5, 40),
            st.integers(1, 6),
        ),
        max_size=8,
    )
)
def test_join_pieces_keeps_every_word(boxes: list[tuple[int, int, int, int, int]]) -> None:
    lines = tuple(
        _line(f"chữ{number} " * words, x, y, x + width, y + height)
        for number, (x, y, width, height, words) in enumerate(boxes)
    )
    joined = join_pieces(lines)
    before = sorted(word.text for line in lines for word in line.words)
    assert sorted(word.text for line in joined for word in line.words) == before
