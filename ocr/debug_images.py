"""Pictures that show what the program saw: the cleaned page, what was lifted, the zones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ocr.errors import Message, OutputError
from ocr.marks import Mark
from ocr.model import Bbox, Page, Zone
from ocr.page_image import as_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ocr.reader import Seen

WIDTH = 1240               # pixels of the pictures: an A4 page at 150 dpi
THICK = 2
MARK_COLOUR = (230, 120, 0)
TABLE_COLOUR = (0, 150, 150)
LINE_COLOUR = (120, 120, 120)
_ZONE_COLOURS = {
    Zone.HEADER_LEFT: (160, 60, 200), Zone.HEADER_RIGHT: (200, 60, 160), Zone.NUMBER: (220, 0, 0),
    Zone.PLACE_DATE: (220, 90, 0), Zone.TITLE: (0, 0, 220), Zone.BODY: (0, 140, 0),
    Zone.FOOTNOTE: (0, 110, 140), Zone.RECIPIENTS: (150, 110, 0), Zone.SIGNATURE: (220, 0, 110),
    Zone.TABLE: TABLE_COLOUR,
}


class DebugImages:
    """Writes the pictures of one document: some while its pages are read, the zones at the end.

    `page-001-read.png` is what the engine got, `page-001-lifted.png` what was taken off (absent if
    nothing was), `page-001-zones.png` the lines, marks and tables drawn over the upright scan.
    A page whose text layer was taken has no pictures: no pixel of it was looked at. Nothing but
    the boxes of the marks stays in memory.

    Args:
        folder: made if it is missing; files of the same names are replaced.

    Raises:
        OutputError: if the folder can't be made or a file can't be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._marks: dict[int, tuple[Mark, ...]] = {}
        self._waiting: Seen | None = None
        self._written: set[Path] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _not_written(folder, error) from error

    def saw(self, seen: Seen) -> None:
        """Hold the pictures of one page until `keep`; an observer of `ocr.reader.read_page`."""
        self._waiting = seen

    def keep(self) -> None:
        """Write what `saw` holds: the page bears no secrecy mark."""
        seen, self._waiting = self._waiting, None
        if seen is None:
            return
        self._marks[seen.number] = seen.lifted.marks
        self._write(seen.number, "read", seen.read.pixels)
        if seen.lifted.layer is not None:
            self._write(seen.number, "lifted", seen.lifted.layer)
        self._write(seen.number, "zones", seen.upright.pixels)

    def discard(self) -> None:
        """Remove the pictures written so far: a secrecy mark was found after all."""
        for path in self._written:
            path.unlink(missing_ok=True)

    def draw(self, pages: tuple[Page, ...]) -> None:
        """Draw the zones of the finished pages over the scans that were kept."""
        import numpy as np
        from PIL import Image

        for page in pages:
            if page.number not in self._marks or not page.width:
                continue
            path = self._path(page.number, "zones")
            with Image.open(path) as picture:
                canvas = np.array(picture.convert("RGB"))
            _draw(canvas, page, self._marks[page.number], canvas.shape[1] / page.width)
            _write(path, canvas)

    def _write(self, number: int, name: str, pixels: NDArray[np.uint8]) -> None:
        path = self._path(number, name)
        self._written.add(path)
        _write(path, _reduced(pixels))

    def _path(self, number: int, name: str) -> Path:
        return self._folder / f"page-{number:03d}-{name}.png"


def _draw(
    canvas: NDArray[np.uint8], page: Page, marks: tuple[Mark, ...], scale: float
) -> None:
    """Draw boxes round lines (by zone), marks and cells onto an RGB picture, in place."""
    import cv2

    def box(where: Bbox | None, colour: tuple[int, int, int]) -> None:
        if where is not None:
            x0, y0, x1, y1 = (round(value * scale) for value in where.as_list())
            cv2.rectangle(canvas, (x0, y0), (x1, y1), colour, THICK)

    for table in page.tables:
        for cell in table.cells:
            box(cell.bbox, TABLE_COLOUR)
    for line in page.lines:
        box(line.bbox, _ZONE_COLOURS.get(line.zone, LINE_COLOUR))
    for mark in marks:
        box(mark.bbox, MARK_COLOUR)
    for stamp in page.stamps:
        box(stamp.bbox, MARK_COLOUR)


def _reduced(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    height = max(1, round(pixels.shape[0] * WIDTH / pixels.shape[1]))
    return as_bytes(cv2.resize(pixels, (WIDTH, height), interpolation=cv2.INTER_AREA))


def _write(path: Path, pixels: NDArray[np.uint8]) -> None:
    from PIL import Image

    try:
        Image.fromarray(pixels).save(path)
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> OutputError:
    detail = error.strerror or str(error)
    return OutputError(
        Message(f"can't be written ({detail})", f"không ghi được ({detail})"),
        Message(
            "Choose another folder with --debug-images",
            "Hãy chọn thư mục khác bằng --debug-images",
        ),
        file=str(path),
    )
