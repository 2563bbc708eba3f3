"""The document as plain text: one paragraph per line, a blank line between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanup.document import Block, Document, Letterhead, Section
from cleanup.letterhead import heads_of, heads_of_ending

_CALL = re.compile(r"\[\^(\d+)\]")


def write_text(document: Document) -> str:
    """Head, body, recipients, signature, footnotes, as printed and in this order."""
    labels = {note.id: note.label or f"({note.id})" for note in document.footnotes}
    parts: list[str] = []
    parts += map(_letterhead, document.letterheads[:1])
    if document.heading:
        parts.append(document.heading)
    parts += _body(document)
    parts += map(_letterhead, heads_of_ending(document))
    if document.recipients_heading:
        parts.append("\n".join((document.recipients_heading, *document.recipients_lines)))
    parts += document.signature_lines
    for appendix in document.appendices:
        parts += map(_letterhead, heads_of(appendix, document))
        parts.append(appendix.title)
        parts += map(_block, appendix.blocks)
        for section in appendix.sections:
            parts += _section(section)
    parts += (f"{labels[note.id]} {note.text}" for note in document.footnotes)
    text = "\n\n".join(part for part in parts if part)
    return _CALL.sub(lambda match: labels.get(match[1], match.group()), text) + "\n"


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
