"""The page model as JSON bytes and back, exactly; what the ledger keeps of a recognised page."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
import zlib
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from ocr.model import Bbox, Choice, Page, Word

_LEVEL = 2                   # a tenth larger than 6, in a third of the time


def pack_page(page: Page) -> bytes:
    """A page as compressed JSON; the same page gives the same bytes.

    >>> unpack_page(pack_page(Page(number=3))) == Page(number=3)
    True
    """
    text = json.dumps(_plain(page), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)


def unpack_page(data: bytes) -> Page:
    """The page that `pack_page` packed.

    Raises:
        ValueError: if the bytes are no packed page.
    """
    try:
        text = zlib.decompress(data).decode("utf-8", "surrogatepass")
        page = _build(Page, json.loads(text))
    except (zlib.error, KeyError, TypeError, json.JSONDecodeError) as error:
        msg = f"not a packed page: {error}"
        raise ValueError(msg) from error
    assert isinstance(page, Page)
    return page


def _plain(value: object) -> object:
    """JSON values; fields that have their default are left out."""
    if isinstance(value, Bbox):
        return value.as_list()
    if isinstance(value, Word):
        return _plain_word(value)
    if isinstance(value, StrEnum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.default is dataclasses.MISSING or getattr(value, field.name) != field.default
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    msg = f"no JSON for {type(value).__name__}"
    raise TypeError(msg)


def _plain_word(word: Word) -> list[object]:
    """A word as a list: nine tenths of a page are words, with their choices."""
    box = word.bbox
    return [
        word.text, None if box is None else [box.x0, box.y0, box.x1, box.y1], word.confidence,
        [[part for choice in choices for part in (choice.text, choice.score)]
         for choices in word.choices],
        *([] if word.other is None else [word.other]),
    ]


def _built_word(value: list[Any]) -> Word:
    text, box, confidence, choices, *other = value
    return Word(
        text=text, bbox=None if box is None else Bbox(*box), confidence=confidence,
        other=other[0] if other else None,
        choices=tuple(
            tuple(Choice(text=flat[at], score=flat[at + 1]) for at in range(0, len(flat), 2))
            for flat in choices))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: Any, value: Any) -> object:  # noqa: ANN401 - follows type hints at run time
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _build(_chosen(typing.get_args(kind)), value)
    if origin is tuple:
        return _tuple(typing.get_args(kind), value)
    if origin is Sequence:
        return _tuple((*typing.get_args(kind), ...), value)
    if origin is not None and issubclass(origin, Mapping):
        of = typing.get_args(kind)[1]
        return {key: _build(of, item) for key, item in value.items()}
    if kind is Word:
        return _built_word(value)
    if kind is Bbox:
        return Bbox(*value)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in value.items()})
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    if kind is float:
        return float(value)
    return value


def _chosen(kinds: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a type hint
    """What an optional field holds when it holds something."""
    return next(kind for kind in kinds if kind is not type(None))


def _tuple(kinds: tuple[Any, ...], value: list[Any]) -> tuple[object, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_build(kinds[0], item) for item in value)
    return tuple(_build(kind, item) for kind, item in zip(kinds, value, strict=True))
