"""The aligned text of one document as HTML: the truth, with every difference in its colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from evaluation.differences import KINDS, pieces
from evaluation.document import BODY
from evaluation.measure import Comparison, Found
from evaluation.report.labels import Labels

__all__ = ["KINDS", "DocumentText", "align", "document_html"]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """The aligned text of one document as HTML, page by page, before its pictures are drawn.

    Attributes:
        rates: its error rates in a few words.
        pages: (page number, or None where the truth knows no pages; its paragraphs).
        extra: what the output has in excess.
    """

    name: str
    rates: str
    pages: tuple[tuple[int | None, str], ...]
    extra: str


def align(comparison: Comparison, labels: Labels) -> DocumentText:
    """Writes a comparison as HTML paragraphs, in the order of the printed pages."""
    counts = comparison.counts
    pages: dict[int | None, list[str]] = {}
    for found in sorted(comparison.found, key=_place):
        pages.setdefault(found.paragraph.page, []).append(_paragraph(found, labels))
    return DocumentText(
        name=comparison.name,
        rates=f"CER {_percent(counts.text.cer.percent)} · WER {_percent(counts.text.wer.percent)}",
        pages=tuple((page, "".join(texts)) for page, texts in sorted(pages.items(), key=_order)),
        extra=_extra(comparison, labels),
    )


def document_html(
    text: DocumentText, index: int, pictures: Mapping[int, str], labels: Labels, note: str = ""
) -> str:
    """One document that opens on a click: page pictures beside paragraphs.

    Args:
        text: what `align` made.
        index: its place among the rows, for the link from the table.
        pictures: page number to data URL.
        labels: the report's words.
        note: said where a page has no picture.
    """
    pages = text.pages
    if pictures and any(page is None for page, _ in pages):
        pages = ((None, "".join(paragraphs for _, paragraphs in pages)),)
    body = "".join(_page(page, texts, pictures, labels, note) for page, texts in pages)
    return (
        f'<details class="document" id="document-{index}"><summary>{escape(text.name)}'
        f"<small>{text.rates}</small></summary>{body}{text.extra}</details>"
    )


def _place(found: Found) -> int:
    """Where a zone stands on a page, from top to bottom; unknown ones with the body."""
    zone = found.paragraph.zone
    return _ZONES.index(zone) if zone in _ZONES else _ZONES.index(BODY)


def _order(entry: tuple[int | None, object]) -> int:
    return entry[0] or 0


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f} %"


def _page(
    page: int | None, texts: str, pictures: Mapping[int, str], labels: Labels, note: str
) -> str:
    # a truth that knows no pages stands beside all of them
    shown = [page] if page is not None else sorted(pictures)
    figures = "".join(
        f"<figcaption>{escape(labels.word('page'))} {number}</figcaption>"
        f'<img alt="{escape(labels.word("page"))} {number}" src="{pictures[number]}">'
        for number in shown
        if number in pictures
    )
    text = f'<div class="text">{texts}</div>'
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
