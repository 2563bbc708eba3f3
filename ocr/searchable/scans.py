"""Pages of a PDF that was read: the wanted ones, and without the unseen text of other programs."""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocr.model import Bbox, Line, Page, Zone
from ocr.searchable.left_out import keep_pages
from ocr.searchable.old_text import without_text
from ocr.searchable.placing import placing_of
from ocr.searchable.text_layer import Points, needs_text
from ocr.searchable.tree import inherited
from ocr.source import problems
from ocr.source.geometry import PageFrame, Rect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pikepdf import Object, Pdf
    from pikepdf import Page as PdfPage
    from pypdfium2 import PdfDocument

_log = logging.getLogger(__name__)
_SCALE = 1.5               # of the pictures that are compared: 108 dpi
_DRAWN = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit")


def wanted_pages(path: Path, pdf: Pdf, pages: Sequence[Page]) -> list[tuple[Page, Points]]:
    """Reduce a PDF to the wanted pages.

    Returns:
        For each page what it still needs, without the words that the file itself shows as text, and
        how to place words on it.

    Raises:
        InputError: if PDFium, which read the file, sees other pages in it.
    """
    import pypdfium2

    result: list[tuple[Page, Points]] = []
    with closing(pypdfium2.PdfDocument(path)) as shown:
        if len(shown) != len(pdf.pages):
            raise problems.damaged(str(path), "programs differ about its number of pages")
        for page in pages:
            if needs_text(page):
                frame = frame_of(shown, page.number)
                needed = _without_signatures(page, pdf.pages[page.number - 1], frame)
                result.append((_beside_old_text(needed, pdf, shown, frame), frame.place))
            else:
                result.append((page, lambda right, down: (right, down)))
    keep_pages(pdf, {page.number for page in pages})
    return result


def frame_of(shown: PdfDocument, number: int) -> PageFrame:
    """How a page is displayed."""
    from ocr.source.pdf import visible_part

    with closing(shown[number - 1]) as page:
        return PageFrame(crop=visible_part(page), rotation=page.get_rotation(), width=1, height=1)


def _beside_old_text(page: Page, pdf: Pdf, shown: PdfDocument, frame: PageFrame) -> Page:
    """Take old text out of a page where that can be done; returns what the page still needs."""
    import pikepdf
    import pypdfium2

    if page.text_layer in ("none", "holds no text"):
        return page
    target = pdf.pages[page.number - 1]
    content, resources = target.obj.get("/Contents"), target.obj.get("/Resources")
    try:
        if _drop_old_text(pdf, target, shown, page.number):
            return page
        return _without_shown_words(page, _alone(pdf, target), frame)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, TypeError, KeyError) as error:
        # content that breaks its own rules: it is shown as well as may be, and left alone
        _log.info("page %d: old text stays: %s", page.number, error)
        _put_back(target, content, resources)
        return page


def _drop_old_text(pdf: Pdf, page: PdfPage, shown: PdfDocument, number: int) -> bool:
    """Take out the text that can't be seen; what is drawn stays the same, pixel for pixel.

    Text under the scan can't be told from text on it by looking at the file. So all is taken out
    first, then only what is said to be invisible, and the pages are looked at.

    Returns:
        True if the page has no text any more.
    """
    import numpy as np

    before = _picture(shown, number)
    content, resources = page.obj.get("/Contents"), page.obj.get("/Resources")
    for only_hidden in (False, True):
        if not without_text(pdf, page, only_hidden=only_hidden):
            return not only_hidden
        with closing(_alone(pdf, page)) as now:
            if np.array_equal(before, _picture(now, 1)):
                return not only_hidden
        _put_back(page, content, resources)
    return False


def _put_back(page: PdfPage, content: Object | None, resources: Object | None) -> None:
    for key, entry in (("/Contents", content), ("/Resources", resources)):
        if entry is not None:
            page.obj[key] = entry
        elif key in page.obj:
            del page.obj[key]


def _without_signatures(page: Page, target: PdfPage, frame: PageFrame) -> Page:
    """The page without stamps that are signature fields: the field itself shows their text."""
    placing = placing_of(page)
    fields = [rect for rect in map(_signature, target.obj.get("/Annots", ())) if rect]
    if placing is None or not fields:
        return page

    def is_signature(line: Line) -> bool:
        if line.zone is not Zone.STAMP or line.bbox is None:
            return False
        x, y = frame.place(*placing.share(*line.bbox.center))
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in fields)

    return replace(page, lines=tuple(line for line in page.lines if not is_signature(line)))


def _signature(annotation: Any) -> Rect | None:  # noqa: ANN401 - pikepdf's objects
    """Where a signature field lies, in points; None for another annotation or an empty field."""
    parent = annotation.get("/Parent", annotation)
    if annotation.get("/FT", parent.get("/FT")) != "/Sig" or "/AP" not in annotation:
        return None
    x0, y0, x1, y1 = (float(number) for number in annotation["/Rect"])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _without_shown_words(page: Page, alone: PdfDocument, frame: PageFrame) -> Page:
    """The page without those words that the file shows as text in the same place.

    A scan pasted into a typed page was read together with what is typed around it. The lines of a
    stamp are not known to the pixel, so the text around them counts.
    """
    placing = placing_of(page)
    if placing is None:
        return page
    with closing(alone), closing(alone[0]) as shown, closing(shown.get_textpage()) as text:
        def there(box: Bbox) -> list[str]:
            corners = [frame.place(*placing.share(x, y))
                       for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
            xs, ys = zip(*corners, strict=True)
            found = text.get_text_bounded(min(xs), min(ys), max(xs), max(ys))
            return unicodedata.normalize("NFC", found).split()

        def kept(line: Line) -> Line:
            if line.zone is Zone.STAMP and line.bbox is not None:
                box, high = line.bbox, line.bbox.height
                around = set(there(Bbox(box.x0, box.y0 - high, box.x1, box.y1 + high)))
                words = (word for word in line.words if word.text not in around)
            else:
                words = (word for word in line.words
                         if word.bbox is None or there(word.bbox) != [word.text])
            return replace(line, words=tuple(words))

        return replace(page, lines=tuple(line for line in map(kept, page.lines) if line.words))


def _picture(shown: PdfDocument, number: int) -> NDArray[np.uint8]:
    import numpy as np

    with closing(shown[number - 1]) as page:
        bitmap = page.render(scale=_SCALE, draw_annots=False, may_draw_forms=False)
        pixels: NDArray[np.uint8] = np.array(bitmap.to_numpy())
        bitmap.close()
    return pixels


def _alone(pdf: Pdf, page: PdfPage) -> PdfDocument:
    """A page as it is now, in a document of its own and without annotations."""
    import pikepdf
    import pypdfium2

    bare = {key: entry for key in _DRAWN if (entry := inherited(page, key)) is not None}
    copy = pdf.make_indirect(pikepdf.Dictionary({"/Type": pikepdf.Name.Page, **bare}))
    stream = io.BytesIO()
    with pikepdf.Pdf.new() as alone:
        alone.pages.append(pikepdf.Page(copy))
        alone.save(stream, compress_streams=False)
    return pypdfium2.PdfDocument(stream.getvalue())
