"""Pictures that show what the program saw: the cleaned page, what was lifted, the lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ocr.grids import find_grids
from ocr.marks import Lifted, lift_marks
from ocr.model import Bbox, Page, Zone
from ocr.page_image import PageImage, as_bytes
from ocr.paper import clean_paper
from ocr.upright import straighten, tesseract_turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH = 1240               # pixels of the pictures: an A4 page at 150 dpi
MARK_COLOUR = (230, 120, 0)
TABLE_COLOUR = (0, 150, 150)
LINE_COLOUR = (120, 120, 120)
_ZONE_COLOURS = {
    Zone.HEADER_LEFT: (160, 60, 200), Zone.HEADER_RIGHT: (200, 60, 160), Zone.NUMBER: (220, 0, 0),
    Zone.PLACE_DATE: (220, 90, 0), Zone.TITLE: (0, 0, 220), Zone.BODY: (0, 140, 0),
    Zone.FOOTNOTE: (0, 110, 140), Zone.RECIPIENTS: (150, 110, 0), Zone.SIGNATURE: (220, 0, 110),
    Zone.TABLE: TABLE_COLOUR,
}


def write_debug_images(folder: Path, image: PageImage, page: Page) -> tuple[Path, ...]:
    """Write up to three PNG files for one page and return their paths.

    `page-001-read.png` is what the engine got, `page-001-lifted.png` what was taken off (absent if
    nothing was), `page-001-lines.png` the lines, marks and tables drawn over the scan.

    Args:
        folder: must exist; files of the same names are replaced.
        image: the page as it came from the source, before any turn.
        page: what was read from it.

    Raises:
        OSError: if a file can't be written.
    """
    upright = straighten(image, tesseract_turn).image
    lifted = lift_marks(upright)
    read = find_grids(clean_paper(lifted.image), lifted.height).image
    stem = folder / f"page-{page.number:03d}"
    pictures = [(f"{stem}-read.png", read.pixels)]
    if lifted.layer is not None:
        pictures.append((f"{stem}-lifted.png", lifted.layer))
    pictures.append((f"{stem}-lines.png", draw_page(upright, lifted, page)))
    return tuple(_write(Path(name), pixels) for name, pixels in pictures)


def draw_page(upright: PageImage, lifted: Lifted, page: Page) -> NDArray[np.uint8]:
    """`(H, W, 3)` RGB: the upright scan with boxes round lines (by zone), marks and cells."""
    import cv2

    pixels = upright.pixels
    if pixels.ndim == 2:
        pixels = as_bytes(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB))
    canvas = pixels.copy()
    thick = max(2, upright.dpi // 75)

    def draw(box: Bbox | None, colour: tuple[int, int, int]) -> None:
        if box is not None:
            cv2.rectangle(canvas, (box.x0, box.y0), (box.x1, box.y1), colour, thick)

    for table in page.tables:
        for cell in table.cells:
            draw(cell.bbox, TABLE_COLOUR)
    for line in page.lines:
        draw(line.bbox, _ZONE_COLOURS.get(line.zone, LINE_COLOUR))
    for mark in lifted.marks:
        draw(mark.bbox, MARK_COLOUR)
    return canvas


def _write(path: Path, pixels: NDArray[np.uint8]) -> Path:
    from PIL import Image

    height = max(1, round(pixels.shape[0] * WIDTH / pixels.shape[1]))
    Image.fromarray(pixels).resize((WIDTH, height)).save(path)
    return path
