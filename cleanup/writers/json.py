"""The document as JSON, as `document.schema.json` beside this file describes it.

UTF-8, two spaces of indent, keys in the order of the contract; equal documents give equal bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from cleanup.cells import with_cells
from cleanup.document import Appendix, Block, Document, FieldEvidence, Section
from cleanup.writers.front_matter import SCHEMA_VERSION, metadata_fields
from ocr.model import Bbox, Line, Page, Stamp, Unplaced

Json = dict[str, Any]
_CALL = re.compile(r"\s?\[\^(\d+)\]")


def write_json(document: Document) -> str:
    """The whole file, ending with one newline. No NaN or Infinity."""
    return "".join(json_pieces(document))


def json_pieces(document: Document) -> Iterator[str]:
    """The file piece by piece, for texts so long that it should not be in memory as a whole."""
    yield from _pieces(_values(document), "\n")
    yield "\n"


def _pieces(value: object, newline: str) -> Iterator[str]:
    """`json.dumps` of a value in which lists may be iterators; these are never held as a whole.

    Args:
        value: plain values, iterators, and objects that hold iterators directly.
        newline: with the indentation of what the value stands in.
    """
    inner = newline + "  "
    if isinstance(value, Iterator):
        opening = "["
        for item in value:
            yield opening + inner
            yield from _pieces(item, inner)
            opening = ","
        yield "[]" if opening == "[" else newline + "]"
    elif isinstance(value, dict) and any(isinstance(one, Iterator) for one in value.values()):
        opening = "{"
        for name, item in value.items():
            yield f'{opening}{inner}"{name}": '
            yield from _pieces(item, inner)
            opening = ","
        yield newline + "}"
    else:
        text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
        # a line break inside a string is written as \n
        yield text.replace("\n", newline)


def schema() -> Json:
    """The JSON Schema (draft 2020-12) of what `write_json` writes."""
    file = resources.files("cleanup.writers").joinpath("document.schema.json")
    loaded: Json = json.loads(file.read_text("utf-8"))
    return loaded


def _values(document: Document) -> Json:
    """The document as plain values; what grows with its length comes as iterators."""
    source = document.source
    return {
        "schema_version": SCHEMA_VERSION,
        "source": {"file": source.file, "sha256": source.sha256, "pages": source.pages},
        "metadata": metadata_fields(document),
        "field_evidence": {
            name: _evidence(value) for name, value in sorted(document.field_evidence.items())
        },
        "review_reasons": {
            name: list(reasons) for name, reasons in sorted(document.review_reasons.items())
        },
        **_text(document),
        **_beside_the_text(document),
        "corrections": _corrections(document),
        "pages": map(_page, document.pages),
        "steps": [
            {"tool": step.tool, "version": step.version, "settings": _plain(step.settings)}
            for step in document.steps
        ],
    }


def _text(document: Document) -> Json:
    return {
        "letterheads": [
            {"page": head.page, "left": list(head.left), "right": list(head.right)}
            for head in document.letterheads
        ],
        "heading": document.heading,
        "appendix_note": document.appendix_note,
        "preamble": _blocks(document.preamble),
        "sections": map(_section, document.sections),
        "closing": _blocks(document.closing),
        "recipients_heading": document.recipients_heading,
        "recipients_lines": list(document.recipients_lines),
        "signature_lines": list(document.signature_lines),
        "footnotes": [
            {"id": note.id, "label": note.label, "page": note.page, "text": note.text}
            for note in document.footnotes
        ],
        "appendices": map(_appendix, document.appendices),
    }


def _beside_the_text(document: Document) -> Json:
    return {
        "references": [
            {"kind": ref.kind, "number": ref.number, "date": ref.date, "page": ref.page,
             "inferred": ref.inferred}
            for ref in document.references
        ],
        "circulation": list(document.circulation),
        "copies": [
            {"kind": copy.kind, "page": copy.page, "lines": list(copy.lines),
             "number": copy.number, "agency": copy.agency, "date": copy.date}
            for copy in document.copies
        ],
        "stamps": [_stamp(stamp) for stamp in document.stamps],
        "unplaced": [_unplaced(mark) for mark in document.unplaced],
    }


def _unplaced(mark: Unplaced) -> Json:
    value: Json = {"page": mark.page, "bbox": _bbox(mark.bbox), "text": mark.text,
                   "reason": mark.reason}
    if mark.kind is not None:
        value["kind"] = mark.kind
    return value


def _bbox(box: Bbox | None) -> list[int] | None:
    return None if box is None else box.as_list()


def _evidence(evidence: FieldEvidence) -> Json:
    return {
        "page": evidence.page, "bbox": _bbox(evidence.bbox), "confidence": evidence.confidence,
        "handwritten": evidence.handwritten, "alternatives": list(evidence.alternatives),
    }


def _corrections(document: Document) -> Iterator[Json]:
    return (
        {"page": c.page, "line": c.line, "start": c.start, "before": c.before, "after": c.after,
         "reason": c.reason, "score": c.score, "applied": c.applied,
         "alternatives": list(c.alternatives)}
        for c in document.corrections
    )


def _blocks(blocks: Sequence[Block]) -> list[Json]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> Json:
    value: Json = {"type": block.type, "page": block.page, "text": block.text}
    if block.type == "table":
        value["found"] = "ruled" if block.ruled else "aligned"
        value["rows"] = [list(row) for row in block.rows]
        value["spans"] = [
            {"row": row, "column": column, "row_span": height, "column_span": width}
            for (row, column), (height, width) in sorted(block.spans.items())
        ]
    return value


def _section(section: Section) -> Json:
    title = section.title
    return {
        "number": section.number, "label": section.label, "style": section.style,
        "level": section.level,
        "title": None if title is None else _CALL.sub("", title).strip(),
        "title_footnotes": _CALL.findall(title or ""),
        "page": section.page, "run_in": section.run_in, "blocks": _blocks(section.blocks),
        "sections": map(_section, section.sections) if section.sections else [],
    }


def _appendix(appendix: Appendix) -> Json:
    return {
        "title": appendix.title, "number": appendix.number, "page": appendix.page,
        "blocks": _blocks(appendix.blocks),
        "sections": map(_section, appendix.sections),
    }


def _stamp(stamp: Stamp) -> Json:
    return {
        "kind": str(stamp.kind), "page": stamp.page, "bbox": _bbox(stamp.bbox),
        "text": list(stamp.text), "raw_text": list(stamp.raw_text),
        "fields": dict(sorted(stamp.fields.items())),
    }


def _page(page: Page) -> Json:
    return {
        "page": page.number, "status": str(page.status), "error": page.error,
        "text_source": str(page.text_source), "text_layer": page.text_layer,
        "width": page.width, "height": page.height, "dpi": page.dpi, "rotation": page.rotation,
        "skew": page.skew, "confidence": page.confidence,
        "lines": map(_line, with_cells(page).lines),
    }


def _line(line: Line) -> Json:
    return {
        "bbox": _bbox(line.bbox), "zone": str(line.zone), "text": line.text,
        "raw_text": line.raw_text, "confidence": line.confidence,
    }


def _plain(settings: Mapping[str, object]) -> Json:
    """Settings as JSON values; what JSON does not know is written as text."""
    known = (str, int, float, bool, type(None))
    return {
        name: value if isinstance(value, known) else str(value)
        for name, value in sorted(settings.items())
    }
