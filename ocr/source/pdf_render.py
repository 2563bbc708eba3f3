"""The picture of a PDF page, by pypdfium2."""

from __future__ import annotations

import io
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from ocr.source.pdf_facts import PageFacts
from ocr.source.raster import resampled

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pypdfium2 import PdfDocument, PdfImage, PdfPage
    from pypdfium2.raw import FPDF_ANNOTATION

_BLANK_BYTES = 4000          # packed, without loss, an empty A4 page takes less
_END_OF_JPEG = b"\xff\xd9"


def rendered(page: PdfPage, facts: PageFacts, dpi: int) -> NDArray[np.uint8]:
    """The page as printed, without annotations.

    A page that is one scan is rendered in the scan's own pixels and enlarged afterwards, see
    `resampled`.

    Returns:
        `(H, W) uint8` for a grey or bilevel scan, else `(H, W, 3) uint8` RGB.

    Raises:
        ValueError: if the picture that is the page can't be decoded.
    """
    scan = facts.scan
    scale = dpi / 72
    native = scan.pixel_width / facts.width if scan is not None and facts.is_only_a_picture else 0.0
    if scan is not None and native and scan.dpi < dpi + 2:
        upright = page.get_rotation() in (0, 180)
        if upright and abs(native * 72 - scan.dpi) < 0.03 * scan.dpi:
            scale = native
    grey = facts.is_only_a_picture and scan is not None and scan.bits in (1, 8)
    bitmap = page.render(scale=scale, draw_annots=False, may_draw_forms=False,
                         rev_byteorder=True, grayscale=grey)
    pixels: NDArray[np.uint8] = np.array(bitmap.to_numpy())
    bitmap.close()
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if facts.is_only_a_picture:
        _check_scan(page, pixels)
    return resampled(pixels, (scale * 72, scale * 72), dpi) if abs(scale * 72 - dpi) > 2 else pixels


def _check_scan(page: PdfPage, pixels: NDArray[np.uint8]) -> None:
    """Refuse a scan that pdfium could not decode whole: it draws what it has without a word."""
    import pypdfium2.raw as raw

    scan = max(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=6),
               key=lambda item: item.get_px_size()[0] * item.get_px_size()[1])
    filters = scan.get_filters()
    if filters == ["DCTDecode"]:
        problem = _jpeg_problem(scan)
        if problem is not None:
            raise ValueError(problem)
    elif pixels.min() == pixels.max() and \
            raw.FPDFImageObj_GetImageDataRaw(scan, None, 0) > _BLANK_BYTES:
        msg = "the scan can't be decoded"
        raise ValueError(msg)


def _jpeg_problem(scan: PdfImage) -> str | None:
    """What is wrong with a JPEG that does not end as it should, or None."""
    data = bytes(scan.get_data(decode_simple=False))
    if _END_OF_JPEG in data[-1024:]:
        return None
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        return str(error)[:100]
    return None


def draw_into_page(document: PdfDocument, number: int, text: set[int]) -> None:
    """Make filled-in fields and typed text part of the page, in memory; the others are dropped.

    pdfium draws widgets in forms only, so what stays is merged into the page's content.

    Args:
        document: open; its file is not changed.
        number: of the page, from 1.
        text: indexes of signature fields that hold text of the page.
    """
    import pypdfium2.raw as raw

    with closing(document[number - 1]) as page:
        if _drop_annotations(page, text):
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)


def _drop_annotations(page: PdfPage, text: set[int]) -> bool:
    """Take what is no part of the text off the page; say if any annotation is left."""
    import pypdfium2.raw as raw

    kept = {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT}
    for index in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        keep = index in text or (
            raw.FPDFAnnot_GetSubtype(annotation) in kept and not _is_signature(annotation))
        raw.FPDFPage_CloseAnnot(annotation)
        if not keep:
            raw.FPDFPage_RemoveAnnot(page, index)
    return bool(raw.FPDFPage_GetAnnotCount(page) > 0)


def _is_signature(annotation: FPDF_ANNOTATION) -> bool:
    import pypdfium2.raw as raw

    return bool(raw.FPDFAnnot_HasKey(annotation, b"V")) and \
        raw.FPDFAnnot_GetValueType(annotation, b"V") in (
            raw.FPDF_OBJECT_DICTIONARY, raw.FPDF_OBJECT_REFERENCE)
