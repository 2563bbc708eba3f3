"""Scans that show two pages side by side: taken apart for the structure, joined in the result.

All of `cleanup` takes a page for one page: its head is at its top, its margins are one pair. So
each half becomes a page of its own, with a number of its own; at the end whatever names a page is
given the scan's number again, and the scan has one entry in `Document.pages`: pages in = pages out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from cleanup.cells import with_cells
from cleanup.document import Correction, Document
from ocr.model import Bbox, Line, Page

_IN_TEXT = re.compile(r"\(page (\d+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a page of its own came from: number of the scan, and the column where it begins."""

    page: int
    left: int = 0


Origins = Mapping[int, Origin]


def take_apart(pages: tuple[Page, ...]) -> tuple[tuple[Page, ...], Origins]:
    """Pages with the halves of scans that show two as pages of their own, numbered anew.

    Without such scans the same pages come back, and no origins.
    """
    if all(page.gutter is None for page in pages):
        return pages, {}
    result: list[Page] = []
    origins: dict[int, Origin] = {}
    for page in pages:
        parts = ((page, 0),) if page.gutter is None else _halves(page, page.gutter)
        for part, left in parts:
            number = pages[0].number + len(result)
            origins[number] = Origin(page=page.number, left=left)
            result.append(_numbered(part, number))
    return tuple(result), origins


def put_together(document: Document, origins: Origins) -> Document:
    """The document with the scans' own page numbers, and one page for each scan."""
    if not origins:
        return document
    places = _places(document.pages, origins)
    moved: dict[str, Any] = {
        field.name: _moved(getattr(document, field.name), origins)
        for field in fields(document) if field.name not in ("pages", "corrections", "metadata")
    }
    # reasons name pages in words
    moved["review_reasons"] = {
        name: tuple(_IN_TEXT.sub(lambda hit: f"(page {origins[int(hit[1])].page})", reason)
                    for reason in reasons)
        for name, reasons in document.review_reasons.items()
    }
    corrections = tuple(
        replace(item, page=origins[item.page].page, line=places[item.page][item.line])
        for item in document.corrections
    )
    pages = _joined(document.pages, origins)
    return replace(document, **moved, corrections=corrections, pages=pages)


def _halves(page: Page, gutter: int) -> tuple[tuple[Page, int], tuple[Page, int]]:
    def is_left(box: Bbox | None) -> bool:
        return box is None or box.center[0] < gutter

    count = sum(is_left(line.bbox) for line in page.lines)
    left = replace(
        page, gutter=None, width=gutter,
        lines=tuple(line for line in page.lines if is_left(line.bbox)),
        tables=tuple(table for table in page.tables if is_left(table.bbox)),
        stamps=tuple(stamp for stamp in page.stamps if is_left(stamp.bbox)),
        unplaced=tuple(item for item in page.unplaced if is_left(item.bbox)),
    )
    right = replace(
        page, gutter=None, width=max(1, (page.width or gutter) - gutter),
        lines=tuple(line.moved(-gutter) for line in page.lines if not is_left(line.bbox)),
        tables=tuple(
            replace(table.moved(-gutter), before_line=max(0, table.before_line - count))
            for table in page.tables if not is_left(table.bbox)
        ),
        stamps=tuple(replace(stamp, bbox=stamp.bbox and stamp.bbox.moved(-gutter))
                     for stamp in page.stamps if not is_left(stamp.bbox)),
        unplaced=tuple(replace(item, bbox=item.bbox and item.bbox.moved(-gutter))
                       for item in page.unplaced if not is_left(item.bbox)),
    )
    return (left, 0), (right, gutter)


def _numbered(page: Page, number: int) -> Page:
    return replace(
        page, number=number,
        stamps=tuple(replace(stamp, page=number) for stamp in page.stamps),
        unplaced=tuple(replace(item, page=number) for item in page.unplaced),
    )


def _places(pages: tuple[Page, ...], origins: Origins) -> dict[int, dict[int, int]]:
    """By page of its own and line: the line on the scan, where all cells come after all lines."""
    scans: dict[int, list[Page]] = {}
    for page in pages:
        scans.setdefault(origins[page.number].page, []).append(page)
    result: dict[int, dict[int, int]] = {}
    for halves in scans.values():
        line = 0
        for page in halves:
            result[page.number] = {}
            for number in range(1, len(page.lines) + 1):
                result[page.number][number] = line = line + 1
        for page in halves:
            for number in range(len(page.lines) + 1, len(with_cells(page).lines) + 1):
                result[page.number][number] = line = line + 1
    return result


def _joined(pages: tuple[Page, ...], origins: Origins) -> tuple[Page, ...]:
    result: list[Page] = []
    for page in pages:
        origin = origins[page.number]
        numbered = _numbered(page, origin.page)
        if origin.left:
            whole = result[-1].beside(numbered, origin.left)
            result[-1] = replace(whole, width=origin.left + (page.width or 0))
        else:
            result.append(numbered)
    return tuple(result)


def _moved(value: object, origins: Origins) -> object:
    """Any part of a document with page numbers and boxes as on the scans."""
    if isinstance(value, tuple):
        return tuple(_moved(item, origins) for item in value)
    if isinstance(value, Mapping):
        return {key: _moved(item, origins) for key, item in value.items()}
    if not is_dataclass(value) or isinstance(value, type | Line | Bbox | Correction):
        return value
    changed: dict[str, Any] = {
        field.name: _moved(getattr(value, field.name), origins) for field in fields(value)
    }
    origin = origins.get(changed["page"]) if isinstance(changed.get("page"), int) else None
    if origin is not None:
        changed["page"] = origin.page
        if isinstance(changed.get("bbox"), Bbox):
            changed["bbox"] = changed["bbox"].moved(origin.left)
    return replace(value, **changed)
