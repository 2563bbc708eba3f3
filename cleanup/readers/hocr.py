"""HOCR files of any program, read leniently: many are HTML and not well-formed XML.

What Tesseract saw beside the letters it chose (`lstm_choice_mode=2`) is evidence for the corrector.
Of our own files (`cleanup.writers.hocr`) the properties with `x_` tell what hOCR has no word for:
tables, stamps, what has no place in the text, two pages on one scan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from cleanup.readers.known import member, on_a_grid, styled
from ocr.errors import InputError, Message
from ocr.model import (
    Bbox,
    Cell,
    Choice,
    Line,
    Page,
    PageStatus,
    ProcessingStep,
    Stamp,
    StampKind,
    Table,
    TextSource,
    Unplaced,
    Word,
    align_choices,
)

_LINES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocrx_line"})
_BLOCKS = frozenset({"ocr_par", "ocr_carea", "ocrx_block"})
# readings that stand beside the text, not in it
_ASIDE = frozenset({"ocrx_cinfo", "lstm_choices", "ocr_glyph"})
_CELL = "x_cell"
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr"})
_PROPERTY = re.compile(r"\s*(\w+)\s+([^;]*)")


@dataclass(slots=True)
class _OpenLine:
    properties: dict[str, str]
    block: int
    words: list[Word] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    italic: list[bool] = field(default_factory=list)


@dataclass(slots=True)
class _OpenWord:
    """A word, and what the engine saw at each letter (Tesseract with `lstm_choice_mode=2`)."""

    properties: dict[str, str]
    parts: list[str] = field(default_factory=list)
    columns: list[list[Choice]] = field(default_factory=list)
    bold: bool = False
    italic: bool = False


@dataclass(slots=True)
class _OpenArea:
    """A cell, a stamp or what has no place in the text; `spans` are those of a cell."""

    properties: dict[str, str]
    spans: tuple[int, int] = (1, 1)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _OpenTable:
    properties: dict[str, str]
    before_line: int
    cells: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class _OpenPage:
    properties: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    floats: list[_OpenArea] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pages: list[_OpenPage] = []
        self.system = ""
        self._open: list[tuple[str, str]] = []
        self._aside = 0
        self._block = 0
        self._begun = False
        self._line: _OpenLine | None = None
        self._word: _OpenWord | None = None
        self._table: _OpenTable | None = None
        self._area: _OpenArea | None = None
        self._score = 0.0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta" and values.get("name") == "ocr-system":
            self.system = values.get("content", "")
        if tag in _VOID:
            return
        kind = next((name for name in values.get("class", "").split() if name[:3] == "ocr"), "")
        identity = values.get("id", "")
        properties = _properties(values.get("title", ""))
        kind = kind or (_CELL if tag == "td" and "x_cell" in properties else "")
        if kind in _ASIDE or identity.startswith(("lstm_choices", "choice")):
            kind = "aside"
            self._begin_choice(identity, properties)
        self._open.append((tag, kind))
        self._begin(kind, properties)
        if kind == _CELL:
            self._area = _OpenArea(properties, (_span(values, "rowspan"), _span(values, "colspan")))
        if self._word is not None:
            self._word.bold |= tag in ("strong", "b")
            self._word.italic |= tag in ("em", "i")

    def _begin_choice(self, identity: str, properties: dict[str, str]) -> None:
        if self._word is not None and identity.startswith("lstm_choices"):
            self._word.columns.append([])
        score = _numbers(properties.get("x_confs"))
        self._score = min(1.0, score[0] / 100) if score else 0.0

    def _begin(self, kind: str, properties: dict[str, str]) -> None:
        if kind == "aside":
            self._aside += 1
        elif kind == "ocr_page":
            self.pages.append(_OpenPage(properties))
            self._block = 0
            self._begun = True
        elif kind in _BLOCKS:
            self._begun = True
        elif kind == "ocr_table" and self.pages and "x_ruled" in properties:
            self._table = _OpenTable(properties, len(self.pages[-1].lines))
        elif kind == "ocr_float" and not {"x_stamp", "x_unplaced"}.isdisjoint(properties):
            self._area = _OpenArea(properties)
        elif kind in _LINES:
            if self._area is None:
                # an area and the paragraph in it begin one block, not two
                self._block += self._begun or not self._block
                self._begun = False
            self._line = _OpenLine(properties, max(1, self._block))
        elif kind == "ocrx_word":
            self._word = _OpenWord(properties)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        while self._open:
            name, kind = self._open.pop()
            self._end(kind)
            if name == tag:
                break

    def _end(self, kind: str) -> None:
        if kind == "aside":
            self._aside -= 1
        elif kind == "ocrx_word" and self._word is not None:
            word = _word(self._word)
            if word is not None and self._line is not None:
                self._line.words.append(word)
                self._line.bold.append(self._word.bold)
                self._line.italic.append(self._word.italic)
            self._word = None
        elif kind in _LINES and self._line is not None:
            line = _line(self._line)
            if line is not None and self.pages:
                (self._area or self.pages[-1]).lines.append(line)
            self._line = None
        else:
            self._end_area(kind)

    def _end_area(self, kind: str) -> None:
        if kind == _CELL and self._area is not None:
            if self._table is not None:
                self._table.cells.append(_cell(self._area))
            self._area = None
        elif kind == "ocr_table" and self._table is not None:
            self.pages[-1].tables.append(_table(self._table))
            self._table = None
        elif kind == "ocr_float" and self._area is not None:
            if self.pages:
                self.pages[-1].floats.append(self._area)
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._aside:
            self._add_choice(data)
        elif self._word is not None:
            self._word.parts.append(data)
        elif self._line is not None:
            self._line.loose.append(data)

    def _add_choice(self, data: str) -> None:
        """One reading of one letter; a score of 0 only says that the engine knows the letter."""
        text = unicodedata.normalize("NFC", data.strip())
        if text and self._score > 0 and self._word is not None and self._word.columns:
            self._word.columns[-1].append(Choice(text=text, score=self._score))


def read_hocr(markup: str, name: str = "-") -> tuple[Page, ...]:
    """All pages of a hOCR file.

    Raises:
        InputError: if it has no page.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    if not reader.pages:
        raise InputError(
            Message("has no ocr_page", "không có trang ocr_page nào"),
            Message("Give a hOCR file", "Hãy chọn một tệp hOCR"),
            file=name,
        )
    step = ProcessingStep(tool="read_hocr", version="1", settings={"system": reader.system})
    return tuple(_page(number, page, step) for number, page in enumerate(reader.pages, 1))


def _properties(title: str) -> dict[str, str]:
    found = (_PROPERTY.match(part) for part in title.split(";"))
    return {match[1]: match[2].strip() for match in found if match}


def _numbers(value: str | None) -> list[float]:
    return [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", value or "")]


def _bbox(properties: dict[str, str]) -> Bbox | None:
    numbers = [round(number) for number in _numbers(properties.get("bbox"))]
    if len(numbers) != 4 or numbers[2] <= numbers[0] or numbers[3] <= numbers[1]:
        return None
    return Bbox(*numbers)


def _word(found: _OpenWord) -> Word | None:
    text = unicodedata.normalize("NFC", "".join("".join(found.parts).split()))
    if not text:
        return None
    confidence = _numbers(found.properties.get("x_wconf"))
    score = min(1.0, max(0.0, confidence[0] / 100)) if confidence else None
    columns = [tuple(column) for column in found.columns if column]
    return Word(
        text=text,
        bbox=_bbox(found.properties),
        confidence=score,
        choices=align_choices(text, columns),
    )


def _line(found: _OpenLine) -> Line | None:
    text = " ".join(word.text for word in found.words) or " ".join("".join(found.loose).split())
    if not text:
        return None
    scores = [word.confidence for word in found.words if word.confidence is not None]
    own = _numbers(found.properties.get("x_conf"))
    baseline = _numbers(found.properties.get("baseline"))
    sizes = _numbers(found.properties.get("x_size"))
    return Line(
        text=text,
        raw_text=text,
        words=tuple(found.words),
        bbox=_bbox(found.properties),
        baseline=(baseline[0], baseline[1]) if len(baseline) == 2 else None,
        confidence=min(1.0, own[0] / 100) if own
        else sum(scores) / len(scores) if scores else None,
        x_size=sizes[0] if sizes else None,
        bold=True if found.bold and all(found.bold) else None,
        italic=True if found.italic and all(found.italic) else None,
        block=found.block,
    )


def _span(values: dict[str, str], name: str) -> int:
    number = values.get(name, "")
    return max(1, int(number)) if number.isdecimal() else 1


def _cell(found: _OpenArea) -> Cell:
    row, column = ([round(n) for n in _numbers(found.properties["x_cell"])] + [0, 0])[:2]
    return Cell(row=row, column=column, row_span=found.spans[0], column_span=found.spans[1],
                bbox=_bbox(found.properties), lines=tuple(found.lines))


def _table(found: _OpenTable) -> Table:
    return Table(bbox=_bbox(found.properties), cells=on_a_grid(found.cells),
                 before_line=found.before_line, ruled=found.properties["x_ruled"] != "0")


def _stamps(number: int, floats: list[_OpenArea]) -> Iterator[Stamp]:
    kinds = frozenset(StampKind)
    for found in floats:
        kind = found.properties.get("x_stamp")
        if kind is not None:
            yield Stamp(
                kind=StampKind(kind) if kind in kinds else StampKind.OTHER, page=number,
                bbox=_bbox(found.properties), text=tuple(line.text for line in found.lines))


def _unplaced(number: int, floats: list[_OpenArea]) -> Iterator[Unplaced]:
    for found in floats:
        reason = found.properties.get("x_unplaced")
        if reason is not None:
            yield Unplaced(
                page=number, reason=reason, kind=found.properties.get("x_kind"),
                bbox=_bbox(found.properties), text="\n".join(line.text for line in found.lines))


def _page(number: int, page: _OpenPage, step: ProcessingStep) -> Page:
    known = page.properties
    box = _bbox(known)
    dpi = _numbers(known.get("scan_res"))
    gutter = _numbers(known.get("x_gutter"))
    status = member(PageStatus, known.get("x_status"), PageStatus.OK)
    return Page(
        number=number,
        width=box.x1 if box else None,
        height=box.y1 if box else None,
        dpi=round(dpi[0]) if dpi else None,
        status=status,
        error="failed when it was read" if status is PageStatus.FAILED else None,
        text_source=member(TextSource, known.get("x_text_source"), TextSource.OCR),
        lines=styled(tuple(page.lines)),
        tables=tuple(page.tables),
        stamps=tuple(_stamps(number, page.floats)),
        unplaced=tuple(_unplaced(number, page.floats)),
        steps=(step,),
        gutter=round(gutter[0]) if gutter else None,
    )
