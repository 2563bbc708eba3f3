"""The lines of a long text, kept small: a tenth of what the same lines take as objects.

A page of a scan has fifty lines. Plain text of ten megabytes is one page of a hundred thousand, and
every stage goes over them from the first to the last. So the lines of a long page lie compressed in
runs, and are objects only while their run is looked at. They are values: a line that is made anew
equals the one that was put in. Pages of ordinary length keep their tuple.
"""

from __future__ import annotations

import json
import zlib
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import repeat
from operator import attrgetter
from typing import Any, overload

from ocr.model import Line, Zone

# lines; also the length up to which a page is not packed
RUN = 1000
# runs that stay unpacked: tests of a line look at the one before, or where the ending begins
_OPEN = 3
# the fastest: three times smaller already
_LEVEL = 1
_TEXT_FIELDS = ("text", "raw_text", "block", "zone")
_REST = {one.name: one.default for one in fields(Line) if one.name not in _TEXT_FIELDS}
_rest_of = attrgetter(*_REST)
_BARE = tuple(_REST.values())
_ZONES = {zone.value: zone for zone in Zone}
# the slots of a frozen class
_FILL: dict[str, Any] = {one.name: getattr(Line, one.name).__set__ for one in fields(Line)}


@dataclass(frozen=True, slots=True)
class _Run:
    """Some lines: their texts, blocks and zones as compressed JSON.

    Attributes:
        zones: those that occur.
        whole: by place, the lines that have more, which are kept as they are.
    """

    data: bytes
    zones: frozenset[Zone]
    whole: Mapping[int, Line]


class PackedLines(Sequence[Line]):
    """Many lines as one immutable sequence; made by `LinePacker`, `pack` or `exchanged`."""

    __slots__ = ("_length", "_open", "_runs")

    def __init__(self, runs: Sequence[_Run], length: int) -> None:
        self._runs = tuple(runs)
        self._length = length
        self._open: dict[int, tuple[Line, ...]] = {}

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Line, ...]: ...
    def __getitem__(self, index: int | slice) -> Line | tuple[Line, ...]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(self._length)))
        if not -self._length <= index < self._length:
            raise IndexError(index)
        run, place = divmod(index % self._length, RUN)
        lines = self._open.get(run)
        if lines is None:
            if len(self._open) == _OPEN:
                del self._open[next(iter(self._open))]
            lines = self._open[run] = _unpacked(self._runs[run])
        return lines[place]

    def __iter__(self) -> Iterator[Line]:
        for run in self._runs:
            yield from _unpacked(run)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PackedLines | tuple):
            return NotImplemented
        if len(self) != len(other):
            return False
        return all(one == two for one, two in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return PackedLines, (self._runs, self._length)

    def of_zones(self, zones: Container[Zone]) -> Iterator[tuple[int, Line]]:
        """Index and line of the lines in these zones; runs without any stay packed."""
        for number, run in enumerate(self._runs):
            if any(zone in zones for zone in run.zones):
                for index, line in enumerate(_unpacked(run), number * RUN):
                    if line.zone in zones:
                        yield index, line

    def exchanged(self, new: Mapping[int, Line]) -> PackedLines:
        """The lines, those at the keys of `new` exchanged; runs without any are shared."""
        touched: dict[int, list[int]] = {}
        for index in new:
            touched.setdefault(index // RUN, []).append(index)
        runs = list(self._runs)
        for run, indexes in touched.items():
            lines = list(_unpacked(self._runs[run]))
            for index in indexes:
                lines[index % RUN] = new[index]
            runs[run] = _packed(lines)
        return PackedLines(runs, self._length)


class LinePacker:
    """Takes the lines of a page one by one; `lines()` is all of them."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._loose: list[Line] = []

    def add(self, line: Line) -> None:
        """Append a line."""
        if len(self._loose) == RUN:
            self._runs.append(_packed(self._loose))
            self._loose.clear()
        self._loose.append(line)

    def lines(self) -> Sequence[Line]:
        """All lines so far: a tuple of up to `RUN` lines, else packed."""
        if not self._runs:
            return tuple(self._loose)
        runs = [*self._runs, _packed(self._loose)]
        return PackedLines(runs, len(self._runs) * RUN + len(self._loose))


def pack(lines: Iterable[Line]) -> Sequence[Line]:
    """The lines of a page as a tuple, or packed if they are many.

    >>> line = Line(text="Điều 1.", raw_text="Điều 1.")
    >>> type(pack([line])).__name__, type(many := pack([line] * 5000)).__name__
    ('tuple', 'PackedLines')
    >>> many == (line,) * 5000
    True
    """
    packer = LinePacker()
    for line in lines:
        packer.add(line)
    return packer.lines()


def exchanged(lines: Sequence[Line], new: Mapping[int, Line]) -> Sequence[Line]:
    """The lines of a page, those at the keys of `new` exchanged; the same object if none are."""
    if not new:
        return lines
    if isinstance(lines, PackedLines):
        return lines.exchanged(new)
    return tuple(new.get(index, line) for index, line in enumerate(lines))


def of_zones(lines: Sequence[Line], zones: Container[Zone]) -> Iterator[tuple[int, Line]]:
    """Index and line of the lines in these zones, in order."""
    if isinstance(lines, PackedLines):
        return lines.of_zones(zones)
    return ((index, line) for index, line in enumerate(lines) if line.zone in zones)


def _packed(lines: Sequence[Line]) -> _Run:
    texts = [line.text for line in lines]
    raw = [(at, line.raw_text) for at, line in enumerate(lines) if line.raw_text != line.text]
    blocks = [line.block for line in lines]
    zones = [line.zone for line in lines]
    # lines with geometry are rare on a page so long
    whole = {at: line for at, line in enumerate(lines) if _rest_of(line) != _BARE}
    columns = json.dumps((texts, raw, blocks, zones), ensure_ascii=False)
    data = zlib.compress(columns.encode("utf-8", "surrogatepass"), _LEVEL)
    return _Run(data, frozenset(zones), whole)


def _unpacked(run: _Run) -> tuple[Line, ...]:
    columns = zlib.decompress(run.data).decode("utf-8", "surrogatepass")
    texts, raw, blocks, zones = json.loads(columns)
    lines: list[Line] = list(map(object.__new__, repeat(Line, len(texts))))
    known = {"text": texts, "raw_text": texts, "block": blocks, "zone": map(_ZONES.get, zones)}
    for name, fill in _FILL.items():
        # a column at a time: a third of the time of the constructor
        _all_done(map(fill, lines, known.get(name) or repeat(_REST.get(name))))
    for at, text in raw:
        _FILL["raw_text"](lines[at], text)
    for at, line in run.whole.items():
        lines[at] = line
    return tuple(lines)


def _all_done(calls: Iterable[None]) -> None:
    deque(calls, maxlen=0)
