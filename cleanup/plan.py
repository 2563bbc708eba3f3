"""Plans of text edits: proposed by pure rules, applied in one place, replayable and reversible.

A rule looks at a text and proposes edits; it never changes anything. `apply` makes the new text
and a `Step`; a `Plan` is the ordered list of steps. There is one code path, so a silent run and an
explained run can't differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PlanMismatchError(ValueError):
    """A plan was replayed on, or undone from, a text that it was not made for."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `before` by `after` at `start`.

    `start` counts code points in the text that the step saw. `reason` is a stable code such as
    `unicode.compose` or `diacritic.context`; sentences for people are looked up from it.
    """

    start: int
    before: str
    after: str
    reason: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The edits of one rule, in order of `start`, without overlap."""

    rule: str
    edits: tuple[Edit, ...]


Plan = tuple[Step, ...]


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Make all `edits` in `text`.

    >>> apply("Vẽ văn hoá", [Edit(0, "Vẽ", "Về", "diacritic.context")])
    'Về văn hoá'

    Raises:
        PlanMismatchError: if an edit's `before` does not stand at its place, or edits overlap.
    """
    parts: list[str] = []
    position = 0
    for edit in edits:
        end = edit.start + len(edit.before)
        if edit.start < position or text[edit.start : end] != edit.before:
            msg = f"{edit.before!r} does not stand at {edit.start}"
            raise PlanMismatchError(msg)
        parts += text[position : edit.start], edit.after
        position = end
    parts.append(text[position:])
    return "".join(parts)


def invert(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits that take the result of `edits` back to the text before."""
    shift = 0
    inverse = []
    for edit in edits:
        inverse.append(Edit(edit.start + shift, edit.after, edit.before, edit.reason, edit.score))
        shift += len(edit.after) - len(edit.before)
    return tuple(inverse)


def replay(original: str, plan: Plan) -> str:
    """Run a whole plan on the text it was made for.

    Raises:
        PlanMismatchError: if this is another text.
    """
    for step in plan:
        original = apply(original, step.edits)
    return original


def undo(fixed: str, plan: Plan) -> str:
    """Take the result of a plan back to the original text.

    Raises:
        PlanMismatchError: if `fixed` is not the result of this plan.
    """
    for step in reversed(plan):
        fixed = apply(fixed, invert(step.edits))
    return fixed
