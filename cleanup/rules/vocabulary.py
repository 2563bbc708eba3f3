"""Fixed strings of head and ending: the strongest evidence there is (domain 4.5, policy 2).

A zone has a closed vocabulary: regime header and motto, kinds, bodies and provinces, posts, labels.
Where a line of the zone has the letters of such a string but other marks, the marks are put right,
and every change is recorded. Tone placement (HOÀ, HÒA) is never an error, and nothing outside the
vocabulary is touched: no number, no personal name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from cleanup.document import Correction
from cleanup.metadata.number import parse_number
from cleanup.packed import exchanged, of_zones
from cleanup.plan import Edit, apply
from cleanup.skeleton import UPPER, resembles, skeleton
from cleanup.vocabulary import kinds, phrases, read_table
from cleanup.zones.lines import is_recipients_heading, is_upper, letter_spaced_kind
from ocr.model import Line, Page, Zone

_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W_]+")
_BROKEN_SYMBOL = re.compile(rf"\d/([{UPPER}][{UPPER}r]{{0,4}})(?:-(\s+)|(\s+)-)(?=[{UPPER}]{{2}})")
# behind a plain word: an address ends with `vbpl.vn./`
_CLOSING_SIGN = re.compile(r"(?:^|\s)[^\W\d_]+(\./[,:;]?)$")
_LONGEST = 8
_SCORE = 0.97
_AUTHORITY_MARK = re.compile(r"^(TM|KT|TL|TUQ|Q)([.,]\s?)(?=\w)")

Index = Mapping[tuple[str, ...], tuple[str, ...]]


def find(text: str, zone: Zone, places: Index | None = None) -> tuple[Edit, ...]:
    """Edits for one line of `zone`; reasons are "vocabulary." and the zone.

    Args:
        text: of the line.
        zone: of the line.
        places: the province that the head of this document names, if it names one; only then may
            its bare name before the date be put right.

    >>> apply("QUYÉT ĐỊNH", find("QUYÉT ĐỊNH", Zone.TITLE))
    'QUYẾT ĐỊNH'
    >>> apply("C HỈ THỊ", find("C HỈ THỊ", Zone.TITLE))
    'CHỈ THỊ'
    >>> apply("CHU TỊCH UBND TĨNH", find("CHU TỊCH UBND TĨNH", Zone.SIGNATURE))
    'CHỦ TỊCH UBND TỈNH'
    >>> apply("la Hrung, ngày 25", find("la Hrung, ngày 25", Zone.PLACE_DATE))
    'Ia Hrung, ngày 25'
    >>> find("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", Zone.HEADER_RIGHT)
    ()
    >>> apply("QUYÉT ĐỊNH:", find("QUYÉT ĐỊNH:", Zone.BODY))
    'QUYẾT ĐỊNH:'
    >>> apply("Quyết định này./", find("Quyết định này./", Zone.BODY))
    'Quyết định này./.'
    >>> find("Nơi nhận :", Zone.RECIPIENTS), apply("Nơi nhan", find("Nơi nhan", Zone.RECIPIENTS))
    ((), 'Nơi nhận:')
    >>> find("Xem tại http://vbpl.vn./", Zone.BODY)
    ()
    >>> apply("- Đài PTRTH tỉnh;", find("- Đài PTRTH tỉnh;", Zone.RECIPIENTS))
    '- Đài PT&TH tỉnh;'
    >>> find("- Tổ PCRTT xã;", Zone.RECIPIENTS)
    ()
    >>> find("Trần Thị Chỉ Thi", Zone.SIGNATURE), find("QUYÉT ĐỊNH NÀY", Zone.BODY)
    ((), ())
    >>> apply("THÀNH ỦY ĐÀ NĂNG", find("THÀNH ỦY ĐÀ NĂNG", Zone.HEADER_LEFT))
    'THÀNH ỦY ĐÀ NẴNG'
    >>> find("TỈNH ỦY THÁI BINH", Zone.HEADER_RIGHT), find("THỊ ỦY BÌNH LONG", Zone.HEADER_LEFT)
    ((), ())
    >>> find("ỦY BAN NHÂN DÂN XÃ PHONG ĐIỀN", Zone.HEADER_LEFT)
    ()
    >>> apply("TõNG LIÊN ĐOÀN", find("TõNG LIÊN ĐOÀN", Zone.HEADER_LEFT))
    'TỔNG LIÊN ĐOÀN'
    >>> find("Tõng Liên đoàn", Zone.HEADER_LEFT)
    ()
    """
    if zone is Zone.HEADER_RIGHT:
        edits = _whole_line(text, _right_head())
    elif zone is Zone.RECIPIENTS:
        heading = is_recipients_heading(text)
        edits = _whole_line(text, ("Nơi nhận:",)) if heading else _ampersands(text)
    elif zone is Zone.TITLE and is_upper(text):
        edits = _letter_spaced(text) or _runs(text, _kinds())
    elif zone in (Zone.TITLE, Zone.FOOTNOTE) or (zone is Zone.BODY and not is_upper(text)):
        edits = _symbols(text) + _last_sign(text) + _ampersands(text)
    elif zone is Zone.HEADER_LEFT and (is_upper(text) or _small_letters(text) == 1):
        edits = _spaces(text) or _runs(text, _bodies())
    elif zone is Zone.SIGNATURE and is_upper(text):
        edits = _authority_dot(text) + _runs(text, _posts())
    elif zone is Zone.PLACE_DATE:
        edits = _highland_name(text) + _runs(text, {**_places(), **(places or {})})
    elif zone is Zone.NUMBER:
        edits = _number(text)
    elif zone is Zone.BODY and is_upper(text):
        edits = _whole_runs(text, _authority_lines())
    else:
        return ()
    return tuple(replace(edit, reason=f"vocabulary.{zone.value}") for edit in edits)


def correct_vocabulary(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """Put the fixed strings of all zoned pages right: `text` changes, `raw_text` stays."""
    corrections: list[Correction] = []
    result: list[Page] = []
    places = _named_places(pages)
    for page in pages:
        changed: dict[int, Line] = {}
        for index, line in enumerate(page.lines):
            edits = find(line.text, line.zone, places)
            if edits:
                changed[index] = replace(line, text=apply(line.text, edits))
            corrections += (_correction(page.number, index + 1, edit) for edit in edits)
        result.append(replace(page, lines=exchanged(page.lines, changed)))
    return tuple(result), tuple(corrections)


def _named_places(pages: Sequence[Page]) -> Index:
    """The bare names of the provinces that the agency lines name after TỈNH or THÀNH PHỐ."""
    heads = [
        line.text for page in pages for _, line in of_zones(page.lines, (Zone.HEADER_LEFT,))
    ]
    keys = [skeleton(text) for text in heads]
    units = [unit for unit in _units() if len(unit.split()) > 2 or unit.split()[0] == "TỈNH"]
    named = [
        unit.removeprefix("TỈNH ").removeprefix("THÀNH PHỐ ")
        for unit in units
        if len(unit.split()) > 1 and any(skeleton(unit) in key for key in keys)
    ]
    return _index([name for name in named if len(name.split()) > 1])


def _correction(page: int, line: int, edit: Edit) -> Correction:
    return Correction(
        page=page,
        line=line,
        start=edit.start,
        before=edit.before,
        after=edit.after,
        reason=edit.reason,
        score=edit.score,
    )


def same_but_for_tone_place(left: str, right: str) -> bool:
    """Whether two words differ at most in the place of the tone mark: HOÀ and HÒA.

    >>> same_but_for_tone_place("HOÀ", "HÒA"), same_but_for_tone_place("ĐỀN", "ĐẾN")
    (True, False)
    """
    return sorted(unicodedata.normalize("NFD", left.lower())) == sorted(
        unicodedata.normalize("NFD", right.lower())
    )


def _edit(start: int, read: str, wanted: str) -> list[Edit]:
    """The edit that makes `wanted` of `read`, in the case of `read`; none if nothing is wrong."""
    fixed = wanted
    if len(read) > 1 and (read.isupper() or _is_mixed(read)):
        fixed = wanted.upper()
    elif len(read) > 1 and wanted.isupper():
        fixed = wanted.capitalize() if read[0].isupper() else wanted.lower()
    if same_but_for_tone_place(read, fixed):
        return []
    return [Edit(start, read, fixed, "vocabulary", _SCORE)]


def _is_mixed(word: str) -> bool:
    """A word in capitals one of which was read as a small letter."""
    return _small_letters(word) == 1 and sum(c.isupper() for c in word) > 1


def _small_letters(text: str) -> int:
    """How many small letters stand among the capitals of a text that has more of these."""
    small = sum(c.islower() for c in text)
    return small if sum(c.isupper() for c in text) > small else 0


def _whole_line(text: str, fixed: Sequence[str]) -> list[Edit]:
    """Word by word, where the whole line is a fixed string apart from a few letters."""
    wanted = next((one for one in fixed if resembles(text, one)), None)
    if wanted is None:
        return []
    words = [match for match in _WORD.finditer(text) if any(c.isalnum() for c in match.group())]
    targets = [word for word in wanted.split() if any(c.isalnum() for c in word)]
    if len(words) != len(targets):
        return []
    # "Nơi nhận :" has its colon, if not where typists of today set it
    end = text[words[-1].end() :].strip()
    if end and targets[-1].endswith(end):
        targets[-1] = targets[-1].removesuffix(end)
    return [e for w, t in zip(words, targets, strict=True) for e in _edit(w.start(), w.group(), t)]


def _symbols(text: str) -> list[Edit]:
    """Blanks inside the symbol of a reference, "24/2013/NQ- HĐND"; no symbol has any.

    Only behind the code of a kind, and only the blank goes.
    """
    codes = {kind.code for kind in kinds()}
    return [
        Edit(found.start(at), found[at], "", "vocabulary", _SCORE)
        for found in _BROKEN_SYMBOL.finditer(text)
        for at in (2, 3)
        if found[1] in codes and found[at]
    ]


def _ampersands(text: str) -> list[Edit]:
    """The sign in known abbreviations, read as the capital that it looks like: PTRTH for PT&TH."""
    edits = []
    for word in _LETTERS.finditer(text):
        wanted = _misread_ampersands().get(word.group())
        if wanted:
            edits.append(Edit(word.start(), word.group(), wanted, "vocabulary", _SCORE))
    return edits


@cache
def _misread_ampersands() -> Mapping[str, str]:
    return {text.replace("&", "R"): text for text in phrases("ampersand")}


def _last_sign(text: str) -> list[Edit]:
    """The sign "./." that closes a text, its last point under a stroke of the pen."""
    found = _CLOSING_SIGN.search(text)
    if found is None:
        return []
    return [Edit(found.start(1), found[1], "./.", "vocabulary", _SCORE)]


def _highland_name(text: str) -> list[Edit]:
    """Ia Hrung, Ia Grai: no place begins with a small l, which is how a slanted I looks."""
    if re.match(rf"la [{UPPER}]", text) is None:
        return []
    return [Edit(0, "la", "Ia", "vocabulary", _SCORE)]


def _spaces(text: str) -> list[Edit]:
    """A body's name that lost a space: "ỦY BANNHÂN DÂN"."""
    for name in phrases("body_open"):
        if skeleton(name) == skeleton(text) and len(name.split()) > len(text.split()):
            return [Edit(0, text, name, "vocabulary", _SCORE)]
    return []


def _letter_spaced(text: str) -> list[Edit]:
    """A kind whose letters the printer set apart: its words as they are, marks and all."""
    kind = letter_spaced_kind(text)
    if kind is None:
        return []
    letters, words = "".join(text.split()), list[str]()
    for word in kind.split():
        words.append(letters[: len(word)])
        letters = letters[len(word) :]
    return [Edit(0, text, " ".join(words), "vocabulary", _SCORE)] if not letters else []


def _whole_runs(text: str, index: Index) -> list[Edit]:
    """As `_runs`, but only where known strings make up the whole line."""
    keys = [skeleton(match.group()) for match in _LETTERS.finditer(text)]
    at = 0
    while at < len(keys):
        sizes = range(min(_LONGEST, len(keys) - at), 0, -1)
        size = next((n for n in sizes if tuple(keys[at : at + n]) in index), 0)
        if not size:
            return []
        at += size
    return _runs(text, index)


def _runs(text: str, index: Index) -> list[Edit]:
    """Runs of words with the letters of a known string; the longest run wins."""
    words = [(match.start(), match.group()) for match in _LETTERS.finditer(text)]
    keys = [skeleton(word) for _, word in words]
    edits: list[Edit] = []
    at = 0
    while at < len(words):
        # one word alone is a known string only where the line begins: XÃ PHONG ĐIỀN has no PHÒNG
        shortest = 1 if at == 0 else 2
        sizes = range(min(_LONGEST, len(words) - at), shortest - 1, -1)
        size = next((n for n in sizes if tuple(keys[at : at + n]) in index), 0)
        if size:
            targets = index[tuple(keys[at : at + size])]
            for (start, word), target in zip(words[at : at + size], targets, strict=True):
                edits += _edit(start, word, target)
        at += max(size, 1)
    return edits


def _index(texts: Sequence[str], shortest: int = 1) -> Index:
    """Known strings by the skeletons of their words; strings that share one are left out."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    doubtful: set[tuple[str, ...]] = set()
    for text in texts:
        words = tuple(match.group() for match in _LETTERS.finditer(text))
        key = tuple(skeleton(word) for word in words)
        known = found.setdefault(key, words)
        same = all(same_but_for_tone_place(a, b) for a, b in zip(known, words, strict=True))
        if not same or len("".join(key)) < shortest:
            doubtful.add(key)
    return {key: words for key, words in found.items() if key not in doubtful}


@cache
def _right_head() -> tuple[str, ...]:
    groups = ("regime_state", "regime_party", "regime_union", "motto", "head_right")
    return tuple(text for group in groups for text in phrases(group))


@cache
def _kinds() -> Index:
    # one-syllable kinds (Luật, Lệnh) are left out: too little to go by
    return _index([kind.name for kind in kinds() if " " in kind.name])


@cache
def _units() -> tuple[str, ...]:
    """Provinces after their TỈNH or THÀNH PHỐ: a bare name may be that of a commune."""
    rows = read_table("capitals.tsv")
    places = [row["text"] for row in rows if row["source"].startswith("provinces")]
    named = [f"{unit} {place}" for unit in ("TỈNH", "THÀNH PHỐ", "TP")
             for place in places]
    return ("UBND TỈNH", "NHÂN DÂN TỈNH", "TỈNH", "THÀNH PHỐ", *named)


@cache
def _places() -> Index:
    return _index(_units())


@cache
def _bodies() -> Index:
    units = _units()
    party = [
        f"{unit} ỦY {name}" for unit in ("TỈNH", "THÀNH PHỐ") for one in units
        if (name := one.removeprefix(f"{unit} ")) != one
    ]
    party = [name.replace("PHỐ ", "") for name in party]
    names = (*phrases("body_head"), *phrases("body_open"), *units, *party)
    return _index([name for name in names if len(name) >= 4], shortest=4)


@cache
def _authority_lines() -> Index:
    """Who decides, in capitals above the articles, and "QUYẾT ĐỊNH:" itself."""
    names = (*phrases("post"), *phrases("body_open"), *_units(), "CHÍNH PHỦ", "QUỐC HỘI")
    titles = [kind.name for kind in kinds() if " " in kind.name]
    return _index([name for name in (*names, *titles) if len(name.split()) > 1])


@cache
def _posts() -> Index:
    names = (*phrases("post"), *phrases("body_open"), *_units())
    return _index([name for name in names if len(name) >= 4], shortest=4)


def _authority_dot(text: str) -> list[Edit]:
    """The dot and the blank after KT, TM ..., as NĐ 30/2020 prints them."""
    match = _AUTHORITY_MARK.match(text)
    if match is None or match[2] == ". ":
        return []
    return [Edit(match.start(2), match[2], ". ", "vocabulary", _SCORE)]


def _number(text: str) -> list[Edit]:
    """The symbol, by the repairs of domain 1.5; the digits are never touched."""
    number = parse_number(text)
    if number is None or number.symbol == number.printed:
        return []
    start = text.rfind(number.printed)
    return [Edit(start, number.printed, number.symbol, "vocabulary", _SCORE)]
