"""PDF: pictures by pypdfium2, letters by pdfplumber, one page at a time."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ocr.errors import InputError
from ocr.model import Stamp, StampKind
from ocr.page_image import PageImage
from ocr.source import problems
from ocr.source.base import SourcePage, TextLayer
from ocr.source.decoder_output import told
from ocr.source.geometry import PageFrame, Rect
from ocr.source.glyphs import TextRun
from ocr.source.jpeg_damage import damage_on_page
from ocr.source.judge import SIGNATURE_LINE, LayerFacts, judge
from ocr.source.pdf_facts import PageFacts, page_facts
from ocr.source.pdf_render import draw_into_page, rendered
from ocr.source.pdf_signatures import stamps_of
from ocr.source.pdf_words import PageText, TextReader, blocks_of, model_lines
from ocr.source.raster import (
    MAX_PIXELS,
    MAX_WORK_PIXELS,
    MIN_SIDE,
    STANDARD_DPI,
    without_idle_color,
    working_dpi,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pypdfium2 import PdfDocument, PdfPage

_log = logging.getLogger(__name__)
_TAIL = 4096                 # bytes at the end of a whole PDF that hold %%EOF or startxref
_SEARCHED = 32 << 20        # bytes of a PDF that does not open, searched for the reason
_LEAST_DPI = 50              # a page that needs less to fit is no sheet of paper
# PDFium keeps the streams of every page it has shown: on a long scan, the whole file. So the file
# is opened anew after this many pages.
_PAGES_PER_OPENING = 16
_INK = 128                   # darker than this is ink


class PdfSource:
    """A PDF as a source of pages.

    Args:
        path: where the file is.
        file: the name for messages.
        sha256: of the whole file.
        dpi: resolution to work at, or None for each scan's own.

    Raises:
        InputError: if the file is encrypted, cut off, damaged or has no pages.
    """

    def __init__(self, path: Path, file: str, sha256: str, dpi: int | None) -> None:
        self.file = file
        self.sha256 = sha256
        self._dpi = dpi
        self._path = path
        self._loaded = 0
        _check_end(path, file)
        self._document = _opened(path, file)
        self._shown = len(self._document)
        self.page_count = max(self._shown, _held(path))
        if self.page_count < 1:
            self._document.close()
            raise problems.no_pages(file)
        self._reader = TextReader(path)

    def __enter__(self) -> PdfSource:
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the file."""
        self._reader.close()
        self._document.close()

    def page(self, number: int) -> SourcePage:
        """Load one page.

        Raises:
            InputError: if the document has no such page.
        """
        if not 1 <= number <= self.page_count:
            raise problems.no_such_page(self.file, number, self.page_count)
        if number > self._shown:
            return _failed(number, problems.miscounted(self.file, number))
        import pypdfium2

        try:
            self._open_anew()
            return self._load(number)
        except InputError as failure:
            return _failed(number, failure)
        except (pypdfium2.PdfiumError, ValueError, MemoryError, OSError) as error:
            return _failed(number, problems.damaged(self.file, str(error)[:120], number))

    def pages(self, numbers: tuple[int, ...] | None = None) -> Iterator[SourcePage]:
        """Load pages one after the other; all of them by default."""
        for number in numbers or range(1, self.page_count + 1):
            yield self.page(number)

    def _open_anew(self) -> None:
        self._loaded += 1
        if self._loaded % _PAGES_PER_OPENING == 0:
            document = _opened(self._path, self.file)
            self._document.close()
            self._document = document

    def _load(self, number: int) -> SourcePage:
        with closing(self._document[number - 1]) as page:
            facts = page_facts(page)
            crop, rotation = visible_part(page), page.get_rotation()
            damage = told(damage_on_page(page), self.file, number)
        dpi = self._resolution(facts, number)
        letters = facts.text_objects > 0
        found = PageText()
        if letters or facts.annotations:
            found = self._reader.read(
                number, letters=letters and facts.hidden_text <= facts.visible_text,
                annotations=facts.annotations > 0,
            )
        if facts.covered_text and found.masked:
            facts = replace(facts, visible_text=facts.visible_text + facts.covered_text,
                            covered_text=0)
        if found.problem:
            _log.info("page %d: text layer not readable: %s", number, found.problem)
        if facts.annotations:
            draw_into_page(self._document, number, {
                annotation.index for annotation in found.annotations if annotation.is_text
            })
        with closing(self._document[number - 1]) as page:
            pixels = rendered(page, facts, dpi)
        frame = PageFrame(crop=crop, rotation=rotation,
                          width=pixels.shape[1], height=pixels.shape[0])
        stamps = stamps_of(found.annotations, frame, number)
        layer = _text_layer(facts, found, frame, pixels, signed=any(
            stamp.kind is StampKind.DIGITAL_SIGNATURE and stamp.text for stamp in stamps
        )) if letters or stamps else None
        picture = without_idle_color(pixels)
        picture.flags.writeable = False
        if layer is not None and layer.trusted and found.sideways:
            stamps += (Stamp(kind=StampKind.OTHER, page=number, text=(found.sideways,)),)
        return SourcePage(number=number, image=PageImage(picture, dpi), text_layer=layer,
                          stamps=stamps, damage=damage)

    def _resolution(self, facts: PageFacts, number: int) -> int:
        """Pixels per inch to render at, less than wanted if the sheet is huge."""
        for picture in facts.pictures:
            if picture.pixel_width * picture.pixel_height > MAX_PIXELS:
                raise problems.too_large(
                    self.file, number, picture.pixel_width, picture.pixel_height)
        main = facts.main_picture
        dpi = working_dpi(main.dpi if main else None, self._dpi)
        if self._dpi is None and facts.visible_text and facts.scan is None:
            dpi = max(dpi, STANDARD_DPI)
        width, height = facts.width * dpi / 72, facts.height * dpi / 72
        if min(width, height) < MIN_SIDE:
            raise problems.too_small(self.file, number, round(width), round(height))
        if width * height > MAX_WORK_PIXELS:
            fitting = int(dpi * (MAX_WORK_PIXELS / (width * height)) ** 0.5)
            if fitting < _LEAST_DPI:
                raise problems.too_large(self.file, number, round(width), round(height))
            dpi = fitting
        return dpi


def visible_part(page: PdfPage) -> Rect:
    """The part of the page that is displayed, in points."""
    # not its MediaBox and CropBox: of boxes that stand on the nodes above, PDFium tells a default
    x0, y0, x1, y1 = page.get_bbox()
    if x1 > x0 and y1 > y0:
        return x0, y0, x1, y1
    return 0.0, 0.0, *page.get_size()        # an empty box: pdfium takes a sheet of its own choice


def _failed(number: int, failure: InputError) -> SourcePage:
    return SourcePage(number=number, image=None, error=failure.cause.en, failure=failure)


def _check_end(path: Path, file: str) -> None:
    """Refuse a PDF without its end: pdfium would rebuild what is there and drop pages silently."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - _TAIL))
        tail = stream.read()
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise problems.truncated(file)


def _held(path: Path) -> int:
    """Pages that hang on the page tree; PDFium shows as many as its root says, and no more."""
    import pikepdf

    try:
        # by its stream: names that are not UTF-8 can't be handed to qpdf
        with path.open("rb") as stream, pikepdf.open(stream) as document:
            return len(document.pages)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return 0        # too damaged for qpdf; what PDFium makes of it stands


def _opened(path: Path, file: str) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        # pdfium's error code is no help: after a failure it may be that of the file before.
        with path.open("rb") as stream:
            content = stream.read(_SEARCHED)
            stream.seek(max(0, stream.seek(0, 2) - _TAIL))
            content += stream.read()
        if b"/Encrypt" in content:
            raise problems.encrypted(file) from error
        if re.search(rb"/Count\s+0\b", content) and not re.search(rb"/Count\s+[1-9]", content):
            raise problems.no_pages(file) from error
        raise problems.damaged(file, "no readable PDF structure") from error


def _text_layer(
    facts: PageFacts, found: PageText, frame: PageFrame, pixels: NDArray[np.uint8], *, signed: bool
) -> TextLayer:
    """Judge the layer and turn it into lines if it can be trusted."""
    unseen = facts.hidden_text + facts.covered_text
    hidden = unseen / facts.text_objects if facts.text_objects else 0.0
    if found.problem and not found.glyphs:
        return TextLayer(trusted=False, reason=f"not readable: {found.problem}")
    if hidden > 0.5:
        return TextLayer(trusted=False, reason="invisible OCR layer of another program")
    blocks = blocks_of(found)
    blocks, own_signature = _without_signatures(blocks)
    size = (facts.width, facts.height)
    fonts: dict[str, int] = {}
    for glyph in found.glyphs:
        fonts[glyph.font] = fonts.get(glyph.font, 0) + bool(glyph.text.strip())
    upright = len(found.glyphs)
    trusted, reason = judge(LayerFacts(
        text="\n".join(run.text for block in blocks for run in block), fonts=fonts,
        hidden_share=hidden, picture_share=_picture_share(facts, frame, pixels, blocks),
        sideways_share=len(found.sideways) / max(1, upright + len(found.sideways)),
        signed=signed or own_signature,
    ))
    return TextLayer(trusted=trusted, reason=reason,
                     lines=model_lines(blocks, frame, size) if trusted else ())


def _without_signatures(blocks: list[list[TextRun]]) -> tuple[list[list[TextRun]], bool]:
    """Blocks without those that a signing program wrote into the page (domain.md 2.7: SIGBLOCK)."""
    kept = [
        block for block in blocks
        if sum(bool(SIGNATURE_LINE.match(run.text)) for run in block) < max(2, len(block) / 2)
    ]
    return kept, len(kept) < len(blocks)


def _picture_share(
    facts: PageFacts, frame: PageFrame, pixels: NDArray[np.uint8], blocks: list[list[TextRun]]
) -> float:
    """Share of the page covered by pictures with ink that the layer's lines do not account for."""
    share = 0.0
    scale_x, scale_y = frame.width / facts.width, frame.height / facts.height
    for picture in facts.pictures[:40]:
        box = frame.box(picture.bbox)
        if box is None or picture.share < 0.01:
            continue
        part = pixels[box.y0:box.y1:2, box.x0:box.x1:2]
        ink = (part if part.ndim == 2 else part.max(axis=2)) < _INK
        for run in (run for block in blocks for run in block):
            x0, x1 = int(run.x0 * scale_x) - box.x0 - 4, int(run.x1 * scale_x) - box.x0 + 4
            y0, y1 = int(run.top * scale_y) - box.y0 - 4, int(run.bottom * scale_y) - box.y0 + 4
            if x1 > 0 and y1 > 0:
                ink[max(0, y0 // 2):y1 // 2, max(0, x0 // 2):x1 // 2] = False
        if float(ink.mean()) > 0.003:
            share += picture.share
    return min(1.0, share)
