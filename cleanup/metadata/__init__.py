"""The front matter of a document, read from zoned pages.

`read_metadata` is the only way in.
"""

from __future__ import annotations

from cleanup.document import Metadata, SourceInfo
from cleanup.metadata.result import MetadataResult
from ocr.model import Page

__all__ = ["MetadataResult", "read_metadata"]


def read_metadata(pages: tuple[Page, ...], source: SourceInfo) -> MetadataResult:
    """Read all metadata from `pages`, whose lines have their zones."""
    return MetadataResult(metadata=Metadata())
