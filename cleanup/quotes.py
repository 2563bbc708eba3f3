"""Quoted amendments: text between “ and ” that is another document's, kept whole.

`“Điều 3. Đối tượng áp dụng …”` inside an amending law must neither become a section of it nor
disturb its numbering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_OPEN = re.compile(r"^[“\"«]")
_CLOSED = re.compile(r"[”\"»][.;,:)]*\s*$")
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
    index = 0
    while index < len(texts):
        if _OPEN.match(texts[index]):
            end = _end_of(texts, index)
            if end > index or _CLOSED.search(texts[index]):
                inside.update(range(index, end + 1))
            index = end
        index += 1
    return frozenset(inside)


def _end_of(texts: Sequence[str], start: int) -> int:
    depth = 0
    for index in range(start, min(len(texts), start + _LONGEST)):
        depth += _change(texts[index], first=index == start)
        if depth <= 0:
            return index
    for index in range(start, min(len(texts), start + _LONGEST)):
        if _CLOSED.search(texts[index]):
            return index
    return start


def _change(text: str, *, first: bool) -> int:
    if '"' in text and "“" not in text:
        odd = text.count('"') % 2
        return 1 if odd and first else -odd
    return sum(text.count(mark) for mark in "“«") - sum(text.count(mark) for mark in "”»")
