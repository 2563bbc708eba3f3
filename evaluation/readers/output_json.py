"""Reads the product's JSON: text, sections, metadata, lines before and after correction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evaluation.document import (
    BODY,
    ChangeRecord,
    LineText,
    OutputDocument,
    PageSource,
    Paragraph,
    SectionHead,
)
from evaluation.markdown import fold_number
from evaluation.readers.shape import integer, mapping, mappings, sequence, string, strings
from evaluation.text import flat, nfc

# parts of the page that the section tree does not hold, with the truth's name for them
_HEAD = {
    "header": "header_left",
    "header_left": "header_left",
    "header_right": "header_right",
    "number": "number_line",
    "place_date": "place_date",
    "title": "title",
    "addressee": "title",
}
_END = {"recipients": "recipients", "signature": "signature"}
_CALL = re.compile(r"\[\^[^\]]+\]")  # where a footnote is called
_PRINTED = {**_HEAD, **_END, BODY: BODY, "table": "table", "footnote": "footnote", "unknown": BODY}


def is_output(document: Mapping[str, object]) -> bool:
    """Whether this is an output of the product rather than a truth file."""
    return "schema_version" in document


def output_from_json(document: Mapping[str, object], name: str) -> OutputDocument:
    """Everything that the JSON says about a document.

    Raises:
        ShapeError: if a part is of the wrong type.
    """
    source = mapping(document.get("source") or {}, "source")
    return OutputDocument(
        name=name,
        paragraphs=tuple(paragraph.text for paragraph in json_paragraphs(document)),
        sections=tuple(_sections(document.get("sections"), 1)),
        metadata=mapping(document.get("metadata") or {}, "metadata"),
        lines=tuple(_lines(document)),
        changes=tuple(_changes(document)),
        pages=tuple(_pages(document)),
        scan=string(source.get("file"), "source.file") or None,
    )


def json_paragraphs(document: Mapping[str, object]) -> list[Paragraph]:
    """Head lines, section tree, footnotes, appendices and ending, with their zones.

    A document without a tree (an engine's bare pages) is read line by line, page by page.
    """
    tree = [
        *_blocks(document.get("preamble"), "preamble"),
        *_section_text(document.get("sections")),
        *_blocks(document.get("closing"), "closing"),
    ]
    appendices = list(_appendices(document))
    if not tree and not appendices:
        return list(_page_lines(document, _PRINTED))
    notes = [
        Paragraph(zone="footnote", text=flat(string(note.get("text"), "footnotes.text")))
        for note in mappings(document.get("footnotes"), "footnotes")
    ]
    return [*_head(document), *tree, *_ending(document), *appendices, *notes]


def _head(document: Mapping[str, object]) -> list[Paragraph]:
    """The head as printed; the heading alone where the pages' lines are not there."""
    lines = list(_page_lines(document, _HEAD))
    if any(line.zone == "title" for line in lines):
        return lines
    return [*lines, *_paragraph("title", string(document.get("heading"), "heading"))]


def _ending(document: Mapping[str, object]) -> list[Paragraph]:
    names = ("recipients_heading", "recipients_lines", "signature_lines")
    if not any(document.get(name) for name in names):
        return list(_page_lines(document, _END))
    lines = [("recipients", string(document.get(names[0]), names[0]))]
    lines += (("recipients", line) for line in strings(document.get(names[1]), names[1]))
    lines += (("signature", line) for line in strings(document.get(names[2]), names[2]))
    return [paragraph for zone, line in lines for paragraph in _paragraph(zone, line)]


def _appendices(document: Mapping[str, object]) -> Iterator[Paragraph]:
    for index, appendix in enumerate(mappings(document.get("appendices"), "appendices")):
        where = f"appendices[{index}]"
        yield from _paragraph(BODY, string(appendix.get("title"), f"{where}.title"))
        yield from _blocks(appendix.get("blocks"), where)
        yield from _section_text(appendix.get("sections"))


def _page_lines(document: Mapping[str, object], zones: Mapping[str, str]) -> Iterator[Paragraph]:
    for number, index, line in _all_lines(document):
        zone = zones.get(string(line.get("zone"), f"pages[{index}].lines.zone") or "unknown")
        if zone:
            yield from _paragraph(zone, string(line.get("text"), "line.text"), number)


def _all_lines(document: Mapping[str, object]) -> Iterator[tuple[int, int, Mapping[str, object]]]:
    for index, page in enumerate(mappings(document.get("pages"), "pages")):
        number = integer(page.get("page"), f"pages[{index}].page", index + 1)
        for line in mappings(page.get("lines"), f"pages[{index}].lines"):
            yield number, index, line


def _paragraph(zone: str, text: str, page: int | None = None) -> list[Paragraph]:
    text = flat(_CALL.sub("", text))
    return [Paragraph(zone=zone, text=text, page=page)] if text else []


def _blocks(value: object, where: str, opening: str = "") -> Iterator[Paragraph]:
    """The blocks' text; `opening` is what the first paragraph began with: a number, or more."""
    for block in mappings(value, where):
        page = integer(block.get("page"), f"{where}.page", 0) or None
        text = string(block.get("text"), f"{where}.text")
        yield from _paragraph(BODY, f"{opening} {text}", page)
        opening = ""
        for row in sequence(block.get("rows"), f"{where}.rows"):
            yield from _paragraph("table", " ".join(strings(row, f"{where}.rows")), page)
    yield from _paragraph(BODY, opening)


def _section_text(value: object) -> Iterator[Paragraph]:
    for section in mappings(value, "sections"):
        page = integer(section.get("page"), "sections.page", 0) or None
        label = string(section.get("label"), "label") or string(section.get("number"), "number")
        title = string(section.get("title"), "title")
        opening = label
        if title and section.get("run_in"):
            # one printed paragraph; only its colon was dropped
            opening = f"{label} {title}:"
        elif title:
            yield from _paragraph(BODY, f"{label} {title}", page)
            opening = ""
        yield from _blocks(section.get("blocks"), "blocks", opening)
        yield from _section_text(section.get("sections"))


def _sections(value: object, level: int) -> Iterator[SectionHead]:
    for section in mappings(value, "sections"):
        number = section.get("number") or section.get("label")
        if number:
            yield SectionHead(
                number=fold_number(number),
                level=integer(section.get("level"), "sections.level", 0) or level,
                title=flat(string(section.get("title"), "sections.title")),
            )
        yield from _sections(section.get("sections") or section.get("children"), level + 1)


def _lines(document: Mapping[str, object]) -> Iterator[LineText]:
    place: dict[int, int] = {}
    for number, index, line in _all_lines(document):
        place[number] = place.get(number, 0) + 1
        where = f"pages[{index}].lines[{place[number] - 1}]"
        raw = line.get("raw_text")
        if raw is not None:
            yield LineText(
                page=number,
                line=place[number],
                raw=flat(string(raw, f"{where}.raw_text")),
                text=flat(string(line.get("text"), f"{where}.text")),
            )


def _changes(document: Mapping[str, object]) -> Iterator[ChangeRecord]:
    for index, change in enumerate(mappings(document.get("corrections"), "corrections")):
        where = f"corrections[{index}]"
        yield ChangeRecord(
            page=integer(change.get("page"), f"{where}.page", 1),
            line=integer(change.get("line"), f"{where}.line", 0),
            start=integer(change.get("start"), f"{where}.start", 0),
            before=nfc(string(change.get("before"), f"{where}.before")),
            after=nfc(string(change.get("after"), f"{where}.after")),
            reason=string(change.get("reason"), f"{where}.reason"),
            applied=bool(change.get("applied", True)),
        )


def _pages(document: Mapping[str, object]) -> Iterator[PageSource]:
    for index, page in enumerate(mappings(document.get("pages"), "pages")):
        yield PageSource(
            number=integer(page.get("page"), f"pages[{index}].page", index + 1),
            image=string(page.get("image"), f"pages[{index}].image") or None,
            rotation=integer(page.get("rotation"), f"pages[{index}].rotation", 0),
        )
