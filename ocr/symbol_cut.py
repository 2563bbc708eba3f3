"""The digits and the printed symbol of a number that was read as one word: `2716/QĐ-UBND`.

The symbol is print, so its glyphs stand apart and its first one is known: a slash or a hyphen.
Printed digits stand on its line and are as high as its capitals; those of a pen are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DUST = 0.12               # of the word's height
_STACKED = 0.5             # share of the narrower of two pieces that lies above or below the other
_FLAT, _LOW = 1.3, 0.4     # a hyphen: times as wide as high; share of the capitals' height
_NARROW, _HIGH = 0.8, 0.75  # a slash, in heights of capitals
_SLANT = 0.12              # by which its upper half lies right of its lower half
_TOUCHING = 2              # glyphs more or fewer than letters
_LETTERS = 3               # glyphs that a symbol must show
_ALIKE = 0.15              # of their height, by which capitals differ
_DIGIT = 0.5               # lower glyphs are dots
# by which digits reach out of the line, in heights of capitals: 38 printed numbers up to 0.08, 13
# in handwriting 0.24 to 0.68
_OFF, _OFF_PIXELS = 0.16, 2.5
_SLASH = 0.4               # width of a slash with its room, in heights of capitals


@dataclass(frozen=True, slots=True)
class _Glyph:
    x0: int
    x1: int
    y0: int
    y1: int
    slant: float

    @property
    def height(self) -> int:
        return self.y1 - self.y0


def symbol_start(patch: NDArray[np.uint8], symbol: str, digits: int = 1) -> int | None:
    """Column of the patch at which its symbol begins; None if it can't be told.

    Args:
        patch: `(H, W)` of the word, 0 = black.
        symbol: what was read of it, from its slash or hyphen on.
        digits: so many glyphs stand before it at least. A pen's 1 leans like a slash.
    """
    glyphs = _glyphs(patch)
    if len(glyphs) < 3:
        return None
    capital = sorted(glyph.height for glyph in glyphs[-4:])[-2]
    letters = len(symbol) - 1
    if symbol[0] == "-":
        signs = [at for at, glyph in enumerate(glyphs) if glyph.height <= _LOW * capital
                 and glyph.x1 - glyph.x0 >= _FLAT * glyph.height]
        at = signs[-symbol.count("-")] if len(signs) >= symbol.count("-") else None
    else:
        signs = [at for at, glyph in enumerate(glyphs)
                 if at >= digits and glyph.height >= _HIGH * capital
                 and glyph.x1 - glyph.x0 <= _NARROW * capital
                 and glyph.slant >= _SLANT * capital
                 and abs(len(glyphs) - 1 - at - letters) <= _TOUCHING]
        at = min(signs, key=lambda at: abs(len(glyphs) - 1 - at - letters), default=None)
    if at is not None:
        return glyphs[at].x0 if at >= digits else None
    if symbol[0] == "/" and len(glyphs) > letters:
        # the pen touches the slash: it ends before the letter behind it
        start = glyphs[-letters].x0 - round(_SLASH * capital)
        return start if start > glyphs[-letters - 1].x0 else None
    return None


def leaves_the_line(patch: NDArray[np.uint8], symbol: str, count: int) -> bool:
    """True if a digit before the symbol reaches above or below its capitals, as by a pen.

    Args:
        patch: `(H, W)` of the word, 0 = black.
        symbol: what was read behind the digits, from its slash or hyphen on.
        count: of the digits.
    """
    import numpy as np

    start = symbol_start(patch, symbol, count)
    glyphs = _glyphs(patch)
    # of digits that hang together with the symbol only the top can be told from it
    behind = glyphs[1:] if start is None else [glyph for glyph in glyphs if glyph.x0 >= start]
    heights = sorted(glyph.height for glyph in behind)
    if len(behind) < _LETTERS:
        return False
    usual = heights[len(heights) // 2]
    capitals = [glyph for glyph in behind if abs(glyph.height - usual) <= _ALIKE * usual]
    digits = [glyph for glyph in glyphs if glyph not in behind and glyph.height >= _DIGIT * usual]
    if len(capitals) < _LETTERS - 1:
        return False
    top = np.median([glyph.y0 for glyph in capitals])
    bottom = np.median([glyph.y1 for glyph in capitals])
    most = max(_OFF * usual, _OFF_PIXELS)
    if start is None:
        return bool(digits) and float(top) - digits[0].y0 > most
    return any(abs(glyph.y0 - top) > most or abs(glyph.y1 - bottom) > most for glyph in digits)


def _glyphs(patch: NDArray[np.uint8]) -> list[_Glyph]:
    """Pieces of ink from left to right, a letter and its marks as one."""
    import cv2
    import numpy as np

    ink = as_bytes(cv2.threshold(patch, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1])
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    least = _DUST * patch.shape[0]
    found: list[_Glyph] = []
    for label in sorted(range(1, len(stats)), key=lambda label: int(stats[label, 0])):
        x, y, w, h, _ = (int(value) for value in stats[label])
        if max(w, h) < least:
            continue
        if found and min(found[-1].x1, x + w) - x > _STACKED * min(w, found[-1].x1 - found[-1].x0):
            last = found[-1]
            if last.height < h:
                found[-1] = _Glyph(last.x0, max(last.x1, x + w), y, y + h, last.slant)
            continue
        part = labels[y:y + h, x:x + w] == label
        columns = np.arange(w)
        upper, lower = part[:max(1, h // 2)].any(axis=0), part[h // 2:].any(axis=0)
        slant = float(columns[upper].mean() - columns[lower].mean()) if upper.any() else 0.0
        found.append(_Glyph(x, x + w, y, y + h, slant))
    return found
