"""Archive schemas, read from data files: sheets, columns, lengths, code lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from ocr.errors import ConfigurationError, Message

SCHEMAS = ("tt05-2025", "tt02-2019", "hsltcq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet.

    Attributes:
        header: as the receiving program wants it, byte for byte.
        length: the most characters that fit.
        need: "R" required, "O" optional, "C" conditional.
        value: name of the rule in `values` that fills it; "given" takes what the user gave.
        codes: name of the code list that values must come from, or None.
        default: for "given", where the user gave nothing.
    """

    header: str
    length: int
    need: str
    value: str
    codes: str | None = None
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table; `of` is "document" (a row each) or "file" (one row for the whole folder)."""

    name: str
    of: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """One archive schema."""

    name: str
    title: str
    sheets: tuple[Sheet, ...]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def load_schema(name: str) -> Schema:
    """The schema called `name`.

    >>> [sheet.name for sheet in load_schema("hsltcq").sheets]
    ['Văn bản', 'Hồ sơ']

    Raises:
        ConfigurationError: if there is no such schema.
    """
    if name not in SCHEMAS:
        known = ", ".join(SCHEMAS)
        raise ConfigurationError(
            Message(f"unknown schema '{name}'", f"không có lược đồ '{name}'"),
            Message(f"Choose one of: {known}", f"Hãy chọn một trong: {known}"),
        )
    text = files("cleanup.export").joinpath(f"schemas/{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return Schema(
        name=data["name"],
        title=data["title"],
        codes=data["codes"],
        sheets=tuple(
            Sheet(
                name=sheet["name"],
                of=sheet["of"],
                columns=tuple(Column(**column) for column in sheet["columns"]),
            )
            for sheet in data["sheets"]
        ),
    )
