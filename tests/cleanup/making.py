"""Small pages for structure tests."""

from collections.abc import Iterable, Sequence

from cleanup.layout import body_lines
from cleanup.paragraphs import join_lines
from cleanup.sections import Body, build_body
from ocr.model import Line, Page, TextSource, Zone


def text_page(text: str, *, zone: Zone = Zone.UNKNOWN, number: int = 1) -> Page:
    """A page of plain text; a blank line begins a new block."""
    lines, block = [], 0
    for raw in text.splitlines():
        if not raw.strip():
            block += 1
            continue
        clean = " ".join(raw.split())
        lines.append(Line(text=clean, raw_text=raw, block=block, zone=zone))
    return Page(number=number, text_source=TextSource.TEXT, lines=tuple(lines))


def body_of(pages: Sequence[Page]) -> Body:
    """The tree of pages that hold nothing but body."""
    keep = [(page.number, index) for page in pages for index in range(len(page.lines))]
    return build_body(join_lines(body_lines(pages, keep)))


def paragraphs_text(paragraphs: Iterable[str]) -> str:
    """Paragraphs with blank lines between; `|` at an end joins to the neighbour's line."""
    text = "\n\n".join(paragraphs)
    return text.replace("|\n\n", "\n").replace("\n\n|", "\n")
