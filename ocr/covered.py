"""Words over which a black seal, stamp or pen lies: read, but never taken for sure.

The recogniser knows how clear its letters are, not that a stroke of a seal made one of them. On
eight pages of dense print with a seal at a random place 79 of the 138 words that it touches are
read otherwise than without it, most of them with high scores, and 3 of the 4,079 others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ocr.marks import Lifted, Mark, MarkKind
from ocr.model import Bbox, Line, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DOUBT = 0.2               # so little that even a known word is listed for a person to check
_TOUCHED = 0.005          # share of a word's box that was the seal's
# of a word's box that a blurred pen covers: from there on one word in four is misread at 110 dpi,
# one in ten at 150 dpi; below, one in thirty
_INK, _CROSSED = 128, 0.1
_BESIDE = 0.4             # of a word's height


def doubt_covered(lines: tuple[Line, ...], lifted: Lifted) -> tuple[Line, ...]:
    """The lines; words that black marks touch get a confidence of `DOUBT` at most.

    Args:
        lines: of the page.
        lifted: the page they were read from.
    """
    marks = black_marks(lifted)
    layer = lifted.layer
    if not marks or layer is None:
        return lines

    def doubted(word: Word) -> Word:
        box = word.bbox
        if box is None or not any(_touches(mark, box, layer) for mark in marks):
            return word
        least = DOUBT if word.confidence is None else min(DOUBT, word.confidence)
        return replace(word, confidence=least)

    return tuple(
        replace(line, words=tuple(map(doubted, line.words)))
        if line.bbox and any(mark.bbox.overlap(line.bbox) for mark in marks) else line
        for line in lines
    )


def black_marks(lifted: Lifted) -> list[Mark]:
    """The marks of a page that lie over print and can't be told from it by their colour.

    Of a pen in a coarse picture the colour is lost in parts.
    """
    return [
        mark for mark in lifted.marks
        if (mark.colour == "black"
            and (mark.kind in (MarkKind.SEAL, MarkKind.PEN) or mark.over_print))
        or (mark.kind is MarkKind.PEN and mark.lifted and mark.blurred)
    ]


def _touches(mark: Mark, box: Bbox, layer: NDArray[np.uint8]) -> bool:
    if mark.kind is MarkKind.PEN and mark.colour != "black":
        part = layer[box.y0:box.y1, box.x0:box.x1]
        return bool(mark.bbox.overlap(box) and part.size and (part < _INK).mean() > _CROSSED)
    if mark.kind is MarkKind.PEN:
        # letters that hang together with a stroke go with it; the rest of their word is beside it
        aside = round(_BESIDE * box.height)
        box = Bbox(max(0, box.x0 - aside), box.y0, box.x1 + aside, box.y1)
    if not mark.bbox.overlap(box):
        return False
    if mark.kind is MarkKind.SEAL and mark.over_print and _in_circle(mark.bbox, box):
        return True      # what could not be told from print is still there
    part = layer[box.y0:box.y1, box.x0:box.x1]
    return bool(part.size and (part < 255).mean() > _TOUCHED)


def _in_circle(circle: Bbox, box: Bbox) -> bool:
    """True if the circle in a square box reaches into the other box.

    >>> _in_circle(Bbox(0, 0, 100, 100), Bbox(90, 40, 150, 60))
    True
    >>> _in_circle(Bbox(0, 0, 100, 100), Bbox(90, 0, 150, 10))
    False
    """
    x, y = circle.center
    away_x = max(box.x0 - x, 0, x - box.x1)
    away_y = max(box.y0 - y, 0, y - box.y1)
    return bool(away_x**2 + away_y**2 < (circle.width / 2) ** 2)
