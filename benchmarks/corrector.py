"""How good the corrector is on scans with truth, and the confusions of an engine learned from them.

    python -m benchmarks.corrector TRUTH WORK [--engine NAME] [--profile NAME] [--fit]

TRUTH holds `<id>.pdf` and `<id>.json`. Pages are recognised once and kept in WORK; delete them
there after a change of the engine. Each document is corrected with confusions that were learned
from all others, so that the figures hold for documents that nobody has seen; the outputs lie in
WORK as well, for other scorers.

`--fit` then writes the rows of this engine in `cleanup/correct/confusions.tsv`, learned from all
documents.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sohoa
from batch.codec import pack_page, unpack_page
from cleanup.assemble import build_document
from cleanup.correct import confusions, correct_pages
from cleanup.correct.confusions import Confusions
from cleanup.correct.learn import table_rows, with_rows
from cleanup.document import Correction
from cleanup.rules import clean_pages
from cleanup.rules.vocabulary import correct_vocabulary
from cleanup.syllables import skeleton
from cleanup.zones import zone_pages
from evaluation.corrections import ReadWord, read_words
from evaluation.counts import Counts
from evaluation.document import LineText
from evaluation.readers import read_truth
from evaluation.run import evaluate

TABLE = Path(__file__).parent.parent / "cleanup" / "correct" / "confusions.tsv"
Pairs = list[tuple[str, str]]
# printed, read, alternatives
Letter = tuple[str, str, frozenset[str]]
# fewer wrong letters with alternatives say nothing about what alternatives are worth
_ENOUGH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document with truth, recognised.

    Attributes:
        pages: as they stand before correction.
        edits: what was mended before, so that the output has its whole log.
        pairs: printed and read words.
        letters: the same for single letters, with the alternatives that the engine gave.
    """

    source: sohoa.SourceInfo
    pages: tuple[sohoa.Page, ...]
    edits: tuple[Correction, ...]
    pairs: Pairs
    letters: list[Letter]


def recognised(scan: Path, engine: str, work: Path) -> tuple[sohoa.Page, ...]:
    """The pages of a scan, from WORK if they are there."""
    options = sohoa.Options(engine=engine)
    folder = work / f"pages-{engine}"
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for number in range(1, sohoa.inspect(scan).pages + 1):
        kept = folder / f"{scan.stem}-{number}.page"
        if not kept.exists():
            kept.write_bytes(pack_page(sohoa.read_page(scan, number, options)))
        pages.append(unpack_page(kept.read_bytes()))
    return tuple(pages)


def prepare(truth: Path, engine: str, work: Path) -> Document:
    """Recognise a document and align it with its truth."""
    scan = truth.with_suffix(".pdf")
    cleaned, mended = clean_pages(zone_pages(recognised(scan, engine, work)))
    pages, fixed = correct_vocabulary(cleaned)
    lines = [
        LineText(page=page.number, line=number, raw=line.text, text=line.text)
        for page in pages
        for number, line in enumerate(page.lines, 1)
    ]
    words = list(read_words(read_truth(truth), lines))
    pairs = [(_core(word.true), _core(word.read)) for word in words]
    return Document(
        source=sohoa.inspect(scan),
        pages=pages,
        edits=(*mended, *fixed),
        pairs=[(true, read) for true, read in pairs if true.isalpha() and read.isalpha()],
        letters=[letter for word in words for letter in _letters(word, pages)],
    )


def _core(word: str) -> str:
    """A word without the punctuation around it."""
    letters = [index for index, char in enumerate(word) if char.isalnum()]
    return word[letters[0] : letters[-1] + 1] if letters else ""


def _letters(word: ReadWord, pages: Sequence[sohoa.Page]) -> Iterator[Letter]:
    """The letters of a word that the engine gave alternatives for."""
    line = next(page for page in pages if page.number == word.line.page).lines[word.line.line - 1]
    if len(line.words) != len(line.text.split()) or len(word.true) != len(word.read):
        return
    choices = line.words[word.index].choices
    if len(choices) != len(word.read) or skeleton(word.true) != skeleton(word.read):
        return
    for true, read, column in zip(word.true.lower(), word.read.lower(), choices, strict=True):
        if column and true.isalpha():
            yield true, read, frozenset(choice.text.lower() for choice in column)


def weight_rows(letters: Sequence[Letter], pairs: Pairs, engine: str) -> list[str]:
    """Rows for what the alternatives of an engine are worth, if there are enough errors to tell.

    How often the true letter of a misread one is among them, against how often a letter is among
    those of another that is only sometimes read for it.
    """
    sources = defaultdict(set)
    for true, read in confusions.learn(pairs)[0]:
        sources[read].add(true)
    wrong = [true in seen for true, read, seen in letters if true != read]
    right = [
        other in seen for true, read, seen in letters if true == read for other in sources[read]
    ]
    if min(len(wrong), len(right)) < _ENOUGH:
        return []
    one, two = ((sum(fates) + 1) / (len(fates) + 2) for fates in (wrong, right))
    values = {"seen": math.log(one / two), "unseen": -math.log((1 - one) / (1 - two))}
    return [f"weight\t{engine}\t{name}\t*\t{value:.1f}" for name, value in values.items()]


def without(documents: Mapping[str, Document], left_out: str, engine: str) -> Confusions:
    """The confusions of an engine, learned from all documents but one."""
    pairs = [
        pair for name, document in documents.items() if name != left_out for pair in document.pairs
    ]
    seen, totals = confusions.learn(pairs)
    return replace(confusions.load(engine), seen=seen, totals=totals)


def write_outputs(documents: Mapping[str, Document], engine: str, profile: str, out: Path) -> None:
    """Correct each document with what the others teach, and write it as Markdown and JSON."""
    out.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        pages, changes = correct_pages(
            document.pages, profile=profile, engine=engine, table=without(documents, name, engine)
        )
        result = build_document(pages, document.source, corrections=(*document.edits, *changes))
        for kind in ("md", "json"):
            data = sohoa.render(result, kind)
            assert isinstance(data, str)
            (out / f"{name}.{kind}").write_text(data, "utf-8")


_COLUMNS = (
    "document", "words", "WER %", "marks %", "changed", "right", "harmed", "other", "precision",
    "listed", "wrong", "errors left", "on list",
)  # fmt: skip


def row(name: str, counts: Counts) -> tuple[str, ...]:
    """The figures of a document, in the order of the columns."""
    changes = counts.corrections.classes.get("all")
    doubts = counts.corrections.suspects
    assert changes is not None
    other = changes.changed - changes.fixed - changes.harmed
    precision = changes.fixed / changes.changed if changes.changed else 1.0
    figures = (
        name, counts.text.syllables, f"{counts.text.wer.percent:.2f}",
        f"{100 * counts.mark_errors / counts.text.syllables:.2f}",
        changes.changed, changes.fixed, changes.harmed, other, f"{precision:.3f}",
        doubts.listed, doubts.true, doubts.remaining_errors, doubts.covered,
    )  # fmt: skip
    return tuple(str(figure) for figure in figures)


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a table with aligned columns."""
    widths = [max(len(cells[index]) for cells in rows) for index in range(len(rows[0]))]
    for cells in rows:
        yield "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def main() -> None:
    """Recognise, learn, correct, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("truth", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--engine", default="tesseract")
    parser.add_argument("--profile", default="safe")
    parser.add_argument("--fit", action="store_true", help="write the table that ships")
    options = parser.parse_args()
    truths = sorted(options.truth.glob("*.json"))
    documents = {path.stem: prepare(path, options.engine, options.work) for path in truths}
    out = options.work / f"{options.engine}-{options.profile}"
    write_outputs(documents, options.engine, options.profile, out)
    found = evaluate(options.truth, out)
    rows = [row(one.name, one.counts) for one in found.rows]
    sys.stdout.write("\n".join(table([_COLUMNS, *rows, row("all", found.total)])) + "\n")
    if options.fit:
        pairs = [pair for document in documents.values() for pair in document.pairs]
        letters = [letter for document in documents.values() for letter in document.letters]
        weights = weight_rows(letters, pairs, options.engine)
        rows_of_engine = [*weights, *table_rows(pairs, options.engine)]
        text = with_rows(TABLE.read_text("utf-8"), rows_of_engine, options.engine)
        TABLE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
