"""The report for programs: every figure with numerator and denominator."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.counts import Counts
from evaluation.foldings import FOLDINGS
from evaluation.report.figures import figures_of, top

_PER_10000 = "per_10000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document of a report."""

    name: str
    truth: str
    output: str | None
    counts: Counts


def json_report(rows: Sequence[Row], total: Counts, unmatched: Sequence[str]) -> str:
    """One JSON document; `percent` is null where there is nothing to count."""
    report = {
        "schema_version": "1",
        "unicode": "NFC",
        "unit": "grapheme cluster; syllable = what spaces part",
        "strict": "nothing is folded but NFC and white space",
        "foldings": [*FOLDINGS, "marks"],
        "missing": [row.name for row in rows if row.output is None],
        "outputs_without_truth": list(unmatched),
        "total": _counts(total),
        "documents": [
            {"name": row.name, "truth": row.truth, "output": row.output, **_counts(row.counts)}
            for row in rows
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _counts(counts: Counts) -> dict[str, object]:
    groups: dict[str, object] = {"documents": counts.documents, "missing": counts.missing}
    for figure in figures_of(counts):
        unit = _PER_10000 if figure.key.endswith(_PER_10000) else "percent"
        entry: dict[str, object] = {unit: figure.value}
        if figure.count is not None:
            entry |= {"count": figure.count, "of": figure.of}
        group = groups.setdefault(figure.group, {})
        assert isinstance(group, dict)
        group[figure.key] = entry
    groups["kinds"] = dict(sorted(counts.kinds.items()))
    groups["mark_confusions"] = dict(top(counts.confusions, len(counts.confusions)))
    return groups
