"""How often the numbering of flattened laws comes back whole.

    python -m benchmarks.series_complete FOLDER [--documents 200] [--width 85] [--show]

FOLDER holds `*.jsonl.xz` files of {"id", "text"}. All structure is taken away: blank lines go, and
with `--width` the lines are wrapped as a scan would. A document counts as complete if its Chương
and its Điều come back as 1, 2, 3 … without a gap and reach the last number that stands in the text.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import cleanup.assemble
from cleanup.document import Section, SourceInfo
from cleanup.patterns import classify, value_of
from ocr.model import Line, Page, TextSource, Zone

_ARTICLE = re.compile(r"^\s*(?:Điều|ĐIỀU)\s+(\d{1,3})\s*[.:]\s", re.MULTILINE)


def documents(folder: Path, count: int) -> Iterator[tuple[str, str]]:
    """The first documents with at least five Điều, evenly from all files."""
    files = sorted(folder.glob("*.jsonl.xz"))
    for file in files:
        taken = 0
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                if len(_ARTICLE.findall(entry["text"])) < 5:
                    continue
                yield entry["id"], entry["text"]
                taken += 1
                if taken >= -(-count // len(files)):
                    break


def flatten(text: str, width: int | None) -> tuple[Page, ...]:
    """Plain lines on one page, without blank lines."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if width:
        lines = [part for line in lines for part in textwrap.wrap(
            line, width, break_long_words=False, break_on_hyphens=False)]
    return (Page(number=1, text_source=TextSource.TEXT, lines=tuple(
        Line(text=line, raw_text=line, block=1, zone=Zone.BODY) for line in lines
    )),)


def numbers(sections: tuple[Section, ...], style: str) -> list[int]:
    """The numbers of all units of a style, in order."""
    found: list[int] = []
    for section in sections:
        if section.style == style:
            found.append(value_of(classify(f"{section.number}.")) or 0)
        found += numbers(section.sections, style)
    return found


def complete(series: list[int], printed: set[int]) -> bool:
    """1, 2, 3 … with inserted units (12a) and restarts (Chương in a new Phần).

    A number that begins no line of the source (`printed`) is missing there, not here.
    """
    last = 0
    for number in series:
        lost = set(range(last + 1, number)) & printed
        if number not in (last, 1) and (number < last or lost):
            return False
        last = number
    return True


def last_article(text: str) -> int:
    """How far the Điều count up from 1, line by line, over numbers that the source lacks."""
    begins = [int(match[1]) for match in _ARTICLE.finditer(text)]
    last = 0
    for place, number in enumerate(begins):
        later = set(begins[place:])
        if number > last and not set(range(last + 1, number)) & later:
            last = number
    return last


def main() -> None:
    """Print one line for each incomplete document, then the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--width", type=int)
    options = parser.parse_args()
    total = right = 0
    slowest = 0.0
    for name, text in documents(options.folder, options.documents):
        pages = flatten(text, options.width)
        start = time.process_time()
        document = cleanup.assemble.build_document(
            pages, SourceInfo(file=name, sha256="", pages=1))
        slowest = max(slowest, (time.process_time() - start) / max(1, len(text)) * 100_000)
        parts = [document.sections, *(part.sections for part in document.appendices)]
        articles = [number for part in parts for number in numbers(part, "article")]
        chapters = [number for part in parts for number in numbers(part, "chapter")]
        printed = {int(number) for number in _ARTICLE.findall(text)}
        good = complete(articles, printed) and complete(chapters, set(range(1, 40))) and (
            max(articles, default=0) >= last_article(text))
        total += 1
        right += good
        if not good:
            print(name, "articles", _breaks(articles), max(articles, default=0),
                  last_article(text), "chapters", _breaks(chapters))
    print(f"{right}/{total} complete, slowest {slowest:.2f} s CPU per 100,000 characters")


def _breaks(series: list[int]) -> list[tuple[int, int]]:
    pairs = zip([0, *series], series, strict=False)
    return [(one, two) for one, two in pairs if two not in (one, one + 1)][:8]


if __name__ == "__main__":
    main()
