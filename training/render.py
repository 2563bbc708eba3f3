"""Draws one line of text as crisp grey pixels, with the irregularities of print."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.alphabet import vietnamese_letters
from training.marks import (
    ACUTE,
    GRAVE,
    HORN,
    MarkStyle,
    Parts,
    Stamp,
    draw_mark,
    parts_of,
    random_style,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

EM = 44  # pixels per em of the crisp drawing: 14 pt at 226 dpi
ABOVE = 1.55  # em of canvas above the baseline
BELOW = 0.85  # em below
MARGIN = 24  # pixels left and right
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾", "0123456789()")
# faces by their weight in the mix: official papers are set in Times New Roman; the rest keeps the
# eye general
FACES: tuple[tuple[str, float, bool], ...] = (
    ("Tinos-{}.ttf Regular Bold Italic BoldItalic", 0.36, False),
    ("texgyretermes-{}.otf regular bold italic bolditalic", 0.30, False),
    ("FreeSerif{}.ttf - Bold Italic BoldItalic", 0.09, False),
    ("NotoSerif-{}.ttf Regular Bold Italic BoldItalic", 0.05, False),
    ("texgyreschola-{}.otf regular bold italic bolditalic", 0.02, False),
    ("texgyrepagella-{}.otf regular bold italic bolditalic", 0.02, False),
    ("Arimo-{}.ttf Regular Bold Italic BoldItalic", 0.05, False),
    ("texgyreheros-{}.otf regular bold italic bolditalic", 0.02, False),
    ("Cousine-{}.ttf Regular Bold Italic BoldItalic", 0.03, True),
    ("texgyrecursor-{}.otf regular bold italic bolditalic", 0.03, True),
    ("FreeMono{}.ttf - Bold Oblique BoldOblique", 0.03, True),
)
_TIMES_LIKE = ("Tinos", "texgyretermes", "FreeSerif")
_TYPEWRITER = 0.001  # spacing that says: letter by letter, each a little off its place
_OWN_MARKS = 0.7  # of lines in a Times-like face whose marks are drawn by `training.marks`
_OWN_MARKS_ELSEWHERE = 0.25
# a third of the lines real papers have in italics (grounds of a decision) or bold italics
_STYLE_WEIGHTS = (0.45, 0.20, 0.24, 0.11)
_BOLD, _ITALIC = (1, 3), (2, 3)


@dataclass(frozen=True, slots=True)
class Family:
    """Four styles of one typeface and the characters that all of them have."""

    files: tuple[Path, ...]
    covered: frozenset[str]
    weight: float
    typewriter: bool
    times_like: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A crisp line: `(H, W) uint8`, 0 = black, its text and the row of its baseline."""

    pixels: NDArray[np.uint8]
    text: str
    baseline: int


def load_families(root: Path) -> tuple[Family, ...]:
    """Find the typefaces below `root` and check them glyph by glyph.

    Raises:
        FileNotFoundError: if a file is missing.
        ValueError: if a face lacks a Vietnamese letter; such letters would be drawn as empty boxes.
    """
    from fontTools.ttLib import TTFont

    found = {path.name: path for path in sorted(root.rglob("*")) if path.suffix in {".ttf", ".otf"}}
    families = []
    for spec, weight, typewriter in FACES:
        pattern, *styles = spec.split()
        names = [pattern.format("" if style == "-" else style) for style in styles]
        missing = [name for name in names if name not in found]
        if missing:
            msg = f"fonts not found: {missing}"
            raise FileNotFoundError(msg)
        covers = [frozenset(map(chr, TTFont(found[name]).getBestCmap())) for name in names]
        covered = frozenset.intersection(*covers)
        if not covered >= set(vietnamese_letters()) | {"ı"}:
            msg = f"{names} lack Vietnamese letters or the dotless i"
            raise ValueError(msg)
        files = tuple(found[name] for name in names)
        times_like = pattern.startswith(_TIMES_LIKE)
        families.append(Family(files, covered, weight, typewriter, times_like))
    return tuple(families)


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


_ORIGIN = 3 * EM  # place of the pen on the sheet on which single characters are measured


@cache
def _ink(font: ImageFont.FreeTypeFont, char: str) -> Image.Image:
    """A character alone on a sheet, 255 = ink; the font's own boxes lie about combining marks."""
    sheet = Image.new("L", (2 * _ORIGIN, 2 * _ORIGIN), 0)
    ImageDraw.Draw(sheet).text((_ORIGIN, _ORIGIN), char, font=font, fill=255, anchor="ls")
    return sheet


@cache
def _top(font: ImageFont.FreeTypeFont, char: str) -> tuple[int, int, int]:
    """(left, top, right) of the upper part of a letter, seen from the pen; y grows downwards."""
    sheet = _ink(font, char)
    box = sheet.getbbox()
    assert box is not None
    upper = sheet.crop((0, box[1], sheet.width, box[1] + EM // 4)).getbbox()
    assert upper is not None
    return upper[0] - _ORIGIN, box[1] - _ORIGIN, upper[2] - _ORIGIN


@dataclass(slots=True)
class _Marker:
    """Puts own marks on the letters of one line; each mark is drawn once per line."""

    style: MarkStyle
    drawn: dict[tuple[str, bool], tuple[Stamp, Image.Image]]

    def put(
        self,
        pen: ImageDraw.ImageDraw,
        at: tuple[float, float],
        parts: Parts,
        font: ImageFont.FreeTypeFont,
    ) -> None:
        """Draw the letter `parts` with the pen at `at`."""
        pen.text(at, parts.body, font=font, fill=0, anchor="ls")
        left, top, right = _top(font, parts.body)
        capital, style = parts.body.isupper(), self.style
        size = float(font.size)
        if parts.horn:
            round_body = parts.body.lower() in "oọ"
            inward = (0.10 if capital else 0.07) if round_body else 0.01
            self._stamp(
                pen, (at[0] + right - inward * size, at[1] + top + 0.6 * inward * size), HORN, False
            )
        low = capital and bool(parts.hat and parts.tone)
        x = at[0] + (left + right) / 2
        y = at[1] + top - style.gap * size * (0.02 if capital else 0.045)
        if parts.hat:
            height = self._stamp(pen, (x, y), parts.hat, low)
            aside = {ACUTE: 0.075, GRAVE: -0.05}.get(parts.tone, 0.01) * style.aside
            share = 0.75 + 0.25 * style.gap if parts.tone in (ACUTE, GRAVE) else 1.12
            share += 0.15 if low else 0.0
            y -= height * share
            x += (aside * size) + style.slant * height
        if parts.tone:
            self._stamp(pen, (x, y), parts.tone, low)

    def _stamp(
        self, pen: ImageDraw.ImageDraw, foot: tuple[float, float], mark: str, low: bool
    ) -> int:
        """Put one mark with its foot at `foot`; returns its height."""
        if (mark, low) not in self.drawn:
            stamp = draw_mark(mark, self.style, EM, low=low)
            self.drawn[mark, low] = (stamp, Image.fromarray(stamp.ink))
        stamp, ink = self.drawn[mark, low]
        pen.bitmap((round(foot[0]) - stamp.foot[0], round(foot[1]) - stamp.foot[1]), ink, fill=0)
        return stamp.height


class Renderer:
    """Draws text in random faces and styles."""

    def __init__(self, families: Sequence[Family], rng: random.Random) -> None:
        self._families = families
        self._rng = rng
        self._markers: tuple[_Marker, ...] = ()

    def draw(self, text: str) -> Drawing:
        """Draw `text` with its baseline at row `ABOVE * EM`.

        The canvas is as wide as the text needs.
        """
        family = self._family(text)
        rng = self._rng
        style = rng.choices(range(4), _STYLE_WEIGHTS)[0]
        changes_at = rng.randrange(len(text) + 1) if rng.random() < 0.12 else len(text) + 1
        other = rng.choices(range(4), _STYLE_WEIGHTS)[0]
        self._markers = self._own_marks(family, (style, other))
        pieces = self._pieces(text, family)
        spacing, stretch = self._spacing(family)
        image = Image.new(
            "L",
            (
                int(len(text) * EM * 1.3 * (1 + max(0, spacing) / EM) * stretch) + 4 * MARGIN + 60,
                int((ABOVE + BELOW) * EM),
            ),
            255,
        )
        pen = ImageDraw.Draw(image)
        x, done, baseline = float(MARGIN), 0, int(ABOVE * EM)
        for piece, raised in pieces:
            turned = done >= changes_at
            font = _font(family.files[other if turned else style], int(EM * 0.64) if raised else EM)
            if piece == " ":
                x += font.getlength(" ") * stretch + spacing
            else:
                marker = self._markers[turned] if self._markers else None
                up = EM * 0.33 if raised else 0
                x = self._place(pen, (x, baseline - up), piece, font, spacing, marker)
            done += len(piece)
        width = min(image.width, int(x) + MARGIN)
        if rng.random() < 0.04:
            row = baseline + rng.randint(3, 8)
            pen.line((MARGIN, row, int(x), row), fill=rng.randint(0, 60), width=rng.randint(1, 3))
        return Drawing(np.asarray(image)[:, :width].copy(), text, baseline)

    def _family(self, text: str) -> Family:
        needed = {c for c in text if c not in "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"}
        fit = [family for family in self._families if family.covered >= needed]
        if not fit:
            fit = [self._families[0]]
        return self._rng.choices(fit, [family.weight for family in fit])[0]

    def _pieces(self, text: str, family: Family) -> list[tuple[str, bool]]:
        """Words, spaces and raised runs.

        A raised digit is drawn as a small digit, as word processors do.
        """
        pieces: list[tuple[str, bool]] = []
        for char in text:
            own_glyph = char in "²³¹" and char in family.covered and self._rng.random() < 0.4
            raised = char in "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾" and not own_glyph
            drawn = char.translate(_RAISED) if raised else char
            if pieces and drawn != " " and pieces[-1][0] != " " and pieces[-1][1] == raised:
                pieces[-1] = (pieces[-1][0] + drawn, raised)
            else:
                pieces.append((drawn, raised))
        return pieces

    def _spacing(self, family: Family) -> tuple[float, float]:
        """(extra pixels after each character, factor on word spaces of a justified line)."""
        rng, chance = self._rng, self._rng.random()
        if family.typewriter:
            return (_TYPEWRITER, 1.0)
        spacing = (
            rng.uniform(0.5, 8.0)
            if chance < 0.05
            else rng.uniform(-1.4, -0.3)
            if chance < 0.10
            else 0.0
        )
        stretch = rng.uniform(0.7, 1.0) if rng.random() < 0.25 else rng.uniform(1.0, 2.2)
        return spacing, stretch

    def _own_marks(self, family: Family, styles: tuple[int, int]) -> tuple[_Marker, ...]:
        """Markers for the two styles of a line, or none: then the face draws its own marks."""
        share = _OWN_MARKS if family.times_like else _OWN_MARKS_ELSEWHERE
        if self._rng.random() >= share:
            return ()
        return tuple(
            _Marker(random_style(self._rng, bold=style in _BOLD, italic=style in _ITALIC), {})
            for style in styles
        )

    def _place(
        self,
        pen: ImageDraw.ImageDraw,
        at: tuple[float, float],
        piece: str,
        font: ImageFont.FreeTypeFont,
        spacing: float,
        marker: _Marker | None,
    ) -> float:
        """Draw one piece and return where the next begins."""
        x, y = at
        if spacing == 0 and marker is None:
            pen.text((x, y), piece, font=font, fill=0, anchor="ls")
            return float(x + font.getlength(piece))
        wobble = self._rng.random() * 1.6 if spacing == _TYPEWRITER else 0.0
        for char in piece:
            ink = self._rng.randint(0, 90) if wobble > 0.8 else 0
            offset = self._rng.uniform(-wobble, wobble)
            parts = parts_of(char) if marker else None
            if marker and parts:
                marker.put(pen, (x, y + offset), parts, font)
            else:
                pen.text((x, y + offset), char, font=font, fill=ink, anchor="ls")
            x += font.getlength(char) + spacing
        return float(x)
