"""The kind of document: printed title first, symbol second (domain, fact 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cleanup.metadata.number import Number, is_known_party_body, is_party_number
from cleanup.metadata.reading import Placed
from cleanup.skeleton import skeleton
from cleanup.vocabulary import Kind, kinds
from cleanup.zones.lines import is_vv_line, leading_kind, regime
from cleanup.zones.title import is_like_kind
from ocr.model import Page, Zone

# a consolidated text keeps the kind of the text that it consolidates
_CONSOLIDATED = "VBHN"
_KIND_AND_SUBJECT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class KindReading:
    """Kind, code and what contradicts them."""

    name: str | None = None
    code: str | None = None
    findings: tuple[str, ...] = ()


def read_system(pages: Sequence[Page], number: Number | None) -> str:
    """The system: "state", "party" or "unknown".

    Told by the regime header, then by the `*` under the agency and the form of the number.
    """
    head = [
        line.text
        for page in pages
        for line in page.lines
        if line.zone in (Zone.HEADER_LEFT, Zone.HEADER_RIGHT)
    ]
    found = {regime(text) for text in head}
    # unions of the Party's family use its form (367-QĐ/TWĐTN-VP, domain 2.3)
    if found & {"party", "union"}:
        return "party"
    if "state" in found or "motto" in found:
        return "state"
    star = any(text.strip() == "*" for text in head)
    if number is not None and is_party_number(number) and (star or is_known_party_body(number)):
        return "party"
    if number is not None and not is_party_number(number):
        # the year stands in the number of laws, decrees and circulars only
        legal = number.digits is not None and "/" in number.digits
        return "state" if legal or "head_right" in found else "unknown"
    return "unknown"


def kinds_of(system: str) -> tuple[Kind, ...]:
    """The kinds of a system; all kinds where the system is unknown."""
    if system not in ("state", "party"):
        return tuple(kind for kind in kinds() if kind.system != "copy")
    return tuple(kind for kind in kinds() if kind.system == system)


def read_kind(title: Sequence[Placed], number: Number | None, system: str) -> KindReading:
    """The kind, its code, and contradictions between title and symbol.

    A letter (công văn) has no title and a symbol that begins with a body: 125/UBND-TH.
    """
    printed = next((k for item in title if (k := leading_kind(item.line.text))), None)
    code = _code_in_symbol(number, system)
    named = {kind.name for kind in kinds_of(system) if kind.code and kind.code == code}
    if printed is not None:
        return _from_title(printed, code, named, system)
    if (unlisted := unlisted_kind([item.line.text for item in title])) is not None:
        return KindReading(name=unlisted, findings=("unlisted-kind",))
    if code is not None and len(named) == 1:
        name = named.pop()
        findings = () if name == "Công văn" else ("no-title",)
        return KindReading(name=name, code=code, findings=findings)
    if code is not None and named:
        return KindReading(code=code, findings=("missing",))
    letter = any(is_vv_line(item.line.text) for item in title[:1]) or _is_subject(title[:1])
    if number is not None and code is None and (letter or not title):
        return KindReading(name="Công văn", findings=() if letter else ("no-title",))
    return KindReading(findings=("missing",))


def unlisted_kind(title: Sequence[str]) -> str | None:
    """The kind over a subject, where no list has it.

    >>> unlisted_kind(["NỘI QUY", "tiếp công dân"]), unlisted_kind(["V/v tiếp công dân"])
    ('Nội quy', None)
    """
    if len(title) < _KIND_AND_SUBJECT or not is_like_kind(title[0]):
        return None
    return title[0].capitalize()


def _is_subject(title: Sequence[Placed]) -> bool:
    """A subject without a kind above it: "Về việc …" for "V/v …" under the number of a letter."""
    return any(item.line.text.startswith("Về ") for item in title)


def _from_title(printed: str, code: str | None, named: set[str], system: str) -> KindReading:
    own = [kind.code for kind in kinds_of(system) if kind.name == printed and kind.code]
    if code in own:
        return KindReading(name=printed, code=code)
    # a kind whose first row has no code has one only where the symbol prints it (18-L/CTN)
    default = next((kind.code or None for kind in kinds_of(system) if kind.name == printed), None)
    if code is None or code == _CONSOLIDATED or _lost_bar(code, own):
        return KindReading(name=printed, code=default)
    other = " / ".join(sorted(named)) or code
    return KindReading(
        name=printed, code=default, findings=(f"symbol-against-title: {code} = {other}",)
    )


def _lost_bar(code: str, own: list[str]) -> bool:
    """QD for QĐ: marks lost by the engine, settled by the printed title (domain 1.4)."""
    return any(skeleton(code) == skeleton(mine) for mine in own)


def _code_in_symbol(number: Number | None, system: str) -> str | None:
    """The first token of the symbol if it is a code: KH-UBND gives KH, UBND-TH nothing."""
    if number is None or not number.codes:
        return None
    known = {kind.code for kind in kinds_of(system) if kind.code}
    first = number.codes[0]
    if first in known:
        return first
    bare = {skeleton(code) for code in known if len(code) >= 2}
    return first if skeleton(first) in bare else None
