"""News articles: nothing to structure, no word to change."""

from pathlib import Path

import pytest

from cleanup.assemble import build_document
from cleanup.document import SourceInfo
from tests.cleanup.making import text_page

CASES = Path(__file__).parent.parent / "cases"


@pytest.mark.parametrize("name", ["news-000", "news-001", "news-002", "news-004"])
def test_news_has_no_heading_and_keeps_every_word(name: str) -> None:
    text = (CASES / f"{name}.txt").read_text("utf-8")
    document = build_document((text_page(text),), SourceInfo(file=name, sha256="", pages=1))
    assert document.sections == ()
    assert document.appendices == ()
    assert document.footnotes == ()
    words = " ".join(block.text for block in (*document.preamble, *document.closing)).split()
    assert words == text.split()
