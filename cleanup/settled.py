"""The day in the head, where the rest of the document has settled what the pen wrote.

A handwritten day is read badly (`ngày i1 tháng 5`); the front matter weighs it against signatures,
notes of appendices and stamps (`cleanup.metadata.date`). Head and front matter of one text must not
contradict each other, so a day that a signature or a note names stands in both; one that was only
weighed does not. What was read is in the record, the field stays on the review list, and the
printed month, year and place are never touched.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from cleanup.document import Correction
from cleanup.metadata import MetadataResult
from cleanup.metadata.witnesses import find_witnesses
from cleanup.packed import exchanged, of_zones
from ocr.model import Line, Page, Zone

_DAY = re.compile(r"(?<=ngày)\s*(?P<day>[^\s,;:]{1,3})(?=\s*tháng\s*(?P<month>\d{1,2})\b)")
REASON = "witness.day"


def settle_day(
    pages: Sequence[Page], head: MetadataResult
) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """Write the settled day into the line that it was read from, if another was read there."""
    evidence = head.evidence.get("date")
    if head.metadata.date is None or evidence is None or not evidence.handwritten:
        return tuple(pages), ()
    date = dt.date.fromisoformat(head.metadata.date)
    if not find_witnesses(pages).names(date):
        return tuple(pages), ()
    result, corrections = [], []
    for page in pages:
        changed: dict[int, Line] = {}
        for at, line in of_zones(page.lines, (Zone.PLACE_DATE,)):
            if page.number == evidence.page:
                changed[at], made = _settled(line, date, (page.number, at + 1))
                corrections += made
        result.append(replace(page, lines=exchanged(page.lines, changed)) if corrections else page)
    return tuple(result), tuple(corrections)


def _settled(
    line: Line, date: dt.date, place: tuple[int, int]
) -> tuple[Line, list[Correction]]:
    found = _DAY.search(line.text)
    if found is None or int(found["month"]) != date.month:
        return line, []
    read, day = found["day"], f"{date.day:02d}"
    if read.isdigit() and int(read) == date.day:
        return line, []
    start, end = found.span("day")
    correction = Correction(
        page=place[0], line=place[1], start=start, before=read, after=day, reason=REASON
    )
    return replace(line, text=line.text[:start] + day + line.text[end:]), [correction]
