"""Box 4: place and date. Day and month are often written by hand; the signing time is a witness."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from cleanup.metadata.reading import Placed, Reading, evidence_of, trimmed
from cleanup.skeleton import skeleton
from cleanup.vocabulary import phrases, read_table
from cleanup.zones.lines import place_date_start
from cleanup.zones.stamps import read_time
from ocr.model import Line, Page, Stamp, StampKind

_PARTS = re.compile(
    r"^(?P<place>.*)ng[aàáảã](?:[yỳýW]|[^\W\d])?(?P<day>.*?)th[aáàả]ng(?P<month>.*?)n[aăâ]m\s*(?P<year>.*)$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4}))?")
_VIETNAM = dt.timezone(dt.timedelta(hours=7))
_UNSURE = 0.8
_TALL = 1.2
# a paper is signed digitally on its day or a few days later
_SIGNING_DAYS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDate:
    """Box 4 taken apart; day and month are None where no number could be read.

    `day_shape` holds for each place of the day the digits that the ink may mean.
    """

    place: str | None
    day: int | None
    month: int | None
    year: int | None
    blank_day: bool
    day_shape: tuple[str, ...] = ()

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
        day_shape=_shape(parts["day"]),
    )


def _shape(text: str) -> tuple[str, ...]:
    """For each of the two places of a day, the digits that may be meant, likeliest first.

    An empty place may be any digit; no place at all means that the ink says nothing.

    >>> _shape(" @3 "), _shape("0ÿ"), _shape("7"), _shape("4†")
    (('02', '3'), ('0', ''), ('0', '71'), ('41', '714'))
    >>> _shape(""), _shape("/4}")
    ((), ())
    """
    signs = text.strip(" .,:…_()")
    meant = _handwriting()
    if len(signs) == 1 and signs.isdigit():
        return "0", meant.get(signs, signs)
    if len(signs) != 2:
        return ()
    return tuple(meant.get(sign, sign if sign in "0123456789" else "") for sign in signs)


@cache
def _handwriting() -> dict[str, str]:
    """What a sign read in a handwritten number may mean."""
    return {row["read"]: row["meant"] for row in read_table("handwriting.tsv")}


def _number(text: str, highest: int) -> int | None:
    digits = re.sub(r"[oO](?=\d)|(?<=\d)[oO]", "0", text.strip(" .,:…_"))
    if not re.fullmatch(r"\d{1,4}", digits):
        return None
    value = int(digits)
    return value if 1 <= value <= highest else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """When a digital signature was made; `publishes` says that it is a gazette's or a portal's."""

    day: dt.date
    publishes: bool


def signings(pages: Sequence[Page]) -> tuple[Signing, ...]:
    """All digital signatures with a time, earliest first.

    The leader signs, then the office sets number and date and signs for the body; publishers sign
    last of all.
    """
    found = []
    for page in pages:
        for stamp in page.stamps:
            if stamp.kind is not StampKind.DIGITAL_SIGNATURE:
                continue
            time = stamp.fields.get("time") or read_time(" ".join(stamp.text))
            try:
                moment = dt.datetime.fromisoformat(time or "")
            except ValueError:
                continue
            # signing programs often run with a wrong zone (-08:00 is seen): the clock is right
            if moment.utcoffset() == dt.timedelta(0):
                moment = moment.astimezone(_VIETNAM)
            found.append(Signing(day=moment.date(), publishes=_publishes(stamp)))
    return tuple(sorted(found, key=lambda signing: signing.day))


def _publishes(stamp: Stamp) -> bool:
    read = skeleton(" ".join((stamp.fields.get("signer") or "", *stamp.text)))
    return any(skeleton(name) in read for name in phrases("publisher"))


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


def year_of(placed: Sequence[Placed]) -> int | None:
    """The printed year of the first place and date line."""
    parsed = (parse_place_date(item.line.text) for item in placed)
    return next((found.year for found in parsed if found), None)


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
    signed = signings(pages)
    read = parsed.with_day(parsed.day or 0, parsed.month or 0)
    evidence = evidence_of([item], handwritten=by_hand)
    if parsed.year is None:
        return Reading(evidence=evidence, findings=("incomplete",))
    if read is not None and not by_hand:
        late = bool(signed) and read > signed[-1].day
        findings = (f"after-signing: {signed[-1].day}",) if late else ()
        return Reading(value=read.isoformat(), evidence=evidence, findings=findings)
    likely, reason = _likely(parsed, read, signed)
    arrived = [parsed.with_day(*arrival) for arrival in incoming_dates(pages)]
    others = [read, *(one.day for one in signed), *arrived]
    if evidence is not None:
        options = (day.isoformat() for day in others if day and day != likely)
        evidence = replace(evidence, alternatives=tuple(dict.fromkeys(options)))
    return Reading(
        value=likely.isoformat() if likely else None,
        evidence=evidence,
        findings=("handwritten" if by_hand else "incomplete", *reason),
    )


def _likely(
    parsed: PlaceDate, read: dt.date | None, signed: Sequence[Signing]
) -> tuple[dt.date | None, tuple[str, ...]]:
    """The best date for a handwritten day, and what it rests on besides the ink.

    As read, where the body's signature bears it out; else the day before it that fits the ink
    best; else the day on which the body signed. A publisher's signature or an incoming
    stamp only says that the paper is older.
    """
    if not signed:
        return read, () if read else ("incomplete",)
    own = next((one.day for one in reversed(signed) if not one.publishes), None)
    reference = own or signed[0].day
    if read is not None and 0 <= (reference - read).days <= _SIGNING_DAYS:
        return read, ()
    inked = _from_ink(parsed, reference)
    if inked is not None and (own is not None or parsed.month is not None):
        return inked, ("from-signing-time",)
    if own is not None and own.year == parsed.year and parsed.month in (None, own.month):
        return own, ("from-signing-time",)
    return None, ("incomplete",)


def _from_ink(parsed: PlaceDate, signed: dt.date) -> dt.date | None:
    """The day in the time before a signature that fits the ink best, or None.

    Of equals the latest: most papers are signed on their day.
    """
    window = [signed - dt.timedelta(days=back) for back in range(_SIGNING_DAYS + 1)]
    scored = [(_fits(parsed, day), day) for day in window]
    best = max((score for score, _ in scored), default=0)
    return max((day for score, day in scored if score == best), default=None) if best else None


def _fits(parsed: PlaceDate, day: dt.date) -> int:
    """How well `day` fits what was read: 0 not at all, 2 for a likely digit, 1 for a possible."""
    if parsed.year != day.year or parsed.month not in (None, day.month):
        return 0
    score = 0
    for meant, digit in zip(parsed.day_shape, f"{day.day:02d}", strict=False):
        if meant and digit not in meant:
            return 0
        score += 0 if not meant else 2 if digit == meant[0] else 1
    return score
