"""Words that look misread although nothing better offers itself.

Only for text that an engine read, and never changed: what stands there may be handwriting, a stamp
over the line, or a name from abroad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleanup.correct.chunks import chunks_of
from cleanup.correct.codes import likely_code
from cleanup.correct.odd_forms import QUIET_ZONES
from cleanup.correct.second import differs
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import folded
from ocr.model import Line, Zone

LOW_CONFIDENCE = 0.55
# a known word has the language on its side
LOW_CONFIDENCE_OF_WORD = 0.25
# what official papers are printed with; anything else is a stroke taken for a character
_PRINTED = re.compile(
    r"[A-Za-z0-9À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9"
    r".,;:!?()\[\]/&%+\-–—‘’“”\"'*…°²³×=<>≤≥@#⁰¹⁴-⁹⁽⁾₫½•_|\s]+"
)
# a mark between spaces, a question in an official paper: as a rule a speck, or a raised number
_SPECK = re.compile(r"[.,*_]|.*[?!].*")
# digits and letters that look like digits: I0, 2O21
_MIXED = re.compile(r"(?=.*\d)(?=.*[IlJOo|ÍÌÚÓ])[\dIlJOo|ÍÌÚÓ]{2,}")
_DATED = frozenset(["ngày", "tháng", "năm"])
_MIXED_DATE = re.compile(r"(?=\d*[^\W\d])(?=\D*\d)\w{1,4}")
# their numbers are often written by hand, their words are printed and known
_DATE_ZONES = frozenset({Zone.NUMBER, Zone.PLACE_DATE})


def odd_words(line: Line, model: LanguageModel) -> Iterator[tuple[int, str, str, str]]:
    """What is odd in the characters or the confidence of a line: place, word, reason, better word.

    Where nothing better is known, the word itself stands for it.

    >>> from cleanup.lm import load
    >>> list(odd_words(Line(text="ngày ‡4 tháng", raw_text=""), load()))
    [(5, '‡4', 'suspect.character', '‡4')]
    """
    if line.zone in QUIET_ZONES:
        return
    before = chunk = ""
    for match, word in chunks_of(line):
        before, chunk = chunk, match.group()
        confidence = word.confidence if word else None
        if odd := _odd_characters(chunk, before):
            yield match.start(), chunk, odd, chunk
            continue
        if word and (better := likely_code(chunk, word)):
            yield match.start(), chunk, "suspect.code", better
            continue
        if confidence is not None and chunk.strip("_-. |()"):
            known = folded(chunk.strip(".,;:()“”")) in model.ids
            if known and line.zone in _DATE_ZONES:
                continue
            if confidence < (LOW_CONFIDENCE_OF_WORD if known else LOW_CONFIDENCE):
                yield match.start(), chunk, "suspect.confidence", chunk
                continue
        if differs(chunk, word.other if word else None):
            yield match.start(), chunk, "suspect.second", chunk


def _odd_characters(chunk: str, before: str) -> str | None:
    """The reason why the characters of a word are odd.

    >>> [_odd_characters(*pair) for pair in [("I0", "ngày"), ("dụng?", "áp"), ("12a", "Điều")]]
    ['suspect.number', 'suspect.character', None]
    """
    if not _PRINTED.fullmatch(chunk) or "_" in chunk.strip("_") or _SPECK.fullmatch(chunk):
        return "suspect.character"
    core = chunk.strip(".,;:()")
    dated = before.lower() in _DATED and _MIXED_DATE.fullmatch(core)
    return "suspect.number" if dated or _MIXED.fullmatch(core) else None
