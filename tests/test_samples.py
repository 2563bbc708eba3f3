"""The samples are what their page says: drawn, complete, licensed, and true to their source."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFont

from samples.make_samples import NAMES, write_pdf
from samples.press import Look, Press
from samples.source import Source, read_source
from samples.typeset import Fonts, MissingGlyphError, Span, Style

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
STYLE = Style(12)


def builtin(_face: str, size: float) -> ImageFont.FreeTypeFont:
    """Pillow's own font: always there, and without Vietnamese letters."""
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


@pytest.fixture
def fonts() -> Fonts:
    return Fonts(100, builtin)


@pytest.fixture(params=NAMES)
def sample(request: pytest.FixtureRequest) -> tuple[Source, dict[str, Any]]:
    truth = json.loads((SAMPLES / "scans" / f"{request.param}.json").read_text(encoding="utf-8"))
    return read_source(SAMPLES / "texts", request.param), truth


def words(text: str) -> list[str]:
    return re.sub(r"[*#]|\[\^\d\]|⁽¹⁾", " ", text).split()


def test_truth_has_every_word_of_the_source(sample: tuple[Source, dict[str, Any]]) -> None:
    source, truth = sample
    printed = [
        word for page in truth["pages"] for entry in page["body"] for line in entry["lines"]
        for word in words(line)
    ]
    expected = [
        word for block in source.blocks
        for word in words(
            f"{block.number} {block.text}{':' if block.run_in else ''} {block.run_in}"
        )
    ]
    if source.metadata["addressees"]:
        printed = printed[printed.index("Thực") :]
    assert printed == expected


def test_truth_continues_paragraphs_only_over_page_breaks(
    sample: tuple[Source, dict[str, Any]]
) -> None:
    _, truth = sample
    for page in truth["pages"]:
        assert not any(entry["continues"] for entry in page["body"][1:])
    assert any(page["body"][0]["continues"] for page in truth["pages"][1:])


def test_truth_numbers_sections_as_the_source(sample: tuple[Source, dict[str, Any]]) -> None:
    source, truth = sample
    expected = [(block.number, block.level) for block in source.blocks if block.number]
    assert [(unit["number"], unit["level"]) for unit in truth["sections"]] == expected


def test_title_is_printed_as_the_metadata_say(sample: tuple[Source, dict[str, Any]]) -> None:
    source, _ = sample
    printed = " ".join(source.look["title"])
    assert printed.endswith(source.metadata["subject"])


def test_scan_has_one_page_per_page_of_truth(sample: tuple[Source, dict[str, Any]]) -> None:
    import pypdfium2

    source, truth = sample
    document = pypdfium2.PdfDocument(SAMPLES / "scans" / f"{source.look['id']}.pdf")
    counts = [len(list(page.get_objects())) for page in document]
    layers = [page.get_textpage().count_chars() for page in document]
    document.close()
    assert counts == [1] * len(truth["pages"])      # one image, nothing else
    assert not any(layers)


def test_first_page_stamp_and_last_page_seal_are_noise(
    sample: tuple[Source, dict[str, Any]]
) -> None:
    source, truth = sample
    assert any("BẢN MẪU" in text for text in truth["pages"][-1]["noise"])
    marks = [mark["lines"] for mark in source.look["marks"] if mark["kind"] == "incoming"]
    for lines in marks:
        assert set(lines) <= set(truth["pages"][0]["noise"])


def test_readme_says_origin_and_licence_of_each_sample() -> None:
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert {path.stem for path in (SAMPLES / "scans").iterdir()} == set(NAMES)
    for name in NAMES:
        row = next(line for line in readme.splitlines() if line.startswith(f"| [{name}]"))
        assert all(cell.strip() for cell in row.strip("|").split("|"))
        look = tomllib.loads((SAMPLES / "texts" / f"{name}.toml").read_text(encoding="utf-8"))
        assert look["origin"]
        assert look["licence"]


def test_licence_of_every_sample_file_is_free_of_conditions() -> None:
    reuse = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))
    patterns = [
        pattern for entry in reuse["annotations"] if entry["SPDX-License-Identifier"] == "CC0-1.0"
        for pattern in ([entry["path"]] if isinstance(entry["path"], str) else entry["path"])
    ]
    covered = {path for pattern in patterns for path in ROOT.glob(pattern)}
    assert set((SAMPLES / "scans").iterdir()) <= covered
    assert set((SAMPLES / "texts").iterdir()) <= covered


def test_letter_that_the_font_lacks_is_refused(fonts: Fonts) -> None:
    assert fonts.width("Quy dinh", STYLE) > 0
    with pytest.raises(MissingGlyphError, match="ị"):
        fonts.width("Quy định", STYLE)


def test_lines_fit_and_keep_every_word(fonts: Fonts) -> None:
    text = "one two three four five six seven eight nine ten " * 4
    lines = fonts.break_lines([Span(text, STYLE)], 200, indent=30)
    assert " ".join(line.text for line in lines) == text.strip()
    assert len(lines) > 4
    for line in lines:
        used = line.indent + sum(token.width for token in line.tokens)
        assert used + sum(fonts.space(token) for token in line.tokens[:-1]) <= 200
    assert [line.last for line in lines] == [False] * (len(lines) - 1) + [True]


def test_phrase_is_put_at_the_beginning_of_a_line(fonts: Fonts) -> None:
    spans = [Span("as said in Article 5 of this decree", STYLE)]
    lines = fonts.break_lines(spans, 2000, begin_line=["Article 5 of"])
    assert [line.text for line in lines] == ["as said in", "Article 5 of this decree"]


def test_footnote_stays_on_the_sheet_of_its_call(fonts: Fonts) -> None:
    notes = {"1": "A note of some length. " * 20}
    press = Press(fonts, right=15, leading=1.3, notes={})
    press._notes = {"(1)": notes["1"]}      # the built-in font has no superscripts
    for number in range(60):
        call = " (1)" if number == 40 else ""
        press.paragraph([Span(f"Some words of the text{call}.", STYLE)], Look())
    press.print_notes()
    [sheet] = [sheet for sheet in press.sheets if sheet.truth["footnotes"]]
    called = [line for entry in sheet.truth["body"] for line in entry["lines"] if "(1)" in line]
    assert len(called) == 1
    assert sheet.truth["footnotes"][0]["lines"][0].startswith("(1) A note")


def test_same_pages_give_the_same_file(tmp_path: Path) -> None:
    pages = [(Image.new("1", (80, 120), 1), 100), (Image.new("RGB", (80, 120), "white"), 72)]
    path = tmp_path / "scan.pdf"
    files = set()
    for _ in range(2):
        write_pdf(path, pages, quality=40)
        files.add(path.read_bytes())
    assert len(files) == 1
