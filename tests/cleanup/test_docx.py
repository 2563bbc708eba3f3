"""The Word file, read back."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from cleanup.document import (
    Appendix,
    Block,
    Document,
    Footnote,
    Letterhead,
    Metadata,
    Section,
    SourceInfo,
)
from cleanup.writers.docx import write_docx

DOCUMENT = Document(
    source=SourceInfo(file="scan.pdf", sha256="", pages=1),
    metadata=Metadata(),
    letterheads=(
        Letterhead(
            page=1,
            left=("UBND TỈNH SÓC TRĂNG", "SỞ NỘI VỤ", "Số: 15/QĐ-SNV"),
            right=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
        ),
    ),
    heading="QUYẾT ĐỊNH Về việc bổ nhiệm",
    preamble=(Block(type="paragraph", page=1, text="Căn cứ Nghị định số 30/2020/NĐ-CP;"),),
    sections=(
        Section(
            number="Điều 1",
            label="Điều 1.",
            style="article",
            level=1,
            page=1,
            title="Phạm vi",
            blocks=(
                Block(type="paragraph", page=1, text="Tự do[^1] để thúc đẩy\x0b xuất khẩu."),
                Block(
                    type="table",
                    page=1,
                    rows=(("STT", "Tên", ""), ("1", "Xã A", "2")),
                    spans={(0, 1): (1, 2)},
                ),
            ),
            sections=(
                Section(
                    number="1",
                    label="1.",
                    style="decimal",
                    level=2,
                    page=1,
                    blocks=(Block(type="paragraph", page=1, text="Khoản này."),),
                ),
            ),
        ),
    ),
    recipients_heading="Nơi nhận:",
    recipients_lines=("- Như Điều 3;", "- Lưu: VT."),
    signature_lines=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Văn Nam"),
    appendices=(Appendix(title="PHỤ LỤC I", page=2),),
    footnotes=(Footnote(id="1", label="⁽¹⁾", page=1, text="Gồm: các hiệp định <EVFTA>."),),
)


def word_of(document: Document) -> Any:
    import docx

    return docx.Document(io.BytesIO(write_docx(document)))


def test_headings_keep_number_and_level() -> None:
    word = word_of(DOCUMENT)
    headings = [
        (p.style.name, p.text) for p in word.paragraphs if p.style and "Head" in str(p.style.name)
    ]
    assert headings == [("Heading 1", "Điều 1. Phạm vi")]
    titles = [p.text for p in word.paragraphs if p.style and p.style.name == "Title"]
    assert titles == ["QUYẾT ĐỊNH Về việc bổ nhiệm", "PHỤ LỤC I"]


def test_head_and_ending_stand_in_two_columns() -> None:
    word = word_of(DOCUMENT)
    head, table, ending = word.tables
    assert "SỞ NỘI VỤ" in head.cell(0, 0).text
    assert "Hạnh phúc" in head.cell(0, 1).text
    assert ending.cell(0, 0).text == "Nơi nhận:\n- Như Điều 3;\n- Lưu: VT."
    assert ending.cell(0, 1).text.endswith("Trần Văn Nam")
    assert table.cell(0, 1).text == table.cell(0, 2).text == "Tên"
    assert table.cell(1, 2).text == "2"


def test_footnote_is_a_real_one() -> None:
    with zipfile.ZipFile(io.BytesIO(write_docx(DOCUMENT))) as file:
        notes = file.read("word/footnotes.xml").decode("utf-8")
        text = file.read("word/document.xml").decode("utf-8")
        types = file.read("[Content_Types].xml").decode("utf-8")
    assert "Gồm: các hiệp định &lt;EVFTA&gt;." in notes
    assert 'w:footnoteReference w:id="2"' in text
    assert "[^1]" not in text
    assert "footnotes+xml" in types


def test_same_document_gives_same_bytes() -> None:
    assert write_docx(DOCUMENT) == write_docx(DOCUMENT)


def test_empty_document_is_written() -> None:
    empty = Document(source=SourceInfo(file="a", sha256="", pages=0), metadata=Metadata())
    assert word_of(empty).paragraphs == []
