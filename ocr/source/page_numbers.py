"""Page numbers as people write them."""

from __future__ import annotations

import re

from ocr.errors import Message, UsageError

_MOST = 100_000
_TOO_LONG = r"\d{10}"


def page_numbers(text: str) -> tuple[int, ...]:
    """Page numbers of "1-3,7", in ascending order.

    Raises:
        UsageError: if it can't be understood.

    >>> page_numbers("1-3,7")
    (1, 2, 3, 7)
    """
    numbers: set[int] = set()
    if re.search(_TOO_LONG, text):
        raise _unclear(text)
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not first.isdecimal() or (last and not last.isdecimal()):
            raise _unclear(text)
        if int(last or first) - int(first) not in range(_MOST):
            raise _unclear(text)
        numbers.update(range(int(first), int(last or first) + 1))
    if 0 in numbers:
        raise _unclear(text)
    return tuple(sorted(numbers))


def _unclear(text: str) -> UsageError:
    return UsageError(
        Message(f"can't read the page numbers '{text}'", f"không hiểu số trang '{text}'"),
        Message("Write them as 1-3,7", "Hãy viết như 1-3,7"),
    )
