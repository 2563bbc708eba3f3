"""What must never be altered: marks each syllable of a text as name, number, code or quotation.

These are plain rules on the *true* text, made to count harm, not to understand language. A
syllable may be in several classes ("Nguyễn" inside quotation marks). Words all in capitals are no
names here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CLASSES = ("name", "number", "code", "quotation")

_EDGES = "\"'“”‘’«»()[]{}.,:;!?…*"
_OPENING = {"“": "”", "«": "»", '"': '"'}
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[\w.]+(?:[/&-][\w.&]+)+")
_SENTENCE_END = (".", ":", ";", "!", "?", "…")
# the word after these is a person's name even when it stands alone
_TITLES = frozenset({"ông", "bà", "anh", "chị", "cụ"})


def classify(text: str) -> tuple[frozenset[str], ...]:
    """The classes of each syllable (what spaces part) of a true paragraph.

    >>> [sorted(c) for c in classify("Nghị định số 123/2020/NĐ-CP, ông Đặng Văn Minh chi 5,3%")]
    [[], [], [], ['code'], [], ['name'], ['name'], ['name'], [], ['number']]
    >>> [sorted(c) for c in classify("CHỦ TỊCH ỦY BAN")]
    [[], [], [], []]
    """
    tokens = text.split()
    quoted = _quoted(tokens)
    names = _names(tokens)
    return tuple(
        frozenset(
            _kind(token)
            | ({"quotation"} if quoted[i] else set())
            | ({"name"} if names[i] else set())
        )
        for i, token in enumerate(tokens)
    )


def _kind(token: str) -> set[str]:
    core = token.strip(_EDGES)
    if _CODE.fullmatch(core):
        return {"code"}
    return {"number"} if any(c.isdigit() for c in core) else set()


def _quoted(tokens: list[str]) -> list[bool]:
    flags = []
    closing: str | None = None
    for token in tokens:
        flags.append(closing is not None or token[0] in _OPENING)
        for character in token:
            if closing is not None and character == closing:
                closing = None
            elif closing is None and character in _OPENING:
                closing = _OPENING[character]
    # a quotation mark that is never closed quotes nothing we could be sure of
    return flags if closing is None else [False] * len(tokens)


def _names(tokens: list[str]) -> list[bool]:
    """Two or more capitalised syllables in a row, not counting the one that opens a sentence."""
    flags = [False] * len(tokens)
    for start, end in _capital_runs(tokens):
        first = start + 1 if _opens_sentence(tokens, start) else start
        titled = first > 0 and tokens[first - 1].strip(_EDGES).casefold() in _TITLES
        if end - first >= (1 if titled else 2):
            flags[first:end] = [True] * (end - first)
    return flags


def _capital_runs(tokens: list[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of runs of capitalised syllables; a mark after a syllable ends its run."""
    start: int | None = None
    for index, token in enumerate(tokens):
        if not _is_capitalised(token):
            if start is not None:
                yield start, index
            start = None
            continue
        start = index if start is None else start
        if token.endswith((",", ")", *_SENTENCE_END)):
            yield start, index + 1
            start = None
    if start is not None:
        yield start, len(tokens)


def _is_capitalised(token: str) -> bool:
    core = token.strip(_EDGES)
    return len(core) > 1 and core.isalpha() and core[0].isupper() and core[1:].islower()


def _opens_sentence(tokens: list[str], index: int) -> bool:
    return (
        index == 0
        or tokens[index - 1].endswith(_SENTENCE_END)
        or tokens[index - 1] in ("-", "–", "+")
    )
