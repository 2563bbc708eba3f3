"""The document as plain text: one paragraph per line, a blank line between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cleanup.document import Block, Document, Letterhead, Section
from cleanup.letterhead import heads_of, heads_of_ending

_CALL = re.compile(r"\[\^(\d+)\]")


def write_text(document: Document) -> str:
    """Head, body, recipients, signature, footnotes, as printed and in this order."""
    return "".join(text_pieces(document))


def text_pieces(document: Document) -> Iterator[str]:
    """The file piece by piece, for texts so long that it should not be in memory as a whole."""
    labels = _labels(document)
    gap = ""
    for part in filter(None, _parts(document, labels)):
        yield gap + _CALL.sub(lambda match: labels.get(match[1], match.group()), part)
        gap = "\n\n"
    yield "\n"


def _labels(document: Document) -> dict[str, str]:
    """The mark of each footnote as printed, by its id."""
    return {note.id: note.label or f"({note.id})" for note in document.footnotes}


def _parts(document: Document, labels: Mapping[str, str]) -> Iterator[str]:
    yield from map(_letterhead, document.letterheads[:1])
    if document.heading:
        yield document.heading
    yield from _body(document)
    yield from map(_letterhead, heads_of_ending(document))
    if document.recipients_heading:
        yield "\n".join((document.recipients_heading, *document.recipients_lines))
    yield from document.signature_lines
    for appendix in document.appendices:
        yield from map(_letterhead, heads_of(appendix, document))
        yield appendix.title
        yield from map(_block, appendix.blocks)
        for section in appendix.sections:
            yield from _section(section)
    yield from (f"{labels[note.id]} {note.text}" for note in document.footnotes)


def _letterhead(head: Letterhead) -> str:
    return "\n".join((*head.left, *head.right))


def _body(document: Document) -> Iterator[str]:
    yield from map(_block, document.preamble)
    for section in document.sections:
        yield from _section(section)
    yield from map(_block, document.closing)


def _section(section: Section) -> Iterator[str]:
    blocks = list(section.blocks)
    if section.title is not None:
        gap = "" if section.title.startswith("[^") else " "
        title = f"{section.label}{gap}{section.title}"
        if section.run_in and blocks:
            yield f"{title}: {_block(blocks.pop(0))}"
        else:
            yield title
    elif blocks and blocks[0].type == "paragraph":
        yield f"{section.label} {_block(blocks.pop(0))}"
    else:
        yield section.label
    yield from map(_block, blocks)
    for child in section.sections:
        yield from _section(child)


def _block(block: Block) -> str:
    if block.type == "table":
        return "\n".join("\t".join(row) for row in block.rows)
    return block.text
