"""The record of changes is complete, readable and reversible."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanup.document import Correction, Document, Metadata, SourceInfo
from cleanup.explain import changes_something, diff, explain, reason_text, undo, undo_result
from ocr.errors import InputError
from ocr.model import Line, Page

SOURCE = SourceInfo(file="a.txt", sha256="0" * 64, pages=1)


def document(before: str, after: str, *corrections: Correction) -> Document:
    page = Page(number=1, lines=(Line(text=after, raw_text=before),))
    return Document(source=SOURCE, metadata=Metadata(), pages=(page,), corrections=corrections)


def change(start: int, before: str, after: str, *, applied: bool = True) -> Correction:
    return Correction(
        page=1, line=1, start=start, before=before, after=after,
        reason="diacritic.context", applied=applied,
    )  # fmt: skip


def test_explanation_names_place_before_after_and_reason() -> None:
    text = explain(document("Vẽ văn hoá", "Về văn hoá", change(0, "Vẽ", "Về")))
    assert text.splitlines()[0].startswith("page 1, line 1:1\t“Vẽ” → “Về”\tonly this form")
    assert "1 changes made, 0 doubtful" in text


def test_explanation_speaks_vietnamese() -> None:
    text = explain(document("Ký", "Ký", change(0, "Ký", "Kỳ", applied=False)), "vi")
    assert "giữ nguyên; có thể là: Kỳ" in text


def test_doubt_without_a_better_reading_shows_the_word_alone() -> None:
    text = explain(document("áp dụng?", "áp dụng?", change(3, "dụng?", "dụng?", applied=False)))
    assert "line 1:4\t“dụng?”\t" in text
    assert text.splitlines()[0].endswith("\tleft")


def test_invisible_differences_are_spelled_out() -> None:
    one = change(0, "\N{NO-BREAK SPACE}", " ")
    assert "U+00A0 NO-BREAK SPACE → U+0020 SPACE" in explain(document("\xa0", " ", one))


def test_undo_gives_the_raw_lines_back() -> None:
    # two changes of one line, the second counted in the line after the first
    made = document(
        "banhành Vẽ", "ban hành Về", change(0, "banhành", "ban hành"), change(9, "Vẽ", "Về")
    )
    undone = undo(made)
    assert [line.text for line in undone.pages[0].lines] == ["banhành Vẽ"]
    assert undone.corrections == ()


def test_proposals_change_nothing() -> None:
    proposed = document("Ký", "Ký", change(0, "Ký", "Kỳ", applied=False))
    assert not changes_something(proposed)
    assert diff(proposed) == ""
    assert undo(proposed).pages == proposed.pages


def test_diff_shows_both_lines() -> None:
    text = diff(document("Vẽ", "Về", change(0, "Vẽ", "Về")))
    assert "-Vẽ" in text
    assert "+Về" in text


@pytest.mark.parametrize("language", ["en", "vi"])
def test_unknown_reason_is_shown_as_its_code(language: str) -> None:
    assert reason_text("new.rule", language) == "new.rule"


@pytest.mark.parametrize("written", [b"abc", b'{"a": 1}', b"[]", b"\xff\xfe\x00", b'{"pages": 3}'])
def test_undo_of_what_is_no_result_says_so_in_plain_words(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(written)
    with pytest.raises(InputError) as caught:
        undo_result(path)
    told = str(caught.value)
    assert str(path) in told
    assert "no result of sohoa" in told
