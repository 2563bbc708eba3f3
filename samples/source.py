"""Reads a sample's source: the words as Markdown with front matter, the looks as TOML."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
BOLD_NUMBER = re.compile(r"\*\*(\d+(?:\.\d+)*\.|[a-zđ]\))\*\* ")
HEADING = re.compile(
    r"(?P<number>(?:Chương|Phần|Mục) \S+|Điều \d+\.|\d+(?:\.\d+)*\.) (?P<title>.+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of the body.

    `kind` is heading, unit (a paragraph that begins with a number), paragraph or table; `level`
    counts from 1 for headings and units, as in the truth.
    """

    kind: str
    text: str = ""
    number: str = ""
    level: int = 0
    run_in: str = ""
    rows: tuple[tuple[tuple[str, int], ...], ...] = ()  # (text, column span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sample before it is drawn: its metadata, body, footnotes and looks."""

    metadata: dict[str, Any]
    look: dict[str, Any]
    blocks: tuple[Block, ...]
    footnotes: dict[str, str] = field(default_factory=dict)

    @property
    def is_party(self) -> bool:
        """True for a Party document, False for one of the State."""
        return bool(self.metadata["system"] == "party")


def read_source(folder: Path, name: str) -> Source:
    """Read `name`.md and `name`.toml."""
    look = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
    _, front, body = (folder / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    paragraphs = re.split(r"\n{2,}", body.split("\n---\n")[0].strip())
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.+)$", body, flags=re.M))
    return Source(
        metadata=yaml.safe_load(front),
        look=look,
        footnotes=notes,
        blocks=_blocks([text for text in paragraphs if not text.startswith(("# ", "[^"))], look),
    )


def _blocks(paragraphs: list[str], look: dict[str, Any]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    heading = 0
    for text in paragraphs:
        if text.startswith("<table>"):
            blocks.append(Block(kind="table", rows=_rows(text)))
        elif text.startswith("#"):
            marks, title = text.split(" ", 1)
            match = HEADING.fullmatch(title)
            assert match, title
            heading = len(marks) - 1
            blocks.append(
                Block(kind="heading", level=heading, number=match["number"], text=match["title"])
            )
        elif match := BOLD_NUMBER.match(text):
            below_clause = not match[1][0].isdigit() and _has_clause(blocks)
            level = heading + 1 + below_clause
            blocks.append(
                Block(kind="unit", level=level, number=match[1], text=_calls(text[match.end() :]))
            )
        elif blocks and blocks[-1].kind == "heading" and blocks[-1].number in look["run_in"]:
            above = blocks.pop()
            blocks.append(
                Block(
                    kind="heading",
                    level=above.level,
                    number=above.number,
                    text=above.text,
                    run_in=_calls(text),
                )
            )
        else:
            blocks.append(Block(kind="paragraph", text=_calls(text)))
    return tuple(blocks)


def _has_clause(blocks: list[Block]) -> bool:
    """Whether a clause (khoản) stands open since the last heading."""
    for block in reversed(blocks):
        if block.kind == "heading":
            return False
        if block.kind == "unit" and block.number[0].isdigit():
            return True
    return False


def _calls(text: str) -> str:
    """`[^1]` as it is printed: a superscript number in brackets."""
    return re.sub(r"\[\^(\d+)\]", lambda call: f"⁽{call[1].translate(SUPERSCRIPT)}⁾", text)


class _Table(HTMLParser):
    """Cells of a plain HTML table with their column spans."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[str, int]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append(("", int(dict(attrs).get("colspan") or 1)))

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and data.strip():
            text, span = self.rows[-1][-1]
            self.rows[-1][-1] = (text + data.strip(), span)


def _rows(text: str) -> tuple[tuple[tuple[str, int], ...], ...]:
    table = _Table()
    table.feed(text)
    return tuple(tuple(row) for row in table.rows)
