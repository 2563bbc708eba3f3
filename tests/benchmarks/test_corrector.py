"""The corrector's benchmark learns from all documents but the one it measures."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from benchmarks import corrector
from cleanup.correct import confusions
from ocr.model import Line, Page

SCANS = Path(__file__).parent.parent.parent / "samples" / "scans"
NAMES = ("cong-van", "quyet-dinh")


def misread(scan: Path, engine: str, work: Path) -> tuple[Page, ...]:
    """The body of the truth as an engine would read it that loses the hook of ổ."""
    truth = json.loads(scan.with_suffix(".json").read_text("utf-8"))
    bodies = [[line for part in page["body"] for line in part["lines"]] for page in truth["pages"]]
    return tuple(
        Page(number=number, lines=tuple(Line(text=t.replace("ổ", "ô"), raw_text=t) for t in body))
        for number, body in enumerate(bodies, 1)
    )


@pytest.fixture
def truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "truth"
    folder.mkdir()
    for name in NAMES:
        for suffix in ("pdf", "json"):
            shutil.copy(SCANS / f"{name}.{suffix}", folder)
    monkeypatch.setattr(corrector, "recognised", misread)
    return folder


def test_confusions_of_a_document_are_not_its_own(truth: Path, tmp_path: Path) -> None:
    documents = {
        name: corrector.prepare(truth / f"{name}.json", "tesseract", tmp_path) for name in NAMES
    }
    for name, other in (NAMES, NAMES[::-1]):
        table = corrector.without(documents, name, "tesseract")
        assert table.seen == confusions.learn(documents[other].pairs)[0]
    assert ("ổ", "ô") in table.seen


def test_fit_replaces_the_rows_of_one_engine(
    truth: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "confusions.tsv"
    old = [
        line for line in corrector.TABLE.read_text("utf-8").splitlines() if "\tsohoa\t" not in line
    ]
    table.write_text("\n".join([*old, "seen\tsohoa\tđ\t*\t1"]) + "\n", "utf-8")
    monkeypatch.setattr(corrector, "TABLE", table)
    command = ["corrector", str(truth), str(tmp_path), "--engine", "sohoa", "--fit"]
    monkeypatch.setattr("sys.argv", command)
    corrector.main()
    rows = table.read_text("utf-8").splitlines()
    assert rows[: len(old)] == old
    assert any(row.startswith("seen\tsohoa\tổ\tô\t") for row in rows[len(old) :])
    assert "seen\tsohoa\tđ\t*\t1" not in rows
    assert capsys.readouterr().out.splitlines()[-1].split()[0] == "all"


def test_weights_tell_what_alternatives_are_worth() -> None:
    pairs = [("tổ", "tô")] * 9
    wrong = [("ổ", "ô", frozenset("ôổ"))] * 36 + [("ổ", "ô", frozenset("ô"))] * 4
    right = [("ô", "ô", frozenset("ô"))] * 195 + [("ô", "ô", frozenset("ôổ"))] * 5
    seen, unseen = corrector.weight_rows([*wrong, *right], pairs, "sohoa")
    assert seen == "weight\tsohoa\tseen\t*\t3.4"
    assert unseen == "weight\tsohoa\tunseen\t*\t2.1"
    assert corrector.weight_rows(wrong, pairs, "sohoa") == []
