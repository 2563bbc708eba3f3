"""What the words of a line are, out of several readings of it.

Tesseract reads the letters of Vietnamese well and their marks badly: seven of ten wrong words on
the development scans have the right letters. Cut out and enlarged in another way, the same line
gets other marks wrong, so the readings vote on marks, and on I, J, l in numbers. Other letters and
punctuation stay those of the first reading, which alone has seen the whole page, unless it doubts
them and all others agree surely on something else. Numbers stay: with free votes, 105 became 103.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ocr.letters import without_marks
from ocr.model import Line, Word

_STROKES = str.maketrans("IJl", "111")  # "I0", "J0", "l0"
_ROMAN = re.compile(r"[IVXLC.]+")
# other letters than on the page: 16 of 18 words right on the development scans; "Thông" read as
# "hông" and "các" as "cáo" by both cuts of a line are surer on the page
_DOUBTED, _SURE = 0.95, 0.9


def with_votes(line: Line, readings: Sequence[Sequence[Word]]) -> Line:
    """The line, each word as its readings are surest of it together.

    A word is as sure as all readings are of it in the mean, 0 for those that have it otherwise.

    Args:
        line: as the page was read.
        readings: the words of the same line, as it was read again.

    >>> def words(text, *sure):
    ...     return tuple(Word(text=t, confidence=c)
    ...                  for t, c in zip(text.split(), sure, strict=True))
    >>> read = words("đê thi 12", .8, .9, .9)
    >>> again = words("để thi 72", .9, .8, .9), words(". để thì 12", .2, .7, .6, .9)
    >>> voted = with_votes(Line(text="đê thi 12", raw_text="", words=read), again)
    >>> voted.text, [round(word.confidence, 2) for word in voted.words]
    ('để thi 12', [0.53, 0.57, 0.6])
    >>> read, again = words("hòng 12 các", .9, .9, .96), words("phòng 72 cáo", .95, .95, .95)
    >>> with_votes(Line(text="", raw_text="", words=read), [again]).text
    'phòng 12 các'
    """
    from rapidfuzz.distance import Levenshtein

    own = [_shapes(word) for word in line.words]
    seen: dict[int, list[Word]] = defaultdict(list)
    for reading in readings:
        for step in Levenshtein.opcodes(own, [_shapes(word) for word in reading]):
            if step.src_end - step.src_start == step.dest_end - step.dest_start:
                for at in range(step.src_start, step.src_end):
                    seen[at].append(reading[at - step.src_start + step.dest_start])
    words = tuple(_settled(word, seen[at], len(readings)) for at, word in enumerate(line.words))
    return line if words == line.words else line.reworded(words)


def _settled(word: Word, seen: Sequence[Word], readings: int) -> Word:
    """The word by what so many other readings have in its place."""
    alike = [
        other
        for other in seen
        if _shapes(other) == _shapes(word) and _digits(other.text) >= _digits(word.text)
    ]
    agreed = len(seen) == readings and len({_shapes(other) for other in seen}) == 1 and not alike
    surer = (word.confidence or 0.0) < _DOUBTED and all((o.confidence or 0) >= _SURE for o in seen)
    if agreed and surer and _may_be(word.text, seen[0].text):
        return _elected(word, seen, readings)
    return _elected(word, (word, *alike), 1 + readings)


def _may_be(text: str, other: str) -> bool:
    """True if a word may be another one: no number, no mark of a point, no word that lost its half.

    >>> _may_be("hòng", "phòng"), _may_be("103", "105"), _may_be("TM.UY", "ỦY"), _may_be("Số", "SỐ")
    (True, False, False, False)
    >>> _may_be("a)", "b)"), _may_be("II.", "III.")
    (False, False)
    """
    letters = sum(character.isalpha() for character in text)
    return (
        not _digits(text + other)
        and letters > 1
        and not _ROMAN.fullmatch(text + other)
        and abs(len(text) - len(other)) <= 1
        and (text.isupper() or not other.isupper())
    )


def _shapes(word: Word) -> str:
    """The letters below the marks; in a number, strokes that Tesseract takes for a 1 are one.

    >>> _shapes(Word(text="J0")), _shapes(Word(text="II")), _shapes(Word(text="Tỉnh"))
    ('10', 'II', 'Tinh')
    """
    bare = without_marks(word.text)
    return bare.translate(_STROKES) if _digits(bare) else bare


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _elected(word: Word, voters: Sequence[Word], readings: int) -> Word:
    """The word with the text and alternatives of the surest of these readings of it."""
    sure: dict[str, float] = defaultdict(float)
    for voter in voters:
        sure[voter.text] += voter.confidence or 0.0
    text = max(sure, key=lambda one: sure[one])
    winner = max(
        (voter for voter in voters if voter.text == text), key=lambda one: one.confidence or 0.0
    )
    return replace(word, text=text, choices=winner.choices, confidence=sure[text] / readings)
