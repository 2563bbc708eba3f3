"""The grammar of the written Vietnamese syllable.

Structure decides validity only. Whether a possible syllable is also a word is the language model's
business: nearly every recognition error of a mark gives another possible syllable, and structure
may therefore flag or split, never change.

Sources: the inventory of onsets and rhymes in `syllable_parts.tsv` (27 onsets, 115 rhymes, 43 with
the medial sound); tone placement of both styles, "kiểu cũ" (hòa) and "kiểu mới" (hoà).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

from cleanup.skeleton import unmarked

# combining tone marks: sắc, huyền, hỏi, ngã, nặng
TONES = "\u0301\u0300\u0309\u0303\u0323"
_QUALITY = "\u0302\u0306\u031b"  # circumflex, breve, horn
_STOPS = ("ch", "c", "p", "t")
_STOP_TONES = "\u0301\u0323"
_VOWELS = "aăâeêioôơuưy"

_OLD = ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"]
_NEW = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"]
_TO_NEW = dict(zip(_OLD, _NEW, strict=True))
_TO_OLD = dict(zip(_NEW, _OLD, strict=True))
_OLD_END = re.compile(f"({'|'.join(_OLD)})(?!\\w)", re.IGNORECASE)
_NEW_END = re.compile(f"(?<![qQ])({'|'.join(_NEW)})(?!\\w)", re.IGNORECASE)


def _swap_marks(match: re.Match[str], table: dict[str, str]) -> str:
    pair = match.group()
    swapped = table[pair.lower()]
    return "".join(
        new.upper() if old.isupper() else new for old, new in zip(pair, swapped, strict=True)
    )


def fold_tone_style(text: str) -> str:
    """Write open syllables (oa, oe, uy) in the new tone style; for comparison only.

    >>> fold_tone_style("Hòa giải, ỦY BAN, thuỷ lợi, quý, mía")
    'Hoà giải, UỶ BAN, thuỷ lợi, quý, mía'
    """
    return _OLD_END.sub(lambda match: _swap_marks(match, _TO_NEW), text)


def old_tone_style(text: str) -> str:
    """The same in the old style; after `qu` nothing changes.

    >>> old_tone_style("uỷ ban, hoà, quý, khoẻ")
    'ủy ban, hòa, quý, khỏe'
    """
    return _NEW_END.sub(lambda match: _swap_marks(match, _TO_OLD), text)


@lru_cache(maxsize=65536)
def skeleton(text: str) -> str:
    """The letters without any mark, lower case, đ as d.

    >>> skeleton("Đường"), skeleton("lãnh")
    ('duong', 'lanh')
    """
    return unmarked(text).lower()


@lru_cache(maxsize=65536)
def split_tone(syllable: str) -> tuple[str, str]:
    """The syllable without its tone (circumflex, breve, horn and đ stay), and the tone mark or "".

    >>> split_tone("đường")[0]
    'đương'
    """
    letters = unicodedata.normalize("NFD", syllable)
    tones = "".join(char for char in letters if char in TONES)
    rest = "".join(char for char in letters if char not in TONES)
    return unicodedata.normalize("NFC", rest), tones


@lru_cache(maxsize=1)
def _parts() -> dict[str, tuple[str, ...]]:
    lines = resources.files("cleanup").joinpath("syllable_parts.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in lines.splitlines() if line)
    return {name: tuple(values.split()) for name, values in rows}


def _spelled(onset: str, rhyme: str) -> str | None:
    """Onset and rhyme in spelling, or None where Vietnamese does not write them together."""
    front = rhyme[0] in "ieêy"
    if onset in {"k", "gh", "ngh"}:
        return onset + rhyme if front else None
    if onset in {"c", "g", "ng"}:
        return None if front else onset + rhyme
    if onset == "gi":
        return onset + rhyme[1:] if rhyme[0] == "i" else onset + rhyme
    return onset + rhyme


@lru_cache(maxsize=1)
def _toneless() -> frozenset[str]:
    parts = _parts()
    forms = {*parts["rhyme"], *parts["medial"], *parts["bare"]}
    for onset in parts["onset"]:
        if onset == "qu":
            continue
        for rhyme in parts["rhyme"] + parts["medial"] + ("y",):
            form = _spelled(onset, rhyme)
            if form is not None:
                forms.add(form)
    # after q the medial sound is always written u: oang -> quang, uyên -> quyên
    forms |= {"qu" + rhyme[1:] for rhyme in parts["medial"]} | {"quôc", "qui", "quit", "quin"}
    return frozenset(forms)


def _tone_place(toneless: str) -> tuple[int, ...]:
    """Where the tone letter may stand: one index, or old style and new."""
    start = 0
    while start < len(toneless) and toneless[start] not in _VOWELS:
        start += 1
    has_onset_vowel = toneless[:2] in {"qu", "gi"} and len(toneless) > 2 and toneless[2] in _VOWELS
    start = 2 if has_onset_vowel else start
    end = start
    while end < len(toneless) and toneless[end] in _VOWELS:
        end += 1
    nucleus = toneless[start:end]
    marked = [index for index, char in enumerate(nucleus) if char in "ăâêôơư"]
    if marked:
        return (start + marked[-1],)
    if end < len(toneless):
        return (end - 1,)
    if nucleus in {"oa", "oe", "uy"}:
        return (start, start + 1)
    return (start + max(0, len(nucleus) - 2),)


def spellings(toneless: str, tone: str) -> tuple[str, ...]:
    r"""Both spellings of a toneless syllable with a tone, old style first.

    >>> spellings("hoa", "\u0300"), spellings("quy", "\u0301"), spellings("mia", "\u0301")
    (('hòa', 'hoà'), ('quý',), ('mía',))
    """
    if not tone:
        return (toneless,)
    return tuple(
        unicodedata.normalize("NFC", toneless[: place + 1] + tone + toneless[place + 1 :])
        for place in _tone_place(toneless)
    )


@lru_cache(maxsize=65536)
def is_possible(syllable: str) -> bool:
    """Whether the grammar allows this syllable, in either tone style and any case.

    >>> [is_possible(word) for word in ("quốc", "Đường", "thuở", "giếng", "uỷ", "ủy")]
    [True, True, True, True, True, True]
    >>> [is_possible(word) for word in ("quôc", "tổt", "cac", "ngi", "Covid", "banhành")]
    [False, False, False, False, False, False]
    """
    lower = syllable.lower()
    toneless, tone = split_tone(lower)
    if len(tone) > 1 or toneless not in _toneless():
        return False
    if toneless.endswith(_STOPS) and (not tone or tone not in _STOP_TONES):
        return False
    return lower in spellings(toneless, tone)
