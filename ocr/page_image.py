"""The picture of one page, and what can be said of it without looking at the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ocr.model import Bbox

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
        ruled: the same page with the rules of its tables, if they were wiped out of `pixels`: they
            disturb one engine and help another to keep columns apart.
        walls: boxes of the upright walls of these tables, wherever two cells are parted.
        covered: boxes of black marks that lie, or lay, over print.
    """

    pixels: NDArray[np.uint8]
    dpi: int
    ruled: NDArray[np.uint8] | None = None
    walls: tuple[Bbox, ...] = ()
    covered: tuple[Bbox, ...] = ()

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


def as_bytes(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """The same array under the type that OpenCV's signatures do not promise."""
    import numpy as np

    return np.asarray(pixels, dtype=np.uint8)


def grey(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`(H, W) uint8` brightness of grey or RGB pixels; grey pixels are returned as they are."""
    import cv2

    return pixels if pixels.ndim == 2 else as_bytes(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
