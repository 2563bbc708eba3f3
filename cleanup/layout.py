"""What the place of a line on its page says: indent, room at its end, centring.

Boxes come from the recogniser or a text layer; plain text has none, there the length of a line
stands for its width. All lengths are in units of an average character of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from statistics import median

from cleanup.marks import line_mark
from cleanup.patterns import NUMBERED, LineKind, is_caps
from ocr.model import Bbox, Line, Page

# A first-line indent is 10 or 12.7 mm in both systems (domain 1.3), about 5 to 6 characters of
# 13-14 pt type; scans move line ends by one character at most.
_INDENT = 2.5
_CENTRE_TOLERANCE = 4.0
_SAME_PLACE = 1.2
_WRAPS = 2  # lines that show a margin
_FIELD = re.compile(r"[^\W\d_][^:.;,]{1,40}:\s")
_ARTICLE = re.compile(r"Điều\s+\d{1,3}[a-zđ]?[,;]\s")  # a full stop read as a comma


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLine:
    """A line of the running text, with its place reduced to what paragraphs need.

    Attributes:
        index: its index from 0 in `Page.lines`.
        indent: characters between the left margin and the line, None if unknown.
        room: characters between the line's end and the right margin, None if unknown.
        head: characters of its first word.
        centred: it stands in the middle, clear of both margins.
        boxed: the page has coordinates.
        size: height of the type against the page's usual one, 1.0 if unknown.
    """

    text: str
    page: int
    index: int
    indent: float | None = None
    room: float | None = None
    head: int = 0
    centred: bool = False
    boxed: bool = False
    bold: bool | None = None
    block: int | None = None
    size: float = 1.0

    def full(self, following: BodyLine) -> bool:
        """The line is full: the first word of `following` had no room at its end."""
        return self.room is not None and self.room < following.head + 1.5

    def new_block_after(self, previous: BodyLine) -> bool:
        """A blank line of the source stands between the two (plain text only)."""
        return not self.boxed and self.block != previous.block

    def breaks_after(self, previous: BodyLine) -> bool | None:
        """The layout says that a paragraph begins with this line; None if it says nothing."""
        if not (self.boxed and previous.boxed) or self.indent is None:
            return None
        if self.centred or previous.centred:
            return self.centred != previous.centred or not _same_style(previous, self)
        if self.indent > _INDENT:
            return not self._hangs_under(previous)
        return not previous.full(self)

    def _hangs_under(self, previous: BodyLine) -> bool:
        """An indented line that goes on with an indented one, as in a hanging list."""
        near = previous.indent is not None and self.indent is not None and (
            abs(previous.indent - self.indent) < _CENTRE_TOLERANCE and previous.indent > _INDENT
        )
        if near and (self._begins_beside_mark(previous) or self._is_next_field(previous)):
            return False
        marked = line_mark(self.text).kind is not LineKind.TEXT
        same = is_caps(self.text) == is_caps(previous.text)
        return near and same and not marked and previous.full(self) and not _ended(previous.text)

    def _is_next_field(self, previous: BodyLine) -> bool:
        """A row of a form under another: "Tên: …" / "Mã số thuế: …"."""
        both = _FIELD.match(self.text) and _FIELD.match(previous.text)
        return bool(both) and self.text[:1].isupper()

    def _begins_beside_mark(self, previous: BodyLine) -> bool:
        """A sentence right under the number of a title: what hangs stands right of the number."""
        level = abs((previous.indent or 0.0) - (self.indent or 0.0)) < _SAME_PLACE
        marked = line_mark(previous.text).kind in NUMBERED or _ARTICLE.match(previous.text)
        return level and bool(marked) and self.text[:1].isupper()


def _ended(text: str) -> bool:
    return text.endswith((".", ";", ":"))


def _same_style(one: BodyLine, two: BodyLine) -> bool:
    caps = [line.text.upper() == line.text for line in (one, two)]
    return caps[0] == caps[1] and one.page == two.page and not _ended(one.text)


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float
    char: float
    x_size: float | None

    def scaled(self, factor: float) -> _Column:
        return _Column(self.left * factor, self.right * factor, self.char * factor, self.x_size)


def body_lines(pages: Sequence[Page], keep: Iterable[tuple[int, int]]) -> Iterator[BodyLine]:
    """The lines named by `keep` (page number, index in `Page.lines`), measured on their pages."""
    wanted = {page.number: bytearray(len(page.lines)) for page in pages}
    for number, index in keep:
        wanted[number][index] = True
    columns = _columns(pages, wanted)
    width = _text_width(
        line for page in pages for line in compress(page.lines, wanted[page.number])
        if line.bbox is None
    )
    for page in pages:
        column = columns.get(page.number)
        for index, line in compress(enumerate(page.lines), wanted[page.number]):
            if line.text.strip():
                yield _measure(line, (page.number, index), column, width)


def _measure(
    line: Line, place: tuple[int, int], column: _Column | None, width: int | None
) -> BodyLine:
    page, index = place
    text = " ".join(line.text.split())
    head = len(text.split(" ", 1)[0])
    if line.bbox is None or column is None:
        room = None if width is None else width - len(text)
        return BodyLine(text=text, page=page, index=index, head=head, bold=line.bold,
                        block=line.block, room=room)
    left = (line.bbox.x0 - column.left) / column.char
    right = (column.right - line.bbox.x1) / column.char
    centred = (
        min(left, right) > 2 * _INDENT and abs(left - right) < _CENTRE_TOLERANCE + 0.1 * right
    )
    size = line.x_size / column.x_size if line.x_size and column.x_size else 1.0
    return BodyLine(text=text, page=page, index=index, indent=left, room=right, head=head,
                    centred=centred, boxed=True, bold=line.bold, block=line.block, size=size)


def _columns(pages: Sequence[Page], wanted: Mapping[int, bytearray]) -> dict[int, _Column]:
    """Margins per page; a page with few lines borrows those of the document."""
    found: dict[int, _Column] = {}
    sure: list[_Column] = []
    for page in pages:
        lines = [(line.bbox, line) for line in compress(page.lines, wanted[page.number])
                 if line.bbox is not None and line.text.strip()]
        if not lines:
            continue
        column = _column([(box, line) for box, line in lines])
        found[page.number] = column
        if len(lines) >= 8:
            sure.append(column.scaled(1 / (page.width or 1)))
    if not sure:
        return found
    usual = _Column(median(c.left for c in sure), median(c.right for c in sure),
                    median(c.char for c in sure), None)
    # pages of one document may be scanned at different resolutions: compared as shares of the width
    widths = {page.number: page.width or 1 for page in pages}
    return {
        number: _trusted(column, usual.scaled(widths[number])) for number, column in found.items()
    }


def _trusted(column: _Column, usual: _Column) -> _Column:
    """The page's own margins, unless they lie inside the usual ones by an indent or more."""
    inside = _INDENT * usual.char
    left = usual.left if column.left > usual.left + inside else column.left
    right = usual.right if column.right < usual.right - inside else column.right
    return _Column(left, right, column.char, column.x_size)


def _column(lines: list[tuple[Bbox, Line]]) -> _Column:
    widest = max(box.width for box, _ in lines)
    wide = [(box, line) for box, line in lines if box.width > 0.6 * widest]
    char = median(box.width / max(1, len(line.text)) for box, line in wide)
    sizes = [line.x_size for _, line in wide if line.x_size]
    left = _edge([box.x0 for box, _ in wide], char)
    right = -_edge([-box.x1 for box, _ in wide], char)
    return _Column(
        _outer_edge(lines, left, right, char), right, char,
        median(sizes) if sizes else None,
    )


def _outer_edge(
    lines: Sequence[tuple[Bbox, Line]], left: float, right: float, char: float
) -> float:
    """The left margin, also where all wide lines are first lines: by the ends that wrap below.

    One is enough where a sentence goes on in it, and in no line that stands where the others do.
    """
    ends = sorted(
        (end.x0, not _ended(upper.text) and lower.text[:1].isalnum())
        for (line, upper), (end, lower) in pairwise(lines)
        if end.x0 < left - _INDENT * char and abs(line.x0 - left) < char
        and line.x1 > right - char
    )
    inside = any(abs(box.x0 - left) < char and line.text[:1].islower() for box, line in lines)
    shown = len(ends) >= _WRAPS or (not inside and any(goes_on for _, goes_on in ends))
    near = shown and ends[-1][0] - ends[0][0] <= char
    return median(x0 for x0, _ in ends) if near else left


def _edge(places: Sequence[float], char: float) -> float:
    """The outermost place where several lines begin; a single line may begin with a speck."""
    ordered = sorted(places)
    needed = max(2, len(ordered) // 7)
    for place in ordered:
        near = [other for other in ordered if place <= other <= place + char]
        if len(near) >= needed:
            return median(near)
    return ordered[0]


def _text_width(lines: Iterable[Line]) -> int | None:
    """The width to which plain text was wrapped, None if its lines are whole paragraphs.

    A line that goes on in small letters was wrapped; ten of them, of like length, show the width.
    """
    wrapped: list[int] = []
    count = 1
    for line, following in pairwise(lines):
        count += 1
        if (line.block == following.block and following.text[:1].islower()
                and not _ended(line.text)):
            wrapped.append(len(line.text))
    wrapped.sort()
    if len(wrapped) < max(3, count // 10):
        return None
    return wrapped[(len(wrapped) * 9) // 10]
