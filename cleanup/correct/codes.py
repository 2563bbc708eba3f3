"""Codes of papers in which a letter is misread: `02/2017/TT-YPCP` where V was seen too.

Codes are never changed. One is listed, with the likely form, if a part of it is unknown and the
engine saw a letter there that makes it a known one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from ocr.model import Word

_CODE = re.compile(r"\d+(?:/\d{4})?[/-][A-ZĐƯ].*")
_PART = re.compile(r"[A-ZĐƯỴÝ]{2,}")
_SEEN = 0.03  # score of the other letter; the network's scores are probabilities


def likely_code(chunk: str, word: Word) -> str | None:
    """The code as it was probably printed, or None if nothing speaks against what was read.

    Args:
        chunk: the code as it stands in the line.
        word: what the engine read there; without its alternatives nothing can be said.
    """
    if len(word.choices) != len(chunk) or not _CODE.match(chunk.lstrip("(")):
        return None
    for match in _PART.finditer(chunk):
        if match.group() not in known_parts():
            for place, letter in _seen(word, match.start(), match.end()):
                better = chunk[:place] + letter + chunk[place + 1 :]
                if better[match.start() : match.end()] in known_parts():
                    return better
    return None


def _seen(word: Word, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Places and other letters that the engine saw there, likeliest first."""
    found = [
        (choice.score, place, choice.text)
        for place in range(start, end)
        for choice in word.choices[place]
        if len(choice.text) == 1 and choice.text != word.text[place] and choice.score >= _SEEN
    ]
    yield from ((place, letter) for _, place, letter in sorted(found, reverse=True))


@cache
def known_parts() -> frozenset[str]:
    """Letters of kinds and agencies as they stand in codes (`code_parts.tsv`)."""
    table = resources.files("cleanup.correct").joinpath("code_parts.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return frozenset(part for part, _ in rows[1:])
