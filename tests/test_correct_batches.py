"""Long documents are corrected in stretches; nothing moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

import cleanup.correct.stretches as module
from cleanup.correct import correct_pages
from cleanup.correct.stretches import Changes, cut
from ocr.model import Line, Page, TextSource

HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
LINE = "Tiếp tục rà soát, sáp xếp tổ chức bộ máy."


def page(number: int, count: int) -> Page:
    lines = [Line(text=text, raw_text=text) for text in [HEAD, *[LINE] * count]]
    return Page(number=number, lines=tuple(lines), text_source=TextSource.TEXT)


def marked(page: Page) -> Page:
    """Each line changed in a way of its own."""
    return replace(page, lines=tuple(replace(line, text=f"{line.text}!") for line in page.lines))


@pytest.mark.parametrize("size", [1, 50, 130, 10_000])
def test_batches_join_to_the_same_document(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(module, "SIZE", size)
    pages = (page(1, 7), replace(page(2, 1), lines=()), page(3, 4))
    changes = Changes(pages)
    for batch in cut(pages):
        changes.note(batch, replace(batch, pages=tuple(map(marked, batch.pages))))
    assert changes.made() == tuple(map(marked, pages))


def test_corrections_name_the_line_on_the_whole_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE", 100)
    pages, corrections = correct_pages((page(1, 9), page(2, 3)))
    places = [(one.page, one.line) for one in corrections if one.applied]
    assert places == [(1, line) for line in range(2, 11)] + [(2, line) for line in range(2, 5)]
    assert all("sắp xếp" in line.text for line in pages[0].lines[1:])
