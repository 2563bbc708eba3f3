"""What speaks for a day besides the ink: signatures, stamps, cited papers, office days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleanup.metadata.reading import running_texts
from cleanup.metadata.references import find_references
from cleanup.packed import of_zones
from cleanup.skeleton import skeleton
from cleanup.vocabulary import phrases
from cleanup.zones.stamps import read_time
from ocr.model import Page, Stamp, StampKind, Zone

_VIETNAM = dt.timezone(dt.timedelta(hours=7))
_DATE = re.compile(r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})(?:\s*[/.-]\s*(?P<year>\d{4}))?")
_BASIS = re.compile(
    r"(?:Căn cứ|Xét|Theo đề nghị)\b[^;]{0,200}?\bngày\s+"
    r"(\d{1,2})(?:[/.-]|\s+tháng\s+)(\d{1,2})(?:[/.-]|\s+năm\s+)((?:19|20)\d\d)"
)
_NOTE = re.compile(
    r"\(\s*(?:Ban hành\s+)?[Kk]èm theo\s[^()]{0,80}?\bngày\s+"
    r"(\d{1,2})(?:[/.-]|\s+tháng\s+)(\d{1,2})(?:[/.-]|\s+năm\s+)((?:19|20)\d\d)"
)
# A paper is signed digitally on its day or some days later. Of nine scans with a signature of the
# body itself: five on the day, the others 1, 1, 2 and 4 days later.
_SAME_DAY, _LATER, _SIGNING_DAYS = 0.5, 0.215, 14
_TOO_LATE, _TOO_EARLY = 0.004, 0.005
# who publishes or copies a paper, or receives it, does so on its day or after
_AFTERWARDS, _MONTHS = 0.01, 60
# a paper does not cite one of a later day, but days of references are misread too
_CITES_FUTURE = 0.05
# an appendix names the paper to which it belongs
_NOT_AS_NOTED = 0.05
_SURE = 0.8
# of 978 laws, decrees and circulars 3 % bear a Saturday's and 3 % a Sunday's date, where 14 %
# each were due; 1 May or 2 September none, where 5 were due
_WEEKEND, _HOLIDAY = 0.15, 0.1
_HOLIDAYS = frozenset({(1, 5), (2, 9)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """When a digital signature was made; `publishes` says that it only publishes or copies."""

    day: dt.date
    publishes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """All that the document says of its day outside the place and date line.

    Attributes:
        signed: digital signatures, earliest first.
        arrived: (day, month) of incoming stamps that can be read.
        cited: the latest day of a paper that this one cites.
        noted: the day that an appendix gives: "(Kèm theo Quyết định số ... ngày ...)".
    """

    signed: tuple[Signing, ...] = ()
    arrived: tuple[tuple[int, int], ...] = ()
    cited: dt.date | None = None
    noted: dt.date | None = None

    @property
    def own(self) -> dt.date | None:
        """The day of the body's own last signature."""
        return next((one.day for one in reversed(self.signed) if not one.publishes), None)

    def names(self, day: dt.date) -> bool:
        """A signature or the note of an appendix says this very day."""
        return day == self.noted or any(one.day == day for one in self.signed)

    def likelihood(self, day: dt.date) -> float:
        """How well a day fits them all, above 0; only ratios mean something."""
        fits = 1.0 if day.weekday() < 5 else _WEEKEND
        fits *= _HOLIDAY if (day.day, day.month) in _HOLIDAYS else 1.0
        if self.own is not None:
            fits *= _signed_later((self.own - day).days)
        else:
            for one in self.signed[:1]:
                fits *= _seen_later((one.day - day).days)
        for arrival in self.arrived[:1]:
            seen = _date(day.year, arrival[1], arrival[0])
            fits *= _seen_later((seen - day).days) if seen else 1.0
        if self.cited is not None and day < self.cited:
            fits *= _CITES_FUTURE
        if self.noted is not None and day != self.noted:
            fits *= _NOT_AS_NOTED
        return fits


def find_witnesses(pages: Sequence[Page]) -> Witnesses:
    """Collect what stands on the pages, whose lines have their zones."""
    return Witnesses(
        signed=signings(pages), arrived=incoming_dates(pages), cited=latest_citation(pages),
        noted=noted_day(pages),
    )


def _signed_later(days: int) -> float:
    if days < 0:
        return _TOO_EARLY
    if days == 0:
        return _SAME_DAY
    return _LATER / (days + 1) if days <= _SIGNING_DAYS else _TOO_LATE


def _seen_later(days: int) -> float:
    return 1 / (days + 2) if 0 <= days <= _MONTHS else _AFTERWARDS


def signings(pages: Sequence[Page]) -> tuple[Signing, ...]:
    """All digital signatures with a time, earliest first.

    The leader signs, then the office sets number and date and signs for the body; publishers sign
    last of all.
    """
    found = []
    for stamp in _stamps(pages, StampKind.DIGITAL_SIGNATURE):
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
    copies = any(read.startswith(skeleton(title)) for title in phrases("copy_title"))
    return copies or any(skeleton(name) in read for name in phrases("publisher"))


def incoming_dates(pages: Sequence[Page]) -> tuple[tuple[int, int], ...]:
    """(day, month) of incoming-mail stamps that can be read."""
    found = []
    for stamp in _stamps(pages, StampKind.INCOMING_MAIL):
        match = _DATE.search(stamp.fields.get("ngay") or "")
        if match and _date(2000, int(match["month"]), int(match["day"])):
            found.append((int(match["day"]), int(match["month"])))
    return tuple(found)


def latest_citation(pages: Sequence[Page]) -> dt.date | None:
    """The latest day of a paper named in the text: no paper is older than one that it cites.

    Plans and deadlines lie in the future; only dates of numbered papers and of the legal basis
    count.
    """
    found = [_date(*map(int, one.date.split("-"))) for one in find_references(pages) if one.date]
    body = (line for page in pages for _, line in of_zones(page.lines, (Zone.BODY,)))
    for text in running_texts(body, end=";"):
        for day, month, year in _BASIS.findall(text):
            found.append(_date(int(year), int(month), int(day)))
    return max((day for day in found if day is not None), default=None)


def noted_day(pages: Sequence[Page]) -> dt.date | None:
    """The day in the note under the name of an appendix, which names the paper itself."""
    for page in pages:
        texts = running_texts(page.lines, end=")")
        for day, month, year in (one for text in texts for one in _NOTE.findall(text)):
            if _is_printed(page, day):
                return _date(int(year), int(month), int(day))
    return None


def _is_printed(page: Page, day: str) -> bool:
    """Whether no doubtful word reads so: in the note too the day may be written by hand."""
    return all(
        word.confidence is None or word.confidence >= _SURE
        for line in page.lines for word in line.words if word.text.strip(" .,)") == day
    )


def _stamps(pages: Sequence[Page], kind: StampKind) -> Iterator[Stamp]:
    return (stamp for page in pages for stamp in page.stamps if stamp.kind is kind)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
