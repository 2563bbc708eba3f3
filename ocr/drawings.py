"""Drawings, maps and pictures: ink that is no print, too large for a mark.

Only what no reader of text would miss is called one: strokes far longer than letters are high, in
all parts of an area of several square inches. Rules alone make no drawing, nor do the frame of a
page, the dark edges of a scan, a signature or a seal. A page full of specks in no rows is one too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.marks import Lifted
from ocr.model import Bbox, Line, Unplaced
from ocr.page_image import PageImage, as_bytes
from ocr.paper import paper_levels
from ocr.upright import stands_in_no_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOOK_DPI = 75                # at least
STROKE_INCH = 0.3            # letters of titles are lower, and words that blur has joined
RULE_INCH = 0.05             # what is narrower is a rule
NEAR_INCH = 0.16             # between strokes of one drawing
SIDE_INCH = 1.9              # a black seal of 36 mm with a signature across it is lower
AREA_INCH = 5.0              # square inches
PICTURE_INCH = 7.0           # the same in colour: the widest signatures have six
EDGE_INCH = 0.25             # of paper beside the dark edge of a scan
PARTS = 5                    # the area is divided into so many columns and rows
INNER = 5                    # of the nine in the middle must hold strokes; a frame leaves all free
PRINT = 0.8                  # confidence of words that are taken for print
LONG_LINE = 6                # words of a line that is text, not the label of a drawing
TEXT_LINES = 3               # lines of text within: a frame round text
# darker than this, and than this share of the paper around it; a dark area is no paper
_INK, _SHARE, _DARK_AREA = 190, 0.8, 0.75
_COLUMN, _IN_ROWS = 3, 0.8   # lines of a column of text; share of them on rows of other lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """Lines of text, and what belongs to drawings."""

    lines: tuple[Line, ...]
    drawings: tuple[Unplaced, ...] = ()


def part_drawings(
    lines: Sequence[Line], image: PageImage, lifted: Lifted, tables: Iterable[Bbox], page: int
) -> Parted:
    """Take the words that stand in drawings out of the text.

    Args:
        lines: as read.
        image: the page as the engine got it, grey, rules of tables wiped out.
        lifted: the page without its marks; coloured strokes too large for a mark are drawings.
        tables: boxes of the ruled tables.
        page: number of the page.
    """
    marks = [mark.bbox for mark in lifted.marks]
    drawn = find_drawings(image, lifted.height, [*marks, *tables], lines)
    coloured = [box for box in marks if box.width * box.height >= PICTURE_INCH * image.dpi**2]
    found = [*coloured, *(box for box in drawn if not any(map(box.overlap, coloured)))]
    if _is_no_print(lines, image, lifted.height):
        found = [Bbox(0, 0, image.width, lifted.height)]
    kept = list(lines)
    drawings = []
    for box in found:
        inside = [line for line in kept if line.bbox and _is_within(line.bbox, box)]
        if sum(map(_is_text, inside)) >= TEXT_LINES:
            continue
        labels = [line for line in inside if not _is_text(line)]
        if _is_column(labels, [line for line in kept if line not in inside]):
            continue
        kept = [line for line in kept if line not in labels]
        text = " ".join(line.text for line in labels)
        drawings.append(
            Unplaced(page=page, text=text, reason="unknown", bbox=box, kind="drawing"))
    return Parted(lines=tuple(kept), drawings=tuple(drawings))


def _is_no_print(lines: Sequence[Line], image: PageImage, height: int) -> bool:
    """True for a page of specks in which hardly a line is surely read: noise, not print."""
    sure = (_is_text(line) and (line.confidence or 0.0) >= PRINT for line in lines)
    return sum(sure) < TEXT_LINES and stands_in_no_rows(
        PageImage(image.pixels[:height], image.dpi))


def _is_within(box: Bbox, area: Bbox) -> bool:
    return area.overlap(box) > 0.8 * box.width * box.height


def _is_column(labels: Sequence[Line], others: Sequence[Line]) -> bool:
    """Whether lines stand on the rows of lines beside them: a column of sums, no labels of a map.

    A table without rules may stand where streaks and stains look like strokes.
    """
    rows = [line.bbox for line in others if line.bbox]
    boxes = [line.bbox for line in labels if line.bbox]
    level = [
        box for box in boxes
        if any(abs(row.center[1] - box.center[1]) < box.height / 4 for row in rows)
    ]
    return len(level) >= max(_COLUMN, _IN_ROWS * len(boxes))


def _is_text(line: Line) -> bool:
    """A line of running text may stand beside a drawing that is not as wide as its box."""
    return len(line.words) >= LONG_LINE


def find_drawings(
    image: PageImage, height: int, known: Iterable[Bbox], lines: Iterable[Line]
) -> tuple[Bbox, ...]:
    """Boxes of the areas that are drawn, top to bottom."""
    import cv2
    import numpy as np

    # a whole number of pixels becomes one: three times as fast as any other reduction
    step = max(1, image.dpi // LOOK_DPI)
    size = image.width // step, height // step
    dpi = image.dpi / step
    if min(size) < SIDE_INCH * dpi:
        return ()
    whole = image.pixels[:size[1] * step, :size[0] * step]
    small = cv2.resize(whole, size, interpolation=cv2.INTER_AREA)
    ink = as_bytes(cv2.compare(small, _ink_levels(as_bytes(small)), cv2.CMP_LT) // 255)
    words = (word.bbox for line in lines for word in line.words
             if word.bbox and (_is_text(line) or (word.confidence or 0.0) >= PRINT))
    for box in (*known, *words):
        ink[box.y0 // step:box.y1 // step + 1, box.x0 // step:box.x1 // step + 1] = 0
    strokes = _strokes(ink, dpi)
    if strokes is None:
        return ()
    reach = int(NEAR_INCH * dpi)
    joined = as_bytes(cv2.dilate(strokes, np.ones((reach, reach), np.uint8)))
    boxes = cv2.connectedComponentsWithStats(joined, connectivity=8)[2][1:, :4]
    return tuple(
        Bbox(x * step, y * step, (x + w) * step, (y + h) * step)
        for x, y, w, h in sorted(boxes.tolist(), key=lambda box: int(box[1]))
        if _is_large(w - reach, h - reach, dpi) and _fills(strokes[y:y + h, x:x + w])
    )


def _ink_levels(small: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Up to which grey a pixel is ink: stains of yellowed paper are as dark as pencil on white."""
    import cv2
    import numpy as np

    size = small.shape[1], small.shape[0]
    paper = paper_levels(as_bytes(cv2.resize(small, None, fx=0.4, fy=0.4)))
    ground = np.maximum(paper, _DARK_AREA * np.percentile(paper, 75))
    levels = np.minimum(_SHARE * ground, _INK).astype(np.uint8)
    return as_bytes(cv2.resize(levels, size))


def _is_large(width: float, height: float, dpi: float) -> bool:
    return min(width, height) >= SIDE_INCH * dpi and width * height >= AREA_INCH * dpi**2


def _strokes(ink: NDArray[np.uint8], dpi: float) -> NDArray[np.uint8] | None:
    """The pieces of ink that are higher than letters, no rules, and not at the edge; None if none.

    A page of blurred print has joined words, and few of them reach into the next line.
    """
    import cv2

    labels, stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[1:3]
    x, y, w, h = stats[:, :4].T
    height, width = ink.shape
    edge = EDGE_INCH * dpi
    at_edge = (x + w < edge) | (y + h < edge) | (x > width - edge) | (y > height - edge)
    wanted = (h >= STROKE_INCH * dpi) & (w > RULE_INCH * dpi) & ~at_edge
    wanted[0] = False
    return as_bytes(wanted[labels] * 1) if wanted.any() else None


def _fills(part: NDArray[np.uint8]) -> bool:
    """Whether there are strokes in the middle of an area as well."""
    import numpy as np

    rows = np.array_split(part, PARTS, axis=0)[1:-1]
    inner = [cell.any() for row in rows for cell in np.array_split(row, PARTS, axis=1)[1:-1]]
    return sum(map(bool, inner)) >= INNER
