"""Letters of a PDF page put together to words, lines and columns in reading order. Pure geometry.

Units are points of the page as displayed, origin top left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

# Measured on Word, LibreOffice and Công báo exports: spaces are drawn 0.2 em wide and more, also in
# tightly justified lines; letters of one word stand less than 0.1 em apart, even where the font
# changes within the word because the first one lacks a Vietnamese letter.
_SPACE = 0.17                # em: a gap of this width is a space, drawn or not
_DRAWN_SPACE = 0.05          # em: a drawn space with no more room than this was typed over
_SAME_LINE = 0.25            # em: baselines closer than this are one line
FILLED_IN = "filled in"      # font name for what was written into a gap of the line
_COLUMN = 1.8                # em: a gap of this width separates columns
Rule = tuple[float, float, float]    # an upright line on the page: x, top, bottom
_BOLD = re.compile(r"bold|black|heavy|demi|,b\b", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|,i\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as drawn.

    Attributes:
        text: usually one code point; a ligature has more.
        x0: left edge.
        x1: right edge by the font's advance width.
        top: by the font's ascent.
        bottom: by the font's descent.
        baseline: where the letter stands.
        size: of the font, one em.
        font: its name.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    font: str


@dataclass(frozen=True, slots=True)
class TextWord:
    """Glyphs between two spaces."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """As drawn, not normalised."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(glyph.x1 for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class TextRun:
    """One line of one column.

    Attributes:
        words: left to right.
        x0: left edge.
        x1: right edge.
        top: upper edge of the highest letter.
        bottom: lower edge of the lowest letter.
        baseline: where most letters stand.
        size: of most letters, one em.
    """

    words: tuple[TextWord, ...]
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float

    @property
    def text(self) -> str:
        """Words with single spaces between, as drawn."""
        return " ".join(word.text for word in self.words)

    def share(self, pattern: re.Pattern[str]) -> float:
        """Share of the letters whose font's name matches."""
        glyphs = [glyph for word in self.words for glyph in word.glyphs]
        return sum(1 for glyph in glyphs if pattern.search(glyph.font)) / len(glyphs)

    @property
    def bold(self) -> bool:
        """True if most letters are bold by their font's name."""
        return self.share(_BOLD) > 0.6

    @property
    def italic(self) -> bool:
        """True if most letters are italic by their font's name."""
        return self.share(_ITALIC) > 0.6


def rows_of(glyphs: Iterable[Glyph], rules: Sequence[Rule] = ()) -> list[list[TextRun]]:
    """Glyphs as rows from top to bottom, each with its runs from left to right.

    A row is what stands on one baseline; raised and lowered figures stay in the row of the letters
    they follow.

    Args:
        glyphs: in any order.
        rules: upright ruled lines, which separate runs however narrow the gap.
    """
    rows: list[_Row] = []
    known: dict[tuple[float, float], _Row] = {}
    for glyph in sorted(glyphs, key=lambda g: (-g.size, g.baseline, g.x0)):
        place = (round(glyph.baseline, 1), round(glyph.size, 1))
        row = known.get(place) or _row_at(rows, glyph)
        if row is not None and abs(row.baseline - glyph.baseline) <= _SAME_LINE * row.size:
            known[place] = row
        elif row is None:
            row = known[place] = _Row(glyph.baseline, glyph.size, [])
            rows.append(row)
        row.glyphs.append(glyph)
    ordered = sorted(rows, key=lambda row: row.baseline)
    cut = [
        _runs(row.glyphs, [
            x for x, high, low in rules if high < row.baseline - 0.3 * row.size < low
        ])
        for row in ordered
    ]
    return [runs for runs in cut if runs]


@dataclass(frozen=True, slots=True)
class _Row:
    """Glyphs on one baseline, with the raised and lowered ones beside them."""

    baseline: float
    size: float
    glyphs: list[Glyph]


def _row_at(rows: Sequence[_Row], glyph: Glyph) -> _Row | None:
    nearest = min(rows, key=lambda row: abs(row.baseline - glyph.baseline), default=None)
    if nearest is None:
        return None
    if abs(nearest.baseline - glyph.baseline) <= _SAME_LINE * nearest.size:
        return nearest
    for row in rows:
        raised = row.baseline - glyph.baseline
        if glyph.size < 0.8 * row.size and -0.4 * row.size < raised < 0.7 * row.size and any(
            -0.1 * row.size <= glyph.x0 - other.x1 <= 0.4 * row.size for other in row.glyphs
        ):
            return row
    return None


def _runs(glyphs: Sequence[Glyph], rules: Sequence[float]) -> list[TextRun]:
    """One row cut into runs at wide gaps, runs cut into words at narrow ones."""
    runs: list[list[list[Glyph]]] = []
    drawn_space = False
    for glyph in _without_doubles(sorted(glyphs, key=lambda g: g.x0)):
        if not glyph.text.strip():
            drawn_space = True
            continue
        if not runs:
            runs.append([[glyph]])
        else:
            before = runs[-1][-1][-1]
            edge = max(g.x1 for g in runs[-1][-1][-2:])
            gap = (glyph.x0 - edge) / max(before.size, glyph.size)
            ruled = any(edge - 1 <= x <= glyph.x0 + 1 for x in rules)
            if (gap >= _COLUMN and not _continues(runs[-1], glyph)) or (ruled and gap > 0):
                runs.append([[glyph]])
            elif gap >= _SPACE or (drawn_space and gap >= _DRAWN_SPACE) or (
                    (before.font == FILLED_IN) != (glyph.font == FILLED_IN)):
                runs[-1].append([glyph])
            else:
                runs[-1][-1].append(glyph)
        drawn_space = False
    return [_run(words) for words in runs]


def _continues(words: Sequence[Sequence[Glyph]], glyph: Glyph) -> bool:
    """True if the gap was left for a number or a day: `Số:    /QĐ`, `ngày    tháng`.

    Only the next letter is known here, so the test is narrow.
    """
    before = "".join(g.text for g in words[-1]).lower()
    return (before in ("số:", "số") and glyph.text in "/-") or (
        before in ("ngày", "tháng") and glyph.text in "tn")


def _without_doubles(glyphs: Iterable[Glyph]) -> Iterable[Glyph]:
    """Leave out letters drawn twice, a little beside, which programs do to make them bold."""
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and glyph.text == last.text and \
                abs(glyph.x0 - last.x0) < 0.08 * glyph.size and glyph.x1 - glyph.x0 > 0:
            continue
        last = glyph
        yield glyph


def _run(words: list[list[Glyph]]) -> TextRun:
    glyphs = [glyph for word in words for glyph in word]
    size = median(sorted(glyph.size for glyph in glyphs))
    level = [glyph for glyph in glyphs if glyph.size >= 0.8 * size] or glyphs
    return TextRun(
        words=tuple(TextWord(tuple(word)) for word in words),
        x0=min(glyph.x0 for glyph in glyphs), x1=max(glyph.x1 for glyph in glyphs),
        top=min(glyph.top for glyph in glyphs), bottom=max(glyph.bottom for glyph in glyphs),
        baseline=median(glyph.baseline for glyph in level), size=size,
    )


def composed(text: str) -> str:
    """Text of a word in NFC.

    >>> composed("Tie\u0302\u0301ng")
    'Tiếng'
    """
    return unicodedata.normalize("NFC", text)
