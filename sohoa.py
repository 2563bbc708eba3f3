"""sohoa as a library: scans in, documents out.

    import sohoa

    document = sohoa.convert("scan.pdf")
    print(sohoa.render(document, "md"))

`convert` reads page after page; `read_page` and `build` are its two halves, for programs that
spread pages over processes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cleanup.document import Correction, Document, SourceInfo
from ocr.engines import DEFAULT_ENGINE
from ocr.errors import AppError, EngineFailedError, InputError, Message, SecrecyError, UsageError
from ocr.model import Page, PageStatus

if TYPE_CHECKING:
    from ocr.debug_images import DebugImages
    from ocr.source.base import Source

FORMATS = ("md", "json", "txt", "hocr", "alto", "pdf", "docx")
# a searchable PDF needs the pages that were looked at; existing text has none
CLEAN_FORMATS = tuple(name for name in FORMATS if name != "pdf")
PROFILES = ("off", "report", "safe", "bold")

__all__ = [
    "CLEAN_FORMATS",
    "FORMATS",
    "PROFILES",
    "AppError",
    "Document",
    "Options",
    "Page",
    "SourceInfo",
    "build",
    "clean",
    "convert",
    "inspect",
    "pieces",
    "read_page",
    "render",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything that changes the result.

    Attributes:
        engine: name of the recognition engine.
        profile: how bold the corrector is: "off", "report", "safe" or "bold".
        model: language model of the corrector, made by `sohoa lm build`; None for the packaged one.
        pages: page numbers from 1, or None for all.
        allow_secret: go on although page 1 bears a secrecy mark.
    """

    engine: str = DEFAULT_ENGINE
    profile: str = "safe"
    model: Path | None = None
    pages: tuple[int, ...] | None = None
    allow_secret: bool = False


def inspect(path: str | Path) -> SourceInfo:
    """Name, SHA-256 and page count of a file.

    Raises:
        InputError: if it is missing, empty, not a document, encrypted or damaged.
    """
    from ocr.source import open_source

    with open_source(path) as source:
        return _source_info(source)


def read_page(path: str | Path, number: int, options: Options | None = None) -> Page:
    """Read one page of a file. A page that can't be read comes back with status "failed".

    Raises:
        InputError: if the file as a whole can't be read.
        EngineMissingError: if the engine or its language data is not installed.
    """
    from ocr.engines import make_engine
    from ocr.reader import read_page as read
    from ocr.source import open_source

    options = options or Options()
    with open_source(path) as source:
        return read(source.page(number), make_engine(options.engine))


def build(pages: Iterable[Page], source: SourceInfo, options: Options | None = None) -> Document:
    """Make a document from all pages of a file, in page order.

    Raises:
        SecrecyError: if page 1 bears a secrecy mark and `allow_secret` is not set.
        ConfigurationError: if the language model can't be read.
    """
    from cleanup.assemble import build_document
    from cleanup.cells import back_into_cells, with_cells
    from cleanup.correct import correct_pages
    from cleanup.rules import clean_pages
    from cleanup.rules.vocabulary import correct_vocabulary
    from cleanup.spreads import put_together, take_apart
    from cleanup.zones import zone_pages

    options = options or Options()
    # one name for all stages: of a long text nothing is kept that a later stage has replaced
    now, origins = take_apart(tuple(pages))
    del pages
    # zones first: they move and cut lines, and every edit after that names the line as written
    now = zone_pages(now)
    refuse_secret(now, source, options)
    now, mended = clean_pages(tuple(map(with_cells, now)))
    fixed: tuple[Correction, ...] = ()
    changes = options.profile in ("safe", "bold")
    if changes:
        now, fixed = correct_vocabulary(now)
    now, changed = correct_pages(now, profile=options.profile, model=options.model)
    document = build_document(
        tuple(map(back_into_cells, now)), source, corrections=(*mended, *fixed, *changed),
        mend=changes,
    )
    return put_together(document, origins)


def convert(
    path: str | Path,
    options: Options | None = None,
    on_page: Callable[[Page, int], None] | None = None,
    *,
    debug_images: str | Path | None = None,
) -> Document:
    """Digitize one file.

    Args:
        path: PDF, TIFF, PNG, JPEG, JPEG 2000 or WebP.
        options: what to do and how.
        on_page: called after each page with the page and the number of pages in all.
        debug_images: folder for pictures of what the program saw (`ocr.debug_images`), made if it
            is missing.

    Raises:
        InputError: if the file can't be read, or none of its pages.
        OutputError: if the pictures can't be written.
        UsageError: if a page is asked for that the file does not have.
        EngineMissingError: if the engine or its language data is not installed.
        EngineFailedError: if the engine failed on every page.
        ConfigurationError: if the language model can't be read.
        SecrecyError: if page 1 bears a secrecy mark and `allow_secret` is not set.
    """
    options = options or Options()
    _check_model(options)
    pictures = _debug_images(debug_images)
    with _named_as(path):
        pages, info = _read_pages(path, options, on_page, pictures)
        return _drawn(pages, info, options, pictures)


def _read_pages(
    path: str | Path,
    options: Options,
    on_page: Callable[[Page, int], None] | None,
    pictures: DebugImages | None,
) -> tuple[list[Page], SourceInfo]:
    from ocr.engines import make_engine
    from ocr.reader import read_page as read
    from ocr.source import open_source

    engine = make_engine(options.engine)
    with open_source(path) as source:
        info = _source_info(source)
        numbers = options.pages or tuple(range(1, source.page_count + 1))
        _check_numbers(numbers, info)
        pages: list[Page] = []
        for source_page in source.pages(numbers):
            page = read(source_page, engine, pictures.saw if pictures else None)
            pages.append(page)
            if page.number == 1:
                _stop_early_if_secret(page, info, options)
            if pictures is not None:
                pictures.keep()
            if on_page is not None:
                on_page(page, len(numbers))
    if all(page.status is PageStatus.FAILED for page in pages):
        raise _nothing_read(pages[0], info)
    return pages, info


@contextmanager
def _named_as(path: str | Path) -> Iterator[None]:
    """Errors name the file as the caller did; results hold its name alone."""
    try:
        yield
    except AppError as error:
        if error.file == Path(path).name:
            error.file = str(path)
        raise


def clean(source: str | Path | bytes, options: Options | None = None) -> Document:
    """Correct and structure text that exists already: UTF-8 or legacy text, hOCR, ALTO, PDF.

    Args:
        source: a file, or its bytes.
        options: what to do and how; the engine is not used.

    Raises:
        InputError: if it can't be read as text.
        SecrecyError: if page 1 bears a secrecy mark and `allow_secret` is not set.
    """
    from cleanup.readers import read_text_pages

    place = source if isinstance(source, bytes) else Path(source)
    with nullcontext() if isinstance(place, bytes) else _named_as(place):
        pages, info = _read_layer(place) if _is_pdf(place) else read_text_pages(place)
        # used up by `build`: of a long text nothing is kept that a stage has replaced
        rest = iter(pages)
        del pages
        return build(rest, info, options)


def _is_pdf(source: Path | bytes) -> bool:
    if isinstance(source, bytes):
        return source.startswith(b"%PDF-")
    try:
        with source.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def _read_layer(source: Path | bytes) -> tuple[tuple[Page, ...], SourceInfo]:
    """The text layer of a PDF, decoded by its fonts.

    Raises:
        InputError: if the file is encrypted or damaged, or no page has any text.
    """
    import tempfile

    from cleanup.legacy import decode_pages, decode_runs
    from ocr.source.pdf_layer import read_layer

    if isinstance(source, bytes):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(source)
            file.flush()
            pages, info = _read_layer(Path(file.name))
        return pages, replace(info, file="-")
    info = inspect(source)
    pages = decode_pages(tuple(read_layer(source, decode_runs)))
    if not any(page.lines for page in pages):
        raise InputError(
            Message("has no text layer", "không có lớp văn bản"),
            Message("Recognise it: sohoa convert", "Hãy nhận dạng: sohoa convert"),
            file=info.file,
        )
    return pages, info


def render(
    document: Document, format: str, *, source: str | Path | None = None
) -> str | bytes:
    """The document in one of `FORMATS`: text that ends with a newline, or the bytes of a file.

    Args:
        document: what `convert` or `clean` made.
        format: "md", "json", "txt", "hocr", "alto", "pdf" or "docx".
        source: the file that was read; "pdf" needs it, for the pages are taken from there.

    Raises:
        UsageError: if the format is unknown; for "hocr" and "alto", if the text has no places on a
            page; for "pdf", if the source is not given or is another file.
        InputError: for "pdf", if the source can't be read.
    """
    from importlib import import_module

    check_format(format)
    if format == "pdf":
        return _searchable(document, source)
    module, name = _WRITERS[format]
    written: str | bytes = getattr(import_module(f"cleanup.writers.{module}"), name)(document)
    return written


def pieces(
    document: Document, format: str, *, source: str | Path | None = None
) -> Iterable[str] | str | bytes:
    """What `render` gives, text in pieces: a long one need not be in memory as a whole."""
    from importlib import import_module

    if format not in _PIECES:
        return render(document, format, source=source)
    module, name = _PIECES[format]
    written: Iterable[str] = getattr(import_module(f"cleanup.writers.{module}"), name)(document)
    return written


_WRITERS = {
    "md": ("markdown", "write_markdown"),
    "json": ("json", "write_json"),
    "txt": ("text", "write_text"),
    "hocr": ("hocr", "write_hocr"),
    "alto": ("alto", "write_alto"),
    "docx": ("docx", "write_docx"),
}
_PIECES = {
    "md": ("markdown", "markdown_pieces"),
    "json": ("json", "json_pieces"),
    "txt": ("text", "text_pieces"),
}


def _searchable(document: Document, source: str | Path | None) -> bytes:
    from cleanup.writers.bookmarks import bookmarks
    from cleanup.writers.placed import placed_pages
    from ocr.searchable import About, write_pdf

    if source is None:
        raise UsageError(
            Message("a PDF is made from the pages of the file that was read",
                    "PDF được tạo từ các trang của tệp đã đọc"),
            Message('Name it: render(document, "pdf", source=path)',
                    'Hãy nêu tệp: render(document, "pdf", source=đường_dẫn)'),
            file=document.source.file,
        )
    facts = document.metadata
    about = About(
        sha256=document.source.sha256, title=facts.title, number=facts.number, date=facts.date,
        agency=facts.agency, bookmarks=bookmarks(document),
    )
    with _named_as(source):
        return write_pdf(Path(source), placed_pages(document), about)


def check_format(name: str, formats: Sequence[str] = FORMATS) -> None:
    """Refuse a format that is not among those that can be written.

    Raises:
        UsageError: if it is not one of `formats`.
    """
    if name in formats:
        return
    known = ", ".join(formats)
    cause = Message(f"unknown format '{name}'", f"không có định dạng '{name}'")
    if name in FORMATS:
        cause = Message(
            f"existing text can't become {name}: it has no pages to show",
            f"văn bản có sẵn không thể thành {name}: nó không có trang để hiển thị",
        )
    raise UsageError(
        cause, Message(f"Choose one of: {known}", f"Hãy chọn một trong: {known}")
    )


def failed_pages(document: Document) -> tuple[Page, ...]:
    """The pages of a document that could not be read."""
    return tuple(page for page in document.pages if page.status is PageStatus.FAILED)


def refuse_secret(zoned: tuple[Page, ...], source: SourceInfo, options: Options) -> None:
    """Stop if page 1 bears a secrecy mark.

    Raises:
        SecrecyError: names file and page only, never text.
    """
    from cleanup.zones import find_secrecy

    if not options.allow_secret and find_secrecy(zoned) is not None:
        raise SecrecyError(
            Message("bears a secrecy mark; nothing was written", "có dấu mật; không ghi ra gì cả"),
            Message(
                "If you may process it on this machine, add --allow-secret",
                "Nếu được phép xử lý trên máy này, thêm --allow-secret",
            ),
            file=source.file,
            page=1,
        )


def _stop_early_if_secret(page: Page, source: SourceInfo, options: Options) -> None:
    if options.allow_secret:
        return
    from cleanup.zones import zone_pages

    refuse_secret(zone_pages((page,)), source, options)


def _drawn(
    pages: list[Page], source: SourceInfo, options: Options, pictures: DebugImages | None
) -> Document:
    """The document, its zones drawn into the pictures; a secret document leaves no pictures."""
    try:
        document = build(pages, source, options)
    except SecrecyError:
        if pictures is not None:
            pictures.discard()
        raise
    if pictures is not None:
        pictures.draw(document.pages)
    return document


def _debug_images(folder: str | Path | None) -> DebugImages | None:
    if folder is None:
        return None
    from ocr.debug_images import DebugImages

    return DebugImages(Path(folder))


def _source_info(source: Source) -> SourceInfo:
    return SourceInfo(file=Path(source.file).name, sha256=source.sha256, pages=source.page_count)


def _check_model(options: Options) -> None:
    """Refuse a file that is no language model before any page is read.

    Raises:
        ConfigurationError: if it can't be read.
    """
    if options.model is not None:
        from cleanup.lm import load

        load(options.model)


def _check_numbers(numbers: tuple[int, ...], source: SourceInfo) -> None:
    beyond = [n for n in numbers if n > source.pages]
    if not beyond:
        return
    one = source.pages == 1
    raise UsageError(
        Message(
            f"has {source.pages} page{'' if one else 's'}, there is no page {beyond[0]}",
            f"có {source.pages} trang, không có trang {beyond[0]}",
        ),
        Message("Choose page 1", "Hãy chọn trang 1")
        if one
        else Message(f"Choose pages 1-{source.pages}", f"Hãy chọn trong 1-{source.pages}"),
        file=source.file,
    )


def _nothing_read(page: Page, source: SourceInfo) -> AppError:
    detail = page.error
    cause = Message(f"no page could be read ({detail})", f"không đọc được trang nào ({detail})")
    if page.width is None:
        return InputError(
            cause,
            Message("Scan or save the file again", "Hãy quét hoặc lưu lại tệp"),
            file=source.file,
        )
    return EngineFailedError(
        cause, Message("Run: sohoa doctor", "Hãy chạy: sohoa doctor"), file=source.file
    )
