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
# what a lost mark, and a jump over lost pages, cost against a well-read mark (1.0)
_LOST_MARK = 0.3
_JUMP = 0.6
_OTHER_FIGURES = 0.2
_RESTART, _RESTART_AFTER_ALL = 0.4, 0.9


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
    if len(digits) > 1 and any(sign.isdigit() and sign in digits for sign in read):
        # figures that were all read tell another number, unless much speaks for this one
        return _OTHER_FIGURES if read.isdigit() and len(read) == len(digits) else 0.4
    return 0.0


def resolve(
    labels: Sequence[str], last: int, *, runs_on: bool = False
) -> tuple[int, ...] | None:
    """The numbers of a page's footnotes, from all their marks as read.

    They rise by one, or by more where a mark was lost. `last` is the number of the last footnote
    before this page; `runs_on` says that the numbers have run on over a page before. Else they may
    begin again at 1. None if no mark speaks for any number.

    >>> resolve(["*", "Ý", "5", "7"], 3)
    (4, 5, 6, 7)
    >>> resolve(["3?", "*3", "3"], 7)
    (32, 33, 34)
    >>> resolve(["1", "®", "7"], 3)
    (4, 6, 7)
    >>> resolve(["*"], 0) is None
    True
    >>> resolve(["⁵⁶"], 34, runs_on=True)
    (56,)
    """
    firsts = {last + 1: 0.0}
    firsts.setdefault(1, _RESTART_AFTER_ALL if runs_on else _RESTART)
    for place, label in enumerate(labels):
        digits = re.findall(r"\d", plain(label))
        if digits:
            number = int("".join(digits))
            # a second digit may have been read as another sign
            for first in (number - place, *(number * 10 + lost - place for lost in range(10))):
                firsts.setdefault(first, _JUMP)
    best, score = None, 0.0
    for first, cost in sorted(firsts.items()):
        if first > 0:
            numbers, likeness = _rising(labels, first)
            if likeness > 0 and likeness - cost > score + 1e-9:
                best, score = numbers, likeness - cost
    return best


def _rising(labels: Sequence[str], first: int) -> tuple[tuple[int, ...], float]:
    """The best numbers from `first` on, each one or two above the one before."""
    ways: dict[int, tuple[tuple[int, ...], float]] = {}
    ways[first] = ((first,), _likeness(labels[0], first))
    for label in labels[1:]:
        longer: dict[int, tuple[tuple[int, ...], float]] = {}
        for number, (numbers, likeness) in ways.items():
            for following, cost in ((number + 1, 0.0), (number + 2, _LOST_MARK)):
                total = likeness + _likeness(label, following) - cost
                if following not in longer or total > longer[following][1] + 1e-9:
                    longer[following] = ((*numbers, following), total)
        ways = longer
    return max(ways.values(), key=lambda way: (round(way[1], 6), -way[0][-1]))
