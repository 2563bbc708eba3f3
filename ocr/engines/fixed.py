"""Engines that recognise nothing themselves: for tests and for judging what follows."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.model import Line
from ocr.page_image import PageImage


@dataclass(frozen=True, slots=True)
class NullEngine:
    """Finds no text on any page."""

    name: str = "null"
    version: str = "1"
    languages: tuple[str, ...] = ("vie",)
    characters: frozenset[str] = frozenset()

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        """No lines, whatever the picture shows."""
        return ()


class ReplayEngine:
    """Gives back recorded pages, in the order in which they are asked for.

    Raises:
        IndexError: when asked for more pages than were recorded.
    """

    name = "replay"
    languages = ("vie",)
    characters: frozenset[str] = frozenset()

    def __init__(self, pages: tuple[tuple[Line, ...], ...], version: str = "recorded") -> None:
        self.version = version
        self._pages = pages
        self._next = 0

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        """The lines of the next recorded page."""
        lines = self._pages[self._next]
        self._next += 1
        return lines
