"""Reads the hand-made truth: one JSON per document, pages with zones (docs/evaluation.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evaluation.document import BODY, Paragraph, SectionHead, TrueDocument
from evaluation.markdown import fold_number
from evaluation.readers.shape import integer, mapping, mappings, sequence, string, strings
from evaluation.text import flat

_LINE_ZONES = (
    "header_left",
    "header_right",
    "number_line",
    "place_date",
    "title",
    "recipients",
    "signature",
)


def truth_from_json(document: Mapping[str, object], name: str) -> TrueDocument:
    """The truth as it is compared: body whole across pages, every other zone line by line.

    Raises:
        ShapeError: if a part is missing or of the wrong type.
    """
    pages = mappings(document.get("pages"), "pages")
    body = _body(pages)
    others = [paragraph for index, page in enumerate(pages) for paragraph in _others(page, index)]
    sections = document.get("sections")
    return TrueDocument(
        name=name,
        paragraphs=(*body, *others),
        # a truth without a list of sections wants none, so every section of the output is wrong
        sections=tuple(_sections(mappings(sections, "sections"))),
        metadata=mapping(document.get("metadata") or {}, "metadata"),
    )


def _number(page: Mapping[str, object], index: int) -> int:
    return integer(page.get("page"), f"pages[{index}].page", index + 1)


def _body(pages: list[Mapping[str, object]]) -> list[Paragraph]:
    """Body paragraphs, those that continue over a page break joined with their beginning."""
    found: list[Paragraph] = []
    for index, page in enumerate(pages):
        where = f"pages[{index}].body"
        for place, paragraph in enumerate(mappings(page.get("body"), where)):
            text = flat(" ".join(strings(paragraph.get("lines"), f"{where}[{place}].lines")))
            if paragraph.get("continues") and found:
                start = found.pop()
                found.append(Paragraph(zone=BODY, text=f"{start.text} {text}", page=start.page))
            elif text:
                found.append(Paragraph(zone=BODY, text=text, page=_number(page, index)))
    return found


def _others(page: Mapping[str, object], index: int) -> Iterator[Paragraph]:
    number = _number(page, index)
    for zone in _LINE_ZONES:
        for line in strings(page.get(zone), f"pages[{index}].{zone}"):
            if flat(line):
                yield Paragraph(zone=zone, text=flat(line), page=number)
    where = f"pages[{index}].tables"
    for table in sequence(page.get("tables"), where):
        for row in sequence(table, where):
            for cell in strings(row, where):
                if flat(cell):
                    yield Paragraph(zone="table", text=flat(cell), page=number)
    where = f"pages[{index}].footnotes"
    for footnote in sequence(page.get("footnotes"), where):
        lines = (
            strings(footnote["lines"], where)
            if isinstance(footnote, Mapping)
            else [string(footnote, where)]
        )
        yield Paragraph(zone="footnote", text=flat(" ".join(lines)), page=number)


def _sections(sections: list[Mapping[str, object]]) -> Iterator[SectionHead]:
    for index, section in enumerate(sections):
        where = f"sections[{index}]"
        yield SectionHead(
            number=fold_number(section.get("number")),
            level=integer(section.get("level"), f"{where}.level", 1),
            title=flat(string(section.get("title"), f"{where}.title")),
        )
