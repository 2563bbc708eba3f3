import csv
from pathlib import Path

import pytest

from cleanup.patterns import classify

TRAPS = Path(__file__).parent.parent / "cases" / "structure_traps.tsv"


def _rows() -> list[dict[str, str]]:
    with TRAPS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_trap_file_is_whole() -> None:
    assert len(_rows()) == 76


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["line"])
def test_trap_line_has_its_pattern(row: dict[str, str]) -> None:
    assert classify(row["line"]).kind == row["regex_class"]
