"""The secrecy gate: a mark on page 1 stops everything before any text is written (domain 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.vocabulary import find_phrase
from ocr.model import Bbox, Page, StampKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SecrecyHit:
    """A secrecy mark; the text of the page is not in it, on purpose."""

    mark: str
    page: int
    bbox: Bbox | None = None


def find_secrecy(pages: Sequence[Page]) -> SecrecyHit | None:
    """The secrecy mark on the first page, from zoned pages.

    Zoning takes a line for a mark only if the whole line is MẬT, TỐI MẬT or TUYỆT MẬT in capitals
    and stands in the head: MẶT TRẬN TỔ QUỐC has the same letters without marks and is none.
    """
    for page in pages[:1]:
        for stamp in page.stamps:
            if stamp.kind is not StampKind.SECRECY:
                continue
            text = " ".join(stamp.text).strip(" .:-–_*|[]()")
            return SecrecyHit(
                mark=find_phrase("secrecy", text) or text, page=page.number, bbox=stamp.bbox
            )
    return None
