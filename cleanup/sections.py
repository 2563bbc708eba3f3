"""Paragraphs into the tree of numbered units.

`build_body` runs the series test (`cleanup.series`), asks `cleanup.headings` what follows each
number, and hangs everything under its unit. It loses no paragraph.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cleanup.document import Appendix, Block, Correction, Section
from cleanup.headings import Heading, is_closing, split_heading
from cleanup.paragraphs import Paragraph, is_reference
from cleanup.patterns import KEYWORDS, LineKind, Mark, is_caps
from cleanup.quotes import quoted
from cleanup.series import Accepted, Candidate, Finding, accept_series

STYLES = {
    LineKind.PART: "part", LineKind.CHAPTER: "chapter", LineKind.SECTION: "section",
    LineKind.SUBSEC: "subsection", LineKind.ARTICLE: "article", LineKind.ROMAN: "roman",
    LineKind.LETTER: "letter", LineKind.NUM: "decimal", LineKind.DEC: "decimal",
    LineKind.POINT: "point",
}
_TITLED_BELOW = frozenset({LineKind.PART, LineKind.CHAPTER, LineKind.SECTION, LineKind.SUBSEC})
_MAX_TITLE_PARAGRAPHS = 4
_ATTACHED = re.compile(r"\((?:Ban hành\s+)?kèm theo\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The running text as a tree.

    Attributes:
        closing: the last paragraphs, which belong to the document and not to its last unit.
    """

    preamble: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    closing: tuple[Block, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    corrections: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()


Item = Paragraph | Block


@dataclass(slots=True)
class _Node:
    """A unit while it is being filled."""

    level: int
    section: Section | None
    blocks: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    def freeze(self) -> Section:
        if self.section is None:
            msg = "the root is not a section"
            raise ValueError(msg)
        return replace(self.section, blocks=tuple(self.blocks), sections=tuple(self.children))


def build_body(items: Iterable[Item]) -> Body:
    """Build the tree from paragraphs and tables (blocks), in reading order."""
    parts = _split_appendices(list(items))
    del items
    body = _build_part(parts.popleft())
    appendices, corrections, findings = [], list(body.corrections), list(body.findings)
    while parts:
        appendix, inner = _build_appendix(parts.popleft())
        appendices.append(appendix)
        corrections += inner.corrections
        findings += inner.findings
    return replace(body, appendices=tuple(appendices), corrections=tuple(corrections),
                   findings=tuple(findings))


def _split_appendices(items: list[Item]) -> deque[list[Item]]:
    inside = quoted(item.text for item in items)
    parts: deque[list[Item]] = deque([[]])
    for index, item in enumerate(items):
        # below "Phụ lục" stands its own title
        begun = len(parts[-1]) > (2 if len(parts) > 1 else 0)
        if index not in inside and (
            _opens_appendix(item) or (begun and _opens_attachment(items, index, parts[-1]))
        ):
            parts.append([])
        parts[-1].append(item)
    return parts


def _opens_attachment(items: list[Item], index: int, part: list[Item]) -> bool:
    """`QUY CHẾ` … `(Ban hành kèm theo Quyết định số …)`: a text with a numbering of its own."""
    item = items[index]
    if isinstance(item, Block) or item.mark.kind is not LineKind.TEXT or not is_caps(item.text):
        return False
    # its name may stand on several lines; the first of them opens it
    if part and not isinstance(part[-1], Block) and is_caps(part[-1].text):
        return False
    for following in items[index + 1 : index + 4]:
        if isinstance(following, Block):
            return False
        if _ATTACHED.match(following.text):
            return True
        if not (is_caps(following.text) or following.centred or _short(following)):
            return False
    return False


def _opens_appendix(item: Item) -> bool:
    if isinstance(item, Block) or item.mark.kind is not LineKind.APPENDIX:
        return False
    mark = item.mark
    if item.weak or is_reference(mark) or len(item.text) > 250:
        return False
    return not mark.text or is_caps(mark.text) or mark.text.startswith("(") or (
        mark.label[-1] in ".:-–" and not mark.text.endswith((".", ";", ","))
    )


def _build_appendix(part: list[Item]) -> tuple[Appendix, Body]:
    head = part[0]
    if isinstance(head, Block):
        msg = "an appendix begins with its name"
        raise TypeError(msg)
    name = head.mark.label.rstrip(" .:-–")
    title, used = _title_above_note(part) or _title_below(part[1:], head.mark.text)
    # an appendix has no paragraph behind its units: the last one stays under the last unit
    body = _build_part(part[1 + used :], closes=False)
    appendix = Appendix(
        title=" ".join(filter(None, (name, title))), page=head.page,
        number=name if head.mark.number else None, blocks=body.preamble,
        sections=body.sections,
    )
    return appendix, body


def _title_above_note(part: list[Item]) -> tuple[str, int] | None:
    """All that stands between an appendix's name and its note "(Ban hành kèm theo ...)"."""
    head, *below = part[: _MAX_TITLE_PARAGRAPHS + 2]
    at = next((at for at, item in enumerate(below) if _ATTACHED.match(item.text)), None)
    if at is None:
        return None
    names = below[:at]
    own = "" if isinstance(head, Block) else head.mark.text
    if not (own or names) or any(
        isinstance(item, Block) or not _may_be_title(item) for item in names
    ):
        return None
    return " ".join(filter(None, [own, *(item.text for item in names)])), len(names)


def _may_be_title(item: Paragraph) -> bool:
    return item.mark.kind is LineKind.TEXT and (is_caps(item.text) or item.centred or _short(item))


def _build_part(items: list[Item], *, closes: bool = True) -> Body:
    kept, units, findings, inside = _accept(items)
    headed = _headed(units)
    root = _Node(level=0, section=None)
    stack = [root]
    corrections: list[Correction] = []
    # what has gone into the tree is not kept beside it
    items.clear()
    following = deque(kept)
    kept.clear()
    index = 0
    while following:
        item = following.popleft()
        unit = units.pop(index, None)
        used = 0
        if unit is None:
            stack[-1].blocks.append(_block(item, quote=index in inside))
        else:
            _close(stack, unit.level)
            node, used = _open(item, following, unit, corrections, figures=index in headed)
            stack.append(node)
        for _ in range(used):
            following.popleft()
        index += 1 + used
    closing = _take_closing(stack) if closes else ()
    _close(stack, 1)
    return Body(
        preamble=tuple(root.blocks), sections=tuple(root.children),
        closing=closing, corrections=tuple(corrections), findings=findings,
    )


def _close(stack: list[_Node], level: int) -> None:
    """Finish the open units from this level inwards."""
    while stack[-1].level >= level:
        section = stack.pop().freeze()
        stack[-1].children.append(section)


def _accept(
    items: list[Item],
) -> tuple[list[Item], dict[int, Accepted], tuple[Finding, ...], frozenset[int]]:
    """Run the series test; a line that only its number set apart goes back where it came from.

    Returns the items that stay, the units among them by index, what looks odd, and the indexes of
    those inside quotations.
    """
    inside = quoted(item.text for item in items)
    candidates = [
        Candidate(order=index, mark=item.mark, paragraph=item)
        for index, item in enumerate(items)
        if isinstance(item, Paragraph) and index not in inside and not is_reference(item.mark)
    ]
    accepted, findings = accept_series(candidates)
    by_order = {unit.candidate.order: unit for unit in accepted}
    kept: list[Item] = []
    quotes: set[int] = set()
    units: dict[int, Accepted] = {}
    for index, item in enumerate(items):
        unit = by_order.get(index)
        previous = kept[-1] if kept else None
        if unit is None and isinstance(item, Paragraph) and isinstance(previous, Paragraph) and (
            item.weak and item.mark.kind in STYLES and index not in inside
        ):
            kept[-1] = previous.followed_by(item)
            opened = units.get(len(kept) - 1)
            if opened is not None:
                units[len(kept) - 1] = _lengthened(opened, item.text)
            continue
        if unit is not None:
            units[len(kept)] = unit
        if index in inside:
            quotes.add(len(kept))
        kept.append(item)
    return kept, units, findings, frozenset(quotes)


def _lengthened(unit: Accepted, more: str) -> Accepted:
    mark = unit.candidate.mark
    mark = replace(mark, text=f"{mark.text} {more}".strip())
    return replace(unit, candidate=replace(unit.candidate, mark=mark))


def is_item(mark: Mark) -> bool:
    """A list item: after a dash or plus, or counted in words.

    >>> from cleanup.patterns import classify
    >>> is_item(classify("Thứ nhất, xác định năm 2025 là năm tăng tốc"))
    True
    >>> is_item(classify("Thứ hai, ngày 05/7/2021"))
    False
    """
    if mark.kind is LineKind.ORDINAL:
        return not re.match(r"ngày\s+\d", mark.text)
    return mark.kind in (LineKind.DASH, LineKind.PLUS)


def _block(item: Item, *, quote: bool) -> Block:
    if isinstance(item, Block):
        return item
    kind = "paragraph"
    if quote:
        kind = "quote"
    elif is_item(item.mark):
        kind = "list_item"
    return Block(type=kind, page=item.page, text=item.text)


def _headed(units: dict[int, Accepted]) -> set[int]:
    """Indexes of units all of whose siblings have headings, one of them whatever follows it."""
    headed: set[int] = set()
    for group in _siblings(units):
        marks = [units[index].candidate.mark for index in group]
        if all(split_heading(m.text, m.kind, figures=True).title for m in marks) and any(
            split_heading(m.text, m.kind).title for m in marks
        ):
            headed.update(group)
    return headed


def _siblings(units: dict[int, Accepted]) -> list[list[int]]:
    """The indexes of the units, grouped by the unit above them."""
    groups: list[list[int]] = []
    open_groups: dict[int, list[int]] = {}
    for index, unit in sorted(units.items()):
        for level in [level for level in open_groups if level > unit.level]:
            del open_groups[level]
        if unit.level not in open_groups:
            open_groups[unit.level] = []
            groups.append(open_groups[unit.level])
        open_groups[unit.level].append(index)
    return groups


def _open(
    item: Item, following: Sequence[Item], unit: Accepted, corrections: list[Correction], *,
    figures: bool,
) -> tuple[_Node, int]:
    """Begin a unit; also how many of the following items its title has used up."""
    if isinstance(item, Block):
        msg = "a table opens no unit"
        raise TypeError(msg)
    mark = unit.candidate.mark
    if unit.repaired:
        corrections.append(_repaired_mark(item, mark))
    used = 0
    heading = split_heading(mark.text, mark.kind, bold=item.bold, figures=figures)
    if mark.kind in _TITLED_BELOW or (mark.kind is LineKind.ARTICLE and not mark.text):
        title, used = _title_below(following, mark.text)
        heading = Heading(title=title or None)
    elif heading.colon is not None:
        corrections.append(_dropped_colon(item, mark, heading))
    number = mark.number
    if mark.kind in KEYWORDS:
        number = re.sub(r"\s+", " ", mark.label).rstrip(" .:-–")
    section = Section(
        number=number, label=mark.label, style=STYLES[mark.kind], level=unit.level, page=item.page,
        title=heading.title, run_in=heading.run_in,
    )
    node = _Node(level=unit.level, section=section)
    if heading.text:
        node.blocks.append(Block(type="paragraph", page=item.page, text=heading.text))
    return node, used


def _repaired_mark(item: Paragraph, mark: Mark) -> Correction:
    read = item.text[: len(item.text) - len(mark.text)].rstrip() if mark.text else item.text
    return Correction(page=item.page, line=item.index + 1, start=0, before=read,
                      after=mark.label, reason="structure.mark", score=0.9)


def _dropped_colon(item: Paragraph, mark: Mark, heading: Heading) -> Correction:
    offset = item.text.index(mark.text) + (heading.colon or 0)
    page, line, start = item.place(offset)
    return Correction(page=page, line=line, start=start, before=":", after="",
                      reason="structure.run-in-colon")


def _title_below(following: Sequence[Item], title: str) -> tuple[str, int]:
    """The title of a named unit, on its own line and the centred or capital lines below it."""
    parts = [title] if title else []
    used = 0
    while used < _MAX_TITLE_PARAGRAPHS and used < len(following):
        item = following[used]
        if isinstance(item, Block) or item.mark.kind is not LineKind.TEXT:
            break
        caps = is_caps(item.text)
        fits = caps or item.centred if parts else caps or item.centred or _short(item)
        if not fits or (parts and not caps and is_caps(parts[-1]) and not item.centred):
            break
        parts.append(item.text)
        used += 1
        if not caps:
            break
    return " ".join(parts), used


def _short(item: Paragraph) -> bool:
    return len(item.text) <= 200 and not re.search(r"[.;:,]$", item.text)


def _take_closing(stack: list[_Node]) -> tuple[Block, ...]:
    """The document's last paragraph, when it hangs under a unit only because that came last."""
    blocks = stack[-1].blocks
    own = stack[-1].section is not None and stack[-1].section.title is None
    if len(blocks) > (1 if own else 0) and len(stack) > 1 and is_closing(blocks[-1].text):
        return (blocks.pop(),)
    return ()
