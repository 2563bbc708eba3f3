"""Entries that PDF pages take over from the nodes above them (ISO 32000-1, 7.7.3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Object, Page

_DEPTH = 64                  # a tree without end is damage


def inherited(page: Page, key: str) -> Object | None:
    """An entry of a page, or of the nearest node above it that has one."""
    node: Object = page.obj
    for _ in range(_DEPTH):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None
