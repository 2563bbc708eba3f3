"""Compares one output with its truth and counts everything there is to count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.alignment import OutputText, Stretch, levenshtein
from evaluation.corrections import count_corrections
from evaluation.counts import Counts, ParagraphCounts, TextCounts
from evaluation.differences import count_kinds, mark_confusions
from evaluation.document import BODY, OutputDocument, Paragraph, TrueDocument
from evaluation.foldings import FOLDINGS
from evaluation.structure import count_lists, count_metadata, count_sections
from evaluation.text import Clusters, bare


@dataclass(frozen=True, slots=True)
class Found:
    """A true paragraph beside the stretch of the output that was taken for it.

    `truth` and `read` are packed (one code point per character); `unpack` gives text back.
    """

    paragraph: Paragraph
    truth: str
    read: str
    stretch: Stretch
    clusters: Clusters

    def unpack(self, text: str) -> str:
        """Readable text for a piece of `truth` or `read`."""
        return self.clusters.unpack(text)

    @property
    def lost(self) -> bool:
        """Whether more than half of it is wrong."""
        return self.stretch.edits > 0.5 * len(self.truth)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The counts of one document, and what a report needs to show its differences.

    `extra` holds the stretches of the output that belong to no true paragraph.
    """

    name: str
    counts: Counts
    found: tuple[Found, ...]
    extra: tuple[str, ...]


def compare(truth: TrueDocument, output: OutputDocument | None) -> Comparison:
    """Compares a document with its truth; without an output everything is lost."""
    clusters = Clusters()
    text = OutputText(clusters.pack(p) for p in (output.paragraphs if output else ()))
    counter = _Counter(text, clusters)
    for paragraph in truth.paragraphs:
        counter.add(paragraph)
    tokens = text.tokens()
    counts = Counts(
        documents=1,
        missing=int(output is None),
        text=counter.total(),
        mark_errors=counter.mark_errors,
        letters=_letters(truth, output),
        foldings=counter.foldings,
        zones=counter.zones,
        kinds=dict(counter.kinds),
        confusions=dict(counter.confusions),
        paragraphs=counter.paragraphs,
        out_syllables=len(tokens),
        spurious=sum(not found for _, _, found in tokens),
        sections=count_sections(truth.sections, output.sections if output else None),
        metadata=count_metadata(truth.metadata, output.metadata if output else {}),
        lists=count_lists(truth.metadata, output.metadata if output else {}),
        corrections=count_corrections(truth, output),
    )
    extra = tuple(clusters.unpack(piece) for piece in _extra(text, tokens))
    return Comparison(truth.name, counts, tuple(counter.found), extra)


class _Counter:
    """Counts paragraph after paragraph; the order matters, for a stretch is found only once."""

    def __init__(self, text: OutputText, clusters: Clusters) -> None:
        self.text = text
        self.clusters = clusters
        self.zones: dict[str, TextCounts] = {}
        self.foldings = {name: TextCounts() for name in FOLDINGS}
        self.mark_errors = 0
        self.kinds: Counter[str] = Counter()
        self.confusions: Counter[str] = Counter()
        self.paragraphs = ParagraphCounts()
        self.found: list[Found] = []
        self._last_start: int | None = None

    def total(self) -> TextCounts:
        return sum(self.zones.values(), TextCounts())

    def add(self, paragraph: Paragraph) -> None:
        truth = self.clusters.pack(paragraph.text)
        stretch = self.text.find(truth)
        read = self.text.text[stretch.start : stretch.end]
        found = Found(paragraph, truth, read, stretch, self.clusters)
        self.found.append(found)
        words = (
            []
            if stretch.edits >= len(truth)
            else self.text.widen(stretch.start, stretch.end).split()
        )
        self._add_text(found, words)
        self._add_paragraph(found)
        if stretch.edits >= len(truth):
            self.kinds["lost"] += len(truth)
        elif stretch.edits:
            self.kinds += count_kinds(truth, read)

    def _add_text(self, found: Found, words: list[str]) -> None:
        true_words = found.truth.split()
        wrong = self._syllable_errors(true_words, words)
        zone = found.paragraph.zone
        counts = TextCounts(
            characters=len(found.truth),
            character_errors=found.stretch.edits,
            syllables=len(true_words),
            syllable_errors=min(wrong, len(true_words)),
        )
        self.zones[zone] = self.zones.get(zone, TextCounts()) + counts
        for name, fold in FOLDINGS.items():
            true = fold(found.truth)
            if wrong or found.stretch.edits:
                read = fold(found.read) if words else ""
                folded = _counts_of(true, read, fold(" ".join(words)), most=found.stretch.edits)
            else:
                folded = _counts_of(true, true, true)
            self.foldings[name] += folded

    def _syllable_errors(self, true_words: Sequence[str], words: Sequence[str]) -> int:
        from rapidfuzz.distance import Levenshtein

        if true_words == words:
            return 0
        edits = Levenshtein.editops(true_words, words)
        for edit in edits:
            if edit.tag != "replace":
                continue
            true, read = true_words[edit.src_pos], words[edit.dest_pos]
            if bare(self.clusters.unpack(true)) == bare(self.clusters.unpack(read)):
                self.mark_errors += 1
                self.confusions += mark_confusions(true, read, self.clusters)
        return len(edits)

    def _add_paragraph(self, found: Found) -> None:
        start, end = found.stretch.start, found.stretch.end
        body = found.paragraph.zone == BODY
        pair = body and self._last_start is not None
        self.paragraphs += ParagraphCounts(
            paragraphs=1,
            lost=int(found.lost),
            body=int(body),
            intact=int(body and not found.lost and self.text.is_one_paragraph(start, end)),
            pairs=int(pair),
            in_order=int(pair and start >= (self._last_start or 0)),
        )
        if body:
            self._last_start = start


def _counts_of(truth: str, read: str, words: str, most: int | None = None) -> TextCounts:
    """Errors between two texts; `most` caps them, for a folding forgives and never adds an error.

    Moving the tone of `thuý` to `thúy` can take two letters further from a misread `thủ`.
    """
    true_words = truth.split()
    limit = len(truth) if most is None else min(most, len(truth))
    return TextCounts(
        characters=len(truth),
        character_errors=min(levenshtein(truth, read), limit),
        syllables=len(true_words),
        syllable_errors=min(levenshtein(true_words, words.split()), len(true_words)),
    )


def _letters(truth: TrueDocument, output: OutputDocument | None) -> TextCounts:
    """The text figures without marks, looked for anew: a page without marks is found again."""
    text = OutputText(bare(p) for p in (output.paragraphs if output else ()))
    total = TextCounts()
    for paragraph in truth.paragraphs:
        wanted = bare(paragraph.text)
        stretch = text.find(wanted)
        lost = stretch.edits >= len(wanted)
        words = "" if lost else text.widen(stretch.start, stretch.end)
        read = text.text[stretch.start : stretch.end]
        total += _counts_of(wanted, read, words)
    return total


def _extra(text: OutputText, tokens: Sequence[tuple[int, int, bool]]) -> list[str]:
    """Runs of syllables that belong to no true paragraph."""
    runs: list[str] = []
    start: int | None = None
    end = 0
    for first, last, found in tokens:
        if found:
            if start is not None:
                runs.append(text.text[start:end])
            start = None
            continue
        start = first if start is None else start
        end = last
    return runs if start is None else [*runs, text.text[start:end]]
