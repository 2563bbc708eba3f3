"""How bold the corrector is: a threshold per class of word, as log-odds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ocr.errors import ConfigurationError, Message


class WordClass(StrEnum):
    """Classes with a threshold of their own."""

    PLAIN = "plain"  # lower case, a possible syllable
    BROKEN = "broken"  # can't be a syllable as it was read
    HEADING = "heading"  # in a line of capitals
    CAPITAL = "capital"  # first word of a sentence
    NAME = "name"  # capital inside a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One of `off`, `report`, `safe`, `bold`.

    Attributes:
        name: as on the command line.
        change: log-odds above which a word is changed, per class; a class that is missing is never
            changed.
        spacing: log-odds above which a lost or false space is mended.
        suspect: log-odds above which a word is listed as doubtful.
        unseen: thresholds where there is no picture to compare with (text input).
        blind: added to the thresholds where the engine gave alternatives and the letter was not
            among them.
    """

    name: str
    change: Mapping[WordClass, float]
    suspect: float = -2.5
    spacing: float = math.inf
    blind: float = 1.0
    unseen: Mapping[WordClass, float] = field(default_factory=dict)

    def with_caution(self, caution: float) -> Profile:
        """This profile for text without a picture, its thresholds moved by log-odds."""
        moved = {kind: need + caution for kind, need in self.unseen.items()}
        return replace(self, unseen=moved)


_SAFE = {
    WordClass.PLAIN: 2.5,
    WordClass.BROKEN: 1.5,
    WordClass.HEADING: 2.5,
    WordClass.CAPITAL: 3.0,
    WordClass.NAME: 5.0,
}
_SAFE_TEXT = {
    WordClass.PLAIN: 2.8,
    WordClass.BROKEN: 3.0,
    WordClass.HEADING: 6.0,
    WordClass.CAPITAL: 5.0,
    WordClass.NAME: 9.0,
}
_BOLD = {
    WordClass.PLAIN: 1.0,
    WordClass.BROKEN: 0.0,
    WordClass.HEADING: 1.0,
    WordClass.CAPITAL: 1.0,
    WordClass.NAME: 3.5,
}
PROFILES: Mapping[str, Profile] = {
    "off": Profile(name="off", change={}, suspect=float("inf")),
    "report": Profile(name="report", change={}),
    "safe": Profile(name="safe", change=_SAFE, unseen=_SAFE_TEXT, spacing=4.0),
    "bold": Profile(name="bold", change=_BOLD, unseen=_SAFE, blind=0.5, spacing=2.0),
}


def profile(name: str) -> Profile:
    """The profile of this name.

    Raises:
        ConfigurationError: if there is none.
    """
    if name not in PROFILES:
        known = ", ".join(PROFILES)
        raise ConfigurationError(
            Message(f"unknown correction profile {name!r}", f"không có mức sửa lỗi {name!r}"),
            Message(f"use one of {known}", f"hãy dùng một trong: {known}"),
        )
    return PROFILES[name]
