"""The page model: what `ocr` hands on, and all that `cleanup` knows of a page.

Names follow hOCR and ALTO. Everything is frozen; a later stage returns a changed copy. No pixels
live here, so that text can be cleaned without importing an image library.

Conventions, everywhere: a bbox is in integer pixels of the *upright* page image at the page's
`dpi`, origin top left, x1 and y1 exclusive. Page numbers count from 1. Confidence is 0..1 or None
(unknown). Angles are degrees, counter-clockwise positive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce
from operator import mul


@dataclass(frozen=True, slots=True, order=True)
class Bbox:
    """A box in pixels of the upright page image; x1 and y1 are exclusive.

    Raises:
        ValueError: if the box is empty or turned inside out.
    """

    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        if self.x1 <= self.x0 or self.y1 <= self.y0:
            msg = f"empty box {self.x0},{self.y0},{self.x1},{self.y1}"
            raise ValueError(msg)

    @property
    def width(self) -> int:
        """Width in pixels, at least 1."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Height in pixels, at least 1."""
        return self.y1 - self.y0

    @property
    def center(self) -> tuple[float, float]:
        """Middle of the box as (x, y)."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def union(self, other: Bbox) -> Bbox:
        """The smallest box around both."""
        return Bbox(
            min(self.x0, other.x0), min(self.y0, other.y0),
            max(self.x1, other.x1), max(self.y1, other.y1),
        )

    def overlap(self, other: Bbox) -> int:
        """Shared area in square pixels, 0 when apart."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return width * height if width > 0 and height > 0 else 0

    def moved(self, right: int, down: int = 0) -> Bbox:
        """The box moved by that many pixels; nothing leaves the page at its top or left."""
        x0, y0 = max(0, self.x0 + right), max(0, self.y0 + down)
        return Bbox(x0, y0, max(x0 + 1, self.x1 + right), max(y0 + 1, self.y1 + down))

    def as_list(self) -> list[int]:
        """`[x0, y0, x1, y1]`, as written to JSON."""
        return [self.x0, self.y0, self.x1, self.y1]


def around(boxes: Iterable[Bbox | None]) -> Bbox | None:
    """The smallest box around all that are known, None for none.

    >>> around([Bbox(0, 0, 2, 2), None, Bbox(5, 1, 6, 3)])
    Bbox(x0=0, y0=0, x1=6, y1=3)
    >>> around([None]) is None
    True
    """
    known = [box for box in boxes if box is not None]
    return reduce(Bbox.union, known) if known else None


class Zone(StrEnum):
    """What a line is for. `cleanup.zones` decides; engines leave UNKNOWN."""

    UNKNOWN = "unknown"
    HEADER_LEFT = "header_left"          # issuing bodies
    HEADER_RIGHT = "header_right"        # Quốc hiệu, tiêu ngữ, or ĐẢNG CỘNG SẢN VIỆT NAM
    NUMBER = "number"
    PLACE_DATE = "place_date"
    TITLE = "title"
    ADDRESSEE = "addressee"              # Kính gửi
    BODY = "body"
    TABLE = "table"
    FOOTNOTE = "footnote"
    RECIPIENTS = "recipients"            # Nơi nhận
    SIGNATURE = "signature"
    STAMP = "stamp"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"
    UNPLACED = "unplaced"


class PageStatus(StrEnum):
    """How a page ended. A failed page stays in the result, with its error."""

    OK = "ok"
    BLANK = "blank"
    FAILED = "failed"


class TextSource(StrEnum):
    """Where a page's text comes from."""

    OCR = "ocr"
    TEXT_LAYER = "text-layer"
    TEXT = "text"


class StampKind(StrEnum):
    """Kinds of marks that lie over the text."""

    INCOMING_MAIL = "incoming_mail"
    SEAL = "seal"
    URGENCY = "urgency"
    SECRECY = "secrecy"
    COPY = "copy"
    DIGITAL_SIGNATURE = "digital_signature"
    ARCHIVE = "archive"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One reading of one character position, with the engine's score 0..1."""

    text: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One token between spaces, as the engine read it (NFC).

    `choices` holds, for each code point of `text`, what else the engine saw there, best first;
    empty when the engine gives no alternatives. `len(choices)` is then `len(text)`.

    `other` is what a second engine read in the same place: NFC, with spaces if it saw several
    words there, empty if it saw none; None if there was no second engine.
    """

    text: str
    bbox: Bbox | None = None
    confidence: float | None = None
    choices: tuple[tuple[Choice, ...], ...] = ()
    other: str | None = None


def align_choices(
    text: str, columns: Sequence[tuple[Choice, ...]]
) -> tuple[tuple[Choice, ...], ...]:
    """`Word.choices` from an engine's columns: an empty one where they do not fit the text.

    Tesseract's columns follow its network, its text may follow its dictionary, so the two can
    differ in length.
    """
    if not columns or len(columns) == len(text):
        return tuple(columns)
    result: list[tuple[Choice, ...]] = []
    position = 0
    for character in text:
        for ahead in range(position, min(position + 3, len(columns))):
            if any(choice.text == character for choice in columns[ahead]):
                result.append(columns[ahead])
                position = ahead + 1
                break
        else:
            result.append(())
    return tuple(result)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line.

    Attributes:
        text: the line as it stands after all edits so far, NFC, single spaces.
        raw_text: what the engine or the source said, untouched.
        words: the words of the raw reading, left to right (empty for plain text input).
        bbox: None when the source has no coordinates.
        baseline: (slope, offset) of the baseline against the lower left corner of bbox, as in
            hOCR: y grows downwards.
        x_size: height of the type in pixels (ascender to descender), None if unknown.
        bold: True, False, or None if unknown.
        italic: the same.
        block: number of the text block of the source; in plain text a blank line begins a new one.
        zone: what the line is for.
    """

    text: str
    raw_text: str
    words: tuple[Word, ...] = ()
    bbox: Bbox | None = None
    baseline: tuple[float, float] | None = None
    confidence: float | None = None
    x_size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    block: int | None = None
    zone: Zone = Zone.UNKNOWN

    def with_words(self, words: tuple[Word, ...]) -> Line:
        """This line with only these of its words: text, raw text and box are theirs."""
        text = " ".join(word.text for word in words)
        box = around(word.bbox for word in words) or self.bbox
        return replace(self, words=words, text=text, raw_text=text, bbox=box)


    def reworded(self, words: tuple[Word, ...]) -> Line:
        """This line, its box and place, with other words: text and confidence are theirs."""
        text = " ".join(word.text for word in words)
        return replace(
            self, words=words, text=text, raw_text=text, confidence=mean_confidence(words)
        )

    def moved(self, right: int, down: int = 0) -> Line:
        """The line with its words in another place of the page."""
        words = tuple(
            replace(word, bbox=word.bbox and word.bbox.moved(right, down)) for word in self.words)
        return replace(self, bbox=self.bbox and self.bbox.moved(right, down), words=words)


def mean_confidence(parts: Iterable[Word | Line]) -> float | None:
    """Mean confidence of words or lines, weighted by their length; None if none has one."""
    scored = [(part.confidence, len(part.text)) for part in parts if part.confidence is not None]
    letters = sum(length for _, length in scored)
    return sum(c * n for c, n in scored) / letters if letters else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; rows and columns count from 0."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    bbox: Bbox | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. Its text lives in its cells only, not in `Page.lines`.

    `before_line` is the index in `Page.lines` of the line that follows the table in reading order.
    `ruled` is False where its columns were found by their alignment alone; such a table need not
    have a cell in each place.
    """

    bbox: Bbox | None
    cells: tuple[Cell, ...]
    before_line: int
    ruled: bool = True

    def moved(self, right: int) -> Table:
        """The table with its cells and their lines farther to the right (or left)."""
        cells = tuple(
            replace(cell, bbox=cell.bbox and cell.bbox.moved(right),
                    lines=tuple(line.moved(right) for line in cell.lines))
            for cell in self.cells
        )
        return replace(self, bbox=self.bbox and self.bbox.moved(right), cells=cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A mark over the text: stamp, seal or digital signature, with the text it shows.

    `text` may hold repaired labels ("Chuyển:" for a cut "ayễn:"); `raw_text` then holds what was
    read, line by line. It is empty where nothing was repaired.
    """

    kind: StampKind
    page: int
    bbox: Bbox | None = None
    text: tuple[str, ...] = ()
    fields: Mapping[str, str | None] = field(default_factory=dict)
    raw_text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """Something on the page that is not part of the text, kept so that nothing is lost.

    Attributes:
        reason: "handwriting", "margin" or "unknown".
        kind: "drawing" for a drawing, map or picture with the words read in it, "form" for a form
            filled by hand, whose words stay in the text, "pen" for a signature or as large a stroke
            of a pen, or numbers and initials that were not read, without text; None for anything
            else.
    """

    page: int
    text: str
    reason: str
    bbox: Bbox | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessingStep:
    """One tool that worked on the document, with version and settings."""

    tool: str
    version: str
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the source, whether or not it could be read.

    Attributes:
        lines: in reading order; a tuple, of a very long page packed (`cleanup.packed`).
        rotation: degrees (0, 90, 180, 270) by which the source was turned counter-clockwise to
            stand upright.
        skew: degrees by which it was then turned to be straight.
        text_source: where the text comes from; `text_layer` says in a few words why the layer was
            or was not trusted.
        error: for a failed page, what went wrong, in English.
        damage: of a page that was read, why a part of its picture is missing, in English.
        gutter: column at which the right one of two pages begins that lie side by side on this
            scan; everything left of it comes first. None for one page.
        mesh: where a bent page that was made flat lies in its source: rows of places, spread evenly
            over the upright page from corner to corner, each as (x, y) in shares of the width and
            height of the source's picture. Empty for flat pages, of which `rotation` and `skew`
            say all.
    """

    number: int
    width: int | None = None
    height: int | None = None
    dpi: int | None = None
    rotation: int = 0
    skew: float = 0.0
    status: PageStatus = PageStatus.OK
    error: str | None = None
    damage: str | None = None
    text_source: TextSource = TextSource.OCR
    text_layer: str = "none"
    lines: Sequence[Line] = ()
    tables: tuple[Table, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    confidence: float | None = None
    steps: tuple[ProcessingStep, ...] = ()
    gutter: int | None = None
    mesh: tuple[tuple[tuple[float, float], ...], ...] = ()

    def beside(self, right: Page, gutter: int) -> Page:
        """This page and another one that lies to the right of it on the same scan, as one.

        Number, size and state are those of this page.

        Args:
            right: its boxes are counted from the gutter.
            gutter: column at which it begins.
        """
        count = len(self.lines)
        tables = (replace(table.moved(gutter), before_line=table.before_line + count)
                  for table in right.tables)
        stamps = (replace(stamp, bbox=stamp.bbox and stamp.bbox.moved(gutter))
                  for stamp in right.stamps)
        unplaced = (replace(item, bbox=item.bbox and item.bbox.moved(gutter))
                    for item in right.unplaced)
        letters = [sum(len(line.text) for line in page.lines) for page in (self, right)]
        sure = [page.confidence or 0.0 for page in (self, right)]
        return replace(
            self,
            lines=(*self.lines, *(line.moved(gutter) for line in right.lines)),
            tables=(*self.tables, *tables),
            stamps=(*self.stamps, *stamps),
            unplaced=(*self.unplaced, *unplaced),
            confidence=sum(map(mul, letters, sure)) / sum(letters) if sum(letters) else None,
            gutter=gutter,
        )
