"""Box 2: the issuing body and the body above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.metadata.reading import Placed, Reading, evidence_of, trimmed
from cleanup.skeleton import skeleton
from cleanup.vocabulary import phrases

_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyReading:
    """The issuing body and the one above it."""

    agency: Reading
    parent: Reading


def read_agency(placed: Sequence[Placed]) -> AgencyReading:
    """Join the lines of the left head into bodies; the last one issues, the rest stands above."""
    lines = [item for item in placed if any(c.isalpha() for c in item.line.text)]
    # a later page has the head of an appendix or of a copy
    lines = [item for item in lines if item.page == lines[0].page]
    if not lines:
        return AgencyReading(agency=Reading(findings=("missing",)), parent=Reading())
    bodies = issuing(group_bodies(_names([item.line.text for item in lines])))
    above, agency = lines[: -len(bodies[-1])], lines[-len(bodies[-1]) :]
    return AgencyReading(
        agency=Reading(value=" ".join(bodies[-1]), evidence=evidence_of(agency)),
        parent=Reading(
            value=" ".join(" ".join(body) for body in bodies[:-1]) or None,
            evidence=evidence_of(above),
        ),
    )


def _names(texts: Sequence[str]) -> list[str]:
    """The lines of the head without specks; the dash between bodies that issue together stays.

    >>> _names(["BỘ NỘI VỤ -", "BỘ TÀI CHÍNH"]), _names(["BỘ NỘI VỤ", "- BỘ TÀI CHÍNH"])
    (['BỘ NỘI VỤ -', 'BỘ TÀI CHÍNH'], ['BỘ NỘI VỤ', '- BỘ TÀI CHÍNH'])
    >>> _names(["UỶ BAN NHÂN DÂN -", "TỈNH SÓC TRĂNG -"])
    ['UỶ BAN NHÂN DÂN', 'TỈNH SÓC TRĂNG']
    """
    bare = [trimmed(text) for text in texts]
    for at in range(1, len(bare)):
        # a dash beside a name that goes on is a speck, or a piece of the rule under the head
        if not _begins_body(bare[at - 1 : at], bare[at]):
            continue
        if re.search(r"\s[-–]$", texts[at - 1].rstrip()):
            bare[at - 1] += " -"
        elif re.match(r"[-–]\s", texts[at]):
            bare[at] = f"- {bare[at]}"
    return bare


def group_bodies(lines: Sequence[str]) -> list[list[str]]:
    """Lines that make one name together.

    A line begins a new body if it begins with the first word of a body's name and the line above
    names a whole body. Bodies with a dash between them issue together and are one name.

    >>> group_bodies(["ỦY BAN NHÂN DÂN", "TỈNH SÓC TRĂNG"])
    [['ỦY BAN NHÂN DÂN', 'TỈNH SÓC TRĂNG']]
    >>> group_bodies(["BỘ NỘI VỤ -", "BỘ TÀI CHÍNH"])
    [['BỘ NỘI VỤ -', 'BỘ TÀI CHÍNH']]
    >>> group_bodies(["UBND TỈNH SÓC TRĂNG", "BAN CHỈ ĐẠO 389"])
    [['UBND TỈNH SÓC TRĂNG'], ['BAN CHỈ ĐẠO 389']]
    >>> group_bodies(["ỦY BAN NHÂN DÂN", "TỈNH SÓC TRĂNG", "SỞ GIÁO DỤC", "VÀ ĐÀO TẠO"])
    [['ỦY BAN NHÂN DÂN', 'TỈNH SÓC TRĂNG'], ['SỞ GIÁO DỤC', 'VÀ ĐÀO TẠO']]
    >>> group_bodies(["ỦY BAN THƯỜNG VỤ QUỐC", "HỘI"]), len(group_bodies(["BỘ Y TẾ", "CỤC DÂN SỐ"]))
    ([['ỦY BAN THƯỜNG VỤ QUỐC', 'HỘI']], 2)
    >>> group_bodies(["VĂN PHÒNG", "ỦY BAN NHÂN DÂN TỈNH"])
    [['VĂN PHÒNG', 'ỦY BAN NHÂN DÂN TỈNH']]
    """
    bodies: list[list[str]] = []
    for line in lines:
        if bodies and not _begins_body(bodies[-1], line):
            bodies[-1].append(line)
        else:
            bodies.append([line])
    # the Công báo prints the name above the head once more
    names = [skeleton(" ".join(body)) for body in bodies]
    return [body for at, body in enumerate(bodies) if names[at] not in names[at + 1 :]]


def issuing(bodies: Sequence[list[str]]) -> list[list[str]]:
    """Bodies of which none stands above the other, made one: they issue together.

    >>> issuing([["TÒA ÁN NHÂN DÂN TỐI CAO"], ["VIỆN KIỂM SÁT NHÂN DÂN", "TỐI CAO"]])
    [['TÒA ÁN NHÂN DÂN TỐI CAO', 'VIỆN KIỂM SÁT NHÂN DÂN', 'TỐI CAO']]
    >>> len(issuing([["TÒA ÁN NHÂN DÂN", "TỈNH AN GIANG"], ["TÒA ÁN NHÂN DÂN", "HUYỆN TRI TÔN"]]))
    2
    >>> len(issuing([["UBND TỈNH AN GIANG"], ["SỞ TƯ PHÁP"]]))
    2
    >>> issuing([["BỘ TÀI CHÍNH"], ["BỘ NỘI VỤ"]])
    [['BỘ TÀI CHÍNH', 'BỘ NỘI VỤ']]
    >>> len(issuing([["BỘ CÔNG AN"], ["VIỆN KIỂM SÁT", "NHÂN DÂN TỐI CAO"], ["BỘ QUỐC PHÒNG"]]))
    1
    >>> len(issuing([["BỘ Y TẾ"], ["CỤC DÂN SỐ"]]))
    2
    >>> len(issuing([["BỘ QUỐC PHÒNG"], ["BỘ TƯ LỆNH", "QUÂN KHU 7"]]))
    2
    >>> len(issuing([["BỘ CÔNG AN"], ["CÔNG AN TỈNH AN GIANG"]]))
    2
    """
    result = [list(body) for body in bodies]
    while len(result) >= _PAIR and _are_peers(result[-2], result[-1]):
        result[-2:] = [result[-2] + result[-1]]
    return result


def _are_peers(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two bodies differ in name and are of one rank: central both, or local both."""
    return any(
        None not in (heads := (_head_of(above, rank), _head_of(below, rank)))
        and heads[0] != heads[1]
        for rank in ("body_central", "body_local")
    )


def _head_of(body: Sequence[str], rank: str) -> str | None:
    """The name of this rank with which a body begins.

    >>> _head_of(["BỘ TÀI CHÍNH"], "body_central"), _head_of(["BỘ TƯ LỆNH"], "body_central")
    ('BỘ TÀI CHÍNH', None)
    """
    words = " ".join(body).split()
    return next((name for name in phrases(rank) if _starts_with(words, name.split())), None)


def _begins_body(above: Sequence[str], line: str) -> bool:
    previous = above[-1].rstrip()
    # the name of no body is one syllable: "ỦY BAN THƯỜNG VỤ QUỐC / HỘI"
    if len(line.split()) == 1 or previous.endswith(("-", ",", "–")) or _is_open(" ".join(above)):
        return False
    words = line.split()
    return any(_starts_with(words, name.split()) for name in phrases("body_head"))


def _is_open(text: str) -> bool:
    """Whether a name needs the next line: VĂN PHÒNG, BAN CHẤP HÀNH ... alone; or it ends in VÀ."""
    read = skeleton(text)
    last = skeleton(text.split()[-1])
    return last in {"va", "cua", "va,"} or any(
        read == skeleton(name) for name in phrases("body_open")
    )


def _starts_with(words: Sequence[str], name: Sequence[str]) -> bool:
    if len(words) < len(name):
        return False
    head = words[: len(name)]
    # "PHÒNG, CHỐNG THIÊN TAI" goes on with a name; a body's first word has no comma after it
    return not head[-1].endswith(",") and all(
        skeleton(a) == skeleton(b) for a, b in zip(head, name, strict=True)
    )
