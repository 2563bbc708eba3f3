"""Black seals over print: rings, letters on a circle, stars; and what only looks like them."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.black_seals import lift_black_seals
from ocr.covered import DOUBT, doubt_covered
from ocr.mark_lines import sort_lines
from ocr.marks import Layers, Lifted, Mark, MarkKind, lift_marks
from ocr.model import Bbox, Line, Word
from ocr.page_image import PageImage
from ocr.stamp_frames import small_copy, small_ink
from tests.ocr.drawn_pages import text_page, white_page

X, Y, RADIUS = 1200, 1000, 212      # a seal of 36 mm at 300 dpi


def lifted(page: np.ndarray) -> Layers:
    image = PageImage(page, 300)
    return lift_black_seals(image, small_ink(small_copy(image)))


def with_rings(page: np.ndarray, stretch: float = 1.0) -> np.ndarray:
    import cv2

    sealed = page.copy()
    for radius, width in ((RADIUS - 4, 8), (RADIUS - 16, 3), (135, 4)):
        size = (radius, round(radius * stretch))
        cv2.ellipse(sealed, (X, Y), size, 0, 0, 360, 0, width, cv2.LINE_AA)
    return sealed


def with_letters(page: np.ndarray) -> np.ndarray:
    import cv2

    for degrees in range(0, 360, 24):
        tile = np.full((60, 60), 255, np.uint8)
        cv2.putText(tile, "N", (18, 42), cv2.FONT_HERSHEY_SIMPLEX, 1.1, 0, 4, cv2.LINE_AA)
        turn = cv2.getRotationMatrix2D((30, 30), -degrees, 1)
        turned = cv2.warpAffine(tile, turn, (60, 60), borderValue=255)
        x = round(X + 166 * np.sin(np.radians(degrees))) - 30
        y = round(Y - 166 * np.cos(np.radians(degrees))) - 30
        page[y:y + 60, x:x + 60] = np.minimum(page[y:y + 60, x:x + 60], turned)
    return page


def star(page: np.ndarray) -> np.ndarray:
    import cv2

    turns = np.arange(10) * np.pi / 5
    reach = np.where(np.arange(10) % 2, 36, 90)
    points = np.stack([X + reach * np.sin(turns), Y - reach * np.cos(turns)], axis=1)
    cv2.fillPoly(page, [points.round().astype(np.int32)], 0)
    return page


@pytest.mark.parametrize("stretch", [1.0, 0.98, 1.02])
def test_rings_over_print_go_and_the_print_stays(stretch: float) -> None:
    page = text_page(20)
    found = lifted(with_rings(page, stretch))
    assert [mark.kind for mark in found.marks] == [MarkKind.SEAL]
    assert found.marks[0].over_print
    ink, left = page < 128, found.pixels < 128
    rings = with_rings(white_page(), stretch) < 250
    near = np.zeros_like(ink)
    near[Y - 240:Y + 240, X - 240:X + 240] = True
    beside, crossing, bare = ink & near & ~rings, ink & rings, rings & ~ink
    assert (beside & left).sum() > 0.98 * beside.sum()
    assert (crossing & left).sum() > 0.3 * crossing.sum()      # strokes that run on across a ring
    assert (bare & left).sum() < 0.12 * bare.sum()


def test_nothing_outside_of_the_seal_is_touched() -> None:
    page = with_rings(text_page(20))
    found = lifted(page)
    changed = np.argwhere(found.pixels != page)
    assert np.hypot(*(changed - (Y, X)).T).max() < RADIUS + 6


def test_seal_on_blank_paper_goes_as_a_whole() -> None:
    page = star(with_letters(with_rings(white_page())))
    found = lifted(page)
    left = found.pixels < 128
    assert left.sum() < 0.03 * (page < 128).sum()
    assert found.layer is not None
    assert (found.layer < 128).sum() > 0.97 * (page < 128).sum()
    assert not found.marks[0].over_print


def test_filled_star_over_print_goes_and_letters_beside_it_stay() -> None:
    page = text_page(20)
    drawn = star(with_rings(page))
    black = star(white_page()) < 128
    found = lifted(drawn)
    left = found.pixels < 128
    assert (left & black).sum() < 0.15 * black.sum()
    beside = (page < 128) & ~(with_rings(white_page()) < 250) & ~black
    assert (left & beside).sum() > 0.97 * beside.sum()


def small_ring(page: np.ndarray) -> None:
    import cv2

    cv2.circle(page, (X, Y), 60, 0, 6)


def large_ring(page: np.ndarray) -> None:
    import cv2

    cv2.circle(page, (X, Y), 400, 0, 6)


def table(page: np.ndarray) -> None:
    import cv2

    for y in range(600, 1500, 150):
        cv2.line(page, (400, y), (2000, y), 0, 4)
    for x in range(400, 2001, 200):
        cv2.line(page, (x, 600), (x, 1350), 0, 4)


def square(page: np.ndarray) -> None:
    import cv2

    cv2.rectangle(page, (X - 200, Y - 200), (X + 200, Y + 200), 0, 6)


@pytest.mark.parametrize("draw", [small_ring, large_ring, table, square])
@pytest.mark.parametrize("lines", [0, 20])
def test_what_is_no_seal_stays(draw: object, lines: int) -> None:
    page = text_page(lines)
    draw(page)      # type: ignore[operator]
    found = lifted(page)
    assert found.marks == ()
    assert found.pixels is page


def test_star_tangled_with_print_is_no_signature() -> None:
    import cv2

    page = text_page(20)
    sealed = with_rings(page)
    outline = cv2.Canny(star(white_page()), 50, 150)
    sealed[cv2.dilate(outline, np.ones((3, 3), np.uint8)) > 0] = 0
    found = lift_marks(PageImage(sealed, 300))
    assert [mark.kind for mark in found.marks] == [MarkKind.SEAL]


def test_words_that_a_seal_touches_are_doubted() -> None:
    found = lift_marks(PageImage(with_rings(text_page(20)), 300))
    boxes = (Bbox(X - 40, Y - 20, X + 40, Y + 20), Bbox(300, Y - 20, 500, Y + 20))
    words = tuple(
        Word(text="tỉnh", bbox=box, confidence=sure)
        for box, sure in zip(boxes, (0.99, 0.98), strict=True)
    )
    box = boxes[1].union(boxes[0])
    line = Line(text="tỉnh tỉnh", raw_text="tỉnh tỉnh", bbox=box, words=words, confidence=0.98)
    (result,) = doubt_covered((line,), found)
    assert [word.confidence for word in result.words] == [DOUBT, 0.98]
    assert result.text == line.text


def test_words_on_a_page_without_seals_keep_their_scores() -> None:
    found = lift_marks(PageImage(text_page(5), 300))
    line = Line(text="tỉnh", raw_text="tỉnh", words=(Word(text="tỉnh", confidence=0.9),))
    assert doubt_covered((line,), found) == (line,)


def test_print_under_a_black_seal_beside_the_text_is_no_part_of_the_stamp() -> None:
    page = PageImage(white_page(), 300)
    seal = Mark(kind=MarkKind.SEAL, bbox=Bbox(1900, 1800, 2320, 2220), colour="black")
    text = [
        Line(text="x" * 60, raw_text="x" * 60, bbox=Bbox(300, y, 1800, y + 50))
        for y in range(400, 1200, 80)
    ]
    words = (Word(text="TM.", bbox=Bbox(1950, 1850, 2050, 1890)),
             Word(text="CHÍNH", bbox=Bbox(2070, 1850, 2400, 1890)))
    signer = Line(text="TM. CHÍNH", raw_text="TM. CHÍNH", bbox=words[0].bbox, words=words)
    found = sort_lines((*text, signer), Lifted(image=page, height=3508, marks=(seal,)), 1)
    assert found.lines[-1].text == "TM. CHÍNH"
    assert found.stamps[0].text == ()
