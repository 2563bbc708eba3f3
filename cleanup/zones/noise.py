"""Lines that belong to the sheet and not to the text: page numbers, running heads, layers, junk."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cleanup.skeleton import skeleton
from cleanup.zones import lines as tests
from cleanup.zones.frame import Frame
from cleanup.zones.place_date import is_place_date
from cleanup.zones.verdict import Verdict
from ocr.model import Line, Page, Zone

# shares of the page height; NĐ 30/2020 puts the number into the top margin (20-25 mm of 297),
# TT 01/2011 into the bottom right corner
TOP, BOTTOM = 0.085, 0.93
_JUNK_CONFIDENCE = 0.45
# no line of print is that short, but for numbers
_SCRAP, _SCRAP_CONFIDENCE = 3, 0.6
_HOPELESS = 0.25
# a misread heading stays: "__ ChươnglI ." is Chương I
_STRUCTURE = ("phan", "chuong", "muc", "tieumuc", "dieu", "phuluc")
_REPEATED = 2
_ITEM, _LETTERS = 12, 4    # characters of a line that wraps, letters and digits of its end
_PAGE_LINES = 8
# letters and signs of what was torn off a line, its size beside that of the line, lines between
_TORN, _TORN_SIZE, _NEAR = (2, 6), 0.7, 4
# beside the text: signs at most, share of the width between it and them
_FEW, _BESIDE = 8, 0.015
# a full line (share of the text's width) and its first-line indent, in heights of a line
_FULL, _INDENT = 0.8, 4
_ADDRESS = re.compile(r"^\W{0,2}(?:Địa chỉ|Trụ sở)\s*:")
_CONTACT = re.compile(r"(?:Điện thoại|ĐT|Tel|Fax|E-?mail|Website|Hotline)\s*[:.]", re.IGNORECASE)
_CONTACTS = 2
# what a fax machine prints over the sheet: day and hour, a telephone number, names of the fields
_FAX = (
    re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\s+\d{1,2}[:.h]\d{2}\b"),
    re.compile(r"(?<![\d/])\+?\d{3,5} ?\d{5,8}\b"),
    re.compile(r"\bFROM\b"),
    re.compile(r"\bFAX\b"),
    re.compile(r"\bP(?:AGE)?[.:]?\s?\d{1,3}\s?/\s?\d{1,3}\b"),
)
_FAX_SIGNS = 2
_UNIT = re.compile(r"^\(?%\)?$")
_NUMBERING = re.compile(r"^\W?(?:\d{1,3}\W?|[a-zđ][.)]|[IVXLC]{1,5}[.)-])$")


def find_noise(pages: Sequence[Page]) -> list[dict[int, Verdict]]:
    """Per page, verdicts for page numbers, running heads and website layers."""
    repeated = _repeated_margins(pages)
    series = _text_page_numbers(pages)
    return [
        {
            index: verdict
            for index, line in enumerate(page.lines)
            if (verdict := _judge(page, line, repeated, (position, index) in series))
        }
        for position, page in enumerate(pages)
    ]


def _judge(page: Page, line: Line, repeated: set[str], in_series: bool) -> Verdict | None:
    if in_series or _is_page_number(page, line) or _heads_page(page, line):
        return Verdict(zone=Zone.PAGE_NUMBER)
    if tests.is_running_head(line.text):
        return Verdict(zone=Zone.RUNNING_HEAD)
    if tests.is_foreign_layer(line.text):
        return Verdict(zone=Zone.UNPLACED, reason="margin")
    if _is_contact(page, line) or _is_of_fax(page, line):
        return Verdict(zone=Zone.UNPLACED, reason="margin")
    margin = _in_margin(page, line) and _without_digits(line.text) in repeated
    if margin and not _is_letterhead(page, line):
        return Verdict(zone=Zone.RUNNING_HEAD)
    return None


def _is_contact(page: Page, line: Line) -> bool:
    """Box 13 at the foot of the sheet: address, telephone, mail (NĐ 30/2020)."""
    if not line.bbox or not page.height or line.bbox.center[1] / page.height <= BOTTOM:
        return False
    return _ADDRESS.match(line.text) is not None or len(_CONTACT.findall(line.text)) >= _CONTACTS


def _is_of_fax(page: Page, line: Line) -> bool:
    """The row that a fax machine prints over the head: when, from which number, which page."""
    if not line.bbox or not page.height or line.bbox.center[1] > TOP * page.height:
        return False
    beside = [
        other.text for other in page.lines
        if other.bbox and abs(other.bbox.center[1] - line.bbox.center[1]) < _row(line)
    ]
    row = " ".join(beside)
    return sum(sign.search(row) is not None for sign in _FAX) >= _FAX_SIGNS


def _is_letterhead(page: Page, line: Line) -> bool:
    """The regime, or a body beside it: a regulation on a later sheet has a head of its own."""
    if tests.regime(line.text):
        return True
    return tests.is_upper(line.text) and any(
        other.bbox and line.bbox and abs(other.bbox.center[1] - line.bbox.center[1]) < _row(line)
        and other is not line and tests.regime(other.text)
        for other in page.lines
    )


def _row(line: Line) -> int:
    return line.bbox.height if line.bbox else 0


def find_junk(lines: Sequence[Line], frame: Frame | None = None) -> dict[int, Verdict]:
    """Verdicts for specks, rules and pen strokes that an engine read as letters.

    Args:
        lines: of a page.
        frame: where its text stands, if that is sure: a few signs beside it are none of it.
    """
    found = {
        index: Verdict(zone=Zone.UNPLACED)
        for index, line in enumerate(lines)
        if line.bbox and (
            (_is_junk(line) and not _stands_in_column(lines, index)) or _lies_in_line(lines, index)
        )
    }
    if frame is None:
        return found
    beside = {
        index: Verdict(zone=Zone.UNPLACED, reason="margin")
        for index, line in enumerate(lines)
        if index not in found and _stands_beside(line, frame)
        and not _is_wrapped(lines, index, frame)
    }
    return found | beside


def _stands_beside(line: Line, frame: Frame) -> bool:
    """A few signs in the left or right margin; a number that hangs out of the text is none."""
    box = line.bbox
    if box is None or len(line.text) > _FEW or _NUMBERING.match(line.text):
        return False
    room = _BESIDE * frame.width
    return box.x1 < frame.left - room or box.x0 > frame.right + room


def _is_wrapped(lines: Sequence[Line], index: int, frame: Frame) -> bool:
    """The last word of a paragraph on a page whose margin leans.

    It is alone on its row, right under a full line that breaks off near there.
    """
    line, box = lines[index], lines[index].bbox
    if box is None:
        return False
    others = [other for other in lines if other is not line]
    if any(other.bbox and abs(other.bbox.center[1] - box.center[1]) < box.height / 2
           for other in others):
        return False
    return any(
        above.bbox and above.bbox.width > _FULL * (frame.right - frame.left)
        and abs(above.bbox.x0 - box.x0) < _INDENT * box.height
        and 0 < box.center[1] - above.bbox.center[1] < 2 * above.bbox.height
        and not above.text.rstrip().endswith((".", ";", ":"))
        for above in others
    )


def _lies_in_line(lines: Sequence[Line], index: int) -> bool:
    """A raised figure and marks of a line, torn off it and read as a small line of their own."""
    line, box = lines[index], lines[index].bbox
    if box is None or not line.x_size or sum(c.isalnum() for c in line.text) > _TORN[0]:
        return False
    if len(line.text) > _TORN[1] or line.text.isalnum():
        return False
    return any(
        whole.bbox and whole.x_size and line.x_size < _TORN_SIZE * whole.x_size
        and whole.bbox.x0 < box.x0 and box.x1 < whole.bbox.x1
        and min(box.y1, whole.bbox.y1) - max(box.y0, whole.bbox.y0) > 0.6 * box.height
        for whole in lines[max(0, index - _NEAR) : index + _NEAR]
    )


def _stands_in_column(lines: Sequence[Line], index: int) -> bool:
    """A line set like one above it: the wrapped end of an item, however badly read."""
    line = lines[index]
    if sum(c.isalnum() for c in line.text) < _LETTERS:
        return False
    return any(_wraps_into(above, line) for above in lines[max(0, index - 4) : index])


def _wraps_into(above: Line, line: Line) -> bool:
    if above.bbox is None or line.bbox is None or len(above.text) < _ITEM:
        return False
    size = above.x_size or above.bbox.height
    return (
        abs(line.bbox.x0 - above.bbox.x0) < 0.7 * size
        and 0.5 * size < line.bbox.y0 - above.bbox.y0 < 2 * size
        and 0.75 < (line.x_size or line.bbox.height) / size < 1.33
    )


def _in_margin(page: Page, line: Line) -> bool:
    if not line.bbox or not page.height:
        return False
    middle = line.bbox.center[1] / page.height
    return middle < TOP or middle > BOTTOM


def _is_page_number(page: Page, line: Line) -> bool:
    """A number in the margin; in the middle of the top margin also a misread one ("G2)", "Ẹ:")."""
    if not _in_margin(page, line) or line.bbox is None or not page.width:
        return False
    if tests.page_number(line.text) is not None:
        return True
    across = line.bbox.center[0] / page.width
    return page.number > 1 and len(line.text) <= 3 and 0.42 < across < 0.62


def _heads_page(page: Page, line: Line) -> bool:
    """A number on top and in the middle, lower than the margin on a cut scan.

    On its own row it needs not be the page's own: a scan may begin at page 8.
    """
    box = line.bbox
    if box is None or not page.width or not page.height:
        return False
    others = [other.bbox for other in page.lines if other.bbox and other is not line]
    if any(other.y1 < box.y0 for other in others) or box.y1 >= 0.15 * page.height:
        return False
    number = tests.page_number(line.text)
    alone = not any(other.y0 < box.y1 and other.y1 > box.y0 for other in others)
    known = number == page.number and page.number > 1
    middle = 0.4 < box.center[0] / page.width < 0.65
    return middle and (known or (alone and number is not None and number > 1))


def _is_junk(line: Line) -> bool:
    """No letter or digit at all, or read with little confidence and mostly not as words."""
    # a modifier such as "ˆ" counts as a letter in Unicode, not in print
    if not any(c.isalnum() and unicodedata.category(c) != "Lm" for c in line.text):
        # the unit of a column: (%)
        return not _UNIT.match(line.text)
    limit = _SCRAP_CONFIDENCE if len(line.text) <= _SCRAP else _JUNK_CONFIDENCE
    if line.confidence is None or line.confidence >= limit:
        return False
    if tests.is_number_line(line.text) or is_place_date(line.text):
        return False
    if skeleton(line.text).startswith(_STRUCTURE):
        return False
    tokens = line.text.split()
    wanted = 0.5 if line.confidence >= _HOPELESS else 0.8
    return sum(_is_plausible(token) for token in tokens) < wanted * len(tokens)


def _is_plausible(token: str) -> bool:
    """Whether a token looks like a syllable or a number: letters with a vowel, one case."""
    bare = token.strip(".,;:()[]“”\"'-–/")
    if bare.isdigit():
        return True
    low = skeleton(bare)
    return (
        2 <= len(bare) <= 7
        and bare.isalpha()
        and any(c in "aeiouy" for c in low)
        and (bare[1:].islower() or bare.isupper())
    )


def _without_digits(text: str) -> str:
    return "".join(c for c in skeleton(text) if not c.isdigit())


def _repeated_margins(pages: Sequence[Page]) -> set[str]:
    """Texts that stand in the margin of two pages or more, digits aside."""
    seen: Counter[str] = Counter()
    for page in pages:
        texts = {_without_digits(line.text) for line in page.lines if _in_margin(page, line)}
        seen.update(text for text in texts if len(text) >= 4)
    return {text for text, count in seen.items() if count >= _REPEATED and len(pages) >= _REPEATED}


def _text_page_numbers(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Places of page numbers in text without coordinates: number lines that run 2, 3, 4 ..."""
    found: list[tuple[int, int, int]] = []
    for position, page in enumerate(pages):
        for index, line in enumerate(page.lines):
            number = tests.page_number(line.text) if line.bbox is None else None
            if number is not None:
                found.append((number, position, index))
    numbers = [number for number, _, _ in found]
    # a column of row numbers runs 1, 2, 3 as well, but on neighbouring lines
    apart = all(one[1] != two[1] or two[2] - one[2] >= _PAGE_LINES for one, two in pairwise(found))
    if len(numbers) >= 2 and apart and numbers == list(range(numbers[0], numbers[0] + len(found))):
        return {(position, index) for _, position, index in found}
    return set()
