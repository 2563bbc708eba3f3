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
_PARTS = 72               # of the circle, in each of which the ring's place is measured
_RING = 0.5               # share of a circle that is ink, on a ring; in print it is below 0.35
_ABOVE_PRINT = 0.2        # and more than in the levels around
_AROUND = 0.12            # radii
_EDGE = 0.5               # of a ring's own share: where its stroke ends
_WIDEST = 0.07            # radii; a ring's stroke
_STEM_INCH = 0.035        # no stroke of a letter is so wide as the arm of a star
_LETTER = (0.07, 0.26)    # radii; height of the seal's letters
_FITS = 0.03              # radii by which letters on one circle differ
_FEW = 4
_LEVEL_INCH, _LIKE = 0.014, 1.25   # feet on one line; heights of letters on it


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
    # the ring's radius at each angle, smooth: moved (1), oval (2), a little bent (3)
    place = 2 * np.pi * (np.arange(_PARTS) + 0.5) / _PARTS
    waves = [np.ones(_PARTS)]
    for wave in (1, 2, 3):
        waves += [np.cos(wave * place), np.sin(wave * place)]
    basis = np.stack(waves, axis=1)
    weight = np.ones(_PARTS)
    for _ in range(3):
        fit = np.linalg.lstsq(basis * weight[:, None], ring * weight, rcond=None)[0]
        weight = 1 / (1 + np.square(ring - basis @ fit))
    full = 2 * np.pi * (np.arange(width) + 0.5) / width
    smooth = [np.ones(width)]
    for wave in (1, 2, 3):
        smooth += [np.cos(wave * full), np.sin(wave * full)]
    shift = (np.stack(smooth, axis=1) @ fit).astype(np.float32)
    return Round(turn, distance * (radius / (radius + shift))[turn], radius, width)


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
    ink: Mask, middle: tuple[float, float], radius: float, dpi: int
) -> tuple[Mask, float]:
    """The seal's own ink in a patch around it, and the radius of its outermost ring."""
    place = around(ink, middle, radius)
    own, bands = rings(ink, place)
    rim = float(bands[-1][1]) if bands else radius
    return own, rim
