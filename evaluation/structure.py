"""Scores what stands above the text: numbered sections and the document's metadata."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence

from evaluation.alignment import levenshtein
from evaluation.counts import Ratio, SectionCounts
from evaluation.document import SectionHead
from evaluation.text import flat

FIELDS = (
    "agency",
    "parent_agency",
    "number",
    "place",
    "date",
    "kind",
    "subject",
    "signer_name",
    "urgency",
    "secrecy",
)
LIST_FIELDS = ("addressees", "recipients", "signer_authority")
# names under which other programs and older outputs write the same field
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "agency": ("agency", "issuer", "issuer_printed"),
    "number": ("number", "number_symbol"),
    "date": ("date", "issued", "issued_date"),
}
# a title is right when at most one character in twenty is wrong
_TITLE_ERRORS = 0.05


def count_sections(
    want: Sequence[SectionHead] | None, got: Sequence[SectionHead] | None
) -> SectionCounts:
    """Compares two tables of contents: a section is found when number and level agree, in order."""
    if want is None or got is None:
        return SectionCounts()
    matcher = difflib.SequenceMatcher(
        a=[(s.number, s.level) for s in want], b=[(s.number, s.level) for s in got], autojunk=False
    )
    hit = right = 0
    for first, second, size in matcher.get_matching_blocks():
        for true, read in zip(want[first : first + size], got[second : second + size], strict=True):
            hit += 1
            right += bool(true.title) and _same_title(true.title, read.title)
    titled = sum(1 for section in want if section.title)
    return SectionCounts(want=len(want), got=len(got), hit=hit, titled=titled, titles_right=right)


def _same_title(true: str, read: str) -> bool:
    return levenshtein(fold_value(true), fold_value(read)) <= _TITLE_ERRORS * len(true)


def fold_value(value: object) -> str:
    """A metadata value without case, white space and the marks at its ends.

    >>> fold_value("  KẾT  LUẬN: ")
    'kết luận'
    """
    return flat(str(value)).casefold().strip(" .,:;-–*")


def count_metadata(want: Mapping[str, object], got: Mapping[str, object]) -> dict[str, Ratio]:
    """Field by field: right when equal after folding case and white space.

    A field that neither side has is left out; one that only the output has counts as wrong.
    """
    found = {}
    for name in FIELDS:
        true, read = _value(want, name), _value(got, name)
        if true is None and read is None:
            continue
        right = true is not None and read is not None and fold_value(true) == fold_value(read)
        found[name] = Ratio(int(right), 1)
    return found


def _value(metadata: Mapping[str, object], name: str) -> object | None:
    names = _ALIASES.get(name, (name,))
    values = (metadata.get(alias) for alias in names)
    found = next((value for value in values if value not in (None, "")), None)
    if found is None and name == "signer_name":
        found = _signer(metadata).get("name") or None
    return found


def _signer(metadata: Mapping[str, object]) -> Mapping[str, object]:
    signers = metadata.get("signers") or metadata.get("signer")
    first = signers[0] if isinstance(signers, list) and signers else signers
    return first if isinstance(first, Mapping) else {}


def count_lists(want: Mapping[str, object], got: Mapping[str, object]) -> dict[str, Ratio]:
    """List fields (recipients ...): how many items of the truth the output has too."""
    found = {}
    for name in LIST_FIELDS:
        true, read = Counter(_items(want, name)), Counter(_items(got, name))
        if true:
            found[name] = Ratio((true & read).total(), true.total())
    return found


def _items(metadata: Mapping[str, object], name: str) -> list[str]:
    value = metadata.get(name)
    if value is None and name == "signer_authority":
        value = _signer(metadata).get("authority")
    if isinstance(value, str):
        value = [value]
    return [fold_value(item) for item in value] if isinstance(value, list) else []
