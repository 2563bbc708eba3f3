"""Reads letters, ruled lines and annotations of PDF pages with pdfplumber, in flat memory."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ocr.model import Bbox, Line, Word
from ocr.source.geometry import PageFrame
from ocr.source.glyphs import FILLED_IN, Glyph, Rule, TextRun, composed, rows_of
from ocr.source.pdf_signatures import Annotation, read_annotations
from ocr.source.reading_order import in_reading_order

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF

_REOPEN_AFTER = 16           # pages; pdfminer keeps every object it has seen
_TYPE_HEIGHT = 0.9           # em from descender to ascender in the Times and Arial families
_SHORTEST_RULE = 8           # points; table cells are higher
_WIDEST_RULE = 3             # points; a thin filled box is a line
_MAX_GLYPHS = 60_000         # a dense page has 6,000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What pdfplumber finds on a page.

    Attributes:
        glyphs: upright letters, in points of the displayed page, origin at its top left corner.
        masked: True if a picture has a mask, so that what it covers may be seen.
        sideways: letters that do not stand upright, in the order of the file.
        rules: upright ruled lines.
        annotations: in the order of the file.
        problem: what could not be read, or None.
        size: width and height of the page in points.
    """

    glyphs: tuple[Glyph, ...] = ()
    sideways: str = ""
    masked: bool = False
    rules: tuple[Rule, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    problem: str | None = None
    size: tuple[float, float] | None = None


class TextReader:
    """Opens a PDF with pdfplumber when first asked, and again after some pages.

    Args:
        path: the PDF.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: BinaryIO | None = None
        self._document: PDF | None = None
        self._pages: dict[int, Page] = {}

    def close(self) -> None:
        """Close the document; it opens again when needed."""
        # Not PDF.close(): it goes through the pages once more, and raises on damaged ones.
        for page in self._pages.values():
            page.close()
        self._document, self._pages = None, {}
        if self._stream is not None:
            self._stream.close()
        self._stream = None

    def read(self, number: int, *, letters: bool, annotations: bool) -> PageText:
        """What page `number` holds; a page that pdfminer can't parse comes with a problem.

        Args:
            number: from 1.
            letters: read letters and ruled lines.
            annotations: read annotations.
        """
        try:
            page = self._page(number)
            if page is None:
                return PageText(problem="pdfminer finds no such page")
            with closing(page):
                found = read_annotations(page.page_obj, page.pdf.rsrcmgr) if annotations else ()
                if not letters:
                    return PageText(annotations=found)
                return _letters(page, found)
        except Exception as error:  # noqa: BLE001 - pdfminer raises anything on damaged files
            self.close()
            return PageText(problem=f"{type(error).__name__}: {str(error)[:80]}")

    def _page(self, number: int) -> Page | None:
        import pdfplumber

        if self._document is None or number not in self._pages:
            self.close()
            window = list(range(number, number + _REOPEN_AFTER))
            # our own stream: pdfplumber leaves its own open when it can't parse the file
            self._stream = self._path.open("rb")
            self._document = pdfplumber.open(self._stream, pages=window)
            self._pages = {page.page_number: page for page in self._document.pages}
        return self._pages.get(number)


def _letters(page: Page, annotations: tuple[Annotation, ...]) -> PageText:
    left, top = _crop_corner(page)
    glyphs: list[Glyph] = []
    sideways: list[str] = []
    height = float(page.height)
    for char in page.chars[:_MAX_GLYPHS]:
        if not char["upright"]:
            sideways.append(char["text"])
            continue
        glyphs.append(Glyph(
            char["text"], char["x0"] - left, char["x1"] - left, char["top"] - top,
            char["bottom"] - top, height - char["matrix"][5] - top, float(char["size"]),
            str(char["fontname"]),
        ))
    for annotation in annotations:
        if annotation.is_text:
            glyphs += _filled_in(annotation, page)
    rules = tuple(
        (x - left, shape["top"] - top, shape["bottom"] - top)
        for shape in page.lines + page.rects
        if shape["bottom"] - shape["top"] > _SHORTEST_RULE
        for x in _upright_edges(shape)
    )
    masked = any(
        picture["stream"].get(key) is not None
        for picture in page.images for key in ("SMask", "Mask")
    )
    return PageText(
        glyphs=tuple(glyphs), sideways="".join(sideways).strip(), rules=rules, masked=masked,
        annotations=annotations, size=(float(page.width), float(page.height)))


def _filled_in(annotation: Annotation, page: Page) -> list[Glyph]:
    """The annotation's letters on the page as displayed, origin top left."""
    crop = page.page_obj.cropbox
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    turned = page.rotation in (90, 270)
    frame = PageFrame(crop=crop, rotation=page.rotation,
                      width=height if turned else width, height=width if turned else height)
    glyphs = []
    for glyph in annotation.glyphs:
        x0, top = frame.point(glyph.x0, glyph.top)
        x1, bottom = frame.point(glyph.x1, glyph.bottom)
        baseline = frame.point(glyph.x0, glyph.baseline)[1]
        glyphs.append(replace(
            glyph, x0=min(x0, x1), x1=max(x0, x1), top=min(top, bottom), bottom=max(top, bottom),
            baseline=max(top, bottom) - 0.2 * glyph.size if page.rotation else baseline,
            font=FILLED_IN))
    return glyphs


def _upright_edges(shape: dict[str, Any]) -> tuple[float, ...]:
    """Where an upright line or the frame of a box stands; a filled area has no edge that counts."""
    if shape["x1"] - shape["x0"] <= _WIDEST_RULE:
        return (shape["x0"],)
    if shape["object_type"] == "rect" and shape["stroke"]:
        return (shape["x0"], shape["x1"])
    return ()


def _crop_corner(page: Page) -> tuple[float, float]:
    """Top left corner of the visible part, in pdfplumber's coordinates."""
    media, crop = page.mediabox, page.cropbox
    return max(0.0, float(crop[0]) - float(media[0])), max(0.0, float(crop[1]) - float(media[1]))


def blocks_of(text: PageText) -> list[list[TextRun]]:
    """The page's runs as blocks in reading order."""
    rows = rows_of(text.glyphs, text.rules)
    return in_reading_order(rows, text.rules) if rows else []


def model_lines(
    blocks: list[list[TextRun]], frame: PageFrame, page_size: tuple[float, float]
) -> tuple[Line, ...]:
    """Runs as lines of the page model, in pixels.

    Args:
        blocks: in reading order.
        frame: of the page's picture.
        page_size: width and height of the displayed page in points.
    """
    scale_x, scale_y = frame.width / page_size[0], frame.height / page_size[1]
    lines = []
    for number, block in enumerate(blocks):
        for run in block:
            line = _line(run, number, scale_x, scale_y)
            if line is not None:
                lines.append(line)
    return tuple(lines)


def _line(run: TextRun, block: int, scale_x: float, scale_y: float) -> Line | None:
    box = _box(run.x0, run.top, run.x1, run.bottom, scale_x, scale_y)
    words = tuple(
        Word(text=composed(word.text), bbox=_box(
            word.x0, min(g.top for g in word.glyphs), word.x1,
            max(g.bottom for g in word.glyphs), scale_x, scale_y,
        ))
        for word in run.words
    )
    text = " ".join(word.text for word in words)
    if not text.strip():
        return None
    return Line(
        text=text, raw_text=run.text, words=words, bbox=box, block=block,
        baseline=(0.0, run.baseline * scale_y - box.y1), bold=run.bold, italic=run.italic,
        x_size=run.size * scale_y * _TYPE_HEIGHT,
    )


def _box(
    x0: float, top: float, x1: float, bottom: float, scale_x: float, scale_y: float
) -> Bbox:
    left, upper = max(0, round(x0 * scale_x)), max(0, round(top * scale_y))
    return Bbox(left, upper, max(left + 1, round(x1 * scale_x)),
                max(upper + 1, round(bottom * scale_y)))
