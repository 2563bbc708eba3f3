"""One page, from its picture to its lines: the order of the steps, and what a failure costs.

source page → upright and straight → (paper, marks) → engine → layout → Page. A page that can't be
read stays in the result as a failed page.
"""

from __future__ import annotations

from dataclasses import replace

from ocr.engines.base import Engine
from ocr.errors import EngineFailedError
from ocr.mark_lines import sort_lines
from ocr.marks import lift_marks
from ocr.model import Line, Page, PageStatus, ProcessingStep, TextSource
from ocr.source.base import SourcePage
from ocr.specks import drop_specks
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
    sorted_lines = sort_lines(engine.recognize(lifted.image), lifted, page.number)
    lines, specks = drop_specks(sorted_lines.lines, page.number)
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
        stamps=(*page.stamps, *sorted_lines.stamps),
        unplaced=(*sorted_lines.unplaced, *specks),
        status=PageStatus.OK if lines else PageStatus.BLANK,
        confidence=mean_confidence(lines),
        steps=(step,),
    )


def mean_confidence(lines: tuple[Line, ...]) -> float | None:
    """Mean confidence of the lines, weighted by their length; None without any."""
    scored = [(line.confidence, len(line.text)) for line in lines if line.confidence is not None]
    letters = sum(length for _, length in scored)
    return sum(c * n for c, n in scored) / letters if letters else None
