"""Box 4: place and date. Day and month are often written by hand; then every witness is heard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from cleanup.metadata.first_reading import first_day
from cleanup.metadata.ink import (
    Ink,
    ink_of_signs,
    ink_of_word,
    is_from_hand,
    is_legible,
    likelihood,
    together,
)
from cleanup.metadata.reading import Placed, Reading, evidence_of, trimmed
from cleanup.metadata.witnesses import Witnesses, find_witnesses
from cleanup.skeleton import ANY_A
from cleanup.zones.place_date import (
    date_in_figures,
    is_year,
    lacks_year,
    parts_of_date,
    place_date_start,
)
from ocr.model import Line, Page, Word

_PARTS = re.compile(
    rf"^(?P<place>.*)ng[{ANY_A}](?:[yỳýỷỹỵW]|[^\W\d])?(?P<day>.*?)th[{ANY_A}]ng(?P<month>.*?)"
    rf"n[{ANY_A}]m\s*(?P<year>.*)$",
    re.IGNORECASE,
)
_HOUR = re.compile(r",\s+(?:vào\s+)?(?:h\wi|l\wc)\s+\d.*$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}\W?")
_UNSURE = 0.8
_TALL = 1.2
# print comes with one confidence throughout; a blank is wider than the spaces of its line
_LESS_SURE, _BLANK = 0.05, 1.7
# the best day is believed if all other days together are not much likelier
_BELIEVED = 0.4
_WORTH_A_LOOK = 0.1
_MOST_ALTERNATIVES = 4
# in the middle of a number line, "ngày" and "tháng" also come glued to their numbers
_LABELS = ("ng", "th", "nă", "na")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDate:
    """Box 4 taken apart; day and month are None where no number could be read.

    `day_signs` and `month_signs` are what stands in their places, as read.
    """

    place: str | None
    day: int | None
    month: int | None
    year: int | None
    blank_day: bool
    day_signs: str = ""
    month_signs: str = ""

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
    >>> found.place, found.day, found.month, found.day_signs
    ('Sóc Trăng', None, 5, '/†')
    >>> parse_place_date("Nam Sơn, hồi 15 giờ 30 ngày 17 tháng 9 năm 2024").place
    'Nam Sơn'
    >>> parse_place_date("Đà Lạt, ngày 22-8-1997").with_day(22, 8).isoformat()
    '1997-08-22'
    >>> parse_place_date("Ngày 29/6/2021, Ban Chấp hành Đảng bộ tỉnh") is None
    True
    """
    if (figures := date_in_figures(trimmed(text))) is not None:
        signs = trimmed(text)[figures.start("day") :].rstrip(" .,;")
        return PlaceDate(
            place=figures["place"].strip(" ,."), day=_number(figures["day"], 31),
            month=_number(figures["month"], 12), year=int(figures["year"]), blank_day=False,
            day_signs=signs, month_signs=signs,
        )
    words = trimmed(text).split()
    if place_date_start(words) != 0:
        return None
    parts = _PARTS.match(" ".join(words))
    if parts is None:
        return None
    place = _HOUR.sub("", parts["place"]).strip(" ,.")
    return PlaceDate(
        place=place or None,
        day=_number(parts["day"], 31),
        month=_number(parts["month"], 12),
        year=_number(parts["year"], 2100),
        blank_day=not re.search(r"[^\W_]|[^\s.…_]", parts["day"]),
        day_signs=parts["day"].strip(),
        month_signs=parts["month"].strip(),
    )


def _number(text: str, highest: int) -> int | None:
    digits = re.sub(r"[oO](?=\d)|(?<=\d)[oO]", "0", text.strip(" .,:…_"))
    if not re.fullmatch(r"\d{1,4}", digits):
        return None
    value = int(digits)
    return value if 1 <= value <= highest else None


def is_day_handwritten(line: Line, parsed: PlaceDate) -> bool:
    """Whether the day was written by hand: unreadable, doubtful, or taller than the type."""
    if parsed.day is None:
        return not parsed.blank_day or bool(line.words)
    day = _word_of(line, parsed.day_signs)
    if day is None or not line.words:
        return bool(line.words)
    if day.confidence is not None and day.confidence < _UNSURE:
        return True
    year = next((w for w in line.words if _YEAR.fullmatch(w.text)), None)
    if day.bbox is None or year is None or year.bbox is None:
        return False
    return day.bbox.height > _TALL * year.bbox.height


def _is_set_in(line: Line, parsed: PlaceDate) -> bool:
    """Whether a day that reads well stands in a blank, or reads less well than the print."""
    day = _word_of(line, parsed.day_signs)
    if day is None:
        return False
    at = line.words.index(day)
    sure = [w.confidence for w in line.words if w is not day and w.confidence is not None]
    if day.confidence is not None and sure and day.confidence < median(sure) - _LESS_SURE:
        return True
    gaps = [
        right.bbox.x0 - left.bbox.x1
        for left, right in pairwise(line.words) if left.bbox and right.bbox
    ]
    if len(gaps) != len(line.words) - 1 or not 0 < at < len(gaps):
        return False
    others = [gap for index, gap in enumerate(gaps) if index not in (at - 1, at)]
    return max(gaps[at - 1 : at + 1]) > _BLANK * max(1.0, median(others))


def _is_month_handwritten(line: Line, parsed: PlaceDate) -> bool:
    if parsed.month is None:
        return True
    month = _word_of(line, parsed.month_signs, last=True)
    return month is not None and month.confidence is not None and month.confidence < _UNSURE


def _word_of(line: Line, signs: str, *, last: bool = False) -> Word | None:
    """The word that holds the number, apart from marks around it."""
    wanted = signs.strip(" .,:")
    words = reversed(line.words) if last else line.words
    return next((w for w in words if wanted and w.text.strip(".,") == wanted), None)


def year_of(placed: Sequence[Placed]) -> int | None:
    """The printed year of the first place and date line."""
    parsed = (parse_place_date(item.line.text) for item in _with_years(placed))
    return next((found.year for found in parsed if found), None)


def read_date(placed: Sequence[Placed], pages: Sequence[Page]) -> tuple[Reading, Reading]:
    """(place, date); a handwritten day is weighed against all that the document says of it."""
    for item in _with_years(placed):
        parsed = parse_place_date(item.line.text)
        if parsed is not None:
            place = Reading(
                value=parsed.place,
                evidence=evidence_of([item]),
                findings=() if parsed.place else ("missing",),
            )
            return place, _read_day(item, parsed, pages)
    missing = Reading(findings=("missing",))
    return missing, missing


def _with_years(placed: Sequence[Placed]) -> list[Placed]:
    """Each place and date as one line, where its year stands on the next row, or it was parted."""
    result: list[Placed] = []
    for item in placed:
        last = result[-1].line.text if result else ""
        if (is_year(item.line.text) and lacks_year(last)) or parts_of_date(last, item.line.text):
            result[-1] = replace(result[-1], line=_together(result[-1].line, item.line))
        else:
            result.append(item)
    return result


def _together(line: Line, year: Line) -> Line:
    box = line.bbox.union(year.bbox) if line.bbox and year.bbox else line.bbox
    text = f"{line.text} {year.text}"
    return replace(line, text=text, words=(*line.words, *year.words), bbox=box)


def _read_day(item: Placed, parsed: PlaceDate, pages: Sequence[Page]) -> Reading:
    by_hand = is_day_handwritten(item.line, parsed) or _is_month_handwritten(item.line, parsed)
    evidence = evidence_of([item], handwritten=by_hand)
    if parsed.year is None:
        return Reading(evidence=evidence, findings=("incomplete",))
    read = parsed.with_day(parsed.day or 0, parsed.month or 0)
    witnesses = find_witnesses(pages)
    if read is not None and not by_hand:
        late = _after_signing(read, witnesses)
        # set in by hand but read well: the reading stands, a person should look at it
        set_in = _is_set_in(item.line, parsed)
        if evidence is not None:
            evidence = replace(evidence, handwritten=set_in)
        late = ("handwritten", *late) if set_in else late
        return Reading(value=read.isoformat(), evidence=evidence, findings=late)
    ranked = _weigh(item.line, parsed, witnesses, first_day(pages, item))
    likely = ranked[0][0] if ranked and ranked[0][1] >= _BELIEVED else None
    others = [read, *(day for day, share in ranked if share >= _WORTH_A_LOOK)]
    others += [one.day for one in witnesses.signed]
    options = dict.fromkeys(day.isoformat() for day in others if day and day != likely)
    if evidence is not None:
        evidence = replace(evidence, alternatives=tuple(options)[:_MOST_ALTERNATIVES])
    return Reading(
        value=likely.isoformat() if likely else None,
        evidence=evidence,
        findings=("handwritten", *_reasons(likely, read, witnesses)),
    )


def _after_signing(day: dt.date, witnesses: Witnesses) -> tuple[str, ...]:
    last = witnesses.signed[-1].day if witnesses.signed else None
    return (f"after-signing: {last}",) if last and day > last else ()


def _reasons(
    likely: dt.date | None, read: dt.date | None, witnesses: Witnesses
) -> tuple[str, ...]:
    """What a date rests on besides the ink, and what the ink alone would say."""
    if likely is None:
        return ("incomplete",)
    if likely == read:
        return _after_signing(likely, witnesses)
    why = "from-signing-time" if witnesses.own is not None else "from-witnesses"
    if witnesses == Witnesses():
        why = "from-ink"
    return (why, f"ink-reads: {read}") if read else (why,)


def _weigh(
    line: Line, parsed: PlaceDate, witnesses: Witnesses, first: str
) -> list[tuple[dt.date, float]]:
    """All days of the year that are possible, likeliest first, with their shares of 1.

    Empty if some place of the ink can't be read, unless the body signed or an appendix names the
    day.
    """
    day_ink, month_ink = _day_ink(line, parsed, first), _month_ink(line, parsed)
    told = witnesses.own or witnesses.noted
    if not told and not (is_legible(day_ink) and (parsed.month or is_legible(month_ink))):
        return []
    found: dict[dt.date, float] = {}
    for day in _days(parsed.year or 0, None if month_ink else parsed.month):
        fits = witnesses.likelihood(day) * likelihood(day_ink, f"{day.day:02d}")
        # months 3 to 9 are written without a nought
        written = (f"{day.month:02d}", str(day.month))
        found[day] = fits * max(likelihood(month_ink, month) for month in written)
    total = sum(found.values())
    ranked = sorted(found, key=lambda day: (-found[day], day))
    return [(day, found[day] / total) for day in ranked]


def _days(year: int, month: int | None) -> Iterator[dt.date]:
    day = dt.date(year, month or 1, 1)
    while day.year == year and month in (None, day.month):
        yield day
        if day == dt.date.max:
            return
        day += dt.timedelta(days=1)


def _day_ink(line: Line, parsed: PlaceDate, first: str) -> Ink:
    word = _word_of(line, parsed.day_signs)
    if word is None:
        return ink_of_signs(_padded(parsed.day_signs))
    ink = ink_of_word(word)
    if is_from_hand(word):
        ink = together(ink, ink_of_signs(first))
    return ({"0": 1.0}, *ink) if len(ink) == 1 else ink


def _padded(signs: str) -> str:
    """A day of one figure has a nought before it (NĐ 30/2020, domain 1.6)."""
    return f"0{signs}" if re.fullmatch(r"\d", signs) else signs


def _month_ink(line: Line, parsed: PlaceDate) -> Ink:
    """What a handwritten month may mean; nothing if it is printed."""
    if not _is_month_handwritten(line, parsed):
        return ()
    word = _word_of(line, parsed.month_signs, last=True)
    return ink_of_signs(parsed.month_signs) if word is None else ink_of_word(word)
