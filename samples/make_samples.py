"""Draws the sample scans and their truth: `python -m samples.make_samples`.

Text and looks are in samples/texts; the same sources give the same scans.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from ocr.doctor import LINE_DPI, LINE_IMAGE, LINE_TEXT
from samples import marks
from samples.damage import scan
from samples.parts import ending, head, table
from samples.press import Look, Press, Sheet
from samples.source import Block, Source, read_source
from samples.typeset import Fonts, Span, Style

HERE = Path(__file__).parent
NAMES = ("05-kl-tu", "quyet-dinh", "cong-van")
# A PDF carries the time of its making; a fixed one keeps the file the same.
EPOCH = time.gmtime(0)


def _style(source: Source, face: str = "regular") -> Style:
    return Style(source.look["size"], face)


def print_body(press: Press, source: Source) -> list[dict[str, Any]]:
    """Set the body; returns the numbered units with the sheet on which each begins."""
    sections = []
    for block in source.blocks:
        if block.kind == "table":
            table(press, block.rows, source.look["column_widths"])
            continue
        page = _print_block(press, source, block)
        if block.number:
            number = block.number
            title = block.text if block.kind == "heading" else None
            sections.append({"number": number, "level": block.level, "title": title, "page": page})
    return sections


def _print_block(press: Press, source: Source, block: Block) -> int:
    before = source.look["before"]
    if block.kind == "heading":
        return _print_heading(press, source, block)
    if block.kind == "unit":
        return press.paragraph(
            [Span(f"{block.number} {block.text}", _style(source))],
            Look(before=before),
            begin_line=source.look.get("begin_line", ()),
        )
    if block.text.isupper():
        bold = _style(source, "bold")
        return press.paragraph([Span(block.text, bold)], Look(align="center", before=10))
    is_basis = not source.is_party and block.text.startswith(("Căn cứ", "Theo đề nghị"))
    style = _style(source, "italic" if is_basis else "regular")
    return press.paragraph([Span(block.text, style)], Look(before=before))


def _print_heading(press: Press, source: Source, block: Block) -> int:
    before = source.look["before"]
    bold = _style(source, "bold")
    if block.number.startswith(("Chương", "Phần", "Mục")):
        page = press.paragraph([Span(block.number, bold)], Look(align="center", before=10, keep=4))
        press.paragraph([Span(block.text, bold)], Look(align="center", before=0))
        # one heading, printed on two lines
        second = press.sheet.truth["body"].pop()
        press.sheet.truth["body"][-1]["lines"] += second["lines"]
        return page
    if source.is_party and block.level == 3:
        bold = _style(source, "bolditalic")
    title = f"{block.number} {block.text}"
    if block.run_in:
        spans = [Span(f"{title}:", bold), Span(f" {block.run_in}", _style(source))]
        return press.paragraph(spans, Look(before=before, keep=2))
    return press.paragraph([Span(title, bold)], Look(before=before, keep=3))


def add_marks(
    page: Image.Image, sheet: Sheet, source: Source, fonts: Fonts, rng: np.random.Generator
) -> Image.Image:
    """Sign, seal and stamp a printed sheet; what the marks say goes into its truth as noise."""
    for text, x, baseline in sheet.pens:
        tall = fonts.mm(5.5)
        page = marks.multiply(page, marks.handwriting(text, tall, rng), (x, baseline - tall * 1.25))
    if sheet.seal_at:
        x, y = sheet.seal_at
        page = marks.multiply_at(page, marks.signature(fonts.mm(58), rng), x + fonts.mm(4), y)
        # over about a third of the signature, at its left (NĐ 30/2020, Điều 33)
        seal = marks.seal(fonts, rng).rotate(
            rng.uniform(-14, 14), Image.Resampling.BICUBIC, fillcolor=marks.WHITE
        )
        page = marks.multiply_at(page, seal, x - fonts.mm(22), y)
        sheet.truth["noise"].append(marks.SEAL_TEXT)
    for mark in source.look.get("marks", []):
        if mark["page"] == sheet.number:
            page = _add_mark(page, sheet, mark, fonts, rng)
    return page


def _add_mark(
    page: Image.Image, sheet: Sheet, mark: dict[str, Any], fonts: Fonts, rng: np.random.Generator
) -> Image.Image:
    if mark["kind"] == "incoming":
        layer = marks.incoming(fonts, mark["lines"], rng)
        sheet.truth["noise"] += mark["lines"]
    elif mark["kind"] == "urgency":
        layer = marks.urgency(fonts, mark["text"], rng)
        sheet.truth["noise"].append(mark["text"])
    elif mark["kind"] == "pen":
        layer = marks.handwriting(mark["text"], fonts.mm(6), rng)
        sheet.truth["noise"].append(mark["text"])
    else:
        layer = marks.stroke((fonts.mm(mark["size"][0]), fonts.mm(mark["size"][1])), rng)
    corner = fonts.mm(mark["at"][0]), fonts.mm(mark["at"][1])
    return marks.multiply(page, layer, corner, mark.get("angle", 0))


def truth_of(source: Source, press: Press, sections: list[dict[str, Any]]) -> dict[str, Any]:
    """The truth in the form of the evaluation's hand-made ones."""
    look, meta = source.look, source.metadata
    fields = ("parent_agency", "agency", "number", "place", "date", "kind", "subject", "addressees")
    return {
        "id": look["id"],
        "source": "drawn by samples/make_samples.py",
        "kind_of_scan": look["shows"],
        "metadata": {
            **{field: meta[field] for field in fields},
            "signer_authority": look["authority"],
            "signer_name": meta["signers"][0]["name"],
            **{field: meta[field] for field in ("recipients", "urgency", "secrecy")},
        },
        "handwritten": look["handwritten"],
        "pages": [sheet.truth for sheet in press.sheets],
        "sections": sections,
        "notes": [look["origin"]],
    }


def draw(source: Source) -> tuple[list[tuple[Image.Image, int]], dict[str, Any]]:
    """Draw a sample: its scanned pages, each with its dpi, and its truth."""
    settings = source.look["scan"]
    fonts = Fonts(settings["dpi"])
    press = Press(
        fonts,
        right=15 if source.is_party else 18,
        leading=source.look["leading"],
        notes=source.footnotes,
    )
    head(press, source)
    sections = print_body(press, source)
    ending(press, source)
    press.print_notes()
    rng = np.random.default_rng(settings["seed"])
    pages = []
    for sheet, mode in zip(press.sheets, settings["pages"], strict=True):
        page = add_marks(sheet.image.convert("RGB"), sheet, source, fonts, rng)
        dpi = settings["dpi"] if mode == "bilevel" else settings["color_dpi"]
        if dpi != settings["dpi"]:
            size = (round(page.width * dpi / fonts.dpi), round(page.height * dpi / fonts.dpi))
            page = page.resize(size, Image.Resampling.LANCZOS)
        pages.append((scan(page, mode, rng), dpi))
    return pages, truth_of(source, press, sections)


def write_pdf(path: Path, pages: list[tuple[Image.Image, int]], quality: int) -> None:
    """One image per page, as a scanner writes them: CCITT Group 4 where bilevel, JPEG otherwise."""
    path.unlink(missing_ok=True)
    for index, (page, dpi) in enumerate(pages):
        options = {} if page.mode == "1" else {"quality": quality}
        page.save(
            path,
            "PDF",
            resolution=dpi,
            append=index > 0,
            creationDate=EPOCH,
            modDate=EPOCH,
            **options,
        )


def write_test_line() -> None:
    """Draw the line that `sohoa doctor` reads, in one bit per pixel."""
    fonts, style = Fonts(LINE_DPI), Style(13)
    size = (round(fonts.width(LINE_TEXT, style)) + 60, round(fonts.px(13 * 2)))
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    draw.text((30, size[1] * 0.68), LINE_TEXT, fill=0, font=fonts.font(style), anchor="ls")
    image.convert("1", dither=Image.Dither.NONE).save(LINE_IMAGE, optimize=True)


def main() -> None:
    """Write every sample, and the test line of `sohoa doctor`."""
    write_test_line()
    folder = HERE / "scans"
    folder.mkdir(exist_ok=True)
    for name in NAMES:
        source = read_source(HERE / "texts", name)
        pages, truth = draw(source)
        path = folder / f"{name}.pdf"
        write_pdf(path, pages, source.look["scan"]["quality"])
        text = json.dumps(truth, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(f"{path}: {len(pages)} pages, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
