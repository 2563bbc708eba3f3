"""Days and months in which a letter was read for a digit: `tháng ó năm` where 6 was seen too.

Between `ngày` and `tháng`, and between `tháng` and `năm`, there stands a number. If what was read
is none, and the engine saw digits there that make one, that is what is printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanup.correct.chunks import chunks_of
from cleanup.lm.tokens import NUMBER, Token
from ocr.model import Line, Word

_SLOTS = {("ngày", "tháng"): 31, ("tháng", "năm"): 12}
_SEEN = 0.05  # score of a digit


def slot_numbers(line: Line) -> Iterator[tuple[Token, str]]:
    """Words in the place of a day or a month that are no number, and the number seen there."""
    chunks = chunks_of(line)
    for index in range(1, len(chunks) - 1):
        slot = (chunks[index - 1][0].group().lower(), chunks[index + 1][0].group().lower())
        (match, word), most = chunks[index], _SLOTS.get(slot)
        if most is None or word is None or match.group() != word.text:
            continue
        number = _digits(word)
        if number is not None and 1 <= int(number) <= most:
            yield Token(match.group(), match.start(), NUMBER, index, True), number


def _digits(word: Word) -> str | None:
    """The digits that the engine saw where it read something else; None if all or none are read."""
    if word.text.isdecimal() or len(word.text) > 2 or len(word.choices) != len(word.text):
        return None
    found = ""
    for letter, seen in zip(word.text, word.choices, strict=True):
        digits = [one for one in seen if one.text.isdecimal() and one.score >= _SEEN]
        if letter.isdecimal():
            found += letter
        elif len(digits) == 1:
            found += digits[0].text
        else:
            return None
    return found
