"""Small files of every kind, whole and damaged, made on the spot."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

A4 = (595, 842)


def writing(width: int = 827, height: int = 1169) -> NDArray[np.uint8]:
    """Grey A4 paper at 100 dpi with rows of strokes that look like writing."""
    page = np.full((height, width), 255, np.uint8)
    for top in range(height // 10, height * 9 // 10, 22):
        for left in range(width // 8, width * 7 // 8, 14):
            page[top:top + 9, left:left + 3] = 20
            page[top + 4:top + 6, left:left + 9] = 20
    return page


def picture_bytes(pixels: NDArray[np.uint8], kind: str, **options: object) -> bytes:
    """Pixels as a file of Pillow's format `kind`."""
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, kind, **options)
    return stream.getvalue()


def tiff_bytes(pages: list[NDArray[np.uint8]], **options: object) -> bytes:
    """A TIFF of several pages."""
    from PIL import Image

    first, *rest = [Image.fromarray(page) for page in pages]
    stream = io.BytesIO()
    first.save(stream, "TIFF", save_all=True, append_images=rest, **options)
    return stream.getvalue()


def huge_png() -> bytes:
    """The header of a PNG of 60,000 x 60,000 pixels; what follows is one packed row."""
    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    side = (60_000).to_bytes(4, "big")
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", side + side + b"\x08\x00\x00\x00\x00")
            + chunk(b"IDAT", zlib.compress(bytes(60_001))) + chunk(b"IEND", b""))


@dataclass
class Pdf:
    """A PDF under construction: objects by number, written out with a cross-reference table."""

    objects: list[bytes] = field(default_factory=lambda: [b"", b""])
    kids: list[int] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        """Add an object; returns its number."""
        self.objects.append(body)
        return len(self.objects)

    def stream(self, entries: bytes, data: bytes) -> int:
        """Add a stream object."""
        return self.add(b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data))

    def image(self, jpeg: bytes, width: int, height: int) -> int:
        """Add a grey JPEG."""
        return self.stream(
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
            b"/BitsPerComponent 8 /Filter /DCTDecode" % (width, height), jpeg)

    def font(self, name: bytes = b"Helvetica") -> int:
        """Add a simple font without an embedded file."""
        return self.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /%s "
                        b"/Encoding /WinAnsiEncoding >>" % name)

    def unicode_font(self, letters: str, name: bytes = b"ABCDEE+TimesNewRomanPSMT") -> int:
        """Add a font whose codes from 33 on stand for `letters`, half an em wide, by ToUnicode."""
        pairs = b"\n".join(
            b"<%02x> <%s>" % (code, letter.encode("utf-16-be").hex().encode())
            for code, letter in enumerate(letters, start=33))
        cmap = self.stream(b"", b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                           b"1 begincodespacerange <00> <ff> endcodespacerange\n"
                           b"%d beginbfchar\n%s\nendbfchar endcmap end end" % (len(letters), pairs))
        return self.add(
            b"<< /Type /Font /Subtype /TrueType /BaseFont /%s /FirstChar 32 /LastChar %d "
            b"/Widths [250 %s] /Encoding /WinAnsiEncoding /ToUnicode %d 0 R "
            b"/FontDescriptor << /Type /FontDescriptor /FontName /%s /Ascent 891 /Descent -216 "
            b"/Flags 32 /FontBBox [0 -216 1000 891] /ItalicAngle 0 /StemV 80 /CapHeight 660 >> >>"
            % (name, 32 + len(letters), b"500 " * len(letters), cmap, name))

    def signature(self, rect: tuple[float, float, float, float], content: bytes, font: int,
                  signed: bytes = b"/M (D:20250220072622+07'00') /Name (Nguyen Van A)") -> int:
        """Add a signature field whose appearance draws `content`."""
        width, height = rect[2] - rect[0], rect[3] - rect[1]
        look = self.stream(
            b"/Type /XObject /Subtype /Form /BBox [0 0 %g %g] "
            b"/Resources << /Font << /F0 %d 0 R >> >>" % (width, height, font), content)
        value = self.add(b"<< /Type /Sig /Filter /Adobe.PPKLite %s >>" % signed)
        return self.add(
            b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (S) /F 4 /Rect [%g %g %g %g] "
            b"/V %d 0 R /AP << /N %d 0 R >> >>" % (*rect, value, look))

    def page(self, content: bytes, *, resources: bytes = b"", extra: bytes = b"",
             size: tuple[float, float] = A4) -> int:
        """Add a page."""
        body = self.stream(b"", content)
        number = self.add(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Resources << %s >> "
            b"/Contents %d 0 R %s >>" % (*size, resources, body, extra))
        self.kids.append(number)
        return number

    def scan_page(self, pixels: NDArray[np.uint8], *, over: bytes = b"", fonts: bytes = b"",
                  extra: bytes = b"", size: tuple[float, float] = A4) -> int:
        """Add a page that is one grey picture; `over` is drawn after it."""
        height, width = pixels.shape
        image = self.image(picture_bytes(pixels, "JPEG", quality=60), width, height)
        content = b"q %g 0 0 %g 0 0 cm /Im0 Do Q\n%s" % (*size, over)
        return self.page(content, extra=extra, size=size,
                         resources=b"/XObject << /Im0 %d 0 R >> %s" % (image, fonts))

    def save(self, trailer: bytes = b"") -> bytes:
        """The whole file."""
        self.objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        kids = b" ".join(b"%d 0 R" % kid for kid in self.kids)
        self.objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self.kids), kids)
        out = b"%PDF-1.5\n"
        places = []
        for number, body in enumerate(self.objects, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        return out + (
            b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\n"
            b"startxref\n%d\n%%%%EOF\n"
            % (len(places) + 1, table, len(places) + 1, trailer, len(out)))


def text_content(lines: list[str], *, font: bytes = b"F0", size: float = 13, mode: int = 0,
                 left: float = 72, top: float = 770) -> bytes:
    """Drawing commands that write lines in a Latin-1 font."""
    out = b"BT /%s %g Tf %d Tr 1 0 0 1 %g %g Tm %g TL\n" % (font, size, mode, left, top, size * 1.4)
    for line in lines:
        raw = line.encode("latin-1").replace(b"\\", b"\\\\").replace(b"(", b"\\(")
        out += b"(" + raw.replace(b")", b"\\)") + b") Tj T*\n"
    return out + b"ET\n"


def encoded(text: str, letters: str) -> str:
    """Text in the codes of `Pdf.unicode_font(letters)`, as Latin-1 characters; spaces stay."""
    return "".join(" " if c == " " else chr(33 + letters.index(c)) for c in text)


def typed_pdf(lines: list[str], *, name: bytes = b"ABCDEE+TimesNewRomanPSMT",
              mode: int = 0) -> bytes:
    """A PDF with one page of text that carries the right Unicode values."""
    letters = "".join(sorted(set("".join(lines)) - {" "}))
    pdf = Pdf()
    font = pdf.unicode_font(letters, name)
    pdf.page(text_content([encoded(line, letters) for line in lines], mode=mode),
             resources=b"/Font << /F0 %d 0 R >>" % font)
    return pdf.save()


def scan_pdf(pages: int = 1) -> bytes:
    """A PDF of scanned pages at 100 dpi."""
    pdf = Pdf()
    for _ in range(pages):
        pdf.scan_page(writing())
    return pdf.save()


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password: its keys fit no empty one."""
    pdf = Pdf()
    pdf.page(b"")
    encrypt = (b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >> "
               b"/ID [<%s> <%s>]" % (b"41" * 32, b"42" * 32, b"43" * 16, b"43" * 16))
    return pdf.save(encrypt)


def write(folder: Path, name: str, content: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content)
    return path
