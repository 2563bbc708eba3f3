from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.angles import bend
from ocr.bends import BENT, edge_of, fit_surface
from ocr.engines.fixed import NullEngine
from ocr.model import Bbox
from ocr.page_image import PageImage
from ocr.photo import find_background, flatten
from ocr.reader import read_page
from ocr.source.base import SourcePage
from ocr.upright import Upright, find_turn, glyph_boxes, small_ink
from tests.ocr.drawn_pages import text_page, white_page

TABLE = (70, 90, 60)       # a dark table, RGB
SIZE = (2600, 3600)


@pytest.fixture(scope="module")
def page() -> NDArray[np.uint8]:
    return text_page()


@pytest.fixture(scope="module")
def photo(page: NDArray[np.uint8]) -> PageImage:
    return PageImage(in_perspective(page), 300)


def in_perspective(page: NDArray[np.uint8], table: tuple[int, ...] = TABLE) -> NDArray[np.uint8]:
    """The page seen from below and from the left, on a table."""
    import cv2

    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[300, 200], [2250, 330], [2500, 3450], [80, 3500]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    colour = np.repeat(np.minimum(page, 235)[..., None], 3, axis=2)
    return np.asarray(cv2.warpPerspective(colour, matrix, SIZE, borderValue=table), np.uint8)


def curled(page: NDArray[np.uint8]) -> PageImage:
    """The lines climb towards the right, as beside the spine of a book."""
    import cv2

    y, x = np.mgrid[0 : page.shape[0], 0 : page.shape[1]].astype(np.float32)
    rise = 90 * (x / page.shape[1]) ** 3
    return PageImage(np.asarray(cv2.remap(
        page, x, y + rise, cv2.INTER_LINEAR, borderValue=(255,)), np.uint8), 300)


def bend_of(image: PageImage) -> float:
    boxes = glyph_boxes(small_ink(image))
    return bend(np.stack([(boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]], axis=1))


def flat(image: PageImage) -> Upright:
    return flatten(image, find_turn(image))


def test_flat_scan_comes_back_as_it_is(page: NDArray[np.uint8]) -> None:
    image = PageImage(page, 300)
    upright = flat(image)
    assert upright.image is image
    assert upright.bend == 0.0
    assert upright.mesh is None


def test_perspective_is_taken_out(photo: PageImage) -> None:
    assert find_turn(photo).bend >= BENT
    assert bend_of(flat(photo).image) <= 0.25


def test_margins_of_a_photo_become_upright(photo: PageImage) -> None:
    boxes = glyph_boxes(small_ink(flat(photo).image))
    boxes = boxes[np.argsort(boxes[:, 1])]
    top, bottom = (np.percentile(part[:, 0], 1) for part in (boxes[:300], boxes[-300:]))
    assert top == pytest.approx(bottom, abs=12)


def test_curled_lines_become_level(page: NDArray[np.uint8]) -> None:
    bent = curled(page)
    assert find_turn(bent).bend >= BENT
    assert bend_of(flat(bent).image) <= 0.25


def test_table_is_covered_and_nothing_of_the_paper_cut_off(photo: PageImage) -> None:
    image = flat(photo).image.pixels
    assert (image.max(axis=2) < 150).mean() < 0.1      # letters only
    corners = image[:80, :80], image[:80, -80:], image[-80:, :80], image[-80:, -80:]
    assert min(float(np.median(corner)) for corner in corners) > 150


def test_page_made_flat_says_so(photo: PageImage, page: NDArray[np.uint8]) -> None:
    read = read_page(SourcePage(number=2, image=photo), NullEngine())
    bend = find_turn(photo).bend
    assert [(step.tool, step.settings) for step in read.steps][:1] == [
        ("flatten", {"page": 2, "bend": round(bend, 2)})]
    scan = read_page(SourcePage(number=2, image=PageImage(page, 300)), NullEngine())
    assert [step.tool for step in scan.steps] == ["null"]


@pytest.mark.parametrize("edge", [0, 12, 60])
def test_black_edges_of_a_scan_are_no_table(page: NDArray[np.uint8], edge: int) -> None:
    scan = page.copy()
    scan[:, :edge] = 20
    scan[:edge] = 20
    assert find_background(PageImage(scan, 300)) is None


def test_band_of_colour_on_one_side_is_no_table() -> None:
    cover = np.repeat(white_page()[..., None], 3, axis=2)
    cover[:700] = (160, 20, 30)
    assert find_background(PageImage(cover, 300)) is None


def test_text_in_deep_shade_is_not_covered(page: NDArray[np.uint8]) -> None:
    shaded = in_perspective(page)
    shaded[:, 1500:] = shaded[:, 1500:] // 2
    before = len(glyph_boxes(small_ink(flat(PageImage(in_perspective(page), 300)).image)))
    after = len(glyph_boxes(small_ink(flat(PageImage(shaded, 300)).image)))
    assert after > 0.9 * before


def test_two_sheets_in_one_picture_are_both_kept(page: NDArray[np.uint8]) -> None:
    table = np.full((3600, 5600, 3), TABLE, np.uint8)
    table[40:3548, 100:2580] = page[..., None]
    table[90:3598, 2900:5380] = page[..., None]
    assert find_background(PageImage(table, 300)) is None


def test_lines_that_fit_no_surface_give_none() -> None:
    random = np.random.default_rng(4)
    x = np.tile(np.linspace(0, 2000, 40), 12)
    line = np.repeat(np.arange(12), 40)
    feet = np.stack([x, line * 60 + random.normal(0, 20, x.size)], axis=1)
    assert fit_surface(feet, line, 30.0) is None


def test_box_of_the_photo_moves_with_its_ink(page: NDArray[np.uint8]) -> None:
    marked = page.copy()
    marked[3000:3100, 1000:1400] = 0
    source = PageImage(in_perspective(marked), 300)
    ys, xs = np.nonzero(_block(source.pixels))
    box = Bbox(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    upright = flat(source)
    assert upright.mesh is not None
    ys, xs = np.nonzero(_block(upright.image.pixels))
    moved = upright.moved(box, source)
    assert moved is not None
    assert moved.center == pytest.approx(((xs.min() + xs.max()) / 2, (ys.min() + ys.max()) / 2),
                                         abs=30)


def _block(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    dark = (pixels.max(axis=2) < 20).astype(np.uint8)
    return np.asarray(cv2.erode(dark, np.ones((31, 31), np.uint8)), np.uint8)


SET_IN = [(1000, 537), (1280, 525), (1950, 528), (2040, 522), (2130, 521), (2490, 519), (2650, 521),
          (2820, 528), (2910, 525)]
FLUSH = [(1180, 369), (1350, 381), (1850, 371)]


def test_margin_does_not_lean_from_flush_lines_to_set_in_ones() -> None:
    rows, starts = np.asarray(FLUSH + SET_IN, dtype=np.float64).T
    found = edge_of(starts, rows, 33.0, beside=0.012)
    assert found is not None
    assert abs(found[1]) < 0.03


def test_margin_of_a_page_in_perspective_leans_against_the_other() -> None:
    rows = np.arange(500.0, 3000.0, 100.0)
    found = edge_of(300.0 + 0.08 * rows, rows, 33.0, beside=-0.08)
    assert found is not None
    assert found[1] == pytest.approx(0.08, abs=0.005)
