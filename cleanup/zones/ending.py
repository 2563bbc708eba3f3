"""The ending: recipients on the left, signature on the right, and what comes after them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from cleanup.packed import exchanged, of_zones
from cleanup.skeleton import UPPER
from cleanup.zones import lines as tests
from cleanup.zones.cut import cut_ending_line
from cleanup.zones.frame import Frame
from cleanup.zones.title import opens_body
from cleanup.zones.verdict import Verdict
from ocr.model import Bbox, Line, Page, Zone

# the signature stands in the right half (domain 1.3, box 7: from 0.45 of the width)
_RIGHT_HALF = 0.55
_RIGHT_EDGE = 0.42
_FULL_LINE = 0.62
APPENDIX = re.compile(r"^\W{0,2}(?:PHỤ LỤC|Phụ lục|BIỂU|Biểu số|Mẫu số)\b")
_NAME_WITHIN = 8
_LONGEST_LIST = 40
_SURE = 0.9
_LIST_WIDTH = 0.5
_LONGEST_OVER, _FEW = 14, 5
_OFF = 2.0  # heights; lines of a list stand closer
_LOW, _COLUMNS = 0.3, 2
# room for a signature between post and name, in heights of the name
_SIGNING = 2
_ENDING = frozenset({Zone.RECIPIENTS, Zone.SIGNATURE})
_DASH = re.compile(r"^\s*[-–—~+•]\s*\S")
_BODIES = frozenset({"Phòng", "Ban", "Sở", "Cục", "Vụ", "Đội", "Tổ"})  # and no family's name


def ending_start(lines: Sequence[Line], frame: Frame | None) -> int | None:
    """Index of the first line of the ending, or None.

    It begins with "Nơi nhận:", alone or glued to the signature, or with the authority or post line
    in the right half; in text without coordinates with an authority or post line that a name
    follows.
    """
    recipients = next((i for i, line in enumerate(lines) if _opens_recipients(line.text)), None)
    if recipients is None:
        recipients = _list_start(lines, frame)
    found = [i for i in (recipients, _signature_start(lines, frame)) if i is not None]
    return min(found, key=lambda i: _height(lines, i), default=None)


def _height(lines: Sequence[Line], index: int) -> tuple[int, int]:
    box = lines[index].bbox
    return (box.y0 if box else 0, index)


def _opens_recipients(text: str) -> bool:
    words = text.split()
    return any(
        tests.is_recipients_heading(" ".join(words[:n])) for n in range(1, 4) if words[n - 1 :]
    )


def _signature_start(lines: Sequence[Line], frame: Frame | None) -> int | None:
    for index, line in enumerate(lines):
        late = frame is None and index >= len(lines) // 2 and tests.is_small_post(line.text)
        if late and any(tests.is_name(item.text) for item in lines[index + 1 : index + 2]):
            return index
        if not _is_signing(line.text) and not _is_glued_pair(line, frame):
            continue
        if frame is None:
            if _is_signed_below(lines[index + 1 : index + 1 + _NAME_WITHIN]):
                return index
        elif _stands_right(line, frame) or _signs_left(lines, index, frame):
            return index
    return _misread_signature(lines, frame) if frame is not None else None


def _is_signed_below(lines: Sequence[Line]) -> bool:
    """A name, and no text before it: the post over the legal basis is that of the deciding body."""
    name = next((at for at, line in enumerate(lines) if tests.is_name(line.text)), None)
    return name is not None and not any(opens_body(line.text) for line in lines[:name])


def _misread_signature(lines: Sequence[Line], frame: Frame) -> int | None:
    """Where a page ends with capitals and a name at the right: what a seal left of post and name.

    Between the two is room for a signature.
    """
    low = sorted((i for i, line in enumerate(lines) if line.bbox and line.text), key=_top(lines))
    right = list(takewhile(lambda i: _stands_right(lines[i], frame), reversed(low)))[::-1]
    if len(right) < _COLUMNS or not _holds_name(lines[right[-1]].text):
        return None
    posts = [lines[i] for i in right[:-1]]
    last, name = posts[-1].bbox, lines[right[-1]].bbox
    room = name is not None and last is not None and name.y0 - last.y1 > _SIGNING * name.height
    return right[0] if room and all(tests.is_upper(line.text) for line in posts) else None


def _top(lines: Sequence[Line]) -> Callable[[int], tuple[int, int]]:
    return lambda index: _height(lines, index)


def _signs_left(lines: Sequence[Line], index: int, frame: Frame) -> bool:
    """An authority or post line at the left, with one at its right: two bodies sign together.

    Both may still be one line.
    """
    line, box = lines[index], lines[index].bbox
    if box is None or box.y0 < _LOW * frame.height:
        return False
    if _is_glued_pair(line, frame):
        return True
    return any(
        other.bbox and abs(other.bbox.center[1] - box.center[1]) < box.height
        and _stands_right(other, frame) and _is_signing(other.text)
        for other in lines
    )


def _is_glued_pair(line: Line, frame: Frame | None) -> bool:
    parts = cut_ending_line(line, frame.width) if frame is not None else ()
    return len(parts) == _COLUMNS and all(_is_signing(part.text) for part in parts)


def _is_signing(text: str) -> bool:
    return tests.is_authority(text) or tests.is_post(text)


def _stands_right(line: Line, frame: Frame) -> bool:
    box = line.bbox
    return (
        box is not None
        and box.x0 >= _RIGHT_EDGE * frame.width
        and box.center[0] >= _RIGHT_HALF * frame.width
    )


def _list_start(lines: Sequence[Line], frame: Frame | None) -> int | None:
    """Where a list of recipients begins whose heading was not read: found from "- Lưu: VT"."""
    last = next((i for i, line in enumerate(lines) if tests.is_last_recipient(line.text)), None)
    if last is None:
        return None
    start = last
    while start > 0 and last - start < _LONGEST_LIST and _is_list_line(lines[start - 1], frame):
        start -= 1
    while not _DASH.match(lines[start].text):
        start += 1
    return start if last - start >= 1 else None


def _is_list_line(line: Line, frame: Frame | None) -> bool:
    if frame is None or line.bbox is None:
        return _DASH.match(line.text) is not None
    narrow = line.bbox.width < _LIST_WIDTH * frame.width
    left = line.bbox.x0 < 0.3 * frame.width
    right = line.bbox.x0 >= _RIGHT_EDGE * frame.width
    return (left and narrow) or (left and _DASH.match(line.text) is not None) or right


def find_ending(
    lines: Sequence[Line], start: int, frame: Frame | None, taken: dict[int, Verdict]
) -> dict[int, Verdict]:
    """Verdicts for the lines of the ending that begins at `start`, columns already cut."""
    if frame is None:
        return _by_text(lines, start, taken)
    return _by_place(lines, start, frame, taken)


def _by_place(
    lines: Sequence[Line], start: int, frame: Frame, taken: dict[int, Verdict]
) -> dict[int, Verdict]:
    first = lines[start].bbox
    top = first.y0 - first.height // 2 if first else 0
    bottom = _end_of_columns(lines, start, frame)
    found: dict[int, Verdict] = {}
    for index, line in enumerate(lines):
        box = line.bbox
        if index in taken or box is None or not top <= box.center[1] < bottom:
            continue
        if first and box.y0 < first.y0 and _is_wide(box, frame):
            continue  # the last line of the text, on paper that leans
        if first and box.center[1] < first.y0 and _ends_text(lines, index, frame):
            continue
        if box.x0 >= _RIGHT_EDGE * frame.width:
            found[index] = _judge_right(line)
        elif box.center[0] < 0.5 * frame.width:
            found[index] = Verdict(zone=Zone.RECIPIENTS)
    found |= _left_signature(lines, found)
    found |= _wrapped_authority(lines, found)
    return found | _over_list(lines, found) | _under_list(lines, found)


def _ends_text(lines: Sequence[Line], index: int, frame: Frame) -> bool:
    """The wrapped end of the text's last paragraph: a full line above it breaks off."""
    line, box = lines[index], lines[index].bbox
    if box is None or (line.confidence or 0.0) < _SURE or not line.text.rstrip().endswith("."):
        return False
    rows = [
        other for other in lines
        if other.bbox and 0 < box.center[1] - other.bbox.center[1] < 2 * _high(other)
    ]
    above = max(rows, key=lambda other: other.bbox.y0 if other.bbox else 0, default=None)
    return (
        above is not None and above.bbox is not None and _is_wide(above.bbox, frame)
        and not above.text.rstrip().endswith((".", ";", ":"))
    )


def _high(line: Line) -> float:
    return line.x_size or (line.bbox.height if line.bbox else 0)


def _left_signature(lines: Sequence[Line], found: dict[int, Verdict]) -> dict[int, Verdict]:
    """Post and name of a second signer in the left column, where no list of recipients stands."""
    left = [i for i, verdict in found.items() if verdict.zone is Zone.RECIPIENTS]
    left.sort(key=lambda i: _height(lines, i))
    first = next((at for at, i in enumerate(left) if _is_signing(lines[i].text)), None)
    if first is None:
        signs = _signs_for_himself(lines, left, found)
        return {i: _judge_right(lines[i]) for i in left} if signs else {}
    end = len(left)
    if any(_DASH.match(lines[i].text) for i in left[first:]):
        # the list of a paper that bodies sign together stands below their signatures
        end = next((at for at, i in enumerate(left) if _is_listed(lines[i].text)), 0)
        if end < first or not _signs_beside(lines, left[first], found):
            return {}
    return {i: _judge_right(lines[i]) for i in left[first:end]}


def _signs_for_himself(
    lines: Sequence[Line], left: Sequence[int], found: dict[int, Verdict]
) -> bool:
    """No list, but capitals on the row of the post at the right, and a name far below.

    Who signs for himself has no post: "NGƯỜI ĐƯỢC ỦY QUYỀN", "BÊN B", "NGƯỜI LÀM ĐƠN".
    """
    if len(left) < _COLUMNS or any(_is_listed(lines[i].text) for i in left):
        return False
    top, name = lines[left[0]], lines[left[-1]]
    if not tests.is_upper(top.text) or not tests.is_name(name.text):
        return False
    if top.bbox is None or name.bbox is None or not _signs_beside(lines, left[0], found):
        return False
    return name.bbox.y0 - top.bbox.y1 > _SIGNING * name.bbox.height


def _wrapped_authority(lines: Sequence[Line], found: dict[int, Verdict]) -> dict[int, Verdict]:
    """A short word in capitals in the middle under an authority or post line: it wraps.

    "TM. ỦY BAN THƯỜNG VỤ QUỐC / HỘI", "PHÓ TRƯỞNG BAN THƯỜNG / TRỰC".
    """
    marks = [
        box for i, verdict in found.items()
        if verdict.zone is Zone.SIGNATURE and _is_signing(lines[i].text)
        and (box := lines[i].bbox) is not None
    ]
    return {
        i: Verdict(zone=Zone.SIGNATURE)
        for i, verdict in found.items()
        if verdict.zone is Zone.UNPLACED and tests.is_upper(lines[i].text)
        and (lines[i].confidence or 0.0) >= _SURE and any(_hangs(mark, lines[i]) for mark in marks)
    }


def _hangs(above: Bbox, line: Line) -> bool:
    box = line.bbox
    if box is None:
        return False
    middle = abs(above.center[0] - box.center[0]) < box.height
    return middle and 0 < box.center[1] - above.center[1] < 2 * above.height


def _is_listed(text: str) -> bool:
    return _opens_recipients(text) or _DASH.match(text) is not None


def _signs_beside(lines: Sequence[Line], index: int, found: dict[int, Verdict]) -> bool:
    """An authority or post line in the right column on the row of this one."""
    box = lines[index].bbox
    return box is not None and any(
        abs(other.center[1] - box.center[1]) < box.height
        for i, verdict in found.items()
        if verdict.zone is Zone.SIGNATURE and _is_signing(lines[i].text)
        and (other := lines[i].bbox) is not None
    )


def _over_list(lines: Sequence[Line], found: dict[int, Verdict]) -> dict[int, Verdict]:
    """What stands above the first item and is no heading: a stamp or a pen over "Nơi nhận:".

    A closed item right below the heading has only lost its dash.
    """
    listed = [i for i, verdict in found.items() if verdict.zone is Zone.RECIPIENTS]
    listed.sort(key=lambda i: _height(lines, i))
    first = next((at for at, i in enumerate(listed) if _DASH.match(lines[i].text)), 0)
    above = [i for i in listed[:first] if len(lines[i].text) <= _LONGEST_OVER]
    heading = next((at for at, i in enumerate(listed) if _opens_recipients(lines[i].text)), first)
    items = {i for i in listed[heading + 1:first] if lines[i].text.rstrip().endswith((";", ","))}
    return {
        i: Verdict(zone=Zone.UNPLACED)
        for i in above
        if i not in items
        and not _opens_recipients(lines[i].text)
        and not tests.is_like_recipients_heading(lines[i].text)
    }


def _under_list(lines: Sequence[Line], found: dict[int, Verdict]) -> dict[int, Verdict]:
    """A few signs behind a closed item or below "- Lưu: VT.": initials, strokes of the pen."""
    listed = [i for i, verdict in found.items() if verdict.zone is Zone.RECIPIENTS]
    listed.sort(key=lambda i: _height(lines, i))
    return {
        i: Verdict(zone=Zone.UNPLACED, reason="handwriting")
        for above, i in pairwise(listed)
        if _is_scrap(lines[i].text) and (
            lines[above].text.rstrip().endswith((";", ",", "."))
            or _stands_off(lines[above], lines[i])
        )
    }


def _stands_off(above: Line, line: Line) -> bool:
    """Far below the line above, or left of it: the edge of the sheet, no wrapped item."""
    if above.bbox is None or line.bbox is None:
        return False
    height = above.x_size or above.bbox.height
    return (
        line.bbox.y0 - above.bbox.y1 > _OFF * height or line.bbox.x1 < above.bbox.x0 - height
    )


def _is_scrap(text: str) -> bool:
    """A few signs that are no item and no acronym (a wrapped "VT.")."""
    return (
        len(text) <= _FEW and not _DASH.match(text)
        and re.fullmatch(rf"[{UPPER}]{{2,}}[.;,]?", text) is None
    )


def _end_of_columns(lines: Sequence[Line], start: int, frame: Frame) -> float:
    """Where the ending stops: a line over both columns (a footnote), or an appendix."""
    first = lines[start].bbox
    below = [
        line.bbox.y0
        for line in lines
        if line.bbox and first and line.bbox.y0 > first.y1 and _ends_columns(line, frame)
    ]
    return min(below, default=frame.height)


def _ends_columns(line: Line, frame: Frame) -> bool:
    if APPENDIX.match(line.text):
        return True
    return line.bbox is not None and _is_wide(line.bbox, frame)


def _is_wide(box: Bbox, frame: Frame) -> bool:
    return box.width > _FULL_LINE * frame.width and box.x0 < 0.3 * frame.width


def _judge_right(line: Line) -> Verdict:
    """Signature lines stay; in the right column everything else is pen, seal or certificate."""
    if tests.is_signature_line(line.text) or _holds_name(line.text):
        return Verdict(zone=Zone.SIGNATURE)
    if tests.is_upper(line.text) and len(line.text) >= 6 and (line.confidence or 1) >= 0.5:
        return Verdict(zone=Zone.SIGNATURE)
    if _is_misread_post(line.text):
        return Verdict(zone=Zone.SIGNATURE)
    # unions of schools print it so: "TM. BAN CHẤP HÀNH ĐOÀN TRƯỜNG / Bí thư"
    if tests.is_small_post(line.text) and (line.confidence or 0.0) >= _SURE:
        return Verdict(zone=Zone.SIGNATURE)
    return Verdict(zone=Zone.UNPLACED, reason="handwriting")


def _is_misread_post(text: str) -> bool:
    """A post of whose capitals one was read as a small letter: "PHÓ bÍ THƯ"."""
    small = sum(c.islower() for c in text)
    return small == 1 < sum(c.isupper() for c in text) and _is_signing(text.upper())


def _holds_name(text: str) -> bool:
    """A name with a stroke of the pen before or after it: "x Trần Văn Nam", ": ần Văn Nam".

    Bodies are none: boxes of a chart with "Phòng Tài chính" were taken for an ending.
    """
    words = [word for word in text.split() if len(word) >= 2 and word.isalpha()]
    capitals = sum(word[0].isupper() and word[1:].islower() for word in words)
    if words and words[0] in _BODIES:
        return False
    return 2 <= len(words) <= 6 and capitals >= 2 and capitals >= len(words) - 1


def _by_text(lines: Sequence[Line], start: int, taken: dict[int, Verdict]) -> dict[int, Verdict]:
    found: dict[int, Verdict] = {}
    named = False
    above: Line | None = None
    for index in range(start, len(lines)):
        if index in taken:
            continue
        line = lines[index]
        if APPENDIX.match(line.text):
            break
        heading = tests.is_recipients_heading(line.text)
        dash = line.text.lstrip()[:1] in "-–—~+•" and any(c.isalpha() for c in line.text)
        if heading or dash or (above is not None and _wraps(above, line)):
            found[index] = Verdict(zone=Zone.RECIPIENTS)
            above = line
        elif tests.is_signature_line(line.text) or _ends_authority(lines[index - 1], line):
            found[index] = Verdict(zone=Zone.SIGNATURE)
            named = named or tests.is_name(line.text)
            above = None
        elif named or len(line.text) > 80:
            break
        else:
            found[index] = Verdict(zone=Zone.UNPLACED)
    return found


def _ends_authority(above: Line, line: Line) -> bool:
    """One word in capitals right under an authority line, in text without coordinates."""
    return (
        tests.is_authority(above.text) and line.text.isalpha() and tests.is_upper(line.text)
    )


def _wraps(above: Line, line: Line) -> bool:
    """Whether `line` goes on with the recipient above it, in text without coordinates."""
    if tests.is_recipients_heading(above.text) or above.text.rstrip().endswith((";", ".")):
        return False
    if tests.is_authority(line.text) or tests.is_post(line.text):
        return False
    return line.text[:1].islower() or (line.block is not None and line.block == above.block)


def one_ending(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages with one ending; those of forms and annexes after it are text.

    The paper ends where a name is first signed. Its list of recipients may stand on the page
    before, or on the one after if nobody signs there.
    """
    ends = [at for at, page in enumerate(pages) if _zones_of(page) & _ENDING]
    named = next((at for at in ends if _is_signed(pages[at])), None)
    if named is None or len(ends) == 1:
        return tuple(pages)
    keep = {named, named - 1}
    after = pages[named + 1 : named + 2]
    listed = any(Zone.RECIPIENTS in _zones_of(pages[at]) for at in keep if at >= 0)
    if not listed and after and Zone.SIGNATURE not in _zones_of(after[0]):
        keep.add(named + 1)
    return tuple(
        page if at in keep or at not in ends else _as_text(page) for at, page in enumerate(pages)
    )


def _zones_of(page: Page) -> frozenset[Zone]:
    return frozenset(line.zone for line in page.lines)


def _is_signed(page: Page) -> bool:
    return any(
        tests.is_name(line.text) or _holds_name(line.text)
        for _, line in of_zones(page.lines, (Zone.SIGNATURE,))
    )


def _as_text(page: Page) -> Page:
    ending = of_zones(page.lines, _ENDING)
    as_body = {index: replace(line, zone=Zone.BODY) for index, line in ending}
    return replace(page, lines=exchanged(page.lines, as_body))
