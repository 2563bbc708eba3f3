"""A searchable PDF of a file that was read: PDF pages as they are, pictures as pages."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ocr.errors import InputError, Message
from ocr.model import Page
from ocr.searchable.glyphless import Codes, add_font, codes_for
from ocr.searchable.placing import placing_of
from ocr.searchable.text_layer import Points, needs_text, text_layer, words_of
from ocr.searchable.tree import inherited
from ocr.source import problems
from ocr.source.sniff import FileKind, identify

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from pikepdf import Page as PdfPage

Bookmark = tuple[int, str, int]
_PICTURE_VERSION = "1.5"     # of PDF: the first with JPEG 2000 and 16 bits per channel


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of the document as a whole.

    Attributes:
        sha256: of the file that was read; no other is taken for it.
        title: kind and subject.
        number: as printed.
        date: ISO.
        agency: the issuing body, as printed.
        bookmarks: level from 1, text and page of each heading, in order.
    """

    sha256: str
    title: str | None = None
    number: str | None = None
    date: str | None = None
    agency: str | None = None
    bookmarks: tuple[Bookmark, ...] = ()


def write_pdf(path: Path, pages: Sequence[Page], about: About) -> bytes:
    """The file as a PDF in which all that was read can be found.

    PDF pages keep every byte of their pictures; JPEG and JPEG 2000 files go in as they are, other
    pictures without loss. A page with a text layer of its own that was trusted stays as it is. Of a
    page that was recognised anew the old unseen text is taken out. The same input gives the same
    bytes.

    Args:
        path: the file that was read.
        pages: those that are wanted, with words of the corrected text and their boxes; they come
            in the order of the file.
        about: what is known of the document.

    Raises:
        InputError: if the file can't be read, or has changed since.
    """
    kind, digest = identify(path, str(path))
    if digest != about.sha256:
        raise InputError(
            Message("is not the file that was read: it has changed since",
                    "không phải tệp đã được đọc: nó đã thay đổi"),
            Message("Convert it again", "Hãy chuyển đổi lại"),
            file=str(path),
        )
    pages = sorted(pages, key=lambda page: page.number)
    codes = codes_for(word for page in pages for word in words_of(page))
    with _opened(path, kind, digest, pages) as (pdf, found):
        font = add_font(pdf, codes)
        for (page, points), target in zip(found, pdf.pages, strict=True):
            _add_text(pdf, page, target, _Layer(points, codes, font))
        _describe(pdf, about, [page.number for page in pages])
        return _saved(pdf, "" if kind is FileKind.PDF else _PICTURE_VERSION)


def _saved(pdf: Pdf, version: str) -> bytes:
    """The bytes of the file, of this version of PDF at least."""
    import warnings

    stream = io.BytesIO()
    with warnings.catch_warnings():
        # it warns of form fields that the file itself has left without a form
        warnings.simplefilter("ignore")
        pdf.save(
            stream, deterministic_id=True, compress_streams=False, min_version=version)
    return stream.getvalue()


@contextmanager
def _opened(
    path: Path, kind: FileKind, digest: str, pages: Sequence[Page]
) -> Iterator[tuple[Pdf, list[tuple[Page, Points]]]]:
    """The file as a PDF of the wanted pages, what text each needs, and how it is placed there."""
    import pikepdf

    if kind is not FileKind.PDF:
        from ocr.searchable.pictures import pictures_as_pdf

        with pictures_as_pdf(path, kind, digest, pages) as found:
            yield found
        return
    from ocr.searchable.scans import wanted_pages

    try:
        # by its stream: names that are not UTF-8 can't be handed to qpdf
        with path.open("rb") as stream, pikepdf.open(stream) as pdf:
            yield pdf, wanted_pages(path, pdf, pages)
    except pikepdf.PasswordError as error:
        raise problems.encrypted(str(path)) from error
    except pikepdf.PdfError as error:
        # what stands before is the stream
        raise problems.damaged(str(path), str(error).rsplit(": ", 1)[-1][:120]) from error


@dataclass(frozen=True, slots=True)
class _Layer:
    """What the text of one page is written with."""

    points: Points
    codes: Codes
    font: Object


def _add_text(pdf: Pdf, page: Page, target: PdfPage, layer: _Layer) -> None:
    """Put the words under the picture: what comes first meets no left-over state of the page."""
    import zlib

    from pikepdf import Name

    placing = placing_of(page)
    if placing is None or not needs_text(page):
        return
    name = _font_name(target, layer.font)
    content = text_layer(page, placing, layer.points, layer.codes, name)
    if not content:
        return
    _add_resource(target, name, layer.font)
    stream = pdf.make_stream(b"")
    stream.write(zlib.compress(content, 9), filter=Name.FlateDecode)
    target.contents_add(stream, prepend=True)


def _font_name(target: PdfPage, font: Object) -> str:
    """A name that no other font of the page has."""
    from pikepdf import Dictionary

    resources = inherited(target, "/Resources")
    fonts = resources.get("/Font", Dictionary()) if resources is not None else Dictionary()
    number = 0
    while f"/Sohoa{number}" in fonts:
        number += 1
    return f"Sohoa{number}"


def _add_resource(target: PdfPage, name: str, font: Object) -> None:
    """Add the font to a copy of the page's resources: other pages may share them."""
    from pikepdf import Dictionary

    resources = inherited(target, "/Resources")
    copied = Dictionary(dict(resources.items())) if resources is not None else Dictionary()
    fonts = Dictionary(dict(copied.get("/Font", Dictionary()).items()))
    fonts[f"/{name}"] = font
    copied["/Font"] = fonts
    target.obj["/Resources"] = copied


def _describe(pdf: Pdf, about: About, numbers: list[int]) -> None:
    """Title, number, date and agency, and bookmarks where the file has none of its own."""
    from pikepdf import OutlineItem, String

    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as facts:
        if about.title:
            facts["dc:title"] = about.title
            pdf.docinfo["/Title"] = about.title
        if about.number:
            facts["dc:identifier"] = about.number
        if about.date:
            facts["dc:date"] = [about.date]
        if about.agency:
            facts["dc:publisher"] = {about.agency}
        facts["dc:language"] = {"vi"}
    if "/Lang" not in pdf.Root:
        pdf.Root["/Lang"] = String("vi")
    if "/Outlines" in pdf.Root or not about.bookmarks:
        return
    with pdf.open_outline() as outline:
        open_items: list[OutlineItem] = []
        for level, text, page in about.bookmarks:
            if page not in numbers:
                continue
            item = OutlineItem(text, numbers.index(page))
            del open_items[level - 1:]
            (open_items[-1].children if open_items else outline.root).append(item)
            open_items.append(item)
