"""Black seals, stamps and signatures over print, as on black and white scans, and what is left.

A seal is round, 30 to 42 mm wide: one or two rings outside, one inside, letters between them, a
star or a drawing in the middle. Some rings and the rules of stamps are drawn as the page reader
leaves them: wiped out in parts, and with them a bit of the letters they cross.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import cv2
import numpy as np

from training.hand import HEIGHT, draw, written
from training.render import EM, Drawing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]
    Field = NDArray[np.float32]

_RADIUS_MM = (15.0, 21.0)
_TYPE_MM = (3.9, 5.1)  # em of 11 to 14.5 pt
_CLEAR = 1.2  # of the noise along a ring, from which on it has no ink


class Seals:
    """Draws seals and signatures; the same seed draws the same ones."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._noise = np.random.default_rng(rng.getrandbits(32))

    def __call__(self, canvas: Grey, baseline: int, other: Drawing) -> Grey:
        """The drawing with a seal, a stamp, a signature or several over it.

        Their letters are those of `other`.

        `canvas` is the crisp drawing, `(H, W) uint8`, 0 = black.
        """
        chance = self._rng.random()
        if chance < 0.55:
            canvas = self._with_seal(canvas, baseline, other)
        if 0.45 < chance < 0.7:
            canvas = self._with_pen(canvas, baseline)
        if chance > 0.65:
            canvas = self._with_entry(canvas, baseline, other)
        if self._rng.random() < 0.3:
            canvas = self._with_rules_gone(canvas, baseline)
        return canvas

    def _with_seal(self, canvas: Grey, baseline: int, other: Drawing) -> Grey:
        rng = self._rng
        radius = rng.uniform(*_RADIUS_MM) * EM / rng.uniform(*_TYPE_MM)
        rows, columns = canvas.shape
        middle_x = rng.uniform(-0.6 * radius, columns + 0.6 * radius)
        middle_y = baseline - 0.3 * EM + rng.uniform(-1.05, 1.05) * radius
        first = max(0, int(middle_x - radius - 4))
        last = min(columns, int(middle_x + radius + 4))
        if last - first < 8:
            return canvas
        x = np.arange(first, last, dtype=np.float32)[None] - middle_x
        y = np.arange(rows, dtype=np.float32)[:, None] - middle_y
        distance, angle = np.hypot(x, y), np.arctan2(y, x)
        ink, wiped = self._rings(distance, angle, radius)
        if rng.random() < 0.75:
            ink = np.maximum(ink, self._letters(distance, angle, radius, other))
        if rng.random() < 0.75:
            ink = np.maximum(ink, self._centre(distance, angle, radius, other))
        ink *= self._worn((rows, last - first)) * rng.uniform(0.65, 1.0)
        part = canvas[:, first:last].astype(np.float32)
        part = np.maximum(part, 255 * wiped)
        result = canvas.copy()
        result[:, first:last] = (part * (1 - ink)).astype(np.uint8)
        return result

    def _rings(self, distance: Field, angle: Field, radius: float) -> tuple[Field, Field]:
        """Ink of the rings, and where the page reader has wiped a ring out; both 0 to 1."""
        rng = self._rng
        outer = rng.uniform(2.5, 7)
        rings = [(radius - outer / 2, outer)]
        if rng.random() < 0.7:
            rings.append((radius - outer - rng.uniform(4, 12), rng.uniform(1.5, 4)))
        if rng.random() < 0.8:
            rings.append((radius * rng.uniform(0.58, 0.72), rng.uniform(1.5, 4)))
        ink, wiped = np.zeros_like(distance), np.zeros_like(distance)
        reader = rng.random() < 0.35
        for middle, width in rings:
            stroke = np.clip(width / 2 + 0.5 - np.abs(distance - middle), 0, 1)
            steps = self._noise.normal(0, 1, 60).astype(np.float32)
            place = (angle / (2 * math.pi) + 0.5) * 59
            along = steps[place.astype(np.int32)]
            black = along < (-0.3 if reader else _CLEAR)
            ink = np.maximum(ink, np.where(black, stroke, 0))
            if reader:
                wider = np.clip(width / 2 + 1 - np.abs(distance - middle), 0, 1)
                wiped = np.maximum(wiped, np.where(along > 0.2, wider, 0))
        return ink.astype(np.float32), wiped.astype(np.float32)

    def _letters(self, distance: Field, angle: Field, radius: float, other: Drawing) -> Field:
        """Letters that stand on a circle, feet inwards."""
        scale = EM * self._rng.uniform(0.9, 1.4) / (0.16 * radius)  # of the drawing to the seal
        feet = radius * self._rng.uniform(0.72, 0.8)
        map_x = (angle * feet * scale + self._rng.uniform(0, other.pixels.shape[1])).astype("f4")
        map_y = (other.baseline - (distance - feet) * scale).astype(np.float32)
        bent = cv2.remap(other.pixels, map_x, map_y, cv2.INTER_LINEAR, borderValue=255)
        return np.asarray(1 - bent.astype(np.float32) / 255, np.float32)

    def _centre(self, distance: Field, angle: Field, radius: float, other: Drawing) -> Field:
        """A star, or crowded small strokes as those of an emblem."""
        rng = self._rng
        if rng.random() < 0.4:
            turned = (angle + math.pi / 2) % (2 * math.pi / 5) - math.pi / 5
            # the edge of a five-pointed star: straight from tip to notch
            tip, notch = radius * rng.uniform(0.3, 0.45), 0.382
            across = np.abs(np.abs(turned) - math.pi / 5)
            edge = tip * notch * math.sin(math.pi / 5) / (
                np.sin(across) * (1 - notch * math.cos(math.pi / 5))
                + np.cos(across) * notch * math.sin(math.pi / 5)
            )
            depth = edge - distance
            if rng.random() < 0.6:  # its outline alone: print in a filled star is gone
                depth = np.minimum(depth, rng.uniform(2, 5) - depth)
            return np.asarray(np.clip(depth + 0.5, 0, 1), np.float32)
        ink = np.zeros_like(distance)
        for inner in (0.12, 0.28, 0.44):
            size = rng.uniform(2.0, 4.0)
            map_x = (angle * radius * inner * size + rng.uniform(0, other.pixels.shape[1])).astype(
                np.float32
            )
            map_y = (other.baseline - (distance - radius * inner) * size).astype(np.float32)
            bent = cv2.remap(other.pixels, map_x, map_y, cv2.INTER_LINEAR, borderValue=255)
            ink = np.maximum(ink, 1 - bent.astype(np.float32) / 255)
        return np.asarray(ink, np.float32)

    def _worn(self, shape: tuple[int, int]) -> Field:
        """Where the ink took: 1, less in soft patches, on some seals speckled."""
        rng = self._rng
        cell = rng.uniform(4, 40)
        small = self._noise.normal(0, 1, (int(shape[0] / cell) + 2, int(shape[1] / cell) + 2))
        field = cv2.resize(small.astype(np.float32), (shape[1], shape[0]))
        if rng.random() < 0.3:
            return np.asarray(np.clip((field + rng.uniform(0.2, 1.2)) * 4, 0, 1), np.float32)
        return np.asarray(np.clip(1 - np.abs(field) * rng.uniform(0, 0.35), 0, 1), np.float32)

    def _with_pen(self, canvas: Grey, baseline: int) -> Grey:
        """One or two long strokes with loops, as of a signature that reaches into the line."""
        rng = self._rng
        result = canvas.copy()
        columns = canvas.shape[1]
        left = rng.uniform(-0.2, 0.9) * columns
        level = rng.randint(0, 70)
        for _ in range(rng.choice((1, 1, 2))):
            t = np.linspace(0, 1, 90)
            long = EM * rng.uniform(2, 9)
            lift, swing = EM * rng.uniform(-2.5, 2.5), EM * rng.uniform(0.1, 1.6)
            turns, phase = rng.uniform(0.3, 4.5), rng.uniform(0, 2 * math.pi)
            wave = 2 * math.pi * turns * t + phase
            x = left + long * t + EM * rng.uniform(0, 0.7) * np.sin(wave + 1.3)
            y = baseline - 0.3 * EM + rng.uniform(-1, 1) * EM + lift * t + swing * np.sin(wave)
            points = np.stack([x, y], axis=1).round().astype(np.int32)
            cv2.polylines(result, [points], False, level, rng.randint(2, 6), cv2.LINE_AA)
        return np.minimum(result, canvas)

    def _with_entry(self, canvas: Grey, baseline: int, other: Drawing) -> Grey:
        """A word of a stamp, a number in its field, dots: never level with the line itself."""
        rng = self._rng
        result = canvas.copy()
        if rng.random() < 0.75:
            width = int(EM * rng.uniform(1.5, 6))
            first = rng.randrange(max(1, other.pixels.shape[1] - width))
            word = 255 - other.pixels[:, first : first + width]
            self._lay(result, word, baseline, rng.uniform(0.75, 1.25))
        if rng.random() < 0.75:
            digits = "".join(rng.choices("0123456789/", k=rng.randint(1, 8)))
            drawn = [draw(written(rng, d if d != "/" else "1"), rng.randint(3, 7)) for d in digits]
            high = max(d.shape[0] for d in drawn)
            number = np.hstack([np.pad(d, ((0, high - d.shape[0]), (0, 0))) for d in drawn])
            self._lay(result, number, baseline, EM / HEIGHT * rng.uniform(0.8, 1.7))
        if rng.random() < 0.4:
            y = baseline + int(EM * rng.uniform(-0.9, 0.3))
            start = rng.randrange(canvas.shape[1])
            for x in range(start, min(canvas.shape[1], start + 8 * EM), rng.randint(5, 12)):
                cv2.circle(result, (x, y), rng.randint(1, 2), 40, -1)
        return result

    def _with_rules_gone(self, canvas: Grey, baseline: int) -> Grey:
        """Sides of a stamp's frame, wiped out with what they crossed, some left in parts."""
        rng = self._rng
        rows, columns = canvas.shape
        result = canvas.copy()
        if rng.random() < 0.6:
            y = baseline + int(EM * rng.uniform(-1.0, 0.35))
            start = rng.randint(-columns // 2, columns)
            end = start + int(EM * rng.uniform(3, 16))
            self._wipe(result, (start, y), (end, y + int(rng.gauss(0, 3))))
        for _ in range(rng.choice((0, 1, 1, 2))):
            x = rng.randrange(columns)
            self._wipe(result, (x, -2), (x + int(rng.gauss(0, 3)), rows + 2))
        return result

    def _wipe(self, canvas: Grey, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Paper along a rule, and the rule itself for a part of its length."""
        rng = self._rng
        width = rng.randint(2, 7)
        cv2.line(canvas, first, last, 255, width)
        if rng.random() < 0.4:
            share = rng.uniform(0, 0.8)
            middle = tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
            cv2.line(canvas, middle, last, rng.randint(0, 80), max(1, width - 2), cv2.LINE_AA)

    def _lay(self, canvas: Grey, ink: Grey, baseline: int, scale: float) -> None:
        """Darken the canvas by ink (255), scaled and turned, its middle well off the line's."""
        rng = self._rng
        off = rng.choice((-1, 1)) * rng.uniform(0.3, 1.0) * EM
        middle = (rng.uniform(0, canvas.shape[1]), baseline - 0.25 * EM + off)
        turn = cv2.getRotationMatrix2D((0.0, 0.0), rng.gauss(0, 3), scale)
        turn[:, 2] = middle - turn[:, :2] @ (ink.shape[1] / 2, ink.shape[0] / 2)
        laid = cv2.warpAffine(ink, turn, (canvas.shape[1], canvas.shape[0]), flags=cv2.INTER_AREA)
        shade = 255 - (laid * rng.uniform(0.7, 1.0)).astype(np.uint8)
        np.minimum(canvas, shade, out=canvas)
