"""Marks that lie over the print: seals, stamps, pen strokes, specks. They are lifted off the page.

The engine gets a page on which the printed black text under a mark survives. What is lifted is not
lost: stamps with letters in them are laid below the page, on a strip of their own (`Lifted.image`
is taller than the page), so that the same single call of the engine reads them too;
`ocr.mark_lines` brings their lines back to where the stamps stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ocr.model import Bbox
from ocr.page_image import PageImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


_WITHIN = 0.95             # share of a stamp from which it is a part of the other


class MarkKind(StrEnum):
    """What a mark looks like; what it says is found out later."""

    SEAL = "seal"          # round
    FRAME = "frame"        # a box with letters: incoming mail, urgency, secrecy
    PEN = "pen"            # strokes of a pen: signature, initials, number and day by hand
    SPECK = "speck"        # coloured dust, a seal shining through: lifted, not listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark on the page.

    Attributes:
        colour: "red", "blue" (violet too), "black", or "grey" for ink much paler than the print.
        lifted: True if the mark is gone from the engine's image.
        strip: where its copy stands below the page in the engine's image, None if it has no copy.
        over_print: True if it is a seal or stamp in black or grey and lines of the text run
            through it.
        blurred: True if the colour of a pen is lost in parts, so that it is lifted in part.
    """

    kind: MarkKind
    bbox: Bbox
    colour: str
    lifted: bool = True
    strip: Bbox | None = None
    over_print: bool = False
    blurred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lifted:
    """A page without its marks.

    Attributes:
        image: for the engine: grey, the page on top, copies of the lifted stamps below `height`.
        height: of the page itself, in pixels.
        marks: all marks found, top to bottom.
        layer: `(height, W) uint8`, dark where something was lifted; None if nothing was.
    """

    image: PageImage
    height: int
    marks: tuple[Mark, ...] = ()
    layer: NDArray[np.uint8] | None = None


def lift_marks(image: PageImage) -> Lifted:
    """Find the marks of an upright page and lift off those that hinder reading.

    A page without marks comes back in grey, otherwise untouched.
    """
    from ocr.black_seals import lift_black_seals
    from ocr.colour_marks import lift_coloured
    from ocr.page_image import grey
    from ocr.pale_frames import lift_pale_frames
    from ocr.stamp_frames import lift_frames, small_copy, small_ink

    coloured = lift_coloured(image)
    page = coloured.pixels if coloured is not None else grey(image.pixels)
    marks = coloured.marks if coloured is not None else ()
    copy = small_copy(PageImage(page, image.dpi))
    sealed = lift_black_seals(PageImage(page, image.dpi), small_ink(copy))
    if sealed.marks:
        copy = small_copy(PageImage(sealed.pixels, image.dpi))
    seals = tuple(mark.bbox for mark in sealed.marks if mark.over_print)
    framed = lift_frames(
        PageImage(sealed.pixels, image.dpi), small_ink(copy), seals, _pens(marks))
    marks = (*marks, *sealed.marks, *framed.marks)
    pale = lift_pale_frames(
        PageImage(framed.pixels, image.dpi), copy, tuple(mark.bbox for mark in marks))
    marks = (*marks, *pale.marks)
    if not marks:
        return Lifted(image=PageImage(page, image.dpi), height=image.height)
    layer = _joined(coloured.layer if coloured is not None else None, sealed.layer)
    layer = _joined(_joined(layer, framed.layer), pale.layer)
    ordered = tuple(sorted(marks, key=lambda mark: (mark.bbox.y0, mark.bbox.x0)))
    tall, placed = _with_strip(pale.pixels, layer, ordered, image.dpi)
    return Lifted(
        image=PageImage(tall, image.dpi), height=image.height, marks=placed, layer=layer
    )


def _pens(marks: tuple[Mark, ...]) -> tuple[Bbox, ...]:
    """Where coloured signatures were lifted: what is left of them there looks black."""
    return tuple(mark.bbox for mark in marks if mark.kind is MarkKind.PEN and mark.lifted)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layers:
    """A page split in two: `pixels` for reading, `layer` with what was lifted (None if nothing)."""

    pixels: NDArray[np.uint8]
    layer: NDArray[np.uint8] | None
    marks: tuple[Mark, ...]


def _joined(
    one: NDArray[np.uint8] | None, other: NDArray[np.uint8] | None
) -> NDArray[np.uint8] | None:
    import numpy as np

    if one is None or other is None:
        return other if one is None else one
    return np.minimum(one, other)


def _with_strip(
    page: NDArray[np.uint8], layer: NDArray[np.uint8] | None, marks: tuple[Mark, ...], dpi: int
) -> tuple[NDArray[np.uint8], tuple[Mark, ...]]:
    """Lay copies of the lifted stamps side by side below the page."""
    import numpy as np

    gap = dpi // 4
    width = page.shape[1]
    placed: list[Mark] = []
    x, y, row_height = gap, page.shape[0] + gap, 0
    for mark in marks:
        box = mark.bbox
        if layer is None or not mark.lifted or mark.kind is not MarkKind.FRAME:
            placed.append(mark)
            continue
        if x + box.width + gap > width:
            x, y, row_height = gap, y + row_height + gap, 0
        strip = Bbox(x, y, x + box.width, y + box.height)
        placed.append(replace(mark, strip=strip))
        x, row_height = x + box.width + 2 * gap, max(row_height, box.height)
    strips = [(mark, mark.bbox, mark.strip) for mark in placed if mark.strip is not None]
    if layer is None or not strips:
        return page, tuple(placed)
    bottom = max(strip.y1 for *_, strip in strips) + gap
    tall = np.full((bottom, width), 255, np.uint8)
    tall[: page.shape[0]] = page
    for mark, box, strip in strips:
        right = min(strip.x1, width)
        tall[strip.y0:strip.y1, strip.x0:right] = (
            layer[box.y0:box.y1, box.x0:box.x0 + right - strip.x0]
        )
        for other, *_ in strips:
            part = _part_on_top(mark, other)
            if part is not None:
                part = part.moved(strip.x0 - box.x0, strip.y0 - box.y0)
                tall[part.y0:part.y1, part.x0:part.x1] = 255
    return tall, tuple(placed)


def _part_on_top(mark: Mark, other: Mark) -> Bbox | None:
    """What a smaller stamp in the same coloured ink takes of a larger one; None unless they cross.

    Boxes of black ink are each lifted with their own ink already.
    """
    box, top = mark.bbox, other.bbox
    area, shared = top.width * top.height, box.overlap(top)
    within = shared >= _WITHIN * area or area >= box.width * box.height
    if mark.colour == "black" or mark.colour != other.colour or not shared or within:
        return None
    return Bbox(max(box.x0, top.x0), max(box.y0, top.y0),
                min(box.x1, top.x1), min(box.y1, top.y1))
