"""What a scanner does to a page: skew, shading, blur, noise, dark edges, and one bit per pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

PAPER = (254, 252, 248)
MAX_SKEW = 0.9  # degrees; more is rare in an office scanner with a feeder
SPECKS_PER_MEGAPIXEL = 9


def scan(page: Image.Image, mode: str, rng: np.random.Generator) -> Image.Image:
    """Scan a printed RGB page; `mode` is color, grey or bilevel."""
    paper = ImageChops.multiply(page, Image.new("RGB", page.size, PAPER))
    angle = rng.uniform(-MAX_SKEW, MAX_SKEW)
    shift = (round(rng.normal(0, 5)), round(rng.normal(0, 5)))
    turned = paper.rotate(angle, Image.Resampling.BICUBIC, translate=shift, fillcolor=PAPER)
    soft = turned.filter(ImageFilter.GaussianBlur(page.width / 2480 * rng.uniform(0.7, 1.0)))
    if mode == "bilevel":
        return _bilevel(soft.convert("L"), rng)
    shaded = ImageChops.multiply(soft, _shading(page.size, rng))
    return _noise(shaded if mode == "color" else shaded.convert("L"), rng)


def _shading(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Light that falls off towards one side, and the dark gap at one edge of the glass."""
    width, height = size
    across = np.linspace(1, rng.uniform(0.97, 0.995), width)
    edge = np.clip(1 - np.exp(-np.arange(width) / (width * 0.0025)) * 1.4 + 0.4, 0.3, 1)
    if rng.random() < 0.5:
        edge = edge[::-1]
    light = np.outer(np.linspace(1, 0.985, height), across * np.minimum(edge, 1)) * 255
    return Image.fromarray(light.astype(np.uint8)).convert("RGB")


def _noise(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    pixels = np.asarray(page).astype(np.float32)
    grain = rng.normal(0, 1.8, size=pixels.shape[:2]).astype(np.float32)
    pixels += grain[..., None] if pixels.ndim == 3 else grain
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _bilevel(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Threshold with a little noise at the edges of letters, and specks of dust."""
    pixels = np.asarray(page).astype(np.float32)
    pixels += rng.normal(0, 4, size=pixels.shape).astype(np.float32)
    black = pixels < 150
    _dust(black, rng)
    return Image.fromarray(~black).convert("1", dither=Image.Dither.NONE)


def _dust(black: NDArray[np.bool_], rng: np.random.Generator) -> None:
    height, width = black.shape
    for _ in range(int(height * width / 1e6 * SPECKS_PER_MEGAPIXEL)):
        x, y = int(rng.integers(0, width - 4)), int(rng.integers(0, height - 4))
        black[y : y + int(rng.integers(1, 4)), x : x + int(rng.integers(1, 4))] = True
