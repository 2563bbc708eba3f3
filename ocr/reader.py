"""One page, from its picture to its lines: the order of the steps, and what a failure costs.

source page → upright and straight → (paper, marks) → engine → layout → Page. A page that can't be
read stays in the result as a failed page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ocr.engines.base import Engine
from ocr.errors import EngineFailedError
from ocr.grids import find_grids
from ocr.hand_fields import read_hand_fields
from ocr.line_pieces import join_pieces
from ocr.mark_lines import SortedLines, sort_lines
from ocr.marks import Lifted, MarkKind, lift_marks
from ocr.model import Bbox, Line, Page, PageStatus, ProcessingStep, Stamp, TextSource
from ocr.page_image import PageImage, grey
from ocr.paper import clean_paper, is_blank
from ocr.photo import flatten
from ocr.reread import ReadAgain, read_again, second_reader
from ocr.source.base import SourcePage
from ocr.specks import drop_specks
from ocr.tables import fill_tables
from ocr.turning import turn_by_reading
from ocr.unread import find_unread
from ocr.upright import Upright, straighten


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """The pictures that arose on the way to the lines of one page.

    Attributes:
        number: of the page, from 1.
        upright: the page turned and level; lines and marks have their boxes in it.
        lifted: the page without its marks.
        read: what the engine got: rules of tables wiped out, paper evened.
    """

    number: int
    upright: PageImage
    lifted: Lifted
    read: PageImage


Observer = Callable[[Seen], None]


def read_page(source_page: SourcePage, engine: Engine, observe: Observer | None = None) -> Page:
    """Read one page of a source.

    A trusted text layer stands for the printed text; otherwise the picture is recognised. Errors
    of the page end in `Page.error`; only a missing engine is raised.

    Args:
        source_page: the page as taken from the source.
        engine: reads the picture.
        observe: is shown the pictures of a page that is recognised, before the engine reads it.

    Raises:
        EngineMissingError: if the engine or its language data is not installed.
    """
    layer = source_page.text_layer
    page = Page(
        number=source_page.number,
        stamps=source_page.stamps,
        text_layer=layer.reason if layer else "none",
    )
    if source_page.image is None:
        return replace(page, status=PageStatus.FAILED, error=source_page.error or "unreadable")
    image = source_page.image
    page = _sized(page, image)
    if layer is not None and layer.trusted:
        return _from_layer(page, image, layer.lines)
    try:
        return _recognize(page, source_page, engine, observe)
    except EngineFailedError as error:
        return replace(page, status=PageStatus.FAILED, error=error.cause.en)


def _sized(page: Page, image: PageImage) -> Page:
    return replace(page, width=image.width, height=image.height, dpi=image.dpi)


def _from_layer(page: Page, image: PageImage, lines: tuple[Line, ...]) -> Page:
    """The page as its text layer has it; only the rules of its tables are seen in the picture."""
    grids = find_grids(PageImage(grey(image.pixels), image.dpi)).grids
    arranged = fill_tables(lines, grids)
    return replace(
        page,
        text_source=TextSource.TEXT_LAYER,
        lines=arranged.lines,
        tables=arranged.tables,
        status=PageStatus.OK if lines else PageStatus.BLANK,
    )


def _recognize(
    page: Page, source_page: SourcePage, engine: Engine, observe: Observer | None
) -> Page:
    assert source_page.image is not None
    upright = flatten(source_page.image, straighten(source_page.image, turn_by_reading(engine)))
    image = upright.image
    lifted = lift_marks(image)
    unruled = find_grids(clean_paper(lifted.image), lifted.height)
    if observe is not None:
        observe(Seen(number=page.number, upright=image, lifted=lifted, read=unruled.image))
    # a page with enough letters to be turned by them is not blank
    blank = not upright.sure and is_blank(unruled.image, lifted.height)
    read = () if blank else engine.recognize(unruled.image)
    sorted_lines = sort_lines(read, lifted, page.number)
    arranged = fill_tables(join_pieces(sorted_lines.lines), unruled.grids)
    fields = read_hand_fields(arranged.lines, unruled.image, page.number)
    lines, specks = drop_specks(fields.lines, page.number)
    again = ReadAgain(lines=lines, tables=arranged.tables)
    if not blank:
        unread = find_unread(
            unruled.image, lifted.height, _known(sorted_lines, lifted), arranged.tables)
        # an engine that can write no character is not meant to read
        reader = second_reader() if unread and engine.characters else None
        again = read_again(
            unread, unruled.image, (lines, arranged.tables), page.number, reader)
    step = ProcessingStep(
        tool=engine.name, version=engine.version, settings={"languages": "+".join(engine.languages)}
    )
    return replace(
        _sized(page, image),
        rotation=upright.rotation,
        skew=upright.skew,
        lines=again.lines,
        tables=again.tables,
        stamps=(*_moved(page.stamps, upright, source_page.image), *sorted_lines.stamps),
        unplaced=(*sorted_lines.unplaced, *fields.unplaced, *specks, *again.unplaced),
        status=PageStatus.OK if sorted_lines.lines or again.lines else PageStatus.BLANK,
        confidence=mean_confidence(sorted_lines.lines),
        steps=(step,),
    )


def _known(read: SortedLines, lifted: Lifted) -> list[Bbox]:
    """Boxes of everything that was found on the page; print under a lifted seal may be unread."""
    marks = (mark for mark in lifted.marks if not (mark.lifted and mark.kind is MarkKind.SEAL))
    boxes = (*(line.bbox for line in read.lines), *(item.bbox for item in read.unplaced),
             *(mark.bbox for mark in marks))
    return [box for box in boxes if box]


def _moved(
    stamps: tuple[Stamp, ...], upright: Upright, source: PageImage
) -> tuple[Stamp, ...]:
    """Stamps that the PDF itself holds, with their boxes on the upright page."""
    return tuple(
        replace(stamp, bbox=upright.moved(stamp.bbox, source)) if stamp.bbox is not None else stamp
        for stamp in stamps
    )


def mean_confidence(lines: tuple[Line, ...]) -> float | None:
    """Mean confidence of the lines, weighted by their length; None without any."""
    scored = [(line.confidence, len(line.text)) for line in lines if line.confidence is not None]
    letters = sum(length for _, length in scored)
    return sum(c * n for c, n in scored) / letters if letters else None
