"""Accuracy and cost of sohoa beside what users would pick instead, on the same scans in one run.

    make bench [DATA=folder] [ROUNDS=3]

The folder holds scans and their truth side by side (`a.pdf`, `a.json`; docs/evaluation.md). Every
system reads every document in turn, one thread each, before the next document begins, so that a
busy moment of the machine strikes all alike; the order rotates. Costs are medians over the rounds,
and ratios to Tesseract alone, which gets its page images for nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from benchmarks.process import CommandFailedError, Cost, run
from benchmarks.systems import System, Task, systems
from evaluation import evaluate
from evaluation.report.figures import figures_of
from ocr.errors import AppError

_SCANS = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg")
_FIGURES = ("cer", "wer", "tone", "lost", "spurious", "intact", "order", "sec_f1", "meta_all")
_COSTS = ("CPU s/page", "CPU ×", "wall s/page", "wall ×", "peak MiB")
_DPI = 300
Costs = dict[str, dict[str, list[Cost]]]     # system, document, one cost per round


def main() -> int:
    """Run the comparison and print its table."""
    arguments = _arguments()
    compared = [s for s in systems(arguments.peers.absolute()) if s.name not in arguments.without]
    documents = list(_documents(arguments.data))
    if not documents:
        print(f"{arguments.data}: no scan with its truth (a.pdf, a.json)", file=sys.stderr)
        return 3
    results = Path("out/bench/results")
    shutil.rmtree(results, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        pages = {scan.stem: _draw(scan, Path(folder)) for scan, _ in documents}
        costs = _measure(compared, documents, pages, results, arguments.rounds)
    truth = results / "truth"
    truth.mkdir()
    for _, file in documents:
        shutil.copy(file, truth)
    numbers = {name: len(images) for name, images in pages.items()}
    rows = [_row(s, truth, results / s.name, costs[s.name], numbers) for s in compared]
    _print(rows, compared, sum(numbers.values()), arguments)
    record = {"data": str(arguments.data), "rounds": arguments.rounds, "pages": numbers,
              "rows": rows, "costs": {s: {d: [asdict(c) for c in found] for d, found in by.items()}
                                      for s, by in costs.items()}}
    (results / "result.json").write_text(json.dumps(record, indent=1, ensure_ascii=False), "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--peers", type=Path, required=True, help="bin folder of the peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", action="append", default=[], help="leave a system out")
    return parser.parse_args()


def _documents(folder: Path) -> Iterator[tuple[Path, Path]]:
    for scan in sorted(folder.iterdir()):
        truth = scan.with_suffix(".json")
        if scan.suffix.lower() in _SCANS and truth.is_file():
            yield scan, truth


def _draw(scan: Path, folder: Path) -> list[Path]:
    """The pages as PNG at 300 dpi, for Tesseract, which reads no PDF."""
    import pypdfium2

    if scan.suffix.lower() != ".pdf":
        return [scan.absolute()]
    found = []
    document = pypdfium2.PdfDocument(scan)
    for index in range(len(document)):
        image = document[index].render(scale=_DPI / 72).to_pil().convert("RGB")
        found.append(folder / f"{scan.stem}-{index + 1}.png")
        image.save(found[-1], dpi=(_DPI, _DPI), compress_level=1)
    document.close()
    return found


def _measure(
    compared: Sequence[System],
    documents: Sequence[tuple[Path, Path]],
    pages: dict[str, list[Path]],
    results: Path,
    rounds: int,
) -> Costs:
    environment = os.environ | {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}
    costs: Costs = {s.name: {scan.stem: [] for scan, _ in documents} for s in compared}
    for turn in range(rounds):
        for place, (scan, _) in enumerate(documents):
            first = (turn + place) % len(compared)
            for system in (*compared[first:], *compared[:first]):
                output = results / system.name
                output.mkdir(parents=True, exist_ok=True)
                task = Task(
                    scan=scan.absolute(), images=pages[scan.stem], output=output.absolute(),
                    name=scan.stem,
                )
                print(f"round {turn + 1}: {scan.name}: {system.name}", file=sys.stderr)
                log = output / f"{scan.stem}.log"
                try:
                    cost = run(system.command(task), environment=environment, log=log)
                except CommandFailedError as error:
                    print(f"  failed: {error}", file=sys.stderr)
                    continue
                costs[system.name][scan.stem].append(cost)
    return costs


def _row(
    system: System, truth: Path, output: Path, costs: dict[str, list[Cost]], pages: dict[str, int]
) -> dict[str, float | None]:
    """Accuracy over all documents, costs over those that it could read."""
    row: dict[str, float | None] = dict.fromkeys((*_FIGURES, "cpu", "wall", "memory"))
    try:
        total = evaluate(truth, output, kind=system.kind).total
    except AppError as error:
        print(f"{system.name}: {error}", file=sys.stderr)
        return row
    row |= {f.key: f.value for f in figures_of(total) if f.key in _FIGURES and f.group != "zones"}
    read = {name: found for name, found in costs.items() if found}
    number = sum(pages[name] for name in read)
    for key in ("cpu", "wall"):
        row[key] = sum(median(getattr(c, key) for c in found) for found in read.values()) / number
    row["memory"] = max(median(c.memory for c in found) for found in read.values())
    return row


def _print(
    rows: Sequence[dict[str, float | None]],
    compared: Sequence[System],
    pages: int,
    arguments: argparse.Namespace,
) -> None:
    print(f"{arguments.data}: {pages} pages, medians of {arguments.rounds} rounds, one thread each")
    heads = (*_FIGURES, *_COSTS)
    print(f"{'':20}" + "".join(f"{name:>{_width(name)}}" for name in heads))
    base = rows[0]
    for system, row in zip(compared, rows, strict=True):
        values = [
            *(row[name] for name in _FIGURES),
            row["cpu"], _ratio(row["cpu"], base["cpu"]),
            row["wall"], _ratio(row["wall"], base["wall"]), row["memory"],
        ]
        cells = ("–" if value is None else f"{value:.2f}" for value in values)
        line = (f"{cell:>{_width(head)}}" for head, cell in zip(heads, cells, strict=True))
        print(f"{system.name:20}" + "".join(line))
    print("percent; lower is better, but for intact, order, sec_f1, meta_all")


def _width(head: str) -> int:
    return max(7, len(head)) + 1


def _ratio(value: float | None, base: float | None) -> float | None:
    return value / base if value is not None and base else None


if __name__ == "__main__":
    sys.exit(main())
