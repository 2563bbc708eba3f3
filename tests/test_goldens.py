"""The samples' whole output, exactly, from recorded pages; and what every engine must read.

The pages are those that the default engine read, kept as they were: what is made of them does not
depend on the machine. Another engine, or another build of its arithmetic, reads some words
otherwise, so a run with a real engine is held to the fields and sections, not to every letter.

After a change that is meant: `pytest tests/test_goldens.py --update-goldens`. To record the pages
anew: `pytest tests/test_goldens.py --record-goldens`, then update.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sohoa
from batch.codec import pack_page, unpack_page
from cleanup.document import Document, Section
from cleanup.skeleton import skeleton
from cleanup.writers.targets import suffix_of
from ocr.engines import DEFAULT_ENGINE
from ocr.model import Page
from samples.make_samples import NAMES

SCANS = Path(__file__).parent.parent / "samples" / "scans"
GOLDENS = Path(__file__).parent / "goldens"
RECORDED_FIELDS = ("agency", "parent_agency", "number", "place", "date", "kind", "subject",
                   "urgency", "secrecy")


@cache
def recorded(name: str) -> tuple[Page, ...]:
    count = len(json.loads((SCANS / f"{name}.json").read_text(encoding="utf-8"))["pages"])
    return tuple(
        unpack_page((GOLDENS / f"{name}.{number}.page").read_bytes())
        for number in range(1, count + 1)
    )


@cache
def built(name: str) -> Document:
    return sohoa.build(recorded(name), sohoa.inspect(SCANS / f"{name}.pdf"))


def truth(name: str) -> dict[str, Any]:
    return dict(json.loads((SCANS / f"{name}.json").read_text(encoding="utf-8")))


def flat(sections: Iterable[Section]) -> Iterator[tuple[str, int, str]]:
    for section in sections:
        yield section.number.rstrip(".)"), section.level, skeleton(section.title or "")
        yield from flat(section.sections)


@pytest.mark.parametrize(
    ("name", "format"),
    # the one with a table and stamps for the formats that hold every word's place
    [*((name, format) for name in NAMES for format in ("md", "json")),
     ("quyet-dinh", "hocr"), ("quyet-dinh", "alto")],
)
def test_output_of_a_sample_is_its_golden(
    name: str, format: str, request: pytest.FixtureRequest
) -> None:
    path = GOLDENS / f"{name}.{suffix_of(format)}"
    text = sohoa.render(built(name), format)
    assert isinstance(text, str)
    if request.config.getoption("--update-goldens"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_a_build_never_writes_its_own_goldens(request: pytest.FixtureRequest) -> None:
    asked = request.config.getoption("--update-goldens")
    assert not (asked and os.environ.get("CI"))


def check(document: Document, name: str) -> None:
    """Fields and sections as printed; names of marks and levels, not every letter."""
    wanted = truth(name)
    for field in RECORDED_FIELDS:
        printed = wanted["metadata"].get(field) or None
        found = getattr(document.metadata, field)
        assert skeleton(found or "") == skeleton(printed or ""), field
    signer = document.metadata.signers[0].name
    assert signer == wanted["metadata"]["signer_name"]
    units = [
        (unit["number"].rstrip(".)"), unit["level"], skeleton(unit["title"] or ""))
        for unit in wanted["sections"]
    ]
    assert list(flat(document.sections)) == units
    handwritten = set(wanted["handwritten"]) & {"number", "date"}
    assert handwritten <= set(document.metadata.review)


@pytest.mark.parametrize("name", NAMES)
def test_recorded_sample_has_its_fields_and_sections(name: str) -> None:
    check(built(name), name)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "engine", [DEFAULT_ENGINE, pytest.param("tesseract", marks=pytest.mark.engine)]
)
def test_engine_reads_the_fields_and_sections_of_a_sample(
    name: str, engine: str, request: pytest.FixtureRequest
) -> None:
    pages: list[Page] = []
    document = sohoa.convert(
        SCANS / f"{name}.pdf", sohoa.Options(engine=engine),
        on_page=lambda page, _: pages.append(page),
    )
    if request.config.getoption("--record-goldens") and engine == DEFAULT_ENGINE:
        for page in pages:
            (GOLDENS / f"{name}.{page.number}.page").write_bytes(pack_page(page))
    check(document, name)
