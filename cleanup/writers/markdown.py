"""The document as Markdown: YAML front matter, headings, paragraphs, tables, footnotes.

The form is fixed by the contract with users: numbers stay in the headings as printed, units without
a title are paragraphs that begin with their number in bold. Equal documents give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanup.document import Appendix, Block, Document, Section
from cleanup.letterhead import heads_of, heads_of_ending
from cleanup.writers.escape import escape_inline, escape_paragraph
from cleanup.writers.front_matter import front_matter
from cleanup.writers.table import write_letterhead, write_table

_DEEPEST = 6
_RULE = "---"


def write_markdown(document: Document) -> str:
    """The whole file, ending with one newline."""
    return "".join(markdown_pieces(document))


def markdown_pieces(document: Document) -> Iterator[str]:
    """The file piece by piece, for texts so long that it should not be in memory as a whole."""
    yield front_matter(document) + "\n"
    gap = ""
    for part in filter(None, _parts(document)):
        yield gap + part
        gap = "\n\n"
    if gap:
        yield "\n"


def _parts(document: Document) -> Iterator[str]:
    yield from map(write_letterhead, document.letterheads[:1])
    if document.heading:
        yield f"# {_heading(document.heading)}"
    if document.appendix_note:
        yield escape_paragraph(document.appendix_note)
    yield from map(_block, document.preamble)
    for section in document.sections:
        yield from _section(section)
    yield from map(_block, document.closing)
    yield from map(write_letterhead, heads_of_ending(document))
    yield from _ending(document)
    for appendix in document.appendices:
        yield from map(write_letterhead, heads_of(appendix, document))
        yield from _appendix(appendix)
    for note in document.footnotes:
        yield f"[^{note.id}]: {escape_paragraph(note.text)}"


def _heading(text: str) -> str:
    # a closing row of # would be cut off by renderers
    text = escape_inline(text)
    return f"{text[:-1]}\\#" if text.endswith("#") else text


def _section(section: Section) -> Iterator[str]:
    blocks = list(section.blocks)
    if section.title is not None:
        title = section.title
        gap = "" if title.startswith("[^") or not section.label else " "
        marks = "#" * min(section.level + 1, _DEEPEST)
        heading = f"{marks} {_heading(section.label + gap + title)}"
        if section.run_in and blocks:
            # one printed paragraph: heading and text stay together, without a blank line
            heading += f"\n{_block(blocks.pop(0))}"
        yield heading
    elif blocks and blocks[0].type == "paragraph":
        yield f"**{escape_inline(section.label)}** {escape_inline(blocks.pop(0).text)}"
    else:
        yield f"**{escape_inline(section.label)}**"
    yield from map(_block, blocks)
    for child in section.sections:
        yield from _section(child)


def _block(block: Block) -> str:
    if block.type == "table":
        return write_table(block)
    if block.type == "quote":
        return f"> {escape_paragraph(block.text)}"
    if block.type == "list_item" and block.text.startswith("- "):
        return f"- {escape_paragraph(block.text[2:])}"
    return escape_paragraph(block.text)


def _ending(document: Document) -> Iterator[str]:
    if not (document.recipients_heading or document.recipients_lines or document.signature_lines):
        return
    yield _RULE
    if document.recipients_heading:
        yield f"**{escape_inline(document.recipients_heading)}**"
    if document.recipients_lines:
        yield "\n".join(
            f"- {escape_paragraph(line[2:])}" if line.startswith("- ") else escape_paragraph(line)
            for line in document.recipients_lines
        )
    yield from map(escape_paragraph, document.signature_lines)
    for copy in document.copies:
        yield from map(escape_paragraph, copy.lines)


def _appendix(appendix: Appendix) -> Iterator[str]:
    yield f"# {_heading(appendix.title)}"
    yield from map(_block, appendix.blocks)
    for section in appendix.sections:
        yield from _section(section)
