"""Turns a page image so that its text stands upright and its lines lie level.

Tesseract finds both by itself only in part: its orientation detection takes about a second of CPU
a page, and at 1.3 degrees of skew it drops most of the lines. Everything here works on a small copy
of the page in which only pieces of the size of letters are left, so that stamps, table rules, black
scan edges and pictures have no say. Measured in docs/pixels.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ocr.angles import bend, best_angle
from ocr.model import Bbox
from ocr.page_image import PageImage, as_bytes, grey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORK_LONG_SIDE = 1600      # pixels; an A4 page at about 137 dpi, 13 pt letters 8-20 px high
MIN_SKEW = 0.08            # below this a turn blurs more than it helps
MIN_GLYPHS = 45            # fewer say nothing about angles (a lone seal breaks into 40 pieces)
SPECKS, NO_ROWS = 1000, 2.6   # of a page full of specks, see `stands_in_no_rows`
SURE_DIRECTION = 1.25      # lines must be this much sharper one way than the other
STRIPS = (5, 8, 11)        # columns into which the page is cut; in each the lines are judged apart
GROW_FROM = 2.0            # degrees
FINE_TURN = 1.5            # coarse scans are turned this much finer: CER of a bilevel scan of
FINE_BELOW_DPI = 250       # 200 dpi 1.38 -> 1.23 %
MESH = 16                  # pixels between the places that `Upright.mesh` gives
KEPT_MESH = 6              # every sixth of them goes into the page model: 96 pixels, 8 mm
SURE_FOOTING = 0.08        # share by which ink above the letters must outweigh ink below them

Turn = Callable[[PageImage], int | None]
"""Tells by how many degrees (0, 90, 180, 270) to turn counter-clockwise; None if unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """How a page has to be turned to stand upright.

    Attributes:
        rotation: 0, 90, 180 or 270 degrees counter-clockwise, done first.
        degrees: counter-clockwise, done second; 0.0 if the page is level enough.
        sure: False if neither the pixels nor a reader could tell which way is up.
        bend: degrees by which lines in parts of the page differ; 0.0 on flat paper.
    """

    rotation: int = 0
    degrees: float = 0.0
    sure: bool = True
    bend: float = 0.0

    def apply(self, image: PageImage) -> Upright:
        """The page upright; the very same pixels if it stood so."""
        turned = rotate_quarters(image, self.rotation)
        if self.degrees:
            turned = _rotate(turned, self.degrees)
        return self.of(turned)

    def of(self, image: PageImage, mesh: NDArray[np.float32] | None = None) -> Upright:
        """A picture that was turned so already."""
        return Upright(
            image=image, rotation=self.rotation, skew=round(self.degrees, 2), sure=self.sure,
            bend=self.bend, mesh=mesh,
        )

    def canvas(self, image: PageImage) -> tuple[int, int]:
        """Width and height that `image` has once it is turned."""
        width, height = image.width, image.height
        if self.rotation % 180:
            width, height = height, width
        return _turn_matrix(width, height, self.degrees)[1] if self.degrees else (width, height)

    def turned(self, image: PageImage) -> PageImage:
        """Another picture of the same page turned in the same way; what comes in is black.

        It may be smaller.
        """
        import cv2

        image = rotate_quarters(image, self.rotation)
        if not self.degrees:
            return image
        matrix, size = _turn_matrix(image.width, image.height, self.degrees)
        return PageImage(as_bytes(cv2.warpAffine(image.pixels, matrix, size)), image.dpi)

    def back(self, places: NDArray[np.float32], image: PageImage) -> NDArray[np.float32]:
        """Where places `(..., 2)` x, y of the turned page are on `image`, the page before."""
        import cv2
        import numpy as np

        width, height = image.width, image.height
        if self.rotation % 180:
            width, height = height, width
        if self.degrees:
            matrix, _ = _turn_matrix(width, height, self.degrees)
            inverse = cv2.invertAffineTransform(matrix).astype(np.float32)
            places = places @ inverse[:, :2].T + inverse[:, 2]
        for _ in range(self.rotation // 90):
            # one quarter back: the right edge of the page before is the top edge of this one
            width, height = height, width
            places = np.stack([width - 1 - places[..., 1], places[..., 0]], axis=-1)
        return np.asarray(places, np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Upright:
    """An upright page and how it was turned.

    Attributes:
        image: the page, lines level; grown only where turned ink would have left the canvas.
        rotation: 0, 90, 180 or 270 degrees counter-clockwise, done first.
        skew: degrees counter-clockwise, done second; 0.0 if the page was left as it was.
        sure: False if neither the pixels nor `turn` could tell which way is up.
        bend: degrees by which lines in parts of the page differ from its skew; 0.0 on flat paper.
        mesh: set by `ocr.bends`: `(rows, columns, 2)` where every `MESH`th pixel of `image` was
            before the page was made flat; None if it was flat.
    """

    image: PageImage
    rotation: int = 0
    skew: float = 0.0
    sure: bool = True
    bend: float = 0.0
    mesh: NDArray[np.float32] | None = None

    def moved(self, box: Bbox, source: PageImage) -> Bbox | None:
        """Where a box of the page as it came from the source stands on the upright page.

        A box turned by a skew grows to the box around its corners; None if it leaves the page.
        """
        import numpy as np

        x0, y0, x1, y1 = box.as_list()
        width, height = source.width, source.height
        for _ in range(self.rotation // 90):
            x0, y0, x1, y1 = y0, width - x1, y1, width - x0
            width, height = height, width
        if self.skew:
            matrix, _ = _turn_matrix(width, height, self.skew)
            corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]])
            xs, ys = matrix @ corners.T
            x0, y0, x1, y1 = (round(float(v)) for v in (xs.min(), ys.min(), xs.max(), ys.max()))
        if self.mesh is not None:
            (x0, y0), (x1, y1) = (_on_mesh(self.mesh, *corner) for corner in ((x0, y0), (x1, y1)))
        x0, y0 = max(0, x0), max(0, y0)
        x1, y1 = min(self.image.width, x1), min(self.image.height, y1)
        return Bbox(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def mesh_on(self, source: PageImage) -> tuple[tuple[tuple[float, float], ...], ...]:
        """`Page.mesh`: places of the flat page in shares of the picture as it came, or empty."""
        if self.mesh is None:
            return ()
        import cv2
        import numpy as np

        rows, columns = self.mesh.shape[:2]
        x = np.linspace(0, columns - 1, columns // KEPT_MESH + 2, dtype=np.float32)
        y = np.linspace(0, rows - 1, rows // KEPT_MESH + 2, dtype=np.float32)
        kept = np.asarray(cv2.remap(self.mesh, *np.meshgrid(x, y), cv2.INTER_LINEAR), np.float32)
        turning = Turning(rotation=self.rotation, degrees=self.skew)
        shares = turning.back(kept, source) / (source.width, source.height)
        return tuple(
            tuple((round(float(right), 5), round(float(down), 5)) for right, down in row)
            for row in shares
        )


def straighten(image: PageImage, turn: Turn | None = None) -> Upright:
    """Turn the page upright and level, see `find_turn`."""
    return find_turn(image, turn).apply(image)


def find_turn(image: PageImage, turn: Turn | None = None) -> Turning:
    """How to turn a page upright and level; nothing is turned yet.

    Args:
        image: one page in any of the four orientations, skewed by up to `MAX_SKEW`.
        turn: asked only when the pixels leave the orientation open, e.g. `ocr.turning`.
    """
    import numpy as np

    ink = small_ink(image)
    boxes = glyph_boxes(ink)
    if len(boxes) < MIN_GLYPHS:
        return Turning(sure=False)
    level, upended = best_angle(boxes, upended=False), best_angle(boxes, upended=True)
    sideways = upended.sharpness > level.sharpness
    better, other = (upended, level) if sideways else (level, upended)
    direction_sure = better.sharpness >= SURE_DIRECTION * other.sharpness
    footing = _footing(np.rot90(ink) if sideways else ink, better.degrees)
    rotation = (90 if sideways else 0) + (180 if footing < 0 else 0)
    sure = direction_sure and abs(footing) >= SURE_FOOTING
    if not sure:
        told = turn(image) if turn is not None else None
        if told is not None:
            rotation = told
        elif not (sideways and direction_sure):      # most pages of a scan stand upright
            rotation = 0
        sure = told is not None
    angle = (upended if rotation % 180 else level).degrees
    bent = bend(_feet(boxes, (ink.shape[1], ink.shape[0]), rotation, angle))
    degrees = angle if abs(angle) >= MIN_SKEW else 0.0
    return Turning(rotation=rotation, degrees=degrees, sure=sure, bend=bent)


def stands_in_no_rows(image: PageImage, least: int = SPECKS) -> bool:
    """True for a page full of specks: pieces enough for dense print, in rows neither way.

    Pages of print have a sharpness of 7.6 and more along their lines and 2 to 4 across them; noise
    has 1.3 to 2.3 both ways. Print skewed by 30 to 45 degrees, which is not read, has 1.7 to 3.0
    and is held for noise where it is dense.

    Args:
        image: in any position.
        least: pieces of the size of letters; dense pages of print have up to 3,000.
    """
    boxes = glyph_boxes(small_ink(image))
    return len(boxes) >= least and all(
        best_angle(boxes, upended=upended).sharpness < NO_ROWS for upended in (False, True))


def rotate_quarters(image: PageImage, degrees: int) -> PageImage:
    """Turn by 0, 90, 180 or 270 degrees counter-clockwise, without loss."""
    import numpy as np

    if degrees % 360 == 0:
        return image
    return PageImage(np.ascontiguousarray(np.rot90(image.pixels, degrees // 90)), image.dpi)


def paper_white(image: PageImage) -> tuple[int, ...]:
    """Usual colour of bare paper, one value per channel: the median of the brighter half."""
    import numpy as np

    sample = image.pixels[::16, ::16].reshape(-1, 3 if image.is_color else 1)
    grey = sample.mean(axis=1)
    bright = sample[grey >= np.median(grey)]
    return tuple(int(value) for value in np.median(bright, axis=0))


# ---------------------------------------------------------------- small copy

def small_ink(image: PageImage) -> NDArray[np.uint8]:
    """Small binary copy, 255 = ink, long side `WORK_LONG_SIDE` (smaller pages keep their size)."""
    import cv2

    pixels = grey(image.pixels)      # first: of one channel there is a third to be scaled
    scale = WORK_LONG_SIDE / max(image.width, image.height)
    if scale < 1:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        pixels = as_bytes(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    # a local threshold, because photos and book scans have shadows
    return as_bytes(cv2.adaptiveThreshold(
        pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18,
    ))


def glyph_boxes(ink: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Boxes `(N, 4)` x0, y0, x1, y1 of the pieces that have the size of letters."""
    import cv2
    import numpy as np

    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, width, height, area = stats[1:].T
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    height_px, width_px = ink.shape
    inside = (x > 4) & (y > 4) & (x + width < width_px - 4) & (y + height < height_px - 4)
    keep = inside & (longer >= 5) & (longer <= 60) & (shorter >= 2) & (area >= 8)
    if not keep.any():
        return np.empty((0, 4))
    # specks and dots scatter around the lines: only pieces of half a letter or more count
    usual = np.median(longer[keep & (longer >= 8)]) if (keep & (longer >= 8)).any() else 5
    keep &= (longer >= 0.5 * usual) & (longer <= 4 * usual)
    return np.asarray(np.stack([x, y, x + width, y + height], axis=1)[keep], np.float64)


def _on_mesh(mesh: NDArray[np.float32], x: int, y: int) -> tuple[int, int]:
    """Where a place of the bent page is on the flat one, to half a cell of the mesh."""
    import numpy as np

    nearest = int(np.argmin(((mesh - np.asarray((x, y), np.float32)) ** 2).sum(axis=2)))
    row, column = divmod(nearest, mesh.shape[1])
    return column * MESH, row * MESH


def _feet(
    boxes: NDArray[np.float64], size: tuple[int, int], rotation: int, skew: float
) -> NDArray[np.float64]:
    """Where the letters' feet `(N, 2)` stand once the page is turned and level."""
    import numpy as np

    x0, y0, x1, y1 = boxes.T
    width, height = size
    for _ in range(rotation // 90):
        x0, y0, x1, y1 = y0, width - x1, y1, width - x0
        width, height = height, width
    matrix, _ = _turn_matrix(width, height, skew)
    return np.asarray((matrix @ np.stack([(x0 + x1) / 2, y1, np.ones(len(x0))])).T, np.float64)


# ---------------------------------------------------------------- which way is up

def _footing(ink: NDArray[np.uint8], degrees: float) -> float:
    """Which side of the lines the marks are on: above 0 for text on its feet, below 0 if not.

    Vietnamese carries most of its marks above the letters, and Latin has more ascenders than
    descenders. In each line the ink beyond the dense middle band is weighed, above against below.
    """
    import cv2
    import numpy as np

    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    level = cv2.warpAffine(
        np.ascontiguousarray(ink), matrix, (width, height), flags=cv2.INTER_NEAREST
    )
    above = below = 0.0
    for strips in STRIPS:
        edges = np.linspace(0.04 * width, 0.96 * width, strips + 1).astype(int)
        for left, right in pairwise(edges):
            over, under = _overhang(np.count_nonzero(level[:, left:right], axis=1))
            above, below = above + over, below + under
    return float((above - below) / max(above + below, 1.0))


def _overhang(profile: NDArray[np.int64]) -> tuple[float, float]:
    """Ink above and below the dense bands of a row profile."""
    import numpy as np

    if (profile >= 4).sum() < 6:
        return 0.0, 0.0
    ceiling = float(np.percentile(profile[profile >= 4], 95))
    dense = np.concatenate([[0], (profile > 0.45 * ceiling).astype(np.int8), [0]])
    starts, ends = np.flatnonzero(np.diff(dense) == 1), np.flatnonzero(np.diff(dense) == -1)
    above = below = 0.0
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        band = end - start
        if not 4 <= band <= 40:      # rules are thinner, pictures thicker
            continue
        top = (ends[index - 1] + start) // 2 if index else 0
        bottom = (end + starts[index + 1]) // 2 if index + 1 < len(starts) else len(profile)
        above += profile[max(top, start - band):start].sum()
        below += profile[end:min(bottom, end + band)].sum()
    return float(above), float(below)


# ---------------------------------------------------------------- turning

def _turn_matrix(
    width: int, height: int, degrees: float
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Matrix `(2, 3)` of a turn about the middle, and width and height of the turned canvas.

    At small angles the corners hold nothing but margin: below `GROW_FROM` the canvas keeps its
    size; above, it grows so that no pixel is lost.
    """
    import cv2
    import numpy as np

    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)
    if abs(degrees) < GROW_FROM:
        return matrix, (width, height)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = round(width * cosine + height * sine), round(width * sine + height * cosine)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return matrix, size


def _rotate(image: PageImage, degrees: float) -> PageImage:
    """Turn counter-clockwise about the middle."""
    import cv2

    matrix, (new_width, new_height) = _turn_matrix(image.width, image.height, degrees)
    fine = FINE_TURN if image.dpi < FINE_BELOW_DPI else 1.0
    pixels = cv2.warpAffine(
        image.pixels, matrix * fine, (round(new_width * fine), round(new_height * fine)),
        flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=paper_white(image),
    )
    if fine != 1:
        pixels = cv2.resize(pixels, (new_width, new_height), interpolation=cv2.INTER_AREA)
    return PageImage(as_bytes(pixels), image.dpi)
