"""Quoted amendments: text between “ and ” that is another document's, kept whole.

`“Điều 3. Đối tượng áp dụng …”` inside an amending law must neither become a section of it nor
disturb its numbering.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
        kind, number: the unit that it looks like, if it is one that can resume a document.
        amending: its text is that of an amending document ("Sửa đổi khoản 3 như sau:").
        may_resume: worth asking `_Outside.resumes`.
        unit_within: behind its opening mark stands a numbered unit.
    """

    opens: bool
    closes: bool
    change: int
    straight: bool
    kind: LineKind
    number: int | None
    amending: bool
    may_resume: bool
    unit_within: bool


def _facts(text: str) -> _Facts:
    straight = '"' in text and "“" not in text
    change = text.count('"') % 2 if straight else (
        text.count("“") + text.count("«") - text.count("”") - text.count("»")
    )
    mark = classify(text)
    amending = bool(_RESUMES.match(mark.text))
    opens = bool(_OPEN.match(text))
    within = text.lstrip("“\"« ") if opens else text.rpartition("“")[2]
    asked = opens or (change == 1 and not straight)
    return _Facts(
        opens=opens, closes=bool(_CLOSED.search(text)), change=change,
        straight=straight, kind=mark.kind, number=value_of(mark),
        amending=amending,
        may_resume=amending or mark.kind in (LineKind.CHAPTER, LineKind.ARTICLE),
        unit_within=asked and classify(within).kind in NUMBERED,
    )


@dataclass(slots=True)
class _Outside:
    """The last units outside quotations."""

    article: int = 0
    clause: int = 0
    point: int = 0

    def see(self, fact: _Facts) -> None:
        if fact.number is None:
            return
        if fact.kind is LineKind.ARTICLE:
            self.article, self.clause, self.point = fact.number, 0, 0
        elif fact.kind is LineKind.NUM:
            self.clause, self.point = fact.number, 0
        elif fact.kind is LineKind.POINT:
            self.point = fact.number

    def resumes(self, fact: _Facts, *, units: bool) -> bool:
        """The document's own next unit: a closing mark was left out, or lost, before it.

        Where the quotation holds units itself (`units`), only an amending one is surely not its.
        """
        if fact.kind is LineKind.CHAPTER:
            return not units
        if fact.kind is LineKind.ARTICLE:
            return fact.number == self.article + 1 and (not units or fact.amending)
        last = {LineKind.NUM: self.clause, LineKind.POINT: self.point}.get(fact.kind)
        return bool(last) and fact.amending and fact.number == (last or 0) + 1


def quoted(texts: Iterable[str]) -> frozenset[int]:
    """Indexes of the paragraphs that lie inside a quoted block.

    >>> sorted(quoted(["1. Sửa Điều 3 như sau:", "“Điều 3. Phạm vi", "1. Luật này.”", "2. Bỏ."]))
    [1, 2]
    >>> sorted(quoted(["Cụ thể: “Điều 23. Vi phạm", "1. Trường hợp vi phạm;”.", "2. Đề nghị"]))
    [1]
    >>> sorted(quoted(["“5K” là thông điệp.", "1. Mục đích"]))
    []
    >>> sorted(quoted(["Theo “Điều 23. Vi phạm", "1. Mục đích", "2. Yêu cầu"]))
    []
    """
    # most paragraphs say the same about quotations: nothing
    same: dict[_Facts, _Facts] = {}
    facts = [same.setdefault(fact, fact) for fact in map(_facts, texts)]
    inside: set[int] = set()
    outside = _Outside()
    index = 0
    while index < len(facts):
        if facts[index].opens:
            units = facts[index].unit_within
            end = _end_of(facts, index, outside, units=units)
            if end > index or units or facts[index].closes:
                inside.update(range(index, end + 1))
            index = end
        else:
            outside.see(facts[index])
            end = _end_of_tail(facts, index, outside)
            inside.update(range(index + 1, end + 1))
            index = end
        index += 1
    return frozenset(inside)


def _end_of_tail(facts: Sequence[_Facts], start: int, outside: _Outside) -> int:
    """Where a quotation ends that begins inside a paragraph with a unit: `cụ thể: “Điều 23. …`.

    Only a closing mark makes it one.
    """
    if facts[start].change != 1 or facts[start].straight or not facts[start].unit_within:
        return start
    end = _end_of(facts, start, outside, units=True)
    return end if facts[end].change < 0 else start


def _end_of(facts: Sequence[_Facts], start: int, outside: _Outside, *, units: bool) -> int:
    depth = facts[start].change
    if depth <= 0:
        return start
    closed = start if facts[start].closes else None
    for index in range(start + 1, min(len(facts), start + _LONGEST)):
        fact = facts[index]
        if fact.may_resume and outside.resumes(fact, units=units):
            return index - 1
        if fact.change:
            # a straight mark after the first one closes
            depth += -fact.change if fact.straight else fact.change
            if depth <= 0:
                return index
        if closed is None and fact.closes:
            closed = index
    return start if closed is None else closed
