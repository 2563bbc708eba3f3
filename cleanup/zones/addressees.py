"""The addressees of a letter: "Kính gửi: ..." and the bodies under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanup.zones import lines as tests
from cleanup.zones.frame import Frame
from cleanup.zones.title import LONGEST_TITLE_LINE, is_few_signs, is_next_row, opens_body
from cleanup.zones.verdict import Verdict
from ocr.model import Line, Zone

# items of a list of addressees stand farther in than those of the text (share of the width)
_ADDRESSED = 0.1
_SURELY_PRINTED = 0.9


def find_addressees(
    lines: Sequence[Line], free: list[int], found: dict[int, Verdict], frame: Frame | None
) -> dict[int, Verdict]:
    """The line "Kính gửi: ..." and those that go on with it."""
    start = next((i for i in free if i not in found and tests.is_addressee(lines[i].text)), None)
    if start is None:
        return {}
    result = {start: Verdict(zone=Zone.ADDRESSEE)}
    above, stray = start, list[int]()
    for i in (i for i in free if i > start):
        corner = frame is not None and _stands_before(lines[start], lines[i])
        if corner and is_few_signs(lines[i].text):
            stray.append(i)
        elif _continues_addressees(lines[above], lines[i], frame):
            # a stamp or a pen between two bodies
            result |= {j: Verdict(zone=Zone.UNPLACED, reason="handwriting") for j in stray}
            result[i] = Verdict(zone=Zone.ADDRESSEE)
            above, stray = i, []
        elif frame is not None and is_few_signs(lines[i].text):
            stray.append(i)
        else:
            break
    return result


def _stands_before(heading: Line, line: Line) -> bool:
    """Wholly left of the heading: the corner of a stamp; bodies stand under it or to its right."""
    if heading.bbox is None or line.bbox is None:
        return False
    return line.bbox.x1 < heading.bbox.x0 and line.text.lstrip()[:1] not in "-–—+"


def _stands_in(above: Line, line: Line, frame: Frame | None) -> bool:
    """A dash far from the margin below another: a comma was read as the full stop of the list."""
    if frame is None or line.bbox is None or not re.search(r"(?:^|:)\s*[-–—]\s", above.text):
        return False
    return line.bbox.x0 - frame.left > _ADDRESSED * frame.width


def _wraps_under(above: Line, line: Line) -> bool:
    """The wrapped end of an item, right under its dash: "… các khu tự trị Việt Bắc, Thái / Mèo,".

    A pen or a stamp does not end as an item does, nor is it read so surely.
    """
    if above.bbox is None or line.bbox is None or (line.confidence or 0.0) < _SURELY_PRINTED:
        return False
    level = abs(above.bbox.x0 - line.bbox.x0) < line.bbox.height
    return (
        level and is_next_row(above, line) and above.text.lstrip()[:1] in "-–—+"
        and line.text.rstrip().endswith((";", ",", "."))
    )


def _continues_addressees(above: Line, line: Line, frame: Frame | None) -> bool:
    dash = line.text.lstrip()[:1] in "-–—+" and len(line.text) <= 120
    if above.text.rstrip().endswith(".") and not (dash and _stands_in(above, line, frame)):
        return False
    if dash:
        return not re.match(r"^\W*Căn cứ", line.text)
    if above.text.rstrip().endswith((";", ",", ":")):
        return not opens_body(line.text) and len(line.text) <= LONGEST_TITLE_LINE
    if not line.text[:1].islower():
        return _wraps_under(above, line)
    if frame is None or not frame.is_left(line):
        return True
    # the wrapped end of a list that stands in: "… các huyện, thị xã, thành / phố;"
    boxes = above.bbox, line.bbox
    return boxes[0] is not None and boxes[1] is not None and _stands_in(above, above, frame) and (
        boxes[1].x0 >= boxes[0].x0 - boxes[1].height
    )
