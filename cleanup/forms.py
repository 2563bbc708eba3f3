"""Forms filled by hand: printed labels, each followed by words that the engine could not believe.

The network gives ink of a pen a confidence near zero, print one near 1. What it read there stays in
the text as doubtful words; that the page is a form is for a person to know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce

from ocr.model import Bbox, Line, Page, TextSource, Unplaced, Word

_FIELDS = 4                  # filled fields that make a form of a page
_LABEL_WORDS = 7             # the most words of a label
_SURE, _DOUBTED = 0.8, 0.5   # mean confidence of a label; confidence of words written by hand
_WIDE = 1.5                  # heights of the line; a speck is narrower than what is written
_BLANK = re.compile(r"^[\W_]*$")


def find_forms(pages: Sequence[Page]) -> tuple[Unplaced, ...]:
    """One entry for each page that is a form filled by hand, with the box of its filled fields."""
    found = []
    for page in pages:
        if page.text_source is not TextSource.OCR:
            continue
        boxes = [line.bbox for line in page.lines if line.bbox and is_filled(line)]
        if len(boxes) >= _FIELDS:
            found.append(Unplaced(page=page.number, text="", reason="handwriting",
                                  bbox=reduce(Bbox.union, boxes), kind="form"))
    return tuple(found)


def is_filled(line: Line) -> bool:
    """Whether a line is a printed label with something written behind it.

    Dots that nobody wrote on are read with doubt too, and are no writing.
    """
    label = next(
        (at for at, word in enumerate(line.words[:_LABEL_WORDS], 1) if ":" in word.text), 0)
    if not label or line.bbox is None:
        return False
    sure = [word.confidence or 0.0 for word in line.words[:label] if _is_sure(word)]
    # pen strokes touch the colon now and then, and its word is doubted with them
    if not sure or len(sure) < label - 1 or sum(sure) / len(sure) < _SURE:
        return False
    written = [
        word.bbox.width for word in line.words[len(sure):]
        if word.bbox and not _is_sure(word) and not _BLANK.match(_behind(word.text))
    ]
    return sum(written) > _WIDE * line.bbox.height


def _is_sure(word: Word) -> bool:
    return word.confidence is not None and word.confidence >= _DOUBTED


def _behind(text: str) -> str:
    return text.rpartition(":")[2]
