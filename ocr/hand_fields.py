"""The number, day and month of an official paper, when they are written by hand.

They stand between printed words that are always the same: `Số: … /CT-UBND`, `Số … -BC/ĐU` and
`ngày … tháng … năm 2021`. The engine reads handwriting as noise and glues it to those words
(`ngàwH{`, `S641`). So the words are found, the ink between them is cut out and read apart. What was
read there first is kept as `Unplaced`; digits read from handwriting never come with more than
`DOUBT` confidence.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ocr.hand_digits import HandDigits, read_hand_digits
from ocr.model import Bbox, Line, Unplaced, Word
from ocr.page_image import PageImage
from ocr.symbol_cut import leaves_the_line, symbol_start

DOUBT = 0.5
GLUED = 0.5                # of a word in which a pen's digits hang together with print
CLEAR = 0.92               # share of the least certain digit from which a cut number is read again
SURE = 0.85                # printed digits come with more
BROAD = 0.85               # a printed digit is 0.5 to 0.65 times as broad as its symbol is high
BLANK = 0.3                # heights of the symbol
TALL = 1.2                 # handwriting stands higher than the type beside it (measured 1.28-1.5)
LABEL_WIDTH = 1.5          # of `Số:` in heights of the symbol beside it
MOST_DIGITS = 4
PLACE_WORDS = 5            # `Bà Rịa - Vũng Tàu,` is the longest name of a place
UPPER = 0.5                # number and date stand in the upper half of a page
WIDE = 1.2                 # a token this much wider than its printed word holds more than that
REACH = 0.9                # heights above and below the line that a pen may reach
STRAY = 0.4                # and by which the middle of a digit may miss the line
_YEAR = re.compile(r"(?:19|20)\d\d\W?")
_DIGITS = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRead:
    """Lines with their handwritten fields read again, and the first readings."""

    lines: tuple[Line, ...]
    unplaced: tuple[Unplaced, ...] = ()


def read_hand_fields(lines: tuple[Line, ...], image: PageImage, page: int) -> HandRead:
    """Read handwritten numbers, days and months again; all other lines stay as they are.

    Args:
        lines: of an upright page, with boxes in pixels of `image`.
        image: grey, without marks and rules.
        page: page number for what is kept as unplaced.
    """
    done: list[Line] = []
    unplaced: list[Unplaced] = []
    for line in lines:
        found = None
        if line.bbox is not None and line.bbox.y1 < UPPER * image.height:
            # two columns may share a line
            found = _number_line(line, image)
            found = _date_line(found or line, image) or found
        done.append(found or line)
        if found is not None:
            first = " ".join(w.text for w in line.words if w not in found.words)
            unplaced.append(
                Unplaced(page=page, text=first, reason="handwriting", bbox=line.bbox))
    return HandRead(lines=tuple(done), unplaced=tuple(unplaced))


@cache
def _anchors() -> dict[str, dict[str, Any]]:
    path = Path(__file__).parent / "data" / "hand_fields.json"
    data: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return data


# ---------------------------------------------------------------- number

def _number_line(line: Line, image: PageImage) -> Line | None:
    """`Số: 2# /CT-UBND` -> `Số: 01/CT-UBND`; None if the number is printed or unclear.

    An engine that passes over handwriting leaves a blank: `Số: /CT-UBND`.
    """
    rules, words = _anchors()["number"], _with_symbol_apart(line.words, image)
    was_cut = len(words) > len(line.words)
    at = next((i for i, w in enumerate(words) if re.match(rules["symbol"], w.text)), None)
    if at is None:
        return _off_the_line(line, image)
    if not 1 <= at <= 3 or not all(word.bbox for word in words):
        return None
    label, symbol = words[0], words[at]
    if re.fullmatch(rules["label"], label.text):
        if _is_print(words[1:at], symbol):
            return _filled_in(line, at)
    elif re.match(rules["glued"], label.text):
        box = _box(label)
        end = box.x0 + round(LABEL_WIDTH * _box(symbol).height)
        if end >= box.x1:
            return None
        printed = "Số" if symbol.text.startswith("-") else "Số:"  # 36-HD/VPTW; NĐ 30/2020
        label = replace(label, text=printed, bbox=Bbox(box.x0, box.y0, end, box.y1), choices=())
    else:
        return None
    noticed = at > 1 or label is not words[0]
    read = _digits_between(image, _box(label), _box(symbol), noticed=noticed)
    if read is None or len(read.text) > MOST_DIGITS:
        return None
    if was_cut and (read.likeness < CLEAR or len(read.text) < sum(map(len, _texts(words[1:at])))):
        return None     # as doubtful as what was read of digits and symbol together
    number = Word(
        text=read.text + symbol.text,
        bbox=Bbox(_box(label).x1, _box(symbol).y0, _box(symbol).x1, _box(symbol).y1),
        confidence=_doubt(read),
        choices=(*read.choices, *(symbol.choices or ((),) * len(symbol.text))),
    )
    return line.reworded((label, number, *words[at + 1:]))


def _texts(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in words]


def _off_the_line(line: Line, image: PageImage) -> Line | None:
    """A number that reads as well as print but does not stand like it: the same, in doubt."""
    rules, words = _anchors()["number"], line.words
    for at, word in enumerate(words[1:4], 1):
        match = re.fullmatch(rf"(\d{{1,4}})({rules['symbol']}.*)", word.text)
        if match is None or word.bbox is None or not re.match(rules["label"], words[0].text):
            continue
        box = replace(word.bbox, y0=max(0, word.bbox.y0 - word.bbox.height // 4),
                      y1=min(image.height, word.bbox.y1 + word.bbox.height // 4))
        if not leaves_the_line(image.pixels[box.y0:box.y1, box.x0:box.x1], match[2],
                               len(match[1])):
            return None
        doubted = replace(word, confidence=DOUBT * (word.confidence or 0.0))
        return line.reworded((*words[:at], doubted, *words[at + 1:]))
    return None


def _with_symbol_apart(words: tuple[Word, ...], image: PageImage) -> tuple[Word, ...]:
    """The words; a doubtful one such as `14/QĐ-UBND`, up to which a pen wrote, as two."""
    symbol = _anchors()["number"]["symbol"]
    for at, word in enumerate(words[:4]):
        match = re.fullmatch(rf"([^/⁄-]{{1,5}})({symbol}.*)", word.text)
        if not at or match is None or word.bbox is None:
            continue
        if word.confidence is None or word.confidence >= GLUED:
            break
        box = word.bbox
        start = symbol_start(image.pixels[box.y0:box.y1, box.x0:box.x1], match[2])
        if start is None or not 0 < start < box.width:
            break
        # the pen may reach above and below the print
        behind = replace(box, x0=box.x0 + start)
        parts = (
            Word(text=match[1], bbox=replace(box, x1=behind.x0), confidence=word.confidence,
                 choices=word.choices[:len(match[1])]),
            Word(text=match[2], bbox=_print_box(behind, words[0]), confidence=word.confidence,
                 choices=word.choices[len(match[1]):]),
        )
        return (*words[:at], *parts, *words[at + 1:])
    return words


def _print_box(box: Bbox, label: Word) -> Bbox:
    """The box, no higher than the printed label beside it."""
    return replace(box, y0=max(box.y0, _box(label).y0), y1=min(box.y1, _box(label).y1))


def _filled_in(line: Line, at: int) -> Line | None:
    """A number that reads well but stands in a blank before its symbol: `Số: 04 /QĐ-UBND`.

    Typists leave the blank for the pen; a printed number and its symbol are one word.
    """
    words = line.words
    *digits, symbol = words[1:at + 1]
    if len(digits) != 1 or _box(symbol).x0 - _box(digits[0]).x1 < BLANK * _box(symbol).height:
        return None
    number = Word(
        text=digits[0].text + symbol.text,
        bbox=_box(digits[0]).union(_box(symbol)),
        confidence=DOUBT * (digits[0].confidence or 0.0),
        choices=(
            *(digits[0].choices or ((),) * len(digits[0].text)),
            *(symbol.choices or ((),) * len(symbol.text)),
        ),
    )
    return line.reworded((words[0], number, *words[at + 1:]))


def _is_print(words: tuple[Word, ...], beside: Word) -> bool:
    """True if clean digits stand there that look printed: confident, no larger than type.

    A digit that is as broad as two holds another one that the engine passed over.
    """
    height = _box(beside).height
    return bool(words) and all(
        _DIGITS.fullmatch(w.text) and (w.confidence or 0) >= SURE
        and _box(w).height <= TALL * height
        and _box(w).width <= BROAD * height * len(w.text)
        for w in words
    )


# ---------------------------------------------------------------- date

@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    """A printed word of the date: where it stands in the line, and what is glued to it."""

    index: int
    text: str
    bbox: Bbox
    wide: bool = False
    before: str = ""
    after: str = ""

    @property
    def glued(self) -> bool:
        """Whether the token is more than the printed word."""
        return bool(self.wide or self.before or self.after)


def _date_line(line: Line, image: PageImage) -> Line | None:
    """`ngàwH{ tháng? năm 2021` -> `ngày 11 tháng 01 năm 2021`; None if all of it is printed."""
    rules, words = _anchors()["date"], line.words
    end = len(words) - 2
    if (
        end < 2 or not all(word.bbox for word in words)
        or words[end].text != rules["end"] or not _YEAR.fullmatch(words[-1].text)
    ):
        return None
    label = _anchor(words, range(end), rules["label"], _box(words[end]).width)
    if label is None or not _follows_place(words[:label.index]):
        return None
    # `tháng` may be glued to the same token
    middle = _anchor(words, range(label.index, end), rules["middle"], _box(words[end]).width)
    if middle is None or middle.bbox.x0 <= label.bbox.x1:
        return None
    day = _field(line, image, label, middle)
    month = _field(line, image, middle, replace(
        middle, index=end, bbox=_box(words[end]), before="", wide=False))
    parts = (_printed(line, label), *day, _printed(line, middle), *month)
    if [w.text for w in parts] == [w.text for w in words[label.index:end]]:
        return None
    return line.reworded((*words[:label.index], *parts, *words[end:]))


def _follows_place(before: tuple[Word, ...]) -> bool:
    """True for `Quảng Ngãi,` alone or after the number: a date in running text stays as it is."""
    if not before or not before[-1].text.endswith(","):
        return False
    symbol = re.compile(_anchors()["number"]["symbol"])
    ends = [i for i, word in enumerate(before) if symbol.search(word.text)]
    place = before[ends[-1] + 1 if ends else 0:]
    return 1 <= len(place) <= PLACE_WORDS and all(
        word.text[0].isupper() or word.text == "-" for word in place)


def _anchor(
    words: tuple[Word, ...], where: range, rule: dict[str, Any], width: int
) -> _Anchor | None:
    """The printed word of a rule among `words`; `width` is that of `năm` in the same line."""
    usual = round(rule["width"] * width)
    for index in where:
        text, box = words[index].text, _box(words[index])
        match = re.search(rule["read"], text)
        if match is None:
            continue
        before, after = text[:match.start()], text[match.end():]
        wide = box.width > WIDE * usual
        if wide or ((before or after) and box.width > usual):
            box = replace(box, x0=box.x1 - usual) if before else replace(box, x1=box.x0 + usual)
        return _Anchor(index=index, text=rule["printed"], bbox=box, wide=wide and not before,
                       before=before, after=after)
    return None


def _field(line: Line, image: PageImage, left: _Anchor, right: _Anchor) -> tuple[Word, ...]:
    """What stands between two anchors: the printed word, or handwriting read again."""
    own = line.words[left.index + 1:right.index]
    glued_on = bool(left.wide or left.after or right.before)
    if not glued_on and _is_print(own, line.words[-1]):
        return own
    read = _digits_between(image, left.bbox, right.bbox, noticed=bool(own) or glued_on)
    if read is not None and 1 <= int(read.text) <= 31:
        box = replace(left.bbox, x0=left.bbox.x1, x1=right.bbox.x0)
        return (Word(text=read.text, bbox=box, confidence=_doubt(read), choices=read.choices),)
    noise = "" if left.index == right.index else left.after + right.before
    glued = (Word(text=noise, confidence=0.0),) if noise.strip() else ()
    return (*glued, *own)


def _printed(line: Line, anchor: _Anchor) -> Word:
    word = line.words[anchor.index]
    if not anchor.glued:
        return word
    return Word(text=anchor.text, bbox=anchor.bbox, confidence=word.confidence)


# ---------------------------------------------------------------- both

def _digits_between(
    image: PageImage, left: Bbox, right: Bbox, *, noticed: bool
) -> HandDigits | None:
    """Digits in the blank between two printed words; the blank is as high as the words reach.

    Where the engine noticed nothing, the blank may be empty: then every digit must be likelier
    one than none. The rim of the colon in `Số: /TTr-UBND` made a `1` with a share of 0.04.
    """
    height = min(left.height, right.height)
    if right.x0 - left.x1 < height // 3:
        return None
    reach = round(REACH * height)
    top, bottom = min(left.y0, right.y0), max(left.y1, right.y1)
    rows = slice(max(0, top - reach), min(image.height, bottom + reach))
    margin = reach - round(STRAY * height)
    read = read_hand_digits(
        image.pixels[rows, left.x1:right.x0], margin=margin, type_height=height)
    return read if read is None or noticed or not read.is_doubted else None


def _doubt(read: HandDigits) -> float:
    return DOUBT * read.likeness


def _box(part: Word | Line) -> Bbox:
    assert part.bbox is not None
    return part.bbox
