"""A stroke of the pen behind the last sign of a text: `này./.v`, `này./cut`, `này./. z`.

With `./.` a text ends (domain 5.1); behind it the drafter and the head of the office set their
initials. The engine reads them as letters, and glues them to the sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ocr.model import Bbox, Line, Unplaced, Word

# a text ends with a word: `Số: ....../QĐ-TU` and `05./KL-TU` are numbers
_END = r"(?:(?<=[^\W\d_])|(?<=[)”»]))\./\.?|(?<=\d)\./\."
_GLUED = re.compile(rf"(?P<print>.*(?:{_END}))(?P<pen>[^\W\d_]{{1,6}})")
_CLOSED = re.compile(rf".*(?:{_END})")
# read off the ends of the scans that we have: glued strokes came with 0.1 to 0.5, print with 0.98
_DOUBTED = 0.8
_STROKES, _LONGEST = 3, 6  # words behind the sign, and characters of each


def lift_pen_ends(
    lines: Sequence[Line], page: int
) -> tuple[tuple[Line, ...], tuple[Unplaced, ...]]:
    """Take what was written behind `./.` out of the lines; words that are surely read stay.

    Lines whose engine tells no confidence are left alone.
    """
    kept: list[Line] = []
    unplaced: list[Unplaced] = []
    for line in lines:
        words = list(line.words)
        behind = _behind(words)
        pen = words[len(words) - behind :]
        del words[len(words) - behind :]
        glued = _GLUED.fullmatch(words[-1].text) if words and _is_doubted(words[-1]) else None
        if glued is not None:
            words[-1], stroke = _cut(words[-1], len(glued["print"]))
            pen.insert(0, stroke)
        unplaced += (
            Unplaced(page=page, text=word.text, reason="handwriting", bbox=word.bbox)
            for word in pen
        )
        kept.append(line.with_words(tuple(words)) if pen else line)
    return tuple(kept), tuple(unplaced)


def _is_doubted(word: Word) -> bool:
    return word.confidence is not None and word.confidence < _DOUBTED


def _behind(words: Sequence[Word]) -> int:
    """How many words at the end stand behind `./.` and are hardly believed."""
    for count in range(1, min(_STROKES, len(words) - 1) + 1):
        word = words[-count]
        if not _is_doubted(word) or len(word.text) > _LONGEST:
            return 0
        if _CLOSED.fullmatch(words[-count - 1].text):
            return count
    return 0


def _cut(word: Word, at: int) -> tuple[Word, Word]:
    """The word up to a character, and the rest, each with its share of the box."""
    left, right = word.bbox, word.bbox
    if word.bbox is not None and word.bbox.width > 1:
        share = round(word.bbox.width * at / len(word.text))
        middle = word.bbox.x0 + min(max(1, share), word.bbox.width - 1)
        left = Bbox(word.bbox.x0, word.bbox.y0, middle, word.bbox.y1)
        right = Bbox(middle, word.bbox.y0, word.bbox.x1, word.bbox.y1)
    # what made the word doubtful was the pen
    first = replace(word, text=word.text[:at], bbox=left, choices=word.choices[:at])
    return first, replace(word, text=word.text[at:], bbox=right, choices=word.choices[at:])
