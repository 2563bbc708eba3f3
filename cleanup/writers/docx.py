"""The document as a Word file that a clerk can edit.

Layout after NĐ 30/2020/NĐ-CP, Phụ lục I: A4, Times New Roman 13-14, head and ending in two
columns, headings as Word headings with their numbers as text, real footnotes and tables.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from cleanup.document import Appendix, Block, Document, Letterhead, Section
from cleanup.letterhead import heads_of, heads_of_ending
from cleanup.writers.docx_footnotes import add_footnotes, call_footnote

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
# NĐ 30/2020 Phụ lục I, mục V: body 13-14, recipients heading 12, list 11
_BODY, _SMALL, _LIST = 14, 12, 11
_LEVELS = 6
_CALL = re.compile(r"\s?\[\^(\d+)\]")
# a zip entry has a time; a fixed one makes equal documents equal bytes
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(document: Document) -> bytes:
    """The whole file; equal documents give equal bytes."""
    import docx

    word = docx.Document()
    _set_up(word)
    for head in document.letterheads[:1]:
        _letterhead(word, head)
    if document.heading:
        _heading_line(word, document.heading)
    if document.appendix_note:
        _add(word, document.appendix_note, "centre").runs[0].italic = True
    for block in document.preamble:
        _block(word, block)
    for section in document.sections:
        _section(word, section)
    for block in document.closing:
        _block(word, block)
    for head in heads_of_ending(document):
        _letterhead(word, head)
    _ending(word, document)
    for appendix in document.appendices:
        for head in heads_of(appendix, document):
            _letterhead(word, head)
        _appendix(word, appendix)
    add_footnotes(word, document.footnotes)
    return _fixed_times(word)


def _set_up(word: Word) -> None:
    """A4, margins 20/20/30/15 mm, Times New Roman for text and headings."""
    from docx.shared import Mm, Pt, RGBColor

    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    for name in ("Normal", "Title", *(f"Heading {n}" for n in range(1, _LEVELS + 1))):
        style: Any = word.styles[name]
        style.font.name = FONT
        style.font.size = Pt(_BODY)
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = Pt(6)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if key.endswith("Theme"):
                del fonts.attrib[key]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(_w(script), FONT)
        if name != "Normal":
            style.font.bold, style.font.italic = True, False


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _add(word: Word, text: str, align: str = "both", *, bold: bool = False) -> Paragraph:
    """A paragraph of the text body: "both" indents its first line, "centre" does not."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    paragraph = word.add_paragraph()
    if align == "both":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
    else:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, text, bold=bold)
    return paragraph


def _write(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    """Text with its footnote calls."""
    at = 0
    for call in _CALL.finditer(text):
        paragraph.add_run(clean(text[at : call.start()])).bold = bold or None
        call_footnote(paragraph, int(call[1]))
        at = call.end()
    paragraph.add_run(clean(text[at:])).bold = bold or None


def clean(text: str) -> str:
    r"""`text` without the control characters that XML forbids.

    >>> clean("Điều\x0b 1\x00"), clean("Điều 1")
    ('Điều 1', 'Điều 1')
    """
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def _heading_line(word: Word, text: str) -> Paragraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = word.add_paragraph(style="Title")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, text, bold=True)
    return paragraph


def _columns(word: Word) -> tuple[_Cell, _Cell]:
    """A borderless row of two cells, as head and ending have them."""
    row = word.add_table(rows=1, cols=2).rows[0]
    return row.cells[0], row.cells[1]


def _lines(cell: _Cell, lines: tuple[str, ...], *, bold_from: int = 0, size: int = _BODY) -> None:
    """Centred lines; those from index `bold_from` on are bold."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for index, text in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(0)
        run = paragraph.add_run(clean(text))
        run.font.size = Pt(size)
        run.bold = True if index >= bold_from else None


def _letterhead(word: Word, head: Letterhead) -> None:
    left, right = _columns(word)
    _lines(left, head.left, bold_from=max(0, len(head.left) - 2), size=_BODY - 1)
    _lines(right, head.right, size=_BODY - 1)
    word.add_paragraph()


def _section(word: Word, section: Section) -> None:
    blocks = list(section.blocks)
    if section.title is not None:
        paragraph = word.add_heading(level=min(section.level, _LEVELS))
        _write(paragraph, f"{section.label} {section.title}".strip(), bold=True)
    elif blocks and blocks[0].type == "paragraph":
        _add(word, f"{section.label} {blocks.pop(0).text}")
    else:
        _add(word, section.label)
    for block in blocks:
        _block(word, block)
    for child in section.sections:
        _section(word, child)


def _block(word: Word, block: Block) -> None:
    from docx.shared import Mm

    if block.type == "table":
        _table(word, block)
        return
    paragraph = _add(word, block.text)
    if block.type == "quote":
        paragraph.paragraph_format.left_indent = Mm(10)


def _table(word: Word, block: Block) -> None:
    if not block.rows or not block.rows[0]:
        return
    width = max(len(row) for row in block.rows)
    table = word.add_table(rows=len(block.rows), cols=width)
    table.style = word.styles["Table Grid"]
    for (row, column), (height, span) in block.spans.items():
        last = min(row + height, len(block.rows)) - 1, min(column + span, width) - 1
        table.cell(row, column).merge(table.cell(*last))
    for row, texts in enumerate(block.rows):
        for column, text in enumerate(texts):
            if text:
                _write(table.cell(row, column).paragraphs[-1], text)
    word.add_paragraph()


def _ending(word: Word, document: Document) -> None:
    """Recipients on the left, signature on the right."""
    from docx.shared import Pt

    if not (document.recipients_lines or document.signature_lines or document.recipients_heading):
        return
    left, right = _columns(word)
    first = left.paragraphs[0]
    if document.recipients_heading:
        run = first.add_run(clean(document.recipients_heading))
        run.bold = run.italic = True
        run.font.size = Pt(_SMALL)
    for line in document.recipients_lines:
        paragraph = left.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(clean(line)).font.size = Pt(_LIST)
    _lines(right, document.signature_lines)
    for copy in document.copies:
        for line in copy.lines:
            _add(word, line)


def _appendix(word: Word, appendix: Appendix) -> None:
    _heading_line(word, appendix.title).paragraph_format.page_break_before = True
    for block in appendix.blocks:
        _block(word, block)
    for section in appendix.sections:
        _section(word, section)


def _fixed_times(word: Word) -> bytes:
    """The saved file with the same time on all its parts."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as read, zipfile.ZipFile(fixed, "w") as write:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            write.writestr(entry, read.read(name))
    return fixed.getvalue()
