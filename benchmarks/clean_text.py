"""What the corrector does to text that needs no correction: every change is shown.

    python -m benchmarks.clean_text TEXTS [--words 1150000] [--seed NAME]

Laws copy each other. So documents that share a tenth of their stretches of ten words form a family,
families are held out whole, and a language model is trained on all others. `--seed` holds out other
families.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cleanup.correct import correct_pages
from cleanup.document import Correction
from cleanup.lm import save
from cleanup.lm.build import build, read_texts
from cleanup.readers import read_plain
from cleanup.rules import clean_pages

STRETCH = 10
# one stretch in so many is compared, the same ones in every document
SAMPLE = 64
SHARED = 0.1
# a stretch of more documents than this is a formula that says nothing about kinship
COMMON = 40
# bigger families stay in training, or it would lose the better part of its text
LARGEST = 8
_WORD = re.compile(r"\w+")


def stretches(text: str) -> npt.NDArray[np.uint64]:
    """Hashes of a sample of the stretches of ten words."""
    words = np.array([zlib.crc32(w.encode()) for w in _WORD.findall(text.lower())], np.uint64)
    count = max(0, len(words) - STRETCH + 1)
    found = np.zeros(count, np.uint64)
    for offset in range(STRETCH):
        found = found * np.uint64(1_000_003) + words[offset : offset + count]
    found = np.unique(found ^ (found >> np.uint64(29)))
    mixed = found * np.uint64(0x9E3779B97F4A7C15)
    sample: npt.NDArray[np.uint64] = found[mixed % np.uint64(SAMPLE) == 0]
    return sample


def families(texts: Sequence[str]) -> list[list[int]]:
    """Indexes of documents that copy from each other, directly or through others."""
    samples = [stretches(text) for text in texts]
    holders: dict[int, list[int]] = defaultdict(list)
    for index, sample in enumerate(samples):
        for stretch in sample.tolist():
            holders[stretch].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for found in holders.values():
        if len(found) <= COMMON:
            for pair in combinations(found, 2):
                shared[pair] += 1
    parent = list(range(len(texts)))
    for (one, two), count in shared.items():
        if count >= max(3, SHARED * min(len(samples[one]), len(samples[two]))):
            parent[_root(parent, one)] = _root(parent, two)
    found_families: dict[int, list[int]] = defaultdict(list)
    for index in range(len(texts)):
        found_families[_root(parent, index)].append(index)
    return list(found_families.values())


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index


def held_out(texts: Sequence[str], words: int, seed: str) -> frozenset[int]:
    """Indexes of the documents to test with, at least so many words of them if there are."""

    def order(family: list[int]) -> str:
        return hashlib.sha256((seed + texts[family[0]][:2000]).encode()).hexdigest()

    chosen: set[int] = set()
    size = 0
    for family in sorted(families(texts), key=order):
        if size >= words:
            break
        if len(family) <= LARGEST:
            chosen.update(family)
            size += sum(len(texts[index].split()) for index in family)
    return frozenset(chosen)


def changes(texts: Iterable[str], model: Path) -> Iterator[tuple[Correction, str]]:
    """Every change that `safe` makes to some texts, and the line it stood in."""
    for text in texts:
        pages, _ = clean_pages(read_plain(text))
        for one in correct_pages(pages, model=model)[1]:
            if one.applied:
                yield one, pages[one.page - 1].lines[one.line - 1].text


def main() -> None:
    """Split, train, correct, show."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path)
    parser.add_argument("--words", type=int, default=1_150_000)
    parser.add_argument("--seed", default="")
    options = parser.parse_args()
    texts = list(read_texts(options.texts))
    test = held_out(texts, options.words, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder) / "model.npz"
        save(build(text for index, text in enumerate(texts) if index not in test), model)
        found = list(changes((texts[index] for index in sorted(test)), model))
    for one, line in found:
        context = line[max(0, one.start - 30) : one.start + 30]
        sys.stdout.write(f"{one.score}\t{one.before}\t{one.after}\t{one.reason}\t{context}\n")
    words = sum(len(texts[index].split()) for index in test)
    rate = words // len(found) if found else words
    sys.stdout.write(f"{len(found)} changes in {words} words: 1 in {rate}\n")


if __name__ == "__main__":
    main()
