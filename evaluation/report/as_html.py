"""The report for people who have never seen the program: one HTML file, no network, no library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby

from evaluation.counts import Counts
from evaluation.report.as_json import Row
from evaluation.report.as_table import counted, shown
from evaluation.report.figures import Figure, figures_of, top
from evaluation.report.html_text import KINDS
from evaluation.report.labels import Labels

_CARDS = ("cer", "wer", "tone", "lost", "spurious", "intact", "sec_f1", "meta_all")
_COLUMNS = (
    "cer",
    "wer",
    "tone",
    "letters",
    "lost",
    "spurious",
    "intact",
    "order",
    "sec_f1",
    "title_ok",
    "meta_all",
)
# upper ends of the histogram's bars, in percent of wrong syllables
_STEPS = (0.5, 1, 2, 3, 4, 5, 7.5, 10, 15, 25, 50, 100)
_CONFUSIONS = 24
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def html_report(
    rows: Sequence[Row],
    total: Counts,
    unmatched: Sequence[str],
    texts: Iterable[str],
    language: str = "en",
) -> str:
    """The whole report.

    Args:
        rows: the documents, in order of their names.
        total: all of them added up.
        unmatched: names of outputs without truth.
        texts: the aligned texts of the documents (`html_text.document_html`), in the order to show.
        language: "en" or "vi".
    """
    labels = Labels(language)
    words = {
        "language": labels.language,
        **{
            key: escape(labels.word(key))
            for key in ("title", "intro", "strict", "legend_text", "only_wrong")
        },
        "notices": _notices(rows, unmatched, labels),
        "cards": "".join(_cards(total, labels)),
        "histogram_title": escape(labels.word("histogram")),
        "histogram": _histogram(rows),
        "kinds_title": escape(labels.word("by_kind")),
        "kinds": _kinds(total, labels),
        "documents_title": escape(labels.word("documents")),
        "sort_hint": escape(labels.word("sort")),
        "documents": "".join(_documents(rows, total, labels)),
        "figures_title": escape(labels.word("all_figures")),
        "figures": "".join(_groups(total, labels)),
        "legend_title": escape(labels.word("legend")),
        "legend": " ".join(
            f'<span class="swatch {k}">{escape(labels.kind(k))}</span>' for k in KINDS
        ),
        "texts": "\n".join(texts),
    }
    template = files("evaluation.report").joinpath("template.html").read_text("utf-8")
    return _PLACEHOLDER.sub(lambda match: words[match.group(1)], template)


def _notices(rows: Sequence[Row], unmatched: Sequence[str], labels: Labels) -> str:
    missing = [row.name for row in rows if row.output is None]
    found = ((labels.word("missing"), missing), (labels.word("unmatched"), unmatched))
    return "".join(
        f'<p class="panel"><b>{escape(word)}:</b> {escape(", ".join(names))}</p>'
        for word, names in found
        if names
    )


def _cards(total: Counts, labels: Labels) -> Iterator[str]:
    figures = _by_key(total)
    for key in _CARDS:
        figure = figures.get(key)
        if figure is None:
            continue
        yield (
            f'<div class="card"><span class="name">{escape(labels.figure(key))}</span>'
            f"<b>{escape(shown(figure))}</b><small>{counted(figure)}</small>"
            f"<p>{escape(labels.why(key))}</p></div>"
        )


def _by_key(counts: Counts) -> Mapping[str, Figure]:
    return {f.key: f for f in figures_of(counts) if f.group not in ("zones", "lists")}


def _histogram(rows: Sequence[Row]) -> str:
    values = [row.counts.text.wer.percent or 0 for row in rows]
    lower = 0.0
    bars = []
    numbers = [
        sum(low < v <= high for v in values)
        for low, high in zip((-1.0, *_STEPS), _STEPS, strict=False)
    ]
    highest = max([*numbers, 1])
    for upper, number in zip(_STEPS, numbers, strict=True):
        height = round(78 * number / highest)
        bars.append(
            f'<div title="{lower:g}–{upper:g} %: {number}"><span>{number or ""}</span>'
            f'<i style="height:{height}%"></i><span>≤{upper:g}</span></div>'
        )
        lower = upper
    return f'<div class="bars" id="histogram">{"".join(bars)}</div>'


def _kinds(total: Counts, labels: Labels) -> str:
    highest = max([*total.kinds.values(), 1])
    rows = "".join(
        f'<tr><td><span class="swatch {kind}">{escape(labels.kind(kind))}</span></td>'
        f"<td>{number}</td>"
        f'<td class="bar"><i class="{kind}" style="width:{100 * number // highest}%"></i></td></tr>'
        for kind, number in top(total.kinds, len(KINDS))
    )
    confusions = " &nbsp; ".join(
        f"{escape(name)}&nbsp;<small>{number}</small>"
        for name, number in top(total.confusions, _CONFUSIONS)
    )
    heading = (
        f"<h3>{escape(labels.word('confusions'))}</h3><p>{confusions}</p>" if confusions else ""
    )
    return f"<table>{rows}</table>{heading}"


def _documents(rows: Sequence[Row], total: Counts, labels: Labels) -> Iterator[str]:
    heads = [labels.word("document"), *map(labels.figure, _COLUMNS)]
    yield (
        "<thead><tr>"
        + "".join(f'<th scope="col"><button>{escape(h)}</button></th>' for h in heads)
        + "</tr></thead>"
    )
    yield "<tbody>"
    for index, row in enumerate(rows):
        name = f'<a href="#document-{index}">{escape(row.name)}</a>'
        yield f'<tr><td data-value="{escape(row.name)}">{name}</td>{_cells(row.counts)}</tr>'
    yield "</tbody><tfoot>"
    yield f'<tr class="total"><td>{escape(labels.word("total"))}</td>{_cells(total)}</tr></tfoot>'


def _cells(counts: Counts) -> str:
    figures = _by_key(counts)
    cells = []
    for key in _COLUMNS:
        value = figures[key].value if key in figures else None
        cells.append(
            '<td data-value="">–</td>'
            if value is None
            else f'<td data-value="{value}">{value:.2f}</td>'
        )
    return "".join(cells)


def _groups(total: Counts, labels: Labels) -> Iterator[str]:
    for group, figures in groupby(figures_of(total), key=lambda figure: figure.group):
        rows = "".join(
            f'<tr title="{escape(labels.why(f.key))}"><td>{escape(labels.figure(f.key))}</td>'
            f"<td>{escape(shown(f))}</td><td>{counted(f)}</td></tr>"
            for f in figures
        )
        yield f"<section><h3>{escape(labels.group(group))}</h3><table>{rows}</table></section>"
