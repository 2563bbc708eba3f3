"""From points of a PDF page (origin lower left, not turned) to pixels of its picture."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.model import Bbox

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """How a page lies in its picture.

    Attributes:
        crop: visible part of the page in points, x0, y0, x1, y1, origin lower left, not turned.
        rotation: degrees clockwise by which the page is turned for display: 0, 90, 180, 270.
        width: of the picture in pixels; of the displayed page, to get points.
        height: the same.
    """

    crop: Rect
    rotation: int
    width: float
    height: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page in pixels of the picture.

        >>> frame = PageFrame(crop=(0, 0, 600, 800), rotation=0, width=1200, height=1600)
        >>> frame.point(0, 800)
        (0.0, 0.0)
        >>> turned = PageFrame(crop=(0, 0, 600, 800), rotation=90, width=1600, height=1200)
        >>> turned.point(0, 0)
        (0.0, 0.0)
        """
        x0, y0, x1, y1 = self.crop
        across, up = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        right, down = {
            0: (across, 1 - up),
            90: (up, across),
            180: (1 - across, up),
            270: (1 - up, 1 - across),
        }[self.rotation % 360]
        return right * self.width, down * self.height

    def place(self, right: float, down: float) -> tuple[float, float]:
        """The point of the page at shares 0..1 of the picture's width and height.

        >>> PageFrame(crop=(0, 0, 600, 800), rotation=0, width=1, height=1).place(0.5, 0.25)
        (300.0, 600.0)
        >>> PageFrame(crop=(0, 0, 600, 800), rotation=90, width=1, height=1).place(0.5, 0.25)
        (150.0, 400.0)
        """
        x0, y0, x1, y1 = self.crop
        across, up = {
            0: (right, 1 - down),
            90: (down, right),
            180: (1 - right, down),
            270: (1 - down, 1 - right),
        }[self.rotation % 360]
        return x0 + across * (x1 - x0), y0 + up * (y1 - y0)

    def box(self, rect: Rect) -> Bbox | None:
        """A rectangle of the page in pixels, cut at the picture's edges; None if it is outside."""
        ax, ay = self.point(rect[0], rect[1])
        bx, by = self.point(rect[2], rect[3])
        x0, x1 = max(0, round(min(ax, bx))), min(int(self.width), round(max(ax, bx)))
        y0, y1 = max(0, round(min(ay, by))), min(int(self.height), round(max(ay, by)))
        return Bbox(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
