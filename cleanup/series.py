"""The series test: which of the proposed units are units, and how deep they lie.

A number counts if it goes on from an open series or opens a new one below. Levels come from the
order in which styles appear in this document, not from a table; only the named units (Phần, Chương,
Mục, Tiểu mục, Điều) have a fixed order among themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cleanup.marks import repair
from cleanup.paragraphs import Paragraph
from cleanup.patterns import KEYWORDS, LineKind, Mark, classify, is_caps, number_for, value_of

_RANKS = {
    LineKind.PART: 0, LineKind.CHAPTER: 1, LineKind.SECTION: 2, LineKind.SUBSEC: 3,
    LineKind.ARTICLE: 4, LineKind.LETTER: 5, LineKind.ROMAN: 5, LineKind.NUM: 6, LineKind.DEC: 7,
    LineKind.POINT: 12,
}
_LOOK_AHEAD = 400
_INSERTED_FIRST = re.compile(r"l[a-eđ]\.\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A paragraph that may open a unit; `order` is its place in the document."""

    order: int
    mark: Mark
    paragraph: Paragraph

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return self.paragraph.text

    @property
    def weak(self) -> bool:
        """Only its number makes it a paragraph."""
        return self.paragraph.weak

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.paragraph.page


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A candidate that is a unit, at `level` (1 = outermost).

    `repaired` says that its mark was misread; `candidate.mark` is then as its series expects it.
    """

    candidate: Candidate
    level: int
    repaired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in the numbering that a person should look at.

    `code` is "numbering.gap", "numbering.repeat" or "numbering.restart"; `before` and `after` are
    the labels on both sides, as printed.
    """

    code: str
    page: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.code}: {self.before} → {self.after} (page {self.page})"


@dataclass(slots=True)
class _Open:
    kind: LineKind
    value: int
    path: str
    number: str
    label: str
    rank: int


@dataclass(slots=True)
class _State:
    candidates: Sequence[Candidate]
    stack: list[_Open] = field(default_factory=list)
    last: dict[LineKind, tuple[int, str]] = field(default_factory=dict)
    depths: dict[LineKind, list[int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def accept_series(
    candidates: Sequence[Candidate],
) -> tuple[tuple[Accepted, ...], tuple[Finding, ...]]:
    """The candidates that are units, in order, with their levels; and what looks odd."""
    state = _State(candidates)
    accepted: list[Accepted] = []
    for position, candidate in enumerate(candidates):
        read = _reread_point(state, position, _reread_first(state, position, candidate))
        taken = _take(state, position, read)
        if not taken:
            read = _repaired(state, position, candidate) or candidate
            taken = read is not candidate and _take(state, position, read)
        if taken:
            accepted.append(Accepted(
                candidate=read, level=len(state.stack), repaired=read is not candidate,
            ))
            state.depths.setdefault(state.stack[-1].kind, []).append(len(state.stack))
    return tuple(accepted), tuple(state.findings)


def _take(state: _State, position: int, candidate: Candidate) -> bool:
    mark = candidate.mark
    value = value_of(mark)
    if mark.kind not in _RANKS or value is None:
        return False
    if mark.kind is LineKind.ARTICLE:
        return _take_article(state, position, candidate, value)
    if mark.kind in KEYWORDS:
        return _take_keyword(state, candidate, value)
    if mark.kind is LineKind.DEC:
        return _take_decimal(state, position, candidate, value)
    return _take_plain(state, position, candidate, value)


def _reread_first(state: _State, position: int, candidate: Candidate) -> Candidate:
    """`I. Mục đích` before `2. Yêu cầu` is a misread `1.`."""
    mark = candidate.mark
    if mark.kind is not LineKind.ROMAN or mark.number != "I" or is_caps(mark.text):
        return candidate
    for later in state.candidates[position + 1 : position + _LOOK_AHEAD]:
        kind, value = later.mark.kind, value_of(later.mark)
        if kind is LineKind.ROMAN or kind in KEYWORDS or (kind is LineKind.NUM and value == 1):
            return candidate
        if kind is LineKind.NUM and value == 2:
            number = replace(mark, kind=LineKind.NUM, number="1", label="1" + mark.label[1:])
            return replace(candidate, mark=number)
    return candidate


def _reread_point(state: _State, position: int, candidate: Candidate) -> Candidate:
    """`đ)` between `c)` and `đ)` is a misread `d)`; `d)` between `d)` and `e)` a misread `đ)`."""
    mark = candidate.mark
    last = state.stack[-1] if state.stack else None
    if mark.number not in ("d", "đ") or last is None or last.kind is not LineKind.POINT:
        return candidate
    following = next(
        (later.mark.number for later in state.candidates[position + 1 : position + _LOOK_AHEAD]
         if later.mark.kind is LineKind.POINT), "")
    right = {("c", "đ", "đ"): "d", ("d", "d", "e"): "đ"}.get((last.number, mark.number, following))
    if right is None:
        return candidate
    label = right + mark.label[len(mark.number) :]
    return replace(candidate, mark=replace(mark, number=right, label=label))


def _repaired(state: _State, position: int, candidate: Candidate) -> Candidate | None:
    """The candidate with its mark read as one that a series expects here."""
    if candidate.weak or not candidate.text:
        return None
    # `la.` behind `1.` is 1a
    after_first = any(unit.kind is LineKind.NUM and unit.value == 1 for unit in state.stack)
    if after_first and _INSERTED_FIRST.match(candidate.text):
        return replace(candidate, mark=classify(f"1{candidate.text[1:]}"))
    for kind, value, like in _expected(state):
        number = number_for(kind, value, like)
        mark = None if number is None else repair(candidate.text, kind, number)
        if mark is None or mark == candidate.mark:
            continue
        proven = _goes_on(state, position, value, kind)
        if proven or (_is_legible(candidate.text, mark) and (value > 1 or kind in KEYWORDS)):
            return replace(candidate, mark=mark)
    return None


def _is_legible(text: str, mark: Mark) -> bool:
    """Something of the number was read; what was not, only the numbers on both sides prove."""
    read = text.removesuffix(mark.text) if mark.text else text
    return any(not char.isspace() and char not in ".,-–—_" for char in read)


def _expected(state: _State) -> Iterator[tuple[LineKind, int, str]]:
    """What may come next, deepest first: kind, value, and a number of the same series."""
    for unit in reversed(state.stack):
        if unit.kind not in (LineKind.ARTICLE, LineKind.PART):
            yield unit.kind, unit.value + 1, unit.number
    last = state.last.get(LineKind.ARTICLE)
    yield LineKind.ARTICLE, last[0] + 1 if last else 1, ""
    if LineKind.CHAPTER not in state.last:
        yield LineKind.CHAPTER, 1, "I"
    for kind in (LineKind.SECTION, LineKind.POINT, LineKind.NUM, LineKind.ROMAN):
        if all(unit.kind is not kind for unit in state.stack):
            yield kind, 1, ""


def _rank(mark: Mark) -> int:
    """Smaller is further out; `1.1.1` lies below `1.1`, `aa)` below `a)`."""
    if mark.kind is LineKind.DEC:
        return _RANKS[mark.kind] + mark.number.count(".")
    return _RANKS[mark.kind] + (mark.kind is LineKind.POINT and len(mark.number) == 2)


def _push(state: _State, candidate: Candidate, value: int, keep: int) -> None:
    """Close all but the first `keep` units and open this one."""
    del state.stack[keep:]
    mark = candidate.mark
    path = mark.number if mark.kind is LineKind.DEC else str(value)
    state.stack.append(_Open(mark.kind, value, path, mark.number, mark.label, _rank(mark)))
    state.last[mark.kind] = (value, mark.label)


def _note(state: _State, code: str, candidate: Candidate, before: str) -> None:
    state.findings.append(
        Finding(code=code, page=candidate.page, before=before, after=candidate.mark.label)
    )


def _take_keyword(state: _State, candidate: Candidate, value: int) -> bool:
    kind = candidate.mark.kind
    keep = _outside(state, _RANKS[kind])
    last = state.last.get(kind)
    same = state.stack[keep] if keep < len(state.stack) else None
    if same is not None and same.kind is kind and value not in (same.value + 1, 1):
        _note(state, "numbering.gap", candidate, same.label)
    elif last is None and value > 1:
        _note(state, "numbering.gap", candidate, "")
    _push(state, candidate, value, keep)
    return True


def _take_article(state: _State, position: int, candidate: Candidate, value: int) -> bool:
    last = state.last.get(LineKind.ARTICLE)
    keep = _outside(state, _RANKS[LineKind.ARTICLE])
    if last is None:
        if value > 1:
            _note(state, "numbering.gap", candidate, "")
    elif not _article_fits(state, position, candidate, last[0]):
        return False
    elif value > last[0] + 1:
        _note(state, "numbering.gap", candidate, last[1])
        if keep < len(state.stack) and state.stack[keep].kind is LineKind.ARTICLE:
            keep = _usual_depth(state, keep)
    elif value == 1 and last[0] >= 1:
        _note(state, "numbering.restart", candidate, last[1])
    _push(state, candidate, value, keep)
    return True


def _article_fits(state: _State, position: int, candidate: Candidate, last: int) -> bool:
    """Điều count up through the document; a jump is believed where pages may be lost."""
    value = value_of(candidate.mark) or 0
    inserted = not candidate.mark.number.isdigit()
    if inserted:
        return value in (last, last + 1)
    if value in (last + 1, 1):
        return True
    if value <= last or (candidate.weak and value > last + 5):
        return False
    # the numbers in between come later: this one belongs to another text
    return not any(
        later.mark.kind is LineKind.ARTICLE and value_of(later.mark) == last + 1
        for later in state.candidates[position + 1 : position + _LOOK_AHEAD]
    )


def _usual_depth(state: _State, keep: int) -> int:
    """After lost pages the Mục before the gap says nothing: the usual depth of Điều holds."""
    depths = state.depths.get(LineKind.ARTICLE, [])
    if not depths:
        return keep
    usual = max(sorted(set(depths)), key=depths.count) - 1
    return min(keep, usual)


def _outside(state: _State, rank: int) -> int:
    """How many open units lie outside one of this rank."""
    for index, unit in enumerate(state.stack):
        if unit.rank >= rank:
            return index
    return len(state.stack)


def _take_plain(state: _State, position: int, candidate: Candidate, value: int) -> bool:
    kind = candidate.mark.kind
    if kind is LineKind.NUM and not candidate.mark.number.isdigit():
        return _take_inserted(state, candidate, value)
    at = _open_series(state, position, candidate, value)
    if at is not None:
        if not _follows(state.stack[at], value, kind):
            _note(state, "numbering.gap", candidate, state.stack[at].label)
        _push(state, candidate, value, at)
        return True
    if value == 1:
        if _unlikely_first(state, position, candidate):
            return False
        keep = _new_series(state, candidate)
        restarted = state.stack[keep] if keep < len(state.stack) else None
        if restarted is not None and restarted.kind is kind:
            _note(state, "numbering.restart", candidate, restarted.label)
        _push(state, candidate, value, keep)
        return True
    return _take_odd(state, position, candidate, value)


def _take_inserted(state: _State, candidate: Candidate, value: int) -> bool:
    """`2a.` after `2.` or `2b.` after `2a.`: khoản that an amendment put in (VBHN)."""
    for index in reversed(range(len(state.stack))):
        unit = state.stack[index]
        if unit.kind is LineKind.NUM and unit.value == value:
            _push(state, candidate, value, index)
            return True
    return False


def _take_odd(state: _State, position: int, candidate: Candidate, value: int) -> bool:
    """A number that fits nowhere: a slip of the author, or the mark of lost text."""
    kind = candidate.mark.kind
    same = [index for index, unit in enumerate(state.stack) if unit.kind is kind]
    goes_on = _goes_on(state, position, value, kind)
    if same:
        unit = state.stack[same[-1]]
        repeated = value == unit.value
        if candidate.weak or not (goes_on or (repeated and is_caps(candidate.mark.text))):
            return False
        _note(state, "numbering.repeat" if repeated else "numbering.gap", candidate, unit.label)
        _push(state, candidate, value, same[-1])
        return True
    slip = _slipped_first(state, kind, value)
    if slip is not None:
        _push(state, candidate, value, slip)
        return True
    if candidate.weak or not goes_on:
        return False
    _note(state, "numbering.gap", candidate, "")
    _push(state, candidate, value, _new_series(state, candidate))
    return True


def _slipped_first(state: _State, kind: LineKind, value: int) -> int | None:
    """`1. SỰ CẦN THIẾT` before `II.`: the author wrote the first number in the other style."""
    if kind is not LineKind.ROMAN or value != 2:
        return None
    for index, unit in enumerate(state.stack):
        if unit.kind is LineKind.NUM and unit.value == 1:
            return index
    return None


def _open_series(
    state: _State, position: int, candidate: Candidate, value: int
) -> int | None:
    """The deepest open series that this number goes on from, one missing number allowed."""
    kind, rank = candidate.mark.kind, _rank(candidate.mark)
    for missing in (False, True):
        if missing and kind is LineKind.LETTER and not (
            # "C. Mác" after "A. PHẦN CHUNG" is a name
            is_caps(candidate.mark.text) or _goes_on(state, position, value, kind)
        ):
            return None
        for index in reversed(range(len(state.stack))):
            unit = state.stack[index]
            if unit.kind is not kind or unit.rank != rank:
                continue
            if _follows(unit, value, kind):
                return index
            if missing and not candidate.weak and value == unit.value + 2:
                return index
    return None


def _follows(unit: _Open, value: int, kind: LineKind) -> bool:
    # authors who type without đ go from d) to e)
    return value == unit.value + 1 or (kind is LineKind.POINT and (unit.value, value) == (4, 6))


def _unlikely_first(state: _State, position: int, candidate: Candidate) -> bool:
    """`A. Puskin`, `I. V. Stalin`: a first number without a second is an initial, unless caps."""
    kind = candidate.mark.kind
    if kind not in (LineKind.LETTER, LineKind.ROMAN):
        return False
    sure = not candidate.weak or is_caps(candidate.mark.text)
    return not (sure or _goes_on(state, position, 1, kind))


def _new_series(state: _State, candidate: Candidate) -> int:
    """How many open units stay open around a series that begins here."""
    kind, rank = candidate.mark.kind, _rank(candidate.mark)
    for index, unit in enumerate(state.stack):
        if unit.rank > rank or (unit.rank == rank and unit.kind is kind):
            return index
    return len(state.stack)


def _goes_on(state: _State, position: int, value: int, kind: LineKind) -> bool:
    """The same series has its next number further on, before a unit of a higher rank."""
    for later in state.candidates[position + 1 : position + _LOOK_AHEAD]:
        if later.mark.kind is kind:
            found = value_of(later.mark)
            if found == value + 1:
                return True
            if found is not None and found <= value:
                return False
        elif _RANKS.get(later.mark.kind, 0) < _RANKS[kind] and later.mark.kind in KEYWORDS:
            return False
    return False


def _take_decimal(state: _State, position: int, candidate: Candidate, value: int) -> bool:
    number = candidate.mark.number
    prefix = number.rsplit(".", 1)[0]
    for index in reversed(range(len(state.stack))):
        unit = state.stack[index]
        if unit.kind is LineKind.DEC and unit.path.rsplit(".", 1)[0] == prefix and (
            unit.path.count(".") == number.count(".")
        ):
            if value not in (unit.value + 1, unit.value + 2):
                return False
            if value == unit.value + 2:
                _note(state, "numbering.gap", candidate, unit.label)
            _push(state, candidate, value, index)
            return True
    for index in reversed(range(len(state.stack))):
        if state.stack[index].path == prefix and state.stack[index].kind is not LineKind.POINT:
            if value > 1:
                if value > 2 and not _goes_on(state, position, value, LineKind.DEC):
                    return False
                _note(state, "numbering.gap", candidate, state.stack[index].label)
            _push(state, candidate, value, index + 1)
            return True
    if candidate.weak or not (value == 1 or _goes_on(state, position, value, LineKind.DEC)):
        return False
    _note(state, "numbering.gap", candidate, state.stack[-1].label if state.stack else "")
    _push(state, candidate, value, _outside(state, _rank(candidate.mark)))
    return True


