"""Quoted amendments: text between “ and ” that is another document's, kept whole.

`“Điều 3. Đối tượng áp dụng …”` inside an amending law must neither become a section of it nor
disturb its numbering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanup.patterns import LineKind, classify, value_of

_OPEN = re.compile(r"^[“\"«]")
_CLOSED = re.compile(r"[”\"»][.;,:)]*\s*$")
_RESUMES = re.compile(
    r"(?:Sửa đổi|Bổ sung|Thay thế|Thay cụm|Bãi bỏ|Hủy bỏ|Huỷ bỏ|Hiệu lực|Điều khoản (?:thi hành|"
    r"chuyển tiếp)|Trách nhiệm thi hành|Tổ chức thực hiện|Quy định chuyển tiếp)"
)
# a quoted law chapter is long; beyond this a closing mark was lost
_LONGEST = 600


def quoted(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of the paragraphs that lie inside a quoted block.

    >>> sorted(quoted(["1. Sửa Điều 3 như sau:", "“Điều 3. Phạm vi", "1. Luật này.”", "2. Bỏ."]))
    [1, 2]
    >>> sorted(quoted(["“5K” là thông điệp.", "1. Mục đích"]))
    []
    """
    inside: set[int] = set()
    article = index = 0
    while index < len(texts):
        if _OPEN.match(texts[index]):
            end = _end_of(texts, index, article)
            if end > index or _CLOSED.search(texts[index]):
                inside.update(range(index, end + 1))
            index = end
        else:
            article = _article(texts[index]) or article
        index += 1
    return frozenset(inside)


def _article(text: str) -> int | None:
    mark = classify(text) if text.startswith(("Điều", "ĐIỀU")) else None
    return value_of(mark) if mark is not None and mark.kind is LineKind.ARTICLE else None


def _resumes(text: str, article: int) -> bool:
    """The amending document's own next Điều: a closing mark was left out before it."""
    return _article(text) == article + 1 and bool(_RESUMES.match(classify(text).text))


def _end_of(texts: Sequence[str], start: int, article: int) -> int:
    last = min(len(texts), start + _LONGEST)
    for index in range(start + 1, last):
        if _resumes(texts[index], article):
            last = index
            break
    depth = 0
    for index in range(start, last):
        depth += _change(texts[index], first=index == start)
        if depth <= 0:
            return index
    if last < len(texts) and _resumes(texts[last], article):
        return last - 1
    for index in range(start, last):
        if _CLOSED.search(texts[index]):
            return index
    return start


def _change(text: str, *, first: bool) -> int:
    if '"' in text and "“" not in text:
        odd = text.count('"') % 2
        return 1 if odd and first else -odd
    return sum(text.count(mark) for mark in "“«") - sum(text.count(mark) for mark in "”»")
