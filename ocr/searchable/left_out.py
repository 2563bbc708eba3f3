"""Of a PDF only some pages go on: nothing of the others stays hidden in the file.

Bookmarks, links, form fields and the tree of tags refer to pages. A page that was only taken out of
the tree of pages would stay in the file with its picture, for whoever looks into it: whoever hands
on pages 2 and 3 does not mean to hand on page 1.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Object, Page, Pdf

# Of the whole file: headings, tags and numbers of pages that are not there (ISO 32000-1, table 28)
_OF_ALL_PAGES = ("/Outlines", "/StructTreeRoot", "/MarkInfo", "/PageLabels")
_DEPTH = 32                  # of form fields; a tree without end is damage

_Identity = tuple[int, int]


def keep_pages(pdf: Pdf, wanted: Container[int]) -> None:
    """Take all pages out that are not wanted, with their content, notes and form fields.

    Bookmarks, tags and page labels go as a whole, for they tell of all pages. Links to a page that
    is gone lead nowhere.

    Args:
        pdf: is changed.
        wanted: page numbers from 1.
    """
    left_out = [number for number in range(1, len(pdf.pages) + 1) if number not in wanted]
    if not left_out:
        return
    pages = [pdf.pages[number - 1] for number in left_out]
    for number in reversed(left_out):
        del pdf.pages[number - 1]
    for key in _OF_ALL_PAGES:
        if key in pdf.Root:
            del pdf.Root[key]
    _drop_fields(pdf, {identity for page in pages for identity in _identities(page)})
    for page in pages:
        _empty(page)


def _identities(page: Page) -> Iterator[_Identity]:
    """The page itself and what stands on it: notes, links, the places of form fields."""
    from pikepdf import Object

    yield page.obj.objgen
    notes: Any = page.obj.get("/Annots") or ()
    yield from (note.objgen for note in notes if isinstance(note, Object) and note.is_indirect)


def _empty(page: Page) -> None:
    """What still refers to the page finds nothing in it."""
    for key in list(page.obj.keys()):
        if key != "/Type":
            del page.obj[key]


def _drop_fields(pdf: Pdf, gone: Container[_Identity]) -> None:
    """Take form fields out whose every place was on pages that are gone."""
    form = pdf.Root.get("/AcroForm")
    if form is None or "/Fields" not in form:
        return
    form["/Fields"] = _kept_fields(form["/Fields"], gone, 0)
    if "/XFA" in form:       # the same form once more, with all its values
        del form["/XFA"]


def _kept_fields(fields: Object, gone: Container[_Identity], depth: int) -> Object:
    from pikepdf import Array

    kept = Array()
    for field in fields:
        place = field.get("/P")
        if field.objgen in gone or (place is not None and place.objgen in gone):
            continue
        if "/Kids" in field and depth < _DEPTH:
            field["/Kids"] = _kept_fields(field["/Kids"], gone, depth + 1)
            if len(field["/Kids"]) == 0:
                continue
        kept.append(field)
    return kept
