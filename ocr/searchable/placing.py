"""From the upright page image, in which all boxes are, back to the page as it came.

Boxes are of the page turned, levelled and made flat (`ocr.upright`, `ocr.bends`). Words must lie on
the print of the original, which was none of this. Between the two, places are shares: 0..1 of the
width from the left, 0..1 of the height from the top of the page as it is displayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from ocr.model import Page
from ocr.upright import GROW_FROM

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """How the upright image of a page lies on the page as it came.

    Attributes:
        width: of the upright image in pixels.
        height: the same.
        rotation: degrees (0, 90, 180, 270) counter-clockwise by which the page was turned first.
        skew: degrees counter-clockwise by which it was turned then.
        mesh: `Page.mesh`; it says all that rotation and skew do, and how the page was bent.
    """

    width: int
    height: int
    rotation: int = 0
    skew: float = 0.0
    mesh: tuple[tuple[Place, ...], ...] = ()

    def share(self, x: float, y: float) -> Place:
        """Where a place of the upright image, in pixels, is on the page as it came.

        >>> Placing(width=100, height=200).share(10, 20)
        (0.1, 0.1)
        >>> Placing(width=200, height=100, rotation=90).share(0, 0)
        (1.0, 0.0)
        """
        if self.mesh:
            return _on_mesh(self.mesh, x / self.width, y / self.height)
        right, down = x / self.width, y / self.height
        if self.skew:
            right, down = self._skewed(x, y)
        for _ in range(self.rotation // 90 % 4):
            # a page turned counter-clockwise has its right edge at the top
            right, down = 1 - down, right
        return right, down

    def _skewed(self, x: float, y: float) -> Place:
        """Undo the turn about the middle; the canvas grew if it was a large one."""
        cosine, sine = cos(radians(self.skew)), sin(radians(self.skew))
        width, height = float(self.width), float(self.height)
        if abs(self.skew) >= GROW_FROM:
            grown = cosine * cosine - sine * sine
            width, height = ((self.width * cosine - self.height * abs(sine)) / grown,
                             (self.height * cosine - self.width * abs(sine)) / grown)
        across, down = x - self.width / 2, y - self.height / 2
        return ((cosine * across - sine * down) / width + 0.5,
                (sine * across + cosine * down) / height + 0.5)


def placing_of(page: Page) -> Placing | None:
    """How a page's upright image lies on its source; None if it has no image."""
    if not page.width or not page.height:
        return None
    return Placing(width=page.width, height=page.height, rotation=page.rotation, skew=page.skew,
                   mesh=page.mesh)


def _on_mesh(mesh: tuple[tuple[Place, ...], ...], right: float, down: float) -> Place:
    """Between the four places around it, linearly; beyond the edge as in the last cell."""
    row, below = _cell(down, len(mesh))
    column, beyond = _cell(right, len(mesh[0]))
    top, bottom = mesh[row], mesh[row + 1]
    corners = (top[column], top[column + 1], bottom[column], bottom[column + 1])
    weights = ((1 - beyond) * (1 - below), beyond * (1 - below), (1 - beyond) * below,
               beyond * below)
    return (sum(w * x for w, (x, _) in zip(weights, corners, strict=True)),
            sum(w * y for w, (_, y) in zip(weights, corners, strict=True)))


def _cell(share: float, count: int) -> tuple[int, float]:
    at = share * (count - 1)
    index = min(max(int(at), 0), count - 2)
    return index, at - index
