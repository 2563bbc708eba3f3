"""Flows text over sheets of A4 and keeps the truth of every line that it sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageDraw

from samples.source import SUPERSCRIPT
from samples.typeset import Fonts, SetLine, Span, Style

A4 = (210.0, 297.0)
TOP, BOTTOM, LEFT = 20.0, 20.0, 30.0  # millimetres; domain: 36-HD/VPTW and NĐ 30/2020
NOTE_STYLE = Style(10.5)      # Word sets footnotes at 10, offices at 10 to 12
ZONES = (
    "header_left",
    "header_right",
    "number_line",
    "place_date",
    "title",
    "body",
    "tables",
    "recipients",
    "signature",
    "footnotes",
    "noise",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a paragraph stands: `indent` in millimetres, `before` in points."""

    align: str = "justify"
    indent: float = 10
    before: float = 6
    keep: int = 1  # lines that must fit on the sheet, or the paragraph begins the next one


@dataclass(slots=True)
class Sheet:
    """One page while it is being printed."""

    number: int
    image: Image.Image
    truth: dict[str, Any]
    notes: list[list[SetLine]] = field(default_factory=list)
    note_height: float = 0
    seal_at: tuple[float, float] | None = None
    pens: list[tuple[str, float, float]] = field(default_factory=list)  # text, x, baseline

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """A pen for black ink."""
        return ImageDraw.Draw(self.image)


class Press:
    """Sets paragraphs one below the other and begins a new sheet when one is full."""

    def __init__(
        self, fonts: Fonts, *, right: float, leading: float, notes: dict[str, str]
    ) -> None:
        self.fonts = fonts
        self.leading = leading
        self.left = fonts.mm(LEFT)
        self.width = fonts.mm(A4[0] - LEFT - right)
        self.bottom = fonts.mm(A4[1] - BOTTOM)
        self._notes = {f"⁽{number.translate(SUPERSCRIPT)}⁾": text for number, text in notes.items()}
        self.sheets: list[Sheet] = []
        self.new_sheet()

    @property
    def sheet(self) -> Sheet:
        """The sheet that is being printed."""
        return self.sheets[-1]

    def new_sheet(self) -> None:
        """Begin the next sheet; from the second on its number stands in the top margin."""
        number = len(self.sheets) + 1
        size = tuple(round(self.fonts.mm(side)) for side in A4)
        truth: dict[str, Any] = {"page": number, **{zone: [] for zone in ZONES}}
        self.sheets.append(Sheet(number, Image.new("L", (size[0], size[1]), 255), truth))
        self.y = self.fonts.mm(TOP)
        if number > 1:
            middle, baseline = self.fonts.mm(A4[0] / 2), self.fonts.mm(13)
            font = self.fonts.font(Style(14))
            self.sheet.draw.text((middle, baseline), str(number), fill=0, font=font, anchor="ms")
            truth["noise"].append(str(number))

    def line_height(self, size: float) -> float:
        """Distance of two baselines in pixels for type of `size` points."""
        return self.fonts.px(size * self.leading)

    def paragraph(
        self, spans: Sequence[Span], look: Look, *, begin_line: Sequence[str] = ()
    ) -> int:
        """Set a paragraph of the body; returns the number of the sheet on which it begins."""
        indent = self.fonts.mm(look.indent) if look.align == "justify" else 0
        lines = self.fonts.break_lines(spans, self.width, indent=indent, begin_line=begin_line)
        height = self.line_height(spans[0].style.size)
        self.y += self.fonts.px(look.before)
        if self.y + height * min(look.keep, len(lines) + look.keep - 1) > self._floor():
            self.new_sheet()
        first = self.sheet.number
        entry: dict[str, Any] | None = None
        for line in lines:
            notes = self._called(line)
            note_height = sum(self._height_of_note(note) for note in notes)
            if self.y + height + note_height > self._floor():
                self.new_sheet()
                entry = None
            self._take_notes(notes, note_height)
            if entry is None:
                entry = {"lines": [], "continues": line is not lines[0]}
                self.sheet.truth["body"].append(entry)
            self.y += height
            box = (self.left, self.y - height * 0.25, self.width)
            self.fonts.draw_line(self.sheet.draw, line, box, look.align)
            entry["lines"].append(line.text)
        return first

    def room(self, height: float) -> None:
        """Begin a new sheet unless `height` pixels are left."""
        if self.y + height > self._floor():
            self.new_sheet()

    def _floor(self) -> float:
        return self.bottom - self.sheet.note_height

    def _called(self, line: SetLine) -> list[str]:
        return [mark for mark in self._notes if mark in line.text]

    def _note_lines(self, mark: str) -> list[SetLine]:
        spans = [Span(f"{mark} {self._notes[mark]}", NOTE_STYLE)]
        return self.fonts.break_lines(spans, self.width, indent=self.fonts.mm(10))

    def _height_of_note(self, mark: str) -> float:
        lines = len(self._note_lines(mark))
        return lines * self.fonts.px(NOTE_STYLE.size * 1.15) + self.fonts.px(8)

    def _take_notes(self, marks: Sequence[str], height: float) -> None:
        self.sheet.notes += [self._note_lines(mark) for mark in marks]
        self.sheet.note_height += height

    def print_notes(self) -> None:
        """Print the footnotes of every sheet under a short rule."""
        for sheet in self.sheets:
            if not sheet.notes:
                continue
            y = self.bottom - sheet.note_height + self.fonts.px(4)
            sheet.draw.line((self.left, y, self.left + self.fonts.mm(50), y), fill=0, width=2)
            for lines in sheet.notes:
                for line in lines:
                    y += self.fonts.px(NOTE_STYLE.size * 1.15)
                    box = (self.left, y, self.width)
                    self.fonts.draw_line(sheet.draw, line, box, "justify")
                sheet.truth["footnotes"].append({"lines": [line.text for line in lines]})
