"""Number, date and body in a title: "QUYẾT ĐỊNH CỦA … SỐ 115/2004/QĐ-TTG NGÀY 25 THÁNG 6 NĂM 2004".

Papers printed without their head (collections, the Công báo before 2005) have them there. A title
also cites other papers ("VỀ THỰC HIỆN NGHỊ QUYẾT SỐ …"): only what stands right after the kind and
its body is the paper's own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.metadata.number import Number, parse_number
from cleanup.metadata.reading import Placed, Reading, evidence_of, trimmed
from cleanup.skeleton import unmarked
from cleanup.zones.lines import leading_kind

# matched on text without marks, which is as long as the printed one
_OWN = re.compile(
    r"^\W*(?:cua\s+(?P<body>.{2,80}?)\s+)?so\s*:?\s*"
    r"(?P<number>\d{1,5}(?:/(?:19|20)\d\d)?\s*[-/]\s*[a-z][\w/-]*)\s*,?\s+"
    r"ngay\s+(?P<day>\d{1,2})(?:\s+thang\s+|[/.-])(?P<month>\d{1,2})(?:\s+nam\s+|[/.-])(?P<year>\d{4})"
    r"\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_FROM_TITLE = ("from-title",)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFacts:
    """What a title says of its own paper, and the subject without it."""

    number: Reading
    parts: Number | None
    date: Reading
    agency: Reading
    subject: str | None


def read_title_facts(lines: Sequence[Placed]) -> TitleFacts | None:
    """The facts in the lines of a title, kind first; None if it names no number of its own."""
    texts = [trimmed(item.line.text) for item in lines]
    kind = leading_kind(texts[0]) if texts else None
    if kind is None:
        return None
    after = " ".join(" ".join(texts).split()[len(kind.split()) :])
    match = _OWN.match(unmarked(after))
    if match is None:
        return None
    evidence = evidence_of(lines)
    parts = parse_number("Số: " + after[slice(*match.span("number"))].strip(" -/"))
    number = parts.with_digits(parts.digits) if parts and parts.digits else None
    body = after[slice(*match.span("body"))] if match["body"] else None
    return TitleFacts(
        number=Reading(value=number, evidence=evidence, findings=_FROM_TITLE),
        parts=parts,
        date=Reading(value=_iso(match), evidence=evidence, findings=_FROM_TITLE),
        agency=Reading(value=body, evidence=evidence, findings=_FROM_TITLE),
        subject=after[slice(*match.span("rest"))] or None,
    )


def _iso(match: re.Match[str]) -> str | None:
    try:
        day = dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return day.isoformat()
