"""Rows whose pieces stand in the same columns: how far they go, and where the columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from cleanup.patterns import KEYWORDS, NUMBERED, LineKind, classify
from cleanup.zones.aligned.rows import Piece, Row

_APART = 4.0                 # em between the feet of rows of one table
_WORD_SPACE = 0.12           # em; the least space at which a piece is cut between two columns
_CROSSING = 1                # rows in turn that run across columns, as the heading of a group does
_INSIDE = 0.7                # share of a piece that stands over its column
_BESIDE = 0.8                # em between the feet of two lines that overlap
_HANGING = 8                 # rows in turn in a single column, as the lines of a long cell


@dataclass(frozen=True, slots=True)
class Span:
    """One column: its edges in pixels, and the numbers of the rows with something in it."""

    x0: float
    x1: float
    rows: frozenset[int]

    def touches(self, piece: Piece) -> bool:
        """Whether some of the piece stands over the column."""
        return piece.x0 < self.x1 and piece.x1 > self.x0

    def joined(self, other: Span) -> Span:
        """One column of two."""
        return Span(min(self.x0, other.x0), max(self.x1, other.x1), self.rows | other.rows)


@dataclass(frozen=True, slots=True)
class Region:
    """Rows that may be a table; `cells` holds for each row the pieces by column."""

    rows: tuple[Row, ...]
    spans: tuple[Span, ...]
    cells: tuple[Mapping[int, tuple[Piece, ...]], ...]


def is_beside(region: Region, index: int) -> bool:
    """Whether a row of print stands beside the one above it, not below.

    Cells are set to the middle of their row: a lone number stands half a line below the first line
    of a cell of two. Lines of one column are never that close.
    """
    if index < 1:
        return False
    above, row = region.rows[index - 1], region.rows[index]
    near = row.foot - above.foot < _BESIDE * row.em
    return near and region.cells[index].keys().isdisjoint(region.cells[index - 1])


def grow(rows: Sequence[Row], start: int) -> Region | None:
    """The rows from `start` on that share columns; None for fewer than three."""
    spans: tuple[Span, ...] = ()
    taken: list[Row] = []
    waiting: list[Row] = []
    for index in range(start, len(rows)):
        row = rows[index]
        if taken and _breaks(rows[index - 1], row):
            break
        if len(row.pieces) == 1:
            waiting.append(row)
            if not taken or not _may_wait(waiting, spans):
                break
            continue
        fitted = _fitted(spans, row, len(taken) + len(waiting))
        if fitted is None:
            break
        spans, row = fitted
        taken += [*waiting, row]
        waiting = []
    taken += takewhile(lambda row: _crosses(row, spans) is False, waiting)
    if len(taken) < 3:
        return None
    return _region(taken, _without_strays(spans))


def _breaks(above: Row, row: Row) -> bool:
    """Too far below, or the heading of a unit of the text."""
    if row.foot - above.foot > _APART * row.em:
        return True
    mark = classify(row.text)
    return mark.kind in KEYWORDS and mark.kind is not LineKind.SECTION


def _crosses(row: Row, spans: Sequence[Span]) -> bool | None:
    """Whether a lone piece stands over several columns; None if over none."""
    touched = sum(span.touches(row.pieces[0]) for span in spans)
    return touched > 1 if touched else None


def _may_wait(waiting: Sequence[Row], spans: Sequence[Span]) -> bool:
    """Rows of one piece may stand between rows of a table if they look as in one."""
    crossing = [row for row in waiting if _crosses(row, spans) is not False]
    if any(classify(row.text).kind in NUMBERED or row.text.endswith(":") for row in crossing):
        return False
    return len(crossing) <= _CROSSING and len(waiting) <= _HANGING


def _fitted(
    spans: tuple[Span, ...], row: Row, number: int
) -> tuple[tuple[Span, ...], Row] | None:
    """Columns that hold this row too, and the row with glued cells cut; None if they can't."""
    pieces: list[Piece] = []
    for piece in row.pieces:
        parts = _apart(piece, spans, row.em)
        if parts is None:
            return None
        pieces += parts
    if len(pieces) < 2:
        return None
    result = list(spans)
    for piece in pieces:
        hit = [span for span in result if span.touches(piece)]
        new = Span(piece.x0, piece.x1, frozenset({number}))
        if any(number in span.rows for span in hit):
            return None
        for span in hit:
            result.remove(span)
            new = new.joined(span)
        result.append(new)
    ordered = tuple(sorted(result, key=lambda span: span.x0))
    whole = Row(pieces=tuple(pieces), foot=row.foot, em=row.em)
    return (ordered, whole) if len(ordered) > 1 else None


def _apart(piece: Piece, spans: Sequence[Span], em: float) -> list[Piece] | None:
    """The piece, cut where it runs from one column into another that some row parts from it."""
    hit = sorted((span for span in spans if span.touches(piece)), key=lambda span: span.x0)
    if all(one.rows.isdisjoint(two.rows) for i, one in enumerate(hit) for two in hit[i + 1:]):
        return [piece]
    at = _cut_between(piece, hit, em)
    if at is None:
        return None
    left, right = piece.cut(at)
    rest = _apart(right, spans, em)
    first = _apart(left, spans, em)
    return None if rest is None or first is None else [*first, *rest]


def _cut_between(piece: Piece, spans: Sequence[Span], em: float) -> int | None:
    """Word of a piece before which it is to be cut: the widest space between two columns."""
    best: tuple[float, int] | None = None
    hit = sorted((span for span in spans if span.touches(piece)), key=lambda span: span.x0)
    for one, two in pairwise(hit):
        if one.rows.isdisjoint(two.rows):
            continue
        for at, (left, right) in enumerate(pairwise(piece.boxes), start=1):
            space = right.x0 - left.x1
            middle = (left.x1 + right.x0) / 2
            between = left.center[0] < two.x0 and right.center[0] > one.x1
            near = one.x1 - 0.5 * em <= middle <= two.x0 + 0.5 * em
            if space >= _WORD_SPACE * em and between and near:
                best = max(best or (0.0, 0), (space, at))
    return best[1] if best else None


def _without_strays(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """A head centred over a wide column of short texts stands beside them, and is no column."""
    result = list(spans)
    while True:
        for index, (one, two) in enumerate(pairwise(result)):
            few = min(len(one.rows), len(two.rows))
            if one.rows.isdisjoint(two.rows) and few == 1:
                result[index:index + 2] = [one.joined(two)]
                break
        else:
            return tuple(result)


def _region(rows: Sequence[Row], spans: tuple[Span, ...]) -> Region | None:
    if len(spans) < 2:
        return None
    cells = []
    for row in rows:
        placed: dict[int, tuple[Piece, ...]] = {}
        for piece in row.pieces:
            column = _column_of(piece, spans)
            placed[column] = (*placed.get(column, ()), piece)
        cells.append(placed)
    return Region(tuple(rows), spans, tuple(cells))


def _column_of(piece: Piece, spans: Sequence[Span]) -> int:
    """The column that holds most of the piece; of a heading over several, the first."""
    shared = [min(span.x1, piece.x1) - max(span.x0, piece.x0) for span in spans]
    best = max(range(len(spans)), key=lambda i: shared[i])
    touched = [i for i, width in enumerate(shared) if width > 0]
    return best if not touched or shared[best] > _INSIDE * (piece.x1 - piece.x0) else touched[0]
