"""The old 8-bit encodings of Vietnamese: TCVN3 (ABC), VNI, VPS, VISCII, VIQR and Windows-1258.

The table gives, for each letter, its bytes; lower-case TCVN3 and VISCII agree with glibc's iconv.
Text is met as characters, not bytes: a text layer or a file read as Latin-1 shows the letter ư of
TCVN3 (byte AD) as a soft hyphen, a minus sign or a hyphen, depending on who extracted it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from importlib import resources

SINGLE_BYTE = ("tcvn3", "vps", "viscii")
ENCODINGS = ("vni", "tcvn3", "vps", "viscii", "cp1258", "viqr")

# what PDF extraction makes of bytes whose glyph it takes for punctuation
_ALIASES = {"\u2212": "\u00ad", "\u2219": "\u00b7", "\u2010": "\u00ad", "\u03bc": "\u00b5"}
_C1 = re.compile("[\u0080-\u009f]")
_VIQR_END = re.compile(r"[.?]\Z")


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    text = resources.files("cleanup.legacy").joinpath("tables.tsv").read_text("utf-8")
    head, *rows = (line.split("\t") for line in text.splitlines() if line)
    return tuple(dict(zip(head, row, strict=True)) for row in rows)


def _characters(cell: str) -> str:
    return bytes(int(code, 16) for code in cell.split()).decode("latin-1")


@lru_cache(maxsize=8)
def table(encoding: str) -> Mapping[str, str]:
    """Old characters (as Latin-1 shows the bytes) to letters, plain ASCII letters left out.

    >>> table("tcvn3")["®"], table("vni")["aâ"]
    ('đ', 'â')
    """
    if encoding == "viqr":
        pairs = {row["viqr"]: row["char"] for row in _rows()}
    else:
        pairs = {_characters(row[encoding]): row["char"] for row in _rows()}
    return {old: new for old, new in pairs.items() if old != new}


@lru_cache(maxsize=8)
def _pattern(encoding: str) -> re.Pattern[str]:
    longest_first = sorted(table(encoding), key=len, reverse=True)
    return re.compile("|".join(re.escape(old) for old in longest_first))


def _single_byte(word: str, encoding: str) -> str:
    """One character for one; the codes that Windows-1252 uses for quotes and dashes stay as such.

    Documents were typed on Windows: between lower-case letters a byte 80-9F is a quotation mark
    or a dash. Only TCVN3 has no other use for them; its capitals with tones, which stand there,
    count only beside another capital.
    """
    letters = table(encoding)
    found = []
    for index, char in enumerate(word):
        if encoding == "tcvn3" and (_C1.match(char) or char < " "):
            near = word[max(0, index - 1) : index] + word[index + 1 : index + 2]
            if not any("A" <= other <= "Z" or other in "¡¢£¤¥¦§" for other in near):
                found.append(_windows(char))
                continue
        found.append(letters.get(char, char))
    return "".join(found)


def _windows(char: str) -> str:
    return char.encode("latin-1").decode("cp1252", "ignore") or char


def _vni(word: str) -> str:
    return _pattern("vni").sub(lambda match: table("vni")[match.group()], word)


def _viqr(word: str) -> str:
    return _pattern("viqr").sub(lambda match: table("viqr")[match.group()], word)


def _viqr_at_end(word: str) -> str:
    """VIQR of the last word of a sentence: its full stop or question mark is no tone."""
    end = _VIQR_END.search(word)
    body, tail = (word[: end.start()], end.group()) if end else (word, "")
    return _viqr(body) + tail


def _cp1258(word: str) -> str:
    try:
        return word.encode("cp1252").decode("cp1258")
    except UnicodeError:
        return word


_DECODERS: Mapping[str, Callable[[str], str]] = {
    "vni": _vni,
    "viqr": _viqr,
    "cp1258": _cp1258,
    **{name: partial(_single_byte, encoding=name) for name in SINGLE_BYTE},
}


def decode_word(word: str, encoding: str, *, ends: bool = False) -> str:
    """A word between spaces in Unicode, NFC; one that holds Vietnamese Unicode letters stays.

    With `ends` it is the last of a sentence, where VIQR's `.` and `?` are no tones.

    >>> " ".join(decode_word(word, "tcvn3") for word in "Uû ban nh©n d©n n\u2212íc".split())
    'Uỷ ban nhân dân nước'
    >>> " ".join(decode_word(word, "vni") for word in "Coäng hoøa xaõ hoäi; ñöôøng".split())
    'Cộng hòa xã hội; đường'
    >>> decode_word("Tie^'ng", "viqr"), decode_word("Lưu", "tcvn3")
    ('Tiếng', 'Lưu')
    """
    plain = "".join(_ALIASES.get(char, char) for char in word) if len(word) > 1 else word
    if any(ord(char) > 0xFF and unicodedata.category(char)[0] in "LM" for char in plain):
        return word
    decode = _viqr_at_end if ends and encoding == "viqr" else _DECODERS[encoding]
    decoded = unicodedata.normalize("NFC", decode(plain))
    return word if decoded == plain else decoded
