"""Writing a chosen reading back: capitals as printed, tone placement as the document has it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleanup.syllables import fold_tone_style, old_tone_style

_OPEN_OLD = re.compile(r"(?:[òóỏõọ][ae]|[ùúủũụ]y)\Z", re.IGNORECASE)
_OPEN_NEW = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\Z", re.IGNORECASE)


def prefers_old_style(words: Mapping[str, int]) -> bool:
    """Whether most words have the tone in the old place (hòa); true without evidence.

    Args:
        words: with their counts.

    >>> prefers_old_style({"ủy": 2, "thuỷ": 1}), prefers_old_style({"hoá": 1})
    (True, False)
    """
    balance = 0
    for word, count in words.items():
        if _OPEN_OLD.search(word):
            balance += count
        elif _OPEN_NEW.search(word):
            balance -= count
    return balance >= 0


def write(form: str, printed: str, *, old_style: bool) -> str:
    """The folded `form` as it would stand in the place of `printed`.

    >>> write("hoà", "HOA", old_style=True), write("hoà", "hóa", old_style=False)
    ('HÒA', 'hòa')
    """
    if len(form) != len(printed):
        return form
    if _OPEN_OLD.search(printed):
        old_style = True
    elif _OPEN_NEW.search(printed):
        old_style = False
    text = old_tone_style(form) if old_style else fold_tone_style(form)
    return "".join(
        char.upper() if model.isupper() else char for char, model in zip(text, printed, strict=True)
    )
