"""Gathers what the HTML report shows: texts of all documents, pictures of the worst."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from evaluation.measure import Comparison
from evaluation.pairs import Pair
from evaluation.readers import read_output
from evaluation.report.as_html import html_report
from evaluation.report.html_text import DocumentText, align, document_html
from evaluation.report.labels import Labels
from evaluation.run import Evaluation, evaluate
from evaluation.scans import page_pictures, scan_by_name

# what one file may hold before a browser becomes slow
_MOST_TEXTS = 400
_MOST_PICTURES = 80


def html_of(
    truth: Path, output: Path, kind: str | None, scans: Path | None, language: str
) -> tuple[str, Evaluation]:
    """The HTML report, and the counts behind it.

    The texts of the worst documents are shown (up to 400), with pictures of their first 80 pages.

    Raises:
        InputError: if a file can't be read or is malformed, or nothing can be compared.
    """
    labels = Labels(language)
    pairs: list[Pair] = []
    shown: list[tuple[float, int, DocumentText]] = []

    def see(pair: Pair, comparison: Comparison) -> None:
        entry = (comparison.counts.text.wer.percent or 0.0, -len(pairs), align(comparison, labels))
        heapq.heappush(shown, entry)
        if len(shown) > _MOST_TEXTS:
            heapq.heappop(shown)
        pairs.append(pair)

    found = evaluate(truth, output, kind=kind, see=see)
    texts = []
    pictures_left = _MOST_PICTURES
    for _, place, text in sorted(shown, key=lambda entry: entry[:2], reverse=True):
        pictures = _pictures(pairs[-place], scans, pictures_left)
        note = labels.word("no_image" if pictures_left else "image_left_out")
        pictures_left -= len(pictures)
        texts.append(document_html(text, -place, pictures, labels, note))
    if len(pairs) > _MOST_TEXTS:
        texts.append(f'<p class="note">{labels.word("text_left_out")}</p>')
    return html_report(found.rows, found.total, found.unmatched, texts, language), found


def _pictures(pair: Pair, scans: Path | None, most: int) -> Mapping[int, str]:
    if pair.output is None or most <= 0:
        return {}
    folders = [scans] if scans else []
    folders += [pair.output.parent, pair.truth.parent]
    pictures = {}
    output = read_output(pair.output, pair.facts)
    if output.scan is None and scans is not None:
        output = replace(output, scan=scan_by_name(pair.name, scans))
    for number, picture in page_pictures(output, folders):
        pictures[number] = picture
        if len(pictures) >= most:
            break
    return pictures
