"""Existing text as pages: plain text in any encoding, hOCR and ALTO."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cleanup.document import SourceInfo
from cleanup.readers.alto import read_alto
from cleanup.readers.hocr import read_hocr
from cleanup.readers.text import decode_bytes, read_plain
from ocr.errors import InputError, Message, unreadable
from ocr.model import Page

__all__ = ["read_alto", "read_hocr", "read_plain", "read_text_pages"]


def read_text_pages(
    source: Path | bytes, *, name: str | None = None
) -> tuple[tuple[Page, ...], SourceInfo]:
    """Read existing text.

    Args:
        source: a file, or its bytes (from a pipe).
        name: what to call the source; the file's name by default, `-` for bytes.

    Returns:
        The pages, in order, and what is known of the source. Lines hold the text as it is in the
        file (`raw_text`) and in Unicode (`text`).

    Raises:
        InputError: if it is missing, empty, not text, or damaged.
    """
    # errors show the whole path, as all commands do; results name the file alone
    name = name or ("-" if isinstance(source, bytes) else str(source))
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise unreadable(error, name) from error
    if not data.strip():
        raise InputError(
            Message("is empty", "là tệp rỗng"),
            Message("Give a file with text", "Hãy chọn một tệp có văn bản"),
            file=name,
        )
    pages = _read(data, name)
    digest = hashlib.sha256(data).hexdigest()
    return pages, SourceInfo(file=Path(name).name, sha256=digest, pages=len(pages))


def _read(data: bytes, name: str) -> tuple[Page, ...]:
    head = data[:4096].lower()
    if b"ocr_page" in data[:65536] and b"<" in head:
        return read_hocr(decode_bytes(data, name)[0], name)
    if b"<alto" in head or b":alto" in head:
        return read_alto(data, name)
    text, encoding = decode_bytes(data, name)
    return read_plain(text, encoding)
