"""Letters without their marks: the level on which OCR of Vietnamese hardly ever errs.

All seven wording errors of the 05-KL/TU sample keep their skeleton (domain reference, fact 3), so
fixed strings are looked up by skeleton, with a small edit distance for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

# character classes for regular expressions; ranges such as À-Ỹ mix capitals and small letters
_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
LOWER = "a-z" + _MARKED
UPPER = "A-Z" + _MARKED.upper()

# every letter that an engine may read for a printed one: only its marks differ
ANY_A = "aàáảãạăằắẳẵặâầấẩẫậ"
ANY_O = "oòóỏõọôồốổỗộơờớởỡợ"

# ASCII and combining marks: what a decomposed line is made of, as a rule
_ORDINARY = re.compile(r"[\x00-\x7f\u0300-\u034e\u0350-\u036f]*")
_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())


@lru_cache(maxsize=8192)
def unmarked(text: str) -> str:
    """`text` without tone and vowel marks, in the same case and with the same spacing.

    >>> unmarked("Số và ký hiệu, ĐẾN")
    'So va ky hieu, DEN'
    """
    parts = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    if _ORDINARY.fullmatch(parts):
        # every line of a text is asked several times, and this takes a fifth of the time
        return parts.encode("ascii", "ignore").decode("ascii")
    return "".join(c for c in parts if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def skeleton(text: str) -> str:
    """Lower-case letters and digits of `text`, without marks, spaces and punctuation.

    >>> skeleton("Độc lập - Tự do - Hạnh phúc")
    'doclaptudohanhphuc'
    >>> skeleton("* * *")
    ''
    """
    plain = unmarked(text).lower()
    if plain.isascii():
        return plain.encode("ascii").translate(None, _ASCII_MARKS).decode("ascii")
    return "".join(c for c in plain if c.isalnum())


def distance(left: str, right: str, limit: int) -> int:
    """Edit distance of two strings; `limit + 1` stands for anything above `limit`.

    >>> distance("chithi", "chithl", 1), distance("mat", "mattran", 2)
    (1, 3)
    """
    # in C: a long text asks it half a million times
    return Levenshtein.distance(left, right, score_cutoff=limit)


def allowance(length: int) -> int:
    """How many letters of a fixed string of `length` may be wrong: none below 6, then 1 in 9.

    Short strings are other words when one letter changes (KHẨN, KHÁN; MẬT, MẶT), so they need
    equality.

    >>> allowance(4), allowance(6), allowance(27)
    (0, 1, 3)
    """
    return 0 if length < 6 else max(1, length // 9)


def resembles(text: str, fixed: str) -> bool:
    """Whether `text` is the fixed string, apart from marks and a few letters.

    >>> resembles("CỘNG HÒA XÃ HỌI CHỦ NGHĨA VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    True
    >>> resembles("MẶT TRẬN", "MẬT")
    False
    """
    read, wanted = skeleton(text), skeleton(fixed)
    limit = allowance(len(wanted))
    return read == wanted or distance(read, wanted, limit) <= limit
