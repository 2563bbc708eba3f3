"""Which fields hold a word in doubt: read unsurely, or proposed for change and not changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleanup.document import Correction
from cleanup.zones.lines import leading_kind
from ocr.model import Bbox, Line, Page, StampKind, Zone

_FIELDS = {
    Zone.TITLE: ("subject", "title"),
    Zone.HEADER_LEFT: ("agency",),
    Zone.PLACE_DATE: ("place",),
    Zone.ADDRESSEE: ("addressees",),
    Zone.SIGNATURE: ("signers",),
    Zone.RECIPIENTS: ("recipients",),
}
_SEALED = {
    Zone.TITLE: ("subject", "title"),
    Zone.HEADER_LEFT: ("agency",),
    Zone.NUMBER: ("number",),
    Zone.PLACE_DATE: ("date",),
    Zone.ADDRESSEE: ("addressees",),
    Zone.SIGNATURE: ("signers",),
    Zone.RECIPIENTS: ("recipients",),
}
_STAMPS = (StampKind.SEAL, StampKind.INCOMING_MAIL, StampKind.ARCHIVE, StampKind.OTHER)
# a seal that covers less of a line hides no letter of it
_COVERED = 0.1
# proposals below this share are worth less than the reading
_LIKELY = 0.3
_DAY = re.compile(r"\bng[aàáảã]\S?")


def doubted_words(
    pages: Sequence[Page], corrections: Sequence[Correction], agency: str | None = None
) -> dict[str, tuple[str, ...]]:
    """Per field the codes of its doubtful words, such as "doubtful: Nghỉ → Nghi".

    A repair that rests on a witness alone is among them: a person should look at it. `agency` is
    the issuing body; other words of the left head belong to the one above it.
    """
    found: dict[str, dict[str, None]] = {}
    for field, code, word in _found(pages, corrections):
        above = field == "agency" and agency is not None and word not in agency.split()
        found.setdefault("parent_agency" if above else field, {})[code] = None
    return {field: tuple(codes) for field, codes in found.items()}


def sealed_fields(pages: Sequence[Page]) -> frozenset[str]:
    """The fields with a line that a seal or stamp covers in part: its letters may be damaged."""
    found: set[str] = set()
    for page in pages:
        boxes = [one.bbox for one in page.stamps if one.bbox and one.kind in _STAMPS]
        for line in page.lines if boxes else ():
            if line.zone in _SEALED and any(_covers(box, line) for box in boxes):
                found.update(_SEALED[line.zone])
    return frozenset(found)


def _covers(stamp: Bbox, line: Line) -> bool:
    box = line.bbox
    return box is not None and stamp.overlap(box) >= _COVERED * box.width * box.height


def _found(
    pages: Sequence[Page], corrections: Sequence[Correction]
) -> Iterator[tuple[str, str, str]]:
    lines = {page.number: page.lines for page in pages}
    for one in corrections:
        of_page = lines.get(one.page, ())
        line = of_page[one.line - 1] if 0 < one.line <= len(of_page) else None
        if line is None or not _is_doubt(one) or not _in_field(line, one):
            continue
        code = f"doubtful: {one.before}"
        if one.applied:
            code = f"repaired: {one.before} → {one.after}"
        elif one.before != one.after:
            code += f" → {one.after}"
        for field in _FIELDS.get(line.zone, ()):
            yield field, code, one.after if one.applied else one.before


def _is_doubt(one: Correction) -> bool:
    if one.applied:
        return one.reason.startswith("witness.")
    return one.score is None or one.score >= _LIKELY


def _in_field(line: Line, one: Correction) -> bool:
    """The kind is settled by its vocabulary; the day has reasons of its own."""
    if not any(c.isalnum() for c in one.before):
        return False
    if line.zone is Zone.TITLE:
        return leading_kind(line.text) is None
    if line.zone is Zone.PLACE_DATE:
        day = _DAY.search(line.text)
        return day is not None and one.start < day.start()
    return True
