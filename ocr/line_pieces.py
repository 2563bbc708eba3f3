"""A line that the engine took apart, with one piece out of its place, is made whole again.

On bent or unevenly tilted paper Tesseract puts a line's first word into a block of its own, after
the rest of the page: `Vườn | gia Ba Vì … quốc`. Every word would be there, in the wrong sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ocr.model import Bbox, Line

_SAME_ROW = 0.6  # share of the lower piece's height that both have in common
_WORD_SPACE = 1.0  # widest gap, in heights of the lower piece; columns stand further apart
_TOUCHING = -0.3  # boxes of slanted letters may overlap
# a torn-off piece is a word or two of a full line; heads in two columns are short on both sides
_STRAY_WORDS = 2
_LINE_WORDS = 4


def join_pieces(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Join lines that are one line on the paper but do not follow each other.

    Pieces that follow each other read rightly and stay as they are.

    Args:
        lines: in the engine's order; those without a box or words are left alone.
    """
    kept = list(lines)
    while (pair := _first_pair(kept)) is not None:
        left, right = pair
        first, second = kept[left], kept[right]
        home = left if len(first.text) > len(second.text) else right
        kept[home] = _whole(first, second, kept[home])
        del kept[right if home == left else left]
    return tuple(kept)


def _first_pair(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Places of a left and a right piece that are not neighbours in this order."""
    for left, first in enumerate(lines):
        for right, second in enumerate(lines):
            if right in (left, left + 1) or not _torn(first, second):
                continue
            if first.bbox and second.bbox and _go_together(first.bbox, second.bbox):
                return left, right
    return None


def _torn(first: Line, second: Line) -> bool:
    few, many = sorted((len(first.words), len(second.words)))
    return 1 <= few <= _STRAY_WORDS and many >= _LINE_WORDS


def _go_together(left: Bbox, right: Bbox) -> bool:
    height = min(left.height, right.height)
    shared = min(left.y1, right.y1) - max(left.y0, right.y0)
    gap = right.x0 - left.x1
    return shared >= _SAME_ROW * height and _TOUCHING * height <= gap <= _WORD_SPACE * height


def _whole(first: Line, second: Line, home: Line) -> Line:
    """Both pieces as one line; type, block and baseline are those of the longer one."""
    line = home.with_words((*first.words, *second.words))
    scored = [(piece.confidence, len(piece.text)) for piece in (first, second)]
    known = [(score, size) for score, size in scored if score is not None]
    if not known:
        return line
    letters = max(1, sum(size for _, size in known))
    return replace(line, confidence=sum(score * size for score, size in known) / letters)
