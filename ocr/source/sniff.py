"""What kind of file it is, told by its first bytes; suffixes lie."""

from __future__ import annotations

import hashlib
import stat
from enum import StrEnum
from pathlib import Path

from ocr.source import problems

_HEAD = 2048          # a PDF header may stand anywhere in the first 1024 bytes (ISO 32000-1, H.3.3)
_CHUNK = 1 << 20


class FileKind(StrEnum):
    """Kinds of input; the values are Pillow's format names where Pillow reads them."""

    PDF = "PDF"
    TIFF = "TIFF"
    PNG = "PNG"
    JPEG = "JPEG"
    JPEG2000 = "JPEG2000"
    WEBP = "WEBP"


_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),                       # BigTIFF
    (b"MM\x00+", FileKind.TIFF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", FileKind.JPEG2000),
    (b"\xff\x4f\xff\x51", FileKind.JPEG2000),          # bare code stream
)


def kind_of(head: bytes) -> FileKind | None:
    r"""The kind of a file that begins with `head`, or None if it is none of ours.

    >>> kind_of(b"%PDF-1.7")
    <FileKind.PDF: 'PDF'>
    >>> kind_of(b"\xef\xbb\xbf%PDF-1.4")
    <FileKind.PDF: 'PDF'>
    >>> kind_of("Cộng hòa xã hội chủ nghĩa Việt Nam".encode()) is None
    True
    """
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    return None


def looks_like_text(head: bytes) -> bool:
    r"""True if the bytes are text in UTF-8 or UTF-16 (a cut last character is allowed for).

    >>> looks_like_text("Kính gửi: Ủy ban nhân dân".encode())
    True
    >>> looks_like_text(b"\x00\x01\x02\xff")
    False
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 > 0
    return True


def identify(path: Path, file: str) -> tuple[FileKind, str]:
    """Kind and SHA-256 of a file, read once in pieces.

    Args:
        path: where the file is.
        file: the name for messages.

    Raises:
        InputError: if the file is missing, a folder, empty, unreadable or none of our kinds.
    """
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise problems.missing(file) from error
    except (OSError, ValueError) as error:             # ValueError: a NUL in the name
        raise problems.unreadable(file, _reason(error)) from error
    if stat.S_ISDIR(mode):
        raise problems.is_directory(file)
    if not stat.S_ISREG(mode):                         # opening a pipe would wait for ever
        raise problems.not_regular(file)
    try:
        head, digest = _head_and_digest(path)
    except OSError as error:
        raise problems.unreadable(file, _reason(error)) from error
    if not head:
        raise problems.empty(file)
    kind = kind_of(head)
    if kind is None:
        raise problems.plain_text(file) if looks_like_text(head) else problems.unknown_kind(file)
    return kind, digest


def _head_and_digest(path: Path) -> tuple[bytes, str]:
    digest = hashlib.sha256()
    head = b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            head = head or chunk[:_HEAD]
            digest.update(chunk)
    return head, digest.hexdigest()


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
