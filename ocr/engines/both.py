"""Two engines on one page: the first one's words, each with what the second read there."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.engines.base import Engine
from ocr.engines.second_opinion import with_second_opinion
from ocr.model import Line
from ocr.page_image import PageImage


@dataclass(frozen=True, slots=True)
class BothEngines:
    """Reads a page twice.

    Lines, words and their order are the first engine's; the second one's readings stand beside them
    in `Word.other`, as evidence for the corrector and for the list of doubtful words.
    """

    first: Engine
    second: Engine

    @property
    def name(self) -> str:
        """As used by `--engine`."""
        return "both"

    @property
    def version(self) -> str:
        """Both names and versions, e.g. "sohoa 2, tesseract 5.3.0"."""
        return f"{self.first.name} {self.first.version}, {self.second.name} {self.second.version}"

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the first engine."""
        return self.first.languages

    @property
    def characters(self) -> frozenset[str]:
        """All characters that one of them can write."""
        return self.first.characters | self.second.characters

    def recognize(self, image: PageImage) -> tuple[Line, ...]:
        """Read an upright page with both.

        Raises:
            EngineFailedError: if one of them failed.
        """
        return with_second_opinion(self.first.recognize(image), self.second.recognize(image))
