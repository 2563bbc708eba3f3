"""Endless batches of damaged lines, made on the fly: drawing costs a tenth of a training step."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.engines.line_input import INPUT_HEIGHT, to_network_input
from training.alphabet import alphabet
from training.damage import BLACK_MARKS, Damage
from training.render import Drawing, Renderer, load_families
from training.texts import TextSource

_POOL = 160  # lines sorted by width before they are cut into batches
_MAX_WIDTH = 1400  # columns; longer lines are dropped


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of similar width: images `(B, 48, W) uint8`, widths, class numbers from 1."""

    images: NDArray[np.uint8]
    widths: tuple[int, ...]
    targets: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Mix:
    """What is drawn: length of the longest line, share of good scans and of swapped marks."""

    longest: int
    gentle: float = 0.35
    swapped: float = 0.16


class LineFactory:
    """Makes single damaged lines, the share `marked` of them under black marks."""

    def __init__(
        self, paragraphs: Sequence[str], fonts: Path, seed: int, marked: float = BLACK_MARKS
    ) -> None:
        rng = random.Random(seed)
        self._rng = rng
        self._texts = TextSource(paragraphs, rng)
        self._renderer = Renderer(load_families(fonts), rng)
        self._damage = Damage(rng, marked)
        self._recent: deque[Drawing] = deque(maxlen=400)
        self._classes = {char: index for index, char in enumerate(alphabet(), start=1)}

    def make(self, mix: Mix) -> tuple[NDArray[np.uint8], tuple[int, ...]]:
        """One line of at most `mix.longest` characters: input of the network and its classes."""
        rng = self._rng
        while True:
            drawing = self._print(mix)
            if rng.random() < 0.025:
                drawing = Drawing(np.full_like(drawing.pixels, 255), "", drawing.baseline)
            above, below = rng.choice(self._recent), rng.choice(self._recent)
            image = to_network_input(self._damage(drawing, above, below, mix.gentle))
            target = tuple(self._classes[char] for char in drawing.text)
            if image.shape[1] <= _MAX_WIDTH and image.shape[1] // 4 > len(target) * 1.1 + 1:
                return image, target

    def _print(self, mix: Mix) -> Drawing:
        """A new line, or a recent one to be damaged another way: drawing is the dearest part."""
        if len(self._recent) == self._recent.maxlen and self._rng.random() < 0.45:
            drawing = self._rng.choice(self._recent)
            if len(drawing.text) <= mix.longest:
                return drawing
        text = ""
        while not text:
            text = self._texts.draw(mix.longest, mix.swapped)
        drawing = self._renderer.draw(text)
        self._recent.append(drawing)
        return drawing


def batches(
    factory: LineFactory, rng: random.Random, columns: int, mixes: Sequence[Mix]
) -> Iterator[Batch]:
    """Yield batches of about `columns` columns of padded input each, forever."""
    while True:
        mix = rng.choice(mixes)
        pool = sorted((factory.make(mix) for _ in range(_POOL)), key=lambda x: x[0].shape[1])
        groups: list[list[tuple[NDArray[np.uint8], tuple[int, ...]]]] = [[]]
        for sample in pool:
            if (len(groups[-1]) + 1) * sample[0].shape[1] > columns and groups[-1]:
                groups.append([])
            groups[-1].append(sample)
        rng.shuffle(groups)
        yield from map(_padded, groups)


def _padded(group: Sequence[tuple[NDArray[np.uint8], tuple[int, ...]]]) -> Batch:
    widths = tuple(image.shape[1] for image, _ in group)
    images = np.zeros((len(group), INPUT_HEIGHT, -(-max(widths) // 8) * 8), dtype=np.uint8)
    for row, (image, _) in zip(images, group, strict=True):
        row[:, : image.shape[1]] = image
    return Batch(images, widths, tuple(target for _, target in group))
