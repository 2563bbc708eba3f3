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


@pytest.mark.parametrize(("line", "kind"), [
    ("1.Về công tác cán bộ", "NUM"),
    ("4/Sở Tư pháp", "NUM"),
    ("I.MỤC TIÊU", "ROMAN"),
    ("1.1.Kết quả", "DEC"),
    ("a)Kiểm tra", "POINT"),
    ("1. 100% hồ sơ được số hoá", "NUM"),
    ("Điều 1.- Phê duyệt quy hoạch", "ARTICLE"),
    ("Điều 1 - Phạm vi", "ARTICLE"),
    # negatives: symbols, initials, figures, references
    ("12/QĐ-UBND ngày 05 tháng 7", "TEXT"),
    ("V.I.Lê-nin", "TEXT"),
    ("1.000 người", "TEXT"),
    ("1. 000 người", "TEXT"),
    ("3.5M", "TEXT"),
    ("a)kiểm tra", "TEXT"),
    ("Điều 5 - Điều 7 quy định", "TEXT"),
    ("Điều 5 Nghị định", "TEXT"),
])
def test_number_that_touches_its_text(line: str, kind: str) -> None:
    assert classify(line).kind == kind
