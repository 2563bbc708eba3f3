"""Makes the rows of `confusions.tsv` for an engine from aligned words.

    python -m cleanup.correct.learn PAIRS.tsv --engine tesseract

PAIRS.tsv holds a printed and a read word on each line, separated by a tab. The rows go to stdout;
the `rate` rows of the table stay as they are. From scans with truth, `python -m
benchmarks.corrector` does it in one go.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from cleanup.correct.confusions import learn


def table_rows(pairs: Iterable[tuple[str, str]], engine: str) -> list[str]:
    r"""The rows for an engine: first how often each letter was printed, then what it was read as.

    >>> table_rows([("tổ", "tô"), ("tổ", "tổ")], "tesseract")
    ['seen\ttesseract\tổ\t*\t2', 'seen\ttesseract\tổ\tô\t1']
    """
    seen, totals = learn(pairs)
    letters = sorted({true for true, _ in seen})
    rows = [f"seen\t{engine}\t{letter}\t*\t{totals[letter]}" for letter in letters]
    for (true, read), count in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        rows.append(f"seen\t{engine}\t{true}\t{read}\t{count}")
    return rows


def with_rows(table: str, rows: Iterable[str], engine: str) -> str:
    r"""The whole table with an engine's rows replaced; the other lines stay as they are.

    >>> with_rows("# x\nseen\ta\tổ\t*\t2\nseen\tb\tổ\t*\t3\n", ["seen\ta\tề\t*\t1"], "a")
    '# x\nseen\tb\tổ\t*\t3\nseen\ta\tề\t*\t1\n'
    """
    own = (f"seen\t{engine}\t", f"weight\t{engine}\t")
    others = [line for line in table.splitlines() if not line.startswith(own)]
    return "\n".join([*others, *rows]) + "\n"


def main() -> None:
    """Read pairs, write rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--engine", default="tesseract")
    options = parser.parse_args()
    lines = options.pairs.read_text("utf-8").splitlines()
    pairs = [(line.split("\t")[0], line.split("\t")[1]) for line in lines if "\t" in line]
    sys.stdout.write("\n".join(table_rows(pairs, options.engine)) + "\n")


if __name__ == "__main__":
    main()
