"""hOCR as Tesseract 5 writes it, cut down by hand."""

import pytest

from ocr.engines.hocr import read_hocr
from ocr.model import Bbox

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml"><body>
<div class='ocr_page' title='bbox 0 0 100 100'><p class='ocr_par' title='bbox 1 2 90 40'>
<span class='ocr_line' title="bbox 1 2 90 20; baseline 0.01 -3; x_size 18.5">
 <span class='ocrx_word' title='bbox 1 2 30 20; x_wconf 95'>Tổ
  <span class='ocrx_cinfo' id='lstm_choices_1_1_1'>
   <span class='ocrx_cinfo' id='choice_1' title='x_confs 95'>T</span>
   <span class='ocrx_cinfo' id='choice_2' title='x_confs 0'>I</span></span>
  <span class='ocrx_cinfo' id='lstm_choices_1_1_2'>
   <span class='ocrx_cinfo' id='choice_3' title='x_confs 60'>ổ</span>
   <span class='ocrx_cinfo' id='choice_4' title='x_confs 30'>ố</span></span>
 </span>
 <span class='ocrx_word' title='bbox 40 2 90 20; x_wconf 91'><strong>chức</strong></span>
</span>
<span class='ocr_line' title="bbox 1 22 90 40">
 <span class='ocrx_word' title='bbox 1 22 9 40'> </span></span>
</p></div></body></html>"""


def test_words_boxes_and_confidence() -> None:
    ((line,),) = read_hocr(PAGE)
    assert [w.text for w in line.words] == ["Tổ", "chức"]
    assert line.text == line.raw_text == "Tổ chức"
    assert line.bbox == Bbox(1, 2, 90, 20)
    assert line.baseline == (0.01, -3)
    assert line.x_size == 18.5
    assert line.words[0].confidence == 0.95
    assert line.block == 1


def test_alternatives_stand_at_their_character() -> None:
    ((line,),) = read_hocr(PAGE)
    first, second = line.words[0].choices
    assert [c.text for c in first] == ["T"], "score 0 only says that the network knows the letter"
    assert [(c.text, c.score) for c in second] == [("ổ", 0.6), ("ố", 0.3)]
    assert line.words[1].choices == ()


def test_decomposed_text_becomes_nfc() -> None:
    ((line,),) = read_hocr(PAGE.replace("chức", "chức"))
    assert line.words[1].text == "chức"


def test_malformed_markup_is_refused() -> None:
    with pytest.raises(ValueError, match="hOCR"):
        read_hocr("<html><body>")


def test_each_page_has_its_own_lines() -> None:
    page = PAGE[PAGE.index("<div") : PAGE.index("</div>") + 6]
    blank = "<div class='ocr_page' title='bbox 0 0 9 9'></div>"
    pages = read_hocr(f"<html><body>{blank}{page}{page}</body></html>")
    assert [len(lines) for lines in pages] == [0, 1, 1]
