"""The cost benchmark counts what it says."""

from __future__ import annotations

from pathlib import Path

from benchmarks.cost import Cost, table, write_images, write_repeated

SCAN = Path(__file__).parent.parent / "samples" / "scans" / "cong-van.pdf"


def test_table_ends_with_the_sum() -> None:
    costs = [
        Cost(file="a.pdf", pages=1, sohoa=3, tesseract=2, peak_mib=80),
        Cost(file="b.pdf", pages=3, sohoa=3, tesseract=2, peak_mib=90),
    ]
    assert table(costs).splitlines()[-1].split() == ["all", "4", "1.50", "1.00", "1.50", "90"]


def test_images_are_those_of_the_scan(tmp_path: Path) -> None:
    assert [path.name for path in write_images(SCAN, tmp_path)] == ["0001.png", "0002.png"]


def test_repeated_scan_has_as_many_pages_as_asked(tmp_path: Path) -> None:
    import pypdfium2

    path = tmp_path / "long.pdf"
    write_repeated([SCAN], 5, path)
    document = pypdfium2.PdfDocument(path)
    assert len(document) == 5
    document.close()
