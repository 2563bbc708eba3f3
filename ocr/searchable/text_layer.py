"""The words of a page as unseen text (rendering mode 3), each on its print, in reading order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import hypot
from statistics import median

from ocr.model import Bbox, Line, Page, PageStatus, TextSource, Word
from ocr.searchable.glyphless import DESCENT, HEIGHT, WIDTH, Codes
from ocr.searchable.placing import Place, Placing

Points = Callable[[float, float], Place]
"""From shares of the displayed page to points of its own space."""

_LEAST = 0.05              # points; what is smaller would get lost in rounding
_RISE = 0.3                # points by which a baseline may rise within a word
_STEEP = 0.18              # slope (10 degrees) up to which a level word still lies on its print
# of the size of the type:
_SPACE = 0.2               # the least usual space of a line; a printed one has 0.25
_WIDEST = 0.6              # the widest
_EVEN = 0.04               # by which spaces of a line may differ
_COLUMN = 1.5              # what is farther apart belongs to two columns
_KEPT = 0.3                # of a word's width, however near its neighbours are


def needs_text(page: Page) -> bool:
    """True for a page that was recognised; a good text layer of its own stays as it is."""
    return page.status is not PageStatus.FAILED and page.text_source is TextSource.OCR \
        and bool(page.width and page.height)


def words_of(page: Page) -> Iterator[str]:
    """All words that the layer can hold."""
    for line in page.lines:
        for word in line.words:
            if word.bbox is not None:
                yield unicodedata.normalize("NFC", word.text)


def text_layer(page: Page, placing: Placing, points: Points, codes: Codes, font: str) -> bytes:
    """Content that draws nothing; empty without words.

    Each word is as wide as its print, and so is each space between two: whoever marks a line marks
    it whole, and whoever copies it gets its spaces.

    Args:
        page: with the words of the corrected text.
        placing: of the page's upright image.
        points: into the space that the content is for.
        codes: of the font's characters.
        font: its name among the page's resources.
    """
    lines = [
        shown for line in page.lines
        if (shown := _line(line, lambda x, y: points(*placing.share(x, y)), codes, font))
    ]
    if not lines:
        return b""
    return "\n".join(["q BT 3 Tr", *lines, "ET Q", ""]).encode("ascii")


def _line(line: Line, place: Callable[[float, float], Place], codes: Codes, font: str) -> str:
    words = [(word, word.bbox) for word in line.words if word.bbox is not None]
    parts: list[str] = []
    sides = _parted([box for _, box in words], _size(line, words))
    for index, ((word, box), (left, right)) in enumerate(zip(words, sides, strict=True)):
        height = line.x_size or box.height
        foot = _foot(line, box, height)
        start, end = place(left, foot(left)), place(right, foot(right))
        top = place(left, foot(left) - height)
        size = max(_LEAST, hypot(top[0] - start[0], top[1] - start[1]) / HEIGHT)
        parts.append(_placed(*_levelled(start, end)))
        parts.append(f"/{font} {size:.2f} Tf")
        parts.append(_shown(word, hypot(end[0] - start[0], end[1] - start[1]), size, codes))
        if index + 1 < len(words):
            after = sides[index + 1][0]
            following = place(after, foot(after))
            gap = hypot(following[0] - end[0], following[1] - end[1]) if after > right else 0.0
            parts.append(_stretched(codes.encoded(" "), 1, gap, size))
    return " ".join(parts)


def _size(line: Line, words: Sequence[tuple[Word, Bbox]]) -> float:
    """Size of the type in pixels."""
    return (line.x_size or max((box.height for _, box in words), default=1)) / HEIGHT


def _parted(boxes: Sequence[Bbox], size: float) -> list[tuple[float, float]]:
    """Left and right sides of words, moved a little so that all spaces of a line are alike.

    Programs of the Poppler family take no notice of spaces in the text. They see one where the gap
    between two words is above the middle of the line's widest and narrowest, or, if all are nearly
    the same, wide enough (`TextLine::coalesce` of its TextOutputDev). What is as far apart as the
    columns of a head is no space to them.
    """
    sides = [(float(box.x0), float(box.x1)) for box in boxes]
    gaps = [other.x0 - one.x1 for one, other in pairwise(boxes)]
    near = [gap for gap in gaps if gap < _COLUMN * size]
    usual = min(max(median(near), _SPACE * size), _WIDEST * size) if near else 0.0
    low, high = usual - _EVEN * size, usual + _EVEN * size
    for index, (gap, one, other) in enumerate(zip(gaps, boxes, boxes[1:], strict=False)):
        if gap >= _COLUMN * size or other.center[0] <= one.center[0] or low <= gap <= high:
            continue
        half = (min(max(gap, low), high) - gap) / 2
        left, right = sides[index]
        sides[index] = left, max(right - half, left + one.width * _KEPT)
        sides[index + 1] = min(other.x0 + half, other.x1 - other.width * _KEPT), float(other.x1)
    return sides


def _foot(line: Line, box: Bbox, height: float) -> Callable[[float], float]:
    """Height of the baseline at a column; without one, a little above the foot of the box."""
    if line.baseline is None or line.bbox is None:
        return lambda x: box.y1 - DESCENT / HEIGHT * min(height, box.height)
    slope, offset = line.baseline
    left, bottom = line.bbox.x0, line.bbox.y1
    return lambda x: bottom + offset + slope * (x - left)


def _levelled(start: Place, end: Place) -> tuple[Place, Place]:
    """A baseline that rises a little made level, about its middle.

    Programs of the Poppler family begin a new word with a letter whose baseline is half a point off
    the one before (`TextPage::addChar`): of a page scanned aslant no word would be found whole.

    >>> _levelled((100, 500), (140, 502)), _levelled((100, 500), (140, 500.2))
    (((100, 501.0), (140, 501.0)), ((100, 500), (140, 500.2)))
    >>> _levelled((100, 500), (102, 540)), _levelled((100, 500), (120, 520))
    (((101.0, 500), (101.0, 540)), ((100, 500), (120, 520)))
    """
    across, up = abs(end[0] - start[0]), abs(end[1] - start[1])
    if not _RISE < min(across, up) <= _STEEP * max(across, up):
        return start, end
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    if across > up:
        return (start[0], y), (end[0], y)
    return (x, start[1]), (x, end[1])


def _placed(start: Place, end: Place) -> str:
    """A text matrix: at `start`, in the direction of `end`."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = hypot(across, up) or 1.0
    cosine, sine = across / length, up / length
    numbers = (cosine, sine, -sine, cosine)
    return (" ".join(f"{_plain(number, 4)}" for number in numbers)
            + f" {_plain(start[0], 2)} {_plain(start[1], 2)} Tm")


def _shown(word: Word, width: float, size: float, codes: Codes) -> str:
    text = unicodedata.normalize("NFC", word.text)
    return _stretched(codes.encoded(text), len(text), width, size)


def _stretched(code: str, count: int, width: float, size: float) -> str:
    """Characters scaled to fill a width, both in points."""
    scale = 100 * max(width, _LEAST) / (count * WIDTH * size)
    return f"{_plain(scale, 2)} Tz <{code}> Tj"


def _plain(number: float, places: int) -> str:
    """A number without idle zeros.

    >>> _plain(1.0, 4), _plain(-0.00001, 4)
    ('1', '0')
    """
    text = f"{number:.{places}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
