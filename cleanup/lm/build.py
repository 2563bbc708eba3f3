"""Trains the language model from a folder of text.

The model that ships was made by

    sohoa lm build TEXT_FOLDER -o cleanup/lm/vi-legal.npz

from 1,069 Vietnamese laws, decrees, circulars and gazette issues: legal texts of the State, which
are outside copyright (Law on Intellectual Property, article 15).

An interpolated modified Kneser-Ney trigram (Chen and Goodman 1999). Trigrams seen once are
dropped; what they were worth goes back to the shorter context, because the back-off weight is
computed from what is kept.
"""

from __future__ import annotations

import json
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleanup.lm.model import (
    LOG_MAX,
    TRIGRAM_SHIFT,
    WORD_BITS,
    LanguageModel,
    save,
)
from cleanup.lm.tokens import CLASSES, START, UNKNOWN, starts_unit, tokenize
from cleanup.rules.unicode import normalize
from ocr.errors import InputError, Message

MIN_SYLLABLE_COUNT = 3
PHRASE_WEIGHT = 20
_MAX_WORDS = 1 << WORD_BITS
_MAX_BIGRAMS = 1 << (32 - TRIGRAM_SHIFT)

_BITS = np.uint64(WORD_BITS)
_WORD = np.uint64((1 << WORD_BITS) - 1)
_PAIR = np.uint64((1 << 2 * WORD_BITS) - 1)

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def read_texts(folder: Path) -> Iterator[str]:
    """All documents of a folder, in order of name: `*.txt`, `*.md`, `*.jsonl`, `*.jsonl.xz`.

    A row of a jsonl file holds its document under "text".

    Raises:
        InputError: if there is none.
    """
    found = False
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".txt", ".md")):
            found = True
            yield path.read_text("utf-8", errors="replace")
        elif path.name.endswith((".jsonl", ".jsonl.xz")):
            found = True
            opener: Any = lzma.open if path.suffix == ".xz" else open
            with opener(path, "rt", encoding="utf-8") as rows:
                for row in rows:
                    yield str(json.loads(row)["text"])
    if not found:
        raise InputError(
            Message(
                "no *.txt or *.jsonl text in this folder", "thư mục không có văn bản *.txt, *.jsonl"
            ),
            Message("give a folder of plain text", "hãy chọn một thư mục văn bản thuần"),
            file=str(folder),
        )


def phrases() -> str:
    """The packaged phrases as a text, one phrase per line, as often as they count."""
    listed = resources.files("cleanup.lm").joinpath("phrases.txt").read_text("utf-8")
    lines = [
        f"{phrase.strip()}."
        for line in listed.splitlines()
        if line and not line.startswith("#")
        for phrase in line.split(";")
    ]
    return "\n".join(lines * PHRASE_WEIGHT)


def forms_of(text: str) -> Iterator[str]:
    """The token forms of a document, with `<s>` where a unit begins."""
    before: str | None = None
    for raw in text.split("\n"):
        line = normalize(raw)
        if not line.strip():
            continue
        if starts_unit(line, before):
            yield START
        for token in tokenize(line):
            yield token.form
        before = line


def _encode(
    texts: Iterable[str],
) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.uint16]]:
    """Vocabulary, its counts, and the whole text as ids."""
    provisional: dict[str, int] = {}
    counts: Counter[int] = Counter()
    pieces = []
    for text in texts:
        ids = np.fromiter(
            (provisional.setdefault(form, len(provisional)) for form in forms_of(text)), np.int32
        )
        pieces.append(ids)
        counts.update(ids.tolist())
    stream = np.concatenate(pieces) if pieces else np.zeros(0, np.int32)
    kept = [
        form
        for form, index in provisional.items()
        if form not in CLASSES and counts[index] >= MIN_SYLLABLE_COUNT
    ]
    kept = sorted(kept, key=lambda form: (-counts[provisional[form]], form))
    words = [*CLASSES, *kept[: _MAX_WORDS - len(CLASSES)]]
    place = {form: index for index, form in enumerate(words)}
    table = np.array([place.get(form, place[UNKNOWN]) for form in provisional], np.uint16)
    ids16 = table[stream]
    return words, np.bincount(ids16, minlength=len(words)), ids16


def _count(keys: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], Ids]:
    unique, counts = np.unique(keys, return_counts=True)
    return unique, counts.astype(np.int64)


def _discounts(counts: Ids) -> Floats:
    """Discount for a count of 0, 1, 2, 3 and more (Chen and Goodman, eq. 26)."""
    n1, n2, n3, n4 = (max(1, int((counts == n).sum())) for n in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    values = [0.0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3]
    clipped: Floats = np.clip(np.array(values), 0.0, [0.0, 0.95, 1.9, 2.9])
    return clipped


def _discounted(counts: Ids, context: Ids, size: int) -> tuple[Floats, Floats]:
    """Discounted relative frequencies, and the mass that is left over in each context."""
    total = np.bincount(context, weights=counts, minlength=size)
    left = np.maximum(counts - _discounts(counts)[np.minimum(counts, 3)], 0.0)
    share = left / total[context]
    rest = 1.0 - np.bincount(context, weights=share, minlength=size)
    return share, np.clip(rest, 1e-6, 1.0)


def build(texts: Iterable[str], *, min_trigram: int = 2) -> LanguageModel:
    """Train a model.

    Args:
        texts: one string per document.
        min_trigram: a trigram seen less often is not kept.
    """
    words, frequency, ids = _encode(chain(texts, [phrases()]))
    size = len(words)
    a, b, c = (ids[k : len(ids) - 2 + k].astype(np.uint64) for k in range(3))
    tri, tri_count = _count((((a << _BITS) | b) << _BITS) | c)
    # Kneser-Ney: a shorter n-gram counts the different words that precede it, not its occurrences
    bi, bi_count = _count(tri & _PAIR)
    left, right = (bi >> _BITS).astype(np.int64), (bi & _WORD).astype(np.int64)
    uni_count = np.bincount(right, minlength=size)
    smoothed = np.maximum(uni_count - 0.5 * (uni_count > 0), 0.0) / max(1, uni_count.sum())
    p1 = smoothed + (1.0 - smoothed.sum()) / size
    share2, gamma1 = _discounted(bi_count, left, size)
    p2 = share2 + gamma1[left] * p1[right]

    # the context of a trigram is a bigram too, save for the few at the very beginning
    context = np.minimum(np.searchsorted(bi, tri >> _BITS), len(bi) - 1)
    kept = (tri_count >= min_trigram) & (bi[context] == tri >> _BITS)
    tri, tri_count, context = tri[kept], tri_count[kept], context[kept]
    share3, gamma2 = _discounted(tri_count, context, len(bi))
    p3 = share3 + gamma2[context] * p2[np.searchsorted(bi, tri & _PAIR)]

    kept2 = _worth_keeping(bi_count, context)
    kept3 = kept2[context]
    index = (np.cumsum(kept2) - 1)[context[kept3]].astype(np.uint64)
    return LanguageModel(
        words=tuple(words),
        counts=frequency.astype(np.uint32),
        unigram=np.log(p1).astype(np.float32),
        unigram_backoff=np.log(gamma1).astype(np.float32),
        bigram_keys=bi[kept2].astype(np.uint32),
        bigram=quantize(np.log(p2[kept2])),
        bigram_backoff=quantize(np.log(gamma2[kept2])),
        trigram_keys=(index << np.uint64(TRIGRAM_SHIFT) | (tri[kept3] & _WORD)).astype(np.uint32),
        trigram=quantize(np.log(p3[kept3])),
    )


def _worth_keeping(counts: Ids, context: Ids) -> npt.NDArray[np.bool_]:
    """Bigrams seen after two different words, or that begin a kept trigram."""
    begins = np.zeros(len(counts), bool)
    begins[context] = True
    kept: npt.NDArray[np.bool_] = (counts >= 2) | begins
    if int(kept.sum()) > _MAX_BIGRAMS:
        order = np.argsort(-counts * (1 + begins), kind="stable")[:_MAX_BIGRAMS]
        kept = np.zeros(len(counts), bool)
        kept[order] = True
    return kept


def quantize(values: Floats) -> npt.NDArray[np.uint8]:
    """Natural logarithms 0..-LOG_MAX as one byte each."""
    return np.clip(np.round(values * (-255.0 / LOG_MAX)), 0, 255).astype(np.uint8)


def build_file(folder: Path, output: Path, *, min_trigram: int = 2) -> LanguageModel:
    """Train on all text of `folder` and write the model.

    Raises:
        InputError: if the folder holds no text.
        OutputError: if the file can't be written.
    """
    model = build(read_texts(folder), min_trigram=min_trigram)
    save(model, output)
    return model
