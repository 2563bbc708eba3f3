"""Reads the text of hOCR and ALTO files, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from evaluation.readers.shape import ShapeError
from evaluation.text import flat

# outermost first; the first class that the file uses parts its paragraphs
_HOCR_PARAGRAPHS = ("ocr_par", "ocr_carea", "ocr_page")


def _parse(markup: str) -> ElementTree.Element:
    try:
        # the parser fetches nothing; expat 2.4 and later refuses entities that blow up
        return ElementTree.fromstring(markup)  # noqa: S314
    except ElementTree.ParseError as error:
        msg = f"not well-formed XML ({error})"
        raise ShapeError(msg) from error


def hocr_paragraphs(markup: str) -> tuple[str, ...]:
    """The text of each hOCR paragraph on one line.

    Raises:
        ShapeError: if the markup is broken or holds no hOCR page.
    """
    root = _parse(markup)
    if not any("ocr_page" in _classes(element) for element in root.iter()):
        msg = "no ocr_page in it"
        raise ShapeError(msg)
    for name in _HOCR_PARAGRAPHS:
        found = [e for e in root.iter() if name in _classes(e)]
        if found:
            return tuple(text for text in (flat(" ".join(e.itertext())) for e in found) if text)
    return ()


def _classes(element: ElementTree.Element) -> list[str]:
    return element.get("class", "").split()


def alto_paragraphs(markup: str) -> tuple[str, ...]:
    """The text of each ALTO text block on one line.

    Raises:
        ShapeError: if the markup is broken or is not ALTO.
    """
    root = _parse(markup)
    if _tag(root) != "alto":
        msg = f"its root is <{_tag(root)}>, not <alto>"
        raise ShapeError(msg)
    blocks = (flat("".join(_alto_text(e))) for e in root.iter() if _tag(e) == "TextBlock")
    return tuple(text for text in blocks if text)


def _alto_text(block: ElementTree.Element) -> Iterator[str]:
    for element in block.iter():
        if _tag(element) in ("TextLine", "SP"):
            yield " "
        elif _tag(element) in ("String", "HYP"):
            yield element.get("CONTENT", "")
            # some writers leave the spaces between strings out
            yield "" if _tag(element) == "HYP" else " "


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
