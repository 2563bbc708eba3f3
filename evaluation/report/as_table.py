"""The report for people at a terminal: plain text, the same on every terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from evaluation.counts import Counts
from evaluation.report.as_json import Row
from evaluation.report.figures import Figure, figures_of, top
from evaluation.report.labels import Labels

_COLUMNS = (
    "cer",
    "wer",
    "tone",
    "lost",
    "spurious",
    "intact",
    "order",
    "sec_f1",
    "title_ok",
    "meta_all",
)
_CONFUSIONS = 12


def table_report(
    rows: Sequence[Row], total: Counts, unmatched: Sequence[str], language: str = "en"
) -> str:
    """All figures of the total, then one line per document."""
    labels = Labels(language)
    lines = [*_figures(total, labels), *_documents(rows, total, labels)]
    missing = [row.name for row in rows if row.output is None]
    for key, names in (("missing", missing), ("unmatched", unmatched)):
        if names:
            lines += ["", f"{labels.word(key)}: {', '.join(names)}"]
    return "\n".join(lines) + "\n"


def _figures(total: Counts, labels: Labels) -> Iterator[str]:
    group = None
    for figure in figures_of(total):
        if figure.group != group:
            group = figure.group
            yield from ("", labels.group(group)) if group != "text" else (labels.group(group),)
        name = _pad(labels.figure(figure.key), 58)
        yield f"  {name} {shown(figure):>9}  {counted(figure)}".rstrip()
    for key, counter in (("by_kind", total.kinds), ("confusions", total.confusions)):
        entries = top(counter, _CONFUSIONS)
        if entries:
            names = (labels.kind(name) if key == "by_kind" else name for name, _ in entries)
            listed = (f"{name} {number}" for name, (_, number) in zip(names, entries, strict=True))
            yield from ("", labels.word(key), "  " + "   ".join(listed))


def shown(figure: Figure) -> str:
    """The value with its unit; a dash where there is nothing to count."""
    if figure.value is None:
        return "–"
    return f"{figure.value:.2f}" if figure.key.endswith("10000") else f"{figure.value:.3f} %"


def counted(figure: Figure) -> str:
    """Numerator and denominator."""
    return "" if figure.count is None else f"{figure.count}/{figure.of}"


def _documents(rows: Sequence[Row], total: Counts, labels: Labels) -> Iterator[str]:
    names = [row.name for row in rows]
    width = max(map(_width, [*names, labels.word("document"), labels.word("total")]))
    yield ""
    yield _pad(labels.word("document"), width) + "".join(f"{name:>10}" for name in _COLUMNS)
    entries = [(row.name, row.counts) for row in rows]
    for name, counts in [*entries, (labels.word("total"), total)]:
        values = {f.key: f.value for f in figures_of(counts) if f.group not in ("zones", "lists")}
        cells = (values.get(column) for column in _COLUMNS)
        yield _pad(name, width) + "".join(f"{'–' if c is None else f'{c:.2f}':>10}" for c in cells)


def _width(text: str) -> int:
    return sum(not unicodedata.combining(c) for c in text)


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - _width(text))
