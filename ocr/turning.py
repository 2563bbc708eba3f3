"""Which way up a page stands, told by reading it in all four ways.

For pages with too few letters to show it by their shapes; no system package is needed.
"""

from __future__ import annotations

from collections.abc import Iterable

from ocr.engines.base import Engine
from ocr.model import Line
from ocr.page_image import PageImage
from ocr.upright import Turn, rotate_quarters, stands_in_no_rows

_LEAST = 12.0  # surely read characters: a page of less is left as it stands
_MANY = 250  # "lines" of a dithered picture, on which reading four times takes minutes
_CLEARLY = 1.5  # times as many as in the second best way


def turn_by_reading(engine: Engine) -> Turn:
    """Ask `engine`; upside down it reads little, and what it reads it doubts."""

    def turn(image: PageImage) -> int | None:
        if stands_in_no_rows(image):
            return None
        lines = engine.recognize(image)
        if len(lines) > _MANY:
            return None
        others = {
            degrees: engine.recognize(rotate_quarters(image, degrees)) for degrees in (90, 180, 270)
        }
        read = {degrees: _surely_read(found) for degrees, found in {0: lines, **others}.items()}
        best, second = sorted(read, key=lambda degrees: -read[degrees])[:2]
        return best if read[best] >= max(_LEAST, _CLEARLY * read[second]) else None

    return turn


def _surely_read(lines: Iterable[Line]) -> float:
    """Characters read, each word weighed by what is left of its confidence above one half."""
    words = [word for line in lines for word in line.words]
    return sum(len(word.text) * max(0.0, 2 * (word.confidence or 0.0) - 1) for word in words)
