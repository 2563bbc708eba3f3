"""Our own recogniser on drawn pages: what it must never do, and what its words carry."""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ocr.engines import make_engine
from ocr.engines.base import Engine
from ocr.engines.ctc import Reading
from ocr.engines.line_net import LineNet
from ocr.engines.sohoa_net import SohoaEngine, is_print
from ocr.errors import EngineMissingError
from ocr.model import Line, Page
from ocr.page_image import PageImage
from ocr.source import open_source
from sohoa import read_page
from tests.ocr.drawn_pages import white_page

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLE = Path(__file__).parents[2] / "samples" / "scans" / "cong-van.pdf"
LETTERS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")


@cache
def engine() -> SohoaEngine:
    return SohoaEngine()


@cache
def sample() -> Page:
    from sohoa import Options

    return read_page(SAMPLE, 1, Options(engine="sohoa"))


def read(page: NDArray[np.uint8]) -> list[str]:
    return [line.text for line in engine().recognize(PageImage(page, 300))]


def test_it_is_an_engine_by_name() -> None:
    made = make_engine("sohoa")
    assert isinstance(made, Engine)
    assert made.name == "sohoa"
    assert made.version


def test_it_can_write_every_vietnamese_letter() -> None:
    marked = {unicodedata.normalize("NFC", a + tone) for a in LETTERS for tone in TONES}
    assert engine().characters >= marked | set("đĐ–“”…²³")


def test_missing_weights_are_a_missing_engine(tmp_path: Path) -> None:
    with pytest.raises(EngineMissingError):
        SohoaEngine(tmp_path / "none.onnx")


def test_it_travels_to_other_processes() -> None:
    engine().recognize(PageImage(white_page(400, 200), 300))
    again = pickle.loads(pickle.dumps(engine()))
    assert again.version == engine().version


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_empty_page_reads_as_nothing(grey: int) -> None:
    assert read(np.full((3508, 2480), grey, np.uint8)) == []


def test_drawings_read_as_nothing() -> None:
    import cv2

    page = white_page()
    for radius in (60, 110, 190, 200):
        cv2.circle(page, (1600, 2600), radius, 110, 5, cv2.LINE_AA)
    rng = np.random.default_rng(3)
    for start in rng.integers(300, 1500, (6, 2)):
        stroke = start + np.cumsum(rng.integers(-40, 60, (12, 2)), axis=0)
        cv2.polylines(page, [stroke.astype(np.int32)], False, 30, 5, cv2.LINE_AA)
    for x, y in rng.integers(100, 2300, (300, 2)):
        page[y : y + 3, x : x + 4] = 0
    assert read(page) == []


def seal(page: NDArray[np.uint8], centre: tuple[int, int], radius: int, level: int) -> None:
    """Rings, a star and letters that run round between them, as on every seal."""
    import cv2

    for ring in (radius, radius - 8, radius * 6 // 10):
        cv2.circle(page, centre, ring, level, 4, cv2.LINE_AA)
    turns = np.radians(np.arange(-90, 270, 144))
    star = np.stack([np.cos(turns), np.sin(turns)], 1) * radius * 0.4 + centre
    cv2.fillPoly(page, [star.astype(np.int32)], level)
    for number, letter in enumerate("UY BAN NHAN DAN TINH NAM SON * TINH"):
        angle = number * 10.0
        stamp = np.full((80, 80), 255, np.uint8)
        cv2.putText(stamp, letter, (22, 58), cv2.FONT_HERSHEY_COMPLEX, 1.3, level, 3, cv2.LINE_AA)
        turned = cv2.warpAffine(
            stamp, cv2.getRotationMatrix2D((40, 40), -angle - 90, 1), (80, 80), borderValue=255
        )
        x = round(centre[0] + radius * 0.8 * np.cos(np.radians(angle))) - 40
        y = round(centre[1] + radius * 0.8 * np.sin(np.radians(angle))) - 40
        target = page[y : y + 80, x : x + 80]
        np.minimum(target, np.asarray(turned, np.uint8), out=target)


@pytest.mark.parametrize("level", [0, 120])
def test_seal_reads_as_nothing(level: int) -> None:
    page = white_page()
    seal(page, (1600, 2600), 210, level)
    assert read(page) == []


def test_signature_reads_as_nothing() -> None:
    import cv2

    page = white_page()
    for number in range(4):
        turn = np.linspace(0, 14, 300)
        x = 400 + 60 * turn + 60 * np.sin(turn * (2 + number) * 0.7)
        y = 500 + 600 * number + 70 * np.cos(turn * 2.3 + number) * np.exp(-turn / 9)
        stroke = np.stack([x, y], 1).astype(np.int32)
        cv2.polylines(page, [stroke], False, 40, 5, cv2.LINE_AA)
    assert read(page) == []


def test_same_page_reads_the_same_in_another_process() -> None:
    import json
    import subprocess
    import sys

    script = (
        "import json, sohoa\n"
        f"page = sohoa.read_page({str(SAMPLE)!r}, 1, sohoa.Options(engine='sohoa'))\n"
        "print(json.dumps([[w.text, w.confidence, w.bbox.as_list()]"
        " for line in page.lines for w in line.words]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=SAMPLE.parents[2], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    mine = [
        [word.text, word.confidence, word.bbox.as_list() if word.bbox else None]
        for line in sample().lines
        for word in line.words
    ]
    assert json.loads(answer.stdout) == mine


def test_sample_is_read() -> None:
    text = "\n".join(line.text for line in sample().lines)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text


def test_words_carry_boxes_scores_and_choices() -> None:
    lines = sample().lines
    assert len(lines) > 15
    for line in lines:
        assert line.raw_text == " ".join(word.text for word in line.words)
        assert unicodedata.is_normalized("NFC", line.raw_text)
        for word in line.words:
            assert word.bbox is not None
            assert line.bbox is not None
            assert word.bbox.x0 >= line.bbox.x0 - 12
            assert word.bbox.x1 <= line.bbox.x1 + 12
            assert word.confidence is not None
            assert 0 <= word.confidence <= 1
            assert [c[0].text for c in word.choices] == list(word.text)
            assert all(
                a.score >= b.score for c in word.choices for a, b in pairwise(c)
            )


def test_words_stand_left_to_right_and_apart() -> None:
    for line in sample().lines:
        boxes = [word.bbox for word in line.words if word.bbox is not None]
        for left, right in pairwise(boxes):
            assert left.x1 <= right.x0 + 3


def test_a_line_reads_the_same_alone_and_among_others() -> None:
    import cv2

    page = white_page()
    texts = ("Nghi quyet dai hoi", "so 15 ngay 12", "Ke hoach phat trien kinh te xa hoi")
    for number, text in enumerate(texts):
        cv2.putText(page, text, (300, 400 + 150 * number), cv2.FONT_HERSHEY_COMPLEX, 1.6, 0, 3)
    together = engine().recognize(PageImage(page, 300))
    for line in together:
        assert line.bbox is not None
        alone = white_page()
        rows = slice(line.bbox.y0 - 20, line.bbox.y1 + 20)
        alone[rows] = page[rows]
        assert [x.text for x in engine().recognize(PageImage(alone, 300))] == [line.text]


class Counting(LineNet):
    """The second network, counting the lines that it gets."""

    lines = 0

    def read(
        self, pictures: Sequence[NDArray[np.uint8]]
    ) -> Iterator[tuple[int, tuple[Reading, ...]]]:
        self.lines += len(pictures)
        return super().read(pictures)


def test_only_lines_under_marks_and_doubtful_ones_go_to_the_second_network() -> None:
    counting = SohoaEngine()
    net = counting._second = Counting(counting._second.weights)
    with open_source(SAMPLE) as source:
        image = source.page(1).image
    assert image is not None
    lines = counting.recognize(image)
    doubtful = net.lines
    assert doubtful < len(lines) / 2
    sure = max(lines, key=lambda line: (line.confidence or 0, len(line.text)))
    assert sure.bbox is not None
    counting.recognize(replace(image, covered=(sure.bbox,)))
    assert net.lines == 2 * doubtful + 1


def test_both_networks_are_of_one_release_and_write_the_same_characters() -> None:
    first, second = engine()._first, engine()._second
    assert first.weights != second.weights
    assert (first.version, first.alphabet) == (second.version, second.alphabet)


def test_unsure_short_lines_are_not_print() -> None:
    def line(text: str, confidence: float) -> Line:
        return Line(text=text, raw_text=text, confidence=confidence)

    assert is_print(line("5", 0.95))
    assert not is_print(line("*-", 0.7))
    assert is_print(line("Nơi nhận: Thường trực Tỉnh ủy", 0.6))
    assert not is_print(line("Nơi nhận: Thường trực Tỉnh ủy", 0.5))
