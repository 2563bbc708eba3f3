"""The characters the recogniser can write, in the order of its output classes."""

from __future__ import annotations

import string
import unicodedata

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_EXTRA = "–—‘’“”…•°§²³¹⁰⁴⁵⁶⁷⁸⁹⁽⁾½×÷±≤≥«»·№₫µ□"


def vietnamese_letters() -> str:
    """All 134 letters that plain ASCII lacks, upper and lower case, precomposed.

    >>> len(vietnamese_letters()), "Ế" in vietnamese_letters(), "e" in vietnamese_letters()
    (134, True, False)
    """
    lower = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES]
    letters = [*lower, "đ"]
    both = letters + [letter.upper() for letter in letters]
    return "".join(letter for letter in both if not letter.isascii())


def alphabet() -> str:
    """Every character, one per class; class 0 of the network is the CTC blank and not part of this.

    >>> len(set(alphabet())) == len(alphabet())
    True
    """
    ascii_printable = " " + string.digits + string.ascii_letters + string.punctuation
    return ascii_printable + vietnamese_letters() + _EXTRA
