"""The head of a table without rules: lines of words over the columns, and what they span."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from cleanup.zones.aligned.columns import Region, Span
from cleanup.zones.aligned.evidence import is_figure, is_year, names_counts
from cleanup.zones.aligned.rows import Piece, Row

_NEAR = 2.4                  # em between the feet of the head and of the row below it
_TIGHT = 1.6                 # the same, within the head
_LINES = 5                   # the most in a head
_LONGEST = 60                # characters of one line of a head's cell
_CLOSE, _WIDER = 0.4, 1.5    # em, and times the usual space of the row: words of two columns
_MIDDLE = 1.2                # em by which a word may stand off the middle of its column


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCell:
    """One cell of a head of one or two levels; columns count from 0."""

    level: int
    column: int
    levels: int = 1
    columns: int = 1
    pieces: tuple[Piece, ...] = ()


def head_above(rows: Sequence[Row], data: int, region: Region, floor: int = 0) -> int:
    """The first row of the head of a table.

    Args:
        rows: of the page.
        data: the first row below the head.
        region: of the table.
        floor: rows before this one belong to another table.

    Returns:
        `data` if there is no head.
    """
    first = best = data
    while first > floor and data - first < _LINES:
        row, below = rows[first - 1], rows[first]
        reach = _NEAR if first == data else _TIGHT
        if below.foot - row.foot > reach * row.em or not _may_head(row, region.spans):
            break
        first -= 1
        if len(row.pieces) > 1 or (best < data and _stands_over_one(row.pieces[0], region.spans)):
            best = first
    return best


def _may_head(row: Row, spans: Sequence[Span]) -> bool:
    if not all(_may_name(piece.text) for piece in row.pieces):
        return False
    inside = all(spans[0].x0 - 4 * row.em < piece.middle < spans[-1].x1 + 4 * row.em
                 for piece in row.pieces)
    first = row.pieces[0]
    return inside and (
        len(row.pieces) > 1 or first.middle > spans[0].x1 or names_counts(first.text))


def _may_name(text: str) -> bool:
    """Whether this may name a column."""
    if is_figure(text) and not is_year(text):
        return False
    return len(text) <= _LONGEST and ":" not in text and not text.endswith((".", ";"))


def _stands_over_one(piece: Piece, spans: Sequence[Span]) -> bool:
    return sum(span.touches(piece) for span in spans) == 1


def head_cells(rows: Sequence[Row], region: Region) -> list[HeadCell]:
    """The head's cells: one level, or two where a word stands over several columns."""
    rows = [_parted(row, region.spans) for row in rows]
    spans = _widened(rows, region.spans)
    wide: list[tuple[range, Piece]] = []
    single: dict[int, list[Piece]] = {}
    for number, row in enumerate(rows):
        for piece in row.pieces:
            own = _columns_of(piece, row, spans)
            if len(own) > 1 and _parted_below(own, rows[number + 1:], spans):
                wide.append((own, piece))
            else:
                column = own[len(own) // 2] if len(own) > 1 else own[0]
                single.setdefault(column, []).append(piece)
    return list(_cells(wide, single, len(spans)))


def _parted(row: Row, spans: Sequence[Span]) -> Row:
    """The row with words cut apart that stand over neighbouring columns, close to each other."""
    spaces = [right.x0 - left.x1 for piece in row.pieces for left, right in pairwise(piece.boxes)]
    least = max(_CLOSE * row.em, _WIDER * median(spaces)) if spaces else 0.0
    pieces: list[Piece] = []
    for piece in row.pieces:
        rest = piece
        while (at := _cut(rest, spans, least)) is not None:
            left, rest = rest.cut(at)
            pieces.append(left)
        pieces.append(rest)
    return Row(pieces=tuple(pieces), foot=row.foot, em=row.em)


def _cut(piece: Piece, spans: Sequence[Span], least: float) -> int | None:
    """The first word of a piece that stands over another column, behind a space that wide."""
    columns = [_over(box.center[0], spans) for box in piece.boxes]
    for at, (left, right) in enumerate(pairwise(piece.boxes), start=1):
        if columns[at] != columns[at - 1] and right.x0 - left.x1 > least:
            return at
    return None


def _over(middle: float, spans: Sequence[Span]) -> int:
    return min(range(len(spans)), key=lambda i: max(spans[i].x0 - middle, middle - spans[i].x1))


def _cells(
    wide: Sequence[tuple[range, Piece]], single: Mapping[int, Sequence[Piece]], width: int
) -> Iterator[HeadCell]:
    levels = 2 if wide else 1
    covered: set[int] = set()
    groups: dict[range, list[Piece]] = {}
    for own, piece in wide:
        groups.setdefault(own, []).append(piece)
        covered.update(own)
    for own, pieces in groups.items():
        yield HeadCell(level=0, column=own.start, columns=len(own), pieces=tuple(pieces))
    for column in range(width):
        own_pieces = tuple(single.get(column, ()))
        if column in covered:
            yield HeadCell(level=1, column=column, pieces=own_pieces)
        else:
            yield HeadCell(level=0, column=column, levels=levels, pieces=own_pieces)


def _widened(rows: Sequence[Row], spans: Sequence[Span]) -> list[Span]:
    """The columns with the words of the head that stand over one of them only."""
    result = list(spans)
    for row in rows:
        for piece in row.pieces:
            touched = [i for i, span in enumerate(spans) if span.touches(piece)]
            if len(touched) == 1:
                own = Span(piece.x0, piece.x1, frozenset())
                result[touched[0]] = result[touched[0]].joined(own)
    return result


def _columns_of(piece: Piece, row: Row, spans: Sequence[Span]) -> range:
    """The columns that a word of the head stands over: one, or a run with its middle under it."""
    middles = [(span.x0 + span.x1) / 2 for span in spans]
    nearest = min(range(len(spans)), key=lambda i: abs(middles[i] - piece.middle))
    taken = {
        min(range(len(spans)), key=lambda i: abs(middles[i] - other.middle))
        for other in row.pieces if other is not piece
    }
    best = range(nearest, nearest + 1)
    off = abs(middles[nearest] - piece.middle)
    if off < _MIDDLE * row.em or spans[nearest].x0 <= piece.x0 < piece.x1 <= spans[nearest].x1:
        return best
    for start in range(len(spans)):
        for end in range(start + 2, len(spans) + 1):
            run = range(start, end)
            middle = (spans[start].x0 + spans[end - 1].x1) / 2
            if nearest in run and taken.isdisjoint(run) and abs(middle - piece.middle) < min(
                    off, 2 * _MIDDLE * row.em):
                best, off = run, abs(middle - piece.middle)
    return best


def _parted_below(own: range, rows: Sequence[Row], spans: Sequence[Span]) -> bool:
    """Whether the head names each of these columns below."""
    named = {
        i for row in rows for piece in row.pieces
        for i in own if spans[i].touches(piece)
    }
    return len(named) == len(own)
