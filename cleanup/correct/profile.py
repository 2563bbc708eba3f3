"""How bold the corrector is: a threshold per class of word, as log-odds (`profiles.tsv`)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from importlib import resources

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
    suspect: float = math.inf
    spacing: float = math.inf
    blind: float = 0.0
    unseen: Mapping[WordClass, float] = field(default_factory=dict)

    def with_caution(self, caution: float) -> Profile:
        """This profile for text without a picture, its thresholds moved by log-odds."""
        moved = {kind: need + caution for kind, need in self.unseen.items()}
        return replace(self, unseen=moved)


NAMES = ("off", "report", "safe", "bold")
_EVERY = "*"


@lru_cache(maxsize=8)
def _thresholds(engine: str) -> Mapping[str, Mapping[str, float]]:
    """For each profile the thresholds by name: an engine's own lines before the general ones."""
    table = resources.files("cleanup.correct").joinpath("profiles.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and line[0] != "#"]
    found: dict[str, dict[str, float]] = {name: {} for name in NAMES}
    for wanted in (_EVERY, engine):
        for name, of, threshold, value in rows:
            if of == wanted:
                found[name][threshold] = float(value)
    return found


def profile(name: str, engine: str = _EVERY) -> Profile:
    """The profile of this name, with the thresholds for an engine.

    Raises:
        ConfigurationError: if there is none.
    """
    if name not in NAMES:
        known = ", ".join(NAMES)
        raise ConfigurationError(
            Message(f"unknown correction profile {name!r}", f"không có mức sửa lỗi {name!r}"),
            Message(f"use one of {known}", f"hãy dùng một trong: {known}"),
        )
    values = _thresholds(engine)[name]
    change, unseen = (
        {kind: values[f"{part}.{kind}"] for kind in WordClass if f"{part}.{kind}" in values}
        for part in ("change", "unseen")
    )
    return Profile(
        name=name,
        change=change,
        unseen=unseen,
        suspect=values.get("suspect", math.inf),
        spacing=values.get("spacing", math.inf),
        blind=values.get("blind", 0.0),
    )
