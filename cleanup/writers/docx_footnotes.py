"""Footnotes of a Word file: python-docx has none, so their part is written here.

Office Open XML, ECMA-376 part 1, 17.11: a part `/word/footnotes.xml` with two separators and one
`w:footnote` for each note, and a `w:footnoteReference` in the text for each call.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from cleanup.document import Footnote

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# ids 0 and 1 are the separators
_FIRST = 1
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/>'
    "</w:r></w:p></w:footnote>"
)
_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


def call_footnote(paragraph: Paragraph, number: int) -> None:
    """Add the call of footnote `number` (from 1) at the end of a paragraph."""
    from docx.oxml import parse_xml

    run = f'<w:r xmlns:w="{_MAIN}">{_RAISED}<w:footnoteReference w:id="{number + _FIRST}"/></w:r>'
    paragraph._p.append(parse_xml(run))


def add_footnotes(word: Word, notes: Sequence[Footnote]) -> None:
    """Add the part with all footnotes; `Footnote.id` is what the calls name."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    if not notes:
        return
    rows = "".join(_note(note) for note in notes)
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:footnotes xmlns:w="{_MAIN}">{_SEPARATORS}{rows}</w:footnotes>'
    )
    package = word.part.package
    part = Part(PackURI("/word/footnotes.xml"), _TYPE, blob.encode("utf-8"), package)
    word.part.relate_to(part, _RELATION)


def _note(note: Footnote) -> str:
    clean = "".join(c for c in note.text if c >= " " and c not in "\ufffe\uffff")
    return (
        f'<w:footnote w:id="{int(note.id) + _FIRST}"><w:p><w:r>{_RAISED}<w:footnoteRef/></w:r>'
        f'<w:r><w:rPr><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve"> {escape(clean)}</w:t>'
        "</w:r></w:p></w:footnote>"
    )
