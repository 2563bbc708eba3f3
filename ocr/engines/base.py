"""What every recognition engine offers."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from ocr.model import Line
from ocr.page_image import PageImage


@runtime_checkable
class Engine(Protocol):
    """Turns the picture of an upright page into lines."""

    @property
    def name(self) -> str:
        """Short name as used by `--engine`."""
        ...

    @property
    def version(self) -> str:
        """Version of the engine and its model, written into the result."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it was asked to read, e.g. `("vie",)`."""
        ...

    @property
    def characters(self) -> frozenset[str]:
        """All characters it can write; a letter missing here can only come from a later edit."""
        ...

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        """Read one page; lines in the engine's own order, boxes in pixels of `image`.

        Raises:
            EngineMissingError: if the engine or its language data is not installed.
            EngineFailedError: if it stopped or gave no usable answer.
        """
        ...
