"""The pages as hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/): words with boxes, as XHTML.

The text is the corrected one, in reading order. What hOCR has no word for stands in properties
that begin with `x_`, as the specification provides for engines: zones, kinds of stamps, places of
cells. `cleanup.readers.hocr` reads all of it back.
"""

from __future__ import annotations

from itertools import count
from xml.etree.ElementTree import Element, SubElement, tostring

from cleanup.document import Document
from cleanup.writers.placed import Area, areas_of, check_places
from cleanup.writers.xml_text import decimal, xml_text
from ocr.model import Bbox, Cell, Line, Page, PageStatus, Table, TextSource, Unplaced, Word, Zone

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)
_SAID = (Zone.UNKNOWN, Zone.STAMP, Zone.UNPLACED)     # or said by the float around the line
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CAPABILITIES = (
    "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_float ocr_table ocrp_lang ocrp_wconf"
)


def write_hocr(document: Document) -> str:
    """The whole file; equal documents give equal bytes.

    Raises:
        UsageError: if the text has no places on a page.
    """
    check_places(document, "hocr")
    html = Element("html", {"xmlns": "http://www.w3.org/1999/xhtml", _XML_LANG: "vi", "lang": "vi"})
    html.text = "\n"
    _head(html, document)
    body = _add(html, "body")
    for page in document.pages:
        _page(body, page, document.source.file)
    return _HEAD + tostring(html, encoding="unicode") + "\n"


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    """A new element on lines of its own."""
    element = SubElement(parent, tag, {name.rstrip("_"): v for name, v in attributes.items()})
    element.text = element.tail = "\n"
    return element


def _head(html: Element, document: Document) -> None:
    head = _add(html, "head")
    _add(head, "title").text = xml_text(document.metadata.title or document.source.file)
    tools = ", ".join(f"{step.tool} {step.version}" for step in document.steps) or "sohoa"
    for name, content in (
        ("ocr-system", tools if tools.startswith("sohoa") else f"sohoa, {tools}"),
        ("ocr-capabilities", _CAPABILITIES),
        ("ocr-langs", "vi"),
        ("ocr-number-of-pages", str(len(document.pages))),
    ):
        meta = SubElement(head, "meta", {"name": name, "content": xml_text(content)})
        meta.tail = "\n"


class _Ids:
    """Numbers of the parts of one page, as Tesseract gives them: line_1_4 is on page 1."""

    def __init__(self, page: int) -> None:
        self.page = page
        self._next = {kind: count(1) for kind in ("block", "par", "line", "word")}

    def __call__(self, kind: str) -> str:
        return f"{kind}_{self.page}_{next(self._next[kind])}"


def _page(body: Element, page: Page, file: str) -> None:
    name = xml_text(file).replace("%", "%25").replace('"', "%22").replace(";", "%3B")
    facts = [f'image "{name}"']
    if page.width and page.height:
        facts.append(f"bbox 0 0 {page.width} {page.height}")
    facts.append(f"ppageno {page.number - 1}")
    if page.dpi:
        facts.append(f"scan_res {page.dpi} {page.dpi}")
    if page.status is not PageStatus.OK:
        facts.append(f"x_status {page.status}")
    if page.text_source is not TextSource.OCR:
        facts.append(f"x_text_source {page.text_source}")
    if page.gutter is not None:
        facts.append(f"x_gutter {page.gutter}")
    division = _add(body, "div", class_="ocr_page", id=f"page_{page.number}",
                    title="; ".join(facts), lang="vi")
    ids = _Ids(page.number)
    for area in areas_of(page):
        if area.table is not None:
            _table(division, area.table, ids)
        elif area.mark is not None:
            _float(division, area, ids)
        else:
            carea = _add(division, "div", class_="ocr_carea", id=ids("block"), **_at(area.bbox))
            _paragraph(carea, area.lines, area.bbox, ids)


def _at(box: Bbox | None, *more: str) -> dict[str, str]:
    """The attribute `title` with the box and further properties, or nothing."""
    known = [] if box is None else [f"bbox {box.x0} {box.y0} {box.x1} {box.y1}"]
    properties = "; ".join((*known, *more))
    return {"title": properties} if properties else {}


def _float(parent: Element, area: Area, ids: _Ids) -> None:
    """A stamp, or what has no place in the text: beside the flow, and marked as what it is."""
    mark = area.mark
    if isinstance(mark, Unplaced):
        kind = [f"x_unplaced {mark.reason}", *([f"x_kind {mark.kind}"] if mark.kind else [])]
    else:
        assert mark is not None
        kind = [f"x_stamp {mark.kind}"]
    division = _add(
        parent, "div", class_="ocr_float", id=ids("block"), **_at(area.bbox, *kind))
    if area.lines:
        _paragraph(division, area.lines, area.bbox, ids)


def _table(parent: Element, table: Table, ids: _Ids) -> None:
    element = _add(parent, "table", class_="ocr_table", id=ids("block"),
                   **_at(table.bbox, f"x_ruled {int(table.ruled)}"))
    for number in sorted({cell.row for cell in table.cells}):
        row = _add(element, "tr")
        for cell in table.cells:
            if cell.row == number:
                _cell(row, cell, ids)


def _cell(row: Element, cell: Cell, ids: _Ids) -> None:
    spans = {"rowspan": cell.row_span, "colspan": cell.column_span}
    element = _add(row, "td", **{name: str(span) for name, span in spans.items() if span > 1},
                   **_at(cell.bbox, f"x_cell {cell.row} {cell.column}"))
    if cell.lines:
        _paragraph(element, cell.lines, cell.bbox, ids)


def _paragraph(parent: Element, lines: tuple[Line, ...], box: Bbox | None, ids: _Ids) -> None:
    paragraph = _add(parent, "p", class_="ocr_par", id=ids("par"), lang="vi", **_at(box))
    for line in lines:
        facts = []
        if line.baseline is not None:
            facts.append(f"baseline {decimal(line.baseline[0], 5)} {decimal(line.baseline[1])}")
        if line.x_size is not None:
            facts.append(f"x_size {decimal(line.x_size)}")
        if line.confidence is not None:
            facts.append(f"x_conf {decimal(100 * line.confidence)}")
        if line.zone not in _SAID:
            facts.append(f"x_zone {line.zone}")
        element = _add(
            paragraph, "span", class_="ocr_line", id=ids("line"), **_at(line.bbox, *facts))
        element.text = None
        for word in line.words:
            _word(element, word, line, ids)


def _word(parent: Element, word: Word, line: Line, ids: _Ids) -> None:
    sure = [] if word.confidence is None else [f"x_wconf {decimal(100 * word.confidence, 2)}"]
    element = SubElement(
        parent, "span", {"class": "ocrx_word", "id": ids("word"), **_at(word.bbox, *sure)})
    element.tail = " "
    if line.bold:
        element = SubElement(element, "strong")
    if line.italic:
        element = SubElement(element, "em")
    element.text = xml_text(word.text)
