"""The title block: the kind, its subject, and the note in brackets under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleanup.skeleton import skeleton
from cleanup.zones import lines as tests
from cleanup.zones.frame import Frame
from cleanup.zones.verdict import Verdict
from ocr.model import Line, Zone

_BODY_OPENING = re.compile(
    r"^\W{0,3}(?:Căn cứ|Chiếu|Chiểu|Thực hiện|Xét|Theo|Để|Ngày\s+\d|"
    r"Kính gửi|Điều\s+\d|Trong|Sau khi|Tiếp theo|"
    r"(?:\d{1,2}|[IVX]{1,4})\s*[.)/-]\s)"
)
_PART = re.compile(r"^(?:Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC)\s+(?:[IVX\d]{1,4}|thứ|THỨ)\b")
_APPENDIX_NOTE = re.compile(r"^\W{0,2}\(\s*(?:Kèm|Ban hành kèm)\s+theo\b")
_SUBJECT_OPENING = re.compile(
    r"^\W{0,2}(?:về|ban hành|quy định|sửa đổi|công bố|v/v)\b", re.IGNORECASE
)
_LONGEST_SUBJECT = 400
_KIND_WORDS = (2, 5)
# share of the width where the axis of a title stands, margins of 30 and 15 mm; heads stand outside
_MIDDLE = (0.45, 0.6)
_SURELY_PRINTED = 0.9
# white between rows of one title stays below this share of their height
_PAIR, _CLOSE = 2, 0.5
_SHORTER = 0.9  # of the row above: no row of a justified paragraph but its last, which stands left
# white above the first line under the title, in line heights; inside titles it stays below 0.5
TITLE_GAP = 0.9
SHORT_NOISE = 12
LONGEST_TITLE_LINE = 100


def title_block(lines: Sequence[Line], free: list[int], frame: Frame | None) -> dict[int, Verdict]:
    """The kind line and the subject lines under it; a second kind name is noise (domain 5.5)."""
    kind = free[0]
    found = {kind: Verdict(zone=Zone.TITLE)}
    last, small = kind, False
    stray: list[int] = []
    for at, i in enumerate(free[1:], start=1):
        line = lines[i]
        if _APPENDIX_NOTE.match(line.text):
            return found | _note(lines, free[at:])
        if tests.is_separator(line.text):
            found[i] = Verdict(zone=Zone.HEADER_LEFT)
            continue
        if _contradicts(lines[kind].text, line.text):
            found[i] = Verdict(zone=Zone.UNPLACED)
            continue
        rows = lines[kind], lines[last], line
        if _decider_follows(lines, free[at:], last, frame) or _over_centred_row(
            lines, kind, free[at:], frame
        ):
            found[i] = Verdict(zone=Zone.TITLE)
            last = i
            continue
        if not _continues_title(rows, frame, small=small, first=last == kind):
            if frame is None or not _is_stray(lines[kind], line, frame):
                break
            stray.append(i)
            continue
        small = small or not tests.is_upper(line.text)
        # pen strokes count as such only where the title goes on behind them
        found |= {j: Verdict(zone=Zone.UNPLACED, reason="handwriting") for j in stray}
        stray = []
        found[i] = Verdict(zone=Zone.TITLE)
        last = i
    return found


def _decider_follows(
    lines: Sequence[Line], free: Sequence[int], last: int, frame: Frame | None
) -> bool:
    """A row of the title that begins like the body that decides: that body comes below it.

    "… THAY MẶT / CHỦ TỊCH NƯỚC TRONG KHI …", close to the row above; then, with white above it,
    the line in capitals over the legal basis.
    """
    if frame is None or len(free) < _PAIR:
        return False
    line, below = lines[free[0]], lines[free[1]]
    if not all(tests.is_upper(row.text) and _is_authority_line(row.text) for row in (line, below)):
        return False
    above, box, under = lines[last].bbox, line.bbox, below.bbox
    if above is None or box is None or under is None or not tests.is_upper(lines[last].text):
        return False
    return box.y0 - above.y1 <= _CLOSE * box.height < under.y0 - box.y1


def _over_centred_row(
    lines: Sequence[Line], kind: int, free: Sequence[int], frame: Frame | None
) -> bool:
    """A wide row under the kind with a shorter one below it, all in the middle: a wrapped subject.

    On a photo the edges of the page lean, so such a row seems to reach one of them. Below the first
    row of a paragraph stands one that begins at the left.
    """
    if frame is None or len(free) < _PAIR or free[0] != kind + 1:
        return False
    line, below = lines[free[0]], lines[free[1]]
    if line.bbox is None or below.bbox is None or opens_body(line.text):
        return False
    rows = is_next_row(lines[kind], line) and is_next_row(line, below)
    middle = frame.is_on_axis(lines[kind], line) and frame.is_on_axis(line, below)
    return rows and middle and below.bbox.width < _SHORTER * line.bbox.width and not (
        _ends_title(line.text) or _ends_title(below.text)
    )


def _is_stray(kind: Line, line: Line, frame: Frame) -> bool:
    """A few signs beside the axis of the title: a stamp or a pen between its lines."""
    return is_few_signs(line.text) and not frame.shares_axis(kind, line)


def is_few_signs(text: str) -> bool:
    """Whether a line may be a stroke of the pen or a scrap of a stamp.

    >>> is_few_signs("Hàm"), is_few_signs("Căn cứ Luật"), is_few_signs("về công tác văn thư")
    (True, False, False)
    """
    return len(text) <= SHORT_NOISE and not opens_body(text)


def _note(lines: Sequence[Line], free: list[int]) -> dict[int, Verdict]:
    """The note "(Kèm theo Quyết định số ...)" under the title, up to its closing bracket."""
    end = next((at for at, i in enumerate(free[:4]) if ")" in lines[i].text), 0)
    return {i: Verdict(zone=Zone.TITLE) for i in free[: end + 1]}


def _contradicts(kind_line: str, text: str) -> bool:
    """Whether a line inside the title is the bare name of another kind."""
    other = tests.leading_kind(text)
    return (
        other is not None
        and skeleton(text) == skeleton(other)
        and other != tests.leading_kind(kind_line)
    )


def _continues_title(
    rows: tuple[Line, Line, Line], frame: Frame | None, *, small: bool, first: bool
) -> bool:
    """Whether the last of `rows` (kind line, last title line, line) goes on with the title."""
    kind, above, line = rows
    upper = tests.is_upper(line.text)
    if small and upper:
        return False
    if upper and not first and _is_authority_line(line.text):
        return False
    if frame is not None and line.bbox is not None and above.bbox is not None:
        gap = line.bbox.y0 - above.bbox.y1
        close = gap <= TITLE_GAP * line.bbox.height or (first and gap <= 2 * line.bbox.height)
        centred = frame.is_centred(line) or frame.shares_axis(kind, line)
        # capitals under capitals go on with them, however roughly they are centred
        goes_on = upper and not first and tests.is_upper(above.text) and not opens_body(line.text)
        stopped = _is_stopped_subject(rows, frame, first=first)
        return close and (centred or goes_on) and (stopped or not _ends_title(line.text))
    return upper or _is_subject_text(line, above, first=first)


def _is_stopped_subject(
    rows: tuple[Line, Line, Line], frame: Frame, *, first: bool
) -> bool:
    """A subject "Về việc …" of one or two rows, in the middle, with a full stop behind it.

    Authors type one, or a fax has a speck there; the text below is not set in the middle.
    """
    kind, above, line = rows
    opener = line if first else above
    return (
        _SUBJECT_OPENING.match(opener.text) is not None and frame.shares_axis(kind, line)
        and not _opens_letter(line.text) and not _is_part(line.text)
    )


def _ends_title(text: str) -> bool:
    """Text that no title holds: the first words of the body, a part's name, a whole sentence."""
    sentence = text.rstrip().endswith((".", ";")) and not tests.is_upper(text)
    return _opens_letter(text) or _is_part(text) or sentence


def _is_part(text: str) -> bool:
    return _PART.match(text) is not None


def _opens_letter(text: str) -> bool:
    return tests.is_addressee(text) or text.startswith(("Căn cứ", "- Căn cứ"))


def _is_authority_line(text: str) -> bool:
    """The body or post that decides, in capitals above the căn cứ (domain 5.1, legal-basis)."""
    return tests.is_post(text) or any(
        skeleton(text).startswith(skeleton(name))
        for name in (
            "CHÍNH PHỦ",
            "QUỐC HỘI",
            "ỦY BAN",
            "HỘI ĐỒNG",
            "THỦ TƯỚNG",
            "CHỦ TỊCH",
            "BỘ TRƯỞNG",
            "GIÁM ĐỐC",
            "TỔNG GIÁM ĐỐC",
            "BAN THƯỜNG VỤ",
            "TÒA ÁN",
            "VIỆN KIỂM SÁT",
            "CHÁNH ÁN",
            "VIỆN TRƯỞNG",
            "HIỆU TRƯỞNG",
        )
    )


def is_like_kind(text: str) -> bool:
    """Whether a line may be the name of a kind that is in no list: two to five words in capitals.

    >>> is_like_kind("KIẾN NGHỊ"), is_like_kind("CHỦ TỊCH"), is_like_kind("TÒA ÁN NHÂN DÂN")
    (True, False, False)
    >>> is_like_kind("QUYẾT ĐỊNH:"), is_like_kind("Kiến nghị"), is_like_kind("KHÓA XVI, KỲ HỌP 10")
    (False, False, False)
    """
    words = text.split()
    return (
        tests.is_upper(text)
        and _KIND_WORDS[0] <= len(words) <= _KIND_WORDS[1]
        and all(word.isalpha() for word in words)
        and not _is_authority_line(text)
        and tests.regime(text) is None
    )


def _is_subject_text(line: Line, above: Line, *, first: bool) -> bool:
    """Sentence-case subject in text without coordinates."""
    text = line.text
    if opens_body(text) or text.rstrip().endswith((".", ";", ":")):
        return False
    if not first and line.block != above.block and text[:1].isupper():
        return False
    if first and _SUBJECT_OPENING.match(text):
        return len(text) <= _LONGEST_SUBJECT
    return len(text) <= LONGEST_TITLE_LINE


def opens_subject(text: str) -> bool:
    """Whether the text begins as subjects do, or is in capitals.

    >>> opens_subject("Về việc thuê nhà"), opens_subject("Hôm nay, ngày 01 tháng 3 năm 2021")
    (True, False)
    """
    return _SUBJECT_OPENING.match(text) is not None or tests.is_upper(text)


def opens_body(text: str) -> bool:
    """Whether the text begins as bodies do: legal basis, a number, a part's name.

    >>> opens_body("Căn cứ Luật Lưu trữ;"), opens_body("I. MỤC ĐÍCH"), opens_body("về công tác")
    (True, True, False)
    """
    return _BODY_OPENING.match(text) is not None or _is_part(text)

def unlisted_kind(lines: Sequence[Line], free: list[int], frame: Frame | None) -> int | None:
    """A kind that is in no list (KIẾN NGHỊ, NỘI QUY): a few capitals alone in the middle of a row.

    Its subject stands under it on the same axis, before anything that opens the text.
    """
    for i, below in pairwise(free):
        text = lines[i].text
        if opens_body(text) or tests.is_addressee(text) or tests.is_vv_line(text):
            return None
        if is_like_kind(text) and stands_alone(lines, i, frame):
            heads = is_next_row(lines[i], lines[below]) and (
                frame is None or frame.shares_axis(lines[i], lines[below]))
            return i if heads and not opens_body(lines[below].text) else None
    return None


def stands_alone(lines: Sequence[Line], index: int, frame: Frame | None) -> bool:
    """In the middle, nothing else on the row, and printed surely."""
    line, box = lines[index], lines[index].bbox
    if frame is None or box is None:
        return frame is None
    middle = _MIDDLE[0] < box.center[0] / frame.width < _MIDDLE[1]
    return middle and (line.confidence or 0.0) >= _SURELY_PRINTED and not any(
        other.bbox and abs(other.bbox.center[1] - box.center[1]) < box.height / 2
        for other in lines if other is not line
    )


def is_next_row(above: Line, line: Line) -> bool:
    """Whether a line stands on the row under another, as lines of one title do."""
    if above.bbox is None or line.bbox is None:
        return line.block == above.block
    return line.bbox.y0 - above.bbox.y1 <= TITLE_GAP * line.bbox.height
