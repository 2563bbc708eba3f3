"""Tables without rules: what is one, what only looks like one, and that no word is lost."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleanup.tables import table_block
from cleanup.zones.aligned import with_aligned
from ocr.model import Bbox, Line, Page, Table, Word, Zone

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "aligned.yaml").read_text("utf-8"))
# 14 pt at 300 dpi
PLACE, PITCH, BLANK, EM, LEFT, TOP = 21, 62, 40, 46, 300, 600


def line(words: list[tuple[int, str]], top: int, slope: float = 0.0) -> Line:
    """Words that begin at these places of the row."""
    made = []
    for place, text in words:
        x = LEFT + PLACE * place
        y = top + round(slope * x)
        box = Bbox(x, y, x + PLACE * len(text) - 4, y + EM)
        made.append(Word(text=text, bbox=box, confidence=0.95))
    return Line(text="", raw_text="", x_size=float(EM), zone=Zone.BODY).with_words(tuple(made))


def page_of(picture: str, slope: float = 0.0) -> Page:
    """The page that a picture shows; each stretch between wide spaces is a line of the engine."""
    lines, y = [], TOP
    for row in picture.splitlines():
        if not row.strip():
            y += BLANK
            continue
        if row.startswith("½"):
            row, y = row.replace("½", " ", 1), y - PITCH // 2
        for part in re.finditer(r"\S+(?: \S+)*", row):
            words = [(part.start() + m.start(), m[0]) for m in re.finditer(r"\S+", part[0])]
            lines.append(line(words, y, slope))
        y += PITCH
    return Page(number=1, width=2480, height=3508, dpi=300, lines=tuple(lines))


def words_of(page: Page) -> Counter[str]:
    """All words of lines and cells."""
    cells = (part for table in page.tables for cell in table.cells for part in cell.lines)
    return Counter(word for one in (*page.lines, *cells) for word in one.text.split())


def rows_of(table: Table) -> list[list[str]]:
    return [list(row) for row in table_block(table, 1).rows]


@pytest.mark.parametrize("slope", [0.0, 0.002])
@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_picture_has_its_table(case: dict[str, Any], slope: float) -> None:
    page = page_of(case["picture"], slope)
    found = with_aligned(page)
    assert [rows_of(table) for table in found.tables] == ([case["rows"]] if case["rows"] else [])
    if case["rows"]:
        assert [one.text for one in found.lines] == case["rest"]
        assert not found.tables[0].ruled
    else:
        assert found is page
    assert words_of(found) == words_of(page)


def test_head_and_ending_are_left_alone() -> None:
    page = page_of(CASES[0]["picture"])
    for zone in (Zone.HEADER_LEFT, Zone.SIGNATURE, Zone.RECIPIENTS, Zone.FOOTNOTE):
        lines = tuple(Line(text=one.text, raw_text=one.raw_text, words=one.words, bbox=one.bbox,
                           zone=zone) for one in page.lines)
        zoned = Page(number=1, lines=lines)
        assert with_aligned(zoned) is zoned


def test_table_stands_between_the_lines_around_it() -> None:
    case = next(case for case in CASES if len(case.get("rest", [])) == 2)
    found = with_aligned(page_of(case["picture"]))
    assert found.tables[0].before_line == 1


SIGNS = st.sampled_from(["1", "2", "3", "I", "a)", "1.", "12,5", "1.200", "-", "....", "Thu", "Chi",
                         "khác", "Tổng", "năm", "2021", "Điều", "Nguyễn", "đồng:", "(%)"])


ROWS = st.lists(
    st.lists(st.tuples(st.integers(0, 70), SIGNS), min_size=1, max_size=7), max_size=12)


@given(ROWS)
def test_every_word_stays_once(rows: list[list[tuple[int, str]]]) -> None:
    lines = []
    for number, words in enumerate(rows):
        end = -1
        placed: list[tuple[int, str]] = []
        for place, text in sorted(words):
            if place > end:
                placed.append((place, text))
                end = place + len(text)
        lines.append(line(placed, TOP + PITCH * number))
    page = Page(number=1, width=2480, height=3508, dpi=300, lines=tuple(lines))
    found = with_aligned(page)
    assert words_of(found) == words_of(page)
    for table in found.tables:
        written = Counter(word for row in rows_of(table) for word in " ".join(row).split())
        assert written == words_of(Page(number=1, tables=(table,)))
