"""Lines taken apart at wide gaps, and put into the rows in which they stand on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ocr.model import Bbox, Line, Zone

# em between two cells. Of 65,562 gaps between words on 190 pages of print, justified ones among
# them, one in a thousand is wider than 0.63, and those stand in heads or beside handwriting.
CELL_GAP = 0.8
_LEVEL = 0.35                # em by which feet in one row may differ
# dots that lead from a cell to the next: alone, or glued to what they lead to
_LEADER = re.compile(r"^[.…·_]{2,}$")
_LED = re.compile(r"^[.…·_]{2,}(?=\w)")
_SIGN = 0.5                  # em; width of a figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a line between wide gaps.

    Attributes:
        line: its index in `Page.lines`.
        start: index of its first word in the line's text; `end` is exclusive.
        boxes: of its words, left to right; one for all of them where the words have none.
    """

    line: int
    start: int
    end: int
    text: str
    boxes: tuple[Bbox, ...]

    @property
    def x0(self) -> int:
        """Left edge in pixels."""
        return self.boxes[0].x0

    @property
    def x1(self) -> int:
        """Right edge in pixels, exclusive."""
        return max(box.x1 for box in self.boxes)

    @property
    def middle(self) -> float:
        """Halfway between its edges."""
        return (self.x0 + self.x1) / 2

    def cut(self, at: int) -> tuple[Piece, Piece]:
        """The words before the one with index `at` of this piece, and the others."""
        words = self.text.split()
        middle = self.start + at
        return (
            Piece(line=self.line, start=self.start, end=middle, text=" ".join(words[:at]),
                  boxes=self.boxes[:at]),
            Piece(line=self.line, start=middle, end=self.end, text=" ".join(words[at:]),
                  boxes=self.boxes[at:]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What stands at one height, left to right.

    Attributes:
        foot: row of pixels on which the letters stand.
        em: height of the type in pixels.
    """

    pieces: tuple[Piece, ...]
    foot: float
    em: float

    @property
    def text(self) -> str:
        """All of it, as read."""
        return " ".join(piece.text for piece in self.pieces)


def rows_of(lines: Sequence[Line], zones: Iterable[Zone]) -> list[Row]:
    """Rows of the lines in these zones that have boxes, top to bottom."""
    wanted = frozenset(zones)
    placed = [
        (_foot(line.bbox, line), index) for index, line in enumerate(lines)
        if line.zone in wanted and line.bbox is not None and line.text.strip()
    ]
    if not placed:
        return []
    usual = median(_em(lines[index]) for _, index in placed)
    groups: list[tuple[float, list[int]]] = []
    for foot, index in sorted(placed):
        em = min(usual, _em(lines[index]))
        if groups and foot - groups[-1][0] < _LEVEL * em:
            groups[-1][1].append(index)
        else:
            groups.append((foot, [index]))
    rows = []
    for foot, members in groups:
        em = min(usual, max(_em(lines[index]) for index in members))
        pieces = (piece for index in members for piece in _pieces(lines[index], index, em))
        ordered = tuple(sorted(pieces, key=lambda piece: piece.x0))
        rows.append(Row(pieces=ordered, foot=foot, em=em))
    return rows


def _em(line: Line) -> float:
    assert line.bbox is not None
    return line.x_size or float(line.bbox.height)


def _foot(box: Bbox | None, line: Line) -> float:
    assert box is not None
    if line.baseline is not None:
        slope, offset = line.baseline
        return box.y1 + offset + slope * box.width / 2
    return box.center[1] + 0.3 * _em(line)


def _pieces(line: Line, index: int, em: float) -> Iterator[Piece]:
    tokens = line.text.split()
    words = [word.bbox for word in line.words if word.bbox is not None]
    assert line.bbox is not None
    if not len(tokens) == len(words) == len(line.words):
        yield Piece(line=index, start=0, end=len(tokens), text=" ".join(tokens), boxes=(line.bbox,))
        return
    boxes = _without_leaders(tokens, words, em)
    start = 0
    for at in range(1, len(tokens) + 1):
        if at == len(tokens) or (
            not _LEADER.match(tokens[at]) and boxes[at].x0 - boxes[at - 1].x1 > CELL_GAP * em
        ):
            yield Piece(line=index, start=start, end=at, text=" ".join(tokens[start:at]),
                        boxes=tuple(boxes[start:at]))
            start = at


def _without_leaders(tokens: Sequence[str], boxes: Sequence[Bbox], em: float) -> list[Bbox]:
    """Boxes of the words; dots between cells take no room in either."""
    result: list[Bbox] = []
    for token, box in zip(tokens, boxes, strict=True):
        led = _LED.match(token)
        if _LEADER.match(token) and result:
            end = result[-1].x1
            result.append(Bbox(end - 1, box.y0, end, box.y1))
        elif led:
            start = max(box.x0, round(box.x1 - _SIGN * em * len(token[led.end():])))
            result.append(Bbox(min(start, box.x1 - 1), box.y0, box.x1, box.y1))
        else:
            result.append(box)
    return result
