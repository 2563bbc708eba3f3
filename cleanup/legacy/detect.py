"""Which old encoding a text is in: by the name of its font, else by trial."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.legacy.tables import ENCODINGS, decode_word
from cleanup.syllables import is_possible

SAMPLE_WORDS = 3000
MIN_WORDS = 8
VALID_SHARE = 0.88
UNICODE_SHARE = 0.05
_UNICODE = re.compile("[\u1ea0-\u1ef9đươăâêôĐƯƠĂÂÊÔ]")
_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9đươĐƯƠ]")
_TCVN3_FONT = re.compile(r"(?:^|\+)\.?Vn(?=[A-Z3])([A-Za-z0-9]*)", re.ASCII)
_CAPITALS_FONT = re.compile(r"H(?:Bold|Italic|BoldItalic|$)")


@dataclass(frozen=True, slots=True)
class FontEncoding:
    """What a font's name tells: the encoding, and whether its lower-case codes show capitals."""

    encoding: str
    capitals: bool = False


def encoding_of_font(name: str) -> FontEncoding | None:
    """The old encoding that fonts of this name were made for, or None.

    >>> encoding_of_font("AARIQC+.VnTimeH,Bold")
    FontEncoding(encoding='tcvn3', capitals=True)
    >>> encoding_of_font("VNI-Times").encoding, encoding_of_font("TimesNewRomanPSMT")
    ('vni', None)
    """
    base = name.split(",")[0].split("+")[-1]
    vn = _TCVN3_FONT.match(base)
    if vn:
        return FontEncoding("tcvn3", _CAPITALS_FONT.search(vn.group(1)) is not None)
    if base.upper().startswith("VNI"):
        return FontEncoding("vni")
    if base.upper().startswith("VPS"):
        return FontEncoding("vps")
    return None


def valid_share(words: Sequence[str]) -> float:
    """Share of words that are Vietnamese syllables, among those with letters, 0..1."""
    cores = [word.strip(".,;:!?()[]“”\"'-") for word in words]
    cores = [
        core
        for core in cores
        if any(char.isalpha() for char in core) and not any(char.isdigit() for char in core)
    ]
    if not cores:
        return 0.0
    return sum(is_possible(core) for core in cores) / len(cores)


def detect(text: str) -> str | None:
    """The old encoding of a text, or None for Unicode and for what is not Vietnamese.

    A decoding is accepted only if nearly all words become syllables and clearly more than before,
    so text that is Unicode already is never touched.

    >>> detect("Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do H¹nh phóc")
    'tcvn3'
    >>> detect("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp Töï do Haïnh phuùc")
    'vni'
    >>> detect("Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập Tự do Hạnh phúc") is None
    True
    >>> detect("A café is not a naïve façade, and neither is an élite résumé") is None
    True
    """
    letters = sum(char.isalpha() for char in text[:20000])
    if not letters:
        return None
    if len(_UNICODE_ONLY.findall(text[:20000])) > UNICODE_SHARE * letters:
        return None
    words = text.split()[:SAMPLE_WORDS]
    before = valid_share(words)
    trials = []
    for encoding in ENCODINGS:
        decoded = [
            decode_word(word, encoding, ends=not after[:1].islower())
            for word, after in zip(words, [*words[1:], ""], strict=True)
        ]
        changed = sum(old != new for old, new in zip(words, decoded, strict=True))
        marked = sum(_UNICODE.search(word) is not None for word in decoded)
        # Vietnamese has one of these letters in about every second word
        if changed >= MIN_WORDS // 2 and marked > 0.2 * len(words):
            trials.append((valid_share(decoded), encoding))
    if not trials:
        return None
    share, best = max(trials, key=lambda trial: trial[0])
    return best if share >= VALID_SHARE and share > before + 0.1 else None
