"""Print that no line holds: what the engine left out is at least found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.model import Bbox, Line, Table
from ocr.page_image import PageImage, as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 100
LETTER_INCH = (0.06, 0.2)    # heights of the letters of 9 to 16 pt
LETTERS = 8                  # in a row; a signature or a seal's ring has fewer at one height
FEW_LETTERS = 4              # worth a second look, but no proof of print
GAP_INCH = 0.16              # between words
APART_INCH = 1.2             # between parts of one line, with handwriting in between
CRUMB_INCH = 0.25            # of one to three letters from their line
SHARED = 0.6                 # of the lower one's height that parts of one line have in common
BETWEEN = 0.3                # of a word's box that lies in the row: it stands between its parts
LEVEL = 0.35                 # of a letter's height by which feet in a row may differ
EVEN = 0.35                  # spread of the letters' heights in print, as a share of their median
INK = 150                    # grey levels; darker is a letter
PALE_INK = 0.72              # of the paper's level; darker is a letter in a cell without text
INSET_INCH = 0.05            # what is left of the rules round a cell
CELL_DOUBT = 0.4             # of 70 such lines in the cells of our scans 66 were wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A place with letters and no text.

    Attributes:
        bbox: of the letters' row, or of the cell.
        cell: numbers of the table and of its cell; None outside of tables.
        sure: False for so few letters that they may be part of a drawing.
        doubted: True where the engine did read words, but doubts them.
    """

    bbox: Bbox
    cell: tuple[int, int] | None = None
    sure: bool = True
    doubted: bool = False


def find_unread(
    image: PageImage, height: int, known: Iterable[Bbox], tables: tuple[Table, ...],
    doubted: tuple[Bbox, ...] = (),
) -> tuple[Unread, ...]:
    """Rows of letters outside of everything known, and cells with letters but no text.

    Tesseract takes print under a pale seal for a picture, and reads no lone digits in tables.

    Args:
        image: as the engine got it, grey, rules of tables wiped out.
        height: rows from here on are no part of the page.
        known: boxes of lines, marks and stamps.
        tables: of the page, with what was read.
        doubted: boxes of words that the engine doubts; none of them among the known.
    """
    import cv2
    import numpy as np

    scale = LOOK_DPI / image.dpi
    page_pixels = image.pixels[:height]
    size = max(1, round(image.width * scale)), max(1, round(height * scale))
    small = cv2.resize(page_pixels, size, interpolation=cv2.INTER_AREA)
    ink = as_bytes((small < INK) * 1)
    # thin digits of a coarse scan are pale; nothing else is meant to stand in a cell
    pale = as_bytes((small < max(INK, PALE_INK * float(np.percentile(small, 75)))) * 1)
    unread = [
        Unread(bbox=cell.bbox, cell=(number, index), doubted=bool(cell.lines))
        for number, table in enumerate(tables) for index, cell in enumerate(table.cells)
        if cell.bbox and (not cell.lines or any(map(is_doubted, cell.lines)))
        and _letters(_part(pale, cell.bbox, scale)).size
    ]
    taken = [*known, *(table.bbox for table in tables if table.bbox)]
    for box in taken:
        _part(ink, box, scale, -0.03)[:] = 0
    pieces = _rows(ink)
    rows = [
        (_grown(box, scale), letters) for row in _joined(pieces)
        for box, letters in _apart(row, pieces, [_shrunk(box, scale) for box in taken])
    ]
    return (*unread, *(
        Unread(bbox=box, sure=letters >= LETTERS,
               doubted=any(box.overlap(word) > 0 for word in doubted))
        for box, letters in rows
    ))


def is_doubted(line: Line) -> bool:
    """True for a line of a cell that the engine hardly believes: two rows or rules read as one."""
    return line.confidence is not None and line.confidence <= CELL_DOUBT


def _part(
    ink: NDArray[np.uint8], box: Bbox, scale: float, inset: float = INSET_INCH
) -> NDArray[np.uint8]:
    """The part of the small picture that shows the box less `inset` inches on each side."""
    less = round(inset * LOOK_DPI)
    top, left = max(0, round(box.y0 * scale) + less), max(0, round(box.x0 * scale) + less)
    return ink[top : round(box.y1 * scale) - less, left : round(box.x1 * scale) - less]


def _letters(ink: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Boxes `(n, 4)` x, y, width, height of the pieces of ink that are as high as letters."""
    import cv2
    import numpy as np

    if not ink.size or not ink.any():
        return np.zeros((0, 4), np.int32)
    boxes = cv2.connectedComponentsWithStats(ink.copy(), connectivity=8)[2][1:, :4]
    low, high = (inch * LOOK_DPI for inch in LETTER_INCH)
    tall = (boxes[:, 3] >= low) & (boxes[:, 3] <= high) & (boxes[:, 2] <= 2 * high)
    return np.asarray(boxes[tall], np.int32)


Row = tuple[int, int, int, int]      # left, top, right, bottom at `LOOK_DPI`


def _rows(ink: NDArray[np.uint8]) -> list[tuple[Row, int]]:
    """Rows of letters of even height, and how many letters each has."""
    import numpy as np

    rows: list[list[NDArray[np.int32]]] = []
    for box in sorted(_letters(ink), key=lambda box: int(box[0])):
        for row in rows:
            last = row[-1]
            near = box[0] - (last[0] + last[2]) <= GAP_INCH * LOOK_DPI
            if near and abs((box[1] + box[3]) - (last[1] + last[3])) <= LEVEL * last[3]:
                row.append(box)
                break
        else:
            rows.append([box])
    found = []
    for row in rows:
        boxes = np.asarray(row)
        if len(row) < FEW_LETTERS or np.std(boxes[:, 3]) <= EVEN * np.median(boxes[:, 3]):
            ends = boxes[:, :2] + boxes[:, 2:]
            left, top = (int(value) for value in boxes[:, :2].min(axis=0))
            right, bottom = (int(value) for value in ends.max(axis=0))
            found.append(((left, top, right, bottom), len(row)))
    return found


def _joined(rows: list[tuple[Row, int]]) -> list[tuple[Row, int]]:
    """Rows that stand at one height, not far from each other, as one; crumbs alone are dropped."""
    result: list[tuple[Row, int]] = []
    for row, letters in sorted(rows):
        for index, (other, count) in enumerate(result):
            shared = min(row[3], other[3]) - max(row[1], other[1])
            lower = min(row[3] - row[1], other[3] - other[1])
            reach = APART_INCH if min(letters, count) >= FEW_LETTERS else CRUMB_INCH
            if shared >= SHARED * lower and row[0] - other[2] <= reach * LOOK_DPI:
                whole = (min(row[0], other[0]), min(row[1], other[1]),
                         max(row[2], other[2]), max(row[3], other[3]))
                result[index] = (whole, count + letters)
                break
        else:
            result.append((row, letters))
    return [(row, letters) for row, letters in result if letters >= FEW_LETTERS]


def _apart(
    row: tuple[Row, int], pieces: list[tuple[Row, int]], taken: list[Row]
) -> list[tuple[Row, int]]:
    """The row, or its pieces where something that was read stands between them."""
    if not any(_shared(row[0], box) > BETWEEN * _area(box) for box in taken):
        return [row]
    return [piece for piece in pieces
            if piece[1] >= FEW_LETTERS and _shared(row[0], piece[0]) == _area(piece[0])]


def _shared(one: Row, other: Row) -> int:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0


def _area(box: Row) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _shrunk(box: Bbox, scale: float) -> Row:
    return (round(box.x0 * scale), round(box.y0 * scale),
            round(box.x1 * scale), round(box.y1 * scale))


def _grown(box: Row, scale: float) -> Bbox:
    left, top, right, bottom = (int(value / scale) for value in box)
    return Bbox(left, top, right, bottom)
