"""A second engine's reading as evidence (`Word.other`, `--engine both`).

Where both read the same, a change needs much more; where they differ, the second reading is a
candidate, even with other letters: it was seen on the paper by somebody. A digit is
never exchanged for another: numbers and codes that were read in two ways are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from cleanup.correct.candidates import Candidates
from cleanup.correct.chunks import chunks_of
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import CLASSES, NUMBER, Token, folded, pieces
from cleanup.syllables import skeleton
from ocr.model import Line

# natural logarithms of likelihood ratios
AGREED = 1.0  # for a word that both engines read alike
AS_GOOD = 0.0  # of the second reading against the first
NEITHER = 1.5  # against a third reading where they differ
_DIGIT = re.compile(r"\d")
# 07 · 26/2021 · 1.234,5% · 57/2024/TT-BYT · 05-KL/TU
_NUMBER = re.compile(r"\d+(?:[./,-]\d+)*%?(?:[/-][A-ZĐƯ]+(?:[-/][A-ZĐƯ]+\d*)*)?")
_MOST_STROKES = 2
_OUTER = ".,;:!?()[]“”\"'‘’-–—…|"


def token_readings(chunk: str, other: str | None) -> tuple[str | None, ...]:
    """What the second engine read for each token of a stretch between spaces; None if unknown.

    >>> token_readings("(rong", "(trong,"), token_readings("Hên", "liên kết")
    ((None, 'trong'), (None,))
    """
    own = [text for text, _, _ in pieces(chunk)]
    if not other or " " in other:
        return (None,) * len(own)
    letters = [text for text, _, _ in pieces(other) if text.isalpha()]
    alphabetic = [text.isalpha() for text in own]
    if sum(alphabetic) != len(letters):
        return (None,) * len(own)
    rest = iter(letters)
    return tuple(next(rest) if is_word else None for is_word in alphabetic)


def own_weight(text: str, other: str | None) -> float:
    """Log weight of the first reading for being confirmed."""
    return AGREED if other is not None and folded(other) == folded(text) else 0.0


def with_second(
    found: Candidates, text: str, other: str | None, model: LanguageModel
) -> Candidates:
    """The candidates of a word, the second reading among them if it is a word that is known."""
    if other is None or (form := folded(other)) == folded(text):
        return found
    channel = found.channel - np.float32(NEITHER)
    if form in CLASSES or form not in model.ids:
        return Candidates(found.words, channel, found.seen)
    second = np.uint32(model.ids[form])
    rest = found.words != second
    return Candidates(
        np.append(found.words[rest], second),
        np.append(channel[rest], np.float32(AS_GOOD)),
        np.append(found.seen[rest], True),
    )


def other_letters(text: str, other: str | None, form: str) -> str | None:
    """The second reading as it is to be written, if `form` is it and has other letters.

    >>> other_letters("Hên", "liên", "liên"), other_letters("quyên", "quyền", "quyền")
    ('liên', None)
    """
    if other is None or folded(other) != form or skeleton(other) == skeleton(text):
        return None
    return other


def mended_numbers(line: Line) -> Iterator[tuple[Token, str]]:
    """Numbers that can't be what was read, with the second reading that can: `Ú7` → `07`.

    The first reading must be no number at all, the second a number of the same length that has a
    digit in place of each character that can't stand there; a digit is never exchanged for another.
    """
    for index, (match, word) in enumerate(chunks_of(line)):
        own = match.group().rstrip(",;:.")
        second = ((word.other if word else None) or "").rstrip(",;:.")
        if _is_stroke_for_digit(own, second):
            yield Token(own, match.start(), NUMBER, index, True), second


def _is_stroke_for_digit(own: str, second: str) -> bool:
    """Whether the second is a number and the first is it with strokes in place of digits.

    >>> [_is_stroke_for_digit(*pair) for pair in (("1]", "11"), ("I", "1"), ("17", "11"))]
    [True, False, False]
    """
    if len(own) != len(second) or not _DIGIT.search(own) or _NUMBER.fullmatch(own):
        return False
    unlike = [(a, b) for a, b in zip(own, second, strict=True) if a != b]
    return (
        _NUMBER.fullmatch(second) is not None
        and 0 < len(unlike) <= _MOST_STROKES
        and all(not a.isdigit() and b.isdigit() for a, b in unlike)
    )


def differs(chunk: str, other: str | None) -> bool:
    """Whether a person should look: a number, a code or a name that was read in two ways.

    Of other words the language model is the better judge; what it doubts is listed anyway.

    >>> [differs(*pair) for pair in (("26", "20"), ("Đô", "Đỏ"), ("dựng", "dụng"), ("06;", "06,"))]
    [True, True, False, False]
    """
    own, second = chunk.strip(_OUTER), (other or "").strip(_OUTER)
    if not own or not second or own.replace(" ", "") == second.replace(" ", ""):
        return False
    if _DIGIT.search(own) or _DIGIT.search(second):
        return True
    return own[0].isupper() and second[0].isalpha() and folded(own) != folded(second)
