"""Other documents that the text names: kind, number, date (domain 5.6)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleanup.document import Reference
from cleanup.metadata.reading import running_texts
from cleanup.packed import of_zones
from cleanup.skeleton import UPPER
from ocr.model import Page, Zone

_KINDS = (
    "Nghị quyết|Kết luận|Nghị định|Chỉ thị|Quy định|Quyết định|Đề án|Thông tư liên tịch|Thông tư|"
    "Công văn|Kế hoạch|Hướng dẫn|Chương trình|Thông báo|Luật|Pháp lệnh|Quy chế|Tờ trình|Báo cáo|"
    "Thông tri"
)
_REFERENCE = re.compile(
    rf"(?P<kind>{_KINDS})\s+(?:số\s+)?"
    rf"(?P<number>\d{{1,5}}(?:/(?:19|20)\d{{2}})?[/-][{UPPER}][\w]*(?:[-/][{UPPER}]\w*)*)"
    r"(?:\s*,?\s*ngày\s+(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    r"|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?"
)
# "217-QĐ/TW và Quyết định số 218-QĐ/TW, ngày 12/12/2013": one date for two
_ENUMERATION = re.compile(r"^\s*(?:và|,|;)\s*$")
_TEXT_ZONES = (Zone.BODY, Zone.TITLE, Zone.FOOTNOTE, Zone.UNKNOWN)


def find_references(pages: Sequence[Page]) -> tuple[Reference, ...]:
    """All references in reading order, once each; lines of a page are read as one text."""
    found: dict[tuple[str, str], Reference] = {}
    for page in pages:
        lines = (line for _, line in of_zones(page.lines, _TEXT_ZONES))
        texts = running_texts(lines, end=".")
        for reference in (one for text in texts for one in references_in(text, page.number)):
            key = reference.kind, reference.number
            if key not in found or (found[key].date is None and reference.date is not None):
                found[key] = reference
    return tuple(found.values())


def references_in(text: str, page: int = 1) -> list[Reference]:
    """References of one text.

    >>> [(r.number, r.date) for r in references_in("Nghị quyết số 21-NQ/TW, ngày 20/01/2003 của")]
    [('21-NQ/TW', '2003-01-20')]
    >>> [r.date for r in references_in("Quyết định số 217-QĐ/TW và Quyết định số 218-QĐ/TW, "
    ...     "ngày 12/12/2013")]
    ['2013-12-12', '2013-12-12']
    >>> references_in("Nghị quyết của Tỉnh uỷ, Quyết định này")
    []
    """
    hits = list(_REFERENCE.finditer(text))
    result: list[Reference] = []
    for index, hit in enumerate(hits):
        date = _iso(hit["date"])
        inferred = False
        if date is None and index + 1 < len(hits):
            following = hits[index + 1]
            if _ENUMERATION.match(text[hit.end() : following.start()]):
                date = _iso(following["date"])
                inferred = date is not None
        result.append(
            Reference(
                kind=hit["kind"], number=hit["number"], date=date, page=page, inferred=inferred
            )
        )
    return result


def _iso(text: str | None) -> str | None:
    numbers = [int(part) for part in re.findall(r"\d+", text or "")]
    if len(numbers) != 3 or not (1 <= numbers[0] <= 31 and 1 <= numbers[1] <= 12):
        return None
    return f"{numbers[2]:04d}-{numbers[1]:02d}-{numbers[0]:02d}"
