"""File names by a template over the fields, because every archive has its own rule (domain 3.5)."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping

from cleanup.export.results import Result
from ocr.errors import ConfigurationError, Message

_PARTS = re.compile(r"^(?P<number>\d+)[a-z]?\s*[-/]\s*(?P<symbol>.+)$")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def fields_of(result: Result, given: Mapping[str, str], ordinal: int) -> dict[str, str | int]:
    """Every field a template may name; unknown ones are missing."""
    number = _PARTS.match(result.text("number") or "")
    date = (result.text("date") or "").split("-")
    found: dict[str, str | int | None] = {
        "stem": result.stem,
        "ordinal": ordinal,
        "number": number["number"] if number else None,
        "symbol": number["symbol"] if number else None,
        "kind": result.text("kind"),
        "kind_code": result.text("kind_code"),
        "agency": result.text("agency"),
        "year": date[0] if len(date) == 3 else None,
        "month": date[1] if len(date) == 3 else None,
        "day": date[2] if len(date) == 3 else None,
        **given,
    }
    return {name: value for name, value in found.items() if value}


def file_name(
    template: str, result: Result, given: Mapping[str, str], ordinal: int
) -> tuple[str | None, tuple[str, ...]]:
    """(the name, names of missing fields); None where a field is missing.

    Characters that no file system takes become "-", so that a symbol can stand in a name.

    Raises:
        ConfigurationError: if the template is no template.
    """
    fields = fields_of(result, given, ordinal)
    try:
        wanted = [name for _, name, _, _ in string.Formatter().parse(template) if name]
        missing = tuple(name for name in wanted if name not in fields)
        if missing:
            return None, missing
        return _UNSAFE.sub("-", template.format_map(fields)), ()
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise ConfigurationError(
            Message(
                f"the file name template '{template}' can't be read",
                f"mẫu tên tệp '{template}' không hợp lệ",
            ),
            Message(
                "Use fields such as {number}, {year} or {ordinal:03d}",
                "Hãy dùng các trường như {number}, {year} hoặc {ordinal:03d}",
            ),
        ) from error
