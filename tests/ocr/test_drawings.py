"""Drawings are told from print, tables, seals, signatures, frames and the edges of a scan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ocr.drawings import find_drawings, part_drawings
from ocr.engines.fixed import NullEngine
from ocr.grids import find_grids
from ocr.marks import Lifted, Mark, MarkKind
from ocr.model import Bbox, Line, PageStatus, Word
from ocr.page_image import PageImage
from ocr.reader import read_page
from ocr.source.base import SourcePage
from tests.ocr.drawn_pages import text_page, white_page

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLACE = Bbox(600, 1600, 1800, 2600)


def curve(page: NDArray[np.uint8], x: float, y: float, radius: float) -> None:
    import cv2

    turn = np.linspace(0, 2 * np.pi, 90)
    bent = radius * (1 + 0.2 * np.sin(5 * turn))
    points = np.stack([x + 1.15 * bent * np.cos(turn), y + bent * np.sin(turn)], axis=1)
    cv2.polylines(page, [points.astype(np.int32)], isClosed=True, color=0, thickness=4)


def a_map(page: NDArray[np.uint8]) -> None:
    for radius in (90, 170, 250, 330, 410):
        curve(page, 1200, 2100, radius)


def a_chart(page: NDArray[np.uint8]) -> None:
    import cv2

    cv2.line(page, (620, 1620), (620, 2580), 0, 4)
    cv2.line(page, (620, 2580), (1780, 2580), 0, 4)
    for number, height in enumerate((300, 520, 410, 900, 650)):
        x = 700 + 210 * number
        cv2.rectangle(page, (x, 2580 - height), (x + 110, 2580), 90, cv2.FILLED)


def a_plan(page: NDArray[np.uint8]) -> None:
    import cv2

    cv2.rectangle(page, (620, 1620), (1780, 2580), 0, 5)
    cv2.line(page, (620, 2000), (1300, 2000), 0, 5)
    cv2.line(page, (1300, 1620), (1300, 2300), 0, 5)
    cv2.line(page, (640, 2560), (1280, 2020), 0, 4)
    cv2.ellipse(page, (1500, 2000), (160, 160), 0, 0, 300, 0, 4)


@pytest.mark.parametrize("draw", [a_map, a_chart, a_plan])
@pytest.mark.parametrize("dpi", [300, 200, 150])
def test_drawing_is_found(draw: Callable[[NDArray[np.uint8]], None], dpi: int) -> None:
    import cv2

    page = text_page(10)
    draw(page)
    scale = dpi / 300
    small = np.asarray(cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    (found,) = find_drawings(PageImage(small.astype(np.uint8), dpi), small.shape[0], (), ())
    assert found.overlap(Bbox(*(round(scale * side) for side in PLACE.as_list()))) > (
        0.8 * found.width * found.height)


def a_table(page: NDArray[np.uint8]) -> None:
    import cv2

    for y in range(1600, 2601, 200):
        cv2.line(page, (600, y), (1800, y), 0, 4)
    for x in (600, 1000, 1800):
        cv2.line(page, (x, 1600), (x, 2600), 0, 4)


def a_frame(page: NDArray[np.uint8]) -> None:
    import cv2

    for inset in (150, 175):
        cv2.rectangle(page, (inset, inset), (2480 - inset, 3508 - inset), 0, 8)
    for y in range(200, 3300, 90):
        cv2.circle(page, (160, y), 38, 0, 4)
        cv2.circle(page, (2320, y), 38, 0, 4)


def a_seal_and_signature(page: NDArray[np.uint8]) -> None:
    import cv2

    for radius in (212, 195, 120):
        cv2.circle(page, (1600, 2500), radius, 0, 6)
    along = np.linspace(0, 1, 90)
    x, y = 1500 + 600 * along, 2520 + 150 * np.sin(16 * along) * (1 - along)
    points = np.stack([x, y], axis=1).astype(np.int32)
    cv2.polylines(page, [points], isClosed=False, color=0, thickness=8)


def dark_edges(page: NDArray[np.uint8]) -> None:
    page[:, :60] = 0
    page[3440:, :] = 20
    page[:, 2460:] = 40


def rules(page: NDArray[np.uint8]) -> None:
    import cv2

    for x0, x1, y in ((500, 800, 620), (1500, 2100, 620), (350, 900, 3000)):
        cv2.line(page, (x0, y), (x1, y), 0, 4)
    cv2.line(page, (2300, 400), (2300, 3200), 0, 6)


@pytest.mark.parametrize("draw", [a_table, a_frame, a_seal_and_signature, dark_edges, rules])
def test_no_drawing(draw: Callable[[NDArray[np.uint8]], None]) -> None:
    page = text_page(20)
    draw(page)
    seen = find_grids(PageImage(page, 300))
    tables = [grid.bbox for grid in seen.grids]
    assert find_drawings(seen.image, 3508, tables, ()) == ()


def stained(paper: int, stain: int) -> NDArray[np.uint8]:
    """Print on paper with soft dark patches as large as a map, pitted as old paper is."""
    import cv2

    pits = np.random.default_rng(5).normal(0, 4, (3508, 2480))
    y, x = np.mgrid[0:3508, 0:2480]
    patch = np.clip(1.4 - np.hypot((x - 1200) / 700, (y - 2100) / 600), 0, 1)
    grey = (paper - stain * patch + pits) / 255
    light = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.5), np.float64)
    return np.clip(text_page(12) * light, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("paper", "stain"), [(200, 22), (215, 38), (190, 8)])
def test_stains_of_paper_are_no_drawing(paper: int, stain: int) -> None:
    page = stained(paper, stain)
    assert find_drawings(PageImage(page, 300), 3508, (), ()) == ()


def test_drawing_on_dark_paper_is_found() -> None:
    page = stained(200, 22)
    a_map(page)
    assert len(find_drawings(PageImage(page, 300), 3508, (), ())) == 1


@pytest.mark.parametrize("page", [white_page(), text_page(36), white_page(200, 100)])
def test_page_of_text_or_nothing_has_no_drawing(page: NDArray[np.uint8]) -> None:
    assert find_drawings(PageImage(page, 300), page.shape[0], (), ()) == ()


def line(text: str, x: int, y: int) -> Line:
    words = tuple(
        Word(text=word, bbox=Bbox(x + 90 * at, y, x + 90 * at + 70, y + 40), confidence=0.9)
        for at, word in enumerate(text.split())
    )
    return Line(text="", raw_text="", confidence=0.9).with_words(words)


def lifted(page: NDArray[np.uint8], marks: tuple[Mark, ...] = ()) -> Lifted:
    return Lifted(image=PageImage(page, 300), height=page.shape[0], marks=marks)


LABEL = line("Sông Hậu", 1100, 2050)
TEXT = [line("Căn cứ Luật Tổ chức chính quyền", 700, 1900 + 80 * n) for n in range(4)]


def test_labels_go_with_the_drawing_and_text_stays() -> None:
    page = white_page()
    a_map(page)
    below = line("Bản đồ địa giới", 900, 2700)
    parted = part_drawings((LABEL, TEXT[0], below), PageImage(page, 300), lifted(page), (), 4)
    assert parted.lines == (TEXT[0], below)
    (drawing,) = parted.drawings
    assert (drawing.kind, drawing.reason, drawing.text, drawing.page) == (
        "drawing", "unknown", "Sông Hậu", 4)


def test_area_full_of_text_is_no_drawing() -> None:
    page = white_page()
    a_map(page)
    parted = part_drawings((LABEL, *TEXT), PageImage(page, 300), lifted(page), (), 4)
    assert parted.drawings == ()
    assert parted.lines == (LABEL, *TEXT)


def test_column_of_sums_beside_its_items_is_no_label_of_a_drawing() -> None:
    page = white_page()
    a_map(page)
    items = [line("- Chi đầu tư", 150, 1800 + 90 * n) for n in range(4)]
    sums = [line("38.415 triệu", 1100, 1803 + 90 * n) for n in range(4)]
    parted = part_drawings((*items, *sums), PageImage(page, 300), lifted(page), (), 1)
    assert parted.lines == (*items, *sums)
    between = [line("Sông Hậu", 1100, 1845 + 90 * n) for n in range(4)]
    parted = part_drawings((*items, *between), PageImage(page, 300), lifted(page), (), 1)
    assert parted.lines == tuple(items)


def test_coloured_strokes_too_large_for_a_mark_are_a_drawing() -> None:
    page = white_page()
    large = Mark(kind=MarkKind.PEN, bbox=PLACE, colour="blue")
    seal = Mark(kind=MarkKind.SEAL, bbox=Bbox(1500, 2700, 1925, 3125), colour="red")
    parted = part_drawings((LABEL,), PageImage(page, 300), lifted(page, (large, seal)), (), 1)
    assert [drawing.bbox for drawing in parted.drawings] == [PLACE]
    assert parted.lines == ()


def test_page_keeps_its_drawing() -> None:
    page = text_page(12)
    a_map(page)
    read = read_page(SourcePage(number=2, image=PageImage(page, 300)), NullEngine())
    assert [(item.kind, item.page) for item in read.unplaced if item.kind] == [("drawing", 2)]
    assert read.status is PageStatus.OK


def test_wide_signature_in_blue_leaves_post_and_name_in_the_text() -> None:
    pen = Mark(kind=MarkKind.PEN, bbox=Bbox(1300, 2300, 2175, 2890), colour="blue")  # 74 x 50 mm
    post, name = line("PHÓ CHỦ TỊCH", 1500, 2400), line("Trần Minh Khôi", 1500, 2800)
    parted = part_drawings(
        (post, name), PageImage(white_page(), 300), lifted(white_page(), (pen,)), (), 1)
    assert parted.lines == (post, name)
    assert parted.drawings == ()
