"""Draws the picture of the README: a page of a sample beside the Markdown that sohoa made of it.

sohoa convert samples/scans/05-kl-tu.pdf -o out/05-kl-tu.md
python -m samples.make_picture samples/scans/05-kl-tu.pdf out/05-kl-tu.md docs/scan-and-markdown.png
"""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from samples.typeset import FOLDER, MissingGlyphError, missing_glyphs

HEIGHT, PAGE_WIDTH, TEXT_WIDTH, GAP = 1000, 707, 800, 30
COLUMNS, LINE_HEIGHT, SIZE = 78, 20, 16
INK, PALE, BLUE, BACKGROUND = (36, 41, 47), (110, 119, 129), (5, 80, 174), (234, 238, 242)


def page_image(scan: Path) -> Image.Image:
    """Page 1, as it was scanned."""
    import pypdfium2

    document = pypdfium2.PdfDocument(scan)
    image: Image.Image = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    return image.resize((PAGE_WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def wrapped(markdown: str) -> list[tuple[str, tuple[int, int, int], bool]]:
    """Lines of the Markdown as they fit the panel, with colour and whether bold."""
    lines: list[tuple[str, tuple[int, int, int], bool]] = []
    front = 0
    for line in markdown.splitlines():
        front += line == "---"
        heading = line.startswith("#")
        color = PALE if front < 2 or line == "---" else BLUE if heading else INK
        pieces = textwrap.wrap(line, COLUMNS, subsequent_indent="  " if front < 2 else "") or [""]
        if front < 2 and len(pieces) > 2:
            pieces = [pieces[0], pieces[1][: COLUMNS - 2] + " …"]
        lines += [(piece, color, heading) for piece in pieces]
    return lines[: HEIGHT // LINE_HEIGHT - 1]


def draw(scan: Path, markdown: str) -> Image.Image:
    """The picture.

    Raises:
        MissingGlyphError: if the font lacks a letter of the Markdown.
    """
    faces = [
        ImageFont.truetype(FOLDER / name, SIZE, layout_engine=ImageFont.Layout.BASIC)
        for name in ("Cousine-Regular.ttf", "Cousine-Bold.ttf")
    ]
    lines = wrapped(markdown)
    missing = missing_glyphs(faces[0], "".join(text for text, _, _ in lines))
    if missing:
        msg = f"Cousine lacks {''.join(sorted(missing))!r}"
        raise MissingGlyphError(msg)
    size = (PAGE_WIDTH + TEXT_WIDTH + 3 * GAP, HEIGHT + 2 * GAP)
    picture = Image.new("RGB", size, BACKGROUND)
    picture.paste(page_image(scan), (GAP, GAP))
    pen = ImageDraw.Draw(picture)
    left = PAGE_WIDTH + 2 * GAP
    pen.rectangle((left, GAP, left + TEXT_WIDTH, GAP + HEIGHT - 1), fill="white")
    for row, (text, color, bold) in enumerate(lines):
        at = (left + 14, GAP + 12 + row * LINE_HEIGHT)
        pen.text(at, text, fill=color, font=faces[bold])
    return picture


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser(description="A scan beside its Markdown.")
    parser.add_argument("scan", type=Path)
    parser.add_argument("markdown", type=Path)
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    picture = draw(options.scan, options.markdown.read_text(encoding="utf-8"))
    # a palette keeps the file small; this method keeps the red of the stamp, the default does not
    method = Image.Quantize.FASTOCTREE
    small = picture.quantize(96, method=method, dither=Image.Dither.NONE)
    small.save(options.picture, optimize=True)


if __name__ == "__main__":
    main()
