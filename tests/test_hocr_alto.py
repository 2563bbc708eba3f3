"""Samples as hOCR and ALTO: what the formats demand, and that nothing is lost on the way back."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

import sohoa
from cleanup.document import Document, Metadata, SourceInfo
from cleanup.readers import read_text_pages
from ocr.errors import UsageError
from ocr.model import (
    Bbox,
    Cell,
    Line,
    Page,
    PageStatus,
    Stamp,
    StampKind,
    Table,
    TextSource,
    Unplaced,
    Word,
    Zone,
)
from samples.make_samples import NAMES
from tests.test_goldens import built

XHTML = "{http://www.w3.org/1999/xhtml}"
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"
BOTH = pytest.mark.parametrize("format", ["hocr", "alto"])


def line(text: str, top: int, *, left: int = 100, **more: object) -> Line:
    words = []
    for word in text.split():
        words.append(Word(text=word, bbox=Bbox(left, top, left + 20 * len(word), top + 40),
                          confidence=0.875))
        left += 20 * len(word) + 15
    around = Bbox(100, top, left, top + 40)
    made = Line(text=text, raw_text=text, words=tuple(words), bbox=around, confidence=0.875,
                baseline=(0.0125, -8.5), x_size=48.0, block=1, zone=Zone.BODY)
    return replace(made, **more)  # type: ignore[arg-type] # fields by name


PAGE = Page(
    number=1, width=2480, height=3508, dpi=300, gutter=1240,
    lines=(line("CỘNG HÒA & <xã hội>", 100, bold=True),
           line("Điều 1. Phạm vi", 200, bold=False),
           line("Nơi nhận:", 900, block=2, bold=False)),
    tables=(Table(bbox=Bbox(90, 300, 900, 600), before_line=2, ruled=False, cells=(
        Cell(row=0, column=0, row_span=2, bbox=Bbox(90, 300, 300, 600), lines=(line("STT", 310),)),
        Cell(row=1, column=2, bbox=Bbox(500, 450, 900, 600)))),),
    stamps=(Stamp(kind=StampKind.INCOMING_MAIL, page=1, bbox=Bbox(1500, 50, 1900, 250),
                  text=("CÔNG VĂN ĐẾN", "Số: 12")),
            Stamp(kind=StampKind.SEAL, page=1, bbox=Bbox(1500, 2000, 1900, 2400))),
    unplaced=(Unplaced(page=1, text="07", reason="handwriting", bbox=Bbox(10, 20, 60, 70)),
              Unplaced(page=1, text="sông Hồng", reason="unknown", kind="drawing",
                       bbox=Bbox(100, 2000, 900, 2900))),
)
DOCUMENT = Document(
    source=SourceInfo(file='a "b"; c.pdf', sha256="0" * 64, pages=3), metadata=Metadata(),
    pages=(PAGE, Page(number=2, width=10, height=10, dpi=300, status=PageStatus.BLANK),
           Page(number=3, status=PageStatus.FAILED, error="damaged")),
)


def read_back(document: Document, format: str) -> tuple[Page, ...]:
    text = sohoa.render(document, format)
    assert isinstance(text, str)
    return read_text_pages(text.encode())[0]


@BOTH
def test_page_comes_back_as_it_was(format: str) -> None:
    page, blank, failed = read_back(DOCUMENT, format)
    assert [(one.status, one.width) for one in (page, blank, failed)] == [
        (PageStatus.OK, 2480), (PageStatus.BLANK, 10), (PageStatus.FAILED, None)]
    assert (page.height, page.dpi, page.gutter) == (3508, 300, 1240)
    for found, wanted in zip(page.lines, PAGE.lines, strict=True):
        assert (found.text, found.bbox, found.words) == (wanted.text, wanted.bbox, wanted.words)
        assert (found.bold, found.x_size, found.block) == (wanted.bold, wanted.x_size, wanted.block)
        assert found.baseline == pytest.approx(wanted.baseline, abs=1e-4)
        assert found.confidence == pytest.approx(wanted.confidence)
    assert page.stamps == PAGE.stamps
    assert page.unplaced == PAGE.unplaced
    table = page.tables[0]
    assert (table.before_line, table.bbox, table.ruled) == (2, PAGE.tables[0].bbox, False)
    for cell, same in zip(table.cells, PAGE.tables[0].cells, strict=True):
        assert (cell.row, cell.column, cell.row_span) == (same.row, same.column, same.row_span)
        assert (cell.bbox, [one.text for one in cell.lines]) == (
            same.bbox, [one.text for one in same.lines])


@BOTH
@pytest.mark.parametrize("name", NAMES)
def test_sample_gives_the_same_markdown_when_cleaned(name: str, format: str) -> None:
    document = built(name)
    text = sohoa.render(document, format)
    assert isinstance(text, str)
    again = sohoa.clean(text.encode())
    for found, wanted in zip(again.pages, document.pages, strict=True):
        assert [(one.text, one.bbox) for one in found.lines] == [
            (one.text, one.bbox) for one in wanted.lines]
    bodies = [str(sohoa.render(one, "md")).split("\n---\n", 1)[1] for one in (document, again)]
    assert bodies[0] == bodies[1]
    assert [stamp.text for stamp in again.stamps] == [stamp.text for stamp in document.stamps]


@BOTH
def test_text_layer_pages_stay_text_layer_pages(format: str) -> None:
    page = replace(PAGE, text_source=TextSource.TEXT_LAYER)
    assert read_back(replace(DOCUMENT, pages=(page,)), format)[0].text_source is page.text_source


@BOTH
def test_text_without_places_is_refused(format: str) -> None:
    document = sohoa.clean("Điều 1. Phạm vi\n".encode())
    with pytest.raises(UsageError, match="no places on a page"):
        sohoa.render(document, format)


@BOTH
def test_characters_that_xml_can_not_hold_do_no_harm(format: str) -> None:
    broken = replace(DOCUMENT, pages=(replace(PAGE, lines=(line("Số\x00 05\ufffe", 100),)),))
    assert read_back(broken, format)[0].lines[0].text == "Số\ufffd 05\ufffd"


@pytest.mark.parametrize(("format", "was", "found"), [
    ("alto", "row 0 column 0", "row 999999999 column 0"), ("alto", "rows 2", "rows 99999999"),
    ("hocr", "x_cell 1 2", "x_cell 1 999999999"), ("hocr", "x_cell 0 0", "x_cell -9 0"),
    ("hocr", 'rowspan="2"', 'rowspan="99999999"'),
])
def test_table_that_no_page_could_hold_is_a_list_of_its_cells(
    format: str, was: str, found: str
) -> None:
    text = str(sohoa.render(DOCUMENT, format))
    assert was in text
    cleaned = sohoa.clean(text.replace(was, found).encode())
    assert [(cell.row, cell.column) for cell in cleaned.pages[0].tables[0].cells] == [
        (0, 0), (1, 0)]
    assert "STT" in str(sohoa.render(cleaned, "md"))


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999", "", "x"])
@pytest.mark.parametrize("name", ["WIDTH", "HEIGHT", "HPOS", "PC", "WC"])
def test_alto_numbers_that_are_none_are_no_numbers(name: str, value: str) -> None:
    text = re.sub(rf' {name}="[^"]*"', f' {name}="{value}"', str(sohoa.render(DOCUMENT, "alto")))
    found = read_text_pages(text.encode())[0][0].lines
    assert [one.text for one in found] == [one.text for one in PAGE.lines]


# ---------------------------------------------------------------- hOCR

def test_hocr_is_xhtml_with_its_required_parts() -> None:
    text = str(sohoa.render(built("quyet-dinh"), "hocr"))
    root = ElementTree.fromstring(text)
    meta = {m.get("name"): m.get("content", "") for m in root.iter(f"{XHTML}meta")}
    assert meta["ocr-system"].startswith("sohoa")
    classes = {one.get("class") for one in root.iter() if one.get("class")}
    assert classes <= set(meta["ocr-capabilities"].split())
    assert {"ocr_page", "ocr_carea", "ocr_par", "ocr_line", "ocrx_word", "ocr_table"} <= classes
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for page in root.iter(f"{XHTML}div"):
        if page.get("class") == "ocr_page":
            assert re.fullmatch(
                r'image "quyet-dinh.pdf"; bbox 0 0 \d+ \d+; ppageno \d; scan_res 200 200',
                page.get("title", ""))
    titles = [one.get("title", "") for one in root.iter(f"{XHTML}span")]
    grammar = r"(bbox( \d+){4}|baseline( -?\d+(\.\d+)?){2}|x_\w+ [\w.]+)"
    assert all(re.fullmatch(rf"{grammar}(; {grammar})*", title) for title in titles)


def test_hocr_image_name_can_not_break_the_properties() -> None:
    text = str(sohoa.render(DOCUMENT, "hocr"))
    assert "image &quot;a %22b%22%3B c.pdf&quot;; bbox 0 0 2480 3508" in text


# ---------------------------------------------------------------- ALTO

# Children in their order, and attributes that alto-4-4.xsd demands or allows, as far as we use it.
CHILDREN = {
    "alto": "Description Styles Tags Layout", "Layout": "Page", "Page": "PrintSpace",
    "Description": "MeasurementUnit sourceImageInformation OCRProcessing",
    "sourceImageInformation": "fileName fileIdentifier documentIdentifier",
    "OCRProcessing": "preProcessingStep ocrProcessingStep postProcessingStep",
    "ocrProcessingStep": "processingStepSettings processingSoftware",
    "processingSoftware": "softwareName softwareVersion",
    "ComposedBlock": "TextBlock", "TextBlock": "TextLine", "Styles": "TextStyle",
    "Tags": "LayoutTag",
}
NEEDED = {
    "Page": {"ID", "PHYSICAL_IMG_NR"}, "TextBlock": {"ID"}, "ComposedBlock": {"ID"},
    "String": {"CONTENT"}, "LayoutTag": {"ID", "LABEL"}, "OCRProcessing": {"ID"},
}
PLACE = {"HPOS", "VPOS", "WIDTH", "HEIGHT"}
ALLOWED = {
    "alto": {"SCHEMAVERSION"},
    "Page": {"ID", "PHYSICAL_IMG_NR", "WIDTH", "HEIGHT", "PC", "LANG", "QUALITY_DETAIL"},
    "PrintSpace": PLACE, "TextBlock": {"ID", "TAGREFS"} | PLACE, "SP": PLACE,
    "ComposedBlock": {"ID", "TAGREFS", "TYPE"} | PLACE, "String": {"CONTENT", "WC"} | PLACE,
    "TextLine": {"ID", "STYLEREFS", "TAGREFS", "BASELINE"} | PLACE,
    "TextStyle": {"ID", "FONTSIZE", "FONTSTYLE"}, "LayoutTag": {"ID", "TYPE", "LABEL"},
    "OCRProcessing": {"ID"}, "fileIdentifier": {"fileIdentifierLocation"},
}


@pytest.mark.parametrize("document", [built("quyet-dinh"), DOCUMENT], ids=["sample", "made"])
def test_alto_has_the_order_and_attributes_of_its_schema(document: Document) -> None:
    root = ElementTree.fromstring(str(sohoa.render(document, "alto")))
    for element in root.iter():
        name = element.tag.removeprefix(ALTO)
        given = set(element.attrib)
        assert NEEDED.get(name, set()) <= given <= ALLOWED.get(name, set()), name
        order = [child.tag.removeprefix(ALTO) for child in element]
        if name == "PrintSpace":
            assert set(order) <= {"TextBlock", "ComposedBlock"}
        elif name == "TextLine":
            assert re.fullmatch(r"String( SP String)*", " ".join(order))
        elif order and name in CHILDREN:
            known = CHILDREN[name].split()
            assert order == sorted(order, key=known.index), name
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))
    names = {"STYLEREFS", "TAGREFS"}
    assert {ref for one in root.iter() for key in names for ref in one.get(key, "").split()} \
        <= set(ids)
    assert all(0 <= float(one.get("WC", "0")) <= 1 for one in root.iter(f"{ALTO}String"))


def test_alto_zones_and_engine_can_be_found() -> None:
    root = ElementTree.fromstring(str(sohoa.render(built("quyet-dinh"), "alto")))
    tags = [tag for tag in root.iter(f"{ALTO}LayoutTag") if tag.get("TYPE") == "zone"]
    labels = {tag.get("LABEL") for tag in tags}
    assert {"header_left", "title", "body", "signature", "recipients"} <= labels
    engine = root.find(f".//{ALTO}ocrProcessingStep/{ALTO}processingSoftware/{ALTO}softwareName")
    assert engine is not None
    assert engine.text == "sohoa"


def test_alto_baseline_of_older_versions_is_a_height() -> None:
    old = ('<alto><Layout><Page><TextBlock><TextLine HPOS="10" VPOS="20" WIDTH="300" HEIGHT="40"'
           ' BASELINE="52"><String CONTENT="tố"/></TextLine></TextBlock></Page></Layout></alto>')
    assert read_text_pages(old.encode())[0][0].lines[0].baseline == (0.0, -8.0)
