"""Words beside a lifted stroke of a pen are doubted: part of them may have gone with it."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.covered import DOUBT, doubt_covered
from ocr.marks import Lifted, Mark, MarkKind
from ocr.model import Bbox, Line, Word
from ocr.page_image import PageImage

STROKE = Bbox(500, 380, 620, 480)


@pytest.mark.parametrize(("box", "is_doubted"), [
    (Bbox(630, 400, 700, 440), True),       # "ững" of "những"
    (Bbox(400, 400, 492, 440), True),
    (Bbox(660, 400, 730, 440), False),      # the next word
    (Bbox(630, 520, 700, 560), False),      # the line below
])
@pytest.mark.parametrize("kind", [MarkKind.PEN, MarkKind.SEAL])
def test_word_beside_a_stroke(box: Bbox, kind: MarkKind, *, is_doubted: bool) -> None:
    layer = np.full((1000, 1000), 255, np.uint8)
    layer[STROKE.y0:STROKE.y1, STROKE.x0:STROKE.x1] = 0
    mark = Mark(kind=kind, bbox=STROKE, colour="black")
    page = PageImage(np.full((1000, 1000), 255, np.uint8), 300)
    word = Word(text="ững", bbox=box, confidence=0.97)
    line = Line(text="ững", raw_text="ững", words=(word,), bbox=Bbox(300, box.y0, 900, box.y1))
    found = doubt_covered((line,), Lifted(image=page, height=1000, marks=(mark,), layer=layer))
    doubted = found[0].words[0].confidence == DOUBT
    # a seal's own ink is known by its colour or shape: only what it touches is in doubt
    assert doubted == (is_doubted and kind is MarkKind.PEN)
