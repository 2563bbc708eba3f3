"""Judges a corrector: what it put right, harmed, doubted, and did without a record.

Each line of the output is looked for in the truth as it was *before* correction (`raw_text`), then
raw line, corrected line and true stretch are compared syllable by syllable.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evaluation.alignment import OutputText
from evaluation.classes import classify
from evaluation.counts import CorrectionCounts, Corrections, SuspectCounts
from evaluation.document import ChangeRecord, LineText, OutputDocument, TrueDocument
from evaluation.text import Clusters

ALL = "all"
# a line of which more than this share is wrong may be a stamp; it says nothing about correction
_UNLIKE = 0.4
_BREAKS = frozenset("-–/")           # where typesetters break a code: 86/2016/TT- | BQP
# how far a record's place may be off in a line whose white space was folded, in characters
_NEAR = 3
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Syllable:
    """One raw syllable, what became of it, and what is true; empty when nothing stands there."""

    raw: str
    text: str
    true: str
    text_start: int
    classes: frozenset[str]


def count_corrections(truth: TrueDocument, output: OutputDocument | None) -> Corrections:
    """The correction figures; empty counts where the output has no raw lines."""
    if output is None or not output.lines:
        return Corrections()
    clusters = Clusters()
    paragraphs = [clusters.pack(p.text) for p in truth.paragraphs]
    text = OutputText(paragraphs)
    classes = _classes_by_start(paragraphs)
    records = _records_by_line(output.changes)
    total = Corrections()
    for line in output.lines:
        raw, read = clusters.pack(line.raw), clusters.pack(line.text)
        stretch = text.find(raw)
        if not raw or stretch.edits > _UNLIKE * len(raw):
            total += Corrections(unmatched=1)
            continue
        start, end = _line_part(text.text, stretch.start, stretch.end)
        found = _shifted(classes, start, end)
        logged = records.get((line.page, line.line), [])
        if raw == read == text.text[start:end] and not logged:
            total += _clean_line(raw, found)
        else:
            syllables = list(_syllables(raw, read, text.text[start:end], found))
            total += _count_line(syllables, logged)
    return total


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word of an output's line (`index` counts from 0), as printed and as read."""

    line: LineText
    index: int
    true: str
    read: str


def read_words(truth: TrueDocument, lines: Iterable[LineText]) -> Iterator[ReadWord]:
    """What was printed and what was read, word for word, on the lines that the truth knows."""
    clusters = Clusters()
    text = OutputText([clusters.pack(paragraph.text) for paragraph in truth.paragraphs])
    for line in lines:
        raw = clusters.pack(line.raw)
        stretch = text.find(raw)
        if raw and stretch.edits <= _UNLIKE * len(raw):
            start, end = _line_part(text.text, stretch.start, stretch.end)
            for index, word in enumerate(_syllables(raw, raw, text.text[start:end], {})):
                yield ReadWord(line, index, clusters.unpack(word.true), clusters.unpack(word.raw))


def _clean_line(raw: str, classes: dict[int, frozenset[str]]) -> Corrections:
    """A line that was right and stayed as it was, as most are."""
    numbers = Counter(name for names in classes.values() for name in names)
    numbers[ALL] = len(raw.split())
    return Corrections(
        classes={name: CorrectionCounts(correct=number) for name, number in numbers.items()},
        lines=1,
    )


def _line_part(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with whole syllables, but a code that the line broke at a hyphen stays broken."""
    whole_start, whole_end = _whole(text, start, end)
    if _BREAKS.intersection(text[max(0, start - 1) : start + 1]):
        whole_start = start
    if _BREAKS.intersection(text[max(0, end - 1) : end + 1]):
        whole_end = end
    return whole_start, whole_end


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _classes_by_start(paragraphs: Sequence[str]) -> dict[int, frozenset[str]]:
    """Classes of each syllable of the whole truth, by the place where it begins."""
    found = {}
    offset = 0
    for paragraph in paragraphs:
        for match, classes in zip(_TOKEN.finditer(paragraph), classify(paragraph), strict=True):
            found[offset + match.start()] = classes
        offset += len(paragraph) + 1
    return found


def _shifted(classes: dict[int, frozenset[str]], start: int, end: int) -> dict[int, frozenset[str]]:
    return {place - start: classes[place] for place in range(start, end) if place in classes}


def _records_by_line(changes: Sequence[ChangeRecord]) -> dict[tuple[int, int], list[ChangeRecord]]:
    found: dict[tuple[int, int], list[ChangeRecord]] = {}
    for change in changes:
        found.setdefault((change.page, change.line), []).append(change)
    return found


def _syllables(
    raw: str, text: str, true: str, classes: dict[int, frozenset[str]]
) -> Iterator[_Syllable]:
    to_text, to_true = _Map(raw, text), _Map(raw, true)
    for match in _TOKEN.finditer(raw):
        text_start, text_end = to_text.span(match.start(), match.end())
        true_start, true_end = to_true.span(match.start(), match.end())
        found = [kinds for place, kinds in classes.items() if true_start <= place < true_end]
        yield _Syllable(
            raw=match.group(),
            text=text[text_start:text_end],
            true=true[true_start:true_end],
            text_start=text_start,
            classes=frozenset().union(*found),
        )


class _Map:
    """Carries a span of one text over to another, along the alignment of their characters."""

    def __init__(self, source: str, target: str) -> None:
        from rapidfuzz.distance import Levenshtein

        self._target = target
        self._places = [0] * (len(source) + 1)
        for code in Levenshtein.opcodes(source, target):
            width = code.dest_end - code.dest_start
            for index in range(code.src_start, code.src_end):
                offset = index - code.src_start
                self._places[index] = code.dest_start + min(offset, width)
        self._places[len(source)] = len(target)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The whole syllables of the target that the span touches."""
        first, last = self._places[start], max(self._places[start], self._places[end])
        while first < last and self._target[first].isspace():
            first += 1
        while last > first and self._target[last - 1].isspace():
            last -= 1
        return _whole(self._target, first, last) if first < last else (first, last)


def _count_line(syllables: Sequence[_Syllable], records: Sequence[ChangeRecord]) -> Corrections:
    counts: Counter[tuple[str, str]] = Counter()
    applied = [record for record in records if record.applied]
    explained = _replays(syllables, applied)
    unrecorded = 0
    for syllable in syllables:
        for name in (ALL, *syllable.classes):
            counts.update((name, fate) for fate in _fates(syllable))
        changed = syllable.raw != syllable.text
        unrecorded += changed and not explained and not _is_logged(syllable, applied)
    names = {name for name, _ in counts}
    return Corrections(
        classes={
            name: CorrectionCounts(**{fate: n for (of, fate), n in counts.items() if of == name})
            for name in names
        },
        suspects=_count_suspects(syllables, [r for r in records if not r.applied]),
        unrecorded=unrecorded,
        lines=1,
    )


def _fates(syllable: _Syllable) -> Iterator[str]:
    was_right, is_right = syllable.raw == syllable.true, syllable.text == syllable.true
    yield "correct" if was_right else "wrong"
    if syllable.raw != syllable.text:
        yield "changed"
    if was_right and not is_right:
        yield "harmed"
    if is_right and not was_right:
        yield "fixed"


def _replays(syllables: Sequence[_Syllable], applied: Sequence[ChangeRecord]) -> bool:
    """Whether the records, made one after the other, turn the raw line into the corrected one.

    White space may have been folded since, so each `before` is looked for near its place.
    """
    line = " ".join(syllable.raw for syllable in syllables)
    for record in applied:
        place = line.find(record.before, max(0, record.start - _NEAR))
        if place < 0 or place > record.start + _NEAR:
            return False
        line = line[:place] + record.after + line[place + len(record.before) :]
    wanted = dict.fromkeys((s.text_start, s.text) for s in syllables)
    return line.split() == " ".join(text for _, text in wanted).split()


def _is_logged(syllable: _Syllable, applied: Sequence[ChangeRecord]) -> bool:
    """Whether some record explains the new form: a whole syllable, or letters of it."""
    words = syllable.text.split()
    return any(
        any(word in words for word in record.after.split())
        or (record.before and syllable.raw.replace(record.before, record.after) == syllable.text)
        for record in applied
    )


def _count_suspects(
    syllables: Sequence[_Syllable], suspects: Sequence[ChangeRecord]
) -> SuspectCounts:
    """Each doubt names the nearest syllable that holds its text."""
    wrong = {i for i, syllable in enumerate(syllables) if syllable.text != syllable.true}
    named = [_nearest(syllables, suspect) for suspect in suspects]
    return SuspectCounts(
        listed=len(suspects),
        true=sum(index in wrong for index in named),
        remaining_errors=len(wrong),
        covered=len(wrong.intersection(index for index in named if index is not None)),
    )


def _nearest(syllables: Sequence[_Syllable], suspect: ChangeRecord) -> int | None:
    word = (suspect.before.split() or [""])[0]
    places = [i for i, syllable in enumerate(syllables) if word and word in syllable.text]
    return min(places, key=lambda i: abs(syllables[i].text_start - suspect.start), default=None)
