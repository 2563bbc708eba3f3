"""Searchable PDFs: the pages as they were, and on their print, unseen, the text that was read."""

from __future__ import annotations

from ocr.searchable.write import About, write_pdf

__all__ = ["About", "write_pdf"]
