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
_NEAR_INCH, _TYPE_INCH = 0.5, (0.05, 0.2)
_ASLANT = 0.8
_SHARED = 0.3             # of a letter's height at which a line of the text stands
_INNER = 0.82             # radii; the inner rings are smaller


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
        outside = np.asarray(polar[last + 2:last + 4].all(axis=0))
        inside = np.asarray(polar[max(0, first - 3):first - 1].all(axis=0))
        slant = np.ones((1, 2 * ((last - first + 1) // 2) + 1), np.uint8)
        crossing = [cv2.dilate(as_bytes(side)[None], slant)[0] for side in (outside, inside)]
        wiped[first - 1:last + 2] = np.minimum(*crossing) == 0
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SealInk:
    """What of a patch of the page is the seal's.

    Attributes:
        ink: mask of the patch.
        radius: of the outermost ring, pixels.
        over_print: True if a line of the text may run through the seal's middle.
    """

    ink: Mask
    radius: float
    over_print: bool


def seal_ink(
    ink: Mask, middle: tuple[float, float], radius: float, beside: NDArray[np.int32], dpi: int
) -> SealInk | None:
    """Tell the seal's own ink from print in a patch around it; None if it has no ring after all.

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
    if not bands or bands[-1][0] < _INNER * radius:
        return None     # looked at closely, the rules of a table
    text = _text_rows(beside, ink.shape, dpi)
    lowest, highest = _between(bands, radius)
    inside = place.level <= lowest
    over_print = bool((inside.any(axis=1) & text).any())
    rest = _Pieces.of(ink & ~own, place, text)
    own |= rest.crumbs(bands, dpi)
    own |= rest.letters(lowest, highest)
    own |= _star(ink, inside, dpi) if over_print else inside
    return SealInk(ink=own & ink, radius=float(bands[-1][1]), over_print=over_print)


def _text_rows(beside: NDArray[np.int32], shape: tuple[int, ...], dpi: int) -> Mask:
    """Rows of the patch at which letters stand close beside it: a line may run through the seal."""
    import numpy as np

    high = beside[:, 3] - beside[:, 1]
    letters = (high > _TYPE_INCH[0] * dpi) & (high < _TYPE_INCH[1] * dpi)
    letters &= (beside[:, 2] > -_NEAR_INCH * dpi) & (beside[:, 0] < shape[1] + _NEAR_INCH * dpi)
    rows = np.zeros(shape[0], np.int32)
    for _, first, _, last in beside[letters]:
        rows[max(0, first):last] += 1
    return np.asarray(rows >= 2)


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """Connected pieces of ink: their numbers, boxes, first and last level, and pixels."""

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    levels: Field
    area: NDArray[np.int32]
    in_text: Mask
    aslant: Mask
    radius: float

    @classmethod
    def of(cls, ink: Mask, place: Round, text: Mask) -> _Pieces:
        import cv2
        import numpy as np

        count, labels, stats, _ = cv2.connectedComponentsWithStats(as_bytes(ink), connectivity=8)
        number = np.asarray(labels[ink], np.intp)
        levels, turns = (_ends(number, values[ink], count) for values in (place.level, place.turn))
        levels[0] = turns[0] = 0  # the paper
        boxes = np.asarray(stats[:, :4], np.int32)
        # a letter that stands on the circle fills a box along it better than an upright one
        along = (turns[:, 1] - turns[:, 0] + 1) * levels.mean(axis=1) / place.radius
        bent = along * (levels[:, 1] - levels[:, 0] + 1)
        aslant = bent < _ASLANT * boxes[:, 2] * boxes[:, 3]
        boxes[:, 2:] += boxes[:, :2]
        in_text = np.array([text[y0:y1].mean() > _SHARED for _, y0, _, y1 in boxes])
        area = np.asarray(stats[:, 4], np.int32)
        return cls(np.asarray(labels, np.int32), boxes, levels, area, in_text, aslant, place.radius)

    def crumbs(self, bands: list[tuple[int, int]], dpi: int) -> Mask:
        """What is left of the rings' ragged edges."""
        import numpy as np

        slack = 0.02 * self.radius
        chosen = np.zeros(len(self.boxes), np.bool_)
        for first, last in bands:
            chosen |= (self.levels[:, 0] >= first - slack) & (self.levels[:, 1] <= last + slack)
        chosen &= self.area <= (_CRUMB_INCH * dpi) ** 2
        return self._ink(chosen)

    def letters(self, lowest: float, highest: float) -> Mask:
        """Letters that stand between the rings, all on one circle, and in no line of the text."""
        import numpy as np

        first, last = self.levels[:, 0], self.levels[:, 1]
        high = (last - first) / self.radius
        chosen = (first > lowest - 2) & (last < highest + 2) & (self.aslant | ~self.in_text)
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


def _ends(
    number: NDArray[np.intp], values: NDArray[np.float32] | NDArray[np.int32], count: int
) -> Field:
    """Least and greatest value of each piece, `(count, 2)`; `number` says which piece it is of."""
    import numpy as np

    ends = np.empty((count, 2), np.float32)
    ends[:] = (np.inf, -np.inf)
    np.minimum.at(ends[:, 0], number, values)
    np.maximum.at(ends[:, 1], number, values)
    return ends


def _between(bands: list[tuple[int, int]], radius: float) -> tuple[float, float]:
    """Lowest and highest level between the inner and the outer rings."""
    inner = [last for _, last in bands if last < _INNER * radius]
    outer = [first for first, _ in bands if first >= _INNER * radius]
    return float(max(inner, default=0.45 * radius)), float(min(outer, default=radius))


def _star(ink: Mask, inside: Mask, dpi: int) -> Mask:
    """Ink too thick for letters: a filled star. Print under it can't be seen."""
    import cv2
    import numpy as np

    thick = max(3, round(_STEM_INCH * dpi)) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thick, thick))
    core = cv2.morphologyEx(as_bytes(ink) & as_bytes(inside), cv2.MORPH_OPEN, disc)
    # a wider margin would take letters that the star touches
    return np.asarray(cv2.dilate(core, np.ones((3, 3), np.uint8)) > 0, np.bool_)
