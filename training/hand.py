"""Digits as a pen writes them, drawn at random, and ink that is no digit.

The shapes (`data/digit_hands.json`: per digit several hands, each a list of strokes, each a list of
points in a box 1 high and about 1 wide, y downwards) are our own: digits as they are written in
Vietnam, with a long flag on the 1, a bar through the 7 and an open 4.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.digit_net import OTHER, picture_of
from samples.marks import smooth

HANDS: dict[str, list[list[list[list[float]]]]] = json.loads(
    (Path(__file__).parent / "data" / "digit_hands.json").read_text("utf-8")
)
HEIGHT = 64            # of a drawn digit, in pixels
_MARGIN = 14
_STEPS = 8             # of a curve between two points
_PENS = range(3, 13)   # widths
_SHARE_OTHER = 0.08    # of the samples; what stands in a field is mostly digits
# what the printed words beside a field leave in it
_LETTERS = "SsốNngàytháămQĐUBCTK:/-.,()aeohHiIlLdtuvxrcGgbpPRVXYyĐđ"
Strokes = list[NDArray[np.float64]]


def sample(rng: random.Random, fonts: Sequence[Path]) -> tuple[NDArray[np.float32], int]:
    """A picture for the network, and its class: the digit, or OTHER."""
    while True:
        if rng.random() < _SHARE_OTHER:
            label, ink = OTHER, _no_digit(rng, fonts)
        else:
            label = rng.randrange(10)
            ink = draw(written(rng, str(label)), rng.choice(_PENS))
        if min(ink.shape) < 4 or ink.max() < 100:
            continue
        mask = scanned(rng, ink)
        if np.count_nonzero(mask) >= 6:
            return picture_of(mask), label


def written(rng: random.Random, digit: str) -> Strokes:
    """A digit as one of the hands writes it: wider, narrower, slanted, turned, a little shaken."""
    aspect = rng.uniform(0.2, 0.75) if digit == "1" else rng.uniform(0.32, 0.95)
    slant, turn = rng.gauss(0.14, 0.16), math.radians(rng.gauss(0, 5))
    shake, is_round = rng.uniform(0, 0.06), rng.random() < 0.75
    wave, phase = (rng.gauss(0, 0.03), rng.gauss(0, 0.03)), rng.uniform(0, 6)
    strokes = []
    for stroke in rng.choice(HANDS[digit]):
        points = [(x + rng.gauss(0, shake), y + rng.gauss(0, shake)) for x, y in stroke]
        x, y = np.array(smooth(points, _STEPS) if is_round else points).T
        x = aspect * x + slant * (1 - y)
        x, y = (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn))
        strokes.append(
            np.stack([x + wave[0] * np.sin(4 * y + phase), y + wave[1] * np.sin(4 * x + phase)], 1)
        )
    return strokes


def draw(strokes: Strokes, pen: int) -> NDArray[np.uint8]:
    """Grey picture of strokes, 255 = ink, `HEIGHT` high but for the margins."""
    corner = np.concatenate(strokes).min(0)
    placed = [(points - corner) * HEIGHT + _MARGIN for points in strokes]
    width, height = np.concatenate(placed).max(0) + _MARGIN + 2
    picture = np.zeros((int(height), int(width)), np.uint8)
    for points in placed:
        eighths = np.round(points * 8).astype(np.int32)
        cv2.polylines(picture, [eighths], False, 255, pen, cv2.LINE_AA, 3)
    return picture


def scanned(rng: random.Random, ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The ink as a scanner leaves it: smaller, blurred, with grain at its edges, bilevel."""
    scale = rng.uniform(0.35, 1.1)
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.6:
        small = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.4, 1.2))
    grain = np.random.default_rng(rng.randrange(1 << 30)).normal(0, rng.uniform(0, 35), small.shape)
    near = cv2.dilate(small, np.ones((3, 3), np.uint8)) > 20
    return np.asarray(small + grain * near > rng.uniform(70, 190))


# ---------------------------------------------------------------- no digit

def _no_digit(rng: random.Random, fonts: Sequence[Path]) -> NDArray[np.uint8]:
    kind = rng.random()
    if kind < 0.35 and fonts:
        return _printed(rng, rng.choice(fonts))
    if kind < 0.65:
        left, right = (
            draw(written(rng, str(rng.randrange(10))), rng.choice(_PENS)) for _ in range(2)
        )
        return _touching(left, right, rng.randint(10, 34))
    if kind < 0.8:
        return _half(rng, draw(written(rng, rng.choice("02345689")), rng.choice(_PENS)))
    count = rng.randint(2, 6)
    wide, high = rng.choice((0.3, 1, 2)), rng.choice((0.2, 1))
    points = [(rng.random() * wide, rng.random() * high) for _ in range(count)]
    return draw([np.array(smooth(points, _STEPS) if count > 2 else points)], rng.choice(_PENS))


def _printed(rng: random.Random, font: Path) -> NDArray[np.uint8]:
    """One or two printed letters, perhaps cut off at the right."""
    text = "".join(rng.choice(_LETTERS) for _ in range(rng.choice((1, 1, 1, 2))))
    picture = Image.new("L", (160, 120))
    face = ImageFont.truetype(str(font), rng.randint(40, 70))
    ImageDraw.Draw(picture).text((20, 15), text, font=face, fill=255)
    ink = np.array(picture, np.uint8)
    return ink[:, : rng.randint(30, 70)] if rng.random() < 0.4 else ink


def _touching(
    left: NDArray[np.uint8], right: NDArray[np.uint8], overlap: int
) -> NDArray[np.uint8]:
    """Two digits that run into one another."""
    overlap = min(overlap, left.shape[1] - 2, right.shape[1] - 2)
    height = max(len(left), len(right))
    both = np.zeros((height, left.shape[1] + right.shape[1] - overlap), np.uint8)
    both[: len(left), : left.shape[1]] = left
    at = both[: len(right), left.shape[1] - overlap :]
    at[:] = np.maximum(at, right)
    return both


def _half(rng: random.Random, ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A part of a digit: left, right, upper or lower."""
    height, width = ink.shape
    if rng.random() < 0.5:
        cut = int(width * rng.uniform(0.35, 0.55))
        return ink[:, :cut] if rng.random() < 0.5 else ink[:, width - cut :]
    cut = int(height * rng.uniform(0.3, 0.55))
    return ink[:cut] if rng.random() < 0.5 else ink[height - cut :]
