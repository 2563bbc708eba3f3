"""Whatever comes in: the text path never fails and loses no word."""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator

import jsonschema
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cleanup.assemble import build_document
from cleanup.document import Block, Document, Section, SourceInfo
from cleanup.writers.json import schema, write_json
from cleanup.writers.markdown import write_markdown
from cleanup.writers.text import write_text
from ocr.model import Bbox, Line, Page, Zone
from tests.cleanup.making import body_of, text_page

VALIDATOR = jsonschema.Draft202012Validator(schema())
SOURCE = SourceInfo(file="fuzz.txt", sha256="", pages=1)
MARKS = [
    "1.", "2.", "3.", "1.1.", "1.2", "I.", "II.", "Il.", "HI.", "l.", "a)", "b)", "đ)", "-",
    "+", "*", "“", "”", "Điều 1.", "Điều 2.", "Điều", "Chương I", "ChươnglI .", "Mục 1",
    "Phần thứ nhất", "PHỤ LỤC I", "Phụ lục", "⁽¹⁾", "¹", "(1)", "[1]", "tự do1", "[^1]",
    "Thứ nhất,", "A.", "¬-.", "Nơi nhận:", "TM. UBND", "Số: 5/QĐ-UBND", "QUYẾT ĐỊNH", "./.",
    "2", "- 2 -", ":", ";",
]
WORDS = [
    "Tổ chức", "thực hiện", "của", "tại", "gồm:", "quy định", "Sở Y tế:", "CHUNG", "khoản",
    "ngày", "Hà Nội, ngày 5 tháng 6 năm 2021",
]
PIECE = st.one_of(st.sampled_from(MARKS), st.sampled_from(WORDS), st.text(max_size=12))
LINE = st.lists(PIECE, max_size=7).map(" ".join)
TEXT = st.lists(LINE, max_size=25).map("\n".join)
RELAXED = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def _words(text: str) -> Counter[str]:
    # a footnote call is one printed mark and becomes one [^id]; glued to a word ("do1") it leaves
    # the word, so letters and figures are counted apart
    return Counter(re.findall(r"[^\W\d]+|\d+", re.sub(r"\[\^\d+\]|[⁰¹²³⁴⁵⁶⁷⁸⁹]", " ", text)))


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield block.text
        yield from (cell for row in block.rows for cell in row)


def _sections(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.label
        yield section.title or ""
        yield from _blocks(section.blocks)
        yield from _sections(section.sections)


def _whole(document: Document) -> str:
    parts = [
        document.heading or "", *_blocks(document.preamble), *_sections(document.sections),
        *_blocks(document.closing), document.recipients_heading or "",
        *document.recipients_lines, *document.signature_lines,
        *(f"{note.label} {note.text}" for note in document.footnotes),
        *(correction.before for correction in document.corrections),
    ]
    for appendix in document.appendices:
        parts += [appendix.title, *_blocks(appendix.blocks), *_sections(appendix.sections)]
    return " ".join(parts)


def _page(text: str, *, boxed: bool = False) -> Page:
    page = text_page(text, zone=Zone.BODY)
    if not boxed:
        return page
    lines = tuple(
        Line(text=line.text, raw_text=line.raw_text, zone=Zone.BODY, x_size=40.0,
             bbox=Bbox(300 + 150 * (index % 2), 200 + 60 * index,
                       460 + 150 * (index % 2) + 20 * len(line.text), 250 + 60 * index))
        for index, line in enumerate(page.lines)
    )
    return Page(number=1, width=2480, height=3508, dpi=300, lines=lines)


@RELAXED
@given(TEXT, st.booleans())
@example("Mục 1\nl. …\n…", False)
@example("1. Một\n¬-. Hai\n3. Ba", False)
@example("“Điều 1. Một\nĐiều 2. Hai", True)
def test_body_keeps_every_word(text: str, boxed: bool) -> None:
    page = _page(text, boxed=boxed)
    body = body_of([page])
    got = _words(_whole(Document(
        source=SOURCE, metadata=build_document((), SOURCE).metadata, preamble=body.preamble,
        sections=body.sections, closing=body.closing, appendices=body.appendices,
        corrections=body.corrections,
    )))
    assert not _words(" ".join(line.text for line in page.lines)) - got


@RELAXED
@given(TEXT, st.booleans())
def test_document_builds_and_all_writers_write(text: str, boxed: bool) -> None:
    document = build_document((_page(text, boxed=boxed),), SOURCE)
    VALIDATOR.validate(json.loads(write_json(document)))
    assert write_markdown(document) == write_markdown(document)
    assert write_text(document).endswith("\n")
    beside = " ".join(
        [*(mark.text for mark in document.unplaced),
         *(text for stamp in document.stamps for text in (*stamp.text, *stamp.raw_text)),
         *(line.text for page in document.pages for line in page.lines
           if line.zone not in (Zone.BODY, Zone.FOOTNOTE))]
    )
    assert not _words(text.replace("\0", " ")) - _words(_whole(document) + " " + beside)


def _calls(units: int) -> int:
    """Calls of functions that it takes to structure a text of so many units."""
    unit = "1. Nội dung “của” mục này:\na) Một;\n- Hai\nĐiều 5. Ba\n“Điều 3. Bốn\nI. NĂM\n"
    page = text_page(unit * units, zone=Zone.BODY)
    events: Counter[str] = Counter()
    before = sys.getprofile()
    sys.setprofile(lambda frame, event, argument: events.update((event,)))
    try:
        body_of([page])
    finally:
        sys.setprofile(before)
    return events["call"] + events["c_call"]


def test_work_grows_with_the_length_of_the_text_and_no_faster() -> None:
    _calls(50)  # fills the caches
    assert _calls(400) < 2.2 * _calls(200)
