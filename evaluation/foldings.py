"""Named foldings: what a reader may want to forgive, each applied to both sides and reported apart.

The strict figures fold nothing but Unicode composition (NFC) and white space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from evaluation.text import flat

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# domain rule: the two styles differ only in open syllables with the medial oa, oe, uy
_OLD_STYLE = re.compile(
    f"([oO])([{_TONES}])([aAeE])(?![\\w\u0300-\u036f])|([uU])([{_TONES}])([yY])(?![\\w\u0300-\u036f])"
)


def _move(match: re.Match[str]) -> str:
    first, tone, second = (part for part in match.groups() if part)
    return first + second + tone


@lru_cache(maxsize=8192)
def _token_tone_placement(token: str) -> str:
    moved = _OLD_STYLE.sub(_move, unicodedata.normalize("NFD", token))
    return unicodedata.normalize("NFC", moved)


def tone_placement(text: str) -> str:
    """Both spellings of the same tone become one: `hòa` and `hoà`, `thúy` and `thuý`.

    >>> tone_placement("Ủy ban, khỏe, hòa")
    'Uỷ ban, khoẻ, hoà'
    >>> tone_placement("múa mía toàn khoản")
    'múa mía toàn khoản'
    """
    return " ".join(map(_token_tone_placement, text.split(" ")))


def punctuation(text: str) -> str:
    """Everything that is neither letter, mark, digit nor space goes: dashes, quotes, full stops.

    >>> punctuation("“Đổi mới” – 5,3 %; 01/CT-UBND")
    'Đổi mới 53 01CTUBND'
    """
    return flat(text.translate(_WITHOUT_PUNCTUATION))


class _WithoutPunctuation(dict[int, int | None]):
    """Translation table that learns each character when it first meets it."""

    def __missing__(self, key: int) -> int | None:
        self[key] = None if unicodedata.category(chr(key))[0] in "PS" else key
        return self[key]


_WITHOUT_PUNCTUATION = _WithoutPunctuation()


def case(text: str) -> str:
    """Capitals count as small letters.

    >>> case("ỦY BAN Nhân dân")
    'ủy ban nhân dân'
    """
    return text.casefold()


FOLDINGS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"tone_placement": tone_placement, "punctuation": punctuation, "case": case}
)
