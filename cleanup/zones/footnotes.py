"""Footnotes at the foot of a page: smaller type under the text (domain 5.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from cleanup.zones.verdict import Verdict
from ocr.model import Line, Page, Table, Zone

# 14 pt text over 10-11 pt notes gives 0.75; measured on scans 0.74-0.83 against 0.92-1.1 for text
_SMALL = 0.87
# heights of letters: 0.73-0.86 on scans
_LOWER = 0.93
_MUCH_LOWER = 0.8
_LONG = 40
_SHORT = 12
_BODY_LINES = 3
# a raised figure is read as almost anything short: "1", "?", "!", "'", "Ý", "*3", "”", "©"
_MARK = re.compile(
    r"^\W{0,2}(?:\d{1,3}|[*†!?'’”“\"©®ÝýỶ¹²³⁰-⁹⁽(]{1,3}\d{0,2}[)⁾]?|\(\d{1,2}\))\W{0,2}\s*[^\W\d_]{2}"
)


def find_footnotes(
    lines: Sequence[Line],
    taken: dict[int, Verdict],
    *,
    goes_on: bool,
    tables: Sequence[Table] = (),
    usual: float | None = None,
) -> dict[int, Verdict]:
    """Verdicts for the footnotes of a page with coordinates.

    Args:
        lines: of the page.
        taken: verdicts given already.
        goes_on: whether the page before ends in a footnote, so that this one may begin inside it.
        tables: of the page; what stands above one is its heading, no footnote.
        usual: height of the text's letters in the whole paper, in pixels of this page.
    """
    top = max((table.bbox.y1 for table in tables if table.bbox), default=0)
    boxed = [(i, line.bbox) for i, line in enumerate(lines) if i not in taken and line.bbox]
    low = sorted(boxed, key=lambda pair: pair[1].y0)
    free = [i for i, _ in low]
    full = [lines[i] for i in free if len(lines[i].text) >= _LONG]
    if len(full) <= _BODY_LINES:
        return _under_little_text(lines, [i for i, box in low if box.y0 >= top], usual)
    text = _text_size([_pitch(line) for line in full])
    run = _small_run(lines, [i for i, box in low if box.y0 >= top], text)
    above = [i for i in free if i not in run and len(lines[i].text) >= _LONG]
    if not run or len(above) < _BODY_LINES or not _is_lower(lines, run, above):
        return {}
    marked = any(_MARK.match(lines[i].text) for i in run[:2])
    if not (goes_on or marked or _stands_off(lines, run, above)):
        return {}
    return {i: Verdict(zone=Zone.FOOTNOTE) for i in run}


def _under_little_text(
    lines: Sequence[Line], free: Sequence[int], usual: float | None
) -> dict[int, Verdict]:
    """Footnotes of a last page: too little text stands above them to compare with."""
    run: list[int] = []
    for index in reversed(free):
        size = lines[index].x_size
        if usual is None or size is None or size > _SMALL * usual:
            break
        run.insert(0, index)
    long = any(len(lines[i].text) >= _LONG for i in run)
    if not long or len(run) == len(free) or not _MARK.match(lines[run[0]].text):
        return {}
    return {i: Verdict(zone=Zone.FOOTNOTE) for i in run}


def usual_size(pages: Sequence[Page]) -> float | None:
    """Height of the letters of long lines, as a share of the page's width; None if unknown."""
    sizes = [
        line.x_size / page.width
        for page in pages if page.width
        for line in page.lines if line.x_size and len(line.text) >= _LONG
    ]
    return median(sizes) if len(sizes) > _BODY_LINES else None


def _stands_off(lines: Sequence[Line], run: Sequence[int], above: Sequence[int]) -> bool:
    """Whether a run whose marks were not read is set much smaller, and well below the text."""
    sizes = [[size for i in part if (size := lines[i].x_size)] for part in (run, above)]
    if not all(sizes) or median(sizes[0]) > _MUCH_LOWER * median(sizes[1]):
        return False
    foot = max(box.y1 for i in above if (box := lines[i].bbox))
    head = min(box.y0 for i in run if (box := lines[i].bbox))
    left = (min(box.x0 for i in part if (box := lines[i].bbox)) for part in (run, above))
    return head - foot > median(sizes[1]) and abs(next(left) - next(left)) < 2 * median(sizes[1])


def _pitch(line: Line) -> float:
    """Pixels per character: less noisy than the height of one line."""
    return line.bbox.width / max(1, len(line.text)) if line.bbox else 0.0


def _is_lower(lines: Sequence[Line], run: Sequence[int], above: Sequence[int]) -> bool:
    """Whether the letters of a run are lower than those of the text, where heights are known.

    A justified line that was stretched makes others look narrow.
    """
    sizes = [[size for i in part if (size := lines[i].x_size)] for part in (run, above)]
    return not all(sizes) or median(sizes[0]) <= _LOWER * median(sizes[1])


def _text_size(pitches: Sequence[float]) -> float:
    """The pitch of the running text: the upper of two groups, or the median of one."""
    middle = median(pitches)
    upper = [pitch for pitch in pitches if pitch > 1.1 * min(pitches)]
    return median(upper) if len(upper) >= _BODY_LINES else middle


def _small_run(lines: Sequence[Line], free: Sequence[int], text: float) -> list[int]:
    """The small lines at the foot, from top to bottom; short lines go with their neighbours."""
    run: list[int] = []
    waiting: list[int] = []
    for index in reversed(free):
        line = lines[index]
        if len(line.text) < _SHORT:
            waiting.append(index)
        elif _pitch(line) <= _SMALL * text:
            run += [*waiting, index]
            waiting = []
        else:
            break
    return run[::-1]
