"""The front matter of a document, read from zoned pages.

`read_metadata` is the only way in; `find_secrecy` is the gate that runs before anything is written.
"""

from __future__ import annotations

from cleanup.metadata.read import read_metadata
from cleanup.metadata.result import MetadataResult
from cleanup.zones.secrecy import SecrecyHit, find_secrecy

__all__ = ["MetadataResult", "SecrecyHit", "find_secrecy", "read_metadata"]
