"""What XML can hold of texts and numbers."""

from __future__ import annotations

import re

# XML 1.0, 2.2: all else can't even be written as a reference
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    r"""The text with characters that XML has no way to write replaced by U+FFFD.

    >>> xml_text("Số 05-KL/TU"), xml_text("Số\x0005")
    ('Số 05-KL/TU', 'Số\ufffd05')
    """
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def decimal(value: float, places: int = 3) -> str:
    """A number without exponent and idle zeros, so that equal values are equal text.

    >>> decimal(41.0), decimal(-0.01275, 5), decimal(-0.0001)
    ('41', '-0.01275', '0')
    """
    text = f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"
    return "0" if text == "-0" else text
