"""Cuts lines in which the engine glued two columns: agency | regime, recipients | signature.

A cut never changes a character; it only ends one line and begins the next.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from statistics import median

from cleanup.skeleton import UPPER
from cleanup.zones import lines as tests
from cleanup.zones.place_date import is_place_date, place_date_start
from ocr.model import Bbox, Line, Word, around

# a gap this wide (shares of the page width) never stands inside one column; measured on scans with
# handwritten numbers, whose own gaps stay below half of it
_COLUMN_GAP = 0.06
# a gap between columns that come near each other, in gaps between words of the line
_WIDER = 1.6
# in the ending the columns come closer; there the right column must begin in the right half
_ENDING_GAP = 0.025
_ENDING_LEFT_EDGE = 0.42
# what a pen writes before a post is short, and read with 0.2 to 0.7
_PEN_WORDS, _PEN_SIGNS, _DOUBTED = 2, 5, 0.8
_AUTHORITY_MARK = re.compile(rf"^(?:[{UPPER}]{{1,3}}\s*[./,]|(?:TM|KT|TL|TUQ)\s)")
# two columns of a page are never longer; a paragraph on one line is
_LONGEST_GLUED = 200


def split(line: Line, at: int) -> tuple[Line, Line]:
    """`line` cut before the word with index `at` of its text.

    >>> left, right = split(Line(text="Nơi nhận: TM. UBND", raw_text="Nơi nhận: TM. UBND"), 2)
    >>> left.text, right.text
    ('Nơi nhận:', 'TM. UBND')

    Raises:
        ValueError: if one part would be empty.
    """
    tokens = line.text.split()
    if not 0 < at < len(tokens):
        msg = f"no cut at word {at} of {len(tokens)}"
        raise ValueError(msg)
    raw = line.raw_text.split()
    raw_at = at if len(raw) == len(tokens) else min(at, len(raw))
    # the raw reading may have other word limits than the edited text: count from the nearer end
    word_at = at if len(line.words) == len(tokens) else _nearest(len(line.words), at, len(tokens))
    left = _part(line, tokens[:at], raw[:raw_at], line.words[:word_at])
    right = _part(line, tokens[at:], raw[raw_at:], line.words[word_at:])
    return (left, right) if line.words or line.bbox is None else _shared_box(left, right, line.bbox)


def _shared_box(left: Line, right: Line, box: Bbox) -> tuple[Line, Line]:
    """Both parts of a line that has no boxes for its words: each with its share of the width."""
    share = (len(left.text) + 0.5) / (len(left.text) + 1 + len(right.text))
    middle = min(max(box.x0 + 1, box.x0 + round(share * box.width)), box.x1 - 1)
    if not box.x0 < middle < box.x1:
        return left, right
    return (
        replace(left, bbox=replace(box, x1=middle)), replace(right, bbox=replace(box, x0=middle))
    )


def _nearest(words: int, at: int, tokens: int) -> int:
    return max(0, min(words, at if at <= tokens // 2 else words - (tokens - at)))


def _part(line: Line, tokens: list[str], raw: list[str], words: tuple[Word, ...]) -> Line:
    sure = [word.confidence for word in words if word.confidence is not None]
    return replace(
        line,
        text=" ".join(tokens),
        raw_text=" ".join(raw),
        words=words,
        bbox=around(word.bbox for word in words) or line.bbox,
        confidence=sum(sure) / len(sure) if sure else line.confidence,
    )


def widest_gap(line: Line) -> tuple[int, int, int]:
    """(index of the word after the widest gap, its left edge, its right edge); index 0 if none."""
    if len(line.words) != len(line.text.split()):
        return 0, 0, 0
    best = (0, 0, 0)
    for index, (left, right) in enumerate(pairwise(line.words), start=1):
        if left.bbox is None or right.bbox is None:
            return 0, 0, 0
        if right.bbox.x0 - left.bbox.x1 > best[2] - best[1]:
            best = (index, left.bbox.x1, right.bbox.x0)
    return best


def cut_head_line(
    line: Line, page_width: int | None, *, below: bool = False
) -> tuple[Line, ...]:
    """The columns of one line of the head, left to right.

    `below` says that the regime stands above: its name in this line is likely no column.

    >>> glued = "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    >>> [part.text for part in cut_head_line(Line(text=glued, raw_text=glued), None)]
    ['ỦY BAN NHÂN DÂN', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM']
    >>> inside = "quan điểm của Đảng Cộng sản Việt Nam"
    >>> len(cut_head_line(Line(text=inside, raw_text=inside), None, below=True))
    1
    >>> motto = "TỈNH SÓC TRĂNG Độc lập - Tự do - Hạnh phúc"
    >>> len(cut_head_line(Line(text=motto, raw_text=motto), None, below=True))
    2
    >>> whole = "Độc lập - Tự do - Hạnh phúc"
    >>> len(cut_head_line(Line(text=whole, raw_text=whole), None))
    1
    """
    if len(line.text) > _LONGEST_GLUED:
        return (line,)
    tokens = line.text.split()
    # QUỐC HỘI / NƯỚC CỘNG HÒA …: the body that decides, above the legal basis
    if tests.regime(line.text) or is_place_date(line.text) or tokens[:1] == ["NƯỚC"]:
        return (line,)
    at = _regime_start(tokens)
    if at and below and not _is_column(line, at):
        return (line,)
    if not at:
        at = place_date_start(tokens) or 0
    if not at and page_width and not tests.is_number_line(line.text):
        index, left, right = widest_gap(line)
        if right - left >= _COLUMN_GAP * page_width:
            at = index
    return split(line, at) if 0 < at < len(tokens) else (line,)


def _is_column(line: Line, at: int) -> bool:
    """Whether a regime header or motto inside a line stands in a column of its own.

    `BAN BÍ THƯ TRUNG ƯƠNG ĐOÀN TNCS HỒ CHÍ MINH` over the legal basis is one name: between columns
    is more white than between words. Without boxes only a motto surely does.
    """
    words, tokens = line.words, line.text.split()
    if len(words) == len(tokens) and all(word.bbox for word in words):
        gaps = [b.bbox.x0 - a.bbox.x1 for a, b in pairwise(words) if a.bbox and b.bbox]
        others = gaps[: at - 1] + gaps[at:]
        return not others or gaps[at - 1] >= _WIDER * median(others)
    return tests.regime(" ".join(tokens[at:])) == "motto"


def _regime_start(tokens: list[str]) -> int:
    """Index from which the rest is nearest to a regime header or motto; 0 if it never is one."""
    best, at = None, 0
    for index in range(1, len(tokens)):
        errors = tests.regime_errors(" ".join(tokens[index:]))
        # of equals the last: "_ CỘNG HÒA ..." leaves its rule mark to the left column
        if errors is not None and (best is None or errors <= best):
            best, at = errors, index
    return at


def cut_ending_line(line: Line, page_width: int | None) -> tuple[Line, ...]:
    """The columns of one line of the ending: recipients | signature.

    >>> glued = "- Lưu: VT, NC (Inbao12) CHU TỊCH UBND TĨNH"
    >>> [part.text for part in cut_ending_line(Line(text=glued, raw_text=glued), None)]
    ['- Lưu: VT, NC (Inbao12)', 'CHU TỊCH UBND TĨNH']
    >>> item = "- Chủ tịch UBND tỉnh;"
    >>> len(cut_ending_line(Line(text=item, raw_text=item), None))
    1
    """
    if len(line.text) > _LONGEST_GLUED:
        return (line,)
    tokens = line.text.split()
    if page_width:
        index, left, right = widest_gap(line)
        if right - left >= _ENDING_GAP * page_width and right >= _ENDING_LEFT_EDGE * page_width:
            return split(line, index)
    for at in range(1, len(tokens)):
        before, after = " ".join(tokens[:at]), " ".join(tokens[at:])
        if _ends_left_column(before) and _begins_signature(before, after):
            return split(line, at)
    return (line,)


def cut_pen_before_post(line: Line, page_width: int | None) -> tuple[Line, ...]:
    """A post with what a pen wrote before it, `KT.` or `Q.` by hand: cut off, if hardly believed.

    >>> words = (Word(text="tá.", bbox=Bbox(600, 0, 640, 20), confidence=0.3),
    ...          Word(text="HIỆU", bbox=Bbox(650, 0, 700, 20), confidence=1.0),
    ...          Word(text="TRƯỞNG", bbox=Bbox(710, 0, 800, 20), confidence=1.0))
    >>> text = "tá. HIỆU TRƯỞNG"
    >>> line = Line(text=text, raw_text=text, words=words, bbox=Bbox(600, 0, 800, 20))
    >>> [part.text for part in cut_pen_before_post(line, 1000)]
    ['tá.', 'HIỆU TRƯỞNG']
    >>> len(cut_pen_before_post(line, 4000))
    1
    >>> text = "PHÓ HIỆU TRƯỞNG"
    >>> deputy = replace(line, text=text, words=(replace(words[0], text="PHÓ"), *words[1:]))
    >>> len(cut_pen_before_post(deputy, 1000))
    1
    >>> text = "XT. HIỆU TRƯỞNG"
    >>> misread = replace(line, text=text, words=(replace(words[0], text="XT."), *words[1:]))
    >>> len(cut_pen_before_post(misread, 1000))
    1
    >>> dash = replace(words[0], text="-", confidence=0.9)
    >>> listed = replace(line, text="- HIỆU TRƯỞNG", words=(dash, *words[1:]))
    >>> len(cut_pen_before_post(listed, 1000))
    1
    >>> under_seal = (dash, *(replace(word, confidence=0.2) for word in words[1:]))
    >>> sealed = replace(listed, words=under_seal)
    >>> [part.text for part in cut_pen_before_post(sealed, 1000)]
    ['-', 'HIỆU TRƯỞNG']
    >>> text = "KT HIỆU TRƯỞNG"
    >>> faded = replace(line, text=text, words=(replace(words[0], text="KT"), *words[1:]))
    >>> len(cut_pen_before_post(faded, 1000))
    1
    """
    tokens = line.text.split()
    # `KT.` in print, one letter of it misread or its dot lost, is no stroke of a pen
    if _AUTHORITY_MARK.match(line.text):
        return (line,)
    right = line.bbox and page_width and line.bbox.x0 >= _ENDING_LEFT_EDGE * page_width
    if not right or len(line.words) != len(tokens):
        return (line,)
    for at in range(1, min(_PEN_WORDS, len(tokens) - 1) + 1):
        word, rest = line.words[at - 1], " ".join(tokens[at:])
        # a clear dash or dot is a bit of the seal only where that lies on the post, too; else it
        # is printed: "- GIÁM ĐỐC" in a list
        scrap = not any(map(str.isalnum, word.text)) and rest.isupper()
        scrap &= all(map(_is_doubted, line.words[at:]))
        if not (_is_doubted(word) or scrap) or len(word.text) > _PEN_SIGNS:
            break
        # a seal makes the engine doubt `PHÓ`, too, and that is half of the post
        whole = tokens[0].isalpha() and tests.is_post(line.text)
        whole |= tests.is_authority(line.text)
        if tests.is_post(rest) and not whole:
            return split(line, at)
    return (line,)


def _is_doubted(word: Word) -> bool:
    return word.confidence is not None and word.confidence < _DOUBTED


def _ends_left_column(text: str) -> bool:
    return tests.is_recipients_heading(text) or (
        text.lstrip()[:1] in "-–—~+•" and any(c.isalpha() for c in text)
    )


def _begins_signature(before: str, after: str) -> bool:
    if tests.is_authority(after) or tests.is_post(after):
        return True
    closed = before.rstrip().endswith((";", ",", ".", ")", ":"))
    return closed and len(after.split()) >= 3 and tests.is_name(after)
