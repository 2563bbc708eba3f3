"""TIFF, PNG, JPEG, JPEG 2000 and WebP through Pillow; a TIFF may hold many pages."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ocr.errors import InputError
from ocr.source import problems
from ocr.source.base import SourcePage
from ocr.source.decoder_output import decoder_output, told
from ocr.source.jpeg_damage import jpeg_damage
from ocr.source.raster import MAX_PIXELS, MIN_SIDE, STANDARD_DPI, believable_dpi, page_image
from ocr.source.sniff import FileKind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

_LONGEST = 120               # characters quoted of what a decoder said
_SUBFILE_TYPE = 254          # TIFF 6.0: bit 0 is a thumbnail, bit 2 a transparency mask
_NOT_A_PAGE = 1 | 4
# What Pillow's decoders raise on damaged data, found by feeding them cut and overwritten files.
DECODER_ERRORS = (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError,
                   OverflowError, MemoryError, RuntimeError, AttributeError, ZeroDivisionError)


class PictureSource:
    """A picture file as a source of pages.

    Args:
        path: where the file is.
        file: the name for messages.
        sha256: of the whole file.
        kind: told by its first bytes; no other decoder is tried.
        dpi: resolution to work at, or None for the scan's own.

    Raises:
        InputError: if not even the first page's header can be read.
    """

    def __init__(self, path: Path, file: str, sha256: str, kind: FileKind, dpi: int | None) -> None:
        self.file = file
        self.sha256 = sha256
        self._path = path
        self._kind = kind
        self._dpi = dpi
        self._frames = self._find_frames()
        self.page_count = len(self._frames)

    def __enter__(self) -> PictureSource:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing stays open between pages."""

    def page(self, number: int) -> SourcePage:
        """Load one page.

        Raises:
            InputError: if the document has no such page.
        """
        if not 1 <= number <= self.page_count:
            raise problems.no_such_page(self.file, number, self.page_count)
        from PIL import Image

        try:
            with self.picture(number) as picture:
                native = resolution(picture)
                native = _drafted(picture, native, self._dpi)
                damage = told(self._decode(picture), self.file, number)
                pixels = _pixels(picture)
            image = page_image(pixels, native, self._dpi)
            return SourcePage(number=number, image=image, damage=damage)
        except InputError as failure:
            return _failed(number, failure)
        except (*DECODER_ERRORS, Image.DecompressionBombError) as error:
            return _failed(number, problems.damaged(self.file, _first_line(error), number))

    def pages(self, numbers: tuple[int, ...] | None = None) -> Iterator[SourcePage]:
        """Load pages one after the other; all of them by default."""
        for number in numbers or range(1, self.page_count + 1):
            yield self.page(number)

    @contextmanager
    def picture(self, number: int) -> Iterator[Image.Image]:
        """The picture of a page as Pillow has it, not decoded yet and not turned.

        Raises:
            InputError: if it is too large or too small to be a page.
        """
        with self._opened() as picture:
            picture.seek(self._frames[number - 1])
            self._check_size(picture, number)
            yield picture

    @contextmanager
    def _opened(self) -> Iterator[Image.Image]:
        from PIL import Image

        with warnings.catch_warnings(), self._path.open("rb") as stream:
            # Pillow warns of odd tags and of sizes that scans do have.
            warnings.simplefilter("ignore")
            Image.preinit()
            if self._kind.value not in Image.OPEN:
                Image.init()
            # Not Image.open: its limit would hide the size from `_check_size`, which sets ours.
            decoder, _ = Image.OPEN[self._kind.value]
            with decoder(stream, self._path.name) as picture:
                yield picture

    def _decode(self, picture: Image.Image) -> str | None:
        """Decode; returns what the decoder says of damage that it passed over."""
        if self._kind is FileKind.TIFF:
            with decoder_output() as said:
                picture.load()
            return said[0] if said else None
        picture.load()
        return jpeg_damage(self._path.read_bytes()) if self._kind is FileKind.JPEG else None

    def _find_frames(self) -> tuple[int, ...]:
        try:
            with self._opened() as picture:
                return _tiff_pages(picture) if self._kind is FileKind.TIFF else (0,)
        except DECODER_ERRORS as error:
            raise problems.damaged(self.file, _first_line(error)) from error

    def _check_size(self, picture: Image.Image, number: int) -> None:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise problems.too_large(self.file, number, width, height)
        if min(width, height) < MIN_SIDE:
            raise problems.too_small(self.file, number, width, height)


def _failed(number: int, failure: InputError) -> SourcePage:
    return SourcePage(number=number, image=None, error=failure.cause.en, failure=failure)


def _tiff_pages(picture: Image.Image) -> tuple[int, ...]:
    """Frame numbers of the pages, without thumbnails and masks.

    A chain of directories that breaks off ends with one page more, which then fails by name.
    """
    pages = []
    frame = 0
    while True:
        try:
            picture.seek(frame)
        except EOFError:
            break
        except DECODER_ERRORS:
            pages.append(frame)
            break
        tags = getattr(picture, "tag_v2", {})
        if not int(tags.get(_SUBFILE_TYPE, 0) or 0) & _NOT_A_PAGE:
            pages.append(frame)
        frame += 1
    return tuple(pages) or (0,)


def resolution(picture: Image.Image) -> tuple[float, float]:
    """Pixels per inch across and down, as declared if believable."""
    width, height = picture.size
    across, down = _declared(picture)
    if across > 0 and down > 0 and not 0.8 < across / down < 1.25:
        # A fax: lines stand twice as far apart as dots. Judge the size after evening this out.
        even = max(across, down)
        native = believable_dpi(even, round(width * even / across), round(height * even / down))
        return native * across / even, native * down / even
    native = believable_dpi(across or None, width, height)
    return native, native


def _declared(picture: Image.Image) -> tuple[float, float]:
    try:
        across, down = picture.info["dpi"]
        return float(across), float(down)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0


def _drafted(
    picture: Image.Image, native: tuple[float, float], wanted: int | None
) -> tuple[float, float]:
    """Let the JPEG decoder halve what is twice too large; returns the resolution that is left."""
    before = picture.size
    target = wanted or STANDARD_DPI
    if picture.format != "JPEG" or min(native) < 2 * target:
        return native
    picture.draft(None, (round(before[0] * target / native[0]),
                         round(before[1] * target / native[1])))
    return native[0] * picture.size[0] / before[0], native[1] * picture.size[1] / before[1]


def _pixels(picture: Image.Image) -> NDArray[np.uint8]:
    """Decoded, upright by its EXIF tag, on white, as grey or RGB."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I;16") or upright.mode == "I":
        deep = np.asarray(upright)
        return np.clip(deep / 257.0, 0, 255).astype(np.uint8)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layered = upright.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        upright = paper
    if upright.mode in ("1", "L"):
        return np.array(upright.convert("L"), dtype=np.uint8)
    return np.array(upright.convert("RGB"), dtype=np.uint8)


def _first_line(error: BaseException) -> str:
    text = str(error).strip().split("\n", maxsplit=1)[0]
    return text[:_LONGEST] or type(error).__name__
