"""The document tree: what the writers write, and nothing else.

One field of these classes is one field of the JSON (schema_version "1"); see the JSON Schema
beside the JSON writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ocr.model import Bbox, Page, ProcessingStep, Stamp, Unplaced

# one for all blocks
_NO_SPANS: Mapping[tuple[int, int], tuple[int, int]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, quotation or table.

    Attributes:
        type: "paragraph", "list_item", "quote" or "table".
        page: page on which it begins.
        text: whole again after line and page breaks; `[^1]` marks a footnote call. Empty for a
            table.
        rows: the cells of a table as text, row by row; a merged cell's text stands in its first
            place.
        spans: for a table with merged cells, {(row, column): (row_span, column_span)}.
        ruled: False for a table whose columns were found by their alignment alone.
    """

    type: str
    page: int
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    spans: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=lambda: _NO_SPANS)
    ruled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered unit: Phần … Điều, khoản, điểm, or a unit of a decimal outline.

    Attributes:
        number: as printed, without its closing mark: "1", "1.2.3", "I", "a", "đ", "Điều 2",
            "Chương II".
        label: as printed, with it: "1.", "a)", "Điều 2.".
        style: "part", "chapter", "section", "subsection", "article", "roman", "letter", "decimal",
            "point", "appendix".
        level: 1 for the outermost unit of this document.
        title: None where the number only opens a paragraph; the first block then begins that
            paragraph.
        run_in: the printed title ended with a colon and the text followed on the same line.
    """

    number: str
    label: str
    style: str
    level: int
    page: int
    title: str | None = None
    run_in: bool = False
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A footnote; `id` is its number in this document (from 1), `label` its mark as printed."""

    id: str
    label: str
    page: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """An appendix (Phụ lục) with its own numbering."""

    title: str
    page: int
    number: str | None = None
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signed: authority and post lines as printed, then the name."""

    authority: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The front matter. None means unknown; nothing here is ever a guess."""

    system: str = "unknown"
    kind: str | None = None
    kind_code: str | None = None
    number: str | None = None
    agency: str | None = None
    parent_agency: str | None = None
    place: str | None = None
    date: str | None = None
    title: str | None = None
    subject: str | None = None
    addressees: tuple[str, ...] = ()
    signers: tuple[Signer, ...] = ()
    recipients: tuple[str, ...] = ()
    urgency: str | None = None
    secrecy: str | None = None
    review: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEvidence:
    """Where a metadata field was read, and how sure that is."""

    page: int
    bbox: Bbox | None = None
    confidence: float | None = None
    handwritten: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Another document that this one names, in reading order and once each.

    `number` is as printed; `date` is ISO or None; `inferred` says that the date was printed for a
    neighbour in an enumeration ("217-QĐ/TW và Quyết định số 218-QĐ/TW, ngày 12/12/2013").
    """

    kind: str
    number: str
    date: str | None = None
    page: int = 1
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyCertificate:
    """The second head of a copy (SAO Y, TRÍCH SAO, a certification), with its lines as printed."""

    kind: str
    page: int
    lines: tuple[str, ...] = ()
    number: str | None = None
    agency: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head of a page, as printed: issuing bodies and number at the left, the rest right."""

    page: int
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One change of the text, made (`applied`) or only proposed.

    `line` is the index from 1 of the line on its page, lines in table cells counted after all
    others (`cleanup.cells`); `start` counts code points in the line as it was before this change.
    """

    page: int
    line: int
    start: int
    before: str
    after: str
    reason: str
    score: float | None = None
    applied: bool = True
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInfo:
    """The file that the document came from."""

    file: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document, ready to be written.

    `heading` is the title as printed, on one line; `ending` holds the recipients and signature
    lines as printed. `review_reasons` says for each field of `metadata.review` why: stable codes
    such as "handwritten", "missing" or "symbol-against-title", with a detail after a colon where
    there is one. `circulation` holds the marks of domain box 11 (XEM XONG TRẢ LẠI ...),
    `appendix_note` the line "(Kèm theo Quyết định số ...)" under a title.
    """

    source: SourceInfo
    metadata: Metadata
    field_evidence: Mapping[str, FieldEvidence] = field(default_factory=dict)
    letterheads: tuple[Letterhead, ...] = ()
    heading: str | None = None
    preamble: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    closing: tuple[Block, ...] = ()
    recipients_heading: str | None = None
    recipients_lines: tuple[str, ...] = ()
    signature_lines: tuple[str, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    corrections: tuple[Correction, ...] = ()
    pages: tuple[Page, ...] = ()
    steps: tuple[ProcessingStep, ...] = ()
    references: tuple[Reference, ...] = ()
    review_reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    circulation: tuple[str, ...] = ()
    appendix_note: str | None = None
    copies: tuple[CopyCertificate, ...] = ()
