"""Papers of many kinds, set as the standards say: the fields and sections of each must be right.

They are drawn up by us and easier than scans; they stand for the kinds and layouts of which there
is no scan, not for the noise of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

import sohoa
from cleanup.document import Document, Section
from ocr.model import Bbox, Line, Page, Word
from tests.cleanup.papers import Paper, boxed, papers, plain

FIELDS = ("system", "kind", "kind_code", "number", "agency", "parent_agency", "place", "date",
          "subject", "urgency", "secrecy")
PAPERS = papers()


@pytest.fixture(params=["boxed", "glued", "plain"])
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=PAPERS, ids=[paper.name for paper in PAPERS])
def paper(request: pytest.FixtureRequest) -> Paper:
    assert isinstance(request.param, Paper)
    return request.param


def pages_of(paper: Paper, layout: str) -> tuple[Page, ...]:
    return plain(paper) if layout == "plain" else boxed(paper, glued=layout == "glued")


def build(paper: Paper, layout: str) -> Document:
    pages = pages_of(paper, layout)
    return sohoa.build(pages, sohoa.SourceInfo(file="scan.pdf", sha256="0" * 64, pages=len(pages)))


def flat(sections: Iterable[Section]) -> Iterator[list[Any]]:
    for section in sections:
        yield [section.number, section.level, section.title]
        yield from flat(section.sections)


def test_paper_has_its_fields(paper: Paper, layout: str) -> None:
    document = build(paper, layout)
    found, wanted = document.metadata, paper.expected
    assert {name: getattr(found, name) for name in FIELDS} == {
        name: wanted.get(name) for name in FIELDS
    }
    assert list(found.addressees) == wanted["addressees"]
    assert list(found.recipients) == wanted["recipients"]
    signers = [{"authority": list(one.authority), "name": one.name} for one in found.signers]
    assert signers == wanted["signers"]
    # a rare word or name may be doubted though it is right
    sure = [
        name for name in found.review
        if any(not code.startswith("doubtful: ") for code in document.review_reasons[name])
    ]
    assert sure == wanted["review"]


def test_paper_has_its_sections(paper: Paper, layout: str) -> None:
    document = build(paper, layout)
    assert list(flat(document.sections)) == paper.expected["sections"]
    appendices = [[one.title, list(flat(one.sections))] for one in document.appendices]
    assert appendices == paper.expected.get("appendices", [])


def test_paper_keeps_every_word(paper: Paper, layout: str) -> None:
    document = build(paper, layout)
    written = str(sohoa.render(document, "json"))
    missing = [
        word for _, text in paper.rows for word in text.replace("|", " ").split()
        if any(c.isalpha() for c in word) and word not in written
    ]
    changed = [one.before for one in document.corrections if one.applied]
    assert [word for word in missing if not any(word in text for text in changed)] == []


def test_copies_are_second_heads(paper: Paper, layout: str) -> None:
    copies = [[one.kind, one.number, one.date] for one in build(paper, layout).copies]
    assert copies == paper.expected.get("copies", [])


# what pens, stamps and dust make an engine read, where they stand on real scans
SCRAPS = [
    ("ý", 620, 640), ("7/2021", 180, 700), ("[A", 250, 770), ("4Ï", 2390, 900), ("ˆ", 90, 1500),
    ("Hàm", 60, 1210), ("x", 2400, 1600), ("SŠ", 2410, 2200), ("k‡", 700, 835),
]


def scrawled(page: Page) -> Page:
    """The page with scraps among its lines, in the order in which an engine gives them."""
    lines = list(page.lines)
    for text, x, y in SCRAPS:
        word = Word(text=text, bbox=Bbox(x, y, x + 24 * len(text), y + 40), confidence=0.5)
        line = Line(text=text, raw_text=text, confidence=0.5).with_words((word,))
        below = (i for i, other in enumerate(lines) if other.bbox and other.bbox.y0 > y)
        lines.insert(next(below, len(lines)), line)
    return replace(page, lines=tuple(lines))


def test_scraps_of_pens_and_stamps_leave_fields_and_sections(paper: Paper) -> None:
    pages = tuple(scrawled(page) for page in boxed(paper))
    source = sohoa.SourceInfo(file="scan.pdf", sha256="0" * 64, pages=len(pages))
    document, wanted = sohoa.build(pages, source), paper.expected
    found = document.metadata
    assert {name: getattr(found, name) for name in FIELDS} == {
        name: wanted.get(name) for name in FIELDS
    }
    assert list(found.recipients) == wanted["recipients"]
    assert [unit[:2] for unit in flat(document.sections)] == [
        unit[:2] for unit in wanted["sections"]
    ]
