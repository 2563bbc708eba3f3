"""Writing a chosen reading back: capitals as printed, tone placement as the document has it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleanup.syllables import fold_tone_style, old_tone_style

_OPEN_OLD = re.compile(r"(?:[òóỏõọ][ae]|[ùúủũụ]y)\Z", re.IGNORECASE)
_OPEN_NEW = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\Z", re.IGNORECASE)


def prefers_old_style(words: Iterable[str]) -> bool:
    """Whether most words have the tone in the old place (hòa); true without evidence.

    >>> prefers_old_style(["ủy", "hòa", "thuỷ"]), prefers_old_style(["hoá"])
    (True, False)
    """
    balance = 0
    for word in words:
        if _OPEN_OLD.search(word):
            balance += 1
        elif _OPEN_NEW.search(word):
            balance -= 1
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
