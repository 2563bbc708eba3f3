"""Paragraphs to draw, out of folders of texts (`*.jsonl.xz`, one object with `text` a line).

    python -m training.corpus --texts text --real dev_lines --to paragraphs.txt

Paragraphs that share eight words in a row with the real lines are left out: the network is judged
by those lines, and must not know their wording.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

_SHARED_WORDS = 8
_LONGEST = 1200
_SHARE = 0.3  # of the paragraphs; more than a run will draw
_SHORT = 40  # characters; shorter paragraphs hold no eight words


def grams(text: str) -> set[tuple[str, ...]]:
    """All runs of eight words, in lower case.

    >>> len(grams("Điều 1. Phạm vi điều chỉnh của Nghị định này"))
    3
    """
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + _SHARED_WORDS]) for i in range(len(words) - _SHARED_WORDS + 1)}


def read_paragraphs(files: Iterable[Path]) -> Iterator[str]:
    """Every distinct paragraph with a letter or digit, NFC, single spaces."""
    seen: set[int] = set()
    for file in files:
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = unicodedata.normalize("NFC", json.loads(line)["text"])
                for raw in text.split("\n"):
                    paragraph = " ".join(raw.split())
                    if len(paragraph) < 4 or not re.search(r"\w", paragraph):
                        continue
                    if hash(paragraph) not in seen:
                        seen.add(hash(paragraph))
                        yield paragraph


def choose(paragraphs: Iterable[str], forbidden: set[tuple[str, ...]], seed: int) -> list[str]:
    """A random share of the paragraphs, and all that are in capitals: those are rare."""
    rng = random.Random(seed)
    kept = []
    for paragraph in paragraphs:
        if rng.random() > _SHARE and not paragraph.isupper():
            continue
        if len(paragraph) > _SHORT and grams(paragraph) & forbidden:
            continue
        kept.append(paragraph[:_LONGEST])
    rng.shuffle(kept)
    return kept


def main() -> None:
    """Write the file that `training.train` reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True, help="folder of *.jsonl.xz")
    parser.add_argument("--real", type=Path, required=True, help="folder with lines.tsv")
    parser.add_argument("--to", type=Path, required=True)
    args = parser.parse_args()
    forbidden: set[tuple[str, ...]] = set()
    for row in (args.real / "lines.tsv").read_text(encoding="utf-8").splitlines():
        forbidden |= grams(row.split("\t")[1])
    kept = choose(read_paragraphs(sorted(args.texts.glob("*.jsonl.xz"))), forbidden, seed=0)
    args.to.write_text("\n".join(kept), encoding="utf-8")
    print(f"{len(kept)} paragraphs, {sum(map(len, kept))} characters")


if __name__ == "__main__":
    main()
