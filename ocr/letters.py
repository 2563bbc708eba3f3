"""Letters without their marks, to compare what was read in doubt."""

from __future__ import annotations

import unicodedata


def without_marks(text: str) -> str:
    """`text` without the marks of tones and vowels.

    >>> without_marks("Điều 1đ.")
    'Dieu 1d.'
    """
    parts = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in parts if not unicodedata.combining(c))
