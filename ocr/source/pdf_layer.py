"""The text layer of a PDF as it is, trusted or not: for cleaning text that somebody else made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from ocr.model import Bbox, Line, Page, TextSource
from ocr.source import open_source
from ocr.source.glyphs import TextRun, composed
from ocr.source.pdf_words import TextReader, blocks_of

DPI = 300
_SCALE = DPI / 72
# fonts of invisible layers: what they hold was recognised from a picture
_UNSEEN_FONT = re.compile(r"GlyphLess|HiddenHorzOCR|Invisible", re.IGNORECASE)

Decode = Callable[[Sequence[tuple[str, str]]], str]
"""Makes text of (characters, font name) runs."""


def read_layer(path: Path, decode: Decode) -> Iterator[Page]:
    """The text layer of each page, lines in reading order.

    Args:
        path: the PDF.
        decode: told the characters of a line and their fonts, gives its text in Unicode.

    Raises:
        InputError: if the file is missing, empty, no PDF, encrypted or damaged.
    """
    with open_source(path) as source:
        count = source.page_count
    reader = TextReader(path)
    try:
        for number in range(1, count + 1):
            found = reader.read(number, letters=True, annotations=False)
            letters = [glyph for glyph in found.glyphs if glyph.text.strip()]
            unseen = sum(bool(_UNSEEN_FONT.search(glyph.font)) for glyph in letters)
            lines = [
                _line(run, block, decode)
                for block, runs in enumerate(blocks_of(found), 1)
                for run in runs
            ]
            width, height = (round(_SCALE * length) for length in found.size or (0, 0))
            yield Page(
                number=number,
                width=width or None,
                height=height or None,
                dpi=DPI,
                text_source=TextSource.OCR if 2 * unseen > len(letters) else TextSource.TEXT_LAYER,
                lines=tuple(line for line in lines if line.text.strip()),
                text_layer=found.problem or "read as it is",
            )
    finally:
        reader.close()


def _line(run: TextRun, block: int, decode: Decode) -> Line:
    glyphs: list[tuple[str, str]] = []
    for word in run.words:
        if glyphs:
            glyphs.append((" ", glyphs[-1][1]))
        glyphs += [(glyph.text, glyph.font) for glyph in word.glyphs]
    runs = [
        (composed("".join(text for text, _ in group)), font)
        for font, group in groupby(glyphs, key=lambda glyph: glyph[1])
    ]
    box = Bbox(
        max(0, round(run.x0 * _SCALE)),
        max(0, round(run.top * _SCALE)),
        max(1, round(run.x0 * _SCALE) + 1, round(run.x1 * _SCALE)),
        max(1, round(run.top * _SCALE) + 1, round(run.bottom * _SCALE)),
    )
    return Line(
        text=decode(runs),
        raw_text=run.text,
        bbox=box,
        block=block,
        bold=run.bold,
        italic=run.italic,
        x_size=run.size * _SCALE,
    )
