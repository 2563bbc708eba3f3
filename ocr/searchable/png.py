"""What a PNG file consists of (PNG, third edition): enough to hand its packed rows on."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_GREY, _RGB, _PALETTE = 0, 2, 3
_SIGNATURE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PngParts:
    """Header, palette and packed rows.

    Attributes:
        width: in pixels.
        height: in pixels.
        bits: per channel.
        is_rgb: three channels; else one.
        palette: RGB triples, or None.
        data: all packed rows.
        can_be_shared: a PDF can hold the rows as they are: not interlaced, no transparency.
    """

    width: int
    height: int
    bits: int
    is_rgb: bool
    palette: bytes | None
    data: bytes
    can_be_shared: bool


def png_parts(file: bytes) -> PngParts:
    """Take a PNG apart.

    Raises:
        ValueError: if it has no header.
    """
    data: list[bytes] = []
    header = palette = None
    transparent = False
    at = _SIGNATURE
    while at + 8 <= len(file):
        length, name = struct.unpack(">L4s", file[at:at + 8])
        body = file[at + 8:at + 8 + length]
        if name == b"IHDR":
            header = struct.unpack(">LLBBBBB", body)
        elif name == b"PLTE":
            palette = body
        elif name == b"tRNS":
            transparent = True
        elif name == b"IDAT":
            data.append(body)
        at += length + 12
    if header is None:
        msg = "a PNG without header"
        raise ValueError(msg)
    width, height, bits, kind, _, _, interlaced = header
    return PngParts(
        width=width, height=height, bits=bits, is_rgb=kind == _RGB,
        palette=palette if kind == _PALETTE else None, data=b"".join(data),
        can_be_shared=kind in (_GREY, _RGB, _PALETTE) and not interlaced and not transparent
        and (kind != _PALETTE or bool(palette)))
