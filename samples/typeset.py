"""Sets text in Tinos: measures, breaks lines, and refuses a font that lacks a letter.

Sizes are in points, positions in pixels of the page at `Fonts.dpi`, origin top left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import ImageDraw, ImageFont

FOLDER = Path("/usr/share/fonts/truetype/croscore")  # Debian package fonts-croscore
FILES = {
    "regular": "Tinos-Regular.ttf",
    "bold": "Tinos-Bold.ttf",
    "italic": "Tinos-Italic.ttf",
    "bolditalic": "Tinos-BoldItalic.ttf",
}
# A code point that no font maps: what is drawn for it is the font's empty box.
UNMAPPED = "\uffff"
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"
_PLAIN = str.maketrans(RAISED, "0123456789()")
_PIECES = re.compile(rf"\s+|[{RAISED}]+|[^\s{RAISED}]+")


class MissingGlyphError(ValueError):
    """A font has no glyph for a letter, and would draw an empty box without a word."""


@dataclass(frozen=True, slots=True)
class Style:
    """Face (a key of `FILES`) and size in points.

    Raised type is set from plain digits and brackets at two thirds of the size, as Word does it.
    """

    size: float = 14
    face: str = "regular"
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Token:
    """What stands between two spaces, in one or more styles, with its width in pixels."""

    parts: tuple[Span, ...]
    width: float

    @property
    def text(self) -> str:
        """The letters, without style."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line after breaking. `last` lines are not stretched to the margin."""

    tokens: tuple[Token, ...]
    indent: float
    last: bool

    @property
    def text(self) -> str:
        """The line as read."""
        return " ".join(token.text for token in self.tokens)


def missing_glyphs(font: ImageFont.FreeTypeFont, text: str) -> set[str]:
    """Letters of `text` that `font` draws as its empty box.

    Liberation 1.x and Nimbus Roman lack 92 Vietnamese letters, and nothing says so.
    """
    box = font.getmask(UNMAPPED)
    picture = (box.size, bytes(box))
    return {
        letter for letter in set(text) if not letter.isspace() and _picture(font, letter) == picture
    }


def _picture(font: ImageFont.FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


def _printed(text: str, style: Style) -> str:
    return text.translate(_PLAIN) if style.raised else text


def tinos(face: str, size: float) -> ImageFont.FreeTypeFont:
    """A face of Tinos, `size` in pixels."""
    # the basic layout engine is in every Pillow; Raqm is not, and would set other widths
    return ImageFont.truetype(FOLDER / FILES[face], size, layout_engine=ImageFont.Layout.BASIC)


class Fonts:
    """A family of four faces at one resolution; `load` opens one at a size in pixels."""

    def __init__(
        self, dpi: int, load: Callable[[str, float], ImageFont.FreeTypeFont] = tinos
    ) -> None:
        self.dpi = dpi
        self._load = load
        self._fonts: dict[Style, ImageFont.FreeTypeFont] = {}
        self._checked: dict[Style, set[str]] = {}

    def font(self, style: Style) -> ImageFont.FreeTypeFont:
        """The font for a style, opened once."""
        if style not in self._fonts:
            size = style.size * 2 / 3 if style.raised else style.size
            self._fonts[style] = self._load(style.face, self.px(size))
        return self._fonts[style]

    def px(self, points: float) -> float:
        """Points to pixels."""
        return points * self.dpi / 72

    def mm(self, millimetres: float) -> float:
        """Millimetres to pixels."""
        return millimetres * self.dpi / 25.4

    def width(self, text: str, style: Style) -> float:
        """Width of `text` in pixels.

        Raises:
            MissingGlyphError: if the face has no glyph for one of its letters.
        """
        text = _printed(text, style)
        unchecked = set(text) - self._checked.setdefault(style, set())
        if unchecked:
            missing = missing_glyphs(self.font(style), "".join(unchecked))
            if missing:
                msg = f"{style.face} lacks {''.join(sorted(missing))!r}"
                raise MissingGlyphError(msg)
            self._checked[style] |= unchecked
        return self.font(style).getlength(text)

    def tokens(self, spans: Sequence[Span]) -> Iterator[Token]:
        """Split at spaces; spans that touch without a space share a token."""
        parts: list[Span] = []
        for span in spans:
            for piece in _PIECES.findall(span.text):
                if piece.isspace():
                    if parts:
                        yield self._token(parts)
                    parts = []
                else:
                    style = replace(span.style, raised=piece[0] in RAISED)
                    parts.append(Span(piece, style))
        if parts:
            yield self._token(parts)

    def _token(self, parts: list[Span]) -> Token:
        return Token(tuple(parts), sum(self.width(part.text, part.style) for part in parts))

    def space(self, token: Token) -> float:
        """Width of the space after a token."""
        return self.width(" ", replace(token.parts[-1].style, raised=False))

    def break_lines(
        self,
        spans: Sequence[Span],
        width: float,
        *,
        indent: float = 0,
        begin_line: Sequence[str] = (),
    ) -> list[SetLine]:
        """Fill lines of `width` pixels, the first one indented.

        Args:
            spans: the paragraph.
            width: of the lines, in pixels.
            indent: of the first line, in pixels.
            begin_line: phrases that must stand at the beginning of a line.
        """
        lines: list[SetLine] = []
        row: list[Token] = []
        used = left = indent
        tokens = list(self.tokens(spans))
        words = [token.text for token in tokens]
        for index, token in enumerate(tokens):
            rest = " ".join(words[index : index + 8])
            forced = any(rest.startswith(phrase) for phrase in begin_line)
            if row and (forced or used + token.width > width):
                lines.append(SetLine(tuple(row), left, last=False))
                row, used, left = [], 0, 0
            row.append(token)
            used += token.width + self.space(token)
        return [*lines, SetLine(tuple(row), left, last=True)]

    def draw_line(
        self, draw: ImageDraw.ImageDraw, line: SetLine, box: tuple[float, float, float], align: str
    ) -> None:
        """Draw a line; `box` is (left, baseline, width), `align` left, center or justify."""
        left, baseline, width = box
        natural = sum(token.width for token in line.tokens)
        gaps = [self.space(token) for token in line.tokens[:-1]]
        room = width - line.indent - natural - sum(gaps)
        stretch = room / len(gaps) if align == "justify" and not line.last and gaps else 0
        x = left + line.indent + (room / 2 if align == "center" else 0)
        for token, gap in zip(line.tokens, [*gaps, 0.0], strict=True):
            for part in token.parts:
                lift = self.px(part.style.size) / 3 if part.style.raised else 0
                text, font = _printed(part.text, part.style), self.font(part.style)
                draw.text((x, baseline - lift), text, fill=0, font=font, anchor="ls")
                x += self.width(part.text, part.style)
            x += gap + stretch
