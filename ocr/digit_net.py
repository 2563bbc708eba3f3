"""Which digit a piece of handwritten ink is: a small network, trained on drawn digits alone.

`training/digits.py` made it; tests and that script show it the same pictures (`picture_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

SIDE = 28          # pixels of the square picture
INNER = 22         # pixels of the longer side of the ink in it
BLUR = 0.7
OTHER = 10         # class of what is no digit: letters, halves of digits, two that touch
_WEIGHTS = Path(__file__).parent / "data" / "digits.onnx"


def picture_of(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """`(SIDE, SIDE)` picture of a piece of ink, 0 = paper, 1 = ink: fitted in and centred.

    Args:
        mask: `(H, W)`, at least one pixel of it ink.
    """
    import cv2
    import numpy as np

    ys, xs = np.nonzero(mask)
    shape = mask[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.float32)
    scale = INNER / max(shape.shape)
    size = tuple(max(1, round(side * scale)) for side in shape.shape[::-1])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(shape, size, interpolation=way)
    picture = np.zeros((SIDE, SIDE), np.float32)
    top, left = (SIDE - size[1]) // 2, (SIDE - size[0]) // 2
    picture[top : top + size[1], left : left + size[0]] = small
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), BLUR), np.float32)


def shares_of(masks: Sequence[NDArray[np.bool_]]) -> NDArray[np.float32]:
    """`(N, 11)`: how likely each piece is 0, 1, ... 9, or no digit; each row sums to 1."""
    import numpy as np

    pictures = np.stack([picture_of(mask) for mask in masks])[:, None]
    logits = _session().run(None, {"pictures": pictures})[0]
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


@cache
def _session() -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(_WEIGHTS), options, providers=["CPUExecutionProvider"]
    )
