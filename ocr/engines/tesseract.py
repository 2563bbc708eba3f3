"""Tesseract through pytesseract: one call reads the page, a second its lines, each by itself."""

from __future__ import annotations

import os
import re
import shutil
import struct
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path

from ocr.engines.hocr import read_hocr
from ocr.engines.line_cuts import cut_out
from ocr.engines.word_votes import with_votes
from ocr.errors import EngineFailedError, EngineMissingError, Message
from ocr.model import Line, Word
from ocr.page_image import PageImage, as_bytes

VIETNAMESE_LETTERS = frozenset("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹ")
# tessdatamanager.h: entry 21 of a traineddata file is the character set of the LSTM network
_LSTM_UNICHARSET = 21
_TIMEOUT = 300
# Tesseract brings every line to 36 pixels itself, and cuts it out with a margin of 4 pixels; this
# cuts off tones above a circumflex (đề read as đê) at 300 dpi. CER of the development scans, marks
# lifted: 1.22 % at 300 dpi, 1.11 at 216, 1.04 at 200, 1.15 at 180; and a third less time
_READING_DPI = 200
_SHRINK_ABOVE = 230
_ENLARGE_BELOW = 150  # the same scans at 100 dpi: 1.28 % as they are, 0.86 enlarged
_ONE_LINE = 7  # page segmentation mode
INSTALL = Message(
    "Install it with: sudo apt-get install tesseract-ocr tesseract-ocr-vie",
    "Cài đặt bằng lệnh: sudo apt-get install tesseract-ocr tesseract-ocr-vie",
)


class TesseractEngine:
    """Reads a page with Tesseract's LSTM network.

    Args:
        languages: Tesseract's language names; each must be able to write all Vietnamese letters,
            alone or together.
        psm: page segmentation mode of Tesseract; 3 finds blocks, 6 takes the page as one block.

    Raises:
        EngineMissingError: if Tesseract or the language data is missing, or can't write Vietnamese.
    """

    name = "tesseract"

    def __init__(self, languages: Sequence[str] = ("vie",), psm: int = 3) -> None:
        self.languages = tuple(languages)
        self.psm = psm
        self._check()

    def __reduce__(self) -> tuple[object, ...]:
        return TesseractEngine, (self.languages, self.psm)

    @cached_property
    def version(self) -> str:
        """Version of the installed program, e.g. "5.3.0"."""
        import pytesseract

        return str(pytesseract.get_tesseract_version()).strip()

    @cached_property
    def characters(self) -> frozenset[str]:
        """Characters of all chosen languages, read from their data files."""
        folder = _tessdata_folder()
        return frozenset().union(
            *(_read_unicharset(folder / f"{name}.traineddata") for name in self.languages)
        )

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        """Read an upright page, and each of its lines again.

        `lstm_choice_mode=2` adds the alternatives for each character: 5 % more time, and the true
        letter is among them for 69 % of the tone errors (measured).

        Raises:
            EngineFailedError: if Tesseract crashed, was killed or took longer than five minutes.
        """
        small = _at_reading_size(image)
        (lines,) = self._read([small], self.psm, image.dpi / small.dpi)
        cuts = [tuple(cut_out(line, image)) for line in lines]
        flat = [picture for own in cuts for picture in own]
        again = iter(self._read(flat, _ONE_LINE) if flat else ())
        return tuple(
            with_votes(line, [_words(next(again)) for _ in own])
            for line, own in zip(lines, cuts, strict=True)
        )

    def _read(
        self, images: Sequence[PageImage], psm: int, scale: float = 1.0
    ) -> tuple[tuple[Line, ...], ...]:
        """The lines of each picture, read by one process; their boxes multiplied by `scale`."""
        import pytesseract

        config = (
            f"--psm {psm} --dpi {images[0].dpi} -c lstm_choice_mode=2 -c lstm_choice_iterations=5"
            " -c thresholding_method=0"
        )
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder, _one_thread():
            try:
                markup = pytesseract.image_to_pdf_or_hocr(
                    str(_write_pictures(images, Path(folder))),
                    lang="+".join(self.languages),
                    config=config,
                    extension="hocr",
                    timeout=_TIMEOUT,
                )
                pages = read_hocr(markup, scale)
            except pytesseract.TesseractNotFoundError as error:
                raise _missing() from error
            except pytesseract.TesseractError as error:
                raise _failed(f"status {error.status}: {error.message}".strip()[:300]) from error
            except (RuntimeError, OSError, ValueError) as error:
                # RuntimeError is pytesseract's word for a timeout, OSError comes when the output is
                # not there
                raise _failed(str(error)[:300]) from error
        if len(pages) != len(images):
            detail = f"{len(pages)} of {len(images)} pictures read"
            raise _failed(detail)
        return pages

    def _check(self) -> None:
        if shutil.which("tesseract") is None:
            raise _missing()
        folder = _tessdata_folder()
        for name in self.languages:
            if not (folder / f"{name}.traineddata").is_file():
                raise EngineMissingError(
                    Message(
                        f"Tesseract has no language data '{name}'",
                        f"Tesseract thiếu dữ liệu ngôn ngữ '{name}'",
                    ),
                    INSTALL,
                )
        missing = VIETNAMESE_LETTERS - self.characters
        if missing:
            shown = " ".join(sorted(missing)[:8])
            names = "+".join(self.languages)
            raise EngineMissingError(
                Message(
                    f"the language data '{names}' can't write Vietnamese letters such as {shown}",
                    f"dữ liệu ngôn ngữ '{names}' không viết được các chữ tiếng Việt như {shown}",
                ),
                Message("Use the language data 'vie'", "Hãy dùng dữ liệu ngôn ngữ 'vie'"),
            )


def _missing() -> EngineMissingError:
    return EngineMissingError(Message("Tesseract is not installed", "chưa cài Tesseract"), INSTALL)


def _failed(detail: str) -> EngineFailedError:
    return EngineFailedError(
        Message(f"Tesseract failed ({detail})", f"Tesseract bị lỗi ({detail})"),
        Message(
            "Try this page again, or run: sohoa doctor",
            "Hãy thử lại trang này, hoặc chạy: sohoa doctor",
        ),
    )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Hand Tesseract one thread; with more it is up to 30 times slower (tesseract#3109)."""
    before = os.environ.get("OMP_THREAD_LIMIT")
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_THREAD_LIMIT"]
        else:
            os.environ["OMP_THREAD_LIMIT"] = before


def _at_reading_size(image: PageImage) -> PageImage:
    if _ENLARGE_BELOW <= image.dpi < _SHRINK_ABOVE:
        return image
    import cv2

    factor = _READING_DPI / image.dpi
    smooth = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    pixels = cv2.resize(image.pixels, None, fx=factor, fy=factor, interpolation=smooth)
    return PageImage(as_bytes(pixels), _READING_DPI)


def _words(lines: Sequence[Line]) -> list[Word]:
    return [word for line in lines for word in line.words]


def _write_pictures(images: Sequence[PageImage], folder: Path) -> Path:
    """Write the pictures, and a list of them, which Tesseract reads in one process."""
    from PIL import Image

    paths = [folder / f"{number}.bmp" for number in range(len(images))]
    for path, image in zip(paths, images, strict=True):
        # pytesseract would write a PNG, whose compression costs a tenth of the recognition
        Image.fromarray(image.pixels).save(path, dpi=(image.dpi, image.dpi))
    listed = folder / "pictures.txt"
    listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    return listed


@lru_cache(maxsize=1)
def _tessdata_folder() -> Path:
    """Where the installed Tesseract keeps its language data, as it says itself."""
    import subprocess

    answer = subprocess.run(
        ["tesseract", "--list-langs"],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=30,
    )
    found = re.search(r'"([^"]+)"', answer.stdout + answer.stderr)
    return Path(found[1]) if found else Path("/usr/share/tessdata")


@lru_cache(maxsize=8)
def _read_unicharset(path: Path) -> frozenset[str]:
    """Characters of a traineddata file: count, 64-bit offsets, entries (tessdatamanager.cpp)."""
    data = path.read_bytes()
    count = struct.unpack_from("<i", data)[0]
    offsets = struct.unpack_from(f"<{count}q", data, 4)
    start = offsets[_LSTM_UNICHARSET] if count > _LSTM_UNICHARSET else -1
    if start < 0:
        return frozenset()
    end = min([o for o in offsets if o > start], default=len(data))
    rows = data[start:end].decode("utf-8", errors="replace").splitlines()[1:]
    return frozenset(row.split(" ", 1)[0] for row in rows if row)
