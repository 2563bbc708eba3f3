"""Pages of a PDF that was read: the wanted ones, and without the unseen text of other programs."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ocr.model import Page, PageStatus, TextSource, Word
from ocr.searchable.old_text import without_text
from ocr.searchable.placing import placing_of
from ocr.searchable.text_layer import Points
from ocr.searchable.tree import inherited
from ocr.source import problems
from ocr.source.geometry import PageFrame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pikepdf import Page as PdfPage
    from pikepdf import Pdf
    from pypdfium2 import PdfDocument

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
            frame = frame_of(shown, page.number)
            target = pdf.pages[page.number - 1]
            if _has_old_text(page) and not _drop_old_text(pdf, target, shown, page.number):
                page = _without_shown_words(page, _alone(pdf, target), frame)
            result.append((page, frame.place))
    wanted = {page.number for page in pages}
    for number in reversed(range(1, len(pdf.pages) + 1)):
        if number not in wanted:
            del pdf.pages[number - 1]
    return result


def frame_of(shown: PdfDocument, number: int) -> PageFrame:
    """How a page is displayed."""
    from ocr.source.pdf import visible_part

    with closing(shown[number - 1]) as page:
        return PageFrame(crop=visible_part(page), rotation=page.get_rotation(), width=1, height=1)


def _has_old_text(page: Page) -> bool:
    """True for a page with text of its own that was not used."""
    recognised = page.status is not PageStatus.FAILED and page.text_source is TextSource.OCR
    return recognised and page.text_layer not in ("none", "holds no text")


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
        page.obj["/Contents"] = content
        if resources is None:
            del page.obj["/Resources"]
        else:
            page.obj["/Resources"] = resources
    return False


def _without_shown_words(page: Page, alone: PdfDocument, frame: PageFrame) -> Page:
    """The page without those words that the file shows as text in the same place.

    A scan pasted into a typed page was read together with what is typed around it.
    """
    placing = placing_of(page)
    with closing(alone), closing(alone[0]) as shown, closing(shown.get_textpage()) as text:
        def is_shown(word: Word) -> bool:
            if word.bbox is None or placing is None:
                return False
            x0, y0, x1, y1 = word.bbox.as_list()
            corners = [frame.place(*placing.share(x, y)) for x in (x0, x1) for y in (y0, y1)]
            xs, ys = zip(*corners, strict=True)
            there = text.get_text_bounded(min(xs), min(ys), max(xs), max(ys))
            return unicodedata.normalize("NFC", there).split() == [word.text]

        lines = (replace(line, words=tuple(word for word in line.words if not is_shown(word)))
                 for line in page.lines)
        return replace(page, lines=tuple(line for line in lines if line.words))


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
