"""From read characters to words with boxes on the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from ocr.engines.ctc import Reading
from ocr.engines.ink_columns import InkColumns
from ocr.engines.line_input import STRIDE
from ocr.line_finder import ABOVE, FoundLine
from ocr.model import Bbox, Choice, Line, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_INK = 90  # of 255 in the network's input; paper grain stays below
_LETTER = 4  # steps; half a W reaches no farther from where it is read
_WRITTEN = 3  # steps of ink at least that no letter read beside it can cover
_WRITTEN_INK = 0.3  # share of their columns with ink
_BLANK = 6  # steps, 0.8 em; a word space has 2, letters that are spaced out less
_SURE_SPACE = 0.7
_EDGE = 3  # steps
_REACH = 2  # steps left and right of a character in which its ink must lie


def build_line(
    found: FoundLine, picture: NDArray[np.uint8], readings: Sequence[Reading]
) -> Line | None:
    """The line as the page model has it, or None if nothing was read.

    Args:
        found: where the line is.
        picture: `(48, W) uint8`, what the network saw, 255 = ink.
        readings: what it read; characters where there is no ink are not believed.
    """
    import numpy as np

    columns = InkColumns(np.asarray((picture >= _INK).any(0)))
    inked = [r for r in readings if r.text == " " or _has_ink(columns, r)]
    words = tuple(_words(found, picture, columns, tuple(_parted(columns, inked))))
    if not words:
        return None
    letters = [r.score for r in inked if r.text != " "]
    text = " ".join(word.text for word in words)
    shape = found.shape
    ends = [word.bbox for word in words if word.bbox is not None]
    box = replace(found.bbox, x0=min(b.x0 for b in ends), x1=max(b.x1 for b in ends))
    foot = shape.at(box.x0) - box.y1
    return Line(
        text=text,
        raw_text=text,
        words=words,
        bbox=box,
        baseline=(shape.slope, foot),
        confidence=sum(letters) / len(letters),
        x_size=shape.em * (ABOVE + 0.25),
    )


def _has_ink(columns: InkColumns, reading: Reading) -> bool:
    return columns.any((reading.first - _REACH) * STRIDE, (reading.last + _REACH + 1) * STRIDE)


def _parted(columns: InkColumns, readings: Sequence[Reading]) -> Iterator[Reading]:
    """The readings, with a space where two of them are far apart, and none where they touch.

    The network passes over what a pen wrote into a printed line; the words to its left and right
    are still two. It may also see no space beside what it could not make out.
    """
    letters = [i for i, reading in enumerate(readings) if reading.text != " "]
    for index, following in pairwise(letters):
        yield readings[index]
        yield from _between(columns, readings, index, following)
    yield from (readings[index] for index in letters[-1:])


def _between(
    columns: InkColumns, readings: Sequence[Reading], index: int, following: int
) -> Iterator[Reading]:
    """The space between two characters, or none."""
    left, right = readings[index], readings[following]
    first, last = left.last + _LETTER, right.first - _LETTER
    start, end = _widest_blank(columns, left.last, right.first)
    spaces = [i for i in range(index + 1, following) if not _is_no_space(columns, readings, i)]
    score = readings[spaces[0]].score if spaces else right.score
    space = (Choice(text=" ", score=score),)
    passed_over = last - first >= _WRITTEN
    if passed_over and columns.share(first * STRIDE, (last + 1) * STRIDE) >= _WRITTEN_INK:
        yield Reading(space, first, last)
    elif spaces:
        yield readings[spaces[0]]
    elif end - start >= _BLANK * STRIDE:
        yield Reading(space, start // STRIDE + 1, end // STRIDE - 1)


def _is_no_space(columns: InkColumns, readings: Sequence[Reading], index: int) -> bool:
    """True for a doubtful space between two characters that leave no blank between them."""
    space = readings[index]
    if space.score >= _SURE_SPACE:
        return False
    start, end = _widest_blank(columns, readings[index - 1].last, readings[index + 1].first)
    return end - start < STRIDE


def _widest_blank(columns: InkColumns, before: int, after: int) -> tuple[int, int]:
    """Columns between which the widest blank lies between two steps; the same twice for none."""
    # the network reads a letter at its left edge, or a little before
    return columns.widest_blank(before * STRIDE, (after + _EDGE) * STRIDE)


def _words(
    found: FoundLine,
    picture: NDArray[np.uint8],
    columns: InkColumns,
    readings: Sequence[Reading],
) -> Iterator[Word]:
    group: list[Reading] = []
    # what lies farther out is a seal or a pen beside the line
    left = max(0, (readings[0].first - _LETTER) * STRIDE) if readings else 0
    for index, reading in enumerate((*readings, None)):
        if reading is not None and reading.text != " ":
            group.append(reading)
            continue
        following = readings[index + 1] if index + 1 < len(readings) else None
        end = start = picture.shape[1]
        if reading is None and group:
            end = min(end, (group[-1].last + 1 + _LETTER) * STRIDE)
        if reading is not None and group and following is not None:
            end, start = _edges(columns, group[-1], reading, following)
        if group:
            box = _word_box(found, picture, columns, (left, end), group)
            text = "".join(r.text for r in group)
            if unicodedata.is_normalized("NFC", text):
                yield Word(
                    text=text,
                    bbox=box,
                    confidence=prod(r.score for r in group),
                    choices=tuple(r.choices for r in group),
                )
        group, left = [], start


def _edges(
    columns: InkColumns, before: Reading, space: Reading, after: Reading
) -> tuple[int, int]:
    """Column at which the word before a space ends at most, and that after it begins at least."""
    if space.last - space.first >= _WRITTEN:
        return space.first * STRIDE, (space.last + 1) * STRIDE
    start, end = _widest_blank(columns, before.last, after.first)
    if end - start > STRIDE:
        return start + 1, end
    middle = (space.first + space.last + 1) * STRIDE // 2  # slanted letters leave no blank column
    return middle, middle


def _word_box(
    found: FoundLine,
    picture: NDArray[np.uint8],
    columns: InkColumns,
    span: tuple[int, int],
    group: Sequence[Reading],
) -> Bbox:
    """Box of the ink between two spaces.

    At least the columns that the characters themselves cover.
    """
    import numpy as np

    own = group[0].first * STRIDE, (group[-1].last + 1) * STRIDE
    first, last = columns.span(*span) or own
    rows = np.flatnonzero((picture[:, first:last] >= _INK).any(1))
    top, bottom = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, picture.shape[0])
    across = found.pixels.shape[1] / picture.shape[1]
    down = found.pixels.shape[0] / picture.shape[0]
    x0 = max(0, found.left + int(first * across))
    x1 = max(x0 + 1, found.left + round(last * across))
    y = found.shape.at((x0 + x1) / 2) - ABOVE * found.shape.em
    y0 = max(0, int(y + top * down))
    return Bbox(x0, y0, x1, max(y0 + 1, round(y + bottom * down)))
