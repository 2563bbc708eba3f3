"""What handwritten figures may mean: for each sign the digits it is like, with weights.

Two readers see the same ink: the engine, which was never shown handwriting and puts signs such as
`†` in its place, and the reader of handwriting, which gives shares to digits. Neither is right
often enough to be believed alone, so their readings are weighed together, and against witnesses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from cleanup.skeleton import unmarked
from cleanup.vocabulary import read_table
from ocr.model import Choice, Word

Ink = tuple[Mapping[str, float], ...]

# of 30 handwritten signs on the real scans 23 meant what `handwriting.tsv` says: any other digit
# is about 20 times less likely than the first that it names
_OTHER = 0.05
_NEXT_MEANING = 0.6
# the reader of handwriting gives that many digits per place, always, with their shares; it has
# learned from drawn digits only, so no digit is less likely than this against the likeliest
_SHARES = 3
_LEAST_SHARE = 0.01
# a stroke read as a sign of its own, and a digit that was not seen
_EXTRA, _LOST = 0.2, 0.1
_MOST_SIGNS = 6
_MOST_WAYS = 30
_NO_SIGN = " .,:;…_()-–—'\"`"


def ink_of_signs(text: str) -> Ink:
    """What a handwritten number means that an engine for print has read.

    >>> [max(place, key=place.get) for place in ink_of_signs("4†")]
    ['4', '7']
    >>> ink_of_signs("0-7") == ink_of_signs("07"), ink_of_signs("")
    (True, ())
    """
    signs = [sign for sign in text if sign not in _NO_SIGN]
    if not any(_meant(sign) for sign in signs):
        return ()
    return tuple(_meanings(sign) for sign in signs[:_MOST_SIGNS])


def ink_of_word(word: Word, length: int | None = None) -> Ink:
    """The same for a word that comes with choices; `length` cuts off what is printed after it."""
    text = word.text[:length]
    if len(word.choices) != len(word.text) or not any(word.choices[: len(text)]):
        return ink_of_signs(text)
    return tuple(
        _of_choices(choices) if choices else _meanings(sign)
        for sign, choices in zip(text, word.choices, strict=False)
        if sign not in _NO_SIGN
    )[:_MOST_SIGNS]


def together(one: Ink, two: Ink) -> Ink:
    """Two readings of the same ink; if they differ in length, the first of them."""
    if not one or not two:
        return one or two
    if len(one) != len(two):
        return one
    return tuple(
        {digit: a.get(digit, _OTHER) * b.get(digit, _OTHER) for digit in "0123456789"}
        for a, b in zip(one, two, strict=True)
    )


def likelihood(ink: Ink, digits: str) -> float:
    """How well `digits` fit the ink, above 0; 1 where the ink says nothing.

    Signs may be strokes too many, digits may be lost; both make it less likely.

    >>> ink = ink_of_signs("1†")
    >>> likelihood(ink, "17") > likelihood(ink, "11") > likelihood(ink, "71") > 0
    True
    >>> likelihood((), "17")
    1.0
    """
    if not ink:
        return 1.0
    row = [_LOST**count for count in range(len(digits) + 1)]
    for place in ink:
        best = max(place.values())
        following = [row[0] * _EXTRA]
        for at, digit in enumerate(digits):
            same = row[at] * place.get(digit, _OTHER * best) / best
            following.append(max(same, row[at + 1] * _EXTRA, following[at] * _LOST))
        row = following
    return row[-1]


def numbers_in(ink: Ink) -> list[tuple[str, float]]:
    """The likeliest readings of the ink as one number, best first, with their shares of 1.

    >>> [(number, round(share, 1)) for number, share in numbers_in(ink_of_signs("1†"))[:2]]
    [('17', 0.3), ('11', 0.2)]
    """
    ways = [("", 1.0)]
    for place in ink:
        total = sum(place.values())
        longer = [
            (number + digit, share * weight / total)
            for number, share in ways for digit, weight in place.items()
        ]
        ways = sorted(longer, key=lambda way: (-way[1], way[0]))[:_MOST_WAYS]
    return ways


def is_legible(ink: Ink) -> bool:
    """Whether every place of the ink speaks for some digits more than for others.

    >>> is_legible(ink_of_signs("0#")), is_legible(ink_of_signs("0ẽ")), is_legible(())
    (True, False, False)
    """
    places = [place.get(digit, 0.0) for place in ink for digit in "0123456789"]
    rows = [places[at : at + 10] for at in range(0, len(places), 10)]
    return bool(rows) and all(min(row) < max(row) for row in rows)


def is_from_hand(word: Word) -> bool:
    """Whether the reader of handwriting read the first sign of a word."""
    first = word.choices[0] if word.choices else ()
    return len(first) == _SHARES and all(choice.text.isdigit() for choice in first)


def _of_choices(choices: Sequence[Choice]) -> dict[str, float]:
    best = max(choice.score for choice in choices)
    if len(choices) == _SHARES and all(choice.text.isdigit() for choice in choices):
        like = {choice.text: choice.score / best for choice in choices}
        return {digit: max(like.get(digit, 0.0), _LEAST_SHARE) for digit in "0123456789"}
    found: dict[str, float] = {}
    # where the engine saw a letter first, its other guesses are worth nothing
    for choice in choices if _meant(choices[0].text) else ():
        share = choice.score / best if best else 1.0
        for rank, digit in enumerate(_meant(choice.text)):
            found[digit] = max(found.get(digit, _OTHER), share * _NEXT_MEANING**rank)
    return found or dict.fromkeys("0123456789", 1.0)


def _meanings(sign: str) -> dict[str, float]:
    """Weights of the digits that a sign may mean, 1 for the likeliest; all alike if unknown."""
    found = {digit: _NEXT_MEANING**rank for rank, digit in enumerate(_meant(sign))}
    return found or dict.fromkeys("0123456789", 1.0)


def _meant(sign: str) -> str:
    """The digits that a sign may mean, likeliest first; "" if it is like none.

    >>> _meant("‡"), _meant("Í"), _meant("7"), _meant("ĝ")
    ('74', '1', '71', '9')
    """
    if sign in _handwriting():
        return _handwriting()[sign]
    return _handwriting().get(unmarked(sign), sign if sign in "0123456789" else "")


@cache
def _handwriting() -> dict[str, str]:
    """What a sign read in a handwritten number may mean."""
    return {row["read"]: row["meant"] for row in read_table("handwriting.tsv")}
