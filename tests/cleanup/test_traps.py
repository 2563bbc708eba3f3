"""All lines of structure_traps.tsv, in a text that decides what they are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleanup.assemble import build_document
from cleanup.document import Section, SourceInfo
from cleanup.footnotes import take_footnotes
from cleanup.patterns import LineKind, classify
from cleanup.sections import Body, is_item
from ocr.model import Page, Zone
from tests.cleanup.making import body_of, paragraphs_text, text_page

CASES = Path(__file__).parent.parent / "cases"
STYLES = {
    "part": "PART", "chapter": "CHAPTER", "section": "SECTION", "subsection": "SUBSEC",
    "article": "ARTICLE", "roman": "ROMAN", "letter": "LETTER", "point": "POINT",
}
IN_THE_WHOLE = ("RECIPIENT", "CONT", "SEPARATOR", "ADDRESSEE", "RECIPIENTS_START")


def _cases() -> list[dict[str, Any]]:
    data = json.loads((CASES / "structure_contexts.json").read_text("utf-8"))
    cases: list[dict[str, Any]] = data["cases"]
    return cases


def _sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _sections(section.sections)


def _unit_class(section: Section) -> str:
    if section.style != "decimal":
        return STYLES[section.style]
    if "." not in section.number:
        return "NUM+RUNIN" if section.run_in else "NUM"
    return "DEC" if section.title is not None else "DEC_PARA"


def _final_class(body: Body, line: str) -> str:
    mark = classify(line)
    text = mark.text[:20] if mark.label else line.split(" ", 1)[-1][:20]
    for section in _sections(body.sections):
        first = section.title or (section.blocks[0].text if section.blocks else "")
        # a misread mark was repaired: only the text after it is the same
        same = section.label == mark.label or len(section.label) <= 3
        if (not text and section.label == mark.label) or (text and same and text in first[:30]):
            return _unit_class(section)
    if any(line.split()[0] in appendix.title for appendix in body.appendices):
        return "APPENDIX"
    blocks = [*body.preamble, *body.closing]
    for section in _sections(body.sections):
        blocks += section.blocks
        if line in (section.title or ""):
            return "TEXT"
    block = next(block for block in blocks if line in block.text)
    if block.type == "quote":
        return "QUOTED"
    own = classify(block.text)
    if block.text.startswith(line) and is_item(own):
        return own.kind.value
    return "NOTE" if own.kind is LineKind.FOOTDEF and own.number.startswith("*") else "TEXT"


def _footnoted(page: Page, line: str) -> str:
    notes = take_footnotes((page,)).footnotes
    return "FOOTDEF" if notes and notes[0].text == classify(line).text else "TEXT"


def test_every_trap_has_a_context() -> None:
    lines = (CASES / "structure_traps.tsv").read_text("utf-8").splitlines()[1:]
    assert {line.split("\t")[0] for line in lines} <= {case["line"] for case in _cases()}
    assert len(lines) == 76


@pytest.mark.parametrize(
    "case", [case for case in _cases() if case["expect"] not in IN_THE_WHOLE],
    ids=lambda case: f"{case['line']}-{case['expect']}",
)
def test_trap_line_decided_by_its_context(case: dict[str, Any]) -> None:
    texts = [*case["before"], case["line"], *case["after"]]
    page = text_page(paragraphs_text(texts), zone=Zone.BODY)
    if case["expect"] == "FOOTDEF":
        if "call" in case:
            note = text_page(case["line"], zone=Zone.FOOTNOTE).lines
            page = text_page(case["call"], zone=Zone.BODY)
            page = Page(number=1, lines=(*page.lines, *note))
        assert _footnoted(page, case["line"]) == "FOOTDEF"
    else:
        assert _final_class(body_of([page]), case["line"]) == case["expect"]


LETTER = """\
TỈNH ỦY SÓC TRĂNG

*

Số 05-CV/TU

ĐẢNG CỘNG SẢN VIỆT NAM

Sóc Trăng, ngày 07 tháng 7 năm 2021

Kính gửi: Bộ Nội vụ

Tỉnh uỷ đề nghị Bộ Nội vụ xem xét, cho ý kiến.

Nơi nhận:
- Như trên,
- Các ban đảng, ban cán sự đảng,
- đảng đoàn, đảng uỷ trực thuộc Tỉnh uỷ,
- Lưu: VT, TH.

Hồ Thị Cẩm Đào
"""


def test_trap_lines_of_head_and_ending_stay_out_of_the_body() -> None:
    document = build_document(
        (text_page(LETTER),), SourceInfo(file="letter.txt", sha256="", pages=1)
    )
    assert [block.text for block in document.preamble] == [
        "Kính gửi: Bộ Nội vụ", "Tỉnh uỷ đề nghị Bộ Nội vụ xem xét, cho ý kiến."
    ]
    assert document.metadata.addressees == ("Bộ Nội vụ",)
    assert document.recipients_heading == "Nơi nhận:"
    assert document.recipients_lines[1:] == (
        "- Các ban đảng, ban cán sự đảng, đảng đoàn, đảng uỷ trực thuộc Tỉnh uỷ,",
        "- Lưu: VT, TH.",
    )
