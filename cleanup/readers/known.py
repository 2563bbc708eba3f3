"""What readers of hOCR and ALTO share: names of our own kinds, and what bold tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from ocr.model import Line

Named = TypeVar("Named", bound=StrEnum)


def member(kind: type[Named], name: str | None, default: Named) -> Named:
    """The member of that value, or the default for a value that we do not know."""
    return kind(name) if name in frozenset(kind) else default


def styled(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Where some lines are bold, the others are known not to be; the same for italics."""
    bold = any(line.bold for line in lines) or None
    italic = any(line.italic for line in lines) or None
    return tuple(
        replace(line, bold=bold and bool(line.bold), italic=italic and bool(line.italic))
        for line in lines
    )
