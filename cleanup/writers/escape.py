"""Text that a Markdown renderer must not take for markup.

Only what could really be read as markup is escaped: the file is read by people as well, and the
same text must come back unchanged from any CommonMark renderer.
"""

from __future__ import annotations

import re
from html.entities import html5

_CALL = re.compile(r"(\[\^\d+\])")
_ALWAYS = re.compile(r"[\\`*\[\]<]")
_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_TILDES = re.compile(r"~(?=~)|(?<=~)~")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|(?P<name>[A-Za-z][A-Za-z0-9]*;))")
_LINE_START = re.compile(
    r"^(?:(?P<number>\d{1,9})(?=[.)](?:\s|$))"
    r"|(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|>|:\s|[-_=](?:\s*[-_=])+\s*$|=+\s*$))"
)


def escape_inline(text: str) -> str:
    r"""Escape what is markup anywhere in a line; footnote calls `[^1]` are markup and stay.

    >>> escape_inline("tự do[^1], số * và [a]")
    'tự do[^1], số \\* và \\[a\\]'
    >>> escape_inline("kinh tế - xã hội (GRDP) 5% & 3")
    'kinh tế - xã hội (GRDP) 5% & 3'
    >>> escape_inline("TN&MT; R&D; &lt;"), escape_inline("&#38; KH&ĐT;")
    ('TN&MT; R&D; \\&lt;', '\\&#38; KH&ĐT;')
    """
    return "".join(
        part if index % 2 else _escape(part) for index, part in enumerate(_CALL.split(text))
    )


def _escape(text: str) -> str:
    text = _ALWAYS.sub(lambda match: "\\" + match.group(), text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _TILDES.sub(r"\\~", text)
    return _ENTITY.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    """Escaped if a renderer knows it: `&lt;`, `&#38;`; "KH&ĐT;" and "TN&MT;" are text."""
    known = match["name"] is None or match["name"] in html5
    return f"\\{match.group()}" if known else match.group()


def escape_paragraph(text: str) -> str:
    r"""Escape a paragraph, its beginning too.

    >>> escape_paragraph("5. Về nhân sự"), escape_paragraph("+ Chỉ tiêu")
    ('5\\. Về nhân sự', '\\+ Chỉ tiêu')
    >>> escape_paragraph("Về nhân sự"), escape_paragraph("7,07% so với")
    ('Về nhân sự', '7,07% so với')
    """
    text = escape_inline(text)
    match = _LINE_START.match(text)
    if match is None:
        return text
    return f"{match.group()}\\{text[match.end() :]}"


def escape_cell(text: str) -> str:
    r"""Escape a cell of a GFM table.

    >>> escape_cell("a | b")
    'a \\| b'
    """
    return escape_inline(text).replace("|", "\\|")
