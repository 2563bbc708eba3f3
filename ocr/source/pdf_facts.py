"""What stands on a PDF page, told without decoding a pixel: pictures, seen and unseen text."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfObject, PdfPage

_INVISIBLE = 3               # text rendering mode (ISO 32000-1, table 106)
_MAX_OBJECTS = 20_000        # maps have hundreds of thousands of curves; the first ones tell enough
_COVERS = 0.8                # share of the page that makes a picture the page itself


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPicture:
    """A picture on a page.

    Attributes:
        bbox: x0, y0, x1, y1 in points of the unrotated page, origin lower left.
        share: of the page's area, 0..1.
        dpi: pixels per inch as placed, the finer of both directions.
        pixel_width: of the stored picture.
        pixel_height: of the stored picture.
        bits: per pixel; 1 is bilevel, 8 grey, 24 colour, 0 unknown.
    """

    bbox: tuple[float, float, float, float]
    share: float
    dpi: float
    pixel_width: int
    pixel_height: int
    bits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page holds.

    Attributes:
        width: in points, as displayed.
        height: in points, as displayed.
        pictures: all pictures, largest share first.
        visible_text: number of text objects that can be seen.
        hidden_text: number of text objects that are drawn invisibly.
        covered_text: number of text objects that a later picture of the whole page lies over; they
            can be seen only if that picture has a mask.
        paths: number of drawn lines and areas.
        annotations: number of annotations.
    """

    width: float
    height: float
    pictures: tuple[PlacedPicture, ...] = ()
    visible_text: int = 0
    hidden_text: int = 0
    covered_text: int = 0
    paths: int = 0
    annotations: int = 0

    @property
    def scan(self) -> PlacedPicture | None:
        """The picture that is the page, or None."""
        if self.pictures and self.pictures[0].share >= _COVERS:
            return self.pictures[0]
        return None

    @property
    def main_picture(self) -> PlacedPicture | None:
        """The picture that covers most, if it covers a fifth of the page or more."""
        if self.pictures and self.pictures[0].share >= 0.2:
            return self.pictures[0]
        return None

    @property
    def is_only_a_picture(self) -> bool:
        """True if nothing but one scan can be seen on the page."""
        seen = self.visible_text or self.paths
        return self.scan is not None and not seen and all(
            picture.share < 0.02 for picture in self.pictures[1:]
        )

    @property
    def text_objects(self) -> int:
        """Number of all text objects."""
        return self.visible_text + self.hidden_text + self.covered_text


def page_facts(page: PdfPage) -> PageFacts:
    """Look at the objects of a pypdfium2 page.

    Args:
        page: loaded.
    """
    import pypdfium2.raw as raw

    width, height = page.get_size()
    pictures: list[PlacedPicture] = []
    visible = hidden = covered = paths = 0
    for index, item in enumerate(page.get_objects(max_depth=6)):
        if index >= _MAX_OBJECTS:
            break
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            picture = _placed(item, width * height)
            if picture is not None:
                pictures.append(picture)
                if picture.share >= _COVERS:         # paints over what came before
                    visible, covered = 0, covered + visible
        elif item.type == raw.FPDF_PAGEOBJ_TEXT:
            unseen = raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
            visible, hidden = visible + (not unseen), hidden + unseen
        elif item.type in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING):
            paths += 1
    return PageFacts(
        width=width, height=height, visible_text=visible, hidden_text=hidden,
        covered_text=covered, paths=paths,
        pictures=tuple(sorted(pictures, key=lambda p: -p.share)),
        annotations=max(0, raw.FPDFPage_GetAnnotCount(page)),
    )


def _placed(item: PdfObject, page_area: float) -> PlacedPicture | None:
    import pypdfium2.raw as raw

    matrix = item.get_matrix()
    container = item.container
    while container is not None:
        matrix = matrix.multiply(container.get_matrix())
        container = container.container
    across, down = hypot(matrix.a, matrix.b), hypot(matrix.c, matrix.d)
    pixel_width, pixel_height = item.get_px_size()
    if across <= 0 or down <= 0 or pixel_width <= 0 or pixel_height <= 0:
        return None
    corners = [matrix.on_point(x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    meta = raw.FPDF_IMAGEOBJ_METADATA()
    known = raw.FPDFImageObj_GetImageMetadata(item, item.page, meta)
    return PlacedPicture(
        bbox=(min(xs), min(ys), max(xs), max(ys)),
        share=min(1.0, across * down / page_area) if page_area > 0 else 0.0,
        dpi=max(pixel_width / across, pixel_height / down) * 72,
        pixel_width=pixel_width, pixel_height=pixel_height,
        bits=int(meta.bits_per_pixel) if known else 0,
    )
