"""Printed lines into paragraphs: whole again after line wraps, page breaks and footnotes.

Two witnesses decide where a paragraph ends. The layout, where lines have boxes: first-line indent,
a line that ends although the next word had room, centred lines. And the words: end marks, capitals,
the marks of numbered units. Plain text has only the second, and the length of its lines.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from cleanup.layout import BodyLine
from cleanup.marks import line_mark
from cleanup.patterns import ITEMS, KEYWORDS, NUMBERED, LineKind, Mark, classify, is_caps

_CLOSERS = r"(?:[\"”’»)\]]|\[\^\d+\])*"
_SENTENCE_END = re.compile(rf"[.;:!?…]{_CLOSERS}\s*$")
# no sentence, heading or paragraph ends like this
# each ground of a decision is a paragraph and ends with a semicolon (NĐ 30/2020, Phụ lục I)
_BASIS = re.compile(r"(?:[-–]\s*)?(?:Căn cứ|Chiếu|Chiểu|Xét|Theo đề nghị)\s")
_CUT_OFF = re.compile(
    r"(?:\b(?:tại|theo|từ|đến|và|của|hoặc|với|các|những|"
    r"(?:khoản|điểm|tiết|Khoản|Điểm)\s+[\da-zđ]{1,3}(?:\s*(?:,|và|hoặc)\s*[\da-zđ]{1,3})*)|[(\[“])\s*$"
)
# guides to a paper name the clause that they explain: 06-HD/UBKTTW
_NAMED_CLAUSE = re.compile(r"^(?:[*+•-]\s*)?(?:Khoản|Điểm|Tiết)\s+[\da-zđ]{1,3}$")
# before a number these are cut off; but "Quan điểm" and "Nhiệm vụ trong năm" end headings
_WANTS_NUMBER = re.compile(
    r"\b(?:Điều|điều|khoản|điểm|số|ngày|tháng|năm|Chương|chương|Mục|mục|Phần|phần|trong|về|cho|"
    r"giai đoạn)\s*$"
)
_REFERENCE = re.compile(
    r"\d[\w./-]*/[\w-]+|^(?:Chương|Mục|Điều|Phần|Nghị định|Nghị quyết|Luật|Bộ luật|Thông tư|"
    r"Quyết định|Quy chế|Quy định|Điều lệ|Kế hoạch)\b(?!.*:$)"
)
# the note under the name of an appendix (domain 1.9)
_NOTE = re.compile(r"\(\s*(?:Ban hành\s+)?[Kk]èm theo\b")
_WRAPPED = 12  # characters; authors break a heading where its sense does, but not much earlier
_LOOSE = frozenset({
    LineKind.PART, LineKind.CHAPTER, LineKind.SECTION, LineKind.SUBSEC, LineKind.APPENDIX,
})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together; a long text has tens of thousands, so little is kept of each.

    Attributes:
        mark: how the whole paragraph begins.
        lead: the beginning of its text, up to the text of `mark`, which is not kept twice.
        rest: what follows `lead`.
        places: page, index and length of its lines, one after the other.
        weak: only the number at its beginning says that a paragraph begins here.
        centred: all its lines are centred on the page.
        bold: all its lines are bold, none is, or unknown.
    """

    mark: Mark
    lead: str
    rest: str
    places: array[int]
    weak: bool = False
    centred: bool = False
    bold: bool | None = None

    @classmethod
    def of(cls, lines: Sequence[BodyLine], *, weak: bool = False) -> Paragraph:
        """The paragraph of these lines."""
        known = [line.bold for line in lines if line.bold is not None]
        places = array("I")
        for line in lines:
            places.extend((line.page, line.index, len(line.text)))
        return cls._made(
            " ".join(line.text for line in lines), places=places, weak=weak,
            centred=all(line.centred for line in lines), bold=all(known) if known else None,
        )

    @classmethod
    def _made(
        cls, text: str, *, places: array[int], weak: bool, centred: bool, bold: bool | None
    ) -> Paragraph:
        mark = classify(text)
        ends = text.endswith(mark.text)
        return cls(
            mark=mark, lead=sys.intern(text.removesuffix(mark.text)) if ends else text,
            rest=mark.text if ends else "", places=places, weak=weak, centred=centred, bold=bold,
        )

    def followed_by(self, other: Paragraph) -> Paragraph:
        """Both as one."""
        known = [one.bold for one in (self, other) if one.bold is not None]
        return self._made(
            f"{self.text} {other.text}", places=self.places + other.places, weak=self.weak,
            centred=self.centred and other.centred, bold=all(known) if known else None,
        )

    @property
    def text(self) -> str:
        """Its lines joined by single spaces."""
        return self.lead + self.rest

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.places[0]

    @property
    def index(self) -> int:
        """The index in `Page.lines` of its first line."""
        return self.places[1]

    def place(self, offset: int) -> tuple[int, int, int]:
        """Page, line from 1 and offset in that line of the character at `offset` of `text`."""
        for at in range(0, len(self.places), 3):
            page, index, length = self.places[at : at + 3]
            if offset <= length:
                return page, index + 1, offset
            offset -= length + 1
        return page, index + 1, length


def ends_sentence(text: str) -> bool:
    """The text ends with `. ; : ! ?`, closing quotes and footnote calls aside.

    >>> ends_sentence("quy định./."), ends_sentence("quản lý.[^1]"), ends_sentence("của Tỉnh ủy")
    (True, True, False)
    """
    return bool(_SENTENCE_END.search(text))


def starts_lower(text: str) -> bool:
    """The first letter of the text is a small one, and no digit or quote stands before it."""
    return text[:1].islower()


def is_reference(mark: Mark) -> bool:
    """A unit's name at line start that only cites the unit of some document.

    >>> is_reference(classify("Mục 3 Chương II Thông tư này"))
    True
    >>> is_reference(classify("Mục 2 QUẢN LÝ VĂN BẢN ĐẾN"))
    False
    """
    if mark.kind not in _LOOSE or not mark.text or mark.label[-1] in ".:-–":
        return False
    if mark.text.startswith("("):
        # "Phụ lục (Kèm theo Nghị định số ...)" names its own appendix
        return False
    return bool(_REFERENCE.search(mark.text)) and not is_caps(mark.text)


def opens_unit(previous: BodyLine | None, line: BodyLine, mark: Mark) -> bool:
    """A line with this mark may begin a unit or an item here: no veto of its surroundings."""
    if mark.kind not in NUMBERED | ITEMS or is_reference(mark):
        return False
    if previous is None or ends_sentence(previous.text):
        return True
    layout = line.breaks_after(previous)
    if line.centred and previous.centred and mark.kind in _LOOSE:
        return True
    if _is_next_item(previous, mark):
        return True
    if layout is False or _is_cut_off(previous, line):
        return False
    if layout is None and _WANTS_NUMBER.search(previous.text):
        return False
    if layout is None and (mark.kind in KEYWORDS or line.new_block_after(previous)):
        layout = True
    if starts_lower(mark.text) and mark.kind is not LineKind.POINT:
        return False
    if previous.text.endswith(","):
        return mark.kind in ITEMS or mark.kind is LineKind.POINT or layout is True
    return layout is True or (layout is None and not previous.full(line))


def _is_next_item(previous: BodyLine, mark: Mark) -> bool:
    """An item under an item that a comma ends, as lists of Party papers have it (domain 2.6)."""
    above = line_mark(previous.text)
    return (
        mark.kind is above.kind is LineKind.DASH
        and previous.text.endswith(",") and not starts_lower(mark.text)
    )


def join_lines(
    lines: Iterable[BodyLine], below: Set[tuple[int, int]] = frozenset()
) -> Iterator[Paragraph]:
    """Group the body's lines, in reading order and over page breaks, into paragraphs.

    Args:
        lines: of the running text.
        below: (page, index) of lines that stand right below a table.
    """
    group: list[BodyLine] = []
    weak = False
    for line in lines:
        previous = group[-1] if group else None
        if previous is not None and _is_apart(group, line, below):
            previous = None
        mark = line_mark(line.text)
        by_words = opens_unit(previous, line, mark)
        by_layout = previous is None or _new_paragraph(previous, line)
        if by_words or by_layout:
            if group:
                yield Paragraph.of(group, weak=weak)
            group, weak = [], by_words and not by_layout
        group.append(line)
    if group:
        yield Paragraph.of(group, weak=weak)


def _is_cut_off(previous: BodyLine, line: BodyLine) -> bool:
    """`previous` breaks off ("… tại khoản 2"); "* Khoản 2" alone on its line names what follows."""
    if not _CUT_OFF.search(previous.text):
        return False
    return not (_NAMED_CLAUSE.match(previous.text) and _is_short(previous, line))


def _is_short(previous: BodyLine, line: BodyLine) -> bool:
    """`previous` ends far from the margin, and neither is centred: no heading is wrapped so."""
    if not (previous.boxed and line.boxed) or previous.centred or line.centred:
        return False
    return previous.room is not None and previous.room > line.head + _WRAPPED


def _is_apart(group: list[BodyLine], line: BodyLine, below: Set[tuple[int, int]]) -> bool:
    """A table stands between the two, or a note in brackets is closed."""
    if (line.page, line.index) in below:
        return not starts_lower(line.text)
    if not _NOTE.match(group[0].text):
        return False
    note = " ".join(part.text for part in group)
    return note.endswith(")") and note.count("(") == note.count(")")


def _new_paragraph(previous: BodyLine, line: BodyLine) -> bool:
    """No unit begins here; does a paragraph?"""
    ended = ends_sentence(previous.text)
    if previous.text.endswith(";") and _BASIS.match(line.text):
        return True
    if _NOTE.match(line.text) and (
        line.centred or line.new_block_after(previous) or is_caps(previous.text)
    ):
        return True
    # "ngày 19 | /02/2025": the pen's number stood between, and nothing begins with a slash
    if (starts_lower(line.text) or line.text.startswith("/")) and not ended:
        return False
    if not ended and is_caps(line.text) and is_caps(previous.text) and not (
        line.new_block_after(previous) or _is_short(previous, line)
    ):
        return False
    if not ended and not line.new_block_after(previous) and (
        _is_cut_off(previous, line)
        or (line.text[:1].isdigit() and _WANTS_NUMBER.search(previous.text))
    ):
        return False
    layout = line.breaks_after(previous)
    if layout is not None:
        return layout
    if line.new_block_after(previous):
        return True
    return not previous.full(line)
