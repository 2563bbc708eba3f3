"""Whether the text that a PDF page carries can stand for what is printed on it. Pure functions.

The traps, all seen in real files: a layer with nothing but the digital signature, an OCR layer
without Vietnamese letters under a scan, TCVN3 bytes posing as Unicode, fonts with a wrong
ToUnicode map, letters that stand apart, running heads typed around the picture of a scan.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Fonts made for 8-bit Vietnamese encodings: .VnTime, VnTimeH, .VnArial (TCVN3); VNI-Times (VNI);
# VPS Times (VPS). Subset prefixes (ABCDEF+) stand before.
LEGACY_FONT = re.compile(
    r"(?:^|\+)(?:\.?Vn(?:Time|Arial|Century|Helvet|Book|Courier|Southern|Avant|Present|3DH?|[A-Z])"
    r"|VNI[-_ ]|VPS ?\w|VISCII)",
)
# domain.md 2.7
SIGNATURE_LINE = re.compile(
    r"^\s*(?:Người ký|Ký bởi|Được ký bởi|Tên người ký|Email|Cơ quan|Tổ chức|Chức vụ|Ngày ký"
    r"|Thời gian ký|Lý do|Nơi ký|Signature (?:Valid|Not Verified)|Digitally signed by|Signed by"
    r"|DN|Date|Reason|Location)\b\s*:?",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9áàãéèíìóòõúùýÁÀÃÉÈÍÌÓÒÕÚÙÝĩĨũŨ]")
# Letters of TCVN3 and VNI bytes read as Latin-1 that no Vietnamese word has (domain.md 4.2).
_NOT_VIETNAMESE = re.compile(
    r"[©ª«¬®¨¡¢£¤¥¦§µ¶·¸¹»¼½¾¿ÆÇÈËÎÏÐÑÖ×ØÛÜÞßåæçëîïðñöøûüþÿ∙∞∆Œœ]"
)
_NO_UNICODE = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\(cid:\d+\)")
# Words that only a wrong ToUnicode map writes (domain.md 4.2: ò -> ị, õ; ô -> ơ).
_IMPOSSIBLE = re.compile(r"\b(?:CỘNG HÕA|Cộng hõa|[Ll]ịng|[Pp]hịng|PHỊNG|[Tt]ịa|TỊA|[Dd]ịng|CƠNG|"
                         r"[Kk]hơng|KHƠNG)\b")
# Shares of all letters in Vietnamese text (counted in the sample 05-KL/TU and a news text); where
# twelve are due, their absence has a chance of six in a million.
_SHARES = {"ô": 0.0076, "ơ": 0.0041, "ư": 0.0131, "đ": 0.026}
_DUE = 12
_PICTURE_LIMIT = 0.15        # share of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFacts:
    """What is known of a page's text layer.

    Attributes:
        text: all its lines, digital signatures removed, joined by line breaks.
        fonts: letters per font name.
        hidden_share: of the text objects that can't be seen, 0..1.
        picture_share: of the page's area under pictures with ink that the layer lacks, 0..1.
        sideways_share: of the letters that do not stand upright, 0..1.
        signed: True if a digital signature's text stood in the layer or in an annotation.
    """

    text: str
    fonts: dict[str, int]
    hidden_share: float = 0.0
    picture_share: float = 0.0
    sideways_share: float = 0.0
    signed: bool = False


def judge(facts: LayerFacts) -> tuple[bool, str]:
    r"""Whether the layer can be trusted, and why, in a few English words.

    >>> judge(LayerFacts(text="QUYẾT ĐỊNH\nVề việc công bố thủ tục", fonts={"Times": 30}))
    (True, 'text layer: 27 letters, drawn as text')
    >>> judge(LayerFacts(text="QuyÕt ®Þnh", fonts={"GDNPNI+VnTime": 9}))
    (False, 'legacy encoding: font VnTime')
    >>> judge(LayerFacts(text="", fonts={}, signed=True))
    (False, 'holds only the digital signature')
    """
    letters = sum(character.isalpha() for character in facts.text)
    if not facts.text.strip():
        return False, "holds only the digital signature" if facts.signed else "holds no text"
    for check in (_check_picture, _check_fonts, _check_letters, _check_words):
        reason = check(facts, letters)
        if reason is not None:
            return False, reason
    return True, f"text layer: {letters} letters, drawn as text"


def _check_picture(facts: LayerFacts, letters: int) -> str | None:
    if facts.hidden_share > 0.05:
        return "invisible OCR layer of another program"
    if facts.picture_share >= _PICTURE_LIMIT:
        share = round(100 * facts.picture_share)
        if facts.signed and letters < 200:
            return f"holds only the digital signature; a picture covers {share} % of the page"
        return f"a picture with writing covers {share} % of the page"
    if facts.sideways_share > 0.2:
        return "the text stands sideways"
    return None


def _check_fonts(facts: LayerFacts, letters: int) -> str | None:
    total = sum(facts.fonts.values())
    legacy = {name: count for name, count in facts.fonts.items() if LEGACY_FONT.search(name)}
    if total and sum(legacy.values()) > 0.05 * total:
        name = max(legacy, key=lambda key: legacy[key])
        return f"legacy encoding: font {name.rpartition('+')[2]}"
    return None


def _check_letters(facts: LayerFacts, letters: int) -> str | None:
    text = unicodedata.normalize("NFC", facts.text)
    if len(_NO_UNICODE.findall(text)) > 0.01 * len(text):
        return "characters without Unicode values"
    strange = len(_NOT_VIETNAMESE.findall(text))
    if strange > 0.04 * max(letters, 1) and strange >= 3:
        return "legacy encoding or wrong letters"
    if len(_VIETNAMESE.findall(text)) > 0.1 * letters:
        lowered = text.lower().replace("ƣ", "ư")      # a wrong map that cleaning mends
        missing = [letter for letter, share in _SHARES.items()
                   if share * letters >= _DUE and letter not in lowered]
        if missing:
            return f"wrong letters: no {missing[0]} in {letters} letters"
    return None


def _check_words(facts: LayerFacts, letters: int) -> str | None:
    match = _IMPOSSIBLE.search(unicodedata.normalize("NFC", facts.text))
    if match:
        return f"wrong letters: {match[0]}"
    tokens = re.findall(r"[^\W\d_]+", facts.text)
    single = sum(len(token) == 1 for token in tokens)
    if len(tokens) >= 20 and single > 0.25 * len(tokens):
        return "letters stand apart"
    return None
