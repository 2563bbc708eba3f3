"""Where the text of a page stands, so that a line can be called centred or left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ocr.model import Bbox, Line, Page

# bodies and regime stand above this share of the height; below it, lines begin at the margin
_HEAD_SHARE = 0.3
# title lines are centred: their left and right insets differ by less than this share of the width
_CENTRED = 0.035
# a title line and its kind have one axis; a line of the text is wider
_AXIS, _CLEAR = 0.012, 0.8
# of a wide one the axis must be the same to a hair, and its right end off the margin
_SAME_AXIS, _SHORT = 0.005, 0.04
# full lines are wider than this share of the page; some of them show its edges
_WIDE, _SURE_LINES = 0.6, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where the text of a page stands, in pixels; None for text without coordinates."""

    left: float
    right: float
    width: int
    height: int

    def on(self, width: int | None, height: int | None) -> Frame | None:
        """The same edges on a page of another size; None if one is upright and one lies.

        >>> frame = Frame(left=200, right=1500, width=1654, height=2339)
        >>> frame.on(2480, 3508).left > 299, frame.on(2339, 1654)
        (True, None)
        """
        if not width or not height or (width > height) != (self.width > self.height):
            return None
        scale = width / self.width
        return Frame(
            left=self.left * scale, right=self.right * scale, width=width, height=height
        )

    def is_left(self, line: Line) -> bool:
        """Whether a line stands in the left column of head or ending."""
        return line.bbox is None or line.bbox.center[0] < 0.46 * self.width

    def is_centred(self, line: Line) -> bool:
        """Whether the insets of a line are equal."""
        if line.bbox is None:
            return False
        left, right = line.bbox.x0 - self.left, self.right - line.bbox.x1
        return abs(left - right) <= _CENTRED * self.width

    def is_on_axis(self, kind: Line, line: Line) -> bool:
        """Whether the middle of a line of any width is that of the kind."""
        if line.bbox is None or kind.bbox is None:
            return False
        return abs(line.bbox.center[0] - kind.bbox.center[0]) <= _SAME_AXIS * self.width

    def shares_axis(self, kind: Line, line: Line) -> bool:
        """Whether a line stands in the middle under the kind, clear of both margins."""
        if line.bbox is None or kind.bbox is None:
            return False
        apart = abs(line.bbox.center[0] - kind.bbox.center[0])
        if self.is_on_axis(kind, line) and self.right - line.bbox.x1 > _SHORT * self.width:
            return True
        return apart <= _AXIS * self.width and line.bbox.width < _CLEAR * (self.right - self.left)


def frame_of(lines: Sequence[Line], width: int | None, height: int | None) -> Frame | None:
    """The frame of a page, from its full lines; None without coordinates."""
    boxes = [line.bbox for line in lines if line.bbox is not None]
    if not boxes or not width or not height:
        return None
    wide = [box for box in boxes if box.width > _WIDE * width] or boxes
    lefts, rights = sorted(box.x0 for box in wide), sorted(box.x1 for box in wide)
    # the left edge by the lowest tenth: first lines of paragraphs are indented
    left = _outer_edge(boxes, lefts[len(lefts) // 10], width, height)
    return Frame(left=left, right=rights[len(rights) * 3 // 4], width=width, height=height)


def _outer_edge(boxes: Sequence[Bbox], left: int, width: int, height: int) -> int:
    """The edge where short lines stand, if the wide ones are first lines of paragraphs only."""
    low = [box for box in boxes if box.y0 > _HEAD_SHARE * height and box.width > 0.1 * width]
    outer = sorted(box.x0 for box in low if box.x0 < left - 0.02 * width)
    near = 0.008 * width
    return next((one for one, two in pairwise(outer) if two - one <= near), left)


def sure_frames(pages: Sequence[Page]) -> list[Frame | None]:
    """Per page the frame of its text; a page with few full lines has that of the page before.

    None where no page up to it, or after it, shows its edges.
    """
    known = [_sure_frame(page) for page in pages]
    first = next((frame for frame in known if frame is not None), None)
    frames: list[Frame | None] = []
    last = first
    for page, frame in zip(pages, known, strict=True):
        last = frame or last
        frames.append(last and last.on(page.width, page.height))
    return frames


def _sure_frame(page: Page) -> Frame | None:
    frame = frame_of(page.lines, page.width, page.height)
    if frame is None:
        return None
    wide = [line for line in page.lines if line.bbox and line.bbox.width > _WIDE * frame.width]
    return frame if len(wide) >= _SURE_LINES else None
