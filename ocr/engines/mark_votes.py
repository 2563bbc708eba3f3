"""Which marks the words of a line bear, out of several readings of it.

Tesseract reads the letters of Vietnamese well and their marks badly: seven of ten wrong words on
the development scans have the right letters. Cut out and enlarged in another way, the same line
gets other marks wrong, so the readings vote. They vote on marks, and on I, J, l against 1; other
letters, digits and punctuation stay those of the first reading, which alone has seen the whole
page (with votes on these too, as many words got worse as better, a number among them).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ocr.model import Line, Word

_STROKES = str.maketrans("IJl", "111")  # "khoản I", "J0", "l0"

def with_voted_marks(line: Line, readings: Sequence[Sequence[Word]]) -> Line:
    """The line, each word with the marks that its readings are surest of together.

    A word is as sure as all readings are of it in the mean, 0 for those that have it otherwise.

    Args:
        line: as the page was read.
        readings: the words of the same line, as it was read again.

    >>> def words(text, *sure):
    ...     return tuple(Word(text=t, confidence=c)
    ...                  for t, c in zip(text.split(), sure, strict=True))
    >>> read = words("đê thi 12", .8, .9, .9)
    >>> again = words("để thi 72", .9, .8, .9), words(". để thì 12", .2, .7, .6, .9)
    >>> voted = with_voted_marks(Line(text="đê thi 12", raw_text="", words=read), again)
    >>> voted.text, [round(word.confidence, 2) for word in voted.words]
    ('để thi 12', [0.53, 0.57, 0.6])
    """
    from rapidfuzz.distance import Levenshtein

    own = [_shapes(word) for word in line.words]
    votes: dict[int, list[Word]] = defaultdict(list)
    for reading in readings:
        theirs = [_shapes(word) for word in reading]
        for block in Levenshtein.opcodes(own, theirs).as_matching_blocks():
            for step in range(block.size):
                votes[block.a + step].append(reading[block.b + step])
    many = 1 + len(readings)
    words = tuple(_elected((word, *votes[at]), many) for at, word in enumerate(line.words))
    if words == line.words:
        return line
    text = " ".join(word.text for word in words)
    return replace(line, text=text, raw_text=text, words=words, confidence=_mean(words))


def _shapes(word: Word) -> str:
    """The letters below the marks; strokes that Tesseract takes for each other are one."""
    return without_marks(word.text).translate(_STROKES)


def without_marks(text: str) -> str:
    """`text` without the marks of tones and vowels.

    >>> without_marks("Điều 1đ.")
    'Dieu 1d.'
    """
    parts = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in parts if not unicodedata.combining(c))


def _elected(readings: Sequence[Word], many: int) -> Word:
    """The first of these readings of one word, with the text and alternatives of the winner."""
    sure: dict[str, float] = defaultdict(float)
    for word in readings:
        sure[word.text] += word.confidence or 0.0
    text = max(sure, key=lambda one: sure[one])
    winner = max(
        (word for word in readings if word.text == text), key=lambda word: word.confidence or 0.0
    )
    return replace(
        readings[0], text=text, choices=winner.choices, confidence=sure[text] / many
    )


def _mean(words: Sequence[Word]) -> float:
    """Confidence of a line: that of its words, by their letters."""
    letters = sum(len(word.text) for word in words)
    return sum((word.confidence or 0.0) * len(word.text) for word in words) / letters
