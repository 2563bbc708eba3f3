"""Letters without marks: the quick way gives what the Unicode tables say."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cleanup.skeleton import skeleton, unmarked

MARKED = "ổỔđĐưƯ–“”…⁽¹⁾²½ \u0300\u0323_é\xa0ñöЖ7a."
texts = st.text() | st.text(alphabet=MARKED)


def by_decomposition(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.translate(str.maketrans("đĐ", "dD")))
    return "".join(c for c in parts if not unicodedata.combining(c))


@given(texts)
def test_unmarked_drops_the_marks_that_unicode_knows(text: str) -> None:
    assert unmarked(text) == by_decomposition(text)


@given(texts)
def test_skeleton_keeps_letters_and_digits_only(text: str) -> None:
    assert skeleton(text) == "".join(c for c in by_decomposition(text).lower() if c.isalnum())
