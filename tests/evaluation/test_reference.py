"""The common figures agree to the last digit with the scorer that acceptance uses.

`cases/reference` holds small documents of the project's own, outputs damaged by a script, and
what that scorer printed for them (`expected.json`): "out" has Markdown and JSON, "plain" has text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation import evaluate
from evaluation.counts import Counts
from evaluation.report.figures import figures_of

CASES = Path(__file__).parent / "cases" / "reference"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text("utf-8"))
PERCENTAGES = (
    "cer", "wer", "tone", "lost", "spurious", "intact", "order",
    "sec_p", "sec_r", "sec_f1", "title_ok", "meta_all",
)


def counts_of(name: str) -> Counts:
    kind = "txt" if name == "plain" else None
    return evaluate(CASES / "truth", CASES / name, kind=kind).total


@pytest.mark.parametrize("name", EXPECTED)
def test_percentages_equal_reference(name: str) -> None:
    counts = counts_of(name)
    found = {f.key: f.value for f in figures_of(counts) if f.group != "zones"}
    wanted = {key: EXPECTED[name][key] for key in PERCENTAGES if key in EXPECTED[name]}
    assert {key: found.get(key) for key in wanted} == wanted
    assert {key for key in PERCENTAGES if key in found} == set(wanted)


@pytest.mark.parametrize("name", EXPECTED)
def test_zones_metadata_and_sizes_equal_reference(name: str) -> None:
    counts, wanted = counts_of(name), EXPECTED[name]
    assert {z: t.cer.percent for z, t in sorted(counts.zones.items())} == wanted["zones"]
    assert {f: f"{r.count}/{r.of}" for f, r in counts.metadata.items()} == wanted["meta"]
    assert counts.text.characters == wanted["chars"]
    assert (counts.documents, counts.missing) == (wanted["docs"], wanted["missing"])
