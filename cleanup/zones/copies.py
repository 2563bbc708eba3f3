"""Certificates of a copy: SAO Y, SAO LỤC ... below an ending, or on a sheet behind the paper."""

from __future__ import annotations

from collections.abc import Sequence

from cleanup.vocabulary import matches_phrase
from cleanup.zones import lines as tests
from cleanup.zones.ending import APPENDIX
from cleanup.zones.place_date import is_place_date
from cleanup.zones.verdict import Verdict
from ocr.model import Line, StampKind, Zone

_COPY_LINES = 16
_LONGEST_CERTIFIED = 60


def find_copy(lines: Sequence[Line], start: int, group: int) -> dict[int, Verdict]:
    """Verdicts for a copy certificate below an ending: SAO Y, SAO LỤC ... as a second head.

    It is a document of its own on the same sheet (domain 1.9), never a part of the text.
    """
    title = next(
        (
            i
            for i in range(start + 1, len(lines))
            if tests.is_upper(lines[i].text) and matches_phrase("copy_title", lines[i].text)
        ),
        None,
    )
    if title is None:
        return {}
    below = range(title, min(len(lines), title + _COPY_LINES))
    end = next((i for i in below if APPENDIX.match(lines[i].text)), below.stop)
    verdict = Verdict(zone=Zone.STAMP, stamp=StampKind.COPY, group=group)
    return dict.fromkeys([*range(title, end), *_copy_head(lines, start, title)], verdict)


def find_copy_page(lines: Sequence[Line], group: int) -> dict[int, Verdict]:
    """Verdicts for a sheet that holds nothing but a copy certificate: it stands behind the paper.

    The caller knows that the paper has ended; a sheet with a line of text on it is none.
    """
    titled = any(
        tests.is_upper(line.text) and matches_phrase("copy_title", line.text)
        for line in lines[:_COPY_LINES]
    )
    headed = any(tests.regime(line.text) or tests.is_number_line(line.text) for line in lines)
    if not titled or not headed or any(len(line.text) > _LONGEST_CERTIFIED for line in lines):
        return {}
    verdict = Verdict(zone=Zone.STAMP, stamp=StampKind.COPY, group=group)
    return dict.fromkeys(range(len(lines)), verdict)


def _copy_head(lines: Sequence[Line], start: int, title: int) -> list[int]:
    """The copying body and its number, read before the title that stands beside them."""
    first = title
    while first - 1 > start and _is_copy_head(lines[first - 1], lines[title]):
        first -= 1
    return list(range(first, title))


def _is_copy_head(line: Line, title: Line) -> bool:
    if line.bbox is not None and title.bbox is not None:
        return line.bbox.center[1] > title.bbox.y0 - title.bbox.height // 2
    if is_place_date(line.text) or tests.regime(line.text):
        return True
    return tests.is_number_line(line.text) or (
        tests.is_upper(line.text) and not tests.is_signature_line(line.text)
    )
