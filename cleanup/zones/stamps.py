"""Text of stamps and of digital signatures among the lines of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleanup.skeleton import distance, skeleton
from cleanup.vocabulary import find_phrase, phrases
from cleanup.zones.lines import is_recipients_heading, is_upper
from cleanup.zones.verdict import Verdict
from ocr.model import Line, Stamp, StampKind, Zone

# domain 2.7
_SIGNATURE_LABEL = re.compile(
    r"^\s*(?P<label>Người ký|Ký bởi|Tên người ký|Email|Cơ quan|Tổ chức|Chức vụ|Ngày ký|"
    r"Thời gian ký|Lý do|Nơi ký|Digitally signed by|DN|Date|Reason|Location)\s*:\s*(?P<value>.*)$",
    re.IGNORECASE,
)
TIME = re.compile(
    r"(?P<day>\d{2})[./-](?P<month>\d{2})[./-](?P<year>\d{4})\s+"
    r"(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:\s*\+?07:?00)?"
)
_COPY_LINE = re.compile(r"^\W{0,2}(?:BẢN\s+)?(?:SAO Y|SAO LỤC|TRÍCH SAO)\b", re.IGNORECASE)
# lines of a value that wraps, and the label after them
_WRAPPED = 3
# a stamp is 35 x 50 mm (NĐ 30/2020 Phụ lục IV): title, body name and at most these many lines
_STAMP_LINES = 8
_NEAR_TITLE = 3
_SHORTEST_SUFFIX = 3
_SURE_LABELS = 2
_TITLE_END = 6  # letters; those of BẢN ĐẾN and VĂN ĐẾN


def repair_label(text: str, *, near_title: bool = False) -> str | None:
    """The full label of a stamp whose left part was cut off, or None if `text` is no label.

    The suffix rule of domain 2.8; `near_title` says that a stamp title stands within three lines,
    which lets a label without its colon count.

    >>> repair_label("ayễn:"), repair_label("u hồ sơ số:"), repair_label("Chuyển:")
    ('Chuyển:', 'Lưu hồ sơ số:', 'Chuyển:')
    >>> repair_label("08/2021", near_title=True), repair_label("Tổ chức thực hiện:")
    (None, None)
    """
    bare = text.strip()
    if not (bare.endswith(":") or near_title) or len(bare) > 24:
        return None
    read = skeleton(bare)
    if any(c.isdigit() for c in read) or is_recipients_heading(bare):
        return None
    best: tuple[int, str] | None = None
    for label in phrases("stamp_label"):
        errors = _label_errors(read, skeleton(label))
        if errors is not None and (best is None or errors < best[0]):
            best = errors, label
    return f"{best[1]}:" if best else None


def _label_errors(read: str, label: str) -> int | None:
    """0 for the label or a suffix of it, 1 for one letter off, None for no match."""
    if read == label or (len(read) >= _SHORTEST_SUFFIX and label.endswith(read)):
        return 0
    if len(read) <= _SHORTEST_SUFFIX:
        return None
    sizes = {len(read) - 1, len(read), len(read) + 1}
    tails = {label[-size:] for size in sizes if size <= len(label)} | {label}
    return 1 if any(distance(read, tail, 1) <= 1 for tail in tails) else None


def find_incoming(lines: Sequence[Line], first_group: int) -> dict[int, Verdict]:
    """Verdicts for the lines of incoming-mail stamps, title and labels repaired.

    A stamp begins with a title of the closed list and goes on while lines are labels, or numbers
    before a further label.
    """
    found: dict[int, Verdict] = {}
    group = first_group
    for index, line in enumerate(lines):
        title = find_phrase("stamp_title", line.text) if is_upper(line.text) else None
        if index in found or title is None:
            continue
        found[index] = _in_stamp(group, title)
        for at, text in _stamp_content(lines, index):
            found[at] = _in_stamp(group, text)
        group += 1
    return found


def _in_stamp(group: int, text: str) -> Verdict:
    return Verdict(zone=Zone.STAMP, stamp=StampKind.INCOMING_MAIL, group=group, text=text)


def _stamp_content(lines: Sequence[Line], title: int) -> list[tuple[int, str]]:
    content: list[tuple[int, str]] = []
    waiting: list[tuple[int, str]] = []
    last_label = title
    for at in range(title + 1, min(title + 1 + _STAMP_LINES, len(lines))):
        text = lines[at].text
        label = repair_label(text, near_title=at - last_label <= _NEAR_TITLE)
        if label:
            content += [*waiting, (at, label)]
            waiting = []
            last_label = at
        elif _is_filled_label(text):
            content += [*waiting, (at, text)]
            waiting = []
            last_label = at
        elif _is_stray_number(text):
            waiting.append((at, text))
        else:
            break
    return content


def named_by_text(stamp: Stamp) -> Stamp:
    """A stamp found by its colour, named by the words in it: two labels make an incoming stamp.

    A seal bears the name of a body and never a label such as "Số" or "Ngày". The words of a stamp
    that was known already are put right only.

    >>> found = named_by_text(
    ...     Stamp(kind=StampKind.SEAL, page=1, text=("VĂN BẢN ĐỀN", "Số: 1024", "ayễn:")))
    >>> found.kind.value, found.text, found.fields["so"]
    ('incoming_mail', ('VĂN BẢN ĐẾN', 'Số: 1024', 'Chuyển:'), '1024')
    >>> named_by_text(Stamp(kind=StampKind.SEAL, page=1, text=("TỈNH ỦY", "SÓC TRĂNG"))).kind.value
    'seal'
    """
    known_before = stamp.kind is StampKind.INCOMING_MAIL
    if not known_before and (stamp.kind not in (StampKind.SEAL, StampKind.OTHER) or stamp.fields):
        return stamp
    titles = [_title_of(text) for text in stamp.text]
    near = any(titles)
    labels = [repair_label(text, near_title=near) for text in stamp.text]
    known = sum(
        bool(title or label or _is_filled_label(text))
        for title, label, text in zip(titles, labels, stamp.text, strict=True)
    )
    if known < _SURE_LABELS and not known_before:
        return stamp
    rows = zip(titles, labels, stamp.text, strict=True)
    text = tuple(title or label or read for title, label, read in rows)
    raw = stamp.raw_text or (stamp.text if text != stamp.text else ())
    fields = stamp.fields if any(stamp.fields.values()) else incoming_fields(text)
    return replace(stamp, kind=StampKind.INCOMING_MAIL, text=text, raw_text=raw, fields=fields)


def _title_of(text: str) -> str | None:
    """The title or the name of the body on a stamp; its left part may be cut off (domain 2.8).

    >>> _title_of("ÕN BẢN ĐẼN"), _title_of("CỎNG THÔNG TIN ĐIỆN TÙ CHÍNH PHỦ")
    ('VĂN BẢN ĐẾN', 'CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ')
    >>> _title_of("BẢO HIỂM XÃ HỘI TỈNH") is None
    True
    """
    if not is_upper(text):
        return None
    whole = find_phrase("stamp_title", text) or find_phrase("stamp_body", text)
    read = skeleton(text)
    cut = (
        title for title in phrases("stamp_title")
        if len(read) <= len(skeleton(title)) and read[-_TITLE_END:] == skeleton(title)[-_TITLE_END:]
    )
    return whole or (next(cut, None) if len(read) >= _TITLE_END else None)


def incoming_fields(text: Sequence[str]) -> dict[str, str | None]:
    """Number and day of an incoming stamp."""
    return {"so": _entry(text, "Số"), "ngay": _entry(text, "Ngày")}


def _entry(text: Sequence[str], label: str) -> str | None:
    """What stands after a label that was read; a number that lost its label is never guessed."""
    for line in text:
        head, colon, rest = line.partition(":")
        if colon and head.strip() == label and any(c.isdigit() for c in rest):
            return rest.strip(" .…")
    return None


def _is_filled_label(text: str) -> bool:
    """A label with its entry: "Số: 1234", "Giờ..... S.Ngày .5/5"."""
    head = re.match(r"^\W*([^\W\d]+(?:\s+[^\W\d]+){0,4}?)\s*[:.…]+", text)
    return head is not None and len(text) <= 48 and find_phrase("stamp_label", head[1]) is not None


def _is_stray_number(text: str) -> bool:
    return len(text) <= 12 and any(c.isdigit() for c in text) and not re.search(r"[^\W\d]{4}", text)


def find_digital(lines: Sequence[Line], first_group: int) -> dict[int, Verdict]:
    """Verdicts for blocks of digital-signature text: two labels in a row, or one with a time.

    A lone "Email:" line belongs to the contact details of box 13. An electronic copy says what it
    is on one line: "SAO Y; BỘ NỘI VỤ; 30/07/2025 17:05:31 +07:00" (NĐ 30/2020, Điều 25).
    """
    found: dict[int, Verdict] = {}
    group, index = first_group, 0
    while index < len(lines):
        end = _block_end(lines, index)
        signs = any(
            "ký" in line.text.lower() or "signed" in line.text.lower() for line in lines[index:end]
        )
        timed = end - index == 1 and signs and TIME.search(lines[index].text)
        if signs and (end - index >= 2 or timed):
            for at in range(index, end):
                found[at] = Verdict(zone=Zone.STAMP, stamp=StampKind.DIGITAL_SIGNATURE, group=group)
            group += 1
        elif _COPY_LINE.match(lines[index].text) and TIME.search(lines[index].text):
            found[index] = Verdict(zone=Zone.STAMP, stamp=StampKind.DIGITAL_SIGNATURE, group=group)
            group += 1
        index = max(end, index + 1)
    return found


def _block_end(lines: Sequence[Line], start: int) -> int:
    """Index after the block of labels that begins at `start`; `start` if no label stands there.

    A line between two labels of one small block is a wrapped value or a label that was misread.
    """
    end = start
    while end < len(lines) and _SIGNATURE_LABEL.match(lines[end].text):
        end += 1
        between = end
        last = min(end + _WRAPPED, len(lines))
        while between < last and _is_under(lines[between - 1], lines[between]):
            if _SIGNATURE_LABEL.match(lines[between].text):
                end = between
                break
            between += 1
    return end


def _is_under(above: Line, line: Line) -> bool:
    """Set right under another line, from the same edge on."""
    if above.bbox is None or line.bbox is None:
        return False
    height = above.bbox.height
    return (
        abs(line.bbox.x0 - above.bbox.x0) < height
        and 0 < line.bbox.center[1] - above.bbox.center[1] < 2 * height
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureText:
    """What the text of a digital signature says; times are ISO 8601 with the Vietnamese zone."""

    signer: str | None = None
    body: str | None = None
    time: str | None = None


def read_signature_text(text: Sequence[str]) -> SignatureText:
    """Signer, body and time of a digital signature.

    >>> read = read_signature_text(
    ...     ("Ký bởi: Ủy ban nhân dân", "tỉnh Sóc Trăng", "Thời gian ký: 05/01/2021", "08:15:24")
    ... )
    >>> read.signer, read.body, read.time
    ('Ủy ban nhân dân tỉnh Sóc Trăng', None, '2021-01-05T08:15:24+07:00')
    """
    values: dict[str, str] = {}
    current = ""
    for line in text:
        label = _SIGNATURE_LABEL.match(line)
        if label:
            current = skeleton(label["label"])
            values[current] = label["value"].strip()
        elif current:
            values[current] = f"{values[current]} {line.strip()}".strip()
    signer = next(
        (
            values[key]
            for key in ("kyboi", "nguoiky", "tennguoiky", "digitallysignedby")
            if values.get(key)
        ),
        None,
    )
    return SignatureText(
        signer=signer,
        body=values.get("coquan") or values.get("tochuc") or None,
        time=read_time(" ".join(text)),
    )


def read_time(text: str) -> str | None:
    """The first date with a clock time in `text`, as ISO 8601 at +07:00; None if it is not real.

    >>> read_time("Thời gian ký: 05.03.2020 16:41:07 +07:00"), read_time("45.13.2020 10:00")
    ('2020-03-05T16:41:07+07:00', None)
    """
    found = TIME.search(text)
    if not found or not (1 <= int(found["day"]) <= 31 and 1 <= int(found["month"]) <= 12):
        return None
    hour, minute, second = (found["clock"] + ":00").split(":")[:3]
    return (
        f"{found['year']}-{found['month']}-{found['day']}T{int(hour):02d}:{minute}:{second}+07:00"
    )
