"""Box 4: place and date. Day and month are often written by hand; the signing time is a witness."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleanup.metadata.reading import Placed, Reading, evidence_of, trimmed
from cleanup.zones.lines import place_date_start
from cleanup.zones.stamps import read_time
from ocr.model import Line, Page, StampKind

_PARTS = re.compile(
    r"^(?P<place>.*)ng[aàáảã](?:[yỳýW]|[^\W\d])?(?P<day>.*?)th[aáàả]ng(?P<month>.*?)n[aăâ]m\s*(?P<year>.*)$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4}))?")
_UNSURE = 0.8
_TALL = 1.2
# a paper is signed digitally on its day or a few days later
_SIGNING_DAYS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDate:
    """Box 4 taken apart; day and month are None where no number could be read."""

    place: str | None
    day: int | None
    month: int | None
    year: int | None
    blank_day: bool
    blank_month: bool

    def with_day(self, day: int, month: int) -> dt.date | None:
        """The date, or None if there is no such day."""
        try:
            return dt.date(self.year or 0, month, day)
        except ValueError:
            return None


def parse_place_date(text: str) -> PlaceDate | None:
    """Take "<Địa danh>, ngày … tháng … năm …" apart.

    >>> found = parse_place_date("Sóc Trăng, ngày 07 tháng 7 năm 2021")
    >>> found.place, found.day, found.month, found.year
    ('Sóc Trăng', 7, 7, 2021)
    >>> found = parse_place_date("Sóc Trăng, ngàW/† tháng 5 năm 2021")
    >>> found.place, found.day, found.month
    ('Sóc Trăng', None, 5)
    >>> parse_place_date("Ngày 29/6/2021, Ban Chấp hành Đảng bộ tỉnh") is None
    True
    """
    words = trimmed(text).split()
    if place_date_start(words) != 0:
        return None
    parts = _PARTS.match(" ".join(words))
    if parts is None:
        return None
    place = parts["place"].strip(" ,.")
    return PlaceDate(
        place=place or None,
        day=_number(parts["day"], 31),
        month=_number(parts["month"], 12),
        year=_number(parts["year"], 2100),
        blank_day=not re.search(r"[^\W_]|[^\s.…_]", parts["day"]),
        blank_month=not re.search(r"[^\W_]|[^\s.…_]", parts["month"]),
    )


def _number(text: str, highest: int) -> int | None:
    digits = text.strip(" .,:…_")
    if not re.fullmatch(r"\d{1,4}", digits):
        return None
    value = int(digits)
    return value if 1 <= value <= highest else None


def signing_times(pages: Sequence[Page]) -> tuple[dt.datetime, ...]:
    """Times of all digital signatures, earliest first: the issuing body signs before others."""
    times = []
    for page in pages:
        for stamp in page.stamps:
            if stamp.kind is not StampKind.DIGITAL_SIGNATURE:
                continue
            time = stamp.fields.get("time") or read_time(" ".join(stamp.text))
            try:
                times.append(dt.datetime.fromisoformat(time or ""))
            except ValueError:
                continue
    return tuple(sorted(times, key=lambda time: time.replace(tzinfo=None)))


def incoming_dates(pages: Sequence[Page]) -> tuple[tuple[int, int], ...]:
    """(day, month) of incoming-mail stamps that can be read."""
    found = []
    for page in pages:
        for stamp in page.stamps:
            if stamp.kind is StampKind.INCOMING_MAIL:
                match = _DATE.search(stamp.fields.get("ngay") or "")
                if match and 1 <= int(match["month"]) <= 12 and 1 <= int(match["day"]) <= 31:
                    found.append((int(match["day"]), int(match["month"])))
    return tuple(found)


def is_day_handwritten(line: Line, parsed: PlaceDate) -> bool:
    """Whether the day was written by hand: unreadable, doubtful, or taller than the type."""
    if parsed.day is None:
        return not parsed.blank_day or bool(line.words)
    day = next(
        (w for w in line.words if w.text.strip(".,").isdigit() and len(w.text.strip(".,")) <= 2),
        None,
    )
    if day is None or not line.words:
        return bool(line.words)
    if day.confidence is not None and day.confidence < _UNSURE:
        return True
    year = next((w for w in line.words if re.fullmatch(r"(?:19|20)\d{2}\W?", w.text)), None)
    if day.bbox is None or year is None or year.bbox is None:
        return False
    return day.bbox.height > _TALL * year.bbox.height


def read_date(placed: Sequence[Placed], pages: Sequence[Page]) -> tuple[Reading, Reading]:
    """(place, date); a handwritten day is weighed against the signing time."""
    for item in placed:
        parsed = parse_place_date(item.line.text)
        if parsed is not None:
            place = Reading(
                value=parsed.place,
                evidence=evidence_of([item]),
                findings=() if parsed.place else ("missing",),
            )
            return place, _weigh(item, parsed, pages)
    missing = Reading(findings=("missing",))
    return missing, missing


def _weigh(item: Placed, parsed: PlaceDate, pages: Sequence[Page]) -> Reading:
    by_hand = is_day_handwritten(item.line, parsed) or parsed.month is None
    times = signing_times(pages)
    signed = times[0].date() if times else None
    read = parsed.with_day(parsed.day or 0, parsed.month or 0)
    evidence = evidence_of([item], handwritten=by_hand)
    if parsed.year is None:
        return Reading(evidence=evidence, findings=("incomplete",))
    if read is not None and not by_hand:
        late = signed is not None and read > signed
        return Reading(
            value=read.isoformat(),
            evidence=evidence,
            findings=(f"after-signing: {signed}",) if late else (),
        )
    likely = _likely(parsed, read, signed)
    arrived = [parsed.with_day(*arrival) for arrival in incoming_dates(pages)]
    others = [day.isoformat() for day in (read, signed, *arrived) if day and day != likely]
    if evidence is not None:
        evidence = replace(evidence, alternatives=tuple(dict.fromkeys(others)))
    findings = ["handwritten" if by_hand else "incomplete"]
    if likely is not None and likely != read:
        findings.append("from-signing-time")
    if likely is None:
        findings.append("incomplete")
    return Reading(
        value=likely.isoformat() if likely else None,
        evidence=evidence,
        findings=tuple(dict.fromkeys(findings)),
    )


def _likely(parsed: PlaceDate, read: dt.date | None, signed: dt.date | None) -> dt.date | None:
    """The best date for a handwritten day: as read where the signing time bears it out.

    An incoming stamp only says when the paper came, so it is an alternative and never the value.
    """
    if read is not None and (
        signed is None or dt.timedelta(0) <= signed - read <= dt.timedelta(days=_SIGNING_DAYS)
    ):
        return read
    if signed is not None and signed.year == parsed.year and parsed.month in (None, signed.month):
        return signed
    return None
