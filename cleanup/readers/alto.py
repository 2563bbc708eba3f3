"""ALTO files (versions 2 to 4): lines, words, confidences and the engine's other readings.

Of our own files (`cleanup.writers.alto`) tags tell tables, stamps and what has no place in the
text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from xml.etree import ElementTree

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
)

# pixels per unit at 300 dpi
_UNITS = {"pixel": 1.0, "mm10": 300 / 254, "inch1200": 300 / 1200}
_DETAIL = re.compile(r"(\w+)=([\w-]+)")       # what our own writer says in QUALITY_DETAIL
_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_alto(data: bytes, name: str = "-") -> tuple[Page, ...]:
    """All pages of an ALTO file; sizes in mm or inches are turned into pixels at 300 dpi.

    Raises:
        InputError: if it is not well-formed, declares entities, or has no page.
    """
    if _DECLARATION.search(data):
        raise _refused(name, "declares a document type", "có khai báo kiểu tài liệu")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - a file with entities was refused above
    except ElementTree.ParseError as error:
        raise _refused(name, f"is damaged XML ({error})", f"là XML hỏng ({error})") from error
    unit = next((element.text or "" for element in _all(root, "MeasurementUnit")), "pixel")
    scale = _UNITS.get(unit.strip(), 1.0)
    step = ProcessingStep(tool="read_alto", version="1", settings={"unit": unit.strip()})
    file = _shared(root, scale)
    pages = [
        _page(number, element, file, step) for number, element in enumerate(_all(root, "Page"), 1)
    ]
    if not pages:
        raise _refused(name, "has no page", "không có trang nào")
    return tuple(replace(page, lines=styled(page.lines)) for page in pages)


def _refused(name: str, english: str, vietnamese: str) -> InputError:
    return InputError(
        Message(english, vietnamese),
        Message("Give an ALTO file", "Hãy chọn một tệp ALTO"),
        file=name,
    )


def _all(element: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    """Descendants of a name, whatever the version's namespace."""
    return (one for one in element.iter() if one.tag.rpartition("}")[2] == tag)


def _number(element: ElementTree.Element, name: str) -> float | None:
    try:
        number = float(element.get(name, ""))
    except ValueError:
        return None
    return number if isfinite(number) else None


def _bbox(element: ElementTree.Element, scale: float) -> Bbox | None:
    values = [_number(element, name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    known = [value * scale for value in values if value is not None]
    if len(known) != 4 or min(known[2:]) <= 0:
        return None
    x0, y0 = round(known[0]), round(known[1])
    return Bbox(
        x0, y0, max(x0 + 1, round(known[0] + known[2])), max(y0 + 1, round(known[1] + known[3]))
    )


def _score(element: ElementTree.Element, name: str) -> float | None:
    value = _number(element, name)
    return None if value is None else min(1.0, max(0.0, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What the lines of a file refer to.

    Attributes:
        scale: pixels per unit.
        styles: by ID, the attributes of text styles.
        tags: by ID, TYPE and LABEL of tags.
    """

    scale: float
    styles: Mapping[str, Mapping[str, str]]
    tags: Mapping[str, tuple[str, str]]

    def tags_of(self, element: ElementTree.Element) -> dict[str, str]:
        """LABEL by TYPE of the tags that an element refers to."""
        names = element.get("TAGREFS", "").split()
        return dict(self.tags[name] for name in names if name in self.tags)


def _shared(root: ElementTree.Element, scale: float) -> _File:
    tags = (tag for group in _all(root, "Tags") for tag in group)
    return _File(
        scale=scale,
        styles={style.get("ID", ""): style.attrib for style in _all(root, "TextStyle")},
        tags={tag.get("ID", ""): (tag.get("TYPE", ""), tag.get("LABEL", "")) for tag in tags},
    )


@dataclass(slots=True)
class _Found:
    """What a page holds, in the order of the file."""

    number: int
    dpi: int | None
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def _page(number: int, element: ElementTree.Element, file: _File, step: ProcessingStep) -> Page:
    width, height = _number(element, "WIDTH"), _number(element, "HEIGHT")
    details = dict(_DETAIL.findall(element.get("QUALITY_DETAIL", "")))
    dpi = int(details["dpi"]) if details.get("dpi", "").isdecimal() else None
    found = _Found(number, dpi if file.scale == 1.0 else 300)
    _read_blocks(element, found, file)
    status = member(PageStatus, details.get("status"), PageStatus.OK)
    gutter = details.get("gutter", "")
    return Page(
        number=number,
        width=None if width is None else round(width * file.scale),
        height=None if height is None else round(height * file.scale),
        dpi=found.dpi,
        status=status,
        error="failed when it was read" if status is PageStatus.FAILED else None,
        text_source=member(TextSource, details.get("text_source"), TextSource.OCR),
        lines=tuple(found.lines),
        tables=tuple(found.tables),
        stamps=tuple(found.stamps),
        unplaced=tuple(found.unplaced),
        confidence=_score(element, "PC"),
        steps=(step,),
        gutter=int(gutter) if gutter.isdecimal() else None,
    )


def _read_blocks(page: ElementTree.Element, found: _Found, file: _File) -> None:
    """All blocks of a page; tables, stamps and what has no place are those that our tags name."""
    block = 0
    tables = {
        element: [one for one in element if one.tag.rpartition("}")[2] == "TextBlock"]
        for element in _all(page, "ComposedBlock") if "table" in file.tags_of(element)
    }
    cells = {cell for inner in tables.values() for cell in inner}
    for element in page.iter():
        if element in tables:
            found.tables.append(_table(element, tables[element], found, file))
        elif element.tag.rpartition("}")[2] == "TextBlock" and element not in cells:
            block += 1
            lines = _lines(element, block, found.dpi, file)
            tags = file.tags_of(element)
            box = _bbox(element, file.scale)
            if "stamp" in tags:
                found.stamps.append(Stamp(
                    kind=member(StampKind, tags["stamp"], StampKind.OTHER), page=found.number,
                    bbox=box, text=tuple(line.text for line in lines)))
            elif "unplaced" in tags:
                found.unplaced.append(Unplaced(
                    page=found.number, reason=tags["unplaced"], kind=tags.get("unplaced_kind"),
                    bbox=box, text="\n".join(line.text for line in lines)))
            else:
                found.lines += lines


def _table(
    element: ElementTree.Element, blocks: list[ElementTree.Element], found: _Found, file: _File
) -> Table:
    cells = []
    for number, block in enumerate(blocks, 1):
        place = [int(n) for n in re.findall(r"\d+", file.tags_of(block).get("cell", ""))]
        row, column, rows, columns = place if len(place) == 4 else (number - 1, 0, 1, 1)
        cells.append(Cell(
            row=row, column=column, row_span=max(1, rows), column_span=max(1, columns),
            bbox=_bbox(block, file.scale),
            lines=tuple(_lines(block, number, found.dpi, file))))
    return Table(
        bbox=_bbox(element, file.scale), cells=on_a_grid(cells), before_line=len(found.lines),
        ruled=file.tags_of(element).get("table") != "aligned")


def _lines(
    area: ElementTree.Element, block: int, dpi: int | None, file: _File
) -> list[Line]:
    found = (_line(element, block, dpi, file) for element in _all(area, "TextLine"))
    return [line for line in found if line is not None]


def _line(
    element: ElementTree.Element, block: int, dpi: int | None, file: _File
) -> Line | None:
    words = tuple(
        word for found in _all(element, "String")
        if (word := _word(found, file.scale)) is not None
    )
    if not words:
        return None
    text = " ".join(word.text for word in words)
    scores = [word.confidence for word in words if word.confidence is not None]
    box = _bbox(element, file.scale)
    style: dict[str, str] = {}
    for name in element.get("STYLEREFS", "").split():
        style |= file.styles.get(name, {})
    size = _DECIMAL.fullmatch(style.get("FONTSIZE", ""))
    return Line(
        text=text,
        raw_text=text,
        words=words,
        bbox=box,
        baseline=_baseline(element, box, file.scale),
        confidence=sum(scores) / len(scores) if scores else None,
        # points say nothing where the resolution is unknown
        x_size=float(size[0]) * dpi / 72 if size and dpi else None,
        bold=True if "bold" in style.get("FONTSTYLE", "") else None,
        italic=True if "italics" in style.get("FONTSTYLE", "") else None,
        block=block,
    )


def _baseline(
    element: ElementTree.Element, box: Bbox | None, scale: float
) -> tuple[float, float] | None:
    """Slope and offset of a baseline given by its height alone (ALTO 2 to 4.1) or by points."""
    numbers = [float(n) * scale for n in _DECIMAL.findall(element.get("BASELINE", ""))]
    if box is None or not numbers:
        return None
    if len(numbers) == 1:
        return 0.0, numbers[0] - box.y1
    if len(numbers) < 4 or numbers[-2] <= numbers[0]:
        return None
    slope = (numbers[-1] - numbers[1]) / (numbers[-2] - numbers[0])
    return slope, numbers[1] + slope * (box.x0 - numbers[0]) - box.y1


def _word(element: ElementTree.Element, scale: float) -> Word | None:
    text = unicodedata.normalize("NFC", "".join(element.get("CONTENT", "").split()))
    if not text:
        return None
    glyphs = list(_all(element, "Glyph"))
    choices = tuple(_choices(glyph) for glyph in glyphs) if len(glyphs) == len(text) else ()
    return Word(
        text=text, bbox=_bbox(element, scale), confidence=_score(element, "WC"), choices=choices
    )


def _choices(glyph: ElementTree.Element) -> tuple[Choice, ...]:
    """What the engine saw at one letter, best first; letters without a score are left out."""
    found = [(glyph.get("CONTENT", ""), _score(glyph, "GC"))]
    found += [(one.get("CONTENT", ""), _score(one, "VC")) for one in _all(glyph, "Variant")]
    scored = [
        Choice(text=unicodedata.normalize("NFC", text), score=score)
        for text, score in found
        if text and score
    ]
    return tuple(sorted(scored, key=lambda choice: -choice.score))
