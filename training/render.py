"""Draws one line of text as crisp grey pixels, with the irregularities of print."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.alphabet import vietnamese_letters

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
    ("Tinos-{}.ttf Regular Bold Italic BoldItalic", 0.46, False),
    ("texgyretermes-{}.otf regular bold italic bolditalic", 0.20, False),
    ("FreeSerif{}.ttf - Bold Italic BoldItalic", 0.07, False),
    ("NotoSerif-{}.ttf Regular Bold Italic BoldItalic", 0.05, False),
    ("texgyreschola-{}.otf regular bold italic bolditalic", 0.02, False),
    ("texgyrepagella-{}.otf regular bold italic bolditalic", 0.02, False),
    ("Arimo-{}.ttf Regular Bold Italic BoldItalic", 0.07, False),
    ("texgyreheros-{}.otf regular bold italic bolditalic", 0.02, False),
    ("Cousine-{}.ttf Regular Bold Italic BoldItalic", 0.03, True),
    ("texgyrecursor-{}.otf regular bold italic bolditalic", 0.03, True),
    ("FreeMono{}.ttf - Bold Oblique BoldOblique", 0.03, True),
)
_STACK_SHARE = 0.65  # of lines whose double marks stand above each other
_STACKED = frozenset(
    unicodedata.normalize("NFC", letter + hat + tone)
    for letter, hat in zip("aeoaAEOA", "\u0302\u0302\u0302\u0306" * 2, strict=True)
    for tone in "\u0300\u0301\u0303\u0309"
)
_STYLE_WEIGHTS = (0.58, 0.22, 0.14, 0.06)


@dataclass(frozen=True, slots=True)
class Family:
    """Four styles of one typeface and the characters that all of them have."""

    files: tuple[Path, ...]
    covered: frozenset[str]
    weight: float
    typewriter: bool


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
        if not covered >= set(vietnamese_letters()) | set("\u0300\u0301\u0303\u0309"):
            msg = f"{names} lack Vietnamese letters or marks"
            raise ValueError(msg)
        families.append(Family(tuple(found[name] for name in names), covered, weight, typewriter))
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
def _mark(font: ImageFont.FreeTypeFont, tone: str) -> Image.Image:
    """The ink of a combining mark, cut out."""
    sheet = _ink(font, tone)
    return sheet.crop(sheet.getbbox())


class Renderer:
    """Draws text in random faces and styles."""

    def __init__(self, families: Sequence[Family], rng: random.Random) -> None:
        self._families = families
        self._rng = rng
        self._stacks = False

    def draw(self, text: str) -> Drawing:
        """Draw `text` with its baseline at row `ABOVE * EM`.

        The canvas is as wide as the text needs.
        """
        family = self._family(text)
        rng = self._rng
        self._stacks = rng.random() < _STACK_SHARE
        style = rng.choices(range(4), _STYLE_WEIGHTS)[0]
        changes_at = rng.randrange(len(text) + 1) if rng.random() < 0.12 else len(text) + 1
        other = rng.choices(range(4), _STYLE_WEIGHTS)[0]
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
            font = _font(
                family.files[other if done >= changes_at else style],
                int(EM * 0.64) if raised else EM,
            )
            if piece == " ":
                x += font.getlength(" ") * stretch + spacing
            else:
                x = self._place(
                    pen, (x, baseline - (EM * 0.33 if raised else 0)), piece, font, spacing, family
                )
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
            own_glyph = char in "²³¹" and char in family.covered and self._rng.random() < 0.3
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
            return (0.001, 1.0)
        spacing = (
            rng.uniform(0.5, 8.0)
            if chance < 0.05
            else rng.uniform(-1.4, -0.3)
            if chance < 0.10
            else 0.0
        )
        stretch = rng.uniform(0.7, 1.0) if rng.random() < 0.25 else rng.uniform(1.0, 2.2)
        return spacing, stretch

    def _place(
        self,
        pen: ImageDraw.ImageDraw,
        at: tuple[float, float],
        piece: str,
        font: ImageFont.FreeTypeFont,
        spacing: float,
        family: Family,
    ) -> float:
        """Draw one piece and return where the next begins."""
        x, y = at
        stacks = self._stacks and not family.typewriter
        if spacing == 0 and not (stacks and _STACKED & set(piece)):
            pen.text((x, y), piece, font=font, fill=0, anchor="ls")
            return float(x + font.getlength(piece))
        wobble = self._rng.random() * 1.6 if family.typewriter else 0.0
        for char in piece:
            ink = self._rng.randint(0, 90) if wobble > 0.8 else 0
            offset = self._rng.uniform(-wobble, wobble)
            if stacks and char in _STACKED:
                self._stack(pen, (x, y), char, font)
            else:
                pen.text((x, y + offset), char, font=font, fill=ink, anchor="ls")
            x += font.getlength(char) + spacing
        return float(x)

    def _stack(
        self,
        pen: ImageDraw.ImageDraw,
        at: tuple[float, float],
        char: str,
        font: ImageFont.FreeTypeFont,
    ) -> None:
        """Draw the tone straight above the circumflex or breve, as Times New Roman does.

        The free faces put it to the right; a network that saw only those reads `ể` as `ê`.
        """
        parts = unicodedata.normalize("NFD", char)
        below, tone = unicodedata.normalize("NFC", parts[:2]), parts[2]
        pen.text(at, below, font=font, fill=0, anchor="ls")
        hat_box = _ink(font, below).getbbox()
        mark = _mark(font, tone)
        assert hat_box is not None
        aside = {"\u0301": 0.04, "\u0300": -0.04}.get(tone, 0.0) + self._rng.uniform(-0.02, 0.04)
        x = at[0] - _ORIGIN + (hat_box[0] + hat_box[2] - mark.width) / 2 + aside * EM
        y = at[1] - _ORIGIN + hat_box[1] - mark.height - self._rng.uniform(-0.03, 0.03) * EM
        pen.bitmap((round(x), round(y)), mark, fill=0)
