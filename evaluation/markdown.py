"""Reads Markdown: front matter, text without marks, numbered sections."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evaluation.document import BODY, Paragraph, SectionHead
from evaluation.text import flat, nfc

_COMMENT = re.compile(r"<!--.*?-->", re.S)
_RULE_OR_DIVIDER = re.compile(r"\s*\|?[\s:|-]{3,}\|?\s*")
_THEMATIC_BREAK = re.compile(r"\s{0,3}([-*_])\s*(\1\s*){2,}")
# in this order; each takes one kind of mark off a line
_MARKS = (
    (re.compile(r"^\s{0,6}#{1,6}\s+"), ""),
    (re.compile(r"^\s*>\s?"), ""),
    (re.compile(r"^\s*[*+]\s+"), ""),
    (re.compile(r"^\[\^[^\]]+\]:\s*"), ""),
    (re.compile(r"\[\^[^\]]+\]"), ""),
    (re.compile(r"<br/?>|\|"), " "),
    (re.compile(r"</?(sup|sub|u|b|i|em|strong)>"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])"), r"\1"),
    (re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=\S)|(?<=\S)(\*\*|__|\*)(?!\w)"), ""),
    (re.compile(r"(?<=\S)_(?=\s|$)"), ""),
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNIT = (
    r"(?:phần(?: thứ)?|chương|mục|tiểu mục|điều|phụ lục)\s+[\w.]*\w"
    r"|[IVXLC]+|\d+(?:\.\d+)*|[a-zđ]"
)
_NUMBERED = re.compile(rf"(?P<number>{_UNIT})(?P<mark>[.):/]*)(?:\s+(?P<title>.*))?$", re.I)
_BOLD_NUMBER = re.compile(rf"\s*\*\*(?P<number>{_UNIT})[.):/]*\*\*(?=\s|$)", re.I)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Lines between blank lines: as written, and without marks on one line."""

    raw: tuple[str, ...]
    text: str


def split_front_matter(text: str) -> tuple[str | None, str]:
    """(front matter or None, the rest)."""
    text = nfc(text).replace("\r\n", "\n").replace("\f", "\n\n")
    if text.startswith("---\n"):
        end = text.find("\n---", 4)
        if end > 0:
            return text[4:end], text[text.find("\n", end + 1) + 1 :]
    return None, text


def strip_marks(line: str) -> str:
    r"""One line of Markdown as a reader sees it.

    >>> strip_marks("### 1.2.1. Về **văn hoá** \\- xã hội[^1]")
    '1.2.1. Về văn hoá - xã hội'
    >>> strip_marks("5 * 3 = 15")
    '5 * 3 = 15'
    """
    if _RULE_OR_DIVIDER.fullmatch(line) and "-" in line:
        return ""
    for pattern, replacement in _MARKS:
        line = pattern.sub(replacement, line)
    return line.rstrip()


def _chunks(text: str) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    raw: list[str] = []
    plain: list[str] = []
    for line in [*_COMMENT.sub("", split_front_matter(text)[1]).split("\n"), ""]:
        stripped = strip_marks(line)
        if stripped.strip():
            raw.append(line)
            plain.append(stripped)
            continue
        if plain:
            chunks.append(_Chunk(tuple(raw), flat("\n".join(plain))))
            raw, plain = [], []
        if _THEMATIC_BREAK.fullmatch(line):
            chunks.append(_Chunk((line,), ""))
    return chunks


def markdown_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a Markdown document, each on one line, all marks taken off."""
    return tuple(chunk.text for chunk in _chunks(text) if chunk.text)


def markdown_truth(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs with their zones: title, body, table (row by row), footnote, ending.

    The ending is what follows the last thematic break: recipients and signature.
    """
    chunks = _chunks(text)
    breaks = [index for index, chunk in enumerate(chunks) if not chunk.text]
    ending = breaks[-1] if breaks else len(chunks)
    found: list[Paragraph] = []
    for index, chunk in enumerate(chunks):
        if not chunk.text:
            continue
        zone = _zone(chunk.raw[0], after_break=index > ending)
        pieces = [strip_marks(line) for line in chunk.raw] if zone == "table" else [chunk.text]
        found += (Paragraph(zone=zone, text=flat(piece)) for piece in pieces if flat(piece))
    return tuple(sorted(found, key=lambda p: p.zone != BODY))


def _zone(line: str, *, after_break: bool) -> str:
    if line.startswith("[^"):
        return "footnote"
    if after_break:
        return "ending"
    if line.lstrip().startswith("|"):
        return "table"
    return "title" if line.startswith("# ") else BODY


def markdown_sections(text: str) -> tuple[SectionHead, ...]:
    """The numbered units: headings, and paragraphs that open with a number in bold.

    The level of a heading is its number of `#` less one (the first is the document's title). A unit
    in bold continues an open series of its style (`**4.**` after `## 3. …`), or is one deeper.
    """
    sections: list[SectionHead] = []
    # what is open now, outermost first: (way of counting, level)
    series: list[tuple[str, int]] = []
    for line in split_front_matter(text)[1].split("\n"):
        heading = _HEADING.match(line)
        if heading:
            level = len(heading.group(1)) - 1
            numbered = _NUMBERED.match(strip_marks(line)) if level else None
            series = [entry for entry in series if entry[1] < level]
            if numbered:
                number = numbered.group("number")
                series.append((_style(number), level))
                sections.append(_section(number, level, numbered.group("title")))
            continue
        bold = _BOLD_NUMBER.match(line)
        if bold:
            number = bold.group("number")
            series = _continue_series(series, _style(number))
            sections.append(_section(number, series[-1][1]))
    return tuple(sections)


def _continue_series(series: list[tuple[str, int]], style: str) -> list[tuple[str, int]]:
    for index, (open_style, _) in enumerate(series):
        if open_style == style:
            return series[: index + 1]
    return [*series, (style, series[-1][1] + 1 if series else 1)]


def _section(number: str, level: int, title: str | None = None) -> SectionHead:
    return SectionHead(number=fold_number(number), level=level, title=flat(title))


def _style(number: str) -> str:
    """How a unit is counted, from its number as printed.

    >>> [_style(n) for n in ("Điều 2", "1.2", "IV", "đ", "I")]
    ['điều', 'decimal1', 'roman', 'letter', 'roman']
    """
    if number[0].isdigit():
        return f"decimal{number.count('.')}"
    if " " in number:
        return number.split()[0].lower()
    return "letter" if number.islower() else "roman"


def fold_number(number: object) -> str:
    """A section number without its closing mark, in small letters.

    >>> fold_number("Điều 2."), fold_number("đ)")
    ('điều 2', 'đ')
    """
    return flat(str(number)).rstrip(".):/").lower()
