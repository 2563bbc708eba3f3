"""The head of a document: agency, regime, number, place and date, title, addressees."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanup.skeleton import skeleton
from cleanup.vocabulary import find_phrase, matches_phrase, phrases
from cleanup.zones import lines as tests
from cleanup.zones.addressees import find_addressees
from cleanup.zones.frame import Frame
from cleanup.zones.place_date import is_place_date, is_year, lacks_year, parts_of_date
from cleanup.zones.title import (
    LONGEST_TITLE_LINE,
    SHORT_NOISE,
    is_next_row,
    opens_body,
    opens_subject,
    stands_alone,
    title_block,
    unlisted_kind,
)
from cleanup.zones.verdict import Verdict
from ocr.model import Line, StampKind, Zone

# the head and the title stand on the upper part of page 1 (domain 1.3: box 5a ends at 0.30)
_HEAD_DEPTH = 0.45
_HEAD_LINES = 60
_TITLE_SEARCH = 25
_FIRST_ANCHOR = 25
_ANCHOR_GAP = 8
_BARE_LINES, _BARE_TITLE = 4, 20
_SURELY_PRINTED = 0.9
_NOISE_WORDS = 8
# a letter's subject stands in the left column, on a few short rows
_SUBJECT_ROWS, _SUBJECT_WIDTH = 5, 48
_SIGNS = 1
_LETTER = re.compile(r"[-–]\s*CV\s*/")
# heads of appendices stand as high as that of the first page
LATER_HEAD = 0.2


def find_head(
    lines: Sequence[Line], frame: Frame | None, taken: dict[int, Verdict]
) -> dict[int, Verdict]:
    """Verdicts for the head on the first page; empty if it has none.

    Args:
        lines: lines of the page, columns already cut.
        frame: of the page.
        taken: verdicts given already (stamps, page numbers); they stay.
    """
    if frame is None:
        return _find_head(lines, frame, taken)
    # engines put a lone box of the right column anywhere in the stream: read by place
    order = sorted(range(len(lines)), key=lambda i: _place(lines[i]))
    sorted_taken = {at: taken[i] for at, i in enumerate(order) if i in taken}
    found = _find_head([lines[i] for i in order], frame, sorted_taken)
    return {order[at]: verdict for at, verdict in found.items()}


def find_later_head(
    lines: Sequence[Line], frame: Frame | None, taken: dict[int, Verdict]
) -> dict[int, Verdict]:
    """Verdicts for bodies and regime on top of a later page: the head of a regulation or appendix.

    Its title belongs to the text; it opens an appendix there.
    """
    if frame is None:
        return {}
    top = [
        i for i, line in enumerate(lines)
        if i not in taken and line.bbox and line.bbox.y0 < LATER_HEAD * frame.height
    ]
    right = [i for i in top if tests.regime(lines[i].text)]
    if not right:
        return {}
    found = {i: Verdict(zone=Zone.HEADER_RIGHT) for i in right}
    for i in top:
        if i not in found and frame.is_left(lines[i]) and _stands_beside(lines, i, right):
            found[i] = Verdict(zone=Zone.HEADER_LEFT)
    return found


def _stands_beside(lines: Sequence[Line], index: int, right: Sequence[int]) -> bool:
    """A body's name left of the regime, on its rows or the one below."""
    box, below = lines[index].bbox, lines[right[-1]].bbox
    if box is None or below is None or not _is_body_name(lines[index].text):
        return False
    return box.x1 < below.x0 + below.width // 4 and box.y0 < below.y1 + 2 * below.height


def _place(line: Line) -> tuple[float, int]:
    return (line.bbox.center[1], line.bbox.x0) if line.bbox else (0.0, 0)


def _find_head(
    lines: Sequence[Line], frame: Frame | None, taken: dict[int, Verdict]
) -> dict[int, Verdict]:
    limit = _depth(lines, frame)
    dates = _parted_dates(lines, limit)
    anchors = [
        i for i in range(limit) if i not in taken and (i in dates or _anchor(lines[i].text))
    ]
    if not anchors or anchors[0] > _FIRST_ANCHOR:
        return _bare_title(lines, limit, frame, taken)
    end = _head_end(lines, anchors)
    found = {
        i: verdict
        for i in range(end + 1)
        if i not in taken and (verdict := dates.get(i) or _judge_head_line(lines[i], i, frame))
    }
    found = _continue_bodies(lines, found)
    found = _continue_letter_subject(lines, found, frame)
    over = _kind_over_number(lines, anchors, frame, taken)
    letter = _ends_in_subject(lines, found)
    found |= over or _find_title(lines, end + 1, frame, taken, letter=letter)
    if not any(verdict.zone is Zone.TITLE for verdict in found.values()):
        found |= _bare_letter_subject(lines, limit, found, frame)
    return found | _continue_date(lines, found)


def _bare_letter_subject(
    lines: Sequence[Line], limit: int, found: dict[int, Verdict], frame: Frame | None
) -> dict[int, Verdict]:
    """The subject of a Party letter: small print under the number, without V/v (36-HD/VPTW).

    Only a line that begins "về" is taken for one, under a symbol of letters (CV) any that begins
    small, and those of the same column that go on with it.
    """
    number = next((i for i, verdict in found.items() if verdict.zone is Zone.NUMBER), None)
    if number is None:
        return {}
    column = [
        i for i in range(number + 1, limit)
        if (frame is None or frame.is_left(lines[i]))
        and (i not in found or found[i].zone is Zone.UNPLACED)
    ]
    rows = [i for i in column if _may_go_on(lines[i].text)][:_SUBJECT_ROWS]
    letter = _LETTER.search(lines[number].text) is not None
    if not rows or not _opens_subject(lines[rows[0]].text, letter=letter):
        return {}
    result: dict[int, Verdict] = {}
    above = rows[0]
    for i in rows:
        text = lines[i].text
        if mark := judge_mark(text, i):
            return result | {i: mark}
        if len(text) > _SUBJECT_WIDTH or opens_body(text) or tests.is_addressee(text):
            break
        if not is_next_row(lines[above], lines[i]):
            break
        result[i] = Verdict(zone=Zone.TITLE)
        above = i
    return result


def _opens_subject(text: str, *, letter: bool) -> bool:
    """36-HD/VPTW prints the subject of a letter with a small first letter.

    >>> _opens_subject("về quy hoạch cán bộ", letter=False)
    True
    >>> _opens_subject("hướng dẫn kiểm điểm", letter=True), _opens_subject("Kính gửi", letter=True)
    (True, False)
    """
    return re.match(r"^\W{0,2}[Vv]ề\s", text) is not None or (letter and text[:1].islower())


def _may_go_on(text: str) -> bool:
    """A row of a subject has a word or a year; a single sign is a stroke of the pen."""
    return sum(c.isalnum() for c in text) > _SIGNS


def _bare_title(
    lines: Sequence[Line], limit: int, frame: Frame | None, taken: dict[int, Verdict]
) -> dict[int, Verdict]:
    """The title of a text whose head is missing: a kind alone on top, then căn cứ or articles."""
    free = [i for i in range(limit) if i not in taken][:_BARE_TITLE]
    start = next((i for i in free[:_BARE_LINES] if _is_bare_kind(lines[i].text)), None)
    if start is None:
        return {}
    after = [lines[i].text for i in free if i > start]
    if not any(text.startswith(("Căn cứ", "Điều 1", "Chương", "Phần")) for text in after):
        return {}
    return title_block(lines, [i for i in free if i >= start], frame)


def _is_bare_kind(text: str) -> bool:
    kind = tests.leading_kind(text)
    return kind is not None and len(skeleton(text)) <= len(skeleton(kind)) + 2


def _depth(lines: Sequence[Line], frame: Frame | None) -> int:
    if frame is None:
        return min(len(lines), _HEAD_LINES)
    deep = [
        i for i, line in enumerate(lines) if line.bbox and line.bbox.y0 < _HEAD_DEPTH * frame.height
    ]
    return deep[-1] + 1 if deep else 0


def _head_end(lines: Sequence[Line], anchors: Sequence[int]) -> int:
    """The last anchor that the first one reaches without a title or text in between.

    A regime header may come again far below, in an appendix or in a digital signature.
    """
    end = anchors[0]
    for anchor in anchors[1:]:
        between = [lines[i].text for i in range(end + 1, anchor)]
        if len(between) > _ANCHOR_GAP or any(_is_past_head(text) for text in between):
            break
        end = anchor
    return end


def _is_past_head(text: str) -> bool:
    return _is_bare_kind(text) or len(text) > LONGEST_TITLE_LINE or opens_body(text)


def _anchor(text: str) -> Zone | None:
    if tests.regime(text):
        return Zone.HEADER_RIGHT
    if tests.is_number_line(text):
        return Zone.NUMBER
    if is_place_date(text):
        return Zone.PLACE_DATE
    return None


def _judge_head_line(line: Line, index: int, frame: Frame | None) -> Verdict | None:
    """Verdict for a line of the head; None for text, which is never taken for noise."""
    anchor = _anchor(line.text)
    if anchor:
        return Verdict(zone=anchor)
    mark = judge_mark(line.text, index)
    if mark:
        return mark
    if _is_rubric(line.text):
        return Verdict(zone=Zone.RUNNING_HEAD)
    if tests.is_separator(line.text):
        return Verdict(zone=Zone.HEADER_LEFT)
    if tests.is_vv_line(line.text):
        return Verdict(zone=Zone.TITLE)
    if _is_body_name(line.text) and (frame is None or frame.is_left(line)):
        return Verdict(zone=Zone.HEADER_LEFT)
    return _noise(line)


def _is_rubric(text: str) -> bool:
    """A rubric of the Công báo above the head: its own words, or "VĂN BẢN HỢP NHẤT - BỘ Y TẾ"."""
    return matches_phrase("gazette_rubric", text) or (
        tests.is_upper(text) and skeleton(text).startswith("vanbanhopnhat")
    )


def judge_mark(text: str, group: int) -> Verdict | None:
    """Verdict for a line that is a secrecy, urgency or circulation mark, whole-line only.

    >>> judge_mark("HOẢ TỐC", 0).stamp.value, judge_mark("MẶT TRẬN TỔ QUỐC VIỆT NAM", 0)
    ('urgency', None)
    """
    bare = text.strip(" .:-–_*|[]()")
    if not tests.is_upper(bare):
        return None
    for name, kind in (
        ("secrecy", StampKind.SECRECY),
        ("urgency", StampKind.URGENCY),
        ("circulation", StampKind.OTHER),
        ("declassified", StampKind.OTHER),
    ):
        if find_phrase(name, bare):
            # marks are never merged with an incoming-mail stamp: their groups are negative
            return Verdict(zone=Zone.STAMP, stamp=kind, group=-1 - group)
    return None


def _is_body_name(text: str) -> bool:
    """Capitals, or the first word of a name of a body."""
    letters = sum(c.isalpha() for c in text)
    if tests.is_upper(text) and letters >= 4:
        return True
    head = skeleton(text)
    return letters >= 8 and any(
        head.startswith(skeleton(name)) for name in phrases("body_head") if len(name) >= 5
    )


def _continue_bodies(lines: Sequence[Line], found: dict[int, Verdict]) -> dict[int, Verdict]:
    """A short word in capitals in the middle under a body's name: it wraps (… ĐIỆN / LỰC)."""
    bodies = [i for i, verdict in found.items() if verdict.zone is Zone.HEADER_LEFT]
    return {
        i: Verdict(zone=Zone.HEADER_LEFT)
        if verdict.zone is Zone.UNPLACED and any(_hangs_under(lines[b], lines[i]) for b in bodies)
        else verdict
        for i, verdict in found.items()
    }


def _hangs_under(body: Line, line: Line) -> bool:
    above, box = body.bbox, line.bbox
    surely = tests.is_upper(line.text) and (line.confidence or 0.0) >= _SURELY_PRINTED
    if above is None or box is None or not surely or not line.text.replace(" ", "").isalpha():
        return False
    apart = abs(above.center[0] - box.center[0])
    return apart < box.height and 0 < box.center[1] - above.center[1] < 2 * above.height


def _parted_dates(lines: Sequence[Line], limit: int) -> dict[int, Verdict]:
    """Box 4 in two pieces of one row: written digits parted the line ("…, ngày 2 | tháng 3 …")."""
    pairs = [
        (i, j)
        for i in range(limit)
        for j in range(limit) if _is_beside(lines[i], lines[j])
        and parts_of_date(lines[i].text, lines[j].text)
    ]
    return {i: Verdict(zone=Zone.PLACE_DATE) for pair in pairs for i in pair}


def _is_beside(left: Line, right: Line) -> bool:
    if left.bbox is None or right.bbox is None:
        return False
    apart = right.bbox.x0 - left.bbox.x1
    level = abs(left.bbox.center[1] - right.bbox.center[1]) < left.bbox.height / 2
    return level and -left.bbox.height < apart < 2 * left.bbox.height


def _continue_date(lines: Sequence[Line], found: dict[int, Verdict]) -> dict[int, Verdict]:
    """The year of box 4 on a row of its own: a narrow column, or the hour of a telegram."""
    dates = [
        i for i, verdict in found.items()
        if verdict.zone is Zone.PLACE_DATE and lacks_year(lines[i].text)
    ]
    return {
        i: Verdict(zone=Zone.PLACE_DATE)
        for date in dates for i, line in enumerate(lines)
        if is_year(line.text) and _ends_under(lines[date], line)
    }


def _ends_under(above: Line, line: Line) -> bool:
    if above.bbox is None or line.bbox is None:
        return line.block == above.block
    inside = above.bbox.x0 <= line.bbox.center[0] <= above.bbox.x1
    return inside and 0 < line.bbox.center[1] - above.bbox.center[1] < 2 * above.bbox.height


def _continue_letter_subject(
    lines: Sequence[Line], found: dict[int, Verdict], frame: Frame | None
) -> dict[int, Verdict]:
    """Lines under "V/v ..." that stand in the same column and are not anything else."""
    result = dict(found)
    open_subject = False
    for index in sorted(found):
        line = lines[index]
        if tests.is_vv_line(line.text):
            open_subject = True
        elif open_subject and result[index].zone is Zone.UNPLACED:
            if (frame is None or frame.is_left(line)) and _may_go_on(line.text):
                result[index] = Verdict(zone=Zone.TITLE)
        elif result[index].zone not in (Zone.PLACE_DATE, Zone.HEADER_RIGHT):
            open_subject = False
    return result


def _ends_in_subject(lines: Sequence[Line], found: dict[int, Verdict]) -> bool:
    """Whether "V/v …" stands on the last rows of a head, beside the place and date."""
    low = [i for i, verdict in found.items() if verdict.zone is Zone.TITLE]
    return bool(low) and all(
        i <= low[-1] or verdict.zone in (Zone.PLACE_DATE, Zone.HEADER_RIGHT)
        for i, verdict in found.items()
    ) and any(tests.is_vv_line(lines[i].text) for i in low)


def _find_title(
    lines: Sequence[Line], start: int, frame: Frame | None, taken: dict[int, Verdict],
    *, letter: bool = False,
) -> dict[int, Verdict]:
    """Verdicts from `start` on: subject of a letter, marks, title block, addressees.

    `letter` says that the line before `start` is of a letter's subject.
    """
    stop = min(len(lines), start + _TITLE_SEARCH)
    free = [i for i in range(start, stop) if i not in taken]
    kind = next((i for i in free if tests.leading_kind(lines[i].text)), None)
    if kind is not None and any(opens_body(lines[i].text) for i in free if i < kind):
        kind = None
    if kind is None:
        kind = unlisted_kind(lines, free, frame)
    found: dict[int, Verdict] = {}
    for i in free:
        if kind is not None and i >= kind:
            break
        verdict = _before_title(lines[i], i, frame, letter=letter)
        if verdict is None and letter and is_year(lines[i].text):
            continue  # of the date beside the subject
        if verdict is None and kind is None:
            break
        verdict = verdict or _noise(lines[i])
        if verdict is not None:
            found[i] = verdict
            letter = verdict.zone is Zone.TITLE
    if kind is not None:
        found |= title_block(lines, [i for i in free if i >= kind], frame)
    return found | find_addressees(lines, free, found, frame)


def _kind_over_number(
    lines: Sequence[Line], anchors: Sequence[int], frame: Frame | None, taken: dict[int, Verdict]
) -> dict[int, Verdict]:
    """The title of a contract or a form: its number stands under its kind, both in the middle.

    The subject follows the number.
    """
    number = next((i for i in anchors if _anchor(lines[i].text) is Zone.NUMBER), 0)
    kind = number - 1
    if kind < 0 or kind in taken or tests.leading_kind(lines[kind].text) is None:
        return {}
    if not is_next_row(lines[kind], lines[number]) or not stands_alone(lines, kind, frame):
        return {}
    if frame is not None and not frame.shares_axis(lines[kind], lines[number]):
        return {}
    rest = [i for i in range(number + 1, len(lines)) if i not in taken][:_TITLE_SEARCH]
    subject: dict[int, Verdict] = {}
    if rest and opens_subject(lines[rest[0]].text):
        subject = title_block(lines, [number, *rest], frame)
    return subject | {kind: Verdict(zone=Zone.TITLE), number: Verdict(zone=Zone.NUMBER)} | (
        find_addressees(lines, rest, subject, frame)
    )


def _noise(line: Line) -> Verdict | None:
    """Short stray text is noise; sentences stay in the text, and so do lines that read surely.

    A letterhead may stand below the end of another paper on the same page.
    """
    if len(line.text.split()) > _NOISE_WORDS or opens_body(line.text):
        return None
    short = len(line.text) <= SHORT_NOISE
    if not short and (line.confidence or 0.0) >= _SURELY_PRINTED:
        return None
    return Verdict(zone=Zone.UNPLACED, reason="handwriting" if short else "unknown")


def _before_title(line: Line, index: int, frame: Frame | None, *, letter: bool) -> Verdict | None:
    """Between the head and the title: subject of a letter, marks, rules."""
    mark = judge_mark(line.text, index)
    if mark:
        return mark
    if tests.is_separator(line.text):
        return Verdict(zone=Zone.HEADER_LEFT)
    if tests.is_vv_line(line.text):
        return Verdict(zone=Zone.TITLE)
    if (
        letter
        and _may_go_on(line.text)
        and not opens_body(line.text)
        and len(line.text) <= LONGEST_TITLE_LINE
        and (frame is None or frame.is_left(line))
        and not tests.is_addressee(line.text)
    ):
        return Verdict(zone=Zone.TITLE)
    return None
