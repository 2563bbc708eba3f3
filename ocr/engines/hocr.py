"""Reads hOCR into lines; knows Tesseract's `lstm_choice` groups.

hOCR 1.2 (http://kba.github.io/hocr-spec/1.2/). The XML is parsed by the standard library; only the
mapping is ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.etree import ElementTree

from ocr.model import Bbox, Choice, Line, Word, align_choices, mean_confidence

# Tesseract writes titles, captions and headers of a page as classes of their own; all of them are
# printed lines.
_LINE_CLASSES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat", "ocrx_line"})
_PROPERTY = re.compile(r"\s*([\w.]+)\s+([^;]*)")


def read_hocr(markup: bytes | str, scale: float = 1.0) -> tuple[tuple[Line, ...], ...]:
    """Per page of a hOCR file, all lines that hold text, in the file's order.

    Boxes and sizes are multiplied by `scale`, for a picture that was made smaller to be read.
    Word texts are NFC. Scores of alternatives are brought from 0..100 to 0..1; readings with score
    0 are dropped, they only say that the network knows the character.

    Raises:
        ValueError: if the markup is not well-formed.
    """
    try:
        # Tesseract's own output; the parser fetches nothing, not even the DTD it names
        root = ElementTree.fromstring(markup)  # noqa: S314
    except ElementTree.ParseError as error:
        msg = f"not well-formed hOCR: {error}"
        raise ValueError(msg) from error
    return tuple(tuple(_read_page(page, scale)) for page in _with_class(root, {"ocr_page"}))


def _read_page(page: ElementTree.Element, scale: float) -> Iterator[Line]:
    for block, area in enumerate(_with_class(page, {"ocr_par"}), start=1):
        for element in _with_class(area, _LINE_CLASSES):
            line = _read_line(element, block, scale)
            if line is not None:
                yield line


def _with_class(
    root: ElementTree.Element, names: set[str] | frozenset[str]
) -> Iterator[ElementTree.Element]:
    for element in root.iter():
        if names.intersection(element.get("class", "").split()):
            yield element


def _properties(element: ElementTree.Element) -> dict[str, str]:
    return {
        m[1]: m[2].strip() for m in map(_PROPERTY.match, element.get("title", "").split(";")) if m
    }


def _numbers(value: str | None) -> list[float]:
    return [float(part) for part in (value or "").split()]


def _bbox(properties: dict[str, str], scale: float) -> Bbox | None:
    numbers = [round(n * scale) for n in _numbers(properties.get("bbox"))]
    if len(numbers) != 4 or numbers[2] <= numbers[0] or numbers[3] <= numbers[1]:
        return None
    return Bbox(*numbers)


def _read_line(element: ElementTree.Element, block: int, scale: float) -> Line | None:
    read = (_read_word(word, scale) for word in _with_class(element, {"ocrx_word"}))
    words = tuple(word for word in read if word is not None)
    if not words:
        return None
    properties = _properties(element)
    baseline = _numbers(properties.get("baseline"))
    sizes = _numbers(properties.get("x_size"))
    text = " ".join(word.text for word in words)
    return Line(
        text=text,
        raw_text=text,
        words=words,
        bbox=_bbox(properties, scale),
        baseline=(baseline[0], baseline[1] * scale) if len(baseline) == 2 else None,
        confidence=mean_confidence(words),
        x_size=sizes[0] * scale if sizes else None,
        block=block,
    )


def _read_word(element: ElementTree.Element, scale: float) -> Word | None:
    groups = list(_with_class(element, {"ocrx_cinfo"}))
    inner = {id(child) for group in groups for child in group.iter()}
    # bold and italic arrive as <strong>/<em> around the text
    parts = [element.text or ""]
    parts += [
        (child.text or "")
        for child in element.iter()
        if child is not element and id(child) not in inner
    ]
    text = unicodedata.normalize("NFC", "".join("".join(parts).split()))
    if not text:
        return None
    properties = _properties(element)
    confidence = _numbers(properties.get("x_wconf"))
    columns = [
        column
        for group in groups
        if group.get("id", "").startswith("lstm_choices") and (column := _read_choices(group))
    ]
    return Word(
        text=text,
        bbox=_bbox(properties, scale),
        confidence=confidence[0] / 100 if confidence else None,
        choices=align_choices(text, columns),
    )


def _read_choices(group: ElementTree.Element) -> tuple[Choice, ...]:
    choices = []
    for element in group:
        score = _numbers(_properties(element).get("x_confs"))
        text = unicodedata.normalize("NFC", element.text or "")
        if text.strip() and score and score[0] > 0:
            choices.append(Choice(text=text, score=min(1.0, score[0] / 100)))
    return tuple(choices)
