"""The words of a document in the order in which they are read, across line and page ends.

Lines of the body form one stream over all pages, footnotes another; every other zone, and every
cell of a table, is a stream of its own on its page, since what stands above or below it on the
paper says nothing about it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

import numpy as np

from cleanup.correct.candidates import Choices
from cleanup.correct.chunks import chunks_of
from cleanup.correct.inventory import Flags, Ids, Inventory
from cleanup.correct.second import token_readings
from cleanup.lm.tokens import Token, starts_unit, tokenize
from ocr.model import Line, Page, Zone

_FLOWING = frozenset({Zone.UNKNOWN, Zone.BODY, Zone.FOOTNOTE})


@dataclass(frozen=True, slots=True)
class Spot:
    """A token and where it stands; `page` and `line` are indexes, from 0.

    `other` is what a second engine read for it.
    """

    page: int
    line: int
    token: Token
    zone: Zone
    choices: Choices = ()
    opens: bool = False
    other: str | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a stream; `opens` if a unit (list item, heading) begins with it."""

    page: int
    number: int
    line: Line
    opens: bool


@dataclass(slots=True)
class _Gathering:
    """A stream while it is put together."""

    rows: list[_Row] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    last: str | None = None


class Stream(Sequence[Spot]):
    """The spots of a stream; those of a line are made when one of them is looked at.

    Attributes:
        inventory: the distinct tokens.
        tokens: which of them stands at each spot.
        pictured: spots for which the engine gave alternatives.
    """

    def __init__(self, inventory: Inventory, gathered: _Gathering) -> None:
        self.inventory = inventory
        self.tokens: Ids = np.array(gathered.tokens, np.int64)
        self._rows = gathered.rows
        self._starts = gathered.starts
        self._made: dict[int, tuple[Spot, ...]] = {}

    def __len__(self) -> int:
        return len(self.tokens)

    @overload
    def __getitem__(self, index: int) -> Spot: ...
    @overload
    def __getitem__(self, index: slice) -> list[Spot]: ...
    def __getitem__(self, index: int | slice) -> Spot | list[Spot]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        row = bisect_right(self._starts, index) - 1
        made = self._made.get(row)
        if made is None:
            made = self._made[row] = tuple(_spots(self._rows[row]))
        return made[index - self._starts[row]]

    def __iter__(self) -> Iterator[Spot]:
        return (self[index] for index in range(len(self)))

    def pictured_lines(self) -> Iterator[tuple[Line, Spot]]:
        """The lines for which an engine gave alternatives, each with its first spot."""
        for row, at in zip(self._rows, self._starts, strict=True):
            if any(word.choices for word in row.line.words):
                yield row.line, self[at]

    def text(self, index: int) -> str:
        """The token at a spot, as printed."""
        text, _ = self.inventory.tokens[int(self.tokens[index])]
        return text

    @property
    def forms(self) -> Ids:
        """The id of each spot's form."""
        return self.inventory.forms[self.tokens]

    @cached_property
    def openings(self) -> list[int]:
        """Indexes of the spots that open a unit, ascending."""
        pairs = zip(self._starts, self._rows, strict=True)
        return [start for start, row in pairs if row.opens]

    @cached_property
    def pictured(self) -> Flags:
        """Spots for which the engine gave alternatives."""
        found = np.zeros(len(self), bool)
        ends = [*self._starts[1:], len(self)]
        for row, start, end in zip(self._rows, self._starts, ends, strict=True):
            if row.line.words:
                found[start:end] = [bool(self[place].choices) for place in range(start, end)]
        return found


def streams(pages: tuple[Page, ...]) -> list[Stream]:
    """All streams of a document."""
    inventory = Inventory()
    found: dict[tuple[int, Zone, int | None], _Gathering] = {}
    for page_index, page in enumerate(pages):
        for line_index, line in enumerate(page.lines):
            cell = line.block if line.zone is Zone.TABLE else None
            key = (-1 if line.zone in _FLOWING else page_index, line.zone, cell)
            gathered = found.setdefault(key, _Gathering())
            opens = starts_unit(line.text, gathered.last)
            gathered.last = line.text
            # positions in decomposed text would split letters from their marks
            if not unicodedata.is_normalized("NFC", line.text):
                continue
            tokens = inventory.add(line.text)
            if tokens:
                gathered.rows.append(_Row(page_index, line_index, line, opens))
                gathered.starts.append(len(gathered.tokens))
                gathered.tokens += tokens
    return [Stream(inventory, gathered) for gathered in found.values() if gathered.tokens]


def word_counts(found: Sequence[Stream]) -> Counter[str]:
    """How often each token stands in the streams of a document, as printed."""
    counts: Counter[str] = Counter()
    for stream in found:
        tokens = stream.inventory.tokens
        times = np.bincount(stream.tokens).tolist()
        counts.update({text: n for (text, _), n in zip(tokens, times, strict=False) if n})
    return counts


def _spots(row: _Row) -> Iterator[Spot]:
    """The spots of a line with the engine's alternatives, where the words still match."""
    line, opens = row.line, row.opens
    chunks = chunks_of(line)
    seconds: Iterator[str | None] = iter(())
    last = -1
    for token in tokenize(line.text):
        choices: Choices = ()
        chunk, word = chunks[token.chunk]
        if word:
            if word.other is not None and token.chunk != last:
                seconds, last = iter(token_readings(chunk.group(), word.other)), token.chunk
            if word.choices and len(word.text) == chunk.end() - chunk.start():
                offset = token.start - chunk.start()
                choices = word.choices[offset : offset + len(token.text)]
        yield Spot(row.page, row.number, token, line.zone, choices, opens, next(seconds, None))
        opens = False
