"""ALTO files (versions 2 to 4): lines, words, confidences and the engine's other readings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.etree import ElementTree

from ocr.errors import InputError, Message
from ocr.model import Bbox, Choice, Line, Page, ProcessingStep, Word

# pixels per unit at 300 dpi
_UNITS = {"pixel": 1.0, "mm10": 300 / 254, "inch1200": 300 / 1200}
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_alto(data: bytes, name: str = "-") -> tuple[Page, ...]:
    """All pages of an ALTO file; sizes in mm or inches are turned into pixels at 300 dpi.

    Raises:
        InputError: if it is not well-formed, declares entities, or has no page.
    """
    if _DECLARATION.search(data):
        raise _refused(name, "declares a document type", "có khai báo kiểu tài liệu")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - a file with entities was refused above
    except ElementTree.ParseError as error:
        raise _refused(name, f"is damaged XML ({error})", f"là XML hỏng ({error})") from error
    unit = next((element.text or "" for element in _all(root, "MeasurementUnit")), "pixel")
    scale = _UNITS.get(unit.strip(), 1.0)
    step = ProcessingStep(tool="read_alto", version="1", settings={"unit": unit.strip()})
    pages = [
        _page(number, element, scale, step) for number, element in enumerate(_all(root, "Page"), 1)
    ]
    if not pages:
        raise _refused(name, "has no page", "không có trang nào")
    return tuple(pages)


def _refused(name: str, english: str, vietnamese: str) -> InputError:
    return InputError(
        Message(english, vietnamese),
        Message("Give an ALTO file", "Hãy chọn một tệp ALTO"),
        file=name,
    )


def _all(element: ElementTree.Element, tag: str) -> Iterator[ElementTree.Element]:
    """Descendants of a name, whatever the version's namespace."""
    return (one for one in element.iter() if one.tag.rpartition("}")[2] == tag)


def _number(element: ElementTree.Element, name: str) -> float | None:
    try:
        return float(element.get(name, ""))
    except ValueError:
        return None


def _bbox(element: ElementTree.Element, scale: float) -> Bbox | None:
    values = [_number(element, name) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    known = [value * scale for value in values if value is not None]
    if len(known) != 4 or min(known[2:]) <= 0:
        return None
    x0, y0 = round(known[0]), round(known[1])
    return Bbox(
        x0, y0, max(x0 + 1, round(known[0] + known[2])), max(y0 + 1, round(known[1] + known[3]))
    )


def _score(element: ElementTree.Element, name: str) -> float | None:
    value = _number(element, name)
    return None if value is None else min(1.0, max(0.0, value))


def _page(number: int, element: ElementTree.Element, scale: float, step: ProcessingStep) -> Page:
    width, height = _number(element, "WIDTH"), _number(element, "HEIGHT")
    lines = [
        line
        for block, area in enumerate(_all(element, "TextBlock"), 1)
        for found in _all(area, "TextLine")
        if (line := _line(found, block, scale)) is not None
    ]
    return Page(
        number=number,
        width=None if width is None else round(width * scale),
        height=None if height is None else round(height * scale),
        dpi=None if scale == 1.0 else 300,
        lines=tuple(lines),
        steps=(step,),
    )


def _line(element: ElementTree.Element, block: int, scale: float) -> Line | None:
    words = tuple(
        word for found in _all(element, "String") if (word := _word(found, scale)) is not None
    )
    if not words:
        return None
    text = " ".join(word.text for word in words)
    scores = [word.confidence for word in words if word.confidence is not None]
    return Line(
        text=text,
        raw_text=text,
        words=words,
        bbox=_bbox(element, scale),
        confidence=sum(scores) / len(scores) if scores else None,
        block=block,
    )


def _word(element: ElementTree.Element, scale: float) -> Word | None:
    text = unicodedata.normalize("NFC", "".join(element.get("CONTENT", "").split()))
    if not text:
        return None
    glyphs = list(_all(element, "Glyph"))
    choices = tuple(_choices(glyph) for glyph in glyphs) if len(glyphs) == len(text) else ()
    return Word(
        text=text, bbox=_bbox(element, scale), confidence=_score(element, "WC"), choices=choices
    )


def _choices(glyph: ElementTree.Element) -> tuple[Choice, ...]:
    """What the engine saw at one letter, best first; letters without a score are left out."""
    found = [(glyph.get("CONTENT", ""), _score(glyph, "GC"))]
    found += [(one.get("CONTENT", ""), _score(one, "VC")) for one in _all(glyph, "Variant")]
    scored = [
        Choice(text=unicodedata.normalize("NFC", text), score=score)
        for text, score in found
        if text and score
    ]
    return tuple(sorted(scored, key=lambda choice: -choice.score))
