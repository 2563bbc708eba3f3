"""Long texts in stretches, so that memory stays flat; an ordinary document is one stretch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cleanup.document import Correction
from cleanup.packed import exchanged
from ocr.model import Line, Page

# code points; some sixty printed pages
SIZE = 120_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive pages, or a part of a page that is longer than a batch.

    Attributes:
        first: index of the first page in the document.
        skipped: lines of that page that belong to earlier batches.
        pages: with the lines of this batch only.
    """

    first: int
    skipped: int
    pages: tuple[Page, ...]

    def placed(self, one: Correction) -> Correction:
        """A correction of this batch with its line number on the whole page."""
        inside = self.skipped and one.page == self.pages[0].number
        return replace(one, line=one.line + self.skipped) if inside else one


def cut(pages: tuple[Page, ...]) -> Iterator[Batch]:
    """Cut a document where a line ends with a stop, after `SIZE` code points at the earliest."""
    first, skipped, size = 0, 0, 0
    gathered: list[Page] = []
    for index, page in enumerate(pages):
        begin = 0
        for number, line in enumerate(page.lines, 1):
            size += len(line.text)
            if size >= SIZE and _closes(page.lines, number):
                gathered.append(replace(page, lines=page.lines[begin:number]))
                yield Batch(first, skipped, tuple(gathered))
                gathered, first, skipped, size, begin = [], index, number, 0, number
        gathered.append(replace(page, lines=page.lines[begin:]) if begin else page)
    yield Batch(first, skipped, tuple(gathered))


def _closes(lines: Sequence[Line], number: int) -> bool:
    """A sentence or the page ends with this line."""
    return lines[number - 1].text.rstrip().endswith((".", ";", ":")) or number == len(lines)


class Changes:
    """The lines of a document that came out changed, by page; of the others nothing is kept."""

    def __init__(self, pages: tuple[Page, ...]) -> None:
        self._pages = pages
        self._changed: list[dict[int, Line]] = [{} for _ in pages]

    def note(self, batch: Batch, corrected: Batch) -> None:
        """Take over what is new in a batch."""
        skipped = batch.skipped
        pairs = zip(batch.pages, corrected.pages, strict=True)
        for number, (before, after) in enumerate(pairs, batch.first):
            lines = enumerate(zip(before.lines, after.lines, strict=True), skipped)
            self._changed[number] |= {at: new for at, (old, new) in lines if new != old}
            skipped = 0

    def made(self) -> tuple[Page, ...]:
        """The whole document again."""
        return tuple(
            replace(page, lines=exchanged(page.lines, new)) if new else page
            for page, new in zip(self._pages, self._changed, strict=True)
        )
