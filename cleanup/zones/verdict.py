"""What the parts of this package say about a line."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.model import StampKind, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The zone of one line.

    Attributes:
        zone: STAMP and UNPLACED lines leave the page's lines.
        stamp: for STAMP, the kind; lines of one `group` make one stamp.
        reason: for UNPLACED, "handwriting", "margin" or "unknown".
        text: for STAMP, the line with its label repaired; None where nothing was repaired.
    """

    zone: Zone
    stamp: StampKind | None = None
    group: int = 0
    reason: str = "unknown"
    text: str | None = None
