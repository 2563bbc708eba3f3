"""What reading one field gives, and where its lines are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleanup.document import FieldEvidence
from cleanup.packed import of_zones
from ocr.model import Line, Page, Zone, around

# code points
_STRETCH = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A line and the page it stands on."""

    page: int
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One field: its value, its proof, and why a person should look at it."""

    value: str | None = None
    evidence: FieldEvidence | None = None
    findings: tuple[str, ...] = ()


def lines_in(pages: Sequence[Page], *zones: Zone) -> tuple[Placed, ...]:
    """The lines of `zones`, page by page; on a page row by row where there are boxes."""
    found: list[Placed] = []
    for page in pages:
        lines = [line for _, line in of_zones(page.lines, zones)]
        if all(line.bbox is not None for line in lines):
            lines = _by_rows(lines)
        found += [Placed(page=page.number, line=line) for line in lines]
    return tuple(found)


def running_texts(lines: Iterable[Line], end: str) -> Iterator[str]:
    """The lines as running text; a very long one in stretches.

    Args:
        lines: in reading order.
        end: a sign at the end of a line that nothing goes over that is looked for.
    """
    texts: list[str] = []
    size = 0
    for line in lines:
        texts.append(line.text)
        size += len(line.text)
        if size >= _STRETCH and line.text.endswith(end):
            yield " ".join(texts)
            texts, size = [], 0
    yield " ".join(texts)


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    """From top to bottom; what stands beside another on one row, from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.bbox.center[1] if line.bbox else 0.0):
        if rows and all(_stand_beside(other, line) for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [
        line for row in rows
        for line in sorted(row, key=lambda line: line.bbox.x0 if line.bbox else 0)
    ]


def _stand_beside(one: Line, two: Line) -> bool:
    if one.bbox is None or two.bbox is None:
        return False
    apart = one.bbox.x1 <= two.bbox.x0 or two.bbox.x1 <= one.bbox.x0
    height = min(one.bbox.height, two.bbox.height)
    return apart and abs(one.bbox.center[1] - two.bbox.center[1]) < height / 2


def evidence_of(
    placed: Sequence[Placed], *, handwritten: bool = False, alternatives: Sequence[str] = ()
) -> FieldEvidence | None:
    """Box around the lines of the first page, and the lowest confidence among them."""
    if not placed:
        return None
    page = placed[0].page
    sure = [item.line.confidence for item in placed if item.line.confidence is not None]
    return FieldEvidence(
        page=page,
        bbox=around(item.line.bbox for item in placed if item.page == page),
        confidence=min(sure) if sure else None,
        handwritten=handwritten,
        alternatives=tuple(dict.fromkeys(alternatives)),
    )


def trimmed(text: str) -> str:
    """`text` without the rule marks and specks at its ends that an engine reads beside a line.

    >>> trimmed("UỶ BAN NHÂN DÂN _"), trimmed("_ (Đã ký)")
    ('UỶ BAN NHÂN DÂN', '(Đã ký)')
    """
    words = text.split()
    while words and not any(c.isalnum() for c in words[-1]):
        words.pop()
    while words and not any(c.isalnum() for c in words[0]):
        words.pop(0)
    return " ".join(words)
