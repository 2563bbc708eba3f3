"""Our own recogniser: a small network over lines that `line_finder` cut, run by onnxruntime."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocr.engines.ctc import Reading, decode, softmax
from ocr.engines.line_input import INPUT_HEIGHT, to_network_input
from ocr.engines.line_words import build_line
from ocr.errors import EngineFailedError, EngineMissingError, Message
from ocr.line_finder import FoundLine, find_lines
from ocr.model import Line
from ocr.page_image import PageImage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

_WEIGHTS = Path(__file__).parent / "weights" / "sohoa.onnx"
_WIDTH_STEP = (
    32  # columns; lines are padded to a multiple of this and run beside lines of the same width
)
_PADDING = 8  # columns of paper at least after the line, as in training
_BATCH = 8
# mean confidence that a line must have: ink of seals, signatures and drawings stays below. A single
# character proves less than a whole line.
_LEAST = 0.5
_LEAST_ALONE = 0.9
_SURE_SIZE = 0.99  # mean confidence of lines that were cut for the right size


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One cut of a line and what was read there, None for nothing."""

    found: FoundLine
    line: Line | None

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

    def __init__(self, weights: Path = _WEIGHTS) -> None:
        self._weights = weights
        if not weights.is_file():
            raise _missing(weights.name)

    def __reduce__(self) -> tuple[object, ...]:
        return SohoaEngine, (self._weights,)

    @cached_property
    def _session(self) -> InferenceSession:
        try:
            import onnxruntime
        except ImportError as error:
            raise _missing(str(error)) from error
        options = onnxruntime.SessionOptions()
        # one thread: pages are spread over processes, and threads that wait for each other cost
        # more than they bring
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self._weights), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _about(self) -> dict[str, Any]:
        return dict(self._session.get_modelmeta().custom_metadata_map)

    @cached_property
    def _alphabet(self) -> str:
        return str(json.loads(self._about["alphabet"]))

    @property
    def version(self) -> str:
        """Version of the weights, e.g. "1"."""
        return str(self._about["version"])

    @property
    def characters(self) -> frozenset[str]:
        """All characters it can write."""
        return frozenset(self._alphabet)

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        """Read an upright, level page; a page without print gives no lines.

        Raises:
            EngineFailedError: if the network could not be run.
        """
        from ocr.line_order import in_order

        # the rules of a table keep the lines of its columns apart
        ruled = image if image.ruled is None else replace(image, pixels=image.ruled)
        looks = list(self._look(find_lines(ruled)))
        # reading every line of capitals for two sizes would cost a quarter more
        unsure = [
            (i, cut()) for i, look in enumerate(looks) if look.sure < _SURE_SIZE
            for cut in look.found.rivals
        ]
        rivals = self._look([cut for _, cut in unsure])
        for (i, _), rival in zip(unsure, rivals, strict=True):
            looks[i] = max(looks[i], rival, key=lambda look: look.sure)
        read = [(look.found, look.line) for look in looks if look.line and is_print(look.line)]
        return in_order([(found, line) for found, line in read if line])

    def _look(self, cuts: Sequence[FoundLine]) -> tuple[_Look, ...]:
        """Read each cut."""
        pictures = [to_network_input(cut.pixels) for cut in cuts]
        looks = {
            index: _Look(cuts[index], build_line(cuts[index], pictures[index], readings))
            for index, readings in self._read(pictures)
        }
        return tuple(looks[index] for index in range(len(cuts)))

    def _read(
        self, pictures: Sequence[NDArray[np.uint8]]
    ) -> Iterator[tuple[int, tuple[Reading, ...]]]:
        """Characters of each picture, with its index; in order of width."""
        temperature = float(self._about.get("temperature", "1"))
        for batch in _batches(pictures):
            try:
                logits = self._session.run(None, {"images": _stack(pictures, batch)})[0]
            except Exception as error:
                raise _failed(str(error)[:300]) from error
            for row, index in enumerate(batch):
                yield index, decode(softmax(logits[:, row], temperature), self._alphabet)


def is_print(line: Line) -> bool:
    """False if a line is so unsure, for its length, that it is no print at all."""
    count = sum(map(len, line.text.split()))
    least = _LEAST + (_LEAST_ALONE - _LEAST) / math.sqrt(count)
    return (line.confidence or 0.0) >= least


def _padded_width(picture: NDArray[np.uint8]) -> int:
    width: int = picture.shape[1] + _PADDING
    return -(-width // _WIDTH_STEP) * _WIDTH_STEP


def _batches(pictures: Sequence[NDArray[np.uint8]]) -> Iterator[list[int]]:
    """Indices of pictures with the same padded width.

    How a line is read must not depend on the lines beside it, so none is padded further for them.
    """
    order = sorted(range(len(pictures)), key=lambda i: (_padded_width(pictures[i]), i))
    for _, same in groupby(order, key=lambda i: _padded_width(pictures[i])):
        members = list(same)
        for start in range(0, len(members), _BATCH):
            yield members[start : start + _BATCH]


def _stack(pictures: Sequence[NDArray[np.uint8]], batch: Sequence[int]) -> NDArray[np.float32]:
    import numpy as np

    stack = np.zeros((len(batch), 1, INPUT_HEIGHT, _padded_width(pictures[batch[0]])), np.float32)
    for row, index in enumerate(batch):
        stack[row, 0, :, : pictures[index].shape[1]] = pictures[index] * np.float32(1 / 255)
    return stack


def _missing(what: str) -> EngineMissingError:
    return EngineMissingError(
        Message(
            f"the recogniser 'sohoa' can't start: {what}",
            f"không khởi động được bộ nhận dạng 'sohoa': {what}",
        ),
        Message(
            "Install it with: pip install --force-reinstall sohoa onnxruntime",
            "Cài đặt bằng lệnh: pip install --force-reinstall sohoa onnxruntime",
        ),
    )


def _failed(what: str) -> EngineFailedError:
    return EngineFailedError(
        Message(f"the recogniser 'sohoa' failed: {what}", f"bộ nhận dạng 'sohoa' bị lỗi: {what}"),
        Message("Try --engine tesseract", "Hãy thử --engine tesseract"),
    )
