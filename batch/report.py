"""The report of a batch: one HTML file for people, one CSV file beside it for programs."""

from __future__ import annotations

import csv
import heapq
import html
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any, TypeVar

from batch.ledger import FileRow, Ledger
from batch.run import shown_path
from cleanup.writers.files import write_file

_Item = TypeVar("_Item", bound=tuple[Any, ...])
_LISTED = 500                # rows of failures; the CSV has them all
_TOP = 50
_STEPS = 10
_COLUMNS = ("file", "state", "pages", "failed_pages", "confidence", "seconds", "review", "same_as",
            "outputs", "error")


@dataclass(slots=True)
class _Findings:
    """What one walk through the ledger collects."""

    failures: list[tuple[str, str, str]] = field(default_factory=list)
    more_failures: int = 0
    review: list[tuple[float, str, str]] = field(default_factory=list)
    longest: list[tuple[float, str, int]] = field(default_factory=list)
    pages_done: int = 0
    pages_failed: int = 0
    duplicates: int = 0
    seconds: float = 0.0

    def add_failure(self, file: str, page: str, reason: str) -> None:
        """Keep a failure, or count it when there are too many for people."""
        if len(self.failures) < _LISTED:
            self.failures.append((file, page, reason))
        else:
            self.more_failures += 1


def write_report(ledger: Ledger, recipe: str, output: str, path: Path) -> None:
    """Write `path` (HTML) and, with the suffix .csv, the table beside it; both are replaced.

    Raises:
        OutputError: if they can't be written.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    found = _Findings()
    for row in ledger.files():
        if row.state not in ("skipped", "gone"):
            writer.writerow(_line(row, ledger, recipe, found))
    write_file(path.with_suffix(".csv"), "\ufeff" + table.getvalue(), force=True)
    write_file(path, _html(ledger, recipe, output, found), force=True)


def _line(row: FileRow, ledger: Ledger, recipe: str, found: _Findings) -> tuple[object, ...]:
    name = shown_path(row.path)
    pages = ledger.pages(row.sha256, recipe) if row.sha256 else []
    bad = [page for page in pages if page.state in ("failed", "poison")]
    confidence = ledger.confidence(row.sha256, recipe) if row.sha256 else None
    if row.state == "failed" or (row.state == "partial" and row.error):
        found.add_failure(name, "", row.error["en"] if row.error else "")
    if row.state != "failed":
        for page in bad:
            found.add_failure(name, str(page.number), page.error or "")
        if row.review or (confidence is not None and confidence < 0.9):
            _keep(found.review, (-(1.0 if confidence is None else confidence), name,
                                 ", ".join(row.review)))
    _keep(found.longest, (row.seconds, name, row.pages or 0))
    found.duplicates += row.same_as is not None
    if row.same_as is None:
        found.pages_done += sum(page.state == "done" for page in pages)
        found.pages_failed += len(bad)
        found.seconds += row.seconds
    twin = shown_path(ledger.file(row.same_as).path) if row.same_as is not None else ""
    return (name, row.state, row.pages, len(bad),
            None if confidence is None else round(confidence, 4), round(row.seconds, 2),
            " ".join(row.review), twin, " ".join(map(shown_path, row.outputs)),
            row.error["en"] if row.error and row.state in ("failed", "partial") else "")


def _keep(heap: list[_Item], item: _Item) -> None:
    """Keep the largest `_TOP` items."""
    if len(heap) < _TOP:
        heapq.heappush(heap, item)
    else:
        heapq.heappushpop(heap, item)


def _html(ledger: Ledger, recipe: str, output: str, found: _Findings) -> str:
    counts = ledger.counts()
    failures: list[tuple[object, ...]] = [*found.failures]
    if found.more_failures:
        failures.append((f"… {found.more_failures} more, see the CSV file", "", ""))
    parts = ledger.confidence_counts(recipe, _STEPS)
    most = max(parts, default=0) or 1
    template = Template(files("batch").joinpath("report.html").read_text(encoding="utf-8"))
    return template.substitute(
        source=html.escape(ledger.setting("source") or ""), output=html.escape(output),
        files=sum(counts.values()) - counts.get("skipped", 0) - counts.get("gone", 0),
        done=counts.get("done", 0), partial=counts.get("partial", 0),
        failed=counts.get("failed", 0), skipped=counts.get("skipped", 0),
        duplicates=found.duplicates, pages_done=found.pages_done,
        pages_failed=found.pages_failed, seconds=round(found.seconds, 1),
        failure_rows=_rows(failures),
        review_rows=_rows((name, f"{-lowest:.3f}", fields)
                          for lowest, name, fields in sorted(found.review, reverse=True)),
        confidence_rows="".join(
            f'<tr><td>{index / _STEPS:.1f}-{(index + 1) / _STEPS:.1f}</td><td class="n">{count}'
            f'</td><td><span class="bar" style="width:{30 * count / most:.2f}rem"></span></td></tr>'
            for index, count in enumerate(parts)),
        duration_rows=_rows((name, str(pages), f"{seconds:.1f}")
                            for seconds, name, pages in sorted(found.longest, reverse=True)))


def _rows(rows: Iterable[tuple[object, ...]]) -> str:
    """Table rows; the middle columns hold numbers."""
    return "".join(
        "<tr>" + "".join(
            f'<td{" class=n" if index > 0 and str(cell)[:1].isdigit() else ""}>'
            f"{html.escape(str(cell))}</td>" for index, cell in enumerate(row)
        ) + "</tr>\n" for row in rows)
