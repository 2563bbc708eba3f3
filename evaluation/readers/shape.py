"""Reads loose JSON with exact complaints: what was expected, and where."""

from __future__ import annotations

from collections.abc import Mapping


class ShapeError(ValueError):
    """A file that can be parsed, but does not hold what it should."""


def mapping(value: object, where: str) -> Mapping[str, object]:
    """The value if it is an object.

    Raises:
        ShapeError: if it is not.
    """
    if not isinstance(value, Mapping):
        msg = f"{where} is not an object"
        raise ShapeError(msg)
    return value


def sequence(value: object, where: str) -> list[object]:
    """The value if it is a list; an empty list for null.

    Raises:
        ShapeError: if it is something else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        msg = f"{where} is not a list"
        raise ShapeError(msg)
    return value


def mappings(value: object, where: str) -> list[Mapping[str, object]]:
    """The value if it is a list of objects.

    Raises:
        ShapeError: if it is something else.
    """
    return [mapping(item, f"{where}[{i}]") for i, item in enumerate(sequence(value, where))]


def string(value: object, where: str) -> str:
    """The value if it is a string; an empty string for null.

    Raises:
        ShapeError: if it is something else.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        msg = f"{where} is not a string"
        raise ShapeError(msg)
    return value


def strings(value: object, where: str) -> list[str]:
    """The value if it is a list of strings.

    Raises:
        ShapeError: if it is something else.
    """
    return [string(item, f"{where}[{i}]") for i, item in enumerate(sequence(value, where))]


def integer(value: object, where: str, default: int = 0) -> int:
    """The value if it is a whole number; `default` for null.

    Raises:
        ShapeError: if it is something else.
    """
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int):
        msg = f"{where} is not a whole number"
        raise ShapeError(msg)
    return value
