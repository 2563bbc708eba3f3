"""Raised numbers as they are read: `!` for ¹, `?` for ², `*3` for ³³.

The engine sees a sign of two millimetres; its own reading is worth little. What is certain is the
order: on one page footnotes and calls count up by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanup.marks import confusions

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_PLAIN = str.maketrans(_RAISED, "0123456789", "()[].⁽⁾ ")
_TO_RAISED = str.maketrans("0123456789", _RAISED)
_ODD_SIGNS = "!?*°^¡»†"


def plain(label: str) -> str:
    """The digits of a mark as printed.

    >>> plain("⁽¹²⁾"), plain("(3)")
    ('12', '3')
    """
    return label.translate(_TO_PLAIN)


def raised(number: str) -> str:
    """The number in raised digits.

    >>> raised("34")
    '³⁴'
    """
    return number.translate(_TO_RAISED)


def _likeness(label: str, number: int) -> float:
    read, digits = plain(label), str(number)
    if read == digits:
        return 1.0
    table = confusions().raised
    same = [sign in table[digit] for sign, digit in zip(read, digits, strict=False)]
    if len(read) == len(digits) and all(same):
        return 0.7
    if any(same) or (len(digits) > 1 and digits[-1] in read):
        return 0.4
    return 0.0


def resolve(labels: Sequence[str], last: int) -> int | None:
    """The number of the first of a page's footnotes, from all their marks as read.

    `last` is the number of the last footnote before this page. None if no mark speaks for any
    number.

    >>> resolve(["*", "Ý", "5", "7"], 3)
    4
    >>> resolve(["3?", "*3", "3"], 7)
    32
    >>> resolve(["*"], 0) is None
    True
    """
    starts = {last + 1, 1}
    for place, label in enumerate(labels):
        digits = re.findall(r"\d", plain(label))
        if digits:
            number = int("".join(digits))
            # a second digit may have been read as another sign
            starts |= {number - place, *(number * 10 + lost - place for lost in range(10))}
    best, score = None, 0.0
    for start in sorted(number for number in starts if number > 0):
        bonus = 0.5 if start == last + 1 else 0.2 if start == 1 else 0.0
        likeness = sum(_likeness(label, start + place) for place, label in enumerate(labels))
        if likeness and likeness + bonus > score + 1e-9:
            best, score = start, likeness + bonus
    return best


def unreadable_call(text: str, digits: str, context: str) -> tuple[int, int] | None:
    """Where a misread call of the footnote `digits` may stand in `text`.

    Only signs that have no business there count: an odd sign after a word, a closing bracket or
    quote that nothing opened, here or in `context` (the lines before).

    >>> unreadable_call("Điều 1. Phạm vi điều chỉnh?", "2", "")
    (26, 27)
    >>> unreadable_call("theo “Hình thức”, gồm:", "5", "") is None
    True
    """
    table = confusions().raised
    last = re.escape(table[digits[-1]])
    signs = f"[{last}]"
    if len(digits) > 1:
        signs = rf"(?:[{re.escape(table[digits[0]])}]?[{last}]|[^\w\s.,;:()“\[\]]{{2}})"
    pattern = re.compile(rf"(?<=[^\W\d_]|(?<=\d)\.){signs}(?=[\s.,;:]|$)")
    for match in pattern.finditer(text):
        read = match.group()
        if any(sign.isalnum() for sign in read):
            continue
        if any(sign in _ODD_SIGNS for sign in read) or _unopened(context + text[: match.end()]):
            return match.span()
    return None


def _unopened(text: str) -> bool:
    """The text closes a bracket or quote that it never opened."""
    return text.count(")") > text.count("(") or text.count("”") > text.count("“")
