"""Every format gives the same paragraphs; every bad file is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.markdown import markdown_sections, markdown_truth
from evaluation.readers import read_output, read_truth
from ocr.errors import ExitCode, InputError

CASES = Path(__file__).parent.parent / "cases"
PARAGRAPHS = ("Căn cứ Luật Tổ chức chính quyền địa phương;", "Điều 1. Ban hành quy chế.")

HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml"><body><div class='ocr_page'>
<p class='ocr_par'><span class='ocr_line'><span class='ocrx_word'>Căn</span>
<span class='ocrx_word'>cứ Luật Tổ chức</span></span>
<span class='ocr_line'>chính quyền địa phương;</span></p>
<p class='ocr_par'><span class='ocr_line'>Điều 1. Ban hành quy chế.</span></p>
</div></body></html>"""
ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page><PrintSpace>
<TextBlock><TextLine><String CONTENT="Căn"/><SP/><String CONTENT="cứ"/><String CONTENT="Luật"/>
<String CONTENT="Tổ"/><SP/><String CONTENT="chức"/></TextLine>
<TextLine><String CONTENT="chính quyền địa phương;"/></TextLine></TextBlock>
<TextBlock><TextLine><String CONTENT="Điều 1. Ban hành quy chế."/></TextLine></TextBlock>
</PrintSpace></Page></Layout></alto>"""
MARKDOWN = """---
number: 1/QĐ
---

**Căn** cứ Luật Tổ chức
chính quyền địa phương;

## Điều 1. Ban hành quy chế.
"""
OUTPUT: dict[str, Any] = {
    "schema_version": "1",
    "source": {"file": "scan.pdf"},
    "metadata": {"number": "1/QĐ"},
    "preamble": [{"type": "paragraph", "page": 1, "text": f"{PARAGRAPHS[0]}[^1]"}],
    "sections": [
        {"number": "Điều 1", "label": "Điều 1.", "level": 1, "title": "Ban hành quy chế.",
         "page": 1, "blocks": [], "sections": []}
    ],
}


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("txt", "Căn cứ Luật Tổ chức\nchính quyền địa phương;\n\nĐiều 1. Ban hành quy chế.\n\f"),
        ("md", MARKDOWN),
        ("hocr", HOCR),
        ("xml", ALTO),
        ("json", json.dumps(OUTPUT)),
    ],
)
def test_formats_give_same_paragraphs(suffix: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text(text, "utf-8")
    assert read_output(path).paragraphs == PARAGRAPHS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.json", b'{"schema_version": "1", "sections": ['),
        ("list.json", b"[1, 2]"),
        ("other.json", b'{"a": 1}'),
        ("pages.json", b'{"schema_version": "1", "pages": 3}'),
        ("title.json", b'{"schema_version": "1", "sections": [{"number": "1", "title": 5}]}'),
        ("truth.json", b'{"metadata": {}, "pages": [{"body": ["x"]}]}'),
        ("latin.txt", "Căn cứ".encode("utf-16")),
        ("front.md", b"---\nnumber: [1\n---\n\ntext\n"),
        ("broken.hocr", b"<html><p class='ocr_par'>"),
        ("page.html", b"<html><body><p>no hOCR</p></body></html>"),
        ("mets.xml", b"<mets/>"),
        ("scan.pdf", b"%PDF-1.7"),
        ("absent.md", None),
    ],
)
def test_bad_file_is_named(name: str, content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_output(path)
    assert name in caught.value.describe("en")
    assert name in caught.value.describe("vi")
    assert caught.value.exit_code == ExitCode.INPUT


@pytest.mark.parametrize("content", ["", " \n\n ", "---\nnumber: 1\n---\n"])
def test_truth_without_text_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.md"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"empty\.md.*no text"):
        read_truth(path)


def test_json_beside_gives_facts_and_markdown_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Khác hẳn.\n", "utf-8")
    (tmp_path / "a.json").write_text(json.dumps(OUTPUT), "utf-8")
    output = read_output(tmp_path / "a.md", tmp_path / "a.json")
    assert output.paragraphs == ("Khác hẳn.",)
    assert output.scan == "scan.pdf"
    assert output.sections is not None
    assert [(s.number, s.level, s.title) for s in output.sections] == [
        ("điều 1", 1, "Ban hành quy chế.")
    ]


def test_run_in_section_of_json_is_one_paragraph(tmp_path: Path) -> None:
    section = {"number": "2", "label": "2.", "title": "Về kinh tế", "run_in": True,
               "blocks": [{"type": "paragraph", "page": 1, "text": "Chính quyền chỉ đạo."}]}
    opened = {"number": "a", "label": "a)", "title": None,
              "blocks": [{"type": "paragraph", "page": 1, "text": "Rà soát."}]}
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"schema_version": "1", "sections": [section, opened]}), "utf-8")
    wanted = ("2. Về kinh tế: Chính quyền chỉ đạo.", "a) Rà soát.")
    assert read_output(path).paragraphs == wanted


def test_gold_markdown_gives_its_sections() -> None:
    sections = markdown_sections((CASES / "05-KL-TU.gold.md").read_text("utf-8"))
    assert [(s.number, s.level) for s in sections[:6]] == [
        ("1", 1), ("1.1", 2), ("1.2", 2), ("1.2.1", 3), ("1.2.2", 3), ("1.2.3", 3)
    ]
    assert [(s.number, s.level, s.title) for s in sections[-2:]] == [
        ("7.1", 2, ""), ("7.2", 2, "")
    ]


def test_points_below_points_are_one_level_deeper() -> None:
    text = "# Quyết định\n\n## Điều 1. Sửa\n\n**1.** Một\n\n**a)** A\n\n**đ)** Đ\n\n**2.** Hai\n"
    assert [(s.number, s.level) for s in markdown_sections(text)] == [
        ("điều 1", 1), ("1", 2), ("a", 3), ("đ", 3), ("2", 2)
    ]


def test_bold_number_continues_the_series_of_headings() -> None:
    text = "# Chỉ thị\n\n## 1. Cục Thuế\n\n**a)** A\n\n**2.** Hai\n\n## 3. Sở\n\n**4.** Bốn\n"
    assert [(s.number, s.level) for s in markdown_sections(text)] == [
        ("1", 1), ("a", 2), ("2", 1), ("3", 1), ("4", 1)
    ]


def test_bold_numbers_without_headings_are_outermost() -> None:
    text = "# Quyết định\n\n**Điều 1.** Một\n\n**1.** Khoản\n\n**Điều 2.** Hai\n"
    assert [(s.number, s.level) for s in markdown_sections(text)] == [
        ("điều 1", 1), ("1", 2), ("điều 2", 1)
    ]


def test_markdown_truth_knows_its_zones() -> None:
    text = (
        "# Quyết định\n\nMột đoạn.\n\n| a | b |\n|---|---|\n| c | d |\n\n---\n\n**Nơi nhận:**\n\n"
        "- Như trên;\n\n[^1]: Gồm: A.\n"
    )
    assert [(p.zone, p.text) for p in markdown_truth(text)] == [
        ("body", "Một đoạn."), ("title", "Quyết định"), ("table", "a b"), ("table", "c d"),
        ("ending", "Nơi nhận:"), ("ending", "- Như trên;"), ("footnote", "Gồm: A."),
    ]
