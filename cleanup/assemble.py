"""Pages of lines into one `Document`: the whole way through `cleanup`'s structure.

`build_document` is the only way in. It reads no file and no clock; the same pages give the same
document. Every word that comes in is in the document afterwards: in the body, the head, the ending,
a footnote, a stamp or `unplaced`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleanup.document import Block, Correction, Document, SourceInfo
from cleanup.footnotes import Notes, take_footnotes
from cleanup.forms import find_forms
from cleanup.layout import body_lines
from cleanup.letterhead import read_letterheads
from cleanup.mend import mend_pages
from cleanup.metadata import MetadataResult, read_metadata
from cleanup.packed import of_zones
from cleanup.paragraphs import join_lines
from cleanup.sections import Body, Item, build_body
from cleanup.settled import settle_day
from cleanup.tables import join_tables, table_block
from cleanup.zones import zone_pages
from ocr.model import Page, ProcessingStep, Stamp, StampKind, Unplaced, Zone

_REVIEWED = ("sections", "footnotes", "unread", "drawings", "forms")
_BODY_ZONES = frozenset({Zone.BODY, Zone.ADDRESSEE, Zone.TABLE, Zone.UNKNOWN})


def build_document(
    pages: tuple[Page, ...], source: SourceInfo, *, corrections: Sequence[Correction] = (),
    mend: bool = True,
) -> Document:
    """Build the document from recognised, already corrected pages.

    Args:
        pages: in order; lines without zones get them here.
        source: the file the pages come from.
        corrections: the changes made to the lines so far; those made here are added.
        mend: whether wording may be changed here, by what the document says elsewhere.
    """
    zoned = zone_pages(pages)
    mended: tuple[Correction, ...] = ()
    settled: tuple[Correction, ...] = ()
    if mend:
        zoned, mended = mend_pages(zoned)
    head = read_metadata(zoned, source, (*corrections, *mended))
    if mend:
        zoned, settled = settle_day(zoned, head)
    made = (*corrections, *mended, *settled)
    notes = take_footnotes(zoned)
    body = build_body(_items(notes))
    return _document(zoned, source, head, notes, body, made)


def _document(
    pages: tuple[Page, ...], source: SourceInfo, head: MetadataResult, notes: Notes, body: Body,
    corrections: tuple[Correction, ...],
) -> Document:
    reasons = dict(head.findings)
    metadata = head.metadata
    if body.findings:
        reasons["sections"] = tuple(str(finding) for finding in body.findings)
    if notes.uncalled:
        reasons["footnotes"] = tuple(
            f"footnote.no-call: {label} (page {page})" for page, label in notes.uncalled
        )
    unplaced = (*(mark for page in pages for mark in page.unplaced), *find_forms(pages))
    stamps = tuple(stamp for page in pages for stamp in page.stamps)
    reasons |= _seen(pages, unplaced, stamps)
    review = (name for name in _REVIEWED if name in reasons)
    metadata = replace(metadata, review=(*metadata.review, *review))
    return Document(
        source=source, metadata=metadata, field_evidence=head.evidence,
        letterheads=read_letterheads(pages), heading=head.heading,
        preamble=body.preamble, sections=body.sections, closing=body.closing,
        recipients_heading=head.recipients_heading, recipients_lines=head.recipients_lines,
        signature_lines=head.signature_lines, footnotes=notes.footnotes,
        appendices=body.appendices,
        stamps=stamps,
        unplaced=unplaced,
        corrections=(*corrections, *notes.corrections, *body.corrections),
        pages=pages, steps=_steps(pages), references=head.references, review_reasons=reasons,
        circulation=head.circulation, appendix_note=head.appendix_note, copies=head.copies,
    )


def _seen(
    pages: Sequence[Page], marks: Sequence[Unplaced], stamps: Sequence[Stamp]
) -> dict[str, tuple[str, ...]]:
    """Why a person should look at pages: print or stamps not read, drawings, filled forms."""
    seen = {
        ("unread", "picture.damaged"): [page.number for page in pages if page.damage],
        # the reader found rows of letters there that the engine gave no line for
        ("unread", "print.unread"): [m.page for m in marks if not m.text and m.kind is None],
        ("unread", "stamp.unread"): [
            stamp.page for stamp in stamps
            # writing in a round seal: more likely a stamp for incoming mail that was cut or broken
            if (stamp.kind is StampKind.OTHER and not stamp.text)
            or (stamp.kind is StampKind.SEAL and stamp.text)],
        ("drawings", "drawing"): [m.page for m in marks if m.kind == "drawing"],
        ("forms", "form.filled-by-hand"): [m.page for m in marks if m.kind == "form"],
    }
    found: dict[str, tuple[str, ...]] = {}
    for (name, code), numbers in seen.items():
        for number in dict.fromkeys(numbers):
            found[name] = (*found.get(name, ()), f"{code} (page {number})")
    return found


def _steps(pages: Sequence[Page]) -> tuple[ProcessingStep, ...]:
    steps: list[ProcessingStep] = []
    for page in pages:
        steps += (step for step in page.steps if step not in steps)
    return tuple(steps)


def _items(notes: Notes) -> list[Item]:
    """Paragraphs and tables in reading order."""
    tables = _tables(notes.pages)
    places = sorted(_body_places(notes)) if tables else []
    below = {place for table, _ in tables for place in places[bisect_left(places, table) :][:1]}
    items: list[Item] = []
    for paragraph in join_lines(body_lines(notes.pages, _body_places(notes)), below):
        place = (paragraph.page, paragraph.index)
        before = [block for start, block in tables if start <= place]
        items += _whole(before)
        del tables[:len(before)]
        items.append(paragraph)
    return [*items, *_whole([block for _, block in tables])]


def _body_places(notes: Notes) -> Iterator[tuple[int, int]]:
    """Page and index of the lines of the body."""
    for page in notes.pages:
        for index, _ in of_zones(page.lines, _BODY_ZONES):
            if (page.number, index) not in notes.taken:
                yield page.number, index


def _tables(pages: Sequence[Page]) -> list[tuple[tuple[int, int], Block]]:
    return [
        ((page.number, table.before_line), table_block(table, page.number))
        for page in pages for table in page.tables
    ]


def _whole(blocks: Sequence[Block]) -> list[Block]:
    """Tables that follow each other, those that go on from page to page as one."""
    result: list[Block] = []
    last_page = 0
    for block in blocks:
        apart = block.page != last_page
        joined = join_tables(result[-1], block, last_page) if result and apart else None
        if joined is not None:
            result[-1] = joined
        else:
            result.append(block)
        last_page = block.page
    return result
