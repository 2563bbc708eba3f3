"""From the picture of one line to what the network sees.

Training and recognition must do exactly the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

INPUT_HEIGHT = 48
"""Rows of the network's input.

Vietnamese stacks two marks on a capital; at 40 rows hook and grave begin to merge.
"""

SQUEEZE = 0.8
"""Factor on the width beyond that of the height: marks need rows, letters have columns to spare.

Saves a fifth of the time.
"""

STRIDE = 4
"""Columns of the input per output step of the network."""

_MIN_WIDTH = 16
# grey levels; an empty strip of paper must not be stretched until its grain looks like ink
_MIN_CONTRAST = 60.0
_PAPER_PERCENTILE = 80  # bold capitals ink 30 % of their strip, so this is paper
_INK_PERCENTILE = 0.5  # a lone hyphen inks 1 % of its strip


def to_network_input(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Scale a line to the height of the network and its contrast to full range.

    Args:
        pixels: `(H, W) uint8` grey, 0 = black, one line cut along its baseline.

    Returns:
        `(48, W') uint8`, 255 = ink, 0 = paper.
    """
    import cv2

    height, width = pixels.shape
    scaled_width = max(_MIN_WIDTH, round(width * INPUT_HEIGHT / height * SQUEEZE))
    shrinks = height > INPUT_HEIGHT
    scaled = cv2.resize(
        pixels,
        (scaled_width, INPUT_HEIGHT),
        interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
    )
    sample = scaled[::2, ::2]
    ink, paper = np.percentile(sample, (_INK_PERCENTILE, _PAPER_PERCENTILE))
    contrast = max(float(paper - ink), _MIN_CONTRAST)
    levels = (float(paper) - np.arange(256, dtype=np.float32)) * (255.0 / contrast)
    table = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(scaled, table), dtype=np.uint8)
