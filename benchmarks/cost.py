"""What a scan costs: processor time and peak memory of `sohoa convert`, beside Tesseract alone.

    python -m benchmarks.cost [SCAN ...] [--repeat 200] [--json]

Tesseract gets the same page images, as PNG, one call per page, `vie`, one thread. Times are
processor seconds of the process and all its children, so that a busy machine does not count.
`--repeat N` also converts the scans' pages over and over, up to N pages, to see that memory stays
flat.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.process import Cost as ProcessCost
from benchmarks.process import run

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples" / "scans"
HELP_RUNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One scan: seconds are processor time, `peak_mib` is memory of all its processes."""

    file: str
    pages: int
    sohoa: float
    tesseract: float
    peak_mib: float

    @property
    def ratio(self) -> float:
        """How many times the cost of Tesseract alone."""
        return self.sohoa / self.tesseract


def cost_of(command: Sequence[str]) -> ProcessCost:
    """Processor time and peak memory of a command and its children, on one thread.

    Raises:
        CommandFailedError: if it fails.
    """
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}
    environment["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        return run(command, environment=environment, log=Path(folder) / "log")


def measure(scan: Path) -> Cost:
    """Convert one scan, then read its page images with Tesseract alone."""
    with tempfile.TemporaryDirectory() as folder:
        ours = cost_of(_convert(scan, Path(folder) / "out.md"))
        images = write_images(scan, Path(folder))
        alone = sum(cost_of(_tesseract(image)).cpu for image in images)
    return Cost(
        file=scan.name,
        pages=len(images),
        sohoa=ours.cpu,
        tesseract=alone,
        peak_mib=ours.memory,
    )


def _convert(scan: Path, output: Path) -> list[str]:
    return [sys.executable, "-m", "cli", "-q", "convert", str(scan), "-o", str(output)]


def _tesseract(image: Path) -> list[str]:
    return ["tesseract", str(image), "-", "-l", "vie", "hocr"]


def write_images(scan: Path, folder: Path) -> list[Path]:
    """The page images as sohoa reads them from the scan, before it turns or cleans anything."""
    from PIL import Image

    from ocr.source import open_source

    paths = []
    with open_source(scan) as source:
        for page in source.pages():
            if page.image is not None:
                paths.append(folder / f"{page.number:04}.png")
                dpi = (page.image.dpi, page.image.dpi)
                Image.fromarray(page.image.pixels).save(paths[-1], dpi=dpi)
    return paths


def write_repeated(scans: Sequence[Path], pages: int, path: Path) -> None:
    """A PDF with the pages of `scans` over and over, `pages` in all."""
    import pypdfium2

    target = pypdfium2.PdfDocument.new()
    while len(target) < pages:
        for scan in scans:
            source = pypdfium2.PdfDocument(scan)
            target.import_pages(source, list(range(min(len(source), pages - len(target)))))
            source.close()
    target.save(path)
    target.close()


def help_seconds() -> float:
    """Least wall time of `sohoa --help`."""
    times, quiet = [], subprocess.DEVNULL
    for _ in range(HELP_RUNS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "cli", "--help"], cwd=ROOT, check=True, stdout=quiet)
        times.append(time.perf_counter() - start)
    return min(times)


def peak_of_repeated(scans: Sequence[Path], pages: int) -> float:
    """Peak memory in MiB on a PDF of `pages` pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        write_repeated(scans, pages, path)
        return cost_of(_convert(path, Path(folder) / "out.md")).memory


def table(costs: Sequence[Cost]) -> str:
    """The costs for people, one line per scan and one for all."""
    head = f"{'scan':<24} {'pages':>5} {'s/page':>7} {'Tesseract':>9} {'ratio':>6} {'peak MiB':>9}"
    total = Cost(
        file="all",
        pages=sum(cost.pages for cost in costs),
        sohoa=sum(cost.sohoa for cost in costs),
        tesseract=sum(cost.tesseract for cost in costs),
        peak_mib=max(cost.peak_mib for cost in costs),
    )
    rows = [
        f"{cost.file[:24]:<24} {cost.pages:>5} {cost.sohoa / cost.pages:>7.2f}"
        f" {cost.tesseract / cost.pages:>9.2f} {cost.ratio:>6.2f} {cost.peak_mib:>9.0f}"
        for cost in (*costs, total)
    ]
    return "\n".join([head, *rows])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a scan costs, beside Tesseract alone.")
    parser.add_argument("scans", nargs="*", type=Path, help="default: the samples")
    parser.add_argument("--repeat", type=int, default=0, metavar="PAGES")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    scans = options.scans or sorted(SAMPLES.glob("*.pdf"))
    costs = [measure(scan.resolve()) for scan in scans]
    start = help_seconds()
    peaks = {
        pages: peak_of_repeated(scans, pages)
        for pages in ((options.repeat // 10, options.repeat) if options.repeat else ())
    }
    if options.json:
        result = {"scans": [asdict(cost) for cost in costs], "help": start, "repeated": peaks}
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    print(table(costs))
    print(f"sohoa --help: {start:.2f} s")
    for pages, peak in peaks.items():
        print(f"peak memory on {pages} pages: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
