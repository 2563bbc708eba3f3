"""The pages as ALTO 4.4 (http://www.loc.gov/standards/alto/ns-v4#), all of them in one file.

The text is the corrected one, in reading order. Zones, kinds of stamps and places of cells are
tags; what ALTO has no word for (resolution, a page that failed, two pages on one scan) stands in
the page's QUALITY_DETAIL, a free text. `cleanup.readers.alto` reads all of it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cleanup.document import Document
from cleanup.writers.placed import Area, areas_of, check_places
from cleanup.writers.xml_text import decimal, xml_text
from ocr.model import Bbox, Line, Page, PageStatus, ProcessingStep, TextSource, Unplaced, Word, Zone

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
VERSION = "4.4"
_SAID = (Zone.UNKNOWN, Zone.STAMP, Zone.UNPLACED)     # or said by the block around the line
_USUAL_DPI = 300           # for the size of the type where the scan's own is unknown


def write_alto(document: Document) -> str:
    """The whole file; equal documents give equal bytes.

    Raises:
        UsageError: if the text has no places on a page.
    """
    check_places(document, "alto")
    root = Element("alto", {"xmlns": NAMESPACE, "SCHEMAVERSION": VERSION})
    _description(root, document)
    shared = _Shared()
    layout = Element("Layout")
    for page in document.pages:
        _page(layout, page, shared)
    # what all lines share stands before them
    if shared.styles:
        SubElement(root, "Styles").extend(shared.styles.values())
    if shared.tags:
        SubElement(root, "Tags").extend(shared.tags.values())
    root.append(layout)
    indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add(parent: Element, tag: str, **attributes: object) -> Element:
    """A new element; attributes that are None are left out."""
    known = {name: xml_text(str(value)) for name, value in attributes.items() if value is not None}
    return SubElement(parent, tag, known)


# ---------------------------------------------------------------- description

def _description(root: Element, document: Document) -> None:
    description = _add(root, "Description")
    _add(description, "MeasurementUnit").text = "pixel"
    source = _add(description, "sourceImageInformation")
    _add(source, "fileName").text = xml_text(document.source.file)
    identifier = _add(source, "fileIdentifier", fileIdentifierLocation="sha256")
    identifier.text = document.source.sha256
    if document.metadata.number:
        _add(source, "documentIdentifier").text = xml_text(document.metadata.number)
    before, engines, after = _sorted_steps(document.steps)
    for number, engine in enumerate(engines, 1):
        processing = _add(description, "OCRProcessing", ID=f"ocr_{number}")
        for step in before:
            _processing(processing, "preProcessingStep", step)
        _processing(processing, "ocrProcessingStep", engine)
        for step in after:
            _processing(processing, "postProcessingStep", step)


def _sorted_steps(
    steps: tuple[ProcessingStep, ...]
) -> tuple[list[ProcessingStep], list[ProcessingStep], list[ProcessingStep]]:
    """What came before the engines, the engines, and our own work on their words.

    Only engines (and readers of existing text) name their languages or encodings; the rest of the
    steps shape the picture.
    """
    shaping = [step for step in steps if "page" in step.settings or step.tool == "as_positive"]
    engines = [step for step in steps if step not in shaping]
    own = ProcessingStep(tool="sohoa", version="1", settings={"work": "structure, correction"})
    return shaping, engines or [own], [own] if engines else []


def _processing(parent: Element, tag: str, step: ProcessingStep) -> None:
    element = _add(parent, tag)
    settings = "; ".join(f"{name}={value}" for name, value in sorted(step.settings.items()))
    if settings:
        _add(element, "processingStepSettings").text = xml_text(settings)
    software = _add(element, "processingSoftware")
    _add(software, "softwareName").text = xml_text(step.tool)
    _add(software, "softwareVersion").text = xml_text(step.version)


# ---------------------------------------------------------------- layout

@dataclass(slots=True)
class _Shared:
    """Styles and tags of the whole file, by what they say; each is written once."""

    styles: dict[tuple[str | None, str | None], Element] = field(default_factory=dict)
    tags: dict[tuple[str, str], Element] = field(default_factory=dict)

    def style(self, line: Line, dpi: int | None) -> str | None:
        """ID of the style of a line; None if nothing is known of it."""
        size = None
        if line.x_size is not None:
            size = decimal(line.x_size * 72 / (dpi or _USUAL_DPI), 2)
        faces = (("bold", line.bold), ("italics", line.italic))
        face = " ".join(name for name, known in faces if known) or None
        if size is None and face is None:
            return None
        element = self.styles.setdefault((size, face), Element("TextStyle"))
        if not element.attrib:
            element.set("ID", f"style_{len(self.styles)}")
            if size is not None:
                element.set("FONTSIZE", size)
            if face is not None:
                element.set("FONTSTYLE", face)
        return element.get("ID")

    def tag(self, kind: str, label: str) -> str:
        """ID of the layout tag of this type and label."""
        element = self.tags.setdefault((kind, label), Element("LayoutTag"))
        if not element.attrib:
            element.set("ID", f"tag_{len(self.tags)}")
            element.set("TYPE", kind)
            element.set("LABEL", xml_text(label))
        return str(element.get("ID"))


def _place(box: Bbox | None) -> dict[str, Any]:
    if box is None:
        return {}
    return {"HPOS": box.x0, "VPOS": box.y0, "WIDTH": box.width, "HEIGHT": box.height}


def _page(layout: Element, page: Page, shared: _Shared) -> None:
    element = _add(
        layout, "Page", ID=f"page_{page.number}", PHYSICAL_IMG_NR=page.number, LANG="vi",
        WIDTH=page.width, HEIGHT=page.height,
        PC=None if page.confidence is None else decimal(page.confidence, 4),
        QUALITY_DETAIL="; ".join(f"{name}={value}" for name, value in _details(page)) or None,
    )
    whole = Bbox(0, 0, page.width, page.height) if page.width and page.height else None
    space = _add(element, "PrintSpace", **_place(whole))
    blocks, lines = count(1), count(1)
    names = (f"block_{page.number}_{n}" for n in blocks)
    parts = _Parts(page=page, shared=shared, names=names,
                   line_names=(f"line_{page.number}_{n}" for n in lines))
    for area in areas_of(page):
        parts.write(space, area)


def _details(page: Page) -> Iterator[tuple[str, object]]:
    if page.dpi:
        yield "dpi", page.dpi
    if page.status is not PageStatus.OK:
        yield "status", page.status
    if page.text_source is not TextSource.OCR:
        yield "text_source", page.text_source
    if page.gutter is not None:
        yield "gutter", page.gutter


@dataclass(slots=True, kw_only=True)
class _Parts:
    """Writes the areas of one page."""

    page: Page
    shared: _Shared
    names: Iterator[str]
    line_names: Iterator[str]

    def write(self, parent: Element, area: Area) -> None:
        """One area as a block, a table as a block of blocks."""
        if area.table is None:
            self._block(parent, area.lines, area.bbox, self._tags(area))
            return
        table = _add(
            parent, "ComposedBlock", ID=next(self.names), **_place(area.bbox), TYPE="table",
            TAGREFS=self.shared.tag("table", "ruled" if area.table.ruled else "aligned"))
        for cell in area.table.cells:
            spans = (cell.row, cell.column, cell.row_span, cell.column_span)
            tag = self.shared.tag("cell", "row {} column {} rows {} columns {}".format(*spans))
            self._block(table, cell.lines, cell.bbox, tag)

    def _tags(self, area: Area) -> str | None:
        if area.mark is None:
            return None
        if not isinstance(area.mark, Unplaced):
            return self.shared.tag("stamp", str(area.mark.kind))
        tags = [self.shared.tag("unplaced", area.mark.reason)]
        if area.mark.kind is not None:
            tags.append(self.shared.tag("unplaced_kind", area.mark.kind))
        return " ".join(tags)

    def _block(
        self, parent: Element, lines: tuple[Line, ...], box: Bbox | None, tags: str | None
    ) -> None:
        block = _add(parent, "TextBlock", ID=next(self.names), **_place(box), TAGREFS=tags)
        for line in (line for line in lines if line.words):
            known = line.zone not in _SAID
            element = _add(
                block, "TextLine", ID=next(self.line_names), **_place(line.bbox),
                STYLEREFS=self.shared.style(line, self.page.dpi),
                TAGREFS=self.shared.tag("zone", str(line.zone)) if known else None,
                BASELINE=_baseline(line))
            _strings(element, line.words)


def _baseline(line: Line) -> str | None:
    """Where the baseline meets the left and the right edge of the line: `x,y x,y`."""
    if line.baseline is None or line.bbox is None:
        return None
    slope, offset = line.baseline
    left = line.bbox.y1 + offset
    right = left + slope * line.bbox.width
    return f"{line.bbox.x0},{decimal(left)} {line.bbox.x1},{decimal(right)}"


def _strings(parent: Element, words: tuple[Word, ...]) -> None:
    before: Bbox | None = None
    for index, word in enumerate(words):
        if index:
            _add(parent, "SP", **_gap(before, word.bbox))
        confidence = None if word.confidence is None else decimal(word.confidence, 4)
        _add(parent, "String", CONTENT=word.text, **_place(word.bbox), WC=confidence)
        before = word.bbox


def _gap(before: Bbox | None, after: Bbox | None) -> Mapping[str, Any]:
    """Where the space between two words is; without a width where they touch."""
    if before is None or after is None:
        return {}
    return {"HPOS": before.x1, "VPOS": after.y0, "WIDTH": max(0, after.x0 - before.x1)}
