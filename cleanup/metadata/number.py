"""Box 3: number and symbol. Written by hand on nearly every scan, so every witness is heard."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleanup.metadata.date import year_of
from cleanup.metadata.first_reading import first_number
from cleanup.metadata.ink import (
    Ink,
    ink_of_signs,
    ink_of_word,
    is_legible,
    likelihood,
    numbers_in,
    together,
)
from cleanup.metadata.reading import Placed, Reading, evidence_of, lines_in
from cleanup.skeleton import skeleton, unmarked
from cleanup.vocabulary import kinds, party_bodies
from ocr.model import Line, Page, Zone

_HEAD = re.compile(
    r"^\W*(?:(?:Luật|Nghị quyết|Pháp lệnh|LUẬT)\s+)?[Ss§$]\S{0,2}?\s*[:;.,]\s*|^\W*[Ss]\S{1,2}\s+"
)
_PARTS = re.compile(r"^(?P<number>.*?)\s*(?P<mark>[/⁄−–—-])\s*(?P<symbol>[A-ZĐÐ].*)$")
# resolutions under a resolution count in two steps: 66.15/2026/NQ-CP
_CLEAN = re.compile(r"^\d{1,6}(?:\.\d{1,3})?[a-z]?(?:/(?:19|20)\d{2})?$")
# "58/2021/TT-BQP" with its year misread: "E § /202L"
_LEGAL_YEAR = re.compile(r"/\s*(\S{4})$")
_FAR = 2
_YEAR = re.compile(r"(?:19|20)\d{2}")
# handwriting stands higher than the type beside it; measured on the eight scans: 1.28-1.5 against
# 0.9-1.1 for printed digits
_TALL = 1.2
_UNSURE = 0.8
# of nine scans whose file names hold a number, one name holds another number than the paper
_NAME_RIGHT = 0.9
# how often a whole number is misread so that its signs say nothing
_BLOT = 0.1
_CLEARLY = 2.0
_WORTH_A_LOOK = 0.1
_MOST_ALTERNATIVES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number line taken apart.

    `digits` is None when no number can be read, `noise` then what stands there. `separator` is "-"
    for the Party form 05-KL/TU and "/" for the State form 15/QĐ-BNV. `printed` is the symbol before
    its repair.
    """

    digits: str | None
    noise: str
    separator: str
    symbol: str
    gap: bool
    printed: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The tokens of the symbol: ("KL", "TU")."""
        return tuple(token for token in re.split(r"[-/]", self.symbol) if token)

    def with_digits(self, digits: str) -> str:
        """The whole number with `digits`."""
        return f"{digits}{self.separator}{self.symbol}"


def parse_number(text: str) -> Number | None:
    """Take a number line apart, repairing only what domain 1.5 allows.

    >>> parse_number("Số 05-KL/TU")
    Number(digits='05', noise='05', separator='-', symbol='KL/TU', gap=False, printed='KL/TU')
    >>> parse_number("Số: 30/2020/NĐ-CP").with_digits("30/2020")
    '30/2020/NĐ-CP'
    >>> parse_number("Số: 4‡ /QĐÐ-UBND").digits is None
    True
    >>> parse_number("Số:.12/CT-UB").with_digits("12"), parse_number("Số: .../CT-UB").digits
    ('12/CT-UB', None)
    >>> parse_number("Số: l2/Q4-UBND").with_digits("12")
    '12/QĐ-UBND'
    """
    rest = _HEAD.sub("", text, count=1)
    parts = _PARTS.match(rest)
    if not parts:
        return None
    # specks between the colon and the number: "Số:.12/CT-UB"
    digits = _repair_digits(parts["number"].strip(" .,:;'’"))
    separator = "/" if parts["mark"] in "/⁄" else "-"
    return Number(
        digits=digits if _CLEAN.match(digits) else None,
        noise=parts["number"].strip(),
        separator=separator,
        symbol=_repair_symbol(parts["symbol"], separator),
        printed=parts["symbol"].strip(),
        gap=bool(re.search(r"\s[/⁄−–—-]\s*[A-ZĐÐ]", rest)),
    )


def _repair_digits(text: str) -> str:
    if not re.search(r"\d", text):
        return text
    text = re.sub(r"\s*/\s*", "/", text)
    return re.sub(r"[lI|](?=\d)|(?<=\d)[lI|]", "1", re.sub(r"[oO](?=\d)|(?<=\d)[oO]", "0", text))


def _repair_symbol(text: str, separator: str) -> str:
    """Dashes, the bar of Đ read as 4 or twice, and blanks; nothing else is touched."""
    clean = re.sub(r"[−–—]", "-", re.sub(r"\s+", "", text)).replace("⁄", "/").replace("Ð", "Đ")
    clean = re.sub(r"ĐĐ(?=-)", "Đ", clean).rstrip(".,;:_-")
    clean = re.sub(r"\b([QN])4(?=[-/])", r"\1Đ", clean)
    if separator == "/" and "-" not in clean:
        clean = _with_hyphen(clean)
    return clean


def _with_hyphen(symbol: str) -> str:
    """A symbol whose hyphen was not read: "VBHNBTC" begins with the code VBHN."""
    codes = sorted({kind.code for kind in kinds() if len(kind.code) >= 3}, key=len, reverse=True)
    for code in codes:
        if symbol.startswith(code) and len(symbol) - len(code) >= 2 and symbol.isalpha():
            return f"{code}-{symbol[len(code) :]}"
    return symbol


def is_party_number(number: Number) -> bool:
    """Whether the number has the Party form, 05-KL/TU.

    >>> is_party_number(parse_number("Số 05-KL/TU")), is_party_number(parse_number("Số: 5/QĐ-UBND"))
    (True, False)
    """
    return number.separator == "-" and "/" in number.symbol


def is_known_party_body(number: Number) -> bool:
    """Whether the last token is a body suffix of the Party."""
    return number.codes[-1] in party_bodies() if number.codes else False


def numbers_in_file_name(name: str, code: str) -> tuple[str, ...]:
    """The numbers that a file name has beside the code of a kind; weak witnesses.

    A year is no number; of several the short ones are left (five figures are seldom a number).

    >>> numbers_in_file_name("47_QĐ_UB.signed_1_.pdf", "QĐ")
    ('47',)
    >>> numbers_in_file_name("46-btc-vbhn.signed.pdf", "VBHN")
    ('46',)
    >>> numbers_in_file_name("scan 2024.pdf", "QĐ")
    ()
    """
    stem = unmarked(name.rsplit("/", 1)[-1].rsplit(".", 1)[0]).lower()
    tokens = re.findall(r"[a-z]+|\d+", stem)
    wanted = skeleton(code)
    if wanted not in tokens:
        return ()
    at = tokens.index(wanted)
    plain = [
        i
        for i, token in enumerate(tokens)
        if token.isdigit() and len(token) <= 5 and not _YEAR.fullmatch(token)
    ]
    nearest = min((abs(i - at) for i in plain), default=_FAR + 1)
    if nearest > _FAR:
        return ()
    near = [tokens[i] for i in plain if abs(i - at) == nearest]
    short = [token for token in near if len(token) <= 4]
    return tuple(short or near)


def is_handwritten(line: Line, number: Number) -> bool:
    """Whether the number was written by hand: a gap, noise, doubt, or digits too tall."""
    if number.digits is None and number.noise:
        return True
    if not line.words:
        return False
    if number.gap:
        return True
    digits = next((w for w in line.words if any(c.isdigit() for c in w.text)), None)
    if digits is None:
        return False
    if digits.confidence is not None and digits.confidence < _UNSURE:
        return True
    others = [w.bbox.height for w in line.words if w is not digits and w.bbox]
    return bool(digits.bbox and others and digits.bbox.height > _TALL * max(others))


def read_number(
    placed: Sequence[Placed], pages: Sequence[Page], file: str
) -> tuple[Reading, Number | None]:
    """The number field and its parts; a handwritten number is weighed against the file name.

    Args:
        placed: lines of the number zone.
        pages: all pages, for the year of a legal number and for what was read first.
        file: name of the source file.
    """
    for item in placed:
        number = parse_number(item.line.text)
        if number is not None:
            year = year_of(lines_in(pages, Zone.PLACE_DATE))
            named = _witness(number, file, year)
            return _weigh(item, number, named, first_number(pages, item)), number
    return Reading(findings=("missing",)), None


def _witness(number: Number, file: str, year: int | None) -> str | None:
    """The one number of the file name that can be meant, with the year of a legal number."""
    # the kind comes first in both systems; a body's code beside a number says less
    beside = (numbers_in_file_name(file, code) for code in number.codes)
    found = set(next(filter(None, beside), ()))
    if number.digits and len(found) > 1:
        found = {name for name in found if _same(name, number.digits)}
    if len(found) != 1:
        return None
    digits = _two_digits(found.pop())
    legal = _LEGAL_YEAR.search(number.digits or number.noise)
    if legal is None:
        return digits
    printed = legal[1] if _YEAR.fullmatch(legal[1]) else year
    return f"{digits}/{printed}" if printed else None


def _weigh(item: Placed, number: Number, named: str | None, first: str) -> Reading:
    by_hand = is_handwritten(item.line, number)
    read = number.with_digits(number.digits) if number.digits else None
    witness = number.with_digits(named) if named else None
    agree = named is not None and number.digits is not None and _same(named, number.digits)
    evidence = evidence_of([item], handwritten=by_hand)
    differs = () if witness is None or agree else (f"file-name-differs: {named}",)
    if not by_hand:
        if read is None:
            return Reading(value=None, evidence=evidence, findings=("missing",))
        return Reading(value=read, evidence=evidence, findings=differs)
    value = read
    if named is not None and not agree:
        odds = _odds_of_name(item.line, number, named, first)
        # where neither is clearly likelier, both are only shown
        value = witness if odds >= _CLEARLY else read if odds <= 1 / _CLEARLY else None
    findings: tuple[str, ...] = ("handwritten",)
    if not agree and witness:
        seen = number.digits or number.noise
        findings += ("from-file-name", f"ink-reads: {seen}") if value == witness else differs
    if evidence is not None:
        others = (read, witness, *_other_numbers(item.line, number, first))
        options = dict.fromkeys(one for one in others if one and one != value)
        evidence = replace(evidence, alternatives=tuple(options)[:_MOST_ALTERNATIVES])
    return Reading(value=value, evidence=evidence, findings=findings)


def _other_numbers(line: Line, number: Number, first: str) -> list[str]:
    """What else the ink may say, as whole numbers; nothing if a sign can't be read."""
    ink = together(_ink(line, number), ink_of_signs(first))
    if not is_legible(ink):
        return []
    year = re.search(r"/.*", number.digits or "")
    return [
        number.with_digits(digits + (year.group() if year else ""))
        for digits, share in numbers_in(ink) if share >= _WORTH_A_LOOK
    ]


def _odds_of_name(line: Line, number: Number, named: str, first: str) -> float:
    """How much likelier the number in the file name is than the one that the ink reads."""
    ink = together(_ink(line, number), ink_of_signs(first))
    read = (number.digits or "").split("/")[0]
    if not read and is_legible(ink):
        read = numbers_in(ink)[0][0]
    if not read:
        return math.inf
    fits = (1 - _BLOT) * likelihood(ink, named.split("/")[0]) + _BLOT
    return _NAME_RIGHT * fits / ((1 - _NAME_RIGHT) * (1 - _BLOT) * likelihood(ink, read))


def _ink(line: Line, number: Number) -> Ink:
    signs = number.noise.split("/")[0].strip()
    word = next((w for w in line.words if signs and w.text.startswith(signs)), None)
    return ink_of_signs(signs) if word is None else ink_of_word(word, len(signs))


def _two_digits(number: str) -> str:
    """Numbers below 10 are written with a leading 0 (NĐ 30/2020, domain 1.5)."""
    return number if len(number) > 1 else f"0{number}"


def _same(left: str, right: str) -> bool:
    return left.split("/")[0].lstrip("0") == right.split("/")[0].lstrip("0")
