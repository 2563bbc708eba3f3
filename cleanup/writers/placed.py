"""Where each word of the corrected text stands on the page: what hOCR, ALTO and PDF need.

`Line.words` are the words as they were read; `Line.text` is what the corrections made of them. A
corrected word takes the place of what was read there. Where words were joined their boxes are
united; where one was split its box is divided in proportion to the letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import reduce
from itertools import groupby

from cleanup.document import Document
from ocr.errors import Message, UsageError
from ocr.model import Bbox, Line, Page, Stamp, Table, Unplaced, Word, Zone, around

Place = tuple[float, float]
"""Where a word begins and ends in the letters that were read, spaces not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of a page, in reading order.

    Attributes:
        lines: with the words of the corrected text; none for a table, whose lines are in its cells.
        bbox: around all of it; None if nothing is known of its place.
        table: the table that stands here.
        mark: the stamp, or what has no place in the text.
    """

    lines: tuple[Line, ...] = ()
    bbox: Bbox | None = None
    table: Table | None = None
    mark: Stamp | Unplaced | None = None


def check_places(document: Document, format: str) -> None:
    """Refuse a document whose text has no places on a page.

    Raises:
        UsageError: if there is text, and no line of it has a box.
    """
    lines = [line for page in document.pages for line in _all_lines(page)]
    if lines and all(line.bbox is None for line in lines):
        raise UsageError(
            Message(f"can't become {format}: the text has no places on a page",
                    f"không thể thành {format}: văn bản không có vị trí trên trang"),
            Message("Choose md, json, txt or docx, or convert the scan",
                    "Hãy chọn md, json, txt hoặc docx, hoặc chuyển đổi bản quét"),
            file=document.source.file,
        )


def areas_of(page: Page) -> Iterator[Area]:
    """The text of a page with its tables in their places, then stamps and what has no place."""
    tables = sorted(page.tables, key=lambda table: table.before_line)
    start = 0
    for table in tables:
        yield from _text_areas(page.lines[start:table.before_line])
        start = max(start, table.before_line)
        yield Area(bbox=table.bbox, table=with_placed_cells(table))
    yield from _text_areas(page.lines[start:])
    yield from map(_mark_area, page.stamps)
    yield from map(_mark_area, page.unplaced)


def placed_pages(document: Document) -> tuple[Page, ...]:
    """The pages with all that can be searched as lines: text, tables, stamps, words of drawings.

    What the reader set aside (strokes of a pen, specks, a first reading of the same ink) is left
    out: it would be found beside the words that stand there.
    """
    pages = []
    for page in document.pages:
        lines: list[Line] = []
        for area in areas_of(page):
            if isinstance(area.mark, Unplaced) and not (
                    area.mark.kind == "drawing" or area.mark.reason == "margin"):
                continue
            cells = area.table.cells if area.table is not None else ()
            lines += (*area.lines, *(line for cell in cells for line in cell.lines))
        pages.append(replace(page, lines=tuple(lines), tables=()))
    return tuple(pages)


def placed(line: Line) -> Line:
    r"""The line with the words of its corrected text, each with its box.

    >>> line = Line(text="không gian số", raw_text="khônggian sô", bbox=Bbox(0, 0, 130, 20), words=(
    ...     Word(text="khônggian", bbox=Bbox(0, 0, 90, 20)),
    ...     Word(text="sô", bbox=Bbox(100, 0, 130, 20))))
    >>> [(word.text, word.bbox.x0, word.bbox.x1) for word in placed(line).words]
    [('không', 0, 50), ('gian', 50, 90), ('số', 100, 130)]
    """
    texts = line.text.split()
    if [word.text for word in line.words] == texts:
        return line
    read = _read_words(line)
    if read is None:
        return replace(line, words=tuple(Word(text=text) for text in texts))
    return replace(line, words=_fitted(texts, read))


def with_placed_cells(table: Table) -> Table:
    """The table with the words of the corrected text in the lines of its cells."""
    return replace(table, cells=tuple(
        replace(cell, lines=tuple(placed(line) for line in cell.lines)) for cell in table.cells
    ))


def _all_lines(page: Page) -> Iterator[Line]:
    yield from page.lines
    yield from (line for table in page.tables for cell in table.cells for line in cell.lines)


def _text_areas(lines: Sequence[Line]) -> Iterator[Area]:
    """One area for each block of the source."""
    for _, group in groupby(lines, key=lambda line: line.block):
        block = tuple(placed(line) for line in group)
        yield Area(lines=block, bbox=around(line.bbox for line in block))


def _mark_area(mark: Stamp | Unplaced) -> Area:
    """The lines of a stamp have no boxes of their own: its box is divided among them."""
    stamp = isinstance(mark, Stamp)
    texts = mark.text if isinstance(mark, Stamp) else tuple(mark.text.splitlines())
    texts = tuple(" ".join(text.split()) for text in texts if text.strip())
    return Area(mark=mark, bbox=mark.bbox, lines=tuple(
        placed(Line(text=text, raw_text=text, bbox=_row(mark.bbox, index, len(texts)),
                    zone=Zone.STAMP if stamp else Zone.UNPLACED))
        for index, text in enumerate(texts)
    ))


def _row(box: Bbox | None, index: int, count: int) -> Bbox | None:
    if box is None:
        return None
    top = box.y0 + box.height * index // count
    return Bbox(box.x0, top, box.x1, max(top + 1, box.y0 + box.height * (index + 1) // count))


# ---------------------------------------------------------------- one line

def _read_words(line: Line) -> tuple[Word, ...] | None:
    """The words as read, all with boxes; the whole line as one word if they have none."""
    if line.words and all(word.bbox is not None for word in line.words):
        return line.words
    if line.bbox is None:
        return None
    return (Word(text=line.text, bbox=line.bbox, confidence=line.confidence),)


def _fitted(texts: Sequence[str], read: Sequence[Word]) -> tuple[Word, ...]:
    """Words that stayed keep all they have; stretches in between are fitted letter by letter."""
    result: list[Word] = []
    same = SequenceMatcher(None, [word.text for word in read], texts, autojunk=False)
    for what, i0, i1, j0, j1 in same.get_opcodes():
        if what == "equal":
            result += read[i0:i1]
        elif i1 - i0 == j1 - j0 == 1:
            result.append(replace(read[i0], text=texts[j0], choices=(), other=None))
        elif what == "insert":
            result += _squeezed_in(texts[j0:j1], read, i0)
        elif what == "replace":
            result += _by_letters(texts[j0:j1], read[i0:i1])
    return tuple(result)


def _squeezed_in(texts: Sequence[str], read: Sequence[Word], index: int) -> list[Word]:
    """Words that nothing was read for: between their neighbours, a pixel wide if need be."""
    before = read[index - 1].bbox if index else None
    after = read[index].bbox if index < len(read) else None
    beside = before or after
    assert beside is not None
    x0 = before.x1 if before else beside.x0
    x1 = max(x0 + len(texts), after.x0 if after and before else x0)
    edges = [x0 + (x1 - x0) * n // len(texts) for n in range(len(texts) + 1)]
    return [Word(text=text, bbox=Bbox(edges[n], beside.y0, edges[n + 1], beside.y1))
            for n, text in enumerate(texts)]


def _by_letters(texts: Sequence[str], read: Sequence[Word]) -> list[Word]:
    places = _places(texts, "".join("".join(word.text.split()) for word in read))
    ends: list[int] = []
    for word in read:
        ends.append((ends[-1] if ends else 0) + len("".join(word.text.split())))
    return [_cut(text, place, read, ends) for text, place in zip(texts, places, strict=True)]


def _places(texts: Sequence[str], letters: str) -> list[Place]:
    """For each word the stretch of the read letters that it stands for."""
    joined = "".join(texts)
    at = [0.0] * (len(joined) + 1)
    codes = SequenceMatcher(None, letters, joined, autojunk=False).get_opcodes()
    for what, i0, i1, j0, j1 in codes:
        if what != "delete":
            for j in range(j0, j1 + 1):
                at[j] = i0 + (i1 - i0) * (j - j0) / (j1 - j0)
    places: list[Place] = []
    start = 0
    for text in texts:
        end = start + len(text)
        places.append((at[start], at[end]))
        start = end
    return places


def _cut(text: str, place: Place, read: Sequence[Word], ends: Sequence[int]) -> Word:
    """What a stretch of letters covers of the words they belong to."""
    parts: list[Bbox] = []
    scores: list[tuple[float, float]] = []
    begin = 0
    for word, end in zip(read, ends, strict=True):
        first, last = max(place[0], begin), min(place[1], end)
        box = word.bbox
        assert box is not None
        if last > first or (last == first and not parts and (end == ends[-1] or last < end)):
            step = box.width / max(1, end - begin)
            x0 = min(box.x0 + round(step * (first - begin)), box.x1 - 1)
            x1 = max(x0 + 1, box.x0 + round(step * (last - begin)))
            parts.append(Bbox(x0, box.y0, x1, box.y1))
            if word.confidence is not None:
                scores.append((word.confidence, max(last - first, 0.01)))
        begin = end
    weight = sum(share for _, share in scores)
    confidence = sum(score * share for score, share in scores) / weight if scores else None
    return Word(text=text, bbox=reduce(Bbox.union, parts), confidence=confidence)
