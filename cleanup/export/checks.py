"""The checks of an archive's intake that need no eyes (domain 3.6), as a report."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanup.export.names import file_name
from cleanup.export.results import Result
from cleanup.export.schema import Column, Schema
from cleanup.export.tables import Table
from cleanup.export.values import Context, kind_number

_LEAST_DPI = 200
_MOST_SKEW = 1.0
_SURE = 0.6
_MOST_UNSURE = 0.1
_NUMBER = re.compile(r"^\d{1,6}(?:\.\d{1,3})?[a-z]?[-/]\S+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the report; `status` is "ok", "warn", "fail" or "unknown"."""

    file: str
    check: str
    status: str
    detail: str = ""


def check_results(
    schema: Schema,
    results: Sequence[Result],
    tables: Sequence[Table],
    context: Context,
    today: dt.date,
) -> tuple[Check, ...]:
    """All checks, document by document, then those over the whole folder.

    `today` is given by the caller, so that the same results give the same report.
    """
    report: list[Check] = []
    for ordinal, result in enumerate(results, start=1):
        report += _checks_of(result, today)
        report.append(_name(result, context, ordinal))
    for table in tables:
        report += _cells(schema, table, results)
    report += _duplicates(results)
    return tuple(report)


def _line(result: Result, check: str, problem: str, status: str = "fail") -> Check:
    return Check(file=result.path, check=check, status=status if problem else "ok", detail=problem)


def _checks_of(result: Result, today: dt.date) -> Iterator[Check]:
    yield _line(result, "secrecy", result.text("secrecy") or "")
    yield _line(result, "page-count", _page_count(result))
    yield _line(result, "page-numbers", _page_numbers(result), "warn")
    yield _line(
        result, "blank-pages", _numbers(result, lambda page: page["status"] == "blank"), "warn"
    )
    yield _line(result, "resolution", _numbers(result, _coarse))
    yield _line(result, "skew", _numbers(result, _skewed), "warn")
    yield _line(result, "date", _date(result, today))
    yield _line(result, "number", _number(result))
    yield _line(result, "kind", _kind(result))
    reasons = result.data.get("review_reasons", {})
    yield _line(result, "structure", "; ".join(reasons.get("sections", [])), "warn")
    yield _line(result, "footnotes", "; ".join(reasons.get("footnotes", [])), "warn")
    yield _line(result, "confidence", _numbers(result, _unsure), "warn")
    yield _line(result, "corrections", _corrections(result), "warn")
    yield _line(result, "review", ", ".join(result.metadata.get("review", [])), "warn")
    sha = str(result.data["source"].get("sha256") or "")
    yield _line(result, "sha256", "" if re.fullmatch(r"[0-9a-f]{64}", sha) else "missing")
    yield Check(file=result.path, check="pdf-a", status="unknown", detail="not in the result")


def _numbers(result: Result, wanted: Callable[[Mapping[str, Any]], bool]) -> str:
    """Numbers of the pages that `wanted` takes."""
    return ", ".join(str(page["page"]) for page in result.pages if wanted(page))


def _page_count(result: Result) -> str:
    numbers = [page["page"] for page in result.pages]
    failed = [page["page"] for page in result.pages if page["status"] == "failed"]
    if numbers != list(range(1, result.page_count + 1)):
        return f"{len(numbers)} of {result.page_count} pages"
    return f"failed: {', '.join(map(str, failed))}" if failed else ""


def _page_numbers(result: Result) -> str:
    """Printed page numbers that don't follow each other."""
    found = [
        (page["page"], int(digits[0]))
        for page in result.pages
        for line in page.get("lines", [])
        if line["zone"] == "page_number" and (digits := re.findall(r"\d{1,3}", line["text"]))
    ]
    offsets = Counter(number - page for page, number in found)
    if len(offsets) <= 1:
        return ""
    usual = offsets.most_common(1)[0][0]
    odd = [f"page {page} bears {number}" for page, number in found if number - page != usual]
    return "; ".join(odd)


def _coarse(page: Mapping[str, Any]) -> bool:
    dpi = page.get("dpi")
    return page.get("text_source") == "ocr" and isinstance(dpi, int) and dpi < _LEAST_DPI


def _skewed(page: Mapping[str, Any]) -> bool:
    skew = page.get("skew")
    return isinstance(skew, int | float) and abs(skew) > _MOST_SKEW


def _unsure(page: Mapping[str, Any]) -> bool:
    lines = page.get("lines")
    sure = [
        line["confidence"]
        for line in (lines if isinstance(lines, list) else [])
        if line.get("confidence") is not None
    ]
    low = sum(value < _SURE for value in sure)
    return bool(sure) and low > _MOST_UNSURE * len(sure)


def _date(result: Result, today: dt.date) -> str:
    text = result.text("date")
    if text is None:
        return "missing"
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        return f"no such day: {text}"
    return f"in the future: {text}" if date > today else ""


def _number(result: Result) -> str:
    number = result.text("number")
    if number is None:
        return "missing"
    return "" if _NUMBER.match(number) else f"not a number and symbol: {number}"


def _kind(result: Result) -> str:
    if kind_number(result.text("system"), result.text("kind")) is None:
        return "missing"
    reasons = result.data.get("review_reasons", {}).get("kind", [])
    return "; ".join(reasons)


def _corrections(result: Result) -> str:
    changes = result.data.get("corrections", [])
    done = sum(bool(change.get("applied")) for change in changes)
    return f"{done} applied, {len(changes) - done} proposed" if changes else ""


def _name(result: Result, context: Context, ordinal: int) -> Check:
    _, missing = file_name(context.template, result, context.given, ordinal)
    return _line(result, "file-name", f"missing: {', '.join(missing)}" if missing else "")


def _cells(schema: Schema, table: Table, results: Sequence[Result]) -> Iterator[Check]:
    for at, row in enumerate(table.rows):
        file = results[at].path if table.sheet.of == "document" else table.sheet.name
        for column, cell in zip(table.sheet.columns, row, strict=True):
            problem = _cell_problem(schema, column, cell)
            if problem:
                yield Check(
                    file=file, check=f"field {column.header}", status="fail", detail=problem
                )


def _cell_problem(schema: Schema, column: Column, cell: str | None) -> str:
    """Empty though required, too long, or not in its code list."""
    if not cell:
        return "required" if column.need == "R" else ""
    if len(cell) > column.length:
        return f"{len(cell)} of {column.length} characters"
    if column.codes and cell not in schema.codes[column.codes]:
        return f"'{cell}' is not in the list {column.codes}"
    return ""


def _duplicates(results: Sequence[Result]) -> Iterator[Check]:
    """Same issuer, number and date (domain 2.3: only the three together are one document)."""
    seen: dict[tuple[str | None, ...], str] = {}
    for result in results:
        key = tuple(result.text(name) for name in ("agency", "number", "date"))
        if None in key:
            continue
        if key in seen:
            yield Check(file=result.path, check="duplicate", status="fail", detail=seen[key])
        else:
            seen[key] = result.path


def sample(results: Sequence[Result], share: float, seed: str) -> tuple[str, ...]:
    """Files for the second inspection: a random share that can be drawn again by its seed."""
    count = math.ceil(share * len(results))
    drawn = sorted(results, key=lambda r: hashlib.sha256(f"{seed}\0{r.path}".encode()).hexdigest())
    return tuple(sorted(result.path for result in drawn[:count]))
