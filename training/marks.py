"""Tone marks, circumflex, breve and horn, drawn as strokes.

Times New Roman, in which nearly all official papers are set, is not free, and the free faces of the
same widths draw the Vietnamese marks differently: its hook is a tall hairline question mark, its
acute a steep wedge, its horn a small tick, and the second mark stands above the first, not beside
it. A network that saw only the free faces read its `ỉ` as `i`, `ố` as `ổ`, `Ế` as `É`. So the marks
of many lines are drawn here, with proportions chosen anew for each line around those that can be
measured on papers.

All lengths are in em; x grows to the right, y upwards.
"""

from __future__ import annotations

import math
import random
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

GRAVE, ACUTE, HAT, TILDE = "\u0300", "\u0301", "\u0302", "\u0303"
BREVE, HOOK, HORN, DOT = "\u0306", "\u0309", "\u031b", "\u0323"
_TONES = frozenset((GRAVE, ACUTE, TILDE, HOOK))
_FINE = 4  # times finer than the drawing, then averaged
_HALF = 0.34  # the mark's canvas reaches so far from its foot to either side, and below
_HIGH = 0.5


@dataclass(frozen=True, slots=True)
class Parts:
    """A letter without what stands above it, and what stands there: `ộ` is `ọ` and a circumflex."""

    body: str
    hat: str
    horn: bool
    tone: str


@cache
def parts_of(char: str) -> Parts | None:
    """Take a Vietnamese letter apart; None if nothing stands above it.

    >>> parts_of("ổ")
    Parts(body='o', hat='̂', horn=False, tone='̉')
    >>> parts_of("ự"), parts_of("ỉ")
    (Parts(body='ụ', hat='', horn=True, tone=''), Parts(body='ı', hat='', horn=False, tone='̉'))
    >>> parts_of("ạ") is parts_of("b") is None
    True
    """
    letter, *marks = list(unicodedata.normalize("NFD", char))
    hat = next((mark for mark in marks if mark in (HAT, BREVE)), "")
    tone = next((mark for mark in marks if mark in _TONES), "")
    horn = HORN in marks
    if not (hat or tone or horn) or letter.lower() not in "aeiouy":
        return None
    body = "ı" if letter == "i" and DOT not in marks else letter
    if DOT in marks:
        body = unicodedata.normalize("NFC", letter + DOT)
    return Parts(body, hat, horn, tone)


@dataclass(frozen=True, slots=True)
class MarkStyle:
    """Proportions of the marks of one line, as factors on the middle of what papers show."""

    weight: float
    slant: float
    wide: float
    high: float
    thin: float
    gap: float
    aside: float
    hook: float
    horn: float
    low: float


def random_style(rng: random.Random, *, bold: bool, italic: bool) -> MarkStyle:
    """Proportions around those of Times New Roman, wide enough to take in its cousins."""
    return MarkStyle(
        weight=rng.uniform(1.25, 1.9) if bold else rng.uniform(0.75, 1.2),
        slant=rng.uniform(0.18, 0.32) if italic else 0.0,
        wide=rng.uniform(0.8, 1.2),
        high=rng.uniform(0.75, 1.2),
        thin=rng.uniform(0.25, 0.7),
        gap=rng.uniform(0.3, 1.6),
        aside=rng.uniform(0.0, 1.3),
        hook=rng.uniform(0.8, 1.25),
        horn=rng.uniform(0.6, 1.5),
        low=rng.uniform(0.5, 0.85),
    )


def _stroke(points: Points, widths: Sequence[float]) -> Points:
    """Outline of a pen that runs along `points` with changing width."""
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1) * np.asarray(widths)[:, None] / 2
    return np.concatenate([points + across, (points - across)[::-1]])


def _accent(style: MarkStyle, *, low: bool) -> list[Points]:
    height = 0.17 * style.high * (0.72 if low else 1.0)
    reach = 0.085 * style.wide
    thick = 0.06 * style.weight
    points = np.array([[-reach / 2, 0.0], [0.0, height * 0.55], [reach / 2, height]])
    return [_stroke(points, (thick * style.thin, thick * 0.85, thick * 1.15))]


def _hook(style: MarkStyle, *, low: bool) -> list[Points]:
    """A question mark without its dot."""
    height = 0.18 * style.hook * (0.68 if low else 1.0)
    radius = 0.055 * style.wide * style.hook * (1.1 if low else 1.0)
    thick = 0.030 * style.weight
    turn = np.radians(np.linspace(195, -70, 12))
    rise = height * 0.36
    bowl = np.stack([radius * np.cos(turn), height - rise + rise * np.sin(turn)], axis=1)
    points = np.concatenate([bowl, [[-0.012, height * 0.15], [-0.014, 0.0]]])
    fine = thick * max(0.35, style.thin)
    widths = np.interp(
        np.arange(len(points)), (0, 2, 5, 8, 11, 13), (thick * 1.5, thick, fine, thick, fine, fine)
    )
    return [_stroke(points, widths.tolist())]


def _hat(style: MarkStyle, *, low: bool) -> list[Points]:
    height = 0.15 * style.high * (style.low if low else 1.0)
    half = 0.14 * style.wide
    thick = 0.05 * style.weight * (0.7 if low else 1.0)
    left = np.array([[-half, 0.0], [0.0, height]])
    right = np.array([[0.0, height], [half, 0.0]])
    ends = (thick * max(0.4, style.thin), thick)
    return [_stroke(left, ends), _stroke(right, ends[::-1])]


def _breve(style: MarkStyle, *, low: bool) -> list[Points]:
    height = 0.10 * style.high * (0.7 if low else 1.0)
    half = 0.13 * style.wide
    thick = 0.04 * style.weight
    turn = np.radians(np.linspace(180, 360, 9))
    points = np.stack([half * np.cos(turn), height * (1 + np.sin(turn))], axis=1)
    widths = thick * np.interp(np.linspace(0, 1, 9), (0, 0.5, 1), (style.thin, 1.1, style.thin))
    return [_stroke(points, widths.tolist())]


def _tilde(style: MarkStyle, *, low: bool) -> list[Points]:
    half = 0.14 * style.wide
    swing = 0.035 * style.high * (0.7 if low else 1.0)
    thick = 0.045 * style.weight * (0.8 if low else 1.0)
    x = np.linspace(-1, 1, 12)
    points = np.stack([x * half, 0.05 + swing * np.sin(x * math.pi * 0.95 + 0.1)], axis=1)
    widths = thick * np.interp(x, (-1, 0, 1), (style.thin, 1.0, style.thin))
    return [_stroke(points, widths.tolist())]


def _horn(style: MarkStyle, *, low: bool) -> list[Points]:
    """From the letter's shoulder to the right and up."""
    reach, rise = 0.085 * style.horn * style.wide, 0.085 * style.horn
    thick = 0.045 * style.weight * (1.2 if low else 1.0)
    points = np.array([[-0.05, -0.05], [0.0, -0.02], [reach * 0.75, rise * 0.25], [reach, rise]])
    return [_stroke(points, (thick * 0.5, thick * 0.6, thick, thick * 0.9))]


_SHAPES: dict[str, Callable[..., list[Points]]] = {
    ACUTE: _accent,
    HOOK: _hook,
    HAT: _hat,
    BREVE: _breve,
    TILDE: _tilde,
    HORN: _horn,
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A mark as `(H, W) uint8`, 255 = ink, and where its foot lies on it, in pixels from above."""

    ink: NDArray[np.uint8]
    foot: tuple[int, int]
    height: int


def draw_mark(mark: str, style: MarkStyle, em: int, *, low: bool) -> Stamp:
    """Draw one mark; `low` is the flattened form over or under a second mark on a capital."""
    shapes = _SHAPES[ACUTE if mark == GRAVE else mark](style, low=low)
    if mark == GRAVE:
        shapes = [shape * (-1.0, 1.0) for shape in shapes]
    scale = em * _FINE
    size = (round((_HIGH + _HALF) * em), round(2 * _HALF * em))
    fine = np.zeros((size[0] * _FINE, size[1] * _FINE), dtype=np.uint8)
    foot = (size[1] // 2, round(_HIGH * em))
    top = 0.0
    for shape in shapes:
        leaned = shape + np.stack([shape[:, 1] * style.slant, np.zeros(len(shape))], axis=1)
        place = np.array(foot) * _FINE + leaned * (scale, -scale)
        cv2.fillPoly(fine, [np.rint(place).astype(np.int32)], 255)
        top = max(top, float(shape[:, 1].max()))
    ink = cv2.resize(fine, (size[1], size[0]), interpolation=cv2.INTER_AREA)
    return Stamp(np.asarray(ink, dtype=np.uint8), foot, round(top * em))
