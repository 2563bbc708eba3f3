"""Closed vocabularies of official documents, read from data files that each name their source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from cleanup.skeleton import resembles, skeleton

__all__ = [
    "Kind",
    "find_phrase",
    "kinds",
    "matches_phrase",
    "party_bodies",
    "phrases",
    "read_table",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of document: its name, its code in symbols, and its number in TT 05/2025."""

    system: str
    name: str
    code: str
    tt05: str


def read_table(name: str) -> list[dict[str, str]]:
    """Rows of a tab-separated data file beside this module, by the names in its first line."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    head, *rows = (line.split("\t") for line in text.splitlines() if line)
    return [dict(zip(head, row, strict=True)) for row in rows]


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of the data file: State before Party."""
    return tuple(
        Kind(system=row["system"], name=row["name"], code=row["code"], tt05=row["tt05"])
        for row in read_table("kinds.tsv")
    )


@cache
def phrases(group: str) -> tuple[str, ...]:
    """The fixed strings of a group such as "motto", "post" or "stamp_label".

    >>> phrases("motto")
    ('Độc lập - Tự do - Hạnh phúc',)

    Raises:
        KeyError: if there is no such group.
    """
    found = _groups()
    return found[group]


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for row in read_table("phrases.tsv"):
        groups.setdefault(row["group"], []).append(row["text"])
    return {name: tuple(texts) for name, texts in groups.items()}


@cache
def party_bodies() -> frozenset[str]:
    """Body suffixes of Party symbols: TW, TU, VPTU ..."""
    return frozenset(row["suffix"] for row in read_table("party_bodies.tsv"))


@lru_cache(maxsize=8192)
def find_phrase(group: str, text: str) -> str | None:
    """The fixed string of `group` that `text` is, apart from marks and a few letters.

    >>> find_phrase("stamp_title", "VĂN BẢN ĐỀN")
    'VĂN BẢN ĐẾN'
    >>> find_phrase("secrecy", "MẶT TRẬN TỔ QUỐC") is None
    True
    """
    read = skeleton(text)
    if not read:
        return None
    exact = next((fixed for fixed in phrases(group) if skeleton(fixed) == read), None)
    return exact or next((fixed for fixed in phrases(group) if resembles(text, fixed)), None)


def matches_phrase(group: str, text: str) -> bool:
    """Whether `text` is a fixed string of `group`."""
    return find_phrase(group, text) is not None
