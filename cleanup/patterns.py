"""What a printed line looks like: a numbered unit, a dash item, a footnote, or plain text.

A pattern only proposes. Whether the line really opens a unit is decided in `cleanup.sections`, from
the numbers around it. The patterns themselves are data (`data/line_patterns.json`); the first that
matches wins, in the order of the file.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

_UPPER_BASE = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYFJWZ"
_UPPER_MARKED = (
    "ÀÁẢÃẠẰẮẲẴẶẦẤẨẪẬÈÉẺẼẸỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴ"
)
UPPER = _UPPER_BASE + _UPPER_MARKED
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"
LETTERS = "ABCDĐE"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_ORDINALS = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10,
}
CALL = re.compile(r"\[\^\d+\]")


class LineKind(StrEnum):
    """The classes of a line, outermost units first."""

    PART = "PART"
    CHAPTER = "CHAPTER"
    SECTION = "SECTION"
    SUBSEC = "SUBSEC"
    ARTICLE = "ARTICLE"
    APPENDIX = "APPENDIX"
    ROMAN = "ROMAN"
    DEC = "DEC"
    NUM = "NUM"
    LETTER = "LETTER"
    POINT = "POINT"
    DASH = "DASH"
    PLUS = "PLUS"
    ORDINAL = "ORDINAL"
    FOOTDEF = "FOOTDEF"
    TEXT = "TEXT"


KEYWORDS = frozenset({
    LineKind.PART, LineKind.CHAPTER, LineKind.SECTION, LineKind.SUBSEC, LineKind.ARTICLE,
    LineKind.APPENDIX,
})
NUMBERED = KEYWORDS | {
    LineKind.ROMAN, LineKind.DEC, LineKind.NUM, LineKind.LETTER, LineKind.POINT,
}
ITEMS = frozenset({LineKind.DASH, LineKind.PLUS, LineKind.ORDINAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a line begins.

    Attributes:
        number: as printed, without keyword and closing mark ("II", "12a", "đ"); "" without one.
        label: everything before the text, as printed and stripped ("Điều 2.", "I -", "a)").
        text: the rest of the line, stripped.
    """

    kind: LineKind
    number: str = ""
    label: str = ""
    text: str = ""


@cache
def _patterns() -> tuple[tuple[LineKind, re.Pattern[str]], ...]:
    data = json.loads(
        resources.files("cleanup").joinpath("data/line_patterns.json").read_text("utf-8")
    )
    compiled = []
    for entry in data["patterns"]:
        regex = entry["regex"]
        for name, body in data["macros"].items():
            regex = regex.replace(f"{{{name}}}", body)
        regex = regex.replace("{UP}", UPPER)
        compiled.append((LineKind(entry["kind"]), re.compile(regex)))
    return tuple(compiled)


# a line is asked for by quotations, paragraphs and series in turn
@lru_cache(maxsize=4096)
def classify(line: str) -> Mark:
    """The class of one NFC line, by its own text alone.

    Footnote calls (`[^1]`) are looked through.

    >>> classify("Điều 12a. Bổ sung")
    Mark(kind=<LineKind.ARTICLE: 'ARTICLE'>, number='12a', label='Điều 12a.', text='Bổ sung')
    >>> classify("Điều 5 Nghị định này").kind.value
    'TEXT'
    >>> classify("Điều 4.[^4] Nghi thức").label
    'Điều 4.'
    """
    line = line.strip()
    bare = CALL.sub("", line)
    for kind, pattern in _patterns():
        match = pattern.fullmatch(bare)
        if match:
            return _mark(kind, match, line, bare)
    return Mark(kind=LineKind.TEXT, text=line)


def _mark(kind: LineKind, match: re.Match[str], line: str, bare: str) -> Mark:
    number = next((value for name, value in match.groupdict().items() if name != "text" and value),
                  "")
    # one string for all the "1." and "a)" of a long text
    label = sys.intern(bare[: match.start("text")].rstrip())
    # the label has no call inside, so it stands at the start of the line with its calls as well
    text = line[len(label):].strip() if line.startswith(label) else match["text"].strip()
    return Mark(kind=kind, number=sys.intern(number), label=label, text=text)


def value_of(mark: Mark) -> int | None:
    """The place of a number in its own series, from 1; None where it has none.

    >>> value_of(classify("XIV. Tổ chức thực hiện")), value_of(classify("đ) Bổ sung"))
    (14, 5)
    >>> value_of(classify("- Lưu: VT.")) is None
    True
    """
    number = mark.number
    if not number:
        return None
    if mark.kind is LineKind.POINT:
        return POINT_LETTERS.find(number) + 1 or None
    if mark.kind is LineKind.LETTER:
        return LETTERS.find(number) + 1 or None
    if mark.kind is LineKind.DEC:
        return int(number.rsplit(".", 1)[1])
    return _plain_value(number)


def _plain_value(number: str) -> int | None:
    digits = re.match(r"\d+", number.translate(_SUPERSCRIPTS))
    if digits:
        return int(digits.group())
    if number.lower() in _ORDINALS:
        return _ORDINALS[number.lower()]
    if set(number) <= set(_ROMAN_VALUES):
        return roman_value(number)
    return ord(number) - ord("A") + 1 if len(number) == 1 and "A" <= number <= "E" else None


def roman_value(number: str) -> int:
    """The value of a Roman number of the letters I, V, X, L.

    >>> roman_value("XIV"), roman_value("XL")
    (14, 40)
    """
    total = 0
    for here, following in zip(number, [*number[1:], ""], strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if _ROMAN_VALUES.get(following, 0) > value else value
    return total


def is_caps(text: str) -> bool:
    """All letters are capitals, and there are at least two.

    >>> is_caps("QUY ĐỊNH CHUNG"), is_caps("Quy định"), is_caps("1.")
    (True, False, False)
    """
    letters = [char for char in CALL.sub("", text) if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def roman(value: int) -> str:
    """A Roman number up to 89.

    >>> roman(14), roman(49)
    ('XIV', 'XLIX')
    """
    text = ""
    for size, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while value >= size:
            text += sign
            value -= size
    return text


def number_for(kind: LineKind, value: int, like: str = "") -> str | None:
    """How the number `value` of a series is printed; `like` is a number of the same series.

    >>> number_for(LineKind.POINT, 5), number_for(LineKind.DEC, 3, "1.2.2")
    ('đ', '1.2.3')
    """
    if kind is LineKind.POINT:
        return POINT_LETTERS[value - 1] if value <= len(POINT_LETTERS) else None
    if kind is LineKind.LETTER:
        return LETTERS[value - 1] if value <= len(LETTERS) else None
    if kind is LineKind.DEC:
        return f"{like.rpartition('.')[0]}.{value}"
    if kind is LineKind.ROMAN or (kind in KEYWORDS and like and set(like) <= set(_ROMAN_VALUES)):
        return roman(value)
    return str(value)
