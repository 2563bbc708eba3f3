"""Ink of a page as connected pieces: what is a letter, a mark, a ruled line, or none of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ocr.line_shape import CAP_TO_X
from ocr.page_image import PageImage, as_bytes, grey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CONTRAST = 18  # grey levels below the neighbourhood that make a pixel ink
_NEIGHBOURHOOD = 0.20  # inch; wider than the widest stroke, narrower than shadows
_LETTER = 0.10  # inch; a window of this size in print holds ink and paper
# inch; no letter has a straight stroke this long. Walls of low rows of a table are short.
_LEVEL_RULE, _UPRIGHT_RULE = 0.36, 0.27
_SPARSE = 4  # every fourth pixel tells where a rule may be
_RING = 0.7  # inch; a seal measures 1.3 or 1.4, a ring around a page number less
_COARSE = 4
_SMALLEST_TYPE = 0.024  # inch; x-height of 5 pt
_LARGEST_TYPE = 0.17  # inch; x-height of 26 pt
_LEVEL = 0.020  # inch; feet in one band of this height stand level
_SMALL_LETTERS = 0.35  # of the capitals' number
_MIN_PIECES = 12  # fewer say nothing about the usual size of type
_USUAL_TYPE = 0.090  # inch; x-height of 14 pt Times


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """Connected pieces of ink.

    They are kept as outlines: numbering every pixel of a page takes five times longer.

    Attributes:
        outlines: outer outline of each piece as OpenCV draws it; holes are not told.
        boxes: `(N, 4) int32` x0, y0, x1, y1 of each piece.
        area: `(N,) float32` pixels within each outline, about.
        rules: `(M, 4) int32` boxes of ruled lines, which are not among the pieces.
        rings: `(K, 4) int32` boxes of closed rings as large as those of seals.
        x_height: usual height of a small letter on this page, pixels.
        walls: `(W, 4) int32` boxes of walls of tables that are known already.
    """

    outlines: tuple[NDArray[np.int32], ...]
    boxes: NDArray[np.int32]
    area: NDArray[np.float32]
    rules: NDArray[np.int32]
    rings: NDArray[np.int32]
    x_height: float
    walls: NDArray[np.int32]

    @property
    def partitions(self) -> NDArray[np.int32]:
        """Walls of tables: known ones, and upright rules that two level rules meet.

        A thin rule that leans falls into pieces that meet none; a scanner's streak meets none.
        """
        import numpy as np

        upright = self.rules[:, 3] - self.rules[:, 1] > 3 * (self.rules[:, 2] - self.rules[:, 0])
        walls, level = self.rules[upright], self.rules[~upright]
        slack = self.x_height / 2
        meets = (
            (level[None, :, 0] <= walls[:, None, 2] + slack)
            & (level[None, :, 2] >= walls[:, None, 0] - slack)
            & (level[None, :, 1] <= walls[:, None, 3] + slack)
            & (level[None, :, 3] >= walls[:, None, 1] - slack)
        )
        return np.concatenate((self.walls, walls[meets.sum(1) >= 2])).astype(np.int32)


def find_ink(image: PageImage) -> Ink:
    """Separate ink from paper by its neighbourhood, take out ruled lines, and number the rest."""
    import cv2
    import numpy as np

    pixels = grey(image.pixels)
    ink = _threshold(pixels, image.dpi)
    rings = _rings(ink, image.dpi)
    rules = _take_out_rules(ink, image.dpi)
    # two levels of outlines: letters inside a ring or a frame are pieces of their own
    outlines, nesting = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = (
        [o for o, place in zip(outlines, nesting[0], strict=True) if place[3] < 0]
        if outlines
        else []
    )
    boxes = bounds(outer)
    area = areas(outer, boxes)
    return Ink(
        tuple(np.asarray(o, np.int32) for o in outer),
        boxes,
        area,
        rules,
        rings,
        _usual_x_height(boxes, area, image.dpi),
        np.array([wall.as_list() for wall in image.walls], np.int32).reshape(-1, 4),
    )


def _threshold(pixels: NDArray[np.uint8], dpi: int) -> NDArray[np.uint8]:
    """1 for ink: darker than the neighbourhood, and nearer to its darkest than to its brightest.

    The second condition parts letters that blur has joined; the first keeps the grain of empty
    paper out.
    """
    import cv2
    import numpy as np

    height, width = pixels.shape
    # the threshold changes slowly, so half the resolution is enough to find it
    even = cv2.copyMakeBorder(pixels, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    # an exact half is made forty times as fast as nearly one
    half = cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA)
    window = np.ones((int(_LETTER * dpi / 2) | 1,) * 2, np.uint8)
    middle = cv2.addWeighted(cv2.erode(half, window), 0.5, cv2.dilate(half, window), 0.5, 0)
    side = int(_NEIGHBOURHOOD * dpi / 2) | 1
    around = cv2.subtract(cv2.blur(half, (side, side)), np.full_like(half, _CONTRAST))
    threshold = cv2.min(cv2.blur(middle, window.shape), around)
    threshold = cv2.resize(threshold, even.shape[::-1], interpolation=cv2.INTER_NEAREST)
    threshold = threshold[:height, :width]
    return as_bytes(cv2.compare(pixels, threshold, cv2.CMP_LT)) & np.uint8(1)


def _rings(ink: NDArray[np.uint8], dpi: int) -> NDArray[np.int32]:
    """Boxes of rings, looked for on a coarse copy, on which small gaps are closed."""
    import cv2
    import numpy as np

    height, width = ink.shape
    size = (width // _COARSE + 1, height // _COARSE + 1)
    half = np.ascontiguousarray(ink[::2, ::2]) * np.uint8(255)  # a quarter of the work
    coarse = cv2.resize(half, size, interpolation=cv2.INTER_AREA)
    full = np.greater(coarse, 32).astype(np.uint8)
    outlines = cv2.findContours(full, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    boxes = bounds(outlines)
    sides = boxes[:, 2:] - boxes[:, :2]
    large = (sides.min(1, initial=1 << 20) > _RING * dpi / _COARSE) & (
        np.abs(sides[:, 0] - sides[:, 1]) < 0.15 * sides.max(1, initial=0)
    )
    round_ = [
        i
        for i in np.flatnonzero(large).tolist()
        if 0.7 < cv2.contourArea(outlines[i]) / float(sides[i].prod()) < 0.87  # a circle: 0.785
    ]
    return boxes[round_] * _COARSE


def bounds(outlines: Sequence[Any]) -> NDArray[np.int32]:
    """Boxes `(N, 4)` of outlines, x0, y0, x1, y1."""
    import cv2
    import numpy as np

    boxes = np.array([cv2.boundingRect(o) for o in outlines], np.int32).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return boxes


def areas(outlines: Sequence[Any], boxes: NDArray[np.int32]) -> NDArray[np.float32]:
    """Pixels within outlines that have these boxes, about.

    An outline runs through the middle of the outermost pixels; a stroke one pixel wide has no area.
    """
    import cv2
    import numpy as np

    longer = (boxes[:, 2:] - boxes[:, :2]).max(1, initial=0)
    inner = np.array([cv2.contourArea(outline) for outline in outlines], np.float32)
    return np.asarray(inner + longer, np.float32)


def _take_out_rules(ink: NDArray[np.uint8], dpi: int) -> NDArray[np.int32]:
    """Erase straight horizontal and vertical runs from `ink`, in place; returns their boxes."""
    import cv2
    import numpy as np

    found = []
    for across in (True, False):
        length = int((_LEVEL_RULE if across else _UPRIGHT_RULE) * dpi)
        runs = _runs(ink, length, across=across)
        if runs is None:
            continue
        # a rule that climbs by a pixel breaks into runs; joined, they are one box again
        runs = as_bytes(cv2.dilate(runs, np.ones((3, 3), np.uint8)))
        boxes = bounds(cv2.findContours(runs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0])
        side = 1 if across else 0
        boxes = boxes[boxes[:, side + 2] - boxes[:, side] <= max(8, length // 5)]
        for x0, y0, x1, y1 in boxes:
            ink[y0:y1, x0:x1][runs[y0:y1, x0:x1] > 0] = 0
        found.append(boxes)
    return np.concatenate(found) if found else np.zeros((0, 4), np.int32)


def _runs(ink: NDArray[np.uint8], length: int, *, across: bool) -> NDArray[np.uint8] | None:
    """Mask of the ink in straight runs of at least `length`, along rows or columns; None for none.

    Only the rows (columns) where every fourth pixel shows a run are looked at whole: most pages
    have hardly any, and this was a twentieth of the time of a page.
    """
    import cv2
    import numpy as np

    thin = np.ascontiguousarray(ink[:, ::_SPARSE] if across else ink[::_SPARSE])
    # at the edge of the page half a run is one, so a little less must do here
    short = length // _SPARSE - 2
    sparse = cv2.erode(thin, np.ones((1, short) if across else (short, 1), np.uint8))
    where = np.flatnonzero(sparse.any(axis=1 if across else 0))
    if not len(where):
        return None
    part = np.ascontiguousarray(ink[where] if across else ink[:, where])
    shape = (1, length) if across else (length, 1)
    opened = cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    if not opened.any():
        return None
    runs = np.zeros_like(ink)
    if across:
        runs[where] = opened
    else:
        runs[:, where] = opened
    return runs


def _usual_x_height(boxes: NDArray[np.int32], area: NDArray[np.float32], dpi: int) -> float:
    """The commonest height of pieces that stand in a row with others of their height.

    Specks and the grain of a seal can outnumber the letters of a short page, but do not stand in
    rows.
    """
    import numpy as np

    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    smallest, largest = _SMALLEST_TYPE * dpi, _LARGEST_TYPE * dpi
    letters = (
        (height >= smallest) & (height <= largest) & (width <= 3 * height) & (width * 4 >= height)
    )
    letters &= area * 8 > width * height
    chosen = boxes[letters]
    band = max(2, int(_LEVEL * dpi))
    # letters on the edge of a band would part company, so the bands are laid twice
    rows = np.concatenate([_in_rows(chosen, band, shift) for shift in (0, band // 2)])
    if len(rows) < _MIN_PIECES:
        return _USUAL_TYPE * dpi
    counts = np.bincount(rows, minlength=int(largest) + 2).astype(np.float64)
    smooth = np.convolve(counts, (0.5, 1.0, 1.0, 1.0, 0.5), mode="same")
    mode = int(np.argmax(smooth * np.arange(len(smooth))))
    # capitals are all alike, so headings stand out; but small letters beside them are what counts
    small = round(mode / CAP_TO_X)
    if counts[small - 1 : small + 2].sum() > _SMALL_LETTERS * counts[mode - 1 : mode + 2].sum():
        mode = small
    return float(mode)


def _in_rows(boxes: NDArray[np.int32], band: int, shift: int) -> NDArray[np.int32]:
    """Heights of boxes that have one of about their height beside them, feet in the same band."""
    import numpy as np

    level = (boxes[:, 3] + shift) // band
    order = np.lexsort((boxes[:, 0], level))
    boxes, level = boxes[order], level[order]
    tall = boxes[:, 3] - boxes[:, 1]
    near = np.diff(boxes[:, 0]) < 3 * tall[:-1]
    alike = np.abs(np.diff(tall)) <= np.maximum(1, tall[:-1] // 8)
    return np.asarray(tall[:-1][near & alike & (np.diff(level) == 0)])
