"""What counts as one character, one syllable, and the same letter.

Everything is NFC first. A character is a grapheme cluster: a base with all marks that NFC can't
fold into it. Almost every Vietnamese letter is one code point in NFC; the rare rest (an OCR engine
may write `x` with a hook) is packed into one private code point, so that strings stay strings and
the aligners can work on them.
"""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_LONE_MARK = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
_CLUSTER = re.compile(f"[^\\s]{_LONE_MARK.pattern}")
_PRIVATE_FIRST = 0xF0000  # Supplementary Private Use Area-A: never in real text
_PRIVATE_LAST = 0xFFFFD


def nfc(text: str | None) -> str:
    """The text in NFC; an empty string for None."""
    return unicodedata.normalize("NFC", text or "")


def flat(text: str | None) -> str:
    r"""NFC on one line: every run of white space is one space, none at the ends.

    >>> flat(" Sóc\n Trăng ")
    'Sóc Trăng'
    """
    return _SPACE.sub(" ", nfc(text)).strip()


def bare(text: str) -> str:
    """The letters without any mark; đ counts as d with a mark.

    >>> bare("Đường trục Kỳ Thuỷ")
    'Duong truc Ky Thuy'
    >>> bare("T78 & 5K")
    'T78 & 5K'
    """
    decomposed = unicodedata.normalize("NFD", text)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return letters.replace("đ", "d").replace("Đ", "D")


class Clusters:
    """Packs grapheme clusters of several code points into one private code point each, and back.

    One instance serves both sides of a comparison, so that equal clusters get equal code points.
    """

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def pack(self, text: str) -> str:
        r"""NFC text with one code point per grapheme cluster.

        >>> clusters = Clusters()
        >>> len(clusters.pack("x\u0309")), clusters.pack("Kỳ") == "Kỳ"
        (1, True)
        """
        text = nfc(text)
        return _CLUSTER.sub(self._code, text) if _LONE_MARK.search(text) else text

    def unpack(self, text: str) -> str:
        """The NFC text behind packed text."""
        if not self._texts:
            return text
        return "".join(self._texts.get(c, c) for c in text)

    def _code(self, match: re.Match[str]) -> str:
        cluster = match.group()
        if cluster not in self._codes:
            number = _PRIVATE_FIRST + len(self._codes)
            # a document with 65,000 different clusters is noise; the rest of them count as one
            code = chr(min(number, _PRIVATE_LAST))
            self._codes[cluster] = code
            self._texts[code] = cluster
        return self._codes[cluster]
