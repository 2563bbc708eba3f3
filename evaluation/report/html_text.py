"""The aligned text of one document as HTML: the truth, with every difference in its colour."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from evaluation.differences import KINDS, pieces
from evaluation.document import BODY
from evaluation.measure import Comparison, Found
from evaluation.report.labels import Labels

__all__ = ["KINDS", "document_text"]

_MOST_EXTRA = 200
# in the order of a printed page
_ZONES = (
    "header_left",
    "header_right",
    "number_line",
    "place_date",
    "title",
    BODY,
    "table",
    "recipients",
    "signature",
    "ending",
    "footnote",
)


def document_text(
    comparison: Comparison, index: int, pictures: Mapping[int, str], labels: Labels, note: str = ""
) -> str:
    """One document: page pictures beside paragraphs, then what the output has in excess.

    Args:
        comparison: the document, with the texts that were compared.
        index: its place among the rows, for the link from the table.
        pictures: page number to data URL.
        labels: the report's words.
        note: said where a page has no picture.
    """
    counts = comparison.counts
    pages: dict[int | None, list[str]] = {}
    for found in sorted(comparison.found, key=_place):
        pages.setdefault(found.paragraph.page, []).append(_paragraph(found, labels))
    if None in pages and pictures:
        pages = {None: [text for texts in pages.values() for text in texts]}
    body = "".join(
        _page(page, texts, pictures, labels, note)
        for page, texts in sorted(pages.items(), key=_order)
    )
    rates = f"CER {_percent(counts.text.cer.percent)} · WER {_percent(counts.text.wer.percent)}"
    return (
        f'<details class="document" id="document-{index}"><summary>{escape(comparison.name)}'
        f"<small>{rates}</small></summary>{body}{_extra(comparison, labels)}</details>"
    )


def _place(found: Found) -> int:
    """Where a zone stands on a page, from top to bottom; unknown ones with the body."""
    zone = found.paragraph.zone
    return _ZONES.index(zone) if zone in _ZONES else _ZONES.index(BODY)


def _order(entry: tuple[int | None, list[str]]) -> int:
    return entry[0] or 0


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} %"


def _page(
    page: int | None, texts: list[str], pictures: Mapping[int, str], labels: Labels, note: str
) -> str:
    # a truth that knows no pages stands beside all of them
    shown = [page] if page is not None else sorted(pictures)
    figures = "".join(
        f"<figcaption>{escape(labels.word('page'))} {number}</figcaption>"
        f'<img alt="{escape(labels.word("page"))} {number}" src="{pictures[number]}">'
        for number in shown
        if number in pictures
    )
    text = f'<div class="text">{"".join(texts)}</div>'
    if figures:
        return f'<div class="page"><figure>{figures}</figure>{text}</div>'
    heading = "" if page is None else f"{escape(labels.word('page'))} {page}. "
    caption = f'<p class="note">{heading}{escape(note)}</p>' if heading or note else ""
    return f'<div class="page bare"><div>{caption}{text}</div></div>'


def _paragraph(found: Found, labels: Labels) -> str:
    zone = found.paragraph.zone
    head = "" if zone == BODY else f'<span class="zone">{escape(labels.figure(zone))}</span>'
    if found.stretch.edits >= len(found.truth):
        tag = f'<span class="tag">{escape(labels.word("lost_paragraph"))}</span>'
        text = f'<del class="lost">{escape(found.paragraph.text)}</del>'
        return f'<p class="lostp">{head}{text} {tag}</p>'
    if not found.stretch.edits:
        return f'<p class="same">{head}{escape(found.paragraph.text)}</p>'
    return f"<p>{head}{_marked(found, labels)}</p>"


def _marked(found: Found, labels: Labels) -> str:
    parts = []
    for piece in pieces(found.truth, found.read):
        truth, read = (escape(found.unpack(text)) for text in (piece.truth, piece.read))
        if piece.kind == "same":
            parts.append(truth)
            continue
        if piece.kind == "space":
            truth, read = truth.replace(" ", "␣"), read.replace(" ", "␣")
        title = escape(labels.kind(piece.kind))
        if truth:
            parts.append(f'<del class="{piece.kind}" title="{title}">{truth}</del>')
        if read:
            parts.append(f'<ins class="{piece.kind}" title="{title}">{read}</ins>')
    return "".join(parts)


def _extra(comparison: Comparison, labels: Labels) -> str:
    if not comparison.extra:
        return ""
    runs = " ".join(
        f'<ins class="extra">{escape(run)}</ins>' for run in comparison.extra[:_MOST_EXTRA]
    )
    rest = " …" if len(comparison.extra) > _MOST_EXTRA else ""
    title = escape(labels.word("extra_text"))
    return (
        f'<div class="page bare"><div class="text"><h3>{title}</h3><p>{runs}{rest}</p></div></div>'
    )
