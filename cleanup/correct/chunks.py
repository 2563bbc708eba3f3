"""The stretches between spaces of a line, and what the engine knows of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ocr.model import Line, Word

_SPACED = re.compile(r"\S+")


def chunks_of(line: Line) -> list[tuple[re.Match[str], Word | None]]:
    """Each stretch with its word; None for all where words and stretches no longer match.

    >>> read = (Word(text="ngày"), Word(text="05"))
    >>> [word.text for _, word in chunks_of(Line(text="ngày 07", raw_text="", words=read)) if word]
    ['ngày', '05']
    >>> [word for _, word in chunks_of(Line(text="ngày07", raw_text="", words=read))]
    [None]
    """
    found = list(_SPACED.finditer(line.text))
    matching = len(line.words) == len(found)
    words: Sequence[Word | None] = line.words if matching else [None] * len(found)
    return list(zip(found, words, strict=True))
