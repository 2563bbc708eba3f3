"""The figures as pairs of whole numbers: documents add up, nothing hides behind a rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Self


def percent(count: int, of: int) -> float | None:
    """`count` in `of` as a percentage to three places; None where there is nothing to count.

    >>> percent(1, 3), percent(0, 0)
    (33.333, None)
    """
    return round(100 * count / of, 3) if of else None


@dataclass(frozen=True, slots=True)
class Ratio:
    """`count` out of `of`."""

    count: int = 0
    of: int = 0

    @property
    def percent(self) -> float | None:
        """The percentage, or None for 0 of 0."""
        return percent(self.count, self.of)

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.count + other.count, self.of + other.of)


class _Additive:
    """Adds dataclasses field by field; a mapping is added key by key."""

    __slots__ = ()

    def __add__(self, other: Self) -> Self:
        values = {}
        for item in fields(self):  # type: ignore[arg-type]  # only dataclasses inherit from this
            mine, theirs = getattr(self, item.name), getattr(other, item.name)
            values[item.name] = (
                _add_maps(mine, theirs) if isinstance(mine, Mapping) else mine + theirs
            )
        return type(self)(**values)


def _add_maps(mine: Mapping[str, object], theirs: Mapping[str, object]) -> dict[str, object]:
    total = dict(mine)
    for key, value in theirs.items():
        total[key] = total[key] + value if key in total else value  # type: ignore[operator]  # same type on both sides
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCounts(_Additive):
    """Characters and syllables of the truth, and how many of them came out wrong."""

    characters: int = 0
    character_errors: int = 0
    syllables: int = 0
    syllable_errors: int = 0

    @property
    def cer(self) -> Ratio:
        """Character error rate."""
        return Ratio(self.character_errors, self.characters)

    @property
    def wer(self) -> Ratio:
        """Syllable error rate."""
        return Ratio(self.syllable_errors, self.syllables)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphCounts(_Additive):
    """Paragraphs of the truth (all zones), of the body, and neighbouring pairs of the body."""

    paragraphs: int = 0
    lost: int = 0
    body: int = 0
    intact: int = 0
    pairs: int = 0
    in_order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionCounts(_Additive):
    """Numbered sections: `want` in the truth, `got` in the output, `hit` in both."""

    want: int = 0
    got: int = 0
    hit: int = 0
    titled: int = 0
    titles_right: int = 0

    @property
    def precision(self) -> float | None:
        """Percentage of the output's sections that are true."""
        return percent(self.hit, self.got)

    @property
    def recall(self) -> float | None:
        """Percentage of the true sections that were found."""
        return percent(self.hit, self.want)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall in percent, to two places."""
        if not self.want:
            return None
        precision, recall = self.precision or 0, self.recall or 0
        if not precision + recall:
            return 0
        return round(2 * precision * recall / (precision + recall), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionCounts(_Additive):
    """What a corrector did to the syllables of one class.

    Attributes:
        correct: syllables that were right before correction.
        harmed: those of them that are wrong after it.
        wrong: syllables that were wrong before correction.
        fixed: those of them that are right after it.
        changed: syllables that the corrector changed; `fixed + harmed + wrong to wrong`.
    """

    correct: int = 0
    harmed: int = 0
    wrong: int = 0
    fixed: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectCounts(_Additive):
    """The list of doubts: `true` of the `listed` are errors; `covered` errors are on it."""

    listed: int = 0
    true: int = 0
    remaining_errors: int = 0
    covered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections(_Additive):
    """Correction figures of a document.

    Attributes:
        classes: "all", "name", "number", "code", "quotation" to counts.
        unrecorded: changed syllables for which the output's log has no entry.
        lines: lines that could be compared with the truth, and `unmatched` ones (stamps, noise).
    """

    classes: Mapping[str, CorrectionCounts] = field(default_factory=dict)
    suspects: SuspectCounts = field(default_factory=SuspectCounts)
    unrecorded: int = 0
    lines: int = 0
    unmatched: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts(_Additive):
    """All figures of one document, or of several added up.

    Attributes:
        mark_errors: syllables wrong only in their marks.
        letters: the text figures with all marks removed on both sides (its own alignment).
        foldings: name of the folding to the text figures after it.
        kinds: wrong characters by kind: letter, mark, space, punctuation, lost, extra.
        confusions: "true→read" to number, for letters wrong only in their marks.
        out_syllables: syllables of the output; `spurious` of them belong to no truth paragraph.
        sections: None where the output can't tell sections.
        metadata: field to (right, of).
        lists: list fields of the metadata to (items in both, items of the truth).
    """

    documents: int = 0
    missing: int = 0
    text: TextCounts = field(default_factory=TextCounts)
    mark_errors: int = 0
    letters: TextCounts = field(default_factory=TextCounts)
    foldings: Mapping[str, TextCounts] = field(default_factory=dict)
    zones: Mapping[str, TextCounts] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    confusions: Mapping[str, int] = field(default_factory=dict)
    paragraphs: ParagraphCounts = field(default_factory=ParagraphCounts)
    out_syllables: int = 0
    spurious: int = 0
    sections: SectionCounts = field(default_factory=SectionCounts)
    metadata: Mapping[str, Ratio] = field(default_factory=dict)
    lists: Mapping[str, Ratio] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=Corrections)
