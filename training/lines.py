"""Real lines with their truth, the two halves in which they are used, and error counts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.engines.line_input import to_network_input


@dataclass(frozen=True, slots=True)
class RealLine:
    """One cut line: document, network input `(48, W) uint8`, exact text, Tesseract's reading."""

    document: str
    image: NDArray[np.uint8]
    truth: str
    tesseract: str


@dataclass(frozen=True, slots=True)
class Errors:
    """Edits against the truth.

    `tone` counts substitutions between letters that differ in marks only.
    """

    edits: int = 0
    tone: int = 0
    characters: int = 0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.edits + other.edits, self.tone + other.tone, self.characters + other.characters
        )

    @property
    def cer(self) -> float:
        """Character error rate in percent."""
        return 100 * self.edits / max(1, self.characters)


def read_lines(folder: Path) -> tuple[RealLine, ...]:
    """Read a folder of line images with its `lines.tsv` (file, truth, Tesseract's reading)."""
    import cv2

    lines = []
    for row in (folder / "lines.tsv").read_text(encoding="utf-8").splitlines():
        name, truth, tesseract = row.split("\t")
        pixels = cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE)
        if pixels is None:
            raise FileNotFoundError(folder / name)
        image = to_network_input(np.asarray(pixels, dtype=np.uint8))
        lines.append(RealLine(name.rsplit("_", 2)[0], image, truth, tesseract))
    return tuple(lines)


def halves(lines: Iterable[RealLine]) -> tuple[tuple[RealLine, ...], tuple[RealLine, ...]]:
    """Split by document: every other one chooses the checkpoint, the rest is only reported."""
    kept = tuple(lines)
    documents = sorted({line.document for line in kept})
    chosen = set(documents[::2])
    return (
        tuple(line for line in kept if line.document in chosen),
        tuple(line for line in kept if line.document not in chosen),
    )


def _bare(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0].translate(str.maketrans("đĐ", "dD"))


def count_errors(truth: str, read: str) -> Errors:
    """Edit distance over NFC characters with runs of blanks folded.

    >>> count_errors("ấn định", "án định.")
    Errors(edits=2, tone=1, characters=7)
    """
    from rapidfuzz.distance import Levenshtein

    truth = " ".join(unicodedata.normalize("NFC", truth).split())
    read = " ".join(unicodedata.normalize("NFC", read).split())
    steps = Levenshtein.editops(truth, read)
    tone = sum(
        step.tag == "replace" and _bare(truth[step.src_pos]) == _bare(read[step.dest_pos])
        for step in steps
    )
    return Errors(len(steps), tone, len(truth))
