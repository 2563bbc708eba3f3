"""The acceptance case: seven pages of Số 05-KL/TU as OCR text, against its gold."""

import re
from functools import cache
from pathlib import Path

from cleanup.assemble import build_document
from cleanup.document import Document, SourceInfo
from cleanup.writers.markdown import write_markdown
from tests.cleanup.making import text_page

CASES = Path(__file__).parent.parent / "cases"
# the word corrections of 05-KL-TU.corrections.tsv: the corrector makes them, not the structure
WORDS = {
    "Vẽ văn hóa": "Về văn hóa", "sáp xếp": "sắp xếp", "Vệ quốc": "Về quốc",
    "lanh thổ": "lãnh thổ", "Dương Ký": "Dương Kỳ", "Chi đạo triển": "Chỉ đạo triển",
    "đường trực phát": "đường trục phát",
}


@cache
def _document() -> Document:
    text = (CASES / "05-KL-TU.ocr.txt").read_text("utf-8")
    for before, after in WORDS.items():
        assert before in text
        text = text.replace(before, after)
    source = SourceInfo(file="05-KL-TU.ocr.txt", sha256="0" * 64, pages=1)
    return build_document((text_page(text),), source)


def _lines(markdown: str) -> list[str]:
    # the gold has no letterhead
    body = markdown[markdown.index("\n# ") :]
    return [line for line in body.split("\n") if line.strip()]


def _gold() -> str:
    return (CASES / "05-KL-TU.gold.md").read_text("utf-8")


def test_headings_equal_the_gold() -> None:
    heads = [line for line in _lines(_gold()) if line.startswith("#")]
    assert len(heads) == 14
    got = [line for line in _lines(write_markdown(_document())) if line.startswith("#")]
    assert got == heads


def test_body_recipients_and_footnote_equal_the_gold() -> None:
    assert _lines(write_markdown(_document())) == _lines(_gold())


def test_run_in_colons_are_recorded() -> None:
    dropped = [c for c in _document().corrections if c.reason == "structure.run-in-colon"]
    assert [(c.before, c.after) for c in dropped] == [(":", "")] * 4
    lines = _document().pages[0].lines
    assert all(lines[c.line - 1].text[c.start] == ":" for c in dropped)


def test_noise_lines_stand_beside_the_text() -> None:
    document = _document()
    beside = " ".join(
        [*(mark.text for mark in document.unplaced),
         *(text for stamp in document.stamps for text in (*stamp.text, *stamp.raw_text))]
    )
    body = re.sub(r"\s+", " ", write_markdown(document).split("\n---\n", 1)[1])
    for noise in ("7/2021", "Hàm", "NGHỊ QUYẾT", "VĂN BẢN ĐỀN", "001/TU", "08/2021", "ayễn:",
                  "u hồ sơ số:"):
        assert noise in beside
        assert not re.search(rf"(?<!\S){re.escape(noise)}(?!\S)", body)


def test_numbering_gives_no_finding() -> None:
    assert "sections" not in _document().review_reasons
