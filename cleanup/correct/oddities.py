"""Words that look misread although nothing better offers itself.

Only for text that an engine read, and never changed: what stands there may be handwriting, a stamp
over the line, or a name from abroad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleanup.correct.second import differs
from cleanup.correct.stream import Spot
from cleanup.lm import LanguageModel
from cleanup.lm.tokens import UNKNOWN, folded
from ocr.model import Line, Zone

LOW_CONFIDENCE = 0.55
# a known word has the language on its side
LOW_CONFIDENCE_OF_WORD = 0.25
_SPACED = re.compile(r"\S+")
# what official papers are printed with; anything else is a stroke taken for a character
_PRINTED = re.compile(
    r"[A-Za-z0-9À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9"
    r".,;:!?()\[\]/&%+\-–—‘’“”\"'*…°²³×=<>≤≥@#⁰¹⁴-⁹⁽⁾₫½•_|\s]+"
)
_QUIET_ZONES = frozenset({Zone.STAMP, Zone.UNPLACED, Zone.PAGE_NUMBER, Zone.RUNNING_HEAD})


def odd_words(line: Line, model: LanguageModel) -> Iterator[tuple[int, str, str]]:
    """Places, words and reasons of what is odd in the characters or the confidence of a line.

    >>> from cleanup.lm import load
    >>> list(odd_words(Line(text="ngày ‡4 tháng", raw_text=""), load()))
    [(5, '‡4', 'suspect.character')]
    """
    if line.zone in _QUIET_ZONES:
        return
    chunks = list(_SPACED.finditer(line.text))
    words = line.words if len(line.words) == len(chunks) else ()
    for index, match in enumerate(chunks):
        chunk = match.group()
        confidence = words[index].confidence if words else None
        other = words[index].other if words else None
        if not _PRINTED.fullmatch(chunk) or "_" in chunk.strip("_"):
            yield match.start(), chunk, "suspect.character"
            continue
        if confidence is not None and chunk.strip("_-. |()"):
            known = folded(chunk.strip(".,;:()“”")) in model.ids
            if confidence < (LOW_CONFIDENCE_OF_WORD if known else LOW_CONFIDENCE):
                yield match.start(), chunk, "suspect.confidence"
                continue
        if differs(chunk, other):
            yield match.start(), chunk, "suspect.second"


def odd_forms(spots: Sequence[Spot], model: LanguageModel) -> Iterator[tuple[Spot, str]]:
    """Spots that are no words, or that are in capitals amid small letters."""
    for index, spot in enumerate(spots):
        word = spot.token.text
        if spot.zone in _QUIET_ZONES or not word.isalpha() or len(word) < 2:
            continue
        if spot.token.form == UNKNOWN:
            yield spot, "suspect.not-a-word"
        elif word.isupper() and spot.token.form in model.ids and _amid_small(spots, index):
            yield spot, "suspect.case"


def _amid_small(spots: Sequence[Spot], index: int) -> bool:
    """Both neighbours on the line are in small letters, and this is a syllable, no abbreviation."""
    if spots[index].token.protected or not 0 < index < len(spots) - 1:
        return False
    here = spots[index]
    near = (spots[index - 1], spots[index + 1])
    return all(
        one.token.text.isalpha() and one.token.text.islower() and one.line == here.line
        for one in near
    )
