"""The head of a paper in its two columns, as printed.

The front matter holds what the head means; the text must hold what it says, or Quốc hiệu and the
printed line breaks would be lost.
"""

from __future__ import annotations

from cleanup.document import Appendix, Document, Letterhead
from cleanup.packed import of_zones
from ocr.model import Page, Zone

# domain boxes 2 and 3 stand at the left, 1 and 4 at the right (NĐ 30/2020, 36-HD/VPTW)
_LEFT = (Zone.HEADER_LEFT, Zone.NUMBER)
_RIGHT = (Zone.HEADER_RIGHT, Zone.PLACE_DATE)


def read_letterheads(pages: tuple[Page, ...]) -> tuple[Letterhead, ...]:
    """One head per page that has one; a second one begins a copy's or confirmation's note."""
    heads = []
    for page in pages:
        left, right = _column(page, _LEFT), _column(page, _RIGHT)
        if left or right:
            heads.append(Letterhead(page=page.number, left=left, right=right))
    return tuple(heads)


def heads_of_ending(document: Document) -> tuple[Letterhead, ...]:
    """Second heads that belong to no appendix: of a consolidated text, before its ending."""
    pages = {appendix.page for appendix in document.appendices}
    return tuple(head for head in document.letterheads[1:] if head.page not in pages)


def heads_of(appendix: Appendix, document: Document) -> tuple[Letterhead, ...]:
    """The head on top of a regulation that is issued with a decision."""
    first = next(one for one in document.appendices if one.page == appendix.page)
    later = document.letterheads[1:] if first is appendix else ()
    return tuple(head for head in later if head.page == appendix.page)


def _column(page: Page, zones: tuple[Zone, ...]) -> tuple[str, ...]:
    # rows of `*` and dashes only stand for the printed rules (domain 2.4)
    return tuple(
        line.text
        for _, line in of_zones(page.lines, zones)
        if any(character.isalnum() for character in line.text)
    )
