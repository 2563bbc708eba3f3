"""Old 8-bit encodings into Unicode: detection, decoding, and the edits that record it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleanup.legacy.detect import detect, encoding_of_font
from cleanup.legacy.tables import decode_word
from cleanup.plan import Edit

__all__ = ["decode_runs", "decode_word", "detect", "encoding_of_font", "find_legacy"]

_WORD = re.compile(r"[^ \t\n]+")


def find_legacy(text: str, encoding: str) -> tuple[Edit, ...]:
    """One edit for each word of a line that is in an old encoding.

    >>> [(edit.before, edit.after) for edit in find_legacy("Uû ban nh©n d©n", "tcvn3")]
    [('Uû', 'Uỷ'), ('nh©n', 'nhân'), ('d©n', 'dân')]
    """
    edits = []
    for match in _WORD.finditer(text):
        decoded = decode_word(match.group(), encoding)
        if decoded != match.group():
            edits.append(Edit(match.start(), match.group(), decoded, f"legacy.{encoding}"))
    return tuple(edits)


def decode_runs(runs: Iterable[tuple[str, str]]) -> str:
    """Text of (characters, font name) runs, each decoded as its font wants it.

    The capitals of TCVN3 live in fonts whose name ends in H; the bytes are those of small letters.

    >>> decode_runs([("nghÞ ®Þnh", ".VnTimeH,Bold"), (" cña ChÝnh phñ", ".VnTime")])
    'NGHỊ ĐỊNH của Chính phủ'
    >>> decode_runs([("Số 12", "TimesNewRomanPSMT")])
    'Số 12'
    """
    parts = []
    for text, font in runs:
        found = encoding_of_font(font)
        if found is None:
            parts.append(text)
            continue
        decoded = _WORD.sub(lambda match: decode_word(match.group(), found.encoding), text)  # noqa: B023
        parts.append(decoded.upper() if found.capitals else decoded)
    return "".join(parts)
