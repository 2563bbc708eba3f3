"""Print of the other side that shines through thin paper: mirror writing, paler than print.

An engine reads it as words of no language. Proof is the mirrored page: there it reads well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ocr.engines.base import Engine
from ocr.model import Bbox, Line, Unplaced
from ocr.page_image import PageImage, as_bytes, grey
from ocr.paper import LOOK_DPI, paper_levels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DOUBTED, _SURE = 0.9, 0.95   # confidence of mirror writing, and of print
_LETTERS = 6                  # shorter lines prove nothing
_LINES = 3                    # pale doubted lines, and proofs, that a page must have
_PALE = 0.75                  # of the depth of the page's own print
_BETTER = 0.1                 # by which the mirrored reading is surer
_SHARED = 0.5                 # of a line's box that its mirrored reading covers
_HELD = 0.6                   # of a line's letters that are read again
_DEEP = 5                     # percentile of a line's pixels: its ink
_RIM_INCH = 0.014             # pale rims of dark strokes stay


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parted:
    """A page's lines and its picture, and what shone through."""

    lines: tuple[Line, ...]
    image: PageImage
    unplaced: tuple[Unplaced, ...] = ()


def part_show_through(
    read: tuple[Line, ...], image: PageImage, engine: Engine, number: int
) -> Parted:
    """Wipe out what shines through, and read the page again.

    Lines of the first reading that the second one does not have stay, unless they shine through.

    Args:
        read: what the engine read.
        image: what it got, grey.
        engine: asked twice more, and only on pages with several pale lines that it doubts.
        number: of the page, from 1.
    """
    import numpy as np

    doubted = [line for line in read if len(line.text) >= _LETTERS
               and line.confidence is not None and line.confidence < _DOUBTED]
    if len(doubted) < _LINES:
        return Parted(lines=read, image=image)
    depths = _Depths(image)
    own = [depths.of(line) for line in read
           if len(line.text) >= _LETTERS and (line.confidence or 0.0) >= _SURE]
    if not own:
        return Parted(lines=read, image=image)
    print_depth = float(np.median(own))
    pale = [line for line in doubted if depths.of(line) <= _PALE * print_depth]
    if len(pale) < _LINES:
        return Parted(lines=read, image=image)
    flipped = PageImage(np.ascontiguousarray(image.pixels[:, ::-1]), image.dpi)
    mirrored = [_moved(line, image.width) for line in engine.recognize(flipped)]
    proofs = [(line, proof) for line in pale if (proof := _proof(line, mirrored)) is not None]
    if len(proofs) < _LINES:
        return Parted(lines=read, image=image)
    through = [line for line, _ in proofs]
    depth = (print_depth + float(np.max([depths.of(line) for line in through]))) / 2
    clean = depths.wiped(depth)
    again = engine.recognize(replace(image, pixels=clean, ruled=None))
    rest = (line for line in read if line not in through and not _is_in(line, again))
    return Parted(
        lines=(*again, *rest),
        image=replace(image, pixels=clean),
        unplaced=tuple(
            Unplaced(page=number, text=proof.text, reason="unknown", bbox=line.bbox)
            for line, proof in proofs
        ),
    )


class _Depths:
    """How much darker than its paper a page is."""

    def __init__(self, image: PageImage) -> None:
        import cv2

        self._page = grey(image.pixels)
        self._rim = max(1, round(_RIM_INCH * image.dpi))
        size = (max(1, image.width * LOOK_DPI // image.dpi),
                max(1, image.height * LOOK_DPI // image.dpi))
        small = as_bytes(cv2.resize(self._page, size, interpolation=cv2.INTER_AREA))
        self._paper = as_bytes(cv2.resize(
            paper_levels(small), (image.width, image.height), interpolation=cv2.INTER_LINEAR))

    def of(self, line: Line) -> float:
        """The depth of a line's ink, 0..255."""
        import numpy as np

        box = line.bbox
        if box is None:
            return 255.0
        where = slice(box.y0, box.y1), slice(box.x0, box.x1)
        page, paper = self._page[where], self._paper[where]
        if not page.size:
            return 255.0
        return float(np.median(paper)) - float(np.percentile(page, _DEEP))

    def wiped(self, depth: float) -> NDArray[np.uint8]:
        """The page with paper wherever nothing as deep stands near."""
        import cv2
        import numpy as np

        deep = as_bytes(cv2.subtract(self._paper, self._page) >= depth)
        side = 2 * self._rim + 1
        kept = cv2.dilate(deep, np.ones((side, side), np.uint8))
        return as_bytes(np.where(kept > 0, self._page, np.maximum(self._page, self._paper)))


def _moved(line: Line, width: int) -> Line:
    """A line of the mirrored page where it stands on the page."""
    box = line.bbox
    if box is None:
        return line
    return replace(line, bbox=Bbox(width - box.x1, box.y0, width - box.x0, box.y1))


def _proof(line: Line, mirrored: Sequence[Line]) -> Line | None:
    """The mirrored reading of a line, if it is the better one."""
    sure = [
        other for other in mirrored
        if len(other.text) >= _LETTERS
        and (other.confidence or 0.0) >= max(_DOUBTED, (line.confidence or 0.0) + _BETTER)
        and _share(line, other) >= _SHARED
    ]
    return max(sure, key=lambda other: _share(line, other), default=None)


def _is_in(line: Line, lines: Sequence[Line]) -> bool:
    """Whether other lines hold a line: its place, or, where it was several, its letters."""
    parts = [other for other in lines if _share(other, line) >= _SHARED]
    letters = sum(len(part.text) for part in parts)
    return letters >= _HELD * len(line.text) or any(
        _share(line, other) >= _SHARED for other in lines)


def _share(line: Line, other: Line) -> float:
    """The part of the line's box that lies in the other's."""
    if line.bbox is None or other.bbox is None:
        return 0.0
    area = line.bbox.width * line.bbox.height
    return line.bbox.overlap(other.bbox) / area if area else 0.0
