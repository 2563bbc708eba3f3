"""Pictures as pages of a PDF: JPEG and JPEG 2000 as they are, all others without loss."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocr.errors import InputError
from ocr.model import Page
from ocr.searchable.placing import Place
from ocr.searchable.png import PngParts, png_parts
from ocr.searchable.text_layer import Points
from ocr.source.decoder_output import decoder_output
from ocr.source.pictures import DECODER_ERRORS, PictureSource, resolution
from ocr.source.sniff import FileKind

if TYPE_CHECKING:
    from pikepdf import Object, Pdf
    from PIL.Image import Image

_A4 = (595.0, 842.0)         # points; the page of a picture that can't be shown
_ORIENTATION = 0x0112        # Exif 2.3
_STRIP_START, _STRIP_LENGTH, _STRIP_ROWS = 273, 279, 278    # TIFF 6.0
_JP2 = b"\x00\x00\x00\x0cjP  "
# Where the picture's own corner, its right and its upper edge go on the displayed page, for each
# way in which a camera may have been held (Exif 2.3, Orientation): a b c d e f, times its size.
_TURNED = {
    1: (1, 0, 0, 1, 0, 0), 2: (-1, 0, 0, 1, 1, 0), 3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1), 5: (0, -1, -1, 0, 1, 1), 6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0), 8: (0, 1, -1, 0, 1, 0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coded:
    """A picture as a PDF holds it: coded bytes and the entries of their dictionary."""

    data: bytes
    width: int
    height: int
    bits: int
    space: str
    filter: str
    parms: dict[str, Any] = field(default_factory=dict)
    palette: bytes | None = None
    inverted: bool = False
    mask: _Coded | None = None
    profile: bytes | None = None


@contextmanager
def pictures_as_pdf(
    path: Path, kind: FileKind, digest: str, pages: Sequence[Page]
) -> Iterator[tuple[Pdf, list[tuple[Page, Points]]]]:
    """A PDF with one page for each wanted picture, as large as its resolution makes it.

    A picture that can't be decoded leaves an empty page: as many pages come out as went in.

    Raises:
        InputError: if not even the file's header can be read.
    """
    import pikepdf

    with PictureSource(path, str(path), digest, kind, None) as source, pikepdf.Pdf.new() as pdf:
        found: list[tuple[Page, Points]] = []
        for page in pages:
            try:
                with source.picture(page.number) as picture:
                    width, height = _add_page(pdf, picture, path, kind)
            except (InputError, *DECODER_ERRORS):
                width, height = _A4
                pdf.add_blank_page(page_size=_A4)
            found.append((page, partial(_points, width, height)))
        yield pdf, found


def _points(width: float, height: float, right: float, down: float) -> Place:
    return right * width, (1 - down) * height


def _add_page(pdf: Pdf, picture: Image, path: Path, kind: FileKind) -> tuple[float, float]:
    """Add one page; returns its width and height in points, as displayed."""
    from pikepdf import Dictionary, Name

    across, down = resolution(picture)
    orientation = picture.getexif().get(_ORIENTATION, 1)
    turned = _TURNED.get(orientation, _TURNED[1])
    width, height = picture.width * 72 / across, picture.height * 72 / down
    if orientation in (5, 6, 7, 8):
        width, height = height, width
    width, height = round(width, 3), round(height, 3)
    image = _image(pdf, _coded(picture, path, kind))
    pdf.add_blank_page(page_size=(width, height))
    page = pdf.pages[-1]
    page.obj["/Resources"] = Dictionary(XObject=Dictionary({"/Im0": image}))
    sizes = (width, height) * 3
    matrix = " ".join(f"{n * size:g}" if n else "0"
                      for n, size in zip(turned, sizes, strict=True))
    content = pdf.make_stream(b"")
    content.write(zlib.compress(f"q {matrix} cm /Im0 Do Q\n".encode("ascii"), 9),
                  filter=Name.FlateDecode)
    page.obj["/Contents"] = content
    return width, height


def _image(pdf: Pdf, coded: _Coded) -> Object:
    from pikepdf import Array, Dictionary, Name

    stream = pdf.make_stream(b"")
    stream.write(coded.data, filter=Name(f"/{coded.filter}"),
                 decode_parms=Dictionary(coded.parms) if coded.parms else None)
    entries: dict[str, Any] = {
        "/Type": Name.XObject, "/Subtype": Name.Image, "/Width": coded.width,
        "/Height": coded.height, "/ColorSpace": _space(pdf, coded),
        "/BitsPerComponent": coded.bits,
    }
    if coded.inverted:
        entries["/Decode"] = Array([1, 0] * 4)
    if coded.mask is not None:
        entries["/SMask"] = _image(pdf, coded.mask)
    for name, value in entries.items():
        stream[name] = value
    return stream


def _space(pdf: Pdf, coded: _Coded) -> Object:
    """The colours as the file defines them: by profile, by palette, or plain."""
    from pikepdf import Array, Name, String

    plain = Name(f"/Device{coded.space}")
    channels = {"Gray": 1, "RGB": 3, "CMYK": 4}[coded.space]
    if coded.palette is not None:
        return Array([Name.Indexed, plain, len(coded.palette) // 3 - 1, String(coded.palette)])
    # bytes 16 to 19 of a profile name its colours (ICC.1, 7.2.6)
    wanted = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}[channels]
    if coded.profile is None or coded.profile[16:20] != wanted:
        return plain
    profile = pdf.make_stream(b"")
    profile.write(zlib.compress(coded.profile, 9), filter=Name.FlateDecode)
    profile["/N"] = channels
    return Array([Name.ICCBased, profile])


# ---------------------------------------------------------------- coding

def _coded(picture: Image, path: Path, kind: FileKind) -> _Coded:
    if kind is FileKind.JPEG and picture.mode in ("L", "RGB", "CMYK"):
        return _whole_file(picture, path, "DCTDecode")
    if kind is FileKind.JPEG2000 and picture.mode in ("L", "RGB"):
        coded = _whole_file(picture, path, "JPXDecode")
        if coded.data.startswith(_JP2):       # a bare code stream is not allowed in a PDF
            return coded
    if kind is FileKind.PNG:
        parts = png_parts(path.read_bytes())
        if parts.can_be_shared:
            return _of_png(parts, picture)
    return _recoded(picture)


def _whole_file(picture: Image, path: Path, filter: str) -> _Coded:
    space = {"L": "Gray", "RGB": "RGB", "CMYK": "CMYK"}[picture.mode]
    return _Coded(
        data=path.read_bytes(), width=picture.width, height=picture.height, bits=8, space=space,
        filter=filter, profile=picture.info.get("icc_profile"),
        # Adobe writes CMYK upside down, and says so by its marker
        inverted=space == "CMYK" and "adobe" in picture.info)


def _of_png(parts: PngParts, picture: Image, mask: _Coded | None = None) -> _Coded:
    """The packed rows of a PNG: PDF knows the same prediction."""
    colors = 3 if parts.is_rgb else 1
    return _Coded(
        data=parts.data, width=parts.width, height=parts.height, bits=parts.bits,
        space="RGB" if parts.is_rgb or parts.palette else "Gray", filter="FlateDecode",
        parms={"/Predictor": 15, "/Colors": colors, "/BitsPerComponent": parts.bits,
               "/Columns": parts.width},
        palette=parts.palette, mask=mask,
        profile=None if parts.palette else picture.info.get("icc_profile"))


def _recoded(picture: Image) -> _Coded:
    """Decoded and packed again without loss."""
    with decoder_output():      # what it says was told when the page was read
        picture.load()
    if picture.mode == "1":
        return _fax(picture) or _packed(picture)
    if picture.mode == "CMYK":
        return _Coded(
            data=zlib.compress(picture.tobytes(), 6), width=picture.width, height=picture.height,
            bits=8, space="CMYK", filter="FlateDecode", profile=picture.info.get("icc_profile"))
    mask = None
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        mask = _packed(layered.getchannel("A"))
        picture = layered.convert("L" if picture.mode == "LA" else "RGB")
    elif picture.mode in ("I", "F"):
        picture = _sixteen_bits(picture)
    elif picture.mode not in ("L", "RGB", "P") and not picture.mode.startswith("I;16"):
        picture = picture.convert("RGB")
    return _packed(picture, mask)


def _sixteen_bits(picture: Image) -> Image:
    import numpy as np
    from PIL import Image

    return Image.fromarray(np.clip(np.asarray(picture), 0, 65535).astype(np.uint16))


def _packed(picture: Image, mask: _Coded | None = None) -> _Coded:
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return _of_png(png_parts(stream.getvalue()), picture, mask)


def _fax(picture: Image) -> _Coded | None:
    """Bilevel as CCITT group 4, a third of what PNG takes; None if it can't be had in one piece."""
    from PIL import Image

    stream = io.BytesIO()
    try:
        picture.save(stream, "TIFF", compression="group4",
                     tiffinfo={_STRIP_ROWS: picture.height})
        stream.seek(0)
        with Image.open(stream, formats=("TIFF",)) as fax:
            tags = fax.tag_v2                                # type: ignore[attr-defined] # TIFF
            starts, lengths = tags[_STRIP_START], tags[_STRIP_LENGTH]
    except (OSError, ValueError, KeyError):
        return None
    if len(starts) != 1:
        return None
    return _Coded(
        data=stream.getvalue()[starts[0]:starts[0] + lengths[0]], width=picture.width,
        height=picture.height, bits=1, space="Gray", filter="CCITTFaxDecode",
        # Pillow counts 1 as white, which group 4 codes like black
        parms={"/K": -1, "/Columns": picture.width, "/Rows": picture.height, "/BlackIs1": True})
