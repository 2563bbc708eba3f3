"""The picture of one page, and what can be said of it without looking at the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """Pixels of one page.

    Attributes:
        pixels: `(H, W) uint8` grey, 0 = black, or `(H, W, 3) uint8` RGB. Never written to after
            creation.
        dpi: pixels per inch of `pixels`.
    """

    pixels: NDArray[np.uint8]
    dpi: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def is_color(self) -> bool:
        """True for RGB, False for grey."""
        return self.pixels.ndim == 3
