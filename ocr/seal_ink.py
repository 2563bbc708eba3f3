"""Which ink within a black seal is the seal's: rings, letters on a circle, a filled star.

Everything is measured in coordinates around the seal's middle: `turn` (0 to 1 around) and `level`
(1 on the ring that was found), made even for a seal that was pressed or scanned a little oval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Field = NDArray[np.float32]

REACH = 1.12              # radii from the middle to the rim of what is looked at
_OVAL = 0.05              # of the radius by which a ring may leave its circle
_MOVED, _BENT = (1,), (2, 3)   # waves around the circle
_PARTS = 72               # of the circle, in each of which the ring's place is measured
_RING = 0.5               # share of a circle that is ink, on a ring; in print it is below 0.35
_ABOVE_PRINT = 0.2        # and more than in the levels around
_AROUND = 0.12            # radii
_EDGE = 0.5               # of a ring's own share: where its stroke ends
_WIDEST = 0.07            # radii; a ring's stroke
_STEM_INCH = 0.045        # no stroke of a letter is so wide as the arm of a star
_LETTER = (0.07, 0.26)    # radii; height of the seal's letters
_FITS = 0.015              # radii by which letters on one circle differ
_FEW = 4
_CRUMB_INCH = 0.02
_NEAR_INCH, _TYPE_INCH = 0.3, (0.05, 0.2)
_INNER = 0.82             # radii; the inner rings are smaller
_LEVEL_INCH, _LIKE = 0.011, 1.12   # feet on one line; heights of letters on it


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """Polar coordinates of a patch of the page around a seal.

    Attributes:
        turn: `(h, w)` column of each pixel in a polar picture.
        level: `(h, w)` its row there, as a real number.
        radius: pixels; the polar picture has `int(REACH * radius)` rows, one pixel high.
        width: its columns.
    """

    turn: NDArray[np.int32]
    level: Field
    radius: float
    width: int


def around(ink: Mask, middle: tuple[float, float], radius: float) -> Round:
    """Coordinates around `middle` (x, y) in which the ring lies level at `radius`."""
    import numpy as np

    width = int(2 * np.pi * radius) // _PARTS * _PARTS
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]].astype(np.float32)
    angle = np.arctan2(y - middle[1], x - middle[0])
    turn = ((angle / (2 * np.pi) + 0.5) * (width - 1)).astype(np.int32)
    distance = np.hypot(x - middle[0], y - middle[1])
    ring = _ring_levels(_polar(ink, turn, distance, (int(REACH * radius), width)), radius)
    moved, oval = _fitted(ring, width)
    # a wrong middle moves all rings by the same, an oval the larger ones by more
    level = (distance - moved[turn]) * (radius / (radius + oval))[turn]
    return Round(turn, np.maximum(level, 0).astype(np.float32), radius, width)


def _fitted(ring: NDArray[np.float64], width: int) -> tuple[Field, Field]:
    """Smooth curves through what was measured in the parts: middle moved, and oval or bent."""
    import numpy as np

    def waves(count: int, which: tuple[int, ...]) -> NDArray[np.float64]:
        angle = 2 * np.pi * (np.arange(count) + 0.5) / count
        return np.stack([wave(k * angle) for k in which for wave in (np.cos, np.sin)], axis=1)

    basis = np.hstack([waves(_PARTS, _MOVED), np.ones((_PARTS, 1)), waves(_PARTS, _BENT)])
    weight = np.ones(_PARTS)
    for _ in range(3):      # parts under print are often wrong
        fit = np.linalg.lstsq(basis * weight[:, None], ring * weight, rcond=None)[0]
        weight = 1 / (1 + np.square(ring - basis @ fit))
    moved = waves(width, _MOVED) @ fit[:2]
    oval = fit[2] + waves(width, _BENT) @ fit[3:]
    return moved.astype(np.float32), oval.astype(np.float32)


def _polar(
    ink: Mask, turn: NDArray[np.int32], level: Field, shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Share of ink at each place of the polar picture."""
    import numpy as np

    row = (level + 0.5).astype(np.int32)
    inside = row < shape[0]
    flat = row[inside] * shape[1] + turn[inside]
    size = shape[0] * shape[1]
    total = np.bincount(flat, minlength=size)
    black = np.bincount(flat, weights=ink[inside], minlength=size)
    return (black / np.maximum(total, 1)).reshape(shape).astype(np.float32)


def _ring_levels(polar: Field, radius: float) -> NDArray[np.float64]:
    """How far the ring lies off its circle in each part of it, by likeness to all parts."""
    import numpy as np

    reach = max(2, round(_OVAL * radius))
    first, last = round(0.85 * radius), polar.shape[0]
    parts = polar.reshape(len(polar), _PARTS, -1).mean(axis=2)
    shifts = np.zeros(_PARTS, np.int32)
    rows = np.arange(first + reach, last - reach)
    for _ in range(3):
        moved = np.stack([parts[rows + shifts[part], part] for part in range(_PARTS)], axis=1)
        model = np.median(moved, axis=1)
        model = model - model.mean()
        likeness = np.stack(
            [model @ parts[rows + shift] for shift in range(-reach, reach + 1)]
        )
        shifts = (likeness.argmax(axis=0) - reach).astype(np.int32)
    return shifts.astype(np.float64)


def rings(ink: Mask, place: Round) -> tuple[Mask, list[tuple[int, int]]]:
    """Ink of the rings, and their bands: first and last level. Strokes that cross them stay."""
    import cv2
    import numpy as np

    shape = (int(REACH * place.radius), place.width)
    polar = _polar(ink, place.turn, place.level, shape) > 0.4
    share = polar.mean(axis=1)
    bands = _bands(share, place.radius)
    wiped = np.zeros(shape, np.bool_)
    for first, last in bands:
        outside = polar[last + 2:last + 4].all(axis=0)
        inside = polar[max(0, first - 3):first - 1].all(axis=0)
        slant = np.ones((1, 2 * ((last - first + 1) // 2) + 1), np.uint8)
        crossing = cv2.dilate(as_bytes(outside), slant) & cv2.dilate(as_bytes(inside), slant)
        wiped[first - 1:last + 2] = crossing[0] == 0
    row = np.minimum((place.level + 0.5).astype(np.int32), shape[0] - 1)
    return wiped[row, place.turn] & (place.level < shape[0] - 1), bands


def _bands(share: NDArray[np.float64], radius: float) -> list[tuple[int, int]]:
    """Levels of rings, from inside outwards."""
    import numpy as np

    reach = round(_AROUND * radius)
    found = []
    level = round(0.4 * radius)
    while level < len(share) - 4:
        near = share[max(0, level - reach):level + reach]
        if share[level] < max(_RING, float(np.median(near)) + _ABOVE_PRINT):
            level += 1
            continue
        first = last = level
        while last + 1 < len(share) - 4 and share[last + 1] >= share[last]:
            last += 1
        peak = share[last]
        while last + 1 < len(share) - 4 and share[last + 1] >= _EDGE * peak:
            last += 1
        while share[first - 1] >= _EDGE * peak:
            first -= 1
        if last - first < _WIDEST * radius:
            found.append((first, last))
        level = last + 1
    return found


def seal_ink(
    ink: Mask, middle: tuple[float, float], radius: float, beside: NDArray[np.int32], dpi: int
) -> tuple[Mask, float]:
    """The seal's own ink in a patch around it, and the radius of its outermost ring.

    Args:
        ink: of the patch, at full size.
        middle: x and y of the seal's middle in it.
        radius: of a ring of the seal.
        beside: `(n, 4)` x0, y0, x1, y1 of the pieces of ink left and right of the patch, in its
            coordinates: lines of text that run through the seal show there.
        dpi: of the patch.
    """
    place = around(ink, middle, radius)
    own, bands = rings(ink, place)
    if not bands:
        return own, radius
    lines = _Lines(beside, dpi)
    rest = _Pieces.of(ink & ~own, place, lines)
    own |= rest.crumbs(bands, dpi)
    own |= rest.letters(bands)
    own |= _middle(ink & ~own, place, bands, lines)
    return own & ink, float(bands[-1][1])


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Letters beside the seal, by which letters of the same lines are known within it."""

    boxes: NDArray[np.int32]
    dpi: int

    def hold(self, boxes: NDArray[np.int32]) -> Mask:
        """Which pieces stand level with letters beside the seal, as high as they."""
        import numpy as np

        high = boxes[:, 3] - boxes[:, 1]
        tall = self.boxes[:, 3] - self.boxes[:, 1]
        like = (high[:, None] <= _LIKE * tall) & (tall <= _LIKE * high[:, None])
        feet = np.abs(boxes[:, None, 3] - self.boxes[:, 3]) <= max(2, _LEVEL_INCH * self.dpi)
        return np.asarray((like & feet).sum(axis=1) >= 2)

    def reach(self, place: Round, level: float) -> bool:
        """True if letters stand close to the seal at the height of its middle."""
        import numpy as np

        rows = np.flatnonzero((place.level < level).any(axis=1))
        width = place.level.shape[1]
        high = self.boxes[:, 3] - self.boxes[:, 1]
        near = (self.boxes[:, 2] > -_NEAR_INCH * self.dpi) & (
            self.boxes[:, 0] < width + _NEAR_INCH * self.dpi)
        near &= (self.boxes[:, 3] > rows[0]) & (self.boxes[:, 1] < rows[-1])
        near &= (high > _TYPE_INCH[0] * self.dpi) & (high < _TYPE_INCH[1] * self.dpi)
        return bool(near.any())


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Connected pieces of ink: numbered, with boxes, first and last level, and pixels."""

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    levels: Field
    area: NDArray[np.int32]
    in_line: Mask
    radius: float

    @classmethod
    def of(cls, ink: Mask, place: Round, lines: _Lines) -> _Pieces:
        import cv2
        import numpy as np

        count, labels, stats, _ = cv2.connectedComponentsWithStats(as_bytes(ink), connectivity=8)
        number, level = labels[ink], place.level[ink]
        levels = np.empty((count, 2), np.float32)
        levels[:] = (np.inf, -np.inf)
        np.minimum.at(levels[:, 0], number, level)
        np.maximum.at(levels[:, 1], number, level)
        boxes = np.asarray(stats[:, :4], np.int32)
        boxes[:, 2:] += boxes[:, :2]
        return cls(
            np.asarray(labels, np.int32), boxes, levels, np.asarray(stats[:, 4], np.int32),
            lines.hold(boxes), place.radius,
        )

    def crumbs(self, bands: list[tuple[int, int]], dpi: int) -> Mask:
        """What is left of the rings' ragged edges."""
        import numpy as np

        slack = 0.02 * self.radius
        chosen = np.zeros(len(self.boxes), np.bool_)
        for first, last in bands:
            chosen |= (self.levels[:, 0] >= first - slack) & (self.levels[:, 1] <= last + slack)
        chosen &= self.area <= (_CRUMB_INCH * dpi) ** 2
        return self._ink(chosen)

    def letters(self, bands: list[tuple[int, int]]) -> Mask:
        """Letters that stand between the rings, all on one circle, and in no line of the text."""
        import numpy as np

        lowest, highest = _between(bands, self.radius)
        first, last = self.levels[:, 0], self.levels[:, 1]
        high = (last - first) / self.radius
        chosen = (first > lowest - 2) & (last < highest + 2) & ~self.in_line
        chosen &= (high > _LETTER[0]) & (high < _LETTER[1])
        if int(chosen.sum()) < _FEW:
            return self._ink(np.zeros_like(chosen))
        # pieces of print stand between the rings as well, but each at levels of its own
        alike = np.abs(self.levels[chosen][:, None] - self.levels[chosen]) <= _FITS * self.radius
        fellows = alike.all(axis=2)
        circle = fellows[int(fellows.sum(axis=1).argmax())]
        own = np.flatnonzero(chosen)[circle]
        return self._ink(np.isin(np.arange(len(chosen)), own) & (len(own) >= _FEW))

    def _ink(self, chosen: Mask) -> Mask:
        import numpy as np

        chosen[0] = False
        return np.asarray(chosen[self.labels], np.bool_)


def _between(bands: list[tuple[int, int]], radius: float) -> tuple[float, float]:
    """Lowest and highest level between the inner and the outer rings."""
    inner = [last for _, last in bands if last < _INNER * radius]
    outer = [first for first, _ in bands if first >= _INNER * radius]
    return float(max(inner, default=0.45 * radius)), float(min(outer, default=radius))


def _middle(
    ink: Mask, place: Round, bands: list[tuple[int, int]], lines: _Lines
) -> Mask:
    """Star or emblem: all of it where no line of the text runs, else a filled star."""
    import cv2
    import numpy as np

    level, _ = _between(bands, place.radius)
    within = place.level <= level
    if not lines.reach(place, level):
        return within & ink
    thick = max(3, round(_STEM_INCH * lines.dpi)) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick))
    core = cv2.morphologyEx(as_bytes(ink & within), cv2.MORPH_OPEN, disc)
    return np.asarray(cv2.dilate(core, disc) > 0, np.bool_) & ink
