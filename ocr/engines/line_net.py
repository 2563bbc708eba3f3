"""The network of our own recogniser: pictures of lines in, characters with their scores out.

It is run by onnxruntime. Lines of one width go through it together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocr.engines.ctc import Reading, decode, softmax
from ocr.engines.line_input import INPUT_HEIGHT
from ocr.errors import EngineFailedError, EngineMissingError, Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

_WIDTH_STEP = (
    32  # columns; lines are padded to a multiple of this and run beside lines of the same width
)
_PADDING = 8  # columns of paper at least after the line, as in training
_BATCH = 8


class LineNet:
    """One set of weights; loaded when it is first used.

    Raises:
        EngineMissingError: if onnxruntime or the weights are missing.
    """

    def __init__(self, weights: Path) -> None:
        self.weights = weights
        if not weights.is_file():
            raise _missing(weights.name)

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
            str(self.weights), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _about(self) -> dict[str, Any]:
        return dict(self._session.get_modelmeta().custom_metadata_map)

    @cached_property
    def alphabet(self) -> str:
        """The characters it can write, in the order of its outputs."""
        return str(json.loads(self._about["alphabet"]))

    @property
    def version(self) -> str:
        """Version of the weights, e.g. "1"."""
        return str(self._about["version"])

    def read(
        self, pictures: Sequence[NDArray[np.uint8]]
    ) -> Iterator[tuple[int, tuple[Reading, ...]]]:
        """Characters of each picture `(48, W) uint8`, with its index; in order of width.

        Raises:
            EngineFailedError: if the network could not be run.
        """
        for index, seen in self._seen(pictures):
            yield index, decode(seen, self.alphabet)

    def _seen(
        self, pictures: Sequence[NDArray[np.uint8]]
    ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Probabilities `(steps, classes)` of each picture, with its index."""
        temperature = float(self._about.get("temperature", "1"))
        for batch in _batches(pictures):
            try:
                logits = self._session.run(None, {"images": _stack(pictures, batch)})[0]
            except Exception as error:
                raise _failed(str(error)[:300]) from error
            for row, index in enumerate(batch):
                yield index, softmax(logits[:, row], temperature)


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
