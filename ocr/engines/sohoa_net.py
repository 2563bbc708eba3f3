"""Our own recogniser: small networks over lines that `line_finder` cut, run by onnxruntime.

One network reads every line. A second one of the same make, trained further on lines under black
seals, stamps and pens, reads those under such marks alone, and the doubtful ones together with the
first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ocr.engines.ctc import Reading
from ocr.engines.line_input import to_network_input
from ocr.engines.line_net import LineNet
from ocr.engines.line_words import build_line
from ocr.engines.two_readings import combined
from ocr.line_finder import FoundLine, find_lines
from ocr.model import Bbox, Line
from ocr.page_image import PageImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WEIGHTS = Path(__file__).parent / "weights"
_FIRST, _SECOND = _WEIGHTS / "sohoa.onnx", _WEIGHTS / "second.onnx"
# mean confidence that a line must have: ink of seals, signatures and drawings stays below. A single
# character proves less than a whole line.
_LEAST = 0.5
_LEAST_ALONE = 0.9
_SURE_SIZE = 0.99  # mean confidence of lines that were cut for the right size
_SURE_ALONE = 0.995  # mean confidence of lines that one network reads as well as two


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One cut of a line and what was read there.

    Attributes:
        picture: `(48, W) uint8`, what the network saw.
        readings: the characters, as read.
        line: those that are believed, None for none.
        is_print: the line is sure enough, for its length, to be print.
    """

    found: FoundLine
    picture: NDArray[np.uint8]
    readings: tuple[Reading, ...]
    line: Line | None
    is_print: bool

    @property
    def sure(self) -> float:
        """Mean confidence, 0 where nothing was read."""
        return (self.line.confidence or 0.0) if self.line else 0.0


class SohoaEngine:
    """Reads a page with the network that ships with this package; needs no system package.

    Raises:
        EngineMissingError: if onnxruntime or the weights are missing.
    """

    name = "sohoa"
    languages = ("vie",)

    def __init__(self, weights: Path = _FIRST, second: Path = _SECOND) -> None:
        self._first, self._second = LineNet(weights), LineNet(second)

    def __reduce__(self) -> tuple[object, ...]:
        return SohoaEngine, (self._first.weights, self._second.weights)

    @property
    def version(self) -> str:
        """Version of the weights, one for both networks, e.g. "3"."""
        return self._first.version

    @property
    def characters(self) -> frozenset[str]:
        """All characters it can write."""
        return frozenset(self._first.alphabet)

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        """Read an upright, level page; a page without print gives no lines.

        Raises:
            EngineFailedError: if the network could not be run.
        """
        from ocr.line_order import in_order

        # the rules of a table keep the lines of its columns apart
        ruled = image if image.ruled is None else replace(image, pixels=image.ruled)
        looks = _read(find_lines(ruled), self._first)
        looks = self._twice(self._of_other_sizes(looks), image.covered)
        return in_order([(look.found, look.line) for look in looks if look.line and look.is_print])

    def _of_other_sizes(self, looks: Sequence[_Look]) -> tuple[_Look, ...]:
        """Doubtful lines cut once more, for the other size that their letters may have."""
        result = list(looks)
        # reading every line of capitals for two sizes would cost a quarter more
        unsure = [
            (i, cut()) for i, look in enumerate(looks) if look.sure < _SURE_SIZE
            for cut in look.found.rivals
        ]
        rivals = _read([cut for _, cut in unsure], self._first)
        for (i, _), rival in zip(unsure, rivals, strict=True):
            result[i] = max(result[i], rival, key=lambda look: look.sure)
        return tuple(result)

    def _twice(self, looks: Sequence[_Look], marks: Sequence[Bbox]) -> tuple[_Look, ...]:
        """Lines under black marks by the second network, doubtful ones by both."""
        covered = {
            i for i, look in enumerate(looks)
            if any(mark.overlap(look.found.bbox) for mark in marks)
        }
        again = [
            i for i, look in enumerate(looks)
            if i in covered or (look.line and look.sure < _SURE_ALONE)
        ]
        seconds = _read([looks[i].found for i in again], self._second)
        result = list(looks)
        for i, second in zip(again, seconds, strict=True):
            result[i] = _chosen(looks[i], second) if i in covered else _both(looks[i], second)
        return tuple(result)


def _chosen(first: _Look, second: _Look) -> _Look:
    """The second reading, unless it found no print where the first did."""
    return second if second.is_print or not first.is_print else first


def _both(first: _Look, second: _Look) -> _Look:
    """The two as one; a line that one of them took for print stays, however they differ."""
    both = _look(first.found, first.picture, combined(first.readings, second.readings))
    if both.line is None:
        return max(first, second, key=lambda look: look.sure)
    return replace(both, is_print=first.is_print or second.is_print)


def _read(cuts: Sequence[FoundLine], net: LineNet) -> tuple[_Look, ...]:
    """Read each cut."""
    pictures = [to_network_input(cut.pixels) for cut in cuts]
    looks = {
        index: _look(cuts[index], pictures[index], readings)
        for index, readings in net.read(pictures)
    }
    return tuple(looks[index] for index in range(len(cuts)))


def _look(
    found: FoundLine, picture: NDArray[np.uint8], readings: tuple[Reading, ...]
) -> _Look:
    line = build_line(found, picture, readings)
    return _Look(found, picture, readings, line, line is not None and is_print(line))


def is_print(line: Line) -> bool:
    """False if a line is so unsure, for its length, that it is no print at all."""
    count = sum(map(len, line.text.split()))
    least = _LEAST + (_LEAST_ALONE - _LEAST) / math.sqrt(count)
    return (line.confidence or 0.0) >= least

