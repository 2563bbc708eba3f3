"""The headings of a document with their pages: what a PDF shows as bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cleanup.document import Document, Section

Bookmark = tuple[int, str, int]
"""Level from 1, text, page from 1."""

_CALL = re.compile(r"\s?\[\^\d+\]")


def bookmarks(document: Document) -> tuple[Bookmark, ...]:
    """All units with a title, in reading order; a unit is at most one level below the one before.

    >>> from cleanup.document import Metadata, SourceInfo
    >>> article = Section(
    ...     number="Điều 1", label="Điều 1.", style="article", level=3, page=2, title="Phạm vi")
    >>> bookmarks(Document(source=SourceInfo(file="", sha256="", pages=2), metadata=Metadata(),
    ...                    heading="QUYẾT ĐỊNH", sections=(article,)))
    ((1, 'QUYẾT ĐỊNH', 1), (2, 'Điều 1. Phạm vi', 2))
    """
    found = list(_all(document))
    result: list[Bookmark] = []
    for level, text, page in found:
        highest = result[-1][0] + 1 if result else 1
        result.append((min(level, highest), " ".join(_CALL.sub("", text).split()), page))
    return tuple(result)


def _all(document: Document) -> Iterator[Bookmark]:
    first = document.pages[0].number if document.pages else 1
    below = 0
    if document.heading:
        yield 1, document.heading, first
        below = 1
    yield from _units(document.sections, 1 + below)
    for appendix in document.appendices:
        yield 1, appendix.title, appendix.page
        yield from _units(appendix.sections, 2)


def _units(sections: Iterable[Section], level: int) -> Iterator[Bookmark]:
    for section in sections:
        if section.title is not None:
            yield level, f"{section.label} {section.title}", section.page
        yield from _units(section.sections, level + (section.title is not None))
