"""What is compared: each system as the commands that a user would type for one document."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# as a user of the Python package would write it; the command line can't switch the cache off
_KREUZBERG = """
import sys
from pathlib import Path
from kreuzberg import ConcurrencyConfig, ExtractionConfig, OcrConfig, extract_file_sync
config = ExtractionConfig(
    ocr=OcrConfig(backend="tesseract", language="vie"), force_ocr=True, use_cache=False,
    concurrency=ConcurrencyConfig(max_threads=1),
)
Path(sys.argv[2]).write_text(extract_file_sync(sys.argv[1], config=config).content, "utf-8")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One document: the scan, its pages as images at 300 dpi (for Tesseract), where output goes."""

    scan: Path
    images: Sequence[Path]
    output: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One row of the table.

    Attributes:
        command: makes the command for one document; it writes `<name>.txt` or `<name>.md`.
        kind: what `sohoa eval --read` is told; None reads Markdown and JSON.
    """

    name: str
    command: Callable[[Task], Sequence[str]]
    kind: str | None = "txt"


def systems(peers: Path) -> tuple[System, ...]:
    """All systems; `peers` is the folder of programs of the peers' environment."""
    return (
        System(name="tesseract", command=_tesseract),
        System(name="ocrmypdf", command=lambda task: _ocrmypdf(peers, task)),
        System(
            name="ocrmypdf, cleaning",
            command=lambda task: _ocrmypdf(peers, task, "--deskew", "--clean", "--rotate-pages"),
        ),
        System(name="kreuzberg", command=lambda task: _kreuzberg(peers, task)),
        System(name="sohoa", command=_sohoa, kind=None),
    )


def _tesseract(task: Task) -> list[str]:
    listing = task.output / f"{task.name}.list"
    listing.write_text("".join(f"{image}\n" for image in task.images), "utf-8")
    return ["tesseract", str(listing), str(task.output / task.name), "-l", "vie"]


def _ocrmypdf(peers: Path, task: Task, *options: str) -> list[str]:
    # it refuses signed files and files with any text without the first two
    return [
        str(peers / "ocrmypdf"), "--quiet", "--force-ocr", "--invalidate-digital-signatures",
        "--language", "vie", "--jobs", "1", *options,
        "--sidecar", str(task.output / f"{task.name}.txt"),
        str(task.scan), str(task.output / f"{task.name}.pdf"),
    ]


def _kreuzberg(peers: Path, task: Task) -> list[str]:
    text = task.output / f"{task.name}.txt"
    return [str(peers / "python"), "-c", _KREUZBERG, str(task.scan), str(text)]


def _sohoa(task: Task) -> list[str]:
    return [
        sys.executable, "-m", "cli", "convert", str(task.scan), "-o", f"{task.output}/",
        "--format", "md", "--format", "json", "--force",
    ]
