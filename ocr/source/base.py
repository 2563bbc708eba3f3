"""What every kind of source (PDF, TIFF, photo) offers: pages, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ocr.errors import InputError
from ocr.model import Line, Stamp
from ocr.page_image import PageImage


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLayer:
    """The text a PDF page carries with it, already judged.

    Attributes:
        trusted: True if it can stand for the printed text.
        reason: a few words that say why or why not, e.g. "holds only the digital signature".
        lines: the lines with boxes in pixels at the page's rendering dpi; empty when not trusted.
    """

    trusted: bool
    reason: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """One page as taken from the source.

    Attributes:
        number: page number in the source, from 1.
        image: the picture, not yet turned; None when the page could not be read.
        text_layer: the judged text layer, or None if the source has none.
        stamps: digital signatures that the PDF holds as annotations (read from the PDF, not from
            pixels).
        error: why the page could not be read, in English, or None.
        damage: what is wrong with a picture of which only a part could be decoded, in English.
        failure: the same as an error with cause and remedy in both languages, to be raised when no
            page of the file could be read.
    """

    number: int
    image: PageImage | None
    text_layer: TextLayer | None = None
    stamps: tuple[Stamp, ...] = ()
    error: str | None = None
    damage: str | None = None
    failure: InputError | None = None


class Source(Protocol):
    """An open file; use it as a context manager."""

    file: str
    sha256: str
    page_count: int

    def __enter__(self) -> Source: ...
    def __exit__(self, *exc: object) -> None: ...
    def page(self, number: int) -> SourcePage:
        """Load one page; memory of the page before is free again."""
        ...

    def pages(self, numbers: tuple[int, ...] | None = None) -> Iterator[SourcePage]:
        """Load pages one after the other; all of them by default."""
        ...
