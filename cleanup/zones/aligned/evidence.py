"""What makes a table of rows in columns: figures one below the other, or rows that are counted.

Two signers side by side, a stanza or a list with hanging numbers stand in columns too. A table is
missed rather than such text torn apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from cleanup.patterns import NUMBERED, classify
from cleanup.zones.aligned.columns import Region, is_beside
from cleanup.zones.aligned.rows import Piece

_AMOUNT = r"[-–+(]?\d[\d.,]*\)?"
_FIGURE = re.compile(
    rf"^(?:[.…·]+\s?)?(?:{_AMOUNT}(?:\s?[-–/x]\s?{_AMOUNT})*\s?(?:%|đ|₫|"
    r"(?:(?:ngàn|nghìn|triệu|tỷ|tỉ) )?đồng|tr\.?đ)?|[-–]|"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4})$"
)
_COUNT = re.compile(r"^(\d{1,3})([.)]?)$")
_LABEL = re.compile(r"^(?:\d{1,3}|[IVX]{1,5}|[A-Za-zđĐ]|\d{1,2}(?:\.\d{1,2})+)[.)]?$")
_NUMBERING = re.compile(r"^\(?(?:[A-EĐ]|\d{1,2}(?:\s?=.*)?)\)?$")
_COUNTER_HEAD = re.compile(r"^(?:S[Ốố]?\s?)?[TS]TT?$|^S[Ốố] TT$|^S[Ốố] thứ tự$", re.IGNORECASE)
_PAGE = re.compile(r"^[\s.…·_]*(\d{1,3})[.\s]*$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_LEADER = re.compile(r"[.…·_]{4,}")
_ROWS = 3                    # the least that makes a column
_MOST = 0.7                  # share of the cells of a column that must be of its kind
_EDGE = 0.4                  # em by which edges of one column may differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """What the columns of a table hold.

    Attributes:
        first: the first row below the head.
        figures: numbers of the columns of figures.
        counter: True if the leftmost column counts the rows.
    """

    first: int
    figures: frozenset[int]
    counter: bool


def judge(region: Region) -> Kinds | None:
    """What the columns hold, or None if this is not surely a table."""
    texts = [_texts(row) for row in region.cells]
    counter = _counts(texts)
    figures = frozenset(
        column for column in range(len(region.spans))
        if not (counter and column == 0) and _is_of_figures(region, texts, column)
    )
    if not counter and not figures:
        return None
    first = _first(region, texts, figures, counter=counter)
    kinds = Kinds(first=first, figures=figures, counter=counter)
    return kinds if _is_table(region, texts, kinds) else None


def _first(
    region: Region, texts: Sequence[Mapping[int, str]], figures: frozenset[int], *, counter: bool
) -> int:
    """The first row below the head: the first that is counted, or has figures that are no years.

    Lines that stand beside it belong to it.
    """
    first = _first_marked(texts, figures, counter=counter)
    while is_beside(region, first):
        first -= 1
    return first


def _first_marked(
    texts: Sequence[Mapping[int, str]], figures: frozenset[int], *, counter: bool
) -> int:
    if counter:
        first = next(index for index, row in enumerate(texts) if _LABEL.match(row.get(0, "")))
        return first - 1 if _is_group(texts[:first], figures) else first
    cells = [(index, row[column]) for index, row in enumerate(texts) for column in sorted(figures)
             if is_figure(row.get(column, ""))]
    return next((index for index, text in cells if not is_year(text)), cells[0][0])


def _is_group(head: Sequence[Mapping[int, str]], figures: frozenset[int]) -> bool:
    """Whether the last row above the first count is no part of the head: the name of a group."""
    if len(head) < 2 or len(head[-1]) != 1:
        return False
    ((column, text),) = head[-1].items()
    named = any(column in row for row in head[:-1])
    # "Số" over "TT" names the counts themselves
    return named and column > 0 and column not in figures and text[:1].isupper()


def names_counts(text: str) -> bool:
    """Whether this heads the column that counts the rows: STT, TT, Số TT."""
    return bool(_COUNTER_HEAD.match(text))


def is_year(text: str) -> bool:
    """A year alone, as it stands in heads: 2021."""
    return bool(_YEAR.match(text))


def is_figure(text: str) -> bool:
    """Whether a cell holds an amount, a date, a range of numbers, or the dash for nothing.

    >>> [is_figure(text) for text in ("1.250.000", "98,5%", "-", "05/3/2021", "...12.500")]
    [True, True, True, True, True]
    >>> [is_figure(text) for text in ("31.250 triệu đồng", "5 triệu người")]
    [True, False]
    >>> [is_figure(text) for text in ("1. Chi khác", "125/QĐ-UBND", "năm 2021", "")]
    [False, False, False, False]
    """
    return bool(_FIGURE.match(text))


def is_numbering(row: Mapping[int, str]) -> bool:
    """The row under a head that gives its columns letters or numbers: A, B, 1, 2, 3=1+2."""
    values = list(row.values())
    if len(values) < _ROWS or not all(_NUMBERING.match(value) for value in values):
        return False
    numbers = [int(found[0]) for value in values if (found := re.findall(r"\d+", value)[:1])]
    return all(two - one == 1 for one, two in pairwise(numbers))


def _texts(row: Mapping[int, Sequence[Piece]]) -> dict[int, str]:
    return {column: " ".join(piece.text for piece in pieces) for column, pieces in row.items()}


def _counts(texts: Sequence[Mapping[int, str]]) -> bool:
    """Whether the leftmost column counts: 1, 2, 3; it may begin anew in each group."""
    cells = [row[0] for row in texts if 0 in row and not is_numbering(row)]
    numbers = [int(found[1]) for cell in cells if (found := _COUNT.match(cell))]
    labels = sum(bool(_LABEL.match(cell)) for cell in cells)
    if len(numbers) < _ROWS or labels < _MOST * (len(cells) - 1):
        return False
    steps = [two - one == 1 or two == 1 for one, two in pairwise(numbers)]
    return sum(steps) >= _MOST * len(steps) and sum(
        two - one == 1 for one, two in pairwise(numbers)) >= _ROWS - 1


def _is_of_figures(region: Region, texts: Sequence[Mapping[int, str]], column: int) -> bool:
    """Figures in most cells from the first to the last of them, with an edge or middle in line."""
    rows = [index for index, row in enumerate(texts)
            if column in row and not is_numbering(row)]
    figures = [index for index in rows if is_figure(texts[index][column])]
    if not figures:
        return False
    # signers may stand below the last of them
    below = [index for index in rows if figures[0] <= index <= figures[-1]]
    digits = [index for index in figures if any(c.isdigit() for c in texts[index][column])]
    return (
        len(digits) >= _ROWS and len(figures) >= _MOST * len(below)
        and in_line(region, figures, column)
    )


def in_line(region: Region, rows: Sequence[int], column: int) -> bool:
    """Whether the cells of a column have their left edges, right edges or middles in line."""
    pieces = [region.cells[index][column] for index in rows if column in region.cells[index]]
    edges = (
        [cell[0].x0 for cell in pieces], [cell[-1].x1 for cell in pieces],
        [(cell[0].x0 + cell[-1].x1) / 2 for cell in pieces],
    )
    room = _EDGE * median(row.em for row in region.rows)
    return any(
        sum(abs(place - median(places)) <= room for place in places) >= _MOST * len(places)
        for places in edges
    )


def _is_table(region: Region, texts: Sequence[Mapping[int, str]], kinds: Kinds) -> bool:
    data = [index for index in range(kinds.first, len(texts))
            if _has_evidence(texts[index], kinds)]
    if len(data) < _ROWS or _is_contents(texts, kinds):
        return False
    words = [
        column for column in range(len(region.spans))
        if column not in kinds.figures and not (kinds.counter and column == 0)
        and sum(column in texts[index] for index in data) >= _MOST * len(data)
        and in_line(region, data, column)
    ]
    head = texts[: kinds.first]
    if kinds.figures:
        return _with_figures(texts, kinds, words, data)
    marked = sum(texts[index].get(0, "").endswith((".", ")")) for index in data)
    headed = any(names_counts(row.get(0, "")) for row in head)
    if headed:
        return len(words) >= 1 and len(region.spans) > 2
    return marked * 2 < len(data) and len(words) > 1


def _with_figures(
    texts: Sequence[Mapping[int, str]], kinds: Kinds, words: Sequence[int], data: Sequence[int]
) -> bool:
    if len(words) + len(kinds.figures) < 2:
        return False
    if len(words) == 1 and len(kinds.figures) == 1 and not kinds.counter:
        labels = [texts[index].get(words[0], "") for index in data]
        # a list with hanging numbers, or the fields of a form
        if sum(bool(_LABEL.match(label)) or label.endswith(":") for label in labels) * 2 >= len(
                labels):
            return False
        # plain small numbers beside text: pages, answers, years
        (column,) = kinds.figures
        return any(len(re.sub(r"\D", "", texts[index].get(column, ""))) > 3 for index in data)
    return True


def _has_evidence(row: Mapping[int, str], kinds: Kinds) -> bool:
    return any(is_figure(row.get(column, "")) for column in kinds.figures) or (
        kinds.counter and bool(_LABEL.match(row.get(0, "")))
    )


def _is_contents(texts: Sequence[Mapping[int, str]], kinds: Kinds) -> bool:
    """A table of contents: numbers of pages that only grow, behind dots or headings."""
    if len(kinds.figures) != 1:
        return False
    (column,) = kinds.figures
    cells = [row[column] for row in texts[kinds.first:] if column in row]
    pages = [found for cell in cells if (found := _PAGE.match(cell))]
    numbers = [int(found[1]) for found in pages]
    if len(numbers) < _MOST * len(cells) or numbers != sorted(numbers):
        return False
    firsts = [row[min(row)] for row in texts[kinds.first:] if min(row) != column]
    headings = sum(
        bool(_LEADER.search(text)) or classify(text).kind in NUMBERED for text in firsts)
    return kinds.counter is False or headings * 2 >= len(firsts)
