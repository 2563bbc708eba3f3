"""Old 8-bit encodings into Unicode: detection, decoding, and the edits that record it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from cleanup.legacy.detect import detect, encoding_of_font
from cleanup.legacy.tables import decode_word
from cleanup.plan import Edit
from ocr.model import Page, ProcessingStep

__all__ = [
    "decode_pages",
    "decode_runs",
    "decode_text",
    "decode_word",
    "detect",
    "encoding_of_font",
    "find_legacy",
]

_WORD = re.compile(r"[^ \t\n]+")


def find_legacy(text: str, encoding: str) -> tuple[Edit, ...]:
    """One edit for each word of a line that is in an old encoding.

    >>> [(edit.before, edit.after) for edit in find_legacy("Uû ban nh©n d©n", "tcvn3")]
    [('Uû', 'Uỷ'), ('nh©n', 'nhân'), ('d©n', 'dân')]
    """
    edits = []
    for match in _WORD.finditer(text):
        decoded = decode_word(match.group(), encoding, ends=_ends(text, match.end()))
        if decoded != match.group():
            edits.append(Edit(match.start(), match.group(), decoded, f"legacy.{encoding}"))
    return tuple(edits)


def decode_runs(runs: Iterable[tuple[str, str]]) -> str:
    """Text of (characters, font name) runs, each decoded as its font wants it.

    The capitals of TCVN3 live in fonts whose name ends in H; the bytes are those of small letters.

    >>> decode_runs([("nghÞ ®Þnh", ".VnTimeH,Bold"), (" cña ChÝnh phñ", ".VnTime")])
    'NGHỊ ĐỊNH của Chính phủ'
    >>> decode_runs([("Số 12", "TimesNewRomanPSMT")])
    'Số 12'
    """
    found = [(text, encoding_of_font(font)) for text, font in runs]
    parts = []
    # a word may change its font inside: it is decoded whole, then gets its capitals back
    for encoding, group in groupby(found, key=lambda run: run[1].encoding if run[1] else ""):
        members = list(group)
        text = "".join(run for run, _ in members)
        if encoding:
            text = decode_text(text, encoding)
        capitals = [bool(font and font.capitals) for run, font in members for _ in run]
        if any(capitals) and len(capitals) == len(text):
            pairs = zip(text, capitals, strict=True)
            text = "".join(char.upper() if upper else char for char, upper in pairs)
        parts.append(text)
    return "".join(parts)


def decode_text(text: str, encoding: str) -> str:
    """Every word of a text in Unicode; spaces and line ends stay."""
    return _WORD.sub(
        lambda match: decode_word(match.group(), encoding, ends=_ends(text, match.end())), text
    )


def _ends(text: str, place: int) -> bool:
    """Whether a sentence or line ends at a place, as far as one can see."""
    following = text[place : place + 2].lstrip(" \t")
    return not following or following[0] == "\n" or not following[0].islower()


def decode_pages(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Pages whose text is still in an old encoding, though no font told so, in Unicode.

    Only `Line.text` changes; what is Unicode already stays.
    """
    encoding = detect("\n".join(line.text for page in pages for line in page.lines))
    if encoding is None:
        return pages
    step = ProcessingStep(tool="decode", version="1", settings={"encoding": encoding})
    return tuple(
        replace(
            page,
            lines=tuple(
                replace(line, text=decode_text(line.text, encoding)) for line in page.lines
            ),
            steps=(*page.steps, step),
        )
        for page in pages
    )
