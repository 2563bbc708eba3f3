"""One page, from its picture to its lines: the order of the steps, and what a failure costs.

source page → upright and straight → (paper, marks) → engine → layout → Page. A page that can't be
read stays in the result as a failed page.
"""

from __future__ import annotations

from dataclasses import replace

from ocr.engines.base import Engine
from ocr.errors import EngineFailedError
from ocr.grids import find_grids
from ocr.mark_lines import sort_lines
from ocr.marks import lift_marks
from ocr.model import Line, Page, PageStatus, ProcessingStep, TextSource
from ocr.paper import clean_paper, is_blank
from ocr.source.base import SourcePage
from ocr.specks import drop_specks
from ocr.tables import fill_tables
from ocr.upright import straighten, tesseract_turn


def read_page(source_page: SourcePage, engine: Engine) -> Page:
    """Read one page of a source.

    A trusted text layer stands for the printed text; otherwise the picture is recognised. Errors
    of the page end in `Page.error`; only a missing engine is raised.

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
    if layer is not None and layer.trusted:
        return replace(
            page,
            width=image.width,
            height=image.height,
            dpi=image.dpi,
            text_source=TextSource.TEXT_LAYER,
            lines=layer.lines,
            status=PageStatus.OK if layer.lines else PageStatus.BLANK,
        )
    try:
        return _recognize(page, source_page, engine)
    except EngineFailedError as error:
        return replace(
            page,
            width=image.width,
            height=image.height,
            dpi=image.dpi,
            status=PageStatus.FAILED,
            error=error.cause.en,
        )


def _recognize(page: Page, source_page: SourcePage, engine: Engine) -> Page:
    assert source_page.image is not None
    upright = straighten(source_page.image, tesseract_turn)
    image = upright.image
    lifted = lift_marks(image)
    unruled = find_grids(clean_paper(lifted.image), lifted.height)
    # a page with enough letters to be turned by them is not blank
    blank = not upright.sure and is_blank(unruled.image, lifted.height)
    read = () if blank else engine.recognize(unruled.image)
    sorted_lines = sort_lines(read, lifted, page.number)
    arranged = fill_tables(sorted_lines.lines, unruled.grids)
    lines, specks = drop_specks(arranged.lines, page.number)
    step = ProcessingStep(
        tool=engine.name, version=engine.version, settings={"languages": "+".join(engine.languages)}
    )
    return replace(
        page,
        width=image.width,
        height=image.height,
        dpi=image.dpi,
        rotation=upright.rotation,
        skew=upright.skew,
        lines=lines,
        tables=arranged.tables,
        stamps=(*page.stamps, *sorted_lines.stamps),
        unplaced=(*sorted_lines.unplaced, *specks),
        status=PageStatus.OK if sorted_lines.lines else PageStatus.BLANK,
        confidence=mean_confidence(sorted_lines.lines),
        steps=(step,),
    )


def mean_confidence(lines: tuple[Line, ...]) -> float | None:
    """Mean confidence of the lines, weighted by their length; None without any."""
    scored = [(line.confidence, len(line.text)) for line in lines if line.confidence is not None]
    letters = sum(length for _, length in scored)
    return sum(c * n for c, n in scored) / letters if letters else None
