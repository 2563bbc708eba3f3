"""A font without ink: each character is a box of the size of a letter, with nothing in it.

Text in it can be found and copied, and nothing is drawn, whatever a program makes of the rendering
mode. The way is Tesseract's (its `pdf.ttf`) and OCRmyPDF's; the font is our own and is made here,
of the ten tables that a TrueType font has (OpenType 1.9).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

# readers of text layers know unseen fonts by this word, ours too (`ocr.source.pdf_layer`)
NAME = "SohoaGlyphLess"
WIDTH = 0.5                # em, of every character
ASCENT, DESCENT = 1.1, 0.25   # em above and below the baseline: room for Ể and ợ
HEIGHT = ASCENT + DESCENT
_EM = 1000
_LINES_PER_BLOCK = 100     # of a CMap, Adobe Technical Note 5014
_CHECKSUM = 0xB1B0AFBA     # what a whole font adds up to (OpenType, table head)


@dataclass(frozen=True, slots=True)
class Codes:
    """Two-byte codes of the characters of a document, from 1 in order of their code points."""

    of: dict[str, int]

    def encoded(self, text: str) -> str:
        """Hexadecimal digits for a PDF string."""
        return "".join(f"{self.of[character]:04X}" for character in text)


def codes_for(texts: Iterable[str]) -> Codes:
    """Codes for all characters of the texts, and the space.

    >>> codes_for(["Số", "ở"]).encoded("ở")
    '0004'
    """
    characters = sorted({" ", *(character for text in texts for character in text)})
    # no document has so many; the rest could not be found, but does no harm
    return Codes({character: min(code, 0xFFFF) for code, character in enumerate(characters, 1)})


def add_font(pdf: Pdf, codes: Codes) -> Object:
    """The font as an object of a PDF."""
    from pikepdf import Array, Dictionary, Name, String

    descriptor = pdf.make_indirect(Dictionary(
        Type=Name.FontDescriptor, FontName=Name(f"/{NAME}"), Flags=4,
        FontBBox=Array([0, round(-DESCENT * _EM), round(WIDTH * _EM), round(ASCENT * _EM)]),
        ItalicAngle=0, Ascent=round(ASCENT * _EM), Descent=round(-DESCENT * _EM),
        CapHeight=round(ASCENT * _EM), StemV=80,
        FontFile2=_stream(pdf, font_file(), Length1=len(font_file()))))
    to_glyph = struct.pack(">H", 0) + struct.pack(">H", 1) * len(codes.of)
    descendant = pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name(f"/{NAME}"),
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=_stream(pdf, to_glyph), DW=round(WIDTH * _EM), FontDescriptor=descriptor))
    return pdf.make_indirect(Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name(f"/{NAME}"),
        Encoding=Name("/Identity-H"), DescendantFonts=Array([descendant]),
        ToUnicode=_stream(pdf, to_unicode(codes))))


def _stream(pdf: Pdf, data: bytes, **entries: object) -> Object:
    import zlib

    from pikepdf import Name

    stream = pdf.make_stream(b"")
    stream.write(zlib.compress(data, 9), filter=Name.FlateDecode)
    for name, value in entries.items():
        stream[f"/{name}"] = value
    return stream


def to_unicode(codes: Codes) -> bytes:
    """A CMap that tells the character of each code (ISO 32000-1, 9.10.3)."""
    pairs = [(code, character.encode("utf-16-be").hex().upper())
             for character, code in codes.of.items()]
    lines = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange",
    ]
    for start in range(0, len(pairs), _LINES_PER_BLOCK):
        block = pairs[start:start + _LINES_PER_BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        lines += (f"<{code:04X}> <{text}>" for code, text in block)
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()


def font_file() -> bytes:
    """The TrueType file: no glyph, and one whose outline has a box but no area.

    PDFium measures letters by their outlines: of an empty glyph it would mark a hairline.
    """
    ascent, descent = round(ASCENT * _EM), round(-DESCENT * _EM)
    advance = round(WIDTH * _EM)
    # one contour of two points, from the lower left to the upper right corner and back
    glyph = struct.pack(">hhhhhHHBBhhhh", 1, 0, descent, advance, ascent, 1, 0, 1, 1,
                        0, advance, descent, ascent - descent)
    tables = {
        b"OS/2": struct.pack(
            ">HhHHH11h10s4L4s3H5h2L2h3H", 4, advance, 400, 5, 0,
            *(0 for _ in range(11)), bytes(10), 0, 0, 0, 0, b"NONE", 0x40, 0x20, 0xFFFF,
            ascent, descent, 0, ascent, -descent, 0, 0, 0, 0, 0, 0x20, 1),
        b"cmap": struct.pack(">HHHHL", 0, 1, 3, 1, 12)
        + struct.pack(">HHHHHHHHHHHH", 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0),
        b"glyf": glyph,
        b"head": struct.pack(
            ">LLLLHHqqhhhhHHhhh", 0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0x000B, _EM, 0, 0,
            0, descent, advance, ascent, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(
            ">LhhhHhhhhhh8xhH", 0x00010000, ascent, descent, 0, advance, 0, 0, 0, 1, 0, 0, 0, 1),
        b"hmtx": struct.pack(">Hhh", advance, 0, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(glyph) // 2),
        b"maxp": struct.pack(">L14H", 0x00010000, 2, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _names(),
        b"post": struct.pack(">LLhhLLLLL", 0x00030000, 0, 0, 0, 1, 0, 0, 0, 0),
    }
    return _assembled(tables)


def _names() -> bytes:
    """Family, style, full and PostScript name."""
    texts = [(1, NAME), (2, "Regular"), (4, NAME), (6, NAME)]
    records, letters = b"", b""
    for identity, text in texts:
        data = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, identity, len(data), len(letters))
        letters += data
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + letters


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    """Directory and tables, each at a multiple of four bytes, with all check sums."""
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(
        ">LHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    directory, body = b"", b""
    start = 12 + 16 * count
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sLLL", tag, _sum(data), start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    font = head + directory + body
    at = font.index(tables[b"head"]) + 8
    return font[:at] + struct.pack(">L", (_CHECKSUM - _sum(font)) & 0xFFFFFFFF) + font[at + 4:]


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF
