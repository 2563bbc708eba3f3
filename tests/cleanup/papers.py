"""Papers of many kinds as text files, and pages made of them: in boxes, glued, or as plain text.

A file of `cases/papers` says what is expected (YAML), then, after `---`, what stands on the sheets:
one row per line, its first sign says where. `L`, `R` head columns; `C` centred; `B` paragraph; `M`
list in the middle; `E` ending, left and right of the bar; `P` a new page; `N` a new head.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ocr.model import Bbox, Line, Page, TextSource, Word

FOLDER = Path(__file__).parents[1] / "cases" / "papers"
# A4 at 300 dpi, NĐ 30/2020 margins, 14 pt type
WIDTH, HEIGHT = 2480, 3508
LEFT, RIGHT, TOP = 350, 2304, 260
CHAR, TALL, PITCH = 21, 46, 62
LEFT_HEAD, RIGHT_HEAD, MIDDLE, LEFT_END, RIGHT_END = 770, 1720, 1327, 350, 1850
INDENT = 120


@dataclass(frozen=True, slots=True)
class Paper:
    """What is expected, and the rows as (sign, text)."""

    name: str
    expected: dict[str, Any]
    rows: tuple[tuple[str, str], ...]


def papers() -> list[Paper]:
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
        rows = tuple(
            (row[:1], row[2:].rstrip()) for row in body.splitlines() if row.strip()
        )
        found.append(Paper(path.stem, dict(yaml.safe_load(head)), rows))
    return found


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is being set."""

    glued: bool
    number: int = 1
    y: int = TOP
    lines: list[Line] = field(default_factory=list)
    block: int = 0
    last: str = ""

    def put(self, *parts: tuple[str, int], right: int | None = None) -> None:
        """One row of (text, x of its left edge); glued rows make one line of all parts.

        `right` is where a justified row ends.
        """
        words = [list(_words(text, x, self.y, right)) for text, x in parts if text]
        groups = [[word for part in words for word in part]] if self.glued else words
        for group in groups:
            if group:
                self.lines.append(_line(group, self.block))
        self.y += PITCH

    def page(self) -> Page:
        return Page(number=self.number, width=WIDTH, height=HEIGHT, dpi=300,
                    lines=tuple(self.lines))


def _words(text: str, x: int, y: int, right: int | None) -> Iterator[Word]:
    tokens = text.split()
    letters = sum(len(token) for token in tokens)
    space = CHAR
    if right is not None and len(tokens) > 1:
        space = (right - x - CHAR * letters) // (len(tokens) - 1)
    for token in tokens:
        width = CHAR * len(token)
        yield Word(text=token, bbox=Bbox(x, y, x + width, y + TALL), confidence=0.95)
        x += width + space


def _line(words: list[Word], block: int) -> Line:
    text = " ".join(word.text for word in words)
    line = Line(text=text, raw_text=text, confidence=0.95, x_size=float(TALL), block=block)
    return line.with_words(tuple(words))


def _centred(text: str, middle: int) -> tuple[str, int]:
    return text, max(LEFT, middle - CHAR * len(text) // 2)


def boxed(paper: Paper, *, glued: bool = False) -> tuple[Page, ...]:
    """The paper as an engine gives it; `glued` as one that reads across the columns."""
    done: list[Page] = []
    sheet = _Sheet(glued)
    left: list[str] = []
    right: list[str] = []
    for sign, text in (*paper.rows, ("N", "")):
        if sign in "LR":
            (left if sign == "L" else right).append(text)
            continue
        _put_head(sheet, left, right)
        left, right = [], []
        if sign == "P":
            done.append(sheet.page())
            sheet = _Sheet(glued, number=len(done) + 1)
            sheet.put(_centred(str(sheet.number), MIDDLE))
            sheet.y += PITCH
        else:
            _put_row(sheet, sign, text)
    return (*done, sheet.page())


def _put_head(sheet: _Sheet, left: list[str], right: list[str]) -> None:
    for at in range(max(len(left), len(right))):
        parts = [_centred(left[at], LEFT_HEAD)] if at < len(left) else []
        parts += [_centred(right[at], RIGHT_HEAD)] if at < len(right) else []
        sheet.put(*parts)
    sheet.y += PITCH if left or right else 0
    sheet.block += 1


def _put_row(sheet: _Sheet, sign: str, text: str) -> None:
    if sign == "C":
        sheet.put(_centred(text, MIDDLE))
    elif sign == "M":
        sheet.put((text, 900))
    elif sign == "B":
        # a rule stands under the title
        sheet.y += PITCH // 3 if sheet.last == "B" else PITCH
        sheet.block += 1
        rows = _wrapped(text)
        for at, row in enumerate(rows):
            right = RIGHT if at + 1 < len(rows) else None
            sheet.put((row, LEFT if at else LEFT + INDENT), right=right)
    elif sign == "E":
        one, _, two = text.partition("|")
        parts = [(one, LEFT_END)] if one else []
        sheet.put(*parts, *([_centred(two, RIGHT_END)] if two else []))
    elif sign == "N":
        sheet.y += 2 * PITCH
    sheet.last = sign


def _wrapped(text: str) -> list[str]:
    rows: list[str] = []
    room = (RIGHT - LEFT - INDENT) // CHAR
    for word in text.split():
        if rows and len(rows[-1]) + 1 + len(word) <= room:
            rows[-1] += f" {word}"
        else:
            room = (RIGHT - LEFT) // CHAR if rows else room
            rows.append(word)
    return rows


def plain(paper: Paper) -> tuple[Page, ...]:
    """The paper as text without places: the left column of head and ending before the right."""
    blocks: list[list[str]] = [[]]
    columns: tuple[list[str], list[str]] = ([], [])
    last = ""
    for sign, text in (*paper.rows, ("N", "")):
        side = {"L": "H", "R": "H"}.get(sign, sign)
        if last in ("H", "E") and side != last:
            blocks += [list(columns[0]), list(columns[1])]
            columns = ([], [])
        last = side
        if sign in "LR":
            columns["LR".index(sign)].append(text)
        elif sign == "E":
            for column, part in zip(columns, text.split("|"), strict=False):
                column += [part] if part else []
        elif sign in "CM":
            blocks[-1].append(text)
        elif sign == "B":
            blocks += [_wrapped(text), []]
    lines = [
        Line(text=text, raw_text=text, block=at) for at, block in enumerate(blocks)
        for text in block
    ]
    return (Page(number=1, text_source=TextSource.TEXT, lines=tuple(lines)),)
