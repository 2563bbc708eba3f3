"""The letters that an annotation's normal appearance draws, and where they land on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from ocr.source.geometry import Rect
from ocr.source.glyphs import Glyph

if TYPE_CHECKING:
    from pdfminer.layout import LTComponent
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdftypes import PDFStream

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def appearance_glyphs(
    entry: Mapping[str, object], rect: Rect, manager: PDFResourceManager
) -> tuple[Glyph, ...]:
    """Letters of the appearance, in points of the page, origin lower left, y upwards.

    Args:
        entry: the annotation's dictionary.
        rect: its rectangle on the page.
        manager: caches fonts.
    """
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdftypes import PDFStream, dict_value, resolve1

    appearances = resolve1(entry.get("AP"))
    stream = resolve1(appearances.get("N")) if isinstance(appearances, dict) else None
    if not isinstance(stream, PDFStream):
        return ()
    device = PDFPageAggregator(manager, laparams=None)
    interpreter = PDFPageInterpreter(manager, device)
    device.begin_page(cast("PDFPage", _Sheet()), _IDENTITY)
    resources = resolve1(stream.get("Resources"))
    interpreter.render_contents(
        dict_value(resources) if resources else {}, [stream], ctm=_placement(stream, rect))
    glyphs: list[Glyph] = []
    _collect(device.cur_item, glyphs)
    return tuple(glyphs)


class _Sheet:
    """Stands for a page where pdfminer wants one: wide enough for any appearance."""

    mediabox = (-10_000, -10_000, 10_000, 10_000)
    rotate = 0


def _placement(stream: PDFStream, rect: Rect) -> Matrix:
    """From the appearance's own space to the page (ISO 32000-1, 12.5.5, algorithm 8.1)."""
    from pdfminer.utils import apply_matrix_pt, mult_matrix

    matrix = cast("Matrix", tuple(_numbers(stream.get("Matrix"), 6) or _IDENTITY))
    box = _numbers(stream.get("BBox"), 4) or [0.0, 0.0, rect[2] - rect[0], rect[3] - rect[1]]
    corners = [apply_matrix_pt(matrix, (x, y)) for x in box[::2] for y in box[1::2]]
    x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
    y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
    scale_x = (rect[2] - rect[0]) / (x1 - x0) if x1 > x0 else 1.0
    scale_y = (rect[3] - rect[1]) / (y1 - y0) if y1 > y0 else 1.0
    return mult_matrix(
        matrix, (scale_x, 0, 0, scale_y, rect[0] - x0 * scale_x, rect[1] - y0 * scale_y))


def _numbers(value: object, count: int) -> list[float]:
    from pdfminer.pdftypes import resolve1

    found = resolve1(value)
    if not isinstance(found, list) or len(found) != count:
        return []
    numbers = [resolve1(item) for item in found]
    return [float(n) for n in numbers] if all(isinstance(n, int | float) for n in numbers) else []


def _collect(item: Iterable[LTComponent], glyphs: list[Glyph]) -> None:
    from pdfminer.layout import LTChar

    for child in item:
        if isinstance(child, LTChar):
            glyphs.append(Glyph(child.get_text(), child.x0, child.x1, child.y1, child.y0,
                                child.matrix[5], child.size, child.fontname))
        elif hasattr(child, "__iter__"):
            _collect(child, glyphs)
