"""Decoding of the network's steps, and the picture it is given."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.engines.ctc import decode, softmax
from ocr.engines.line_input import INPUT_HEIGHT, to_network_input

ALPHABET = " aáâấb"


def steps(*rows: dict[str, float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """One row per step; what is left of 1 goes to the blank."""
    table = np.zeros((len(rows), len(ALPHABET) + 1), np.float32)
    for step, row in zip(table, rows, strict=True):
        for char, score in row.items():
            step[ALPHABET.index(char) + 1] = score
        step[0] = 1 - step.sum()
    return table


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ((), ""),
        (({},), ""),
        (({"a": 0.9}, {"a": 0.8}), "a"),
        (({"a": 0.9}, {}, {"a": 0.9}), "aa"),
        (({"a": 0.9}, {"b": 0.9}, {" ": 0.9}, {"ấ": 0.6, "â": 0.3}), "ab ấ"),
    ],
)
def test_runs_become_characters(rows: tuple[dict[str, float], ...], text: str) -> None:
    assert "".join(r.text for r in decode(steps(*rows), ALPHABET)) == text


def test_alternatives_are_the_best_of_the_run() -> None:
    (reading,) = decode(steps({"ấ": 0.6, "â": 0.1}, {"ấ": 0.5, "â": 0.4}), ALPHABET)
    assert [(c.text, round(c.score, 2)) for c in reading.choices] == [("ấ", 0.6), ("â", 0.4)]
    assert (reading.first, reading.last) == (0, 1)


def test_unlikely_alternatives_are_left_out() -> None:
    (reading,) = decode(steps({"a": 0.95, "á": 0.004}), ALPHABET)
    assert [c.text for c in reading.choices] == ["a"]


def test_the_read_character_comes_first_even_if_another_peaks_higher() -> None:
    readings = decode(steps({"a": 0.5, "á": 0.3}, {"á": 0.9}), ALPHABET)
    assert [r.text for r in readings] == ["a", "á"]


def test_temperature_makes_scores_humbler_and_keeps_their_order() -> None:
    logits = np.array([[4.0, 2.0, 1.0]], np.float32)
    sure, humble = softmax(logits, 1.0)[0], softmax(logits, 2.0)[0]
    assert sure.sum() == pytest.approx(1)
    assert humble[0] < sure[0]
    assert (np.argsort(sure) == np.argsort(humble)).all()


def test_picture_has_the_height_of_the_network_and_dark_ink() -> None:
    pixels = np.full((83, 400), 230, np.uint8)
    pixels[30:50, 100:300] = 60
    picture = to_network_input(pixels)
    assert picture.shape[0] == INPUT_HEIGHT
    assert picture[22, picture.shape[1] // 2] == 255
    assert picture[5].max() == 0


def test_grain_of_empty_paper_is_not_taken_for_ink() -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(235, 250, (80, 500)).astype(np.uint8)
    assert to_network_input(pixels).max() < 90
