"""Names each difference between a true paragraph and what was read: its kind, its marks."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evaluation.text import Clusters, bare

KINDS = ("letter", "mark", "space", "punctuation", "lost", "extra")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: `truth` was read as `read`; kind "same", or one of `KINDS`."""

    kind: str
    truth: str
    read: str


def pieces(truth: str, read: str) -> Iterator[Piece]:
    """The two texts cut into runs, in order; put together they give both texts back.

    >>> [(p.kind, p.truth, p.read) for p in pieces("Về văn hoá", "Vẽ văn hoá")]
    [('same', 'V', 'V'), ('mark', 'ề', 'ẽ'), ('same', ' văn hoá', ' văn hoá')]
    >>> [p.kind for p in pieces("Hội", "Hội")]
    ['same']
    """
    from rapidfuzz.distance import Levenshtein

    for code in Levenshtein.opcodes(truth, read):
        was = truth[code.src_start : code.src_end]
        now = read[code.dest_start : code.dest_end]
        if code.tag == "equal":
            yield Piece("same", was, now)
            continue
        yield from _by_kind(was, now)


def _by_kind(was: str, now: str) -> Iterator[Piece]:
    """A run of edits of one sort, one piece per run of the same kind."""
    start = 0
    length = max(len(was), len(now))
    kinds = [kind_of(was[i : i + 1], now[i : i + 1]) for i in range(length)]
    for index in range(1, length + 1):
        if index == length or kinds[index] != kinds[start]:
            yield Piece(kinds[start], was[start:index], now[start:index])
            start = index


@lru_cache(maxsize=65536)
def kind_of(truth: str, read: str) -> str:
    """The kind of one edit; an empty string stands for a missing character.

    >>> kind_of("ề", "ẽ"), kind_of("o", "0"), kind_of("", "~"), kind_of("ế", "")
    ('mark', 'letter', 'punctuation', 'lost')
    """
    if " " in (truth, read):
        return "space"
    if _is_punctuation(truth or read) and (not read or _is_punctuation(read)):
        return "punctuation"
    if not truth:
        return "extra"
    if not read:
        return "lost"
    return "mark" if bare(truth) == bare(read) else "letter"


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def count_kinds(truth: str, read: str) -> Counter[str]:
    """How many characters are wrong, by kind; the sum is the edit distance."""
    found: Counter[str] = Counter()
    for piece in pieces(truth, read):
        if piece.kind != "same":
            found[piece.kind] += max(len(piece.truth), len(piece.read))
    return found


def mark_confusions(truth: str, read: str, clusters: Clusters) -> Counter[str]:
    """Which letters of a syllable lost or changed their marks, as "true→read".

    The two syllables must have the same letters once all marks are removed.
    """
    found: Counter[str] = Counter()
    true_letters = letters_of(clusters.unpack(truth))
    read_letters = letters_of(clusters.unpack(read))
    for was, now in zip(true_letters, read_letters, strict=False):
        if was != now:
            found[f"{was}→{now}"] += 1
    return found


def letters_of(text: str) -> list[str]:
    """The grapheme clusters of a syllable, one base letter each."""
    letters: list[str] = []
    for character in text:
        if letters and unicodedata.combining(character):
            letters[-1] += character
        else:
            letters.append(character)
    return letters
