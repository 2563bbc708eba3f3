"""Rules found on every fourth pixel first are the rules found on all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.line_ink import _runs

LENGTH = 60


@given(
    st.lists(
        st.tuples(st.integers(0, 199), st.integers(0, 299), st.integers(1, 300), st.booleans()),
        max_size=12,
    ),
    st.integers(0, 3),
)
def test_runs_are_those_of_the_whole_picture(
    strokes: list[tuple[int, int, int, bool]], seed: int
) -> None:
    import cv2

    ink = (np.random.default_rng(seed).random((200, 300)) < 0.1 * seed).astype(np.uint8)
    for y, x, length, across in strokes:
        if across:
            ink[y, x : x + length] = 1
        else:
            ink[y : y + length, x] = 1
    for across in (True, False):
        shape = (1, LENGTH) if across else (LENGTH, 1)
        whole = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        found = _runs(ink, LENGTH, across=across)
        assert np.array_equal(np.zeros_like(ink) if found is None else found, whole)


@pytest.mark.parametrize("across", [True, False])
def test_page_without_rules_has_no_runs(across: bool) -> None:
    ink = np.zeros((100, 400), np.uint8)
    ink[20:40, 30:80] = 1
    assert _runs(ink, LENGTH, across=across) is None
