"""What is compared: a true document and an output, whatever files they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of the truth, on one line.

    Attributes:
        zone: "body", or the name of another part of the page (header_left, signature, table ...).
        page: page on which it begins, from 1; None where the source knows no pages.
    """

    zone: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionHead:
    """A numbered unit; `number` is folded (lower case, no closing mark), `title` is on one line."""

    number: str
    level: int
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineText:
    """One line of an output before (`raw`) and after (`text`) correction, NFC, single spaces."""

    page: int
    line: int
    raw: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord:
    """One entry of an output's list of corrections."""

    page: int
    line: int
    start: int
    before: str
    after: str
    reason: str
    applied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSource:
    """One page of the output and, where known, the image file or scan that it was read from."""

    number: int
    image: str | None = None
    rotation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueDocument:
    """The truth: paragraphs in the order in which they are looked for, sections, metadata.

    Attributes:
        paragraphs: the body first (whole again across pages), then all other zones page by page.
        sections: None where the source can't tell sections (plain text).
        metadata: empty where the source holds none.
    """

    name: str
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[SectionHead, ...] | None = None
    metadata: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputDocument:
    """What a program made: its paragraphs, and whatever else its files tell.

    Attributes:
        paragraphs: text of each paragraph on one line, in reading order.
        sections: None where the output's format can't tell sections.
        lines: empty unless a JSON with `raw_text` is there.
        scan: the scan named by the JSON (`source.file`), as written there.
    """

    name: str
    paragraphs: tuple[str, ...]
    sections: tuple[SectionHead, ...] | None = None
    metadata: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[LineText, ...] = ()
    changes: tuple[ChangeRecord, ...] = ()
    pages: tuple[PageSource, ...] = ()
    scan: str | None = None
