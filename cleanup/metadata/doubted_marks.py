"""Stamps that may be a mark of urgency or secrecy but read too badly to be named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import Levenshtein

from cleanup.skeleton import skeleton
from cleanup.vocabulary import phrases
from ocr.model import Page, StampKind

_GROUPS = ("urgency", "secrecy")
_OTHERS = ("circulation", "declassified", "stamp_title", "stamp_body")
# `[nroA rỏc` for HỎA TỐC, on a scan of 150 dpi: 0.57; DỰ THẢO against HỎA TỐC: 0.33
_ALIKE = 0.55


def doubted_marks(pages: Sequence[Page]) -> Mapping[str, tuple[str, ...]]:
    """Per field, "urgency" or "secrecy", what was read in stamps that may bear such a mark.

    No value is made of it: a person looks at the stamp.
    """
    found: dict[str, tuple[str, ...]] = {}
    for page in pages[:1]:
        for stamp in page.stamps:
            text = " ".join(stamp.text)
            group = likely_mark(text) if stamp.kind is StampKind.OTHER else None
            if group is not None:
                found[group] = (*found.get(group, ()), f"unsure-stamp: {text}")
    return found


def likely_mark(text: str) -> str | None:
    """The group of marks whose fixed string `text` is likest, if it is like one at all.

    >>> likely_mark("[nroA rỏc"), likely_mark("TUYÊT MẠI")
    ('urgency', 'secrecy')
    >>> likely_mark("DỰ THAO"), likely_mark("MẶT TRẬN TỔ QUỐC"), likely_mark("BẢN SAO")
    (None, None, None)
    """
    read = skeleton(text)
    best = {group: max(_likeness(read, fixed) for fixed in phrases(group))
            for group in (*_GROUPS, *_OTHERS)}
    group = max(best, key=lambda name: best[name])
    return group if group in _GROUPS and best[group] >= _ALIKE else None


def _likeness(read: str, fixed: str) -> float:
    return Levenshtein.normalized_similarity(read, skeleton(fixed))
