"""One page, from its picture to its lines: the order of the steps, and what a failure costs.

source page → black on white → upright and straight → (paper, marks) → engine → layout → Page.
A page that can't be read stays in the result as a failed page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ocr.covered import black_marks, doubt_covered
from ocr.drawings import part_drawings
from ocr.engines.base import Engine
from ocr.errors import EngineFailedError
from ocr.grids import find_grids
from ocr.halftone import without_dots
from ocr.hand_fields import read_hand_fields
from ocr.line_pieces import join_pieces
from ocr.mark_lines import SortedLines, sort_lines
from ocr.marks import Lifted, MarkKind, lift_marks
from ocr.model import (
    Bbox,
    Line,
    Page,
    PageStatus,
    ProcessingStep,
    Stamp,
    TextSource,
    Unplaced,
    mean_confidence,
)
from ocr.negative import as_positive
from ocr.page_image import PageImage, grey
from ocr.paper import clean_paper, is_blank
from ocr.pen_ends import lift_pen_ends
from ocr.pen_marks import pen_marks, with_unread_pens
from ocr.photo import flatten
from ocr.reread import ReadAgain, doubted_words, read_again, second_reader
from ocr.show_through import part_show_through
from ocr.source.base import SourcePage
from ocr.specks import drop_scraps, drop_specks, part_rules
from ocr.spread import find_gutter
from ocr.stamp_reading import reread_stamps
from ocr.tables import fill_tables
from ocr.turning import turn_by_reading
from ocr.unread import find_unread
from ocr.upright import Upright, find_turn


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
        observe: is shown the pictures of a page that is recognised.

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
    even = without_dots(source_page.image)
    scan = as_positive(even)
    upright = flatten(scan, find_turn(scan, turn_by_reading(engine)))
    image = upright.image
    gutter = find_gutter(image)
    if gutter is None:
        read, seen = _read_flat(page.number, image, engine, may_be_blank=not upright.sure)
    else:
        halves = [_read_flat(page.number, part, engine) for part in _halves(image, gutter)]
        read = halves[0][0].beside(halves[1][0], gutter)
        seen = _seen_together(image, halves[0][1], halves[1][1])
    if observe is not None:
        observe(seen)
    steps = (
        *([ProcessingStep(tool="without_dots", version="1")]
          if even is not source_page.image else ()),
        *([ProcessingStep(tool="as_positive", version="1")] if scan is not even else ()),
        *_shape_steps(page.number, upright, gutter),
        ProcessingStep(tool=engine.name, version=engine.version,
                       settings={"languages": "+".join(engine.languages)}),
    )
    return replace(
        _sized(read, image),
        text_layer=page.text_layer,
        damage=source_page.damage,
        rotation=upright.rotation,
        skew=upright.skew,
        mesh=upright.mesh_on(scan),
        stamps=(*_moved(page.stamps, upright, source_page.image), *read.stamps),
        status=PageStatus.OK if _holds_anything(read) else PageStatus.BLANK,
        steps=steps,
    )


def _holds_anything(page: Page) -> bool:
    """Text, or a drawing; specks and lone marks leave a page blank."""
    return bool(page.lines or page.tables) or any(
        mark.kind not in (None, "pen") for mark in page.unplaced)


def _shape_steps(
    number: int, upright: Upright, gutter: int | None
) -> Iterator[ProcessingStep]:
    """What was done to a page that was no flat page by itself; its boxes can't be read without."""
    if upright.mesh is not None:
        flattened = {"page": number, "bend": round(upright.bend, 2)}
        yield ProcessingStep(tool="flatten", version="1", settings=flattened)
    if gutter is not None:
        parted = {"page": number, "gutter": gutter}
        yield ProcessingStep(tool="spread", version="1", settings=parted)


def _halves(image: PageImage, gutter: int) -> tuple[PageImage, PageImage]:
    import numpy as np

    left, right = image.pixels[:, :gutter], image.pixels[:, gutter:]
    return (PageImage(np.ascontiguousarray(left), image.dpi),
            PageImage(np.ascontiguousarray(right), image.dpi))


def _seen_together(image: PageImage, left: Seen, right: Seen) -> Seen:
    """What was seen of two halves, side by side on the whole page; strips below it left out."""
    import numpy as np

    def joined(one: PageImage, other: PageImage) -> PageImage:
        return PageImage(
            np.hstack([one.pixels[:image.height], other.pixels[:image.height]]), image.dpi)

    layers = [
        np.full(half.upright.pixels.shape[:2], 255, np.uint8)
        if half.lifted.layer is None else half.lifted.layer
        for half in (left, right)
    ]
    marks = (*left.lifted.marks, *(
        replace(mark, bbox=mark.bbox.moved(left.upright.width)) for mark in right.lifted.marks))
    lifted = Lifted(
        image=joined(left.lifted.image, right.lifted.image), height=image.height, marks=marks,
        layer=np.hstack(layers) if marks else None,
    )
    return Seen(
        number=left.number, upright=image, lifted=lifted, read=joined(left.read, right.read))


def _read_flat(
    number: int, image: PageImage, engine: Engine, *, may_be_blank: bool = False
) -> tuple[Page, Seen]:
    """What stands on a level page, blank only if no letters turned it, and the pictures of it."""
    lifted = lift_marks(image)
    unruled = find_grids(clean_paper(lifted.image), lifted.height)
    unruled = replace(unruled, image=_covered(unruled.image, lifted))
    seen = Seen(number=number, upright=image, lifted=lifted, read=unruled.image)
    blank = may_be_blank and is_blank(unruled.image, lifted.height)
    read = () if blank else engine.recognize(unruled.image)
    through = part_show_through(read, unruled.image, engine, number)
    unruled = replace(unruled, image=through.image)
    read = reread_stamps(through.lines, lifted.marks, unruled.image, engine)
    sorted_lines = sort_lines(read, lifted, number)
    ruled = [grid.bbox for grid in unruled.grids]
    parted = part_drawings(sorted_lines.lines, unruled.image, lifted, ruled, number)
    whole, rules = part_rules(join_pieces(parted.lines), ruled, number)
    arranged = fill_tables(whole, unruled.grids)
    fields = read_hand_fields(arranged.lines, unruled.image, number)
    closed, strokes = lift_pen_ends(fields.lines, number)
    clean, specks = drop_specks(closed, number)
    lines, tables, scraps = drop_scraps(clean, arranged.tables, number)
    again = ReadAgain(lines=lines, tables=tables)
    if not blank:
        wild = doubted_words(lines)
        unread = find_unread(
            unruled.image, lifted.height,
            _known(sorted_lines, lifted, wild, parted.drawings), tables, wild)
        # an engine that can write no character is not meant to read
        reader = second_reader() if unread and engine.characters else None
        again = read_again(unread, unruled.image, (lines, tables), number, reader)
    return with_unread_pens(Page(
        number=number,
        lines=doubt_covered(again.lines, lifted),
        tables=again.tables,
        stamps=sorted_lines.stamps,
        unplaced=(*sorted_lines.unplaced, *through.unplaced, *parted.drawings, *fields.unplaced,
                  *rules, *strokes, *specks, *scraps, *again.unplaced,
                  *pen_marks(lifted.marks, number, image.dpi, parted.drawings)),
        confidence=mean_confidence(sorted_lines.lines),
    ), lifted.marks, image.dpi), seen


def _covered(image: PageImage, lifted: Lifted) -> PageImage:
    """The picture with the boxes of its black marks."""
    return replace(image, covered=tuple(mark.bbox for mark in black_marks(lifted)))


def _known(
    read: SortedLines, lifted: Lifted, wild: tuple[Bbox, ...], drawings: tuple[Unplaced, ...]
) -> list[Bbox]:
    """Boxes of everything that was found on the page.

    Print under a lifted seal may be unread, and where the engine doubts its words.
    """
    marks = (mark for mark in lifted.marks if not (mark.lifted and mark.kind is MarkKind.SEAL))
    lines = (
        box for line in read.lines
        for box in ([word.bbox for word in line.words if word.bbox not in wild]
                    if any(word.bbox in wild for word in line.words) else [line.bbox])
    )
    boxes = (*lines, *(item.bbox for item in (*read.unplaced, *drawings)),
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
