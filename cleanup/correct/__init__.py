"""Puts the marks of Vietnamese words right: changes what is sure, lists what is doubtful."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from cleanup.correct import confusions
from cleanup.correct.candidates import CandidateFinder
from cleanup.correct.confusions import Confusions
from cleanup.correct.damage import SURE, Damage, Origin
from cleanup.correct.decision import (
    Decision,
    decide,
    decide_numbers,
    decide_spaces,
    suspect_names,
)
from cleanup.correct.guards import Guard, Guards
from cleanup.correct.odd_forms import odd_forms
from cleanup.correct.oddities import odd_words
from cleanup.correct.profile import Profile
from cleanup.correct.profile import profile as profile_named
from cleanup.correct.scoring import Readings, score
from cleanup.correct.stream import Stream, streams, word_counts
from cleanup.correct.stretches import Batch, Changes, cut
from cleanup.correct.surface import prefers_old_style, write
from cleanup.document import Correction
from cleanup.lm import LanguageModel, load
from cleanup.syllables import skeleton
from ocr.model import Page, TextSource

__all__ = ["correct_pages"]

_MAX_PASSES = 5
_SURE = 0.99
PLAIN_TEXT = "any"
# engines whose words are not Tesseract's, and whose confusions those have; an engine without a
# table of its own gets the general rates
OTHER_ENGINES = {"sohoa": "sohoa", "both": "sohoa"}
_OFFICIAL = ("cong hoa xa hoi chu nghia", "dang cong san viet nam", "noi nhan:", "kinh gui:")


def correct_pages(
    pages: tuple[Page, ...],
    *,
    profile: str = "safe",
    engine: str | None = None,
    table: Confusions | None = None,
    model: Path | None = None,
) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """Correct the lines of a document.

    Args:
        pages: with zones, if they are known already, and with the engine's alternatives in
            `Word.choices`, if it gave any.
        profile: "off", "report" (lists only), "safe" or "bold".
        engine: whose confusions to reckon with; by default Tesseract's for pages read by an
            engine, the general rates for text.
        table: these confusions, instead of the engine's own.
        model: a language model file; the packaged one by default.

    Returns:
        The pages with `Line.text` changed (`raw_text` and `words` stay), and every change and
        every doubtful word: applied ones and proposals, in reading order. A change's `start` is
        its place in the line at that moment, so undoing them last to first gives the old text back.

    Raises:
        ConfigurationError: if the profile or the model is unknown.
    """
    chosen = profile_named(profile)
    if chosen.name == "off":
        return pages, ()
    origin = origin_of(pages)
    language_model = load(model)
    if engine is None:
        engine = _engine_of(pages) if origin is Origin.SCAN else PLAIN_TEXT
    chosen = profile_named(profile, engine)
    finder = CandidateFinder(language_model, table) if table else _finder(language_model, engine)
    changes = Changes(pages)
    corrections: list[Correction] = []
    for batch in cut(pages):
        corrected, found = _correct_batch(batch, language_model, finder, chosen, origin)
        changes.note(batch, corrected)
        corrections += found
    return changes.made(), tuple(corrections)


def _correct_batch(
    batch: Batch,
    model: LanguageModel,
    finder: CandidateFinder,
    chosen: Profile,
    origin: Origin,
) -> tuple[Batch, list[Correction]]:
    """Correct a stretch of text until nothing changes any more."""
    pages = batch.pages
    pictured = origin is Origin.SCAN
    applied: list[Correction] = []
    # a scan is read once; text may be cleaned again, and must come out the same
    for number in range(2 if pictured else _MAX_PASSES):
        pages, corrections = _pass(pages, model, finder, chosen, origin)
        changes = [one for one in corrections if one.applied]
        applied += changes
        if not changes:
            break
        if pictured and number == 0:
            finder = _adapted(finder, model, pages, applied)
    proposals = [one for one in corrections if not one.applied]
    if pictured:
        proposals += _oddities(pages, model, applied + proposals)
    # sorting is stable: changes of one line stay in the order in which they were made
    found = sorted(applied + proposals, key=lambda one: (one.page, one.line))
    return replace(batch, pages=pages), [batch.placed(one) for one in found]


def _oddities(
    pages: tuple[Page, ...], model: LanguageModel, known: Sequence[Correction]
) -> list[Correction]:
    """Words that look misread, with a better reading only if there is one."""
    found: dict[tuple[int, int, int], tuple[str, str, str]] = {}
    for page_index, page in enumerate(pages):
        for line_index, line in enumerate(page.lines):
            for start, word, reason, better in odd_words(line, model):
                found[page_index, line_index, start] = (word, reason, better)
    for stream in streams(pages):
        for odd in odd_forms(stream, model):
            place = (odd.spot.page, odd.spot.line, odd.spot.token.start)
            found.setdefault(place, (odd.word, odd.reason, odd.better or odd.word))
    taken = {(one.page, one.line, one.start) for one in known}
    return [
        Correction(
            page=pages[page].number, line=line + 1, start=start, before=word, after=after,
            reason=reason, applied=False,
        )
        for (page, line, start), (word, reason, after) in sorted(found.items())
        if (pages[page].number, line + 1, start) not in taken
    ]  # fmt: skip


def _engine_of(pages: tuple[Page, ...]) -> str:
    """The engine that read a document, as its steps tell; Tesseract if they are silent.

    hOCR files name the program that wrote them; one that is neither gets the general rates.
    """
    tools = {step.tool for page in pages for step in page.steps}
    systems = {str(step.settings.get("system", "")) for page in pages for step in page.steps}
    named = " ".join(systems).lower()
    if named.strip() and "tesseract" not in named:
        return PLAIN_TEXT
    return next((words for tool, words in OTHER_ENGINES.items() if tool in tools), "tesseract")


def origin_of(pages: tuple[Page, ...]) -> Origin:
    """Where the text of a document comes from.

    Text without any picture that has the head or the foot of an official paper is likely to be the
    output of another recognition program.
    """
    if any(page.text_source is TextSource.OCR for page in pages):
        return Origin.SCAN
    bare = [page for page in pages if page.text_source is TextSource.TEXT]
    if not bare:
        return Origin.LAYER
    lines = (line.text for page in bare for line in page.lines)
    official = any(skeleton(text.strip()).startswith(_OFFICIAL) for text in lines)
    return Origin.PAPER if official else Origin.PROSE


def _pass(
    pages: tuple[Page, ...],
    model: LanguageModel,
    finder: CandidateFinder,
    chosen: Profile,
    origin: Origin,
) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    decisions: dict[tuple[int, int], list[Decision]] = defaultdict(list)
    all_spots = streams(pages)
    scored = [(spots, score(model, finder, spots), Guards(spots)) for spots in all_spots]
    if origin is not Origin.SCAN:
        chosen = _careful(chosen, origin, scored)
    for spots, readings, guarded in scored:
        found = decide(spots, readings, guarded, chosen)
        found = _without_overlap(found, decide_spaces(spots, model, guarded, chosen, found))
        found += suspect_names(spots, finder, found)
        if chosen.change:
            found += decide_numbers(spots)
        for decision in found:
            decisions[decision.spot.page, decision.spot.line].append(decision)
    old_style = prefers_old_style(word_counts(all_spots))
    return _apply(pages, decisions, old_style=old_style)


def _careful(
    chosen: Profile, origin: Origin, scored: Sequence[tuple[Stream, dict[int, Readings], Guards]]
) -> Profile:
    """The profile for text without a picture: how bold, the text itself must tell."""
    found = sum(
        readings[index][0].odds >= SURE and guarded[index] is Guard.NONE
        for _, readings, guarded in scored
        for index in readings
    )
    words = marked = 0
    for spots, _, _ in scored:
        words += int(spots.inventory.alphabetic[spots.tokens].sum())
        marked += int(spots.inventory.marked[spots.tokens].sum())
    damage = Damage(found, words, marked)
    readable = origin is Origin.PAPER or (origin is Origin.PROSE and damage.is_obvious)
    if readable and not damage.is_unmarked:
        return chosen.with_caution(damage.caution)
    return profile_named("report")


def _adapted(
    finder: CandidateFinder,
    model: LanguageModel,
    pages: tuple[Page, ...],
    applied: Sequence[Correction],
) -> CandidateFinder:
    """A finder that knows what is often misread in this document."""
    letters = Counter(letter for page in pages for line in page.lines for letter in line.text)
    pairs = [(one.after, one.before) for one in applied if (one.score or 0.0) > _SURE]
    table = finder.confusions.adapted(pairs, letters)
    return finder if table is finder.confusions else CandidateFinder(model, table)


@lru_cache(maxsize=8)
def _finder(model: LanguageModel, engine: str) -> CandidateFinder:
    return CandidateFinder(model, confusions.load(engine))


def _without_overlap(words: list[Decision], spaces: list[Decision]) -> list[Decision]:
    """Decisions about spaces, and those about words that they leave alone."""
    covered = set()
    for one in spaces:
        covered.add(id(one.spot))
    ends = {
        (one.spot.page, one.spot.line, one.spot.token.start + len(one.before or ""))
        for one in spaces
    }
    kept = [
        one
        for one in words
        if id(one.spot) not in covered
        and (one.spot.page, one.spot.line, one.spot.token.start + len(one.spot.token.text))
        not in ends
    ]
    return kept + spaces


def _apply(
    pages: tuple[Page, ...], decisions: dict[tuple[int, int], list[Decision]], *, old_style: bool
) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    corrections: list[Correction] = []
    changed = []
    for page_index, page in enumerate(pages):
        lines = list(page.lines)
        for line_index, line in enumerate(lines):
            found = decisions.get((page_index, line_index))
            if found:
                text, made = _apply_line(line.text, found, old_style=old_style)
                lines[line_index] = replace(line, text=text) if text != line.text else line
                corrections += [replace(one, page=page.number, line=line_index + 1) for one in made]
        changed.append(replace(page, lines=tuple(lines)))
    return tuple(changed), tuple(corrections)


def _apply_line(
    text: str, decisions: Sequence[Decision], *, old_style: bool
) -> tuple[str, list[Correction]]:
    """The changed line, and its corrections (page and line still 0)."""
    shift = 0
    made = []
    for decision in sorted(decisions, key=lambda one: one.spot.token.start):
        printed = decision.spot.token.text
        written = [
            form if decision.before else write(form, printed, old_style=old_style)
            for form in (decision.form, *decision.alternatives)
        ]
        one = Correction(
            page=0,
            line=0,
            start=decision.spot.token.start + shift,
            before=decision.before or printed,
            after=written[0],
            reason=decision.reason,
            score=round(decision.probability, 4),
            applied=decision.applied,
            alternatives=tuple(written[1:]),
        )
        made.append(one)
        if one.applied:
            text = text[: one.start] + one.after + text[one.start + len(one.before) :]
            shift += len(one.after) - len(one.before)
    return text, made
