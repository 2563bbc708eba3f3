"""Signers, recipients and addressees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.document import FieldEvidence, Signer
from cleanup.metadata.reading import Placed, evidence_of, trimmed
from cleanup.skeleton import LOWER, UPPER, skeleton
from cleanup.vocabulary import matches_phrase, phrases
from cleanup.zones import lines as tests

_DASH = re.compile(r"^\s*[-–—~+•*]\s*")
# a dash read as another mark: "ˆ Cổng TTĐT tỉnh;"
_MISREAD_DASH = re.compile(rf"^\s*[^{UPPER}{LOWER}\d\s(“\"]{{1,2}}\s+(?=\w)")
_CLOSING = " ,;.:|"
_ACTING = re.compile(r"^K\s*[./]?\s*T")
_RAISED = re.compile(r"\w*[⁽⁰¹²³⁴-⁹]+⁾?")
_CODE = re.compile(rf"\b(?=\w*\d)(?=\w*[{LOWER}])\w{{4,}}\b")
_MARK = re.compile(r"^(?:T\s*/\s*M|K\s*/\s*T|T\s*/\s*L|T\s*/\s*U\s*Q|(?:TM|KT|TL|TUQ|Q)\s*[.,])\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """Who signed, the printed lines, and what is missing."""

    signers: tuple[Signer, ...]
    lines: tuple[str, ...]
    evidence: FieldEvidence | None
    findings: tuple[str, ...]


def read_signers(placed: Sequence[Placed]) -> Signers:
    """Authority and post lines, then the name; several names side by side are several signers.

    A document whose authority lines are lost under the seal gets no post: nothing is filled in.
    """
    lines = [item for item in placed if trimmed(item.line.text)]
    names = _by_columns([item for item in lines if _name_in(item.line.text)])
    authority = [
        item for item in lines if item not in names and not matches_phrase("signed", item.line.text)
    ]
    signers = tuple(
        Signer(authority=_authority(group), name=_name_in(name.line.text))
        for name, group in _share(names, authority, lines)
    )
    if not signers and authority:
        signers = (Signer(authority=_authority(authority)),)
    return Signers(
        signers=signers,
        lines=tuple(item.line.text for item in lines),
        evidence=evidence_of(lines),
        findings=(*_missing(signers), *_cut_names(names)),
    )


def _authority(placed: Sequence[Placed]) -> tuple[str, ...]:
    """Authority and post lines, one that wraps as one: "… QUỐC" / "HỘI", "… VÀ" / "ĐÀO TẠO"."""
    lines: list[str] = []
    for text in (trimmed(item.line.text) for item in placed):
        wraps = text.isalpha() and not tests.is_post(text)
        wraps |= text.startswith("NHÂN DÂN")
        wraps |= bool(lines) and lines[-1].endswith((" VÀ", ","))
        ends_post = tests.is_post(f"{lines[-1]} {text}") if lines else False
        if lines and wraps and (tests.is_authority(lines[-1]) or ends_post):
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    return tuple(lines)


def _cut_names(names: Sequence[Placed]) -> tuple[str, ...]:
    """Names that may have lost their beginning under a seal; only a look at the scan can tell.

    Small letters before one are strokes of the pen, or "ai Đình Hiếu" is Mai Đình Hiếu. Thị is the
    second word of a name, never its first.
    """
    found = []
    for item in names:
        name, line = _name_in(item.line.text), tests.strip_rank(trimmed(item.line.text))[1]
        before = line[: -len(name)] if name and line.endswith(name) else ""
        if any(c.islower() for c in before) or (name or "").startswith("Thị "):
            found.append(f"doubtful-name: {line}")
    return tuple(found)


def _by_columns(names: list[Placed]) -> list[Placed]:
    """Names that stand on one row from left to right."""
    boxes = [item.line.bbox for item in names]
    first = boxes[0] if boxes else None
    if first is None or any(
        box is None or abs(box.center[1] - first.center[1]) > first.height for box in boxes
    ):
        return names
    return sorted(names, key=lambda item: item.line.bbox.x0 if item.line.bbox else 0)


def _missing(signers: Sequence[Signer]) -> tuple[str, ...]:
    if not signers:
        return ("missing",)
    found = []
    if any(signer.name is None for signer in signers):
        found.append("missing-name")
    if any(not _ends_in_post(signer.authority) for signer in signers):
        found.append("missing-post")
    for line in (line for signer in signers for line in signer.authority):
        if not _is_wording(line):
            found.append(f"doubtful-post: {line}")
    for line in (signer.authority[-1] for signer in signers if _signs_for_himself(signer)):
        found.append(f"doubtful-post: {line}")
    if any(signer.name and not tests.is_name(signer.name) for signer in signers):
        found.append("doubtful-name")
    return tuple(found)


def _signs_for_himself(signer: Signer) -> bool:
    """Whether somebody signs for a post that he holds: the word PHÓ or THỨ before it was lost.

    >>> _signs_for_himself(Signer(authority=("KT. GIÁM ĐỐC", "GIÁM ĐỐC")))
    True
    >>> _signs_for_himself(Signer(authority=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")))
    False
    """
    marked = [line for line in signer.authority[:-1] if _ACTING.match(line)]
    return any(
        skeleton(_MARK.sub("", line)).startswith(skeleton(signer.authority[-1])) for line in marked
    )


def _is_wording(line: str) -> bool:
    """Whether an authority or post line begins as such lines do, letter by letter.

    >>> _is_wording("KT. CHỦ TỊCH"), _is_wording("TM. ỦY BAN NHÂN DÂN"), _is_wording("PHÓ BÍ THƯ")
    (True, True, True)
    >>> _is_wording("T. GIÁM ĐỐC"), _is_wording("KT. ."), _is_wording("TRƯỞNG")
    (False, False, False)
    """
    if tests.is_small_post(line):
        return True
    read = skeleton(_MARK.sub("", line, count=1))
    # a body stands behind TM. and on a row of its own below, there never with one word alone
    bodies = phrases("body_head")
    if not _MARK.match(line):
        bodies = tuple(name for name in bodies if " " in name)
    return any(read.startswith(skeleton(name)) for name in (*phrases("post"), *bodies))


def _ends_in_post(authority: Sequence[str]) -> bool:
    """Whether the signer's own post is there: who signs for another writes it under "KT. …".

    >>> _ends_in_post(("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")), _ends_in_post(("KT. BỘ TRƯỞNG",))
    (True, False)
    >>> _ends_in_post(("Q. CHỦ TỊCH",)), _ends_in_post(())
    (True, False)
    """
    if not authority:
        return False
    return not tests.is_authority(authority[-1]) or authority[-1].startswith("Q")


def _name_in(text: str) -> str | None:
    """The name of a signature line, without rank, degree and strokes of the pen."""
    if tests.is_upper(text) or matches_phrase("signed", text):
        return None
    bare = tests.strip_rank(trimmed(re.sub(r"\(?[ĐđÐ]ã ký\)?:?", "", text)))[1]
    if tests.is_name(bare):
        return bare
    words = bare.split()
    # a pen stroke reads as one short small-lettered word: "x Trần Văn Nam"
    while len(words) > 2 and len(words[0]) <= 2 and words[0].islower():
        words = words[1:]
    rest = " ".join(words)
    capitals = sum(word[0].isupper() and word[1:].islower() for word in words if word)
    return rest if 2 <= len(words) <= 6 and capitals >= 2 else None


def _share_in_order(
    names: Sequence[Placed], authority: Sequence[Placed], order: Sequence[Placed]
) -> list[tuple[Placed, list[Placed]]]:
    """Post, name, post, name: each name with the lines since the name before."""
    shared: list[tuple[Placed, list[Placed]]] = []
    since: list[Placed] = []
    for item in order:
        if item in names:
            shared.append((item, since))
            since = []
        elif item in authority:
            since.append(item)
    if not all(lines for _, lines in shared):
        # all posts, then all names: which belongs to whom is not said
        return [(name, list(authority) if name is names[-1] else []) for name in names]
    return shared


def _share(
    names: Sequence[Placed], authority: Sequence[Placed], order: Sequence[Placed]
) -> list[tuple[Placed, list[Placed]]]:
    """Each name with the authority lines of its column, in plain text with those above it."""
    if len(names) <= 1:
        return [(name, list(authority)) for name in names]
    if any(item.line.bbox is None for item in [*names, *authority]):
        return _share_in_order(names, authority, order)
    shared: list[tuple[Placed, list[Placed]]] = [(name, []) for name in names]
    for item in authority:
        nearest = min(shared, key=lambda pair: _apart(pair[0], item))
        nearest[1].append(item)
    return shared


def _apart(name: Placed, item: Placed) -> float:
    if name.line.bbox is None or item.line.bbox is None or name.page != item.page:
        return float("inf")
    return abs(name.line.bbox.center[0] - item.line.bbox.center[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """The list "Nơi nhận": its heading, its items as printed, and the items alone."""

    heading: str | None
    lines: tuple[str, ...]
    items: tuple[str, ...]
    evidence: FieldEvidence | None
    findings: tuple[str, ...] = ()


def read_recipients(placed: Sequence[Placed]) -> Recipients:
    """Items of "Nơi nhận", wrapped lines joined and invented dashes undone."""
    heading = next(
        (_heading(i.line.text) for i in placed if tests.is_recipients_heading(i.line.text)), None
    )
    texts = [
        i.line.text
        for i in placed
        if not tests.is_recipients_heading(i.line.text) and trimmed(i.line.text)
    ]
    lines = join_items(texts)
    return Recipients(
        heading=heading,
        lines=tuple(lines),
        items=tuple(item for line in lines if (item := item_text(line))),
        evidence=evidence_of(placed),
        findings=(*(() if heading or not lines else ("no-heading",)), *_codes(lines)),
    )


def _heading(text: str) -> str:
    """The heading as printed, also where its colon stands apart.

    >>> _heading("Nơi nhận:"), _heading("Nơi nhận :"), _heading("Nơi nhận _")
    ('Nơi nhận:', 'Nơi nhận :', 'Nơi nhận')
    """
    bare = trimmed(text)
    return f"{bare} :" if text.rstrip().endswith(" :") else bare


def _codes(lines: Sequence[str]) -> tuple[str, ...]:
    """Signs of the typist at the end of the list: no other word can prove how they read.

    >>> _codes(["- Như trên;", "- Lưu: VT, NC (Inphong55)."]), _codes(["- Lưu: VT, TCCV (2b)."])
    (('unproven-code: Inphong55',), ())
    >>> _codes(["- C85, C29⁽⁰³⁾.", "- Lưu: VT."])
    ('unproven-code: C29⁽⁰³⁾',)
    """
    codes = [code for line in lines[-1:] for code in _CODE.findall(line)]
    codes += [code for line in lines for code in _RAISED.findall(line)]
    return tuple(f"unproven-code: {code}" for code in codes)


def join_items(texts: Sequence[str]) -> list[str]:
    """One entry per item.

    A line without a dash goes on with the item above, unless that is closed. A dash before a
    small letter, where the line above ends with a comma, was invented by the engine (domain 5.3,
    CONT; sample 05-KL/TU).

    >>> join_items(["- Các ban đảng, ban cán sự đảng,", "- đảng đoàn, đảng uỷ,", "- Lưu."])
    ['- Các ban đảng, ban cán sự đảng, đảng đoàn, đảng uỷ,', '- Lưu.']
    >>> join_items(["- Bộ Chỉ huy Bộ đội Biên", "phòng tỉnh, Công an tỉnh;", "- Lưu: VT"])
    ['- Bộ Chỉ huy Bộ đội Biên phòng tỉnh, Công an tỉnh;', '- Lưu: VT']
    >>> join_items(["- Như trên;", "ˆ Cổng TTĐT tỉnh;"])
    ['- Như trên;', '- Cổng TTĐT tỉnh;']
    >>> join_items(["- đồng chí Bí thư;", "- đồng chí Chủ tịch;"])
    ['- đồng chí Bí thư;', '- đồng chí Chủ tịch;']
    >>> join_items(["- Giám đốc, các PGĐ Sở;", "UBND TP Vĩnh Yên;", "- Lưu: VT."])
    ['- Giám đốc, các PGĐ Sở;', '- UBND TP Vĩnh Yên;', '- Lưu: VT.']
    >>> join_items(["- TT Tỉnh ủy; TT HĐND;", "UBND tỉnh;", "- Lưu: VT."])
    ['- TT Tỉnh ủy; TT HĐND; UBND tỉnh;', '- Lưu: VT.']
    """
    texts = _with_dashes(texts)
    items: list[str] = []
    dashes = [text for text in texts if _DASH.match(text)]
    small = sum(_DASH.sub("", text)[:1].islower() for text in dashes)
    rare = 0 < small <= max(1, len(dashes) // 4)
    for text in texts:
        bare = _DASH.sub("", text)
        invented = rare and bare[:1].islower() and items and items[-1].rstrip().endswith((",", "-"))
        if items and _is_closed(items[-1], text):
            items.append(f"- {text}" if dashes else text)
        elif items and (invented or not _DASH.match(text)):
            items[-1] = f"{items[-1].rstrip()} {bare if invented else text}"
        else:
            items.append(text)
    return items


def _is_closed(item: str, text: str) -> bool:
    """The one semicolon of `item` ends it and `text` begins anew: the dash was not read."""
    return item.rstrip().endswith(";") and item.count(";") == 1 and text[:1].isupper()


def _with_dashes(texts: Sequence[str]) -> list[str]:
    """Marks that stand where the dash of a new item is due, as dashes."""
    result: list[str] = []
    for text in texts:
        due = not result or result[-1].rstrip().endswith((";", "."))
        if due and not _DASH.match(text) and _MISREAD_DASH.match(text):
            text = _MISREAD_DASH.sub("- ", text)
        result.append(text)
    return result


def item_text(line: str) -> str:
    """An item without its dash and its closing mark.

    >>> item_text("- Bộ Nội vụ; ."), item_text("- Thường trực Tỉnh ủy (b/cáo);")
    ('Bộ Nội vụ', 'Thường trực Tỉnh ủy (b/cáo)')
    """
    return _DASH.sub("", line).strip(_CLOSING)


def read_addressees(placed: Sequence[Placed]) -> tuple[str, ...]:
    """The bodies after "Kính gửi:".

    On the line of the heading several bodies are parted by semicolons.
    """
    entries: list[str] = []
    for item in placed:
        text = item.line.text
        if tests.is_addressee(text):
            rest = re.sub(r"^\W*\S+\s+\S+?\s*(?::|(?=\s))\s*", "", text, count=1)
            entries += [part for part in rest.split(";") if part.strip(_CLOSING)]
        elif _DASH.match(text) or not entries or entries[-1].rstrip().endswith(";"):
            entries.append(text)
        else:
            entries[-1] = f"{entries[-1].rstrip()} {text}"
    return tuple(found for entry in entries if (found := item_text(entry)))
