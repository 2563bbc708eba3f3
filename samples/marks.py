"""Ink that comes after the printing: seal, stamps, pen. Every seal says that it is a specimen.

Each function returns an RGB layer, white where there is no ink, to be multiplied onto the page.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from samples.typeset import Fonts, Style

Color = tuple[int, int, int]
Point = tuple[float, float]

RED: Color = (206, 44, 52)
BLUE: Color = (36, 52, 140)
WHITE: Color = (255, 255, 255)
_FRAME_MM = {"KHẨN": 20, "MẬT": 20, "HỎA TỐC": 30, "HOẢ TỐC": 30, "TỐI MẬT": 30, "THƯỢNG KHẨN": 40}
SEAL_TEXT = "BẢN MẪU - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
# Letters by hand: strokes, each a list of points in a box 1 high; y grows downwards.
HAND: dict[str, list[list[Point]]] = json.loads(
    (Path(__file__).parent / "hand.json").read_text(encoding="utf-8")
)


def multiply(page: Image.Image, layer: Image.Image, corner: Point, angle: float = 0) -> Image.Image:
    """Lay `layer`, turned counter-clockwise by `angle` degrees, with its corner at `corner`."""
    turned = layer.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE)
    whole = Image.new("RGB", page.size, WHITE)
    whole.paste(turned, (round(corner[0]), round(corner[1])))
    return ImageChops.multiply(page, whole)


def smooth(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """Catmull-Rom curve through `points`: a pen does not turn sharp corners."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            x, y = (_blend(*axis, t) for axis in zip(p0, p1, p2, p3, strict=True))
            curve.append((x, y))
    return [*curve, points[-1]]


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    linear, square, cube = c - a, 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d
    return 0.5 * (2 * b + linear * t + square * t**2 + cube * t**3)


def _ink(layer: Image.Image, points: Sequence[Point], color: Color, width: float) -> None:
    draw = ImageDraw.Draw(layer)
    radius = width / 2
    draw.line(list(points), fill=color, width=max(1, round(width)), joint="curve")
    for x, y in (points[0], points[-1]):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)


def handwriting(text: str, height: float, rng: np.random.Generator) -> Image.Image:
    """Digits as by a pen, `height` pixels tall, each a little different."""
    size = (round(height * (0.75 * len(text) + 0.6)), round(height * 1.5))
    layer = Image.new("RGB", size, WHITE)
    x = height * 0.2
    for letter in text:
        scale, lift = height * rng.uniform(0.9, 1.08), height * rng.uniform(0.15, 0.25)
        for stroke in HAND[letter]:
            shaken = [
                (
                    x + (px + 0.18 * (1 - py) + rng.normal(0, 0.015)) * scale,
                    lift + (py + rng.normal(0, 0.015)) * scale,
                )
                for px, py in stroke
            ]
            _ink(layer, smooth(shaken), BLUE, height * 0.075)
        x += scale * (0.45 if letter in "/1" else 0.66)
    return layer


def signature(width: float, rng: np.random.Generator) -> Image.Image:
    """A scribble of loops with a long last stroke, `width` pixels wide."""
    height = width * 0.55
    layer = Image.new("RGB", (round(width), round(height)), WHITE)
    turns, phase = rng.uniform(4.2, 5.4), rng.uniform(0, math.pi)
    points = []
    for step in range(160):
        t = step / 159
        angle = 2 * math.pi * turns * t + phase
        x = width * (0.08 + 0.5 * t) + width * 0.055 * math.sin(angle)
        y = height * (0.5 - 0.12 * t + (0.34 - 0.2 * t) * math.cos(angle))
        points.append((x, y))
    flourish = [
        points[-1],
        (width * 0.5, height * 0.75),
        (width * 0.18, height * 0.88),
        (width * 0.6, height * 0.42),
        (width * 0.97, height * 0.12),
    ]
    _ink(layer, points, BLUE, width * 0.011)
    _ink(layer, smooth(flourish, 30), BLUE, width * 0.009)
    return layer


def stroke(size: Point, rng: np.random.Generator) -> Image.Image:
    """A tick or bracket that a reader left in the margin."""
    width, height = size
    layer = Image.new("RGB", (round(width), round(height)), WHITE)
    points = [
        (width * x + rng.normal(0, width * 0.04), height * y)
        for x, y in ((0.75, 0.04), (0.3, 0.2), (0.42, 0.5), (0.28, 0.8), (0.8, 0.96))
    ]
    _ink(layer, smooth(points), BLUE, max(3.0, width * 0.07))
    return layer


def seal(fonts: Fonts, rng: np.random.Generator, *, filled: bool = True) -> Image.Image:
    """A round seal of 36 mm with a star, or only its outline, pressed unevenly."""
    size = round(fonts.mm(36))
    middle, style = size / 2, Style(9.5, "bold")
    layer = Image.new("RGB", (size, size), WHITE)
    draw = ImageDraw.Draw(layer)
    for share, width in ((0.99, 0.018), (0.93, 0.006), (0.62, 0.008)):
        radius = middle * share
        draw.ellipse(
            (middle - radius, middle - radius, middle + radius, middle + radius),
            outline=RED,
            width=max(2, round(size * width)),
        )
    star = [
        (
            middle + middle * share * math.sin(turn * math.pi / 5),
            middle - middle * share * math.cos(turn * math.pi / 5),
        )
        for turn, share in enumerate([0.42, 0.17] * 5)
    ]
    outline = round(size * 0.008)
    draw.polygon(star, fill=RED if filled else None, outline=RED, width=outline)
    font = fonts.font(style)
    fonts.width(SEAL_TEXT, style)
    box = round(fonts.px(22))
    for index, letter in enumerate(SEAL_TEXT):
        angle = -150 + 300 * index / (len(SEAL_TEXT) - 1)
        tile = Image.new("RGB", (box, box), WHITE)
        ImageDraw.Draw(tile).text((box / 2, box / 2), letter, fill=RED, font=font, anchor="mm")
        x = middle + middle * 0.775 * math.sin(math.radians(angle))
        y = middle - middle * 0.775 * math.cos(math.radians(angle))
        tile = tile.rotate(-angle, Image.Resampling.BICUBIC, fillcolor=WHITE)
        layer = multiply_at(layer, tile, x, y)
    return fade(layer, rng)


def multiply_at(layer: Image.Image, tile: Image.Image, x: float, y: float) -> Image.Image:
    """Lay a small tile with its middle at (x, y)."""
    return multiply(layer, tile, (x - tile.width / 2, y - tile.height / 2))


def fade(layer: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Take ink away in soft patches, as a rubber stamp on rough paper leaves it."""
    small = rng.uniform(0, 90, size=(12, 12)).astype("uint8")
    patches = Image.fromarray(small).resize(layer.size, Image.Resampling.BICUBIC).convert("RGB")
    return ImageChops.add(layer, patches)


def incoming(fonts: Fonts, lines: Sequence[str], rng: np.random.Generator) -> Image.Image:
    """Incoming-mail stamp of 50 x 35 mm: labels printed, values written by hand."""
    width, height = round(fonts.mm(50)), round(fonts.mm(35))
    layer = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(layer)
    draw.rectangle((2, 2, width - 3, height - 3), outline=RED, width=round(fonts.px(1.4)))
    title, label = Style(14, "bold"), Style(12)
    fonts.width(lines[0], title)
    draw.text((width / 2, fonts.mm(6.5)), lines[0], fill=RED, font=fonts.font(title), anchor="ms")
    step = fonts.mm(27) / max(1, len(lines) - 1)
    pens = []
    for index, line in enumerate(lines[1:], 1):
        head, _, value = line.partition(": ")
        text = head if head.endswith(":") else f"{head}:"
        y = fonts.mm(6) + step * index
        advance = fonts.width(text, label)
        draw.text((fonts.mm(3), y), text, fill=RED, font=fonts.font(label), anchor="ls")
        dots = fonts.mm(3) + advance + fonts.mm(1)
        for dot in range(round(dots), width - round(fonts.mm(3)), round(fonts.mm(1.2))):
            draw.point([(dot, y), (dot + 1, y), (dot, y + 1), (dot + 1, y + 1)], fill=RED)
        if value:
            pens.append((value, dots + fonts.mm(2), y))
    layer = fade(layer, rng)
    for value, x, y in pens:
        tall = fonts.mm(4.4)
        layer = multiply(layer, handwriting(value, tall, rng), (x, y - tall * 1.3), 2)
    return layer


def urgency(fonts: Fonts, text: str, rng: np.random.Generator) -> Image.Image:
    """Degree of urgency in a frame of 20, 30 or 40 by 8 mm (NĐ 30/2020, Phụ lục I)."""
    width, height, style = round(fonts.mm(_FRAME_MM[text])), round(fonts.mm(8)), Style(14, "bold")
    layer = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(layer)
    draw.rectangle((1, 1, width - 2, height - 2), outline=RED, width=round(fonts.px(1)))
    fonts.width(text, style)
    draw.text((width / 2, height / 2), text, fill=RED, font=fonts.font(style), anchor="mm")
    return fade(layer, rng)
