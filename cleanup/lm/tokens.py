"""Text as the language model sees it: syllables, and classes for everything else.

A token is a syllable (folded: lower case, new tone style), or one of a few classes: `<n>` for
whatever holds a digit, `<a>` for abbreviations and codes, `<l>` for a single letter that counts
(a, b, đ), `<f>` for other words, and the punctuation marks. The surface is kept with its place,
so that a change can be written back exactly where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cleanup.syllables import fold_tone_style, is_possible, skeleton

START, UNKNOWN, NUMBER, ABBREVIATION, LETTER = "<s>", "<f>", "<n>", "<a>", "<l>"
CLASSES = (
    START,
    UNKNOWN,
    NUMBER,
    ABBREVIATION,
    LETTER,
    ",",
    ".",
    ";",
    ":",
    "(",
    ")",
    "-",
    '"',
    "/",
)

_CHUNK = re.compile(r"\S+")
_PIECE = re.compile(r"[^\W\d_]+|[^\w\s]|[\w]+")
_ROMAN = re.compile(r"[IVXL]+\Z")
_CODE = re.compile(r"\d|[@&_\\=<>#]|[^\W\d]/[^\W\d]|\w\.\w|://")
_QUOTES = '“”„‟"«»'
_PUNCTUATION = {
    "–": "-",
    "—": "-",
    "…": ".",
    "!": ".",
    "?": ".",
    "[": "(",
    "]": ")",
    "+": "-",
    "*": "-",
}
# never changed
_PROTECTED = frozenset({NUMBER, ABBREVIATION})
_ENUMERATOR = re.compile(
    r"\s*(?:[-+–*•]|\d+(?:\.\d+)*[.)]|[a-zđ]\)|Điều\s|Chương\s|Mục\s|[IVX]+\.)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a line.

    Attributes:
        text: as printed.
        start: code points from the beginning of its line.
        form: what the language model sees: a folded syllable or a class.
        chunk: index of the stretch between spaces that holds it, from 0 in its line.
        protected: stands in a number, a code or an abbreviation: never changed.
    """

    text: str
    start: int
    form: str
    chunk: int
    protected: bool = False


@lru_cache(maxsize=131072)
def folded(word: str) -> str:
    """Lower case and new tone style.

    >>> folded("ỦY")
    'uỷ'
    """
    return fold_tone_style(word.lower())


@lru_cache(maxsize=131072)
def word_form(word: str) -> str:
    """The form of a run of letters.

    >>> [word_form(word) for word in ("Đường", "XIV", "UBND", "đ", "Covid", "HÒA", "QUYÉT")]
    ['đường', '<a>', '<a>', '<l>', '<f>', 'hoà', '<f>']
    """
    if len(word) > 1 and _ROMAN.match(word):
        return ABBREVIATION
    form = folded(word)
    if len(word) == 1 and skeleton(word) not in {"a", "e", "i", "o", "u", "y"}:
        return LETTER
    if is_possible(form):
        return form
    upper = sum(char.isupper() for char in word)
    # Đ and Ư stand in abbreviations (HĐND, TƯ); any other marked letter makes it a word, well read
    # or not
    plain = all(char.isascii() or char in "ĐđƯ" for char in word)
    return ABBREVIATION if upper > 1 and len(word) <= 8 and plain else UNKNOWN


def _piece_form(piece: str) -> str | None:
    if piece[0].isalpha():
        return word_form(piece)
    if any(char.isdigit() for char in piece):
        return None if piece[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" else NUMBER
    if piece in _QUOTES:
        return '"'
    mark = _PUNCTUATION.get(piece, piece)
    return mark if mark in CLASSES else None


def _core(chunk: str) -> tuple[int, int]:
    """The part of a chunk between its outer punctuation, as (start, end)."""
    start, end = 0, len(chunk)
    while start < end and not chunk[start].isalnum():
        start += 1
    while end > start and not chunk[end - 1].isalnum():
        end -= 1
    return start, end


def tokenize(line: str) -> list[Token]:
    """The tokens of one line, in order.

    >>> [(token.text, token.form) for token in tokenize("Số 05-KL/TU, ngày 07 Hòa")]
    [('Số', 'số'), ('05-KL/TU', '<n>'), (',', ','), ('ngày', 'ngày'), ('07', '<n>'), ('Hòa', 'hoà')]
    """
    return [
        Token(text, match.start() + offset, form, index, form in _PROTECTED)
        for index, match in enumerate(_CHUNK.finditer(line))
        for text, offset, form in pieces(match.group())
    ]


@lru_cache(maxsize=65536)
def pieces(chunk: str) -> tuple[tuple[str, int, str], ...]:
    """The tokens of a stretch without spaces as (text, offset, form).

    >>> pieces("(Hòa,")
    (('(', 0, '('), ('Hòa', 1, 'hoà'), (',', 4, ','))
    """
    if chunk.isalpha():
        return ((chunk, 0, word_form(chunk)),)
    start, end = _core(chunk)
    core = chunk[start:end]
    if not core or _CODE.search(core) is None:
        return tuple(_marks(chunk, 0))
    form = NUMBER if any(char.isdigit() for char in core) else ABBREVIATION
    return (*_marks(chunk[:start], 0), (core, start, form), *_marks(chunk[end:], end))


def _marks(text: str, offset: int) -> Iterator[tuple[str, int, str]]:
    """The words and punctuation marks of a stretch that holds no code."""
    for piece in _PIECE.finditer(text):
        form = _piece_form(piece.group())
        if form is not None:
            yield piece.group(), offset + piece.start(), form


def starts_unit(line: str, before: str | None) -> bool:
    """Whether a line begins afresh: the first line, a list item, or after a heading.

    >>> starts_unit("Điều 2. Phạm vi", "của Luật này."), starts_unit("và các tổ chức", "cơ quan")
    (True, False)
    """
    if before is None or not before.strip():
        return before is None
    return _ENUMERATOR.match(line) is not None or before.isupper() != line.isupper()
