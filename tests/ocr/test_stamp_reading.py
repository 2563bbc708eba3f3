"""Stamps are read once more, levelled and widened, and only a better reading is taken."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.errors import EngineFailedError, Message
from ocr.marks import Mark, MarkKind
from ocr.model import Bbox, Line, Word
from ocr.page_image import PageImage
from ocr.stamp_reading import reread_stamps

STRIP = Bbox(100, 1000, 700, 1300)
STAMP = Mark(kind=MarkKind.FRAME, bbox=Bbox(50, 200, 650, 500), colour="black", strip=STRIP)


def line(text: str, confidence: float, box: Bbox) -> Line:
    return Line(text=text, raw_text=text, bbox=box, confidence=confidence)


class Reader:
    """Reads the same words wherever it looks; keeps the pictures that it was shown."""

    name, version, languages = "reader", "1", ("vie",)

    def __init__(self, text: str, confidence: float, characters: str = "ĐẾN") -> None:
        self.answer, self.characters = (text, confidence), frozenset(characters)
        self.seen: list[PageImage] = []

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        self.seen.append(image)
        ink = np.argwhere(image.pixels < 128)
        if not len(ink):
            return ()
        (y0, x0), (y1, x1) = ink.min(0).tolist(), ink.max(0).tolist()
        return (line(*self.answer, Bbox(x0, y0, x1 + 1, y1 + 1)),)


def page(slant: float = 0.0) -> PageImage:
    import cv2

    pixels = np.full((1400, 900), 255, np.uint8)
    middle = STRIP.center
    box = cv2.boxPoints((middle, (440.0, 200.0), slant)).astype(int)
    cv2.polylines(pixels, [box], isClosed=True, color=0, thickness=4)
    word = cv2.boxPoints((middle, (300.0, 80.0), slant)).astype(int)
    cv2.fillPoly(pixels, [word], color=0)
    return PageImage(pixels, 200)


BODY = line("Căn cứ Luật Tổ chức", 0.6, Bbox(100, 600, 800, 640))
READ = line("BẾN⁶⁰ ⁾", 0.8, Bbox(150, 1100, 400, 1140))


class Failing(Reader):
    """An engine that dies on the stamp."""

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        raise EngineFailedError(Message("killed", "bị dừng"), Message("Again", "Làm lại"))


def test_engine_that_fails_on_a_stamp_leaves_the_first_reading() -> None:
    assert reread_stamps((BODY, READ), (STAMP,), page(), Failing("", 0.0)) == (BODY, READ)


def test_better_reading_takes_the_place_of_the_first() -> None:
    reader = Reader("CÔNG VĂN ĐẾN", 0.97)
    kept, again = reread_stamps((BODY, READ), (STAMP,), page(), reader)
    assert kept is BODY
    assert again.text == "CÔNG VĂN ĐẾN"
    assert again.bbox is not None
    ink = Bbox(250, 1110, 551, 1191)
    assert again.bbox.overlap(ink) > 0.95 * ink.width * ink.height
    assert again.bbox.width < 1.05 * ink.width
    wide, plain = reader.seen
    assert wide.dpi == plain.dpi > 300
    assert wide.width > 1.3 * plain.width


def test_stamp_that_reads_best_unwidened_is_taken_so() -> None:
    class Plain(Reader):
        def recognize(self, image: PageImage) -> tuple[Line, ...]:
            self.answer = ("KHẨN", 0.9) if self.seen else ("KHN", 0.9)
            return super().recognize(image)

    _, again = reread_stamps((BODY, READ), (STAMP,), page(), Plain("", 0.0))
    assert again.text == "KHẨN"


@pytest.mark.parametrize(("first", "second"), [
    (("ĐẾN", 0.9), ("IIIÂN", 0.99)),            # known words go before sure ones
    (("CÔNG VĂN ĐẾN", 0.9), ("ĐẾN", 0.9)),      # more letters before fewer
])
def test_worse_reading_is_dropped(first: tuple[str, float], second: tuple[str, float]) -> None:
    assert READ.bbox is not None
    lines = (BODY, line(*first, READ.bbox))
    assert reread_stamps(lines, (STAMP,), page(), Reader(*second)) == lines


def test_stamp_that_is_surely_read_is_not_read_again() -> None:
    reader = Reader("KHẨN", 1.0)
    assert READ.bbox is not None
    lines = (line("HỎA TỐC", 0.99, READ.bbox),)
    assert reread_stamps(lines, (STAMP,), page(), reader) == lines
    assert reader.seen == []


def test_sure_words_of_no_stamp_are_read_again() -> None:
    # TỐI MẬT pressed aslant: the engine's line began in the middle of it
    assert READ.bbox is not None
    first = line("IMẬT", 0.99, READ.bbox)
    (again,) = reread_stamps((first,), (STAMP,), page(), Reader("TỐI MẬT", 0.97))
    assert again.text == "TỐI MẬT"


def test_line_through_two_stamps_is_parted() -> None:
    # copies of stamps stand side by side below the page
    right = Mark(kind=MarkKind.FRAME, bbox=Bbox(50, 600, 250, 700), colour="red",
                 strip=Bbox(720, 1000, 880, 1300))
    words = tuple(
        Word(text=text, bbox=box, confidence=0.99)
        for text, box in (("HỎA", Bbox(300, 1100, 400, 1140)), ("TỐC", Bbox(420, 1100, 500, 1140)),
                          ("MẬT", Bbox(740, 1100, 860, 1140))))
    whole = line("", 0.99, Bbox(300, 1100, 860, 1140)).with_words(words)
    parts = reread_stamps((BODY, whole), (STAMP, right), page(), Reader("HỎA", 0.6))
    assert [part.text for part in parts] == [BODY.text, "HỎA TỐC", "MẬT"]
    # print above them stays whole, whatever the strips are
    (printed,) = reread_stamps((whole.moved(0, -600),), (STAMP, right), page(), Reader("", 0.1))
    assert printed.text == "HỎA TỐC MẬT"


def test_frame_is_wiped_and_letters_stay() -> None:
    import cv2

    framed = page()
    bare = np.full_like(framed.pixels, 255)
    cv2.rectangle(bare, (250, 1110), (550, 1190), 0, -1)
    seen = []
    for picture in (framed.pixels, bare):
        reader = Reader("MẬT", 0.9)
        reread_stamps((READ,), (STAMP,), PageImage(picture, 200), reader)
        seen.append(sorted(int((shown.pixels < 128).sum()) for shown in reader.seen))
    assert np.allclose(seen[0], seen[1], rtol=0.02)


def test_seal_and_engine_without_letters_are_left_alone() -> None:
    seal = Mark(kind=MarkKind.SEAL, bbox=STAMP.bbox, colour="red", strip=STRIP)
    reader, mute = Reader("ĐẾN", 1.0), Reader("ĐẾN", 1.0, characters="")
    assert reread_stamps((READ,), (seal,), page(), reader) == (READ,)
    assert reread_stamps((READ,), (STAMP,), page(), mute) == (READ,)
    assert reader.seen == mute.seen == []


@pytest.mark.parametrize("slant", [-7.0, 5.0])
def test_slanted_stamp_is_levelled(slant: float) -> None:
    reader = Reader("ĐẾN", 1.0)
    reread_stamps((READ,), (STAMP,), page(slant), reader)
    rows = np.flatnonzero((reader.seen[0].pixels < 128).any(1))
    columns = np.flatnonzero((reader.seen[0].pixels < 128).any(0))
    scale = reader.seen[0].dpi / 200
    assert np.ptp(rows) == pytest.approx(80 * scale, abs=12)
    assert np.ptp(columns) == pytest.approx(300 * scale * 1.5, abs=25)
