"""Signatures and other large pen strokes that were lifted, and what the engine left unread in pen.

Each is on the page's record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.marks import Mark, MarkKind
from ocr.model import Bbox, Page, Unplaced

_WIDE_INCH, _HIGH_INCH = 0.5, 0.22   # smaller strokes are initials, ticks and crumbs
_DIGIT_INCH = 0.1                    # lower strokes are crumbs
_READ = 0.2                          # share of a stroke over which a word stands that is read of it
_WITHIN = 0.5                        # share of a stroke that lies in a drawing
_NEAR_INCH = 0.1                     # between parts of one signature


def pen_marks(
    marks: Sequence[Mark], page: int, dpi: int, drawings: Sequence[Unplaced] = ()
) -> tuple[Unplaced, ...]:
    """The lifted strokes as large as a signature, parts that lie together as one.

    Strokes in a drawing are the drawing's own.

    >>> part = Mark(kind=MarkKind.PEN, bbox=Bbox(0, 0, 300, 100), colour="blue")
    >>> other = Mark(kind=MarkKind.PEN, bbox=Bbox(310, 50, 500, 200), colour="black")
    >>> [mark.bbox.as_list() for mark in pen_marks((part, other), 1, 300)]
    [[0, 0, 500, 200]]
    >>> pen_marks((Mark(kind=MarkKind.PEN, bbox=Bbox(0, 0, 60, 40), colour="blue"),), 1, 300)
    ()
    """
    near = round(_NEAR_INCH * dpi)
    wholes: list[Bbox] = []
    for mark in marks:
        if mark.kind is not MarkKind.PEN or not mark.lifted or _is_in(mark.bbox, drawings):
            continue
        whole = mark.bbox
        while True:
            reach = Bbox(max(0, whole.x0 - near), max(0, whole.y0 - near),
                         whole.x1 + near, whole.y1 + near)
            parts = [box for box in wholes if reach.overlap(box) > 0]
            if not parts:
                break
            for box in parts:
                wholes.remove(box)
                whole = whole.union(box)
        wholes.append(whole)
    return tuple(
        Unplaced(page=page, text="", reason="handwriting", bbox=box, kind="pen")
        for box in wholes if box.width >= _WIDE_INCH * dpi and box.height >= _HIGH_INCH * dpi
    )


def with_unread_pens(page: Page, marks: Sequence[Mark], dpi: int) -> Page:
    """The page with the strokes left for the engine, as high as a digit, that it passed over.

    A number or a day in the blank of a line, initials behind its end.

    >>> from ocr.model import Line, Word
    >>> number = Mark(kind=MarkKind.PEN, bbox=Bbox(800, 270, 870, 310), colour="blue", lifted=False)
    >>> def page(*boxes):
    ...     words = tuple(Word(text="số", bbox=box) for box in boxes)
    ...     return Page(number=6, lines=(Line(text="", raw_text="", words=words),))
    >>> blank = page(Bbox(730, 280, 766, 305), Bbox(920, 275, 1100, 305))
    >>> [mark.bbox.as_list() for mark in with_unread_pens(blank, (number,), 200).unplaced]
    [[800, 270, 870, 310]]
    >>> with_unread_pens(page(Bbox(790, 275, 850, 305)), (number,), 200).unplaced
    ()
    """
    cells = (line for table in page.tables for cell in table.cells for line in cell.lines)
    known = [
        *(word.bbox for line in (*page.lines, *cells) for word in line.words),
        *(item.bbox for item in page.unplaced),
        *(stamp.bbox for stamp in page.stamps),
    ]
    passed_over = tuple(
        Unplaced(page=page.number, text="", reason="handwriting", bbox=mark.bbox, kind="pen")
        for mark in marks
        if mark.kind is MarkKind.PEN and not mark.lifted and mark.bbox.height >= _DIGIT_INCH * dpi
        and not any(box and _covers(box, mark.bbox) for box in known)
    )
    return replace(page, unplaced=(*page.unplaced, *passed_over)) if passed_over else page


def _covers(box: Bbox, stroke: Bbox) -> bool:
    return box.overlap(stroke) > _READ * stroke.width * stroke.height


def _is_in(box: Bbox, drawings: Sequence[Unplaced]) -> bool:
    area = box.width * box.height
    return any(one.bbox and one.bbox.overlap(box) > _WITHIN * area for one in drawings)
