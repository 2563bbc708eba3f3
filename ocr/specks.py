"""Specks that the engine took for punctuation, and scraps at the edge that it took for letters.

Dust, pen strokes and punch holes beside a line come out as `:`, `` ` `` or `-`. They stand apart
from the text, or are smaller than any printed mark, or are signs that no such paper prints alone.
What is taken away is kept as unplaced.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from ocr.model import Bbox, Line, Table, Unplaced, Word

# In units of the line's type size, read off 160 line ends of the development scans: a printed mark
# stands at most 0.9 from its neighbour, and no printed dash or full stop is smaller than 0.1.
_APART = 1.2
_TINY = 0.09
_LONGEST = 2
_LONG_LINE = 10
# what stands beside the text is a column if that many other words stand there, surely read
_COLUMN, _SURE = 2, 0.95
_DASHES = frozenset("-–_~")  # a list dash before wide space is read as any of these
_DASH_WIDTH = 0.15
# accents without a letter, single angle quotes, bars: never a word of an official paper
_NEVER_ALONE = frozenset("‹›ˆ˜`´^¨¬¦|\\'‘’")
# what dust is read as, if one of three readings at most saw it
_LIKE_DUST, _UNSEEN = frozenset("*¡.,:;•°„_"), 0.34
_ON_A_RULE = re.compile(r"(\d{1,3})(_{3,})")
# nothing is printed before "1." or "d)"; what was read there is dust
_MARK = re.compile(r"(?:\d{1,2}|[a-zđ])[.)]")


def drop_scraps(
    lines: tuple[Line, ...], tables: tuple[Table, ...], page: int
) -> tuple[tuple[Line, ...], tuple[Table, ...], tuple[Unplaced, ...]]:
    """Take lines of one letter beside the text out; the tables keep their places among the lines.

    Lines without boxes are left alone.
    """
    text = _text_columns(lines)
    scraps = [
        index for index, line in enumerate(lines)
        if _is_scrap(line, text) and not _in_column(line, lines)
    ]
    kept = tuple(line for index, line in enumerate(lines) if index not in scraps)
    moved = tuple(
        replace(table, before_line=table.before_line - bisect_left(scraps, table.before_line))
        for table in tables
    )
    gone = tuple(_unplaced(word, page) for index in scraps for word in lines[index].words)
    return kept, moved, gone


def drop_specks(
    lines: tuple[Line, ...], page: int
) -> tuple[tuple[Line, ...], tuple[Unplaced, ...]]:
    """Take specks out of all lines; each line stays.

    Lines without boxes, and lines of one word, are left alone.
    """
    kept: list[Line] = []
    unplaced: list[Unplaced] = []
    for line in lines:
        words = list(line.words)
        while len(words) > 1 and _is_speck(words[-1], words[-2], line.x_size):
            unplaced.append(_unplaced(words.pop(), page))
        while len(words) > 1 and _is_speck(words[0], words[1], line.x_size, first=True):
            unplaced.append(_unplaced(words.pop(0), page))
        inside = [word for word in words if len(words) > 1 and _is_dust(word, line.x_size)]
        unplaced += (_unplaced(word, page) for word in inside)
        words = [word for word in words if word not in inside] or words
        kept.append(line if len(words) == len(line.words) else line.with_words(tuple(words)))
    return tuple(kept), tuple(unplaced)


def part_rules(
    lines: tuple[Line, ...], ruled: Sequence[Bbox], page: int
) -> tuple[tuple[Line, ...], tuple[Unplaced, ...]]:
    """Part the number of a table's row from a broken rule beside it, which is read as underscores.

    The cut falls where the letters have it by their share of the word's width.

    Args:
        lines: with boxes; others are left alone.
        ruled: boxes of the tables.
        page: its number.
    """
    unplaced: list[Unplaced] = []

    def parted(word: Word) -> Word:
        found = _ON_A_RULE.fullmatch(word.text)
        box = word.bbox
        if found is None or box is None or not any(box.overlap(table) for table in ruled):
            return word
        digits = len(found[1])
        cut = box.x0 + box.width * digits // len(word.text)
        rule = replace(word, text=found[2], bbox=replace(box, x0=cut), choices=())
        unplaced.append(_unplaced(rule, page))
        return replace(
            word, text=found[1], bbox=replace(box, x1=cut), choices=word.choices[:digits]
        )

    result = []
    for line in lines:
        words = tuple(parted(word) for word in line.words)
        result.append(line if words == line.words else line.with_words(words))
    return tuple(result), tuple(unplaced)


def _text_columns(lines: tuple[Line, ...]) -> tuple[int, int] | None:
    """First and last column of the running text, None where there is none."""
    boxes = [line.bbox for line in lines if line.bbox and len(line.text) >= _LONG_LINE]
    return (min(b.x0 for b in boxes), max(b.x1 for b in boxes)) if boxes else None


def _is_scrap(line: Line, text: tuple[int, int] | None) -> bool:
    """True for a lone letter well outside the text: the rim of a stamp, a shadow of the sheet."""
    if text is None or line.bbox is None or not line.x_size or len(line.words) != 1:
        return False
    if len(line.text) > _LONGEST or any(character.isdigit() for character in line.text):
        return False
    reach = _APART * line.x_size
    return line.bbox.x1 < text[0] - reach or line.bbox.x0 > text[1] + reach


def _in_column(line: Line, lines: tuple[Line, ...]) -> bool:
    """True for a word that is surely read, with such words above or below it: `km`, `hộ`, `TT`."""
    if line.bbox is None or (line.confidence or 0.0) < _SURE:
        return False
    middle = line.bbox.center[0]
    alike = [
        other for other in lines
        if other is not line and other.bbox and other.bbox.x0 <= middle < other.bbox.x1
        and len(other.text) < _LONG_LINE and (other.confidence or 0.0) >= _SURE
    ]
    return len(alike) >= _COLUMN


def _is_dust(word: Word, x_size: float | None) -> bool:
    if word.bbox is None or not x_size or len(word.text) > _LONGEST:
        return False
    if all(character in _NEVER_ALONE for character in word.text):
        return True
    unseen = word.confidence is not None and word.confidence < _UNSEEN
    if word.text in _LIKE_DUST and unseen:
        return True
    bare = not any(character.isalnum() for character in word.text)
    return bare and max(word.bbox.width, word.bbox.height) < _TINY * x_size


def _is_speck(word: Word, neighbour: Word, x_size: float | None, *, first: bool = False) -> bool:
    if word.bbox is None or neighbour.bbox is None or not x_size:
        return False
    if len(word.text) > _LONGEST or any(character.isalnum() for character in word.text):
        return False
    if first:
        if _MARK.fullmatch(neighbour.text):
            return word.text != "*"
        if word.text in _DASHES and word.bbox.width >= _DASH_WIDTH * x_size:
            return False
        return neighbour.bbox.x0 - word.bbox.x1 > _APART * x_size
    return word.bbox.x0 - neighbour.bbox.x1 > _APART * x_size


def _unplaced(word: Word, page: int) -> Unplaced:
    return Unplaced(page=page, text=word.text, reason="margin", bbox=word.bbox)
