"""A second look at print that the engine left out: our own recogniser reads it line by line.

All such places of a page are laid below each other on a sheet of their own and read in one call
(0.02 to 0.1 s). What it reads surely becomes text, with `DOUBT` times its confidence, because
only one reader saw it; the rest stays reported as unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ocr.engines.base import Engine
from ocr.errors import EngineFailedError, EngineMissingError
from ocr.model import Bbox, Line, Table, Unplaced, Word
from ocr.page_image import PageImage, as_bytes
from ocr.unread import LETTER_INCH, Unread, is_doubted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DOUBT = 0.5
SURE = 0.95                # each line of a place must reach this to become text
# words of the engine up to this, so many, and the mean of their part of the line: where it took two
# lines for one, most words come with 0 to 0.1
WILD, WILD_WORDS = 0.3, 2
KEPT = 0.97                # of what the engine was sure of in a cell, in letters; dashes count
ALONE = frozenset("XxĐđ+-")
WILD_GAP = 3.0             # heights of words to the next one that it does not doubt
WORTH = 0.8                # a reading below this of few letters is no print
CELL_INSET_INCH = 0.03     # rests of rules; digits may stand 1 mm above a rule
DARK = 150
PAD_INCH = 0.04
GAP_INCH = 0.12            # between the pieces on the sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """Lines and tables with what the second look added; what it could not read."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    unplaced: tuple[Unplaced, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Piece:
    """Ink of one unread place, and where it stands on the page."""

    place: Unread
    pixels: NDArray[np.uint8]
    x: int
    y: int


def read_again(
    places: tuple[Unread, ...], image: PageImage, found: tuple[tuple[Line, ...], tuple[Table, ...]],
    page: int, reader: Engine | None,
) -> ReadAgain:
    """Read the unread places once more.

    Args:
        places: of one page.
        image: as the engine got it.
        found: lines in reading order and tables of the page.
        page: its number.
        reader: reads lines; None leaves all places unread.
    """
    lines, tables = list(found[0]), list(found[1])
    unplaced: list[Unplaced] = []
    texts = _read(places, image, reader)
    for at, place in enumerate(places):
        own = texts.get(at, ())
        least = min((line.confidence or 0.0 for line in own), default=0.0)
        taken = least >= SURE and _is_believable(own)
        if place.doubted and not (place.sure and taken):
            continue      # the engine's own words stand there
        if taken:
            own = tuple(_doubted(line) for line in own)
            if place.cell is not None:
                number, index = place.cell
                tables[number], dropped = _filled(tables[number], index, own, page)
                unplaced += dropped
                continue
            if place.doubted:
                unplaced += _drop_words(place.bbox, lines, tables, page)
            _insert(own, lines, tables)
        elif place.sure or least >= WORTH:
            # without text: a doubtful reading here would pass for one that was found elsewhere
            unplaced.append(Unplaced(page=page, text="", reason="unknown", bbox=place.bbox))
    return ReadAgain(lines=tuple(lines), tables=tuple(tables), unplaced=tuple(unplaced))


@cache
def second_reader() -> Engine | None:
    """Our own recogniser; None where it is not installed."""
    from ocr.engines import make_engine

    try:
        reader = make_engine("sohoa")
        return reader if reader.version else None      # asks for the runtime
    except EngineMissingError:
        return None


# ---------------------------------------------------------------- sheet

def _read(
    places: tuple[Unread, ...], image: PageImage, reader: Engine | None
) -> dict[int, tuple[Line, ...]]:
    """By index of the place, the lines read there, with boxes on the page."""
    pieces = [(index, piece) for index, place in enumerate(places)
              if (piece := _cut(place, image)) is not None]
    if not pieces or reader is None:
        return {}
    sheet, tops, left = _sheet([piece for _, piece in pieces], image.dpi)
    try:
        read = reader.recognize(PageImage(sheet, image.dpi))
    except (EngineFailedError, EngineMissingError):
        return {}
    texts: dict[int, tuple[Line, ...]] = {}
    for (index, piece), top in zip(pieces, tops, strict=True):
        own = tuple(
            replace(line.moved(piece.x - left, piece.y - top), block=None) for line in read
            if line.bbox and top <= line.bbox.center[1] < top + piece.pixels.shape[0]
        )
        texts[index] = own
    return texts


def _cut(place: Unread, image: PageImage) -> _Piece | None:
    """The place cut to its letters: without the rests of rules round a cell."""
    import cv2

    # a line's box is taken a little larger, a cell's smaller
    less = round((CELL_INSET_INCH if place.cell is not None else -PAD_INCH) * image.dpi)
    x0, y0 = max(0, place.bbox.x0 + less), max(0, place.bbox.y0 + less)
    pixels = image.pixels[y0:place.bbox.y1 - less, x0:place.bbox.x1 - less]
    if not pixels.size:
        return None
    ink = as_bytes(cv2.threshold(pixels, DARK, 1, cv2.THRESH_BINARY_INV)[1])
    boxes = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:, :4]
    boxes = boxes[boxes[:, 3] >= LETTER_INCH[0] * image.dpi * 0.8]
    if not len(boxes):
        return None
    pad = round(PAD_INCH * image.dpi)
    left, top = (max(0, int(value) - pad) for value in boxes[:, :2].min(axis=0))
    right, bottom = (int(value) + pad for value in (boxes[:, :2] + boxes[:, 2:]).max(axis=0))
    return _Piece(place=place, pixels=pixels[top:bottom, left:right], x=x0 + left, y=y0 + top)


def _sheet(pieces: list[_Piece], dpi: int) -> tuple[NDArray[np.uint8], list[int], int]:
    """The pieces below each other on white paper; the top of each, and the left side of all."""
    import numpy as np

    gap = round(GAP_INCH * dpi)
    width = max(piece.pixels.shape[1] for piece in pieces) + 4 * gap
    height = sum(piece.pixels.shape[0] + gap for piece in pieces) + gap
    sheet = np.full((height, width), 255, np.uint8)
    tops, top = [], gap
    for piece in pieces:
        rows, columns = piece.pixels.shape
        sheet[top:top + rows, 2 * gap:2 * gap + columns] = piece.pixels
        tops.append(top)
        top += rows + gap
    return sheet, tops, 2 * gap


# ---------------------------------------------------------------- into the page

def _doubted(line: Line) -> Line:
    def less(part: Word) -> Word:
        return replace(part, confidence=DOUBT * (part.confidence or 0.0))

    return replace(line, words=tuple(map(less, line.words)),
                   confidence=DOUBT * (line.confidence or 0.0))


def doubted_words(lines: tuple[Line, ...]) -> tuple[Bbox, ...]:
    """Boxes of words that the engine doubts so much that their ink is read once more.

    A single word that it doubts is right as often as not. A part of a line that stands apart, with
    hardly a word that it does not doubt, comes where it took two lines for one.
    """
    return tuple(
        word.bbox for line in lines for word in _wild(line) if word.bbox is not None)


def _wild(line: Line) -> list[Word]:
    """All words of the parts of a line, between wide gaps, that the engine doubts on the whole."""
    parts: list[list[Word]] = []
    for word in line.words:
        if parts and _gap(parts[-1][-1].bbox, word.bbox) < WILD_GAP:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [word for part in parts if _is_doubted(part) for word in part]


def _gap(left: Bbox | None, right: Bbox | None) -> float:
    """Blank between two words in heights of the lower one; none if a place is unknown."""
    if left is None or right is None:
        return 0.0
    return (right.x0 - left.x1) / min(left.height, right.height)


def _is_doubted(part: list[Word]) -> bool:
    sure = [1.0 if word.confidence is None else word.confidence for word in part]
    return sum(value <= WILD for value in sure) >= WILD_WORDS and sum(sure) <= WILD * len(sure)


def _drop_words(
    box: Bbox, lines: list[Line], tables: list[Table], page: int
) -> list[Unplaced]:
    """Take the words that the engine doubted out of their lines, in place; what they were."""
    dropped: list[Unplaced] = []
    for index in reversed(range(len(lines))):
        line = lines[index]
        wild = [word for word in _wild(line) if word.bbox and word.bbox.overlap(box) > 0]
        if not wild:
            continue
        dropped += (Unplaced(page=page, text=word.text, reason="unknown", bbox=word.bbox)
                    for word in wild)
        kept = tuple(word for word in line.words if word not in wild)
        if kept:
            lines[index] = line.with_words(kept)
            continue
        del lines[index]
        tables[:] = [replace(table, before_line=table.before_line - (table.before_line > index))
                     for table in tables]
    return dropped


def _insert(own: tuple[Line, ...], lines: list[Line], tables: list[Table]) -> None:
    """Put lines where they stand in the reading order, in place: above what is below them."""
    for line in own:
        index = next(_below(line, lines), len(lines))
        lines.insert(index, line)
        tables[:] = [
            replace(table, before_line=table.before_line + 1)
            if table.before_line > index or _is_below(table.bbox, line) else table
            for table in tables
        ]


def _below(line: Line, lines: list[Line]) -> Iterator[int]:
    """Indices before which the line may stand: first of lines below it in its own column."""
    assert line.bbox is not None
    lower = [i for i, other in enumerate(lines) if _is_below(other.bbox, line)]
    own = [i for i in lower if _same_column(lines[i].bbox, line.bbox)]
    above = [i + 1 for i, other in enumerate(lines)
             if other.bbox and not _is_below(other.bbox, line)
             and _same_column(other.bbox, line.bbox)]
    yield from (*own[:1], *above[-1:], *lower[:1])


def _same_column(box: Bbox | None, other: Bbox) -> bool:
    if box is None:
        return False
    shared = min(box.x1, other.x1) - max(box.x0, other.x0)
    return shared > 0.5 * min(box.width, other.width)


def _is_below(box: Bbox | None, line: Line) -> bool:
    return bool(box and line.bbox and box.center[1] > line.bbox.center[1])


def _filled(
    table: Table, index: int, own: tuple[Line, ...], page: int
) -> tuple[Table, list[Unplaced]]:
    """The table with these lines in one cell, and what the engine had read and doubted there.

    The cell stays as it is if the new reading is shorter than what the engine was sure of.
    """
    cells = list(table.cells)
    doubted = [line for line in cells[index].lines if is_doubted(line)]
    sure = _letters(tuple(line for line in cells[index].lines if line not in doubted))
    if _letters(own) < KEPT * sure:
        return table, []
    cells[index] = replace(cells[index], lines=own)
    return replace(table, cells=tuple(cells)), [
        Unplaced(page=page, text=line.text, reason="unknown", bbox=line.bbox) for line in doubted]


def _letters(lines: tuple[Line, ...]) -> int:
    return sum(len(line.text.replace(" ", "")) for line in lines)


def _is_believable(own: tuple[Line, ...]) -> bool:
    """False for a lone letter, which proves nothing; a figure or a cross may stand alone."""
    text = " ".join(line.text for line in own)
    return len(text) > 1 or text.isdigit() or text in ALONE
