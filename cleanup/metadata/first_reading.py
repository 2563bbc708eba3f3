"""What the engine read where handwriting was read again: kept as `unplaced` beside the line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanup.metadata.reading import Placed
from ocr.model import Page

_SYMBOL = re.compile(r"[/⁄−–—-]\s?[A-ZĐÐ]")
_NUMBER_LABEL = re.compile(r"^[Ss§$]\S{0,2}?[:;.,]\s*")
_DAY_LABEL = re.compile(r"^ng[aàáảã](?:[yỳýW]|[^\W\d])?")
_MONTH = re.compile(r"th[aáàả]ng")
_MOST_SIGNS = 4


def first_reading(pages: Sequence[Page], item: Placed) -> str:
    """The first reading of the words of a line that were read again, "" if there were none."""
    box = item.line.bbox
    if box is None:
        return ""
    page = next(page for page in pages if page.number == item.page)
    return next(
        (
            mark.text
            for mark in page.unplaced
            if mark.reason == "handwriting" and mark.text
            and mark.bbox and mark.bbox.overlap(box)
            and 2 * mark.bbox.overlap(box) > box.width * box.height
        ),
        "",
    )


def first_number(pages: Sequence[Page], item: Placed) -> str:
    """The signs of a number in its first reading: "94" of "94 /QĐ-UBND ngày4†tháng"."""
    text = first_reading(pages, item)
    symbol = _SYMBOL.search(text)
    if symbol is None:
        return ""
    signs = _NUMBER_LABEL.sub("", text[: symbol.start()].strip())
    return signs if len(signs.replace(" ", "")) <= _MOST_SIGNS else ""


def first_day(pages: Sequence[Page], item: Placed) -> str:
    """The signs of a day in its first reading: "4†" of "94 /QĐ-UBND ngày4†tháng"."""
    tokens = first_reading(pages, item).split()
    symbols = [at for at, token in enumerate(tokens) if _SYMBOL.search(token)]
    rest = " ".join(tokens[symbols[-1] + 1 :] if symbols else tokens)
    rest = _MONTH.split(_DAY_LABEL.sub("", rest))[0].strip()
    signs = rest.split(" ")[0]
    return signs if len(signs) <= _MOST_SIGNS else ""
