"""The words of a document in the order in which they are read, across line and page ends.

Lines of the body form one stream over all pages, footnotes another; every other zone is a stream
of its own on its page, since what stands above or below it on the paper says nothing about it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cleanup.correct.candidates import Choices
from cleanup.lm.tokens import START, Token, starts_unit, tokenize
from ocr.model import Line, Page, Zone

_FLOWING = frozenset({Zone.UNKNOWN, Zone.BODY, Zone.FOOTNOTE})
_SPACED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A token and where it stands; `page` and `line` are indexes, from 0."""

    page: int
    line: int
    token: Token
    zone: Zone
    choices: Choices = ()
    opens: bool = False


def streams(pages: tuple[Page, ...]) -> list[list[Spot]]:
    """All streams of a document; a unit (list item, heading) is opened by a spot with `opens`."""
    found: dict[tuple[int, Zone], list[Spot]] = {}
    last: dict[tuple[int, Zone], str] = {}
    for page_index, page in enumerate(pages):
        for line_index, line in enumerate(page.lines):
            key = (-1 if line.zone in _FLOWING else page_index, line.zone)
            opens = starts_unit(line.text, last.get(key))
            spots = found.setdefault(key, [])
            for token, choices in _tokens(line):
                spots.append(Spot(page_index, line_index, token, line.zone, choices, opens))
                opens = False
            last[key] = line.text
    return list(found.values())


@lru_cache(maxsize=8192)
def _cached(text: str) -> tuple[Token, ...]:
    """Later passes meet the same lines again."""
    return tuple(tokenize(text))


def _tokens(line: Line) -> Iterator[tuple[Token, Choices]]:
    """The tokens of a line with the engine's alternatives, where the words still match."""
    # positions in decomposed text would split letters from their marks
    tokens = _cached(line.text) if unicodedata.is_normalized("NFC", line.text) else ()
    chunks = list(_SPACED.finditer(line.text))
    words = line.words if len(line.words) == len(chunks) else ()
    for token in tokens:
        choices: Choices = ()
        if words:
            word = words[token.chunk]
            chunk = chunks[token.chunk]
            if word.choices and len(word.text) == len(chunk.group()):
                offset = token.start - chunk.start()
                choices = word.choices[offset : offset + len(token.text)]
        yield token, choices


def form_sequence(spots: Sequence[Spot]) -> tuple[list[str], list[int]]:
    """The forms of a stream with `<s>` where units open, and the place of each spot in them."""
    forms: list[str] = [START, START]
    places = []
    for spot in spots:
        if spot.opens:
            forms.append(START)
        places.append(len(forms))
        forms.append(spot.token.form)
    return [*forms, START, START], places
