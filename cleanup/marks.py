"""Misread marks: `Il.` for `II.`, `l.` for `1.`, `ø)` for `g)`, `-Điều 1.` for `Điều 1.`.

A mark is repaired only to the number that its series expects next, and only to signs that look like
what was read. The caller records each repair as a correction.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cleanup.patterns import NUMBERED, UPPER, LineKind, Mark, classify
from cleanup.skeleton import unmarked

# a dash and a space open a list item; specks, rules and stamp ink before a mark
_SPECKS = re.compile(r"^[_¬|~'`´.,;:°·*=\-–—\"”«»/\\]{1,3}\s?(?=\w)")
_GLUED = "_¬|~'`´,;:°·*=-–—\"”«»/\\¡"
_JUNK = r"(?![-–—•+*]\s)(?:[^\w\s]|_){0,3}\s?"
_SPACED_JUNK = r"(?![-–—•+*]\s)(?:(?:[^\w\s]|_){1,3}\s)?"
_MARK = re.compile(
    rf"^{_SPACED_JUNK}(?P<token>[^\s.)]{{1,9}}?)(?P<sep>\s?[.)]|[-–/,])\s+"
    rf"(?P<text>[{UPPER}“\"(\[].*)$", re.DOTALL,
)
_POINT = re.compile(
    rf"^{_SPACED_JUNK}(?P<token>\S{{1,4}}?)(?P<sep>[)}}\]])\s+(?P<text>\S.*)$", re.DOTALL
)
_KEYWORD = re.compile(
    rf"^{_JUNK}(?P<word>[^\W\d_]{{3,6}}?)\s?(?P<token>[IVXLHlUMN|1!]{{1,6}}|\d{{1,3}})"
    rf"\s?(?P<sep>[.:,;]?)(?:\s+(?P<text>[{UPPER}“\"(\[].*|(?<=[.:]\s)\S.*))?\s*[.,_|]?$",
    re.DOTALL,
)

_ILLEGIBLE = re.compile(
    rf"^(?!\.\.)(?:(?:[^\w\s“\"(\[]|_){{1,3}})(?<=\.)\s+(?P<text>[{UPPER}“\"(\[].*)$", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class _Confusions:
    signs: dict[str, str]
    joined: dict[str, str]
    keywords: dict[LineKind, str]
    raised: dict[str, str]
    keyword_misreads: dict[str, str]


@cache
def confusions() -> _Confusions:
    """The table of look-alikes."""
    data = json.loads(
        resources.files("cleanup").joinpath("data/mark_confusions.json").read_text("utf-8")
    )
    keywords = {LineKind(kind): word for kind, word in data["keywords"].items()}
    return _Confusions(
        data["signs"], data["joined"], keywords, data["raised"], data["keyword_misreads"]
    )


def looks_like(token: str, number: str) -> bool:
    """`token` may be how the printed `number` was read.

    >>> looks_like("HI", "III"), looks_like("Il", "II"), looks_like("l", "1")
    (True, True, True)
    >>> looks_like("V", "III"), looks_like("12", "2")
    (False, False)
    """
    if token == number or confusions().joined.get(token) == number:
        return True
    signs = confusions().signs
    return len(token) == len(number) and all(
        read in signs.get(printed, printed) for read, printed in zip(token, number, strict=True)
    )


def line_mark(text: str) -> Mark:
    """The mark of a line, looked for behind specks too.

    >>> line_mark("_b) Đối tượng áp dụng").number
    'b'
    >>> line_mark("- Điều tra dân số").kind.value
    'DASH'
    """
    mark = classify(text)
    if mark.kind in NUMBERED:
        return mark
    behind = _SPECKS.sub("", text, count=1)
    if behind != text:
        found = classify(behind)
        if found.kind in NUMBERED:
            return found
    return mark


def repair(text: str, kind: LineKind, number: str) -> Mark | None:
    """The mark of `text`, if it can be read as the unit `number` of this kind; else None.

    >>> repair("HI. PHẠM VI ĐIỀU CHỈNH", LineKind.ROMAN, "III").label
    'III.'
    >>> repair("-Điều 1. Phạm vi", LineKind.ARTICLE, "1").label
    'Điều 1.'
    >>> repair("$2. Phòng Đào tạo", LineKind.DEC, "5.2").label
    '5.2.'
    >>> repair("2, Đơn vị sự nghiệp", LineKind.NUM, "2").label
    '2.'
    >>> repair("Hai. Người", LineKind.NUM, "2") is None
    True
    """
    if kind in confusions().keywords:
        return _repair_keyword(text, kind, number)
    match = (_POINT if kind is LineKind.POINT else _MARK).match(text)
    separator = None if match is None else _closing(match["sep"].strip(), kind)
    if match is None or separator is None or not _reads(match["token"], kind, number):
        return _illegible(text, number) if kind is LineKind.NUM else None
    return Mark(kind=kind, number=number, label=number + separator, text=match["text"])


def _closing(read: str, kind: LineKind) -> str | None:
    """The closing mark that was printed; None if none of this kind is read so.

    A full stop is read as a comma, a bracket as a brace; `A, B` and `a, b` are lists of letters.
    """
    if kind is LineKind.POINT:
        return ")"
    if read == ",":
        return "." if kind in (LineKind.NUM, LineKind.DEC, LineKind.ROMAN) else None
    return read


def _reads(token: str, kind: LineKind, number: str) -> bool:
    if kind is LineKind.DEC and "." not in token:
        # the first dot is lost more often than a digit: "$2." for "5.2."
        number = number.replace(".", "")
    return looks_like(token, number) or looks_like(token.lstrip(_GLUED), number)


def _illegible(text: str, number: str) -> Mark | None:
    """A mark of which only the full stop is left: `¬-. Sở Lao động` where `2.` must stand."""
    match = _ILLEGIBLE.match(text)
    if match is None or number == "1":
        return None
    return Mark(kind=LineKind.NUM, number=number, label=f"{number}.", text=match["text"])


def _repair_keyword(text: str, kind: LineKind, number: str) -> Mark | None:
    match = _KEYWORD.match(text)
    if match is None:
        return None
    token = match["token"]
    if match.start("token") == match.end("word") and len(token) > 1:
        # the space before the number may have been read as a sign: "ChươnglI"
        glued = looks_like(token[1:], number)
    else:
        glued = False
    if not glued and not looks_like(token, number):
        return None
    word = confusions().keywords[kind]
    read_word = bare_letters(match["word"])
    if confusions().keyword_misreads.get(read_word, read_word) != word:
        return None
    if kind is LineKind.ARTICLE and not match["sep"] and match["text"]:
        return None
    name = {"dieu": "Điều", "chuong": "Chương", "muc": "Mục", "phan": "Phần"}[word]
    if match["word"].isupper():
        name = name.upper()
    separator = match["sep"].replace(",", ".").replace(";", ".")
    if not match["text"]:
        separator = separator if kind is LineKind.ARTICLE else ""
    return Mark(kind=kind, number=number, label=f"{name} {number}{separator}",
                text=match["text"] or "")


def bare_letters(text: str) -> str:
    """Small letters without their marks; OCR of Vietnamese hardly ever errs on this level.

    >>> bare_letters("Điều GỒM")
    'dieu gom'
    """
    return unmarked(text).lower().replace("ð", "d")

