"""What each line of a page is for: head, title, body, recipients, signature, stamps, noise.

`zone_pages` is the only way in. It reads text and geometry, never pixels, and loses nothing: every
word that comes in is afterwards in a line, a table cell, a stamp or `Page.unplaced`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cleanup.packed import LinePacker, exchanged
from cleanup.zones import lines as tests
from cleanup.zones.aligned import with_aligned
from cleanup.zones.collect import collect
from cleanup.zones.copies import (
    find_copy,
    find_copy_page,
    find_copy_rest,
    is_unsigned_copy,
)
from cleanup.zones.cut import (
    cut_ending_line,
    cut_head_line,
    cut_pen_before_post,
    split,
)
from cleanup.zones.ending import ending_start, find_ending, one_ending
from cleanup.zones.footnotes import find_footnotes, usual_size
from cleanup.zones.frame import Frame, frame_of, sure_frames
from cleanup.zones.head import LATER_HEAD, find_head, find_later_head
from cleanup.zones.noise import find_junk, find_noise
from cleanup.zones.place_date import is_place_date
from cleanup.zones.secrecy import SecrecyHit, find_secrecy
from cleanup.zones.stamps import find_digital, find_incoming
from cleanup.zones.verdict import Verdict
from cleanup.zones.view import composed
from ocr.model import Line, Page, Zone

__all__ = ["SecrecyHit", "find_secrecy", "zone_pages"]

_HEAD_LINES = 40
# groups of digital signatures, apart from those of incoming stamps
_DIGITAL = 1000
_COPY = 2000


def zone_pages(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Set the zone of every line; move stamp text to `stamps` and noise to `unplaced`.

    Pages that have their zones already come back as they are.
    """
    if not any(line.zone is Zone.UNKNOWN for page in pages for line in page.lines):
        return pages
    head_page = next((i for i, page in enumerate(pages) if page.lines), 0)
    cut = [_cut_page(page, has_head=i == head_page) for i, page in enumerate(pages)]
    views = [composed(page) for page, _ in cut]
    noise, frames, usual = find_noise(views), sure_frames(views), usual_size(views)
    zoned: list[Page] = []
    for i, (page, sources) in enumerate(cut):
        view = views[i]
        junk = find_junk(view.lines, frames[i])
        copy = _copy_page(view.lines, zoned)
        verdicts = (
            copy | noise[i] if copy
            else _judge_page(view, noise[i], junk, has_head=i == head_page)
        )
        goes_on = bool(zoned) and _ends_in_footnote(zoned[-1])
        verdicts |= find_footnotes(
            view.lines, verdicts, goes_on=goes_on, tables=view.tables,
            usual=usual * page.width if usual and page.width else None,
        )
        zoned.append(collect(page, sources, verdicts))
    return tuple(map(with_aligned, one_ending(zoned)))


def _copy_page(lines: Sequence[Line], before: Sequence[Page]) -> dict[int, Verdict]:
    """Verdicts for a sheet behind the paper that holds a certificate, or the rest of one."""
    if before and is_unsigned_copy(before[-1]):
        return find_copy_rest(lines, _COPY)
    return find_copy_page(lines, _COPY) if _is_signed_off(before) else {}


def _is_signed_off(pages: Sequence[Page]) -> bool:
    return any(line.zone is Zone.SIGNATURE for page in pages for line in page.lines)


def _ends_in_footnote(page: Page) -> bool:
    return any(line.zone is Zone.FOOTNOTE for line in page.lines)


def _cut_page(page: Page, *, has_head: bool) -> tuple[Page, Sequence[int]]:
    """The page with glued columns cut, and for each new line the index of the line it was."""
    view = composed(page)
    frame = frame_of(view.lines, page.width, page.height)
    start = ending_start(view.lines, frame)
    regimes = _regimes(view.lines)
    parts = LinePacker()
    sources = array("l")
    for index, line in enumerate(view.lines):
        pieces: tuple[Line, ...] = (line,)
        if _may_be_head(line, index, frame, has_head=has_head, start=start):
            pieces = cut_head_line(line, page.width, below=_is_below(line, index, regimes))
        if len(pieces) == 1 and start is not None and _in_ending(view.lines, index, start):
            pieces = cut_ending_line(line, page.width)
        if len(pieces) == 1:
            pieces = cut_pen_before_post(line, page.width)
        for piece in _cut_alike(page.lines[index], pieces):
            parts.add(piece)
            sources.append(index)
    return replace(page, lines=parts.lines()), sources


def _regimes(lines: Sequence[Line]) -> list[tuple[int, Line]]:
    """Lines on top of a page that hold a regime header; the motto is none."""
    return [
        (i, line) for i, line in enumerate(lines[:_HEAD_LINES])
        if tests.is_upper(line.text) and tests.holds_regime(line.text)
    ]


def _is_below(line: Line, index: int, regimes: Sequence[tuple[int, Line]]) -> bool:
    """Whether a regime header stands above a line."""
    return any(
        other.bbox.y1 <= line.bbox.y0 if line.bbox and other.bbox else i < index
        for i, other in regimes
    )


def _cut_alike(line: Line, pieces: tuple[Line, ...]) -> tuple[Line, ...]:
    """The line as written, cut where its view was cut."""
    if len(pieces) == 1:
        return (line,)
    return split(line, len(pieces[0].text.split()))


def _may_be_head(
    line: Line, index: int, frame: Frame | None, *, has_head: bool, start: int | None
) -> bool:
    """Head lines stand on top of the first page, or (second heads) just above an ending."""
    if has_head and index < _HEAD_LINES:
        return frame is None or line.bbox is None or line.bbox.y0 < 0.35 * frame.height
    high = frame and line.bbox and line.bbox.y0 < LATER_HEAD * frame.height
    if high and tests.holds_regime(line.text):
        return True
    return start is not None and index >= start - 6 and len(line.text) <= 90


def _in_ending(lines: Sequence[Line], index: int, start: int) -> bool:
    if index >= start:
        return True
    first, box = lines[start].bbox, lines[index].bbox
    return first is not None and box is not None and box.center[1] >= first.y0 - first.height


def _judge_page(
    page: Page, noise: dict[int, Verdict], junk: dict[int, Verdict], *, has_head: bool
) -> dict[int, Verdict]:
    lines = page.lines
    frame = frame_of(lines, page.width, page.height)
    verdicts = {**noise, **find_digital(lines, _DIGITAL)}
    if has_head:
        verdicts |= find_incoming(lines, 0)
    junk = {i: verdict for i, verdict in junk.items() if i not in verdicts}
    if has_head:
        verdicts |= find_head(lines, frame, verdicts | junk)
    else:
        verdicts |= find_later_head(lines, frame, verdicts | junk)
    start = ending_start(_without(lines, verdicts.keys() | _above_regime(lines, verdicts)), frame)
    if start is not None:
        copy = find_copy(lines, start, _COPY)
        verdicts |= {i: verdict for i, verdict in copy.items() if i not in verdicts}
        verdicts |= _second_head(lines, start, verdicts)
        # a faint recipient is read as badly as a speck: here the place decides
        specks = {index: junk[index] for index in junk if not _is_item(lines[index])}
        verdicts |= find_ending(lines, start, frame, verdicts | specks)
    return junk | verdicts


def _is_item(line: Line) -> bool:
    text = line.text.lstrip()
    return text[:1] in "-–—~" and sum(c.isalpha() for c in text) >= 2


def _without(lines: Sequence[Line], indices: Iterable[int]) -> Sequence[Line]:
    """`lines`, those with these indices blanked, so that indices stay."""
    return exchanged(lines, {index: replace(lines[index], text="") for index in indices})


def _above_regime(lines: Sequence[Line], verdicts: dict[int, Verdict]) -> set[int]:
    """Indices of the lines over the regime of a head: nobody signs there.

    ("CHỦ TỊCH NƯỚC" stands over a decree's.)
    """
    regimes = [
        box.y0 for i, verdict in verdicts.items()
        if verdict.zone is Zone.HEADER_RIGHT and (box := lines[i].bbox)
    ]
    top = max(regimes, default=0)
    return {i for i, line in enumerate(lines) if line.bbox and line.bbox.y1 <= top}


def _second_head(
    lines: Sequence[Line], start: int, taken: dict[int, Verdict]
) -> dict[int, Verdict]:
    """Number, place and date that stand just above an ending.

    Consolidated texts have a second head there, old papers their only place and date.
    """
    found: dict[int, Verdict] = {}
    for index in _around(lines, start):
        text = lines[index].text
        if index in taken:
            continue
        if tests.is_number_line(text):
            found[index] = Verdict(zone=Zone.NUMBER)
        elif is_place_date(text):
            found[index] = Verdict(zone=Zone.PLACE_DATE)
        elif tests.regime(text):
            found[index] = Verdict(zone=Zone.HEADER_RIGHT)
            beside = [i for i in _beside(lines, index) if i not in taken]
            found |= {i: Verdict(zone=Zone.HEADER_LEFT) for i in beside}
    return found


def _beside(lines: Sequence[Line], index: int) -> list[int]:
    """Lines in capitals on the same row left of a regime header; in plain text the one before."""
    box = lines[index].bbox
    if box is None:
        before = index - 1
        return [before] if before >= 0 and tests.is_upper(lines[before].text) else []
    return [
        i
        for i, line in enumerate(lines)
        if line.bbox
        and line.bbox.x1 <= box.x0
        and abs(line.bbox.center[1] - box.center[1]) < box.height
        and tests.is_upper(line.text)
    ]


def _around(lines: Sequence[Line], start: int) -> list[int]:
    """Lines near the first line of an ending: by place, or by order in plain text."""
    first = lines[start].bbox
    if first is None:
        return list(range(max(0, start - 8), min(len(lines), start + 2)))
    reach = 8 * first.height
    return [i for i, line in enumerate(lines) if line.bbox and abs(line.bbox.y0 - first.y0) < reach]
