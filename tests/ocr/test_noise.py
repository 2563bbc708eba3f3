"""Pages of noise: reported as a picture, with nothing read, and with bounded work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from ocr import line_joins
from ocr.line_finder import find_lines
from ocr.line_ink import Ink
from ocr.line_shape import Row
from ocr.model import Line, PageStatus
from ocr.page_image import PageImage
from ocr.paper import is_blank
from ocr.reader import read_page
from ocr.source.base import SourcePage
from ocr.turning import turn_by_reading
from ocr.upright import stands_in_no_rows
from tests.ocr.drawn_pages import text_page, turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = (1754, 1240)      # A4 at 150 dpi


class Counting:
    """Reads nothing and counts how often it is asked."""

    name, version, languages = "counting", "1", ("vie",)
    characters = frozenset("a")

    def __init__(self) -> None:
        self.asked = 0

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        self.asked += 1
        return ()


def noise(kind: str) -> NDArray[np.uint8]:
    rng = np.random.default_rng(5)
    if kind == "colour":
        return rng.integers(0, 256, (*SIZE, 3), dtype=np.uint8)
    share = {"half": 0.5, "dust": 0.1}[kind]
    return np.where(rng.random(SIZE) < share, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("kind", ["half", "dust", "colour"])
def test_page_of_noise_is_a_picture_and_is_not_read(kind: str) -> None:
    engine = Counting()
    page = read_page(SourcePage(number=3, image=PageImage(noise(kind), 150)), engine)
    assert engine.asked == 0
    assert (page.status, page.lines, page.tables) == (PageStatus.OK, (), ())
    (picture,) = page.unplaced
    assert (picture.kind, picture.text, picture.page) == ("drawing", "", 3)
    assert picture.bbox is not None
    assert picture.bbox.as_list() == [0, 0, page.width, page.height]


def test_print_among_dust_is_no_noise() -> None:
    page = text_page()
    dust = np.random.default_rng(1).random(page.shape) < 0.001
    for pixels in (page, np.where(dust, 0, page).astype(np.uint8)):
        assert not stands_in_no_rows(PageImage(pixels, 300), least=100)
        assert not is_blank(PageImage(pixels, 300))


def test_print_laid_askew_is_no_noise() -> None:
    assert not stands_in_no_rows(turned(text_page(), 20), least=100)


def test_way_up_of_noise_is_not_read() -> None:
    engine = Counting()
    turn = turn_by_reading(engine)
    assert turn(PageImage(noise("half"), 150)) is None
    assert engine.asked == 0
    turn(PageImage(text_page(3), 300))
    assert engine.asked == 4


def compared_rows(lines: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many pairs of rows are looked at closely on a page of so many lines."""
    asked: list[Row] = []
    belongs = line_joins._belongs

    def counting(row: Row, other: Row, ink: Ink) -> bool:
        asked.append(row)
        return belongs(row, other, ink)

    with monkeypatch.context() as patch:
        patch.setattr(line_joins, "_belongs", counting)
        assert len(find_lines(PageImage(text_page(lines), 300))) == lines
    return len(asked)


def test_rows_far_apart_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    # all pairs would be 16 times as many
    assert compared_rows(32, monkeypatch) < 6 * compared_rows(8, monkeypatch)
