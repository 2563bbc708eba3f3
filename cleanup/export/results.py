"""Results of `sohoa convert`, read back from their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr.errors import InputError, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One digitized document as written to JSON (schema_version "1")."""

    path: str
    data: Mapping[str, Any]

    @property
    def metadata(self) -> Mapping[str, Any]:
        """The front matter's fields."""
        found: Mapping[str, Any] = self.data["metadata"]
        return found

    @property
    def source_file(self) -> str:
        """Name of the scan."""
        return str(self.data["source"]["file"])

    @property
    def page_count(self) -> int:
        """Pages of the scan."""
        return int(self.data["source"]["pages"])

    @property
    def pages(self) -> Sequence[Mapping[str, Any]]:
        """What is known of each page."""
        found: Sequence[Mapping[str, Any]] = self.data.get("pages", [])
        return found

    @property
    def stem(self) -> str:
        """Name of the scan without its last suffix."""
        return Path(self.source_file).stem

    def text(self, name: str) -> str | None:
        """A metadata field that is one text."""
        value = self.metadata.get(name)
        return value if isinstance(value, str) and value else None


def read_results(path: Path) -> tuple[Result, ...]:
    """All results in a JSON file or under a folder, by path.

    JSON files of other programs and the reports of this one are passed over.

    Raises:
        InputError: if the path is missing or holds no result.
    """
    if not path.exists():
        raise _problem(path, "no such file or folder", "không có tệp hoặc thư mục này")
    files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
    found = [result for file in files if (result := _read(file, path))]
    if not found:
        raise _problem(path, "holds no result of sohoa", "không có kết quả nào của sohoa")
    return tuple(found)


def _read(file: Path, root: Path) -> Result | None:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    needed = {"schema_version", "source", "metadata", "pages"}
    if not isinstance(data, dict) or not needed <= data.keys():
        return None
    name = file.relative_to(root) if root.is_dir() else Path(file.name)
    return Result(path=name.as_posix(), data=data)


def _problem(path: Path, english: str, vietnamese: str) -> InputError:
    return InputError(
        Message(english, vietnamese),
        Message(
            "Give the folder that sohoa convert --format json wrote",
            "Hãy đưa thư mục do sohoa convert --format json ghi ra",
        ),
        file=str(path),
    )
