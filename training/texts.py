"""What the rendered lines say: law text, and much that no language model could guess.

About a third of the lines is law text with swapped marks, random syllables, codes, names and
numbers, so that the network
learns to look at the ink instead of learning the language. Everything is drawn from one
`random.Random`.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from training.alphabet import alphabet

_DATA = Path(__file__).parent / "data" / "words.json"
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
_SUPER = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_UNKNOWN_AGENCY = 0.4  # of the codes: read letter by letter, V is V and not the Y of a word
_AGENCY_LETTERS = "ABCDĐGHKLMNOPQSTUƯVXY" + "VYP"
_OTHER_MARKS = 0.12  # of the lines of law text


@cache
def _words(kind: str) -> tuple[str, ...]:
    """One list of the data file."""
    return tuple(json.loads(_DATA.read_text(encoding="utf-8"))[kind])


@cache
def _lookalikes() -> dict[str, str]:
    """For each marked letter and its bare form, the letters that differ in marks only."""
    groups: dict[str, str] = {}
    for letter in alphabet():
        if letter.isalpha():
            base = unicodedata.normalize("NFD", letter)[0].replace("đ", "d").replace("Đ", "D")
            groups[base] = groups.get(base, "") + letter
    return {letter: group for group in groups.values() if len(group) > 1 for letter in group}


def random_syllable(rng: random.Random) -> str:
    """A syllable of Vietnamese shape; mostly not a word."""
    rime = rng.choice(_words("rimes"))
    nucleus = next((i for i, c in reversed(list(enumerate(rime))) if c in "ăâêôơư"), None)
    if nucleus is None:
        nucleus = next(i for i, c in enumerate(rime) if c in "aeiouy")
    tone = rng.choice(_TONES)
    marked = rime[: nucleus + 1] + tone + rime[nucleus + 1 :]
    return unicodedata.normalize("NFC", rng.choice((*_words("onsets"), "")) + marked)


def swap_marks(rng: random.Random, text: str, share: float) -> str:
    """Give `share` of the letters other marks: text that only eyes can read."""
    table = _lookalikes()
    return "".join(rng.choice(table[c]) if c in table and rng.random() < share else c for c in text)


def other_digits(rng: random.Random, text: str) -> str:
    """Exchange every digit for a random one."""
    return "".join(str(rng.randrange(10)) if c in "0123456789" else c for c in text)


def other_marks(rng: random.Random, text: str) -> str:
    """Exchange stops, commas, colons and semicolons at random: they differ in shape only."""
    return "".join(rng.choice(".,.,;:") if c in ".,;:" else c for c in text)


def _number(rng: random.Random) -> str:
    kind = rng.randrange(6)
    if kind == 0:
        return f"{rng.randint(1, 31):02d}/{rng.randint(1, 12)}/{rng.randint(1945, 2026)}"
    if kind == 1:
        return f"{rng.randint(1, 999)}.{rng.randint(0, 999):03d}.{rng.randint(0, 999):03d}"
    if kind == 2:
        return f"{rng.randint(0, 150)},{rng.randint(0, 99)}%"
    if kind == 3:
        return f"0{rng.randint(200, 989)}.{rng.randint(100, 999)}.{rng.randint(100, 9999)}"
    if kind == 4:
        return str(rng.randint(0, 99999))
    return f"{rng.randint(1, 99)}.{rng.randint(0, 999):03d}"


def _code(rng: random.Random) -> str:
    number = rng.randint(1, 3000)
    start = f"{number:02d}" if rng.random() < 0.8 else str(number)
    kind, agency = rng.choice(_words("kinds")), rng.choice(_words("agencies"))
    if rng.random() < _UNKNOWN_AGENCY:
        agency = "".join(rng.choices(_AGENCY_LETTERS, k=rng.randint(2, 5)))
    form = rng.randrange(4)
    if form == 0:
        return f"{start}/{rng.randint(1990, 2026)}/{kind}-{agency}"
    if form == 1:
        return f"{start}-{kind}/{rng.choice(('TU', 'HU', 'ĐU', 'TW', 'BTCTU', 'ĐTN', 'BCĐ'))}"
    if form == 2:
        return f"{start}/{kind}-{agency}"
    body = rng.choice(("QH13", "QH14", "NĐ-CP", "NQ-CP", "UBTVQH15"))
    return f"{start}/{rng.randint(1990, 2026)}/{body}"


def _date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 31), rng.randint(1, 12), rng.randint(1945, 2026)
    return f"ngày {day:02d} tháng {month:02d} năm {year}"


def _name(rng: random.Random) -> str:
    middle = rng.sample(_words("given_names"), rng.randint(0, 2))
    name = " ".join([rng.choice(_words("surnames")), *middle, rng.choice(_words("given_names"))])
    return rng.choice(("", "", "Ông ", "Bà ", "Đ/c ", "đồng chí ")) + name


def figures_line(rng: random.Random, length: int) -> str:
    """Codes, dates, sums, telephone numbers and units, about `length` characters."""
    parts: list[str] = []
    while sum(map(len, parts)) + len(parts) < length:
        kind = rng.randrange(7)
        if kind == 0:
            parts.append(rng.choice(("số ", "Số: ", "", "(")) + _code(rng))
        elif kind == 1:
            parts.append(_date(rng))
        elif kind == 2:
            parts.append(f"{_number(rng)} {rng.choice(_words('units'))}")
        elif kind == 3:
            parts.append(_number(rng) + rng.choice(",;.):"))
        elif kind == 4:
            parts.append("".join(rng.choices(alphabet()[1:], k=rng.randint(1, 6))))
        elif kind == 5:
            parts.append(rng.choice(_words("list_marks")))
        else:
            parts.append(_works(rng))
    return " ".join(parts)


def _works(rng: random.Random) -> str:
    """A letter with a number, as works, roads, wards have them: `Z113`, `QL.14B`, `P.9`."""
    letters = "".join(rng.choices("ABCDĐEFGHKLMNOPQRSTUVXYZ", k=rng.choice((1, 1, 1, 2))))
    number = letters + rng.choice(("", "", "", ".", "-")) + str(rng.randint(1, 999))
    number += rng.choice(("", "", "", *"ABC"))
    return rng.choice((number, f"({number})", number + ",", number + "/"))


def names_line(rng: random.Random, length: int) -> str:
    """Names of people, joined as in lists of recipients."""
    parts = [_name(rng)]
    while sum(map(len, parts)) < length:
        parts.append(_name(rng))
    return rng.choice((", ", "; ", " - ")).join(parts)


def syllables_line(rng: random.Random, length: int) -> str:
    """Random syllables, some in capitals, about `length` characters."""
    parts: list[str] = []
    while sum(map(len, parts)) + len(parts) < length:
        word = random_syllable(rng)
        case = rng.random()
        parts.append(word.upper() if case < 0.2 else word.capitalize() if case < 0.4 else word)
    return " ".join(parts)


class TextSource:
    """Draws lines of text; the same seed draws the same lines."""

    def __init__(self, paragraphs: Sequence[str], rng: random.Random) -> None:
        self._paragraphs = paragraphs
        self._rng = rng
        self._allowed = frozenset(alphabet())
        self._makers: tuple[Callable[[int], str], ...] = (
            self._law,
            lambda n: swap_marks(rng, self._law(n), rng.choice((0.1, 0.25, 0.5))),
            lambda n: syllables_line(rng, n),
            lambda n: figures_line(rng, n),
            lambda n: names_line(rng, n),
        )

    def draw(self, longest: int, swapped: float) -> str:
        """A line of 1 to about `longest` characters, all of them in the alphabet, single spaces.

        `swapped` is the share of lines of law text in which marks are exchanged.
        """
        rng = self._rng
        length = (
            rng.randint(2, longest) if rng.random() < 0.35 else rng.randint(longest // 2, longest)
        )
        weights = (0.79 - swapped, swapped, 0.07, 0.11, 0.03)
        maker = rng.choices(self._makers, weights)[0]
        text = self._vary(maker(length))
        text = "".join(c for c in text if c in self._allowed)
        if len(text) > longest:
            text = text[:longest]
        return " ".join(text.split())

    def _law(self, length: int) -> str:
        rng = self._rng
        words: list[str] = []
        while not words:
            words = rng.choice(self._paragraphs).split()
        start = 0 if rng.random() < 0.15 else rng.randrange(len(words))
        size, end = 0, start
        while end < len(words) and size + len(words[end]) <= length:
            size += len(words[end]) + 1
            end += 1
        text = " ".join(words[start : max(end, start + 1)])
        # laws and years that are cited everywhere would teach that there are no other numbers
        if rng.random() < 0.5:
            text = other_digits(rng, text)
        return other_marks(rng, text) if rng.random() < _OTHER_MARKS else text

    def _vary(self, text: str) -> str:
        rng, chance = self._rng, self._rng.random()
        if chance < 0.12:
            text = text.upper()
        elif chance < 0.20:
            text = f"{rng.choice(_words('list_marks'))} {text}"
        elif chance < 0.24:
            text = text + rng.choice((";", "./.", ".", ":", ",", "...", "…", "……", ".........."))
        elif chance < 0.28:
            marks = rng.choice(("“”", "“”", '""', "()", "‘’", "[]", "«»", '(")'))
            text = marks[0] + text + marks[-1]
        elif chance < 0.35:
            text = self._with_superscript(text)
        if rng.random() < 0.25:
            text = text.replace(" - ", " – ")
        return text.replace("‟", "“")

    def _with_superscript(self, text: str) -> str:
        rng, words = self._rng, text.split()
        if not words:
            return text
        if rng.random() < 0.2:
            unit = rng.choice(("m²", "m³", "km²", "cm³", "dm²"))
            words.insert(rng.randint(0, len(words)), f"{_number(rng)} {unit}")
            return " ".join(words)
        mark = rng.choice(_SUPER[1:]) + (rng.choice(_SUPER) if rng.random() < 0.3 else "")
        if rng.random() < 0.4:
            mark = f"⁽{mark}⁾"
        place = rng.choice((0, len(words) - 1, rng.randrange(len(words))))
        words[place] = (
            f"{mark} {words[place]}" if place == 0 and rng.random() < 0.5 else words[place] + mark
        )
        return " ".join(words)
