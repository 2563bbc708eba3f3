"""Files opened as pages, one page in memory at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ocr.source.base import Source, SourcePage, TextLayer
from ocr.source.sniff import FileKind, identify

if TYPE_CHECKING:
    import os

__all__ = ["Source", "SourcePage", "TextLayer", "open_source"]


def open_source(path: str | os.PathLike[str], *, dpi: int | None = None) -> Source:
    """Open a PDF, TIFF, PNG, JPEG, JPEG 2000 or WebP file; use the result as a context manager.

    Args:
        path: the file. Its kind is told by content, not by suffix.
        dpi: resolution to work at; by default the scan's own, 300 where there is none, and 300
            for scans below 200 or above 400.

    Raises:
        InputError: if the file is missing, empty, encrypted, damaged or no document at all. A
            damaged *page* raises nothing: it comes as a page with an error, and the others go on.
    """
    place = Path(path)
    file = str(path)
    kind, digest = identify(place, file)
    if kind is FileKind.PDF:
        from ocr.source.pdf import PdfSource

        return PdfSource(place, file, digest, dpi)
    from ocr.source.pictures import PictureSource

    return PictureSource(place, file, digest, kind, dpi)
