"""Quoted amendments: text between “ and ” that is another document's, kept whole.

`“Điều 3. Đối tượng áp dụng …”` inside an amending law must neither become a section of it nor
disturb its numbering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.patterns import NUMBERED, LineKind, classify, value_of

_OPEN = re.compile(r"^[“\"«]")
_CLOSED = re.compile(r"[”\"»][.;,:)]*\s*$")
_RESUMES = re.compile(
    r"(?:Sửa đổi|Bổ sung|Thay thế|Thay cụm|Bãi bỏ|Hủy bỏ|Huỷ bỏ|Hiệu lực|Điều khoản (?:thi hành|"
    r"chuyển tiếp)|Trách nhiệm thi hành|Tổ chức thực hiện|Quy định chuyển tiếp)"
)
# a quoted law chapter is long; beyond this a closing mark was lost
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one paragraph says about quotations.

    Attributes:
        opens, closes: it begins, or ends, with a quotation mark.
        change: by how much it leaves more marks open.
        straight: the same for straight marks, which do not say whether they open or close.
        article: its number, if it looks like a Điều; None otherwise.
        chapter, amending: it looks like a Chương; like a Điều of an amending document.
    """

    opens: bool
    closes: bool
    change: int
    straight: bool
    article: int | None
    chapter: bool
    amending: bool


def _facts(text: str) -> _Facts:
    straight = '"' in text and "“" not in text
    change = text.count('"') % 2 if straight else (
        text.count("“") + text.count("«") - text.count("”") - text.count("»")
    )
    mark = classify(text) if text.startswith(("Điều", "ĐIỀU", "Chương", "CHƯƠNG")) else None
    article = mark is not None and mark.kind is LineKind.ARTICLE
    return _Facts(
        opens=bool(_OPEN.match(text)), closes=bool(_CLOSED.search(text)), change=change,
        straight=straight, article=value_of(mark) if mark is not None and article else None,
        chapter=mark is not None and mark.kind is LineKind.CHAPTER,
        amending=mark is not None and article and bool(_RESUMES.match(mark.text)),
    )


def quoted(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of the paragraphs that lie inside a quoted block.

    >>> sorted(quoted(["1. Sửa Điều 3 như sau:", "“Điều 3. Phạm vi", "1. Luật này.”", "2. Bỏ."]))
    [1, 2]
    >>> sorted(quoted(["“5K” là thông điệp.", "1. Mục đích"]))
    []
    """
    facts = [_facts(text) for text in texts]
    inside: set[int] = set()
    article = index = 0
    while index < len(facts):
        if facts[index].opens:
            units = classify(texts[index].lstrip("“\"« ")).kind in NUMBERED
            end = _end_of(facts, index, article, units=units)
            if end > index or facts[index].closes:
                inside.update(range(index, end + 1))
            index = end
        else:
            article = facts[index].article or article
        index += 1
    return frozenset(inside)


def _resumes(fact: _Facts, article: int, *, units: bool) -> bool:
    """The document's own next unit: a closing mark was left out, or lost, before it.

    Where the quotation holds units itself (`units`), only an amending Điều is surely not one.
    """
    if fact.chapter:
        return not units
    return fact.article == article + 1 and (not units or fact.amending)


def _end_of(facts: Sequence[_Facts], start: int, article: int, *, units: bool) -> int:
    depth, closed = 0, None
    for index in range(start, min(len(facts), start + _LONGEST)):
        fact = facts[index]
        if index > start and _resumes(fact, article, units=units):
            return index - 1
        if fact.straight and index > start:
            depth -= fact.change
        else:
            depth += fact.change
        if depth <= 0:
            return index
        if closed is None and fact.closes:
            closed = index
    return start if closed is None else closed
