"""Compares all pairs of an evaluation, one document in memory at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from evaluation.counts import Counts
from evaluation.measure import Comparison, compare
from evaluation.pairs import Pair, find_pairs, unmatched_outputs
from evaluation.readers import read_output, read_truth
from evaluation.report.as_json import Row
from ocr.errors import EngineMissingError, Message

_NEEDED = ("rapidfuzz", "edlib")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The counts of all documents, and what did not pair up: `unmatched` outputs have no truth."""

    rows: tuple[Row, ...]
    total: Counts
    unmatched: tuple[str, ...]

    @property
    def missing(self) -> tuple[Row, ...]:
        """The documents that have no output; they count as lost."""
        return tuple(row for row in self.rows if row.output is None)


def evaluate(
    truth: Path,
    output: Path,
    *,
    kind: str | None = None,
    see: Callable[[Pair, Comparison], None] | None = None,
) -> Evaluation:
    """Compares all pairs, one document in memory at a time.

    Args:
        truth: a file or folder of truth.
        output: a file or folder of outputs.
        kind: see `find_pairs`.
        see: called with every pair and its comparison, for reports that show the texts.

    Raises:
        InputError: if a file can't be read or is malformed, or nothing can be compared.
        EngineMissingError: if the alignment libraries are not installed.
    """
    _require_libraries()
    rows: list[Row] = []
    total = Counts()
    for pair in find_pairs(truth, output, kind):
        comparison = compare_pair(pair)
        rows.append(_row(pair, comparison.counts))
        total += comparison.counts
        if see is not None:
            see(pair, comparison)
    return Evaluation(tuple(rows), total, unmatched_outputs(truth, output))


def compare_pair(pair: Pair) -> Comparison:
    """Reads and compares one pair.

    Raises:
        InputError: if a file can't be read or is malformed.
    """
    true = read_truth(pair.truth, pair.truth_facts)
    return compare(true, read_output(pair.output, pair.facts) if pair.output else None)


def _row(pair: Pair, counts: Counts) -> Row:
    output = str(pair.output) if pair.output else None
    return Row(name=pair.name, truth=str(pair.truth), output=output, counts=counts)


def _require_libraries() -> None:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        command = f"python -m pip install {' '.join(missing)}"
        raise EngineMissingError(
            Message(f"{' and '.join(missing)} not installed", f"chưa cài {' và '.join(missing)}"),
            Message(f"Install with: {command}", f"Cài đặt bằng lệnh: {command}"),
        )
