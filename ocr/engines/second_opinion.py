"""What a second engine read in the place of each word of the first.

Two engines of different make err in different places: what both read alike is hardly ever wrong,
and where they differ one of them is mostly right (docs/correction.md has the figures). The words
stay those of the first engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ocr.model import Bbox, Line, Word

_SAME_ROW = 0.5  # share of the lower box's height that two readings of one word have in common
_SHARED = 0.3  # share of the narrower box's width
_BUCKET = 64  # pixels; rows of the index by height on the page


def with_second_opinion(lines: Sequence[Line], others: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of the first engine, `Word.other` filled in from those of the second.

    A word of the second engine that covers several of the first says nothing of the others it
    covers: their `other` stays None. Words without a box are left as they are.

    Args:
        lines: as the first engine read them.
        others: the same page, as the second read it, boxes in the same pixels.
    """
    places = [
        (number, index, word.bbox, word.text)
        for number, line in enumerate(lines)
        for index, word in enumerate(line.words)
        if word.bbox is not None
    ]
    near = _ByHeight([place[2] for place in places])
    found: dict[int, list[Word]] = defaultdict(list)
    covered: set[int] = set()
    for other in (word for line in others for word in line.words if word.bbox is not None):
        assert other.bbox is not None
        widths = {at: _shared_width(places[at][2], other.bbox) for at in near(other.bbox)}
        shared = {at: width for at, width in widths.items() if width > 0}
        if shared:
            # boxes of a recogniser without segmentation are a letter wide off; equal text is surer
            best = max(shared, key=lambda at: (places[at][3] == other.text, shared[at], -at))
            found[best].append(other)
            covered |= shared.keys()
    told = {
        places[at][:2]: _joined(found[at]) if at in found else ""
        for at in range(len(places))
        if at in found or at not in covered
    }
    return tuple(
        replace(
            line,
            words=tuple(
                replace(word, other=told.get((number, index)))
                for index, word in enumerate(line.words)
            ),
        )
        for number, line in enumerate(lines)
    )


def _joined(words: Sequence[Word]) -> str:
    placed = [(word.bbox.x0, word.text) for word in words if word.bbox is not None]
    return " ".join(text for _, text in sorted(placed))


def _shared_width(box: Bbox, other: Bbox) -> int:
    """Columns that two boxes on one row share, 0 if they are not the same ink."""
    height = min(box.y1, other.y1) - max(box.y0, other.y0)
    width = min(box.x1, other.x1) - max(box.x0, other.x0)
    if height < _SAME_ROW * min(box.height, other.height):
        return 0
    return width if width >= _SHARED * min(box.width, other.width) else 0


class _ByHeight:
    """Finds the boxes that may touch another, by the rows they stand on."""

    def __init__(self, boxes: Sequence[Bbox]) -> None:
        self._rows: dict[int, list[int]] = defaultdict(list)
        for index, box in enumerate(boxes):
            for row in range(box.y0 // _BUCKET, box.y1 // _BUCKET + 1):
                self._rows[row].append(index)

    def __call__(self, box: Bbox) -> Iterator[int]:
        rows = range(box.y0 // _BUCKET, box.y1 // _BUCKET + 1)
        yield from sorted({index for row in rows for index in self._rows.get(row, ())})
