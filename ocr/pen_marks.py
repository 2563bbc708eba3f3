"""Signatures and other large pen strokes that were lifted: each is on the page's record."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.marks import Mark, MarkKind
from ocr.model import Bbox, Unplaced

_WIDE_INCH, _HIGH_INCH = 0.5, 0.22   # smaller strokes are initials, ticks and crumbs
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


def _is_in(box: Bbox, drawings: Sequence[Unplaced]) -> bool:
    area = box.width * box.height
    return any(one.bbox and one.bbox.overlap(box) > _WITHIN * area for one in drawings)
