"""Turns counts into named figures, in the order in which every report shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluation.confidence import upper_bound
from evaluation.counts import CorrectionCounts, Counts, Ratio, SectionCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure.

    Attributes:
        key: stable name; labels.json explains it.
        value: in percent unless the key says otherwise; None where there is nothing to count.
        count: the numerator, `of` the denominator; None for figures made of others (F1).
        group: which block of the report it belongs to.
    """

    key: str
    group: str
    value: float | None
    count: int | None = None
    of: int | None = None


def _ratio(group: str, key: str, count: int, of: int) -> Figure:
    return Figure(key=key, group=group, value=Ratio(count, of).percent, count=count, of=of)


def figures_of(counts: Counts) -> Iterator[Figure]:
    """All figures of a document or of a total; those that do not apply are left out."""
    yield from _text(counts)
    yield from _paragraphs(counts)
    yield from _sections(counts.sections)
    yield from _metadata(counts)
    yield from _foldings(counts)
    for zone, text in sorted(counts.zones.items()):
        yield _ratio("zones", zone, text.character_errors, text.characters)
    yield from _corrections(counts)


def _text(counts: Counts) -> Iterator[Figure]:
    text, letters = counts.text, counts.letters
    yield _ratio("text", "cer", text.character_errors, text.characters)
    yield _ratio("text", "wer", text.syllable_errors, text.syllables)
    yield _ratio("text", "tone", counts.mark_errors, text.syllables)
    yield _ratio("text", "letters", letters.character_errors, letters.characters)


def _paragraphs(counts: Counts) -> Iterator[Figure]:
    paragraphs = counts.paragraphs
    yield _ratio("paragraphs", "lost", paragraphs.lost, paragraphs.paragraphs)
    yield _ratio("paragraphs", "spurious", counts.spurious, counts.out_syllables)
    yield _ratio("paragraphs", "intact", paragraphs.intact, paragraphs.body)
    yield _ratio("paragraphs", "order", paragraphs.in_order, paragraphs.pairs)


def _sections(sections: SectionCounts) -> Iterator[Figure]:
    if not sections.want:
        return
    precision = sections.precision or 0  # no section found: as in the project's own scorer
    yield Figure(
        key="sec_p", group="sections", value=precision, count=sections.hit, of=sections.got
    )
    yield _ratio("sections", "sec_r", sections.hit, sections.want)
    yield Figure(key="sec_f1", group="sections", value=sections.f1)
    yield _ratio("sections", "title_ok", sections.titles_right, sections.titled)


def _metadata(counts: Counts) -> Iterator[Figure]:
    for name, ratio in counts.metadata.items():
        yield _ratio("metadata", name, ratio.count, ratio.of)
    if counts.metadata:
        total = sum(counts.metadata.values(), Ratio())
        yield _ratio("metadata", "meta_all", total.count, total.of)
    for name, ratio in counts.lists.items():
        yield _ratio("lists", name, ratio.count, ratio.of)


def _foldings(counts: Counts) -> Iterator[Figure]:
    for name, text in {**counts.foldings, "marks": counts.letters}.items():
        yield _ratio("foldings", f"{name}.cer", text.character_errors, text.characters)
        yield _ratio("foldings", f"{name}.wer", text.syllable_errors, text.syllables)


def _corrections(counts: Counts) -> Iterator[Figure]:
    corrections = counts.corrections
    if not corrections.lines:
        return
    order = ("all", "name", "number", "code", "quotation")
    for name in order:
        yield from _class_figures(name, corrections.classes.get(name, CorrectionCounts()))
    changed = corrections.classes.get("all", CorrectionCounts()).changed
    yield _ratio("corrections", "unrecorded", corrections.unrecorded, changed)
    suspects = corrections.suspects
    yield _ratio("corrections", "suspect_precision", suspects.true, suspects.listed)
    yield _ratio("corrections", "suspect_coverage", suspects.covered, suspects.remaining_errors)
    compared = corrections.lines + corrections.unmatched
    yield _ratio("corrections", "lines", corrections.lines, compared)


def _class_figures(name: str, counts: CorrectionCounts) -> Iterator[Figure]:
    yield _ratio("corrections", f"{name}.precision", counts.fixed, counts.changed)
    yield _ratio("corrections", f"{name}.recall", counts.fixed, counts.wrong)
    yield Figure(
        key=f"{name}.harm_per_10000",
        group="corrections",
        count=counts.harmed,
        of=counts.correct,
        value=per_10000(counts.harmed / counts.correct if counts.correct else None),
    )
    yield Figure(
        key=f"{name}.harm_bound_per_10000",
        group="corrections",
        count=counts.harmed,
        of=counts.correct,
        value=per_10000(upper_bound(counts.harmed, counts.correct)),
    )


def per_10000(rate: float | None) -> float | None:
    """A rate 0..1 as events per 10,000, to two places."""
    return None if rate is None else round(10_000 * rate, 2)


def top(counter: Mapping[str, int], number: int) -> list[tuple[str, int]]:
    """The most frequent entries, ties in alphabetical order."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:number]
