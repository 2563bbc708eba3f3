"""Small pictures of the scans, for the report: the page beside its text."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.document import OutputDocument

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH = 760  # pixels: the letters can just be read beside the text
_QUALITY = 55
_POINTS_PER_INCH = 72
_SCANS = (".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".jp2", ".webp")


def find_scan(named: str, folders: Sequence[Path]) -> Path | None:
    """The scan that an output names, in one of the folders; only its file name is trusted."""
    name = Path(named.replace("\\", "/")).name
    candidates = (folder / name for folder in folders if name)
    return next((path for path in candidates if path.is_file()), None)


def scan_by_name(name: str, folder: Path) -> str | None:
    """File name of a scan that is called like the document, for outputs that name none."""
    names = (f"{name}{suffix}" for suffix in _SCANS)
    return next((file for file in names if (folder / file).is_file()), None)


def page_pictures(output: OutputDocument, folders: Sequence[Path]) -> Iterator[tuple[int, str]]:
    """(page number, picture as a data URL) for each page of which the scan is at hand.

    A scan that is missing or can't be drawn yields nothing: a report is worth having without it.
    """
    images = {page.number: page.image for page in output.pages if page.image}
    for number, named in images.items():
        path = find_scan(named, folders)
        if path is not None:
            yield from ((number, picture) for _, picture in _draw(path))
    scan = find_scan(output.scan, folders) if output.scan and not images else None
    if scan is not None:
        turned = {page.number: page.rotation for page in output.pages}
        for number, picture in _draw(scan, turned):
            yield number, picture


def _draw(path: Path, turned: dict[int, int] | None = None) -> Iterator[tuple[int, str]]:
    images = _pdf_pages(path) if path.suffix.lower() == ".pdf" else _frames(path)
    for number, image in enumerate(images, start=1):
        angle = (turned or {}).get(number, 0)
        upright = image.rotate(angle, expand=True) if angle else image
        yield number, _data_url(upright)


def _pdf_pages(path: Path) -> Iterator[Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return
    try:
        for index in range(len(document)):
            page = document[index]
            scale = _WIDTH / max(1.0, page.get_width())
            yield page.render(scale=min(scale, 600 / _POINTS_PER_INCH)).to_pil()
    finally:
        document.close()


def _frames(path: Path) -> Iterator[Image]:
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            for frame in ImageSequence.Iterator(image):
                yield ImageOps.exif_transpose(frame.convert("RGB"))
    except (UnidentifiedImageError, OSError):
        return


def _data_url(image: Image) -> str:
    image = image.convert("RGB")
    image.thumbnail((_WIDTH, 4 * _WIDTH))
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=_QUALITY)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
