"""Readers of existing text: encodings, hOCR, ALTO, and bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.readers import read_text_pages
from ocr.errors import InputError
from ocr.model import Bbox, TextSource

PROSE = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam\n\nỦy ban nhân dân tỉnh quyết định thực hiện nghị quyết "
    "về phát triển kinh tế, bảo đảm đời sống của nhân dân\n"
)
HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x">
<html><head><meta name='ocr-system' content='tesseract 5.3.0' /></head><body>
<div class='ocr_page' id='page_1' title='image "a.png"; bbox 0 0 2480 3508; scan_res 300 300'>
<div class='ocr_carea' title="bbox 1 2 3 4"><p class='ocr_par'>
<span class='ocr_line' title="bbox 100 200 900 260; baseline 0.01 -12; x_size 40">
<span class='ocrx_word' title='bbox 100 200 300 260; x_wconf 91'><strong>Điều</strong></span>
<span class='ocrx_word' title='bbox 320 200 400 260; x_wconf 88'>1.&nbsp;
<span class='ocrx_cinfo' id='lstm_choices_1_1_1'><span class='ocrx_cinfo'
 id='choice_1' title='x_confs 90'>1</span></span></span>
</span></p></div></div>
<div class='ocr_page' title='bbox 0 0 10 10'><span class='ocr_line'>Trang hai<br>ba</span></div>
</body></html>"""
CHOICES = """<div class='ocr_page' title='bbox 0 0 90 90'>
<span class='ocr_line' title="bbox 1 2 3 4">
<span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 91'>tố
<span class='ocrx_cinfo' id='lstm_choices_1_1_1'>
<span class='ocrx_cinfo' id='choice_1_1_1' title='x_confs 99'>t</span></span>
<span class='ocrx_cinfo' id='lstm_choices_1_1_2'>
<span class='ocrx_cinfo' id='choice_1_1_2' title='x_confs 60'>ố</span>
<span class='ocrx_cinfo' id='choice_1_1_3' title='x_confs 31.5'>ổ</span>
<span class='ocrx_cinfo' id='choice_1_1_4' title='x_confs 0'>ồ</span></span></span>
<span class='ocrx_word' title='bbox 5 2 9 4; x_wconf 91'>chức</span></span></div>"""
ALTO = """<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
<Description><MeasurementUnit>pixel</MeasurementUnit></Description><Layout>
<Page WIDTH="2480" HEIGHT="3508"><PrintSpace><TextBlock><TextLine HPOS="10" VPOS="20"
 WIDTH="300" HEIGHT="40"><String CONTENT="tố" HPOS="10" VPOS="20" WIDTH="50" HEIGHT="40" WC="0.9">
<Glyph CONTENT="t" GC="0.99"/><Glyph CONTENT="ố" GC="0.6"><Variant CONTENT="ổ" VC="0.3"/></Glyph>
</String><SP/><String CONTENT="chức"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>"""


def texts(data: bytes) -> list[list[str]]:
    pages, _ = read_text_pages(data)
    return [[line.text for line in page.lines] for page in pages]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files(encoding: str) -> None:
    pages, source = read_text_pages(PROSE.encode(encoding))
    assert [line.text for line in pages[0].lines] == [x for x in PROSE.split("\n") if x]
    assert [line.block for line in pages[0].lines] == [1, 2]
    assert pages[0].text_source is TextSource.TEXT
    assert source.pages == 1


def test_tcvn3_file() -> None:
    old = "Céng hßa x· héi chñ nghÜa ViÖt Nam\nñy ban nh©n d©n tØnh quyÕt ®Þnh thùc hiÖn nghÞ quyÕt"
    pages, _ = read_text_pages(old.encode("latin-1"))
    assert [line.text for line in pages[0].lines] == [
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        "ủy ban nhân dân tỉnh quyết định thực hiện nghị quyết",
    ]
    assert pages[0].lines[0].raw_text.startswith("Céng")


def test_form_feed_begins_a_page() -> None:
    assert texts("một\fhai\n\f".encode()) == [["một"], ["hai"]]


def test_line_ends_of_all_systems() -> None:
    assert texts("một\r\nhai\rba\u2028bốn".encode()) == [["một", "hai", "ba\u2028bốn"]]


def test_hocr_words_and_boxes() -> None:
    pages, _ = read_text_pages(HOCR.encode())
    line = pages[0].lines[0]
    assert line.text == "Điều 1."
    assert line.bbox == Bbox(100, 200, 900, 260)
    assert line.words[0].confidence == pytest.approx(0.91)
    assert pages[0].dpi == 300
    assert pages[1].lines[0].text == "Trang haiba"


def test_hocr_choices() -> None:
    pages, _ = read_text_pages(CHOICES.encode())
    word, other = pages[0].lines[0].words
    assert pages[0].lines[0].text == "tố chức"
    assert [[(c.text, c.score) for c in column] for column in word.choices] == [
        [("t", 0.99)],
        [("ố", 0.6), ("ổ", 0.315)],
    ]
    assert other.choices == ()


def test_alto_choices() -> None:
    pages, _ = read_text_pages(ALTO.encode())
    word = pages[0].lines[0].words[0]
    assert pages[0].lines[0].text == "tố chức"
    assert [choice.text for choice in word.choices[1]] == ["ố", "ổ"]


@pytest.mark.parametrize(
    "data",
    [b"", b" \n ", b"\x89PNG\r\n\x1a\n\x00\x00\x00", bytes(range(1, 256)) * 4,
     b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><alto/>', b"<alto><Page>", b"<alto/>"],
)  # fmt: skip
def test_bad_input_is_an_input_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read_text_pages(data)


def test_picture_is_to_be_recognised() -> None:
    with pytest.raises(InputError, match="sohoa convert"):
        read_text_pages(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00")


def test_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_text_pages(tmp_path / "none.txt")
