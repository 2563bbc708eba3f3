"""Memory of `sohoa clean`: how fast it grows with the text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# of this text, dense with units: 10 measured; 22 (Markdown) and 66 (JSON) when every stage held the
# lines as objects and the writers the whole file
MB_PER_MB = 15
_MEASURE = """
import sys
from pathlib import Path
import sohoa
from cleanup.writers.files import write_file
from tests.peak import own_peak_mib
document = sohoa.clean(sys.argv[1])
write_file(Path(sys.argv[2]), sohoa.pieces(document, sys.argv[2].rpartition(".")[2]))
print(own_peak_mib())
"""


def law(megabytes: float) -> str:
    """A law of so many megabytes: chapters, articles, clauses and points, wrapped lines."""
    lines = ["QUỐC HỘI", "LUẬT", "VỀ QUẢN LÝ TÀI LIỆU"]
    size, article = 0, 0
    while size < megabytes * 1e6:
        article += 1
        unit = [f"Điều {article}. Trách nhiệm của cơ quan, tổ chức số {article}"]
        for clause in range(1, 6):
            unit += [
                f"{clause}. Cơ quan, tổ chức có trách nhiệm quản lý tài liệu số {article} và",
                f"nộp vào lưu trữ lịch sử trong thời hạn {clause} năm theo quy định của pháp luật:",
                "a) Tài liệu hình thành trong hoạt động của cơ quan, tổ chức được thu thập;",
                f"b) Tài liệu khác theo quyết định số {article}/QĐ-UBND của Ủy ban nhân dân tỉnh.",
            ]
        lines += unit
        size += sum(len(line.encode()) + 1 for line in unit)
    return "\n".join(lines) + "\n"


def peak(folder: Path, megabytes: float, format: str) -> int:
    """Peak memory in MiB of cleaning such a law, in a process of its own."""
    text = folder / f"{megabytes}.txt"
    text.write_text(law(megabytes), encoding="utf-8")
    out = folder / f"{megabytes}.{format}"
    run = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(text), str(out)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    return int(run.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("format", ["md", "json"])
def test_memory_grows_little_with_the_text(tmp_path: Path, format: str) -> None:
    small, large = (peak(tmp_path, size, format) for size in (1, 3))
    assert large - small < 2 * MB_PER_MB
