"""Certificates of a copy: SAO Y, SAO LỤC ... below an ending, or on a sheet behind the paper."""

from __future__ import annotations

from collections.abc import Sequence

from cleanup.vocabulary import matches_phrase
from cleanup.zones import lines as tests
from cleanup.zones.ending import APPENDIX
from cleanup.zones.place_date import is_place_date
from cleanup.zones.verdict import Verdict
from ocr.model import Line, Page, StampKind, Zone

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
    head = _head_over(lines, start, title) or _copy_head(lines, start, title)
    verdict = Verdict(zone=Zone.STAMP, stamp=StampKind.COPY, group=group)
    return dict.fromkeys([*range(title, end), *head], verdict)


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


def find_copy_rest(lines: Sequence[Line], group: int) -> dict[int, Verdict]:
    """Verdicts for the sheet on which a certificate ends that the sheet before left unsigned.

    It holds recipients, posts and a name, and no line of a text.
    """
    if not lines or any(
        len(line.text) > _LONGEST_CERTIFIED or APPENDIX.match(line.text) for line in lines
    ):
        return {}
    if not any(tests.is_name(line.text) for line in lines):
        return {}
    verdict = Verdict(zone=Zone.STAMP, stamp=StampKind.COPY, group=group)
    return dict.fromkeys(range(len(lines)), verdict)


def is_unsigned_copy(page: Page) -> bool:
    """Whether a certificate on a page ends without the name of who signs it."""
    return any(
        stamp.kind is StampKind.COPY
        and any(matches_phrase("copy_title", text) for text in stamp.text)
        and any(tests.regime(text) or tests.is_number_line(text) for text in stamp.text)
        and not any(tests.is_name(text) for text in stamp.text)
        for stamp in page.stamps
    )


def _head_over(lines: Sequence[Line], start: int, title: int) -> list[int]:
    """A whole head over the title, as Party bodies set it (36-HD/VPTW): from the regime's row on.

    Nothing of the paper stands below the regime of the body that copies it.
    """
    first, last = lines[start].bbox, lines[title].bbox
    if first is None or last is None:
        return []
    regimes = [
        box for line in lines
        if (box := line.bbox) and first.y1 < box.y0 < last.y0 and tests.regime(line.text)
    ]
    if not regimes:
        return []
    top = min(box.y0 - box.height // 2 for box in regimes)
    return [
        i for i, line in enumerate(lines)
        if line.bbox and top < line.bbox.center[1] and line.bbox.y0 < last.y1
    ]


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
