"""Plain text: which encoding, which lines, which pages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleanup.legacy import decode_text, detect
from cleanup.packed import LinePacker
from ocr.errors import InputError, Message
from ocr.model import Line, Page, ProcessingStep, TextSource

_LINE_END = re.compile("\r\n|\r|\n")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# JPEG, PNG, TIFF, JPEG 2000
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP")
# of all bytes; more than a few broken ones mean that this is no UTF-8
_MAX_BROKEN = 0.001


def decode_bytes(data: bytes, name: str) -> tuple[str, str]:
    """The characters of a text file, and the encoding they were in.

    Text in an old 8-bit encoding comes as Latin-1 characters with the name of that encoding: its
    words are decoded line by line (`read_plain`), so that every change is on record.

    Raises:
        InputError: if this is not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    if b"\x00" in data[:4096]:
        raise _not_text(name, data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return text, detect(text) or "utf-8"
    text = data.decode("latin-1")
    legacy = detect(text)
    if legacy is not None:
        return text, legacy
    mended = data.decode("utf-8", "replace")
    if mended.count("\ufffd") <= max(1, _MAX_BROKEN * len(data)):
        return mended, "utf-8"
    raise _not_text(name, data)


def _not_text(name: str, data: bytes) -> InputError:
    if data.startswith(_PICTURES):
        return InputError(
            Message("is a picture, not text", "là ảnh, không phải văn bản"),
            Message("Recognise it: sohoa convert", "Hãy nhận dạng: sohoa convert"),
            file=name,
        )
    return InputError(
        Message(
            "is not text in Unicode or a known Vietnamese encoding",
            "không phải văn bản Unicode hay bảng mã tiếng Việt đã biết",
        ),
        Message("Save it as UTF-8 text", "Hãy lưu thành văn bản UTF-8"),
        file=name,
    )


def read_plain(text: str, encoding: str = "utf-8") -> tuple[Page, ...]:
    r"""Pages of plain text: a form feed begins a page, a blank line a block.

    >>> [line.text for line in read_plain("Số 05\n\nĐiều 1. Về\f2")[0].lines]
    ['Số 05', 'Điều 1. Về']
    """
    legacy = None if encoding.startswith("utf") else encoding
    step = ProcessingStep(tool="read_text", version="1", settings={"encoding": encoding})
    parts = text.split("\f")
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return tuple(
        Page(number=number, lines=_lines(part, legacy), text_source=TextSource.TEXT, steps=(step,))
        for number, part in enumerate(parts, 1)
    )


def _lines(text: str, legacy: str | None) -> Sequence[Line]:
    lines = LinePacker()
    block = 0
    blank = True
    for raw in _split(text):
        if not raw.strip():
            blank = True
            continue
        block += blank
        blank = False
        line = Line(text=raw, raw_text=raw, block=block)
        lines.add(replace(line, text=decode_text(raw, legacy)) if legacy else line)
    return lines.lines()


def _split(text: str) -> Iterator[str]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]
