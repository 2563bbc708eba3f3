"""Rules for characters, and the one place that runs them over lines and pages."""

from __future__ import annotations

from dataclasses import replace

from cleanup.document import Correction
from cleanup.packed import exchanged
from cleanup.plan import Plan, Step, apply
from cleanup.rules.unicode import RULES, normalize
from ocr.model import Line, Page

__all__ = ["clean_pages", "clean_text", "normalize"]


def clean_text(text: str) -> tuple[str, Plan]:
    r"""Mend the characters of one line.

    >>> fixed, plan = clean_text("Lƣu\u00a0trư\u0303")
    >>> fixed, [step.rule for step in plan]
    ('Lưu trữ', ['lookalike.letter', 'unicode.compose', 'unicode.space'])
    >>> clean_text("Uỷ ban, hòa giải")
    ('Uỷ ban, hòa giải', ())
    """
    plain = text.isascii() and text.isprintable() and "`" not in text and text[:1] != "~"
    if plain and text == " ".join(text.split()):
        return text, ()
    steps = []
    for name, find in RULES:
        edits = find(text)
        if edits:
            text = apply(text, edits)
            steps.append(Step(name, edits))
    return text, tuple(steps)


def clean_pages(pages: tuple[Page, ...]) -> tuple[tuple[Page, ...], tuple[Correction, ...]]:
    """Mend the characters of every line: `text` changes, `raw_text` and words stay."""
    corrections: list[Correction] = []
    cleaned = []
    for page in pages:
        changed: dict[int, Line] = {}
        for index, line in enumerate(page.lines):
            text, plan = clean_text(line.text)
            if text != line.text:
                changed[index] = replace(line, text=text)
            corrections += [
                Correction(page=page.number, line=index + 1, start=edit.start, before=edit.before,
                           after=edit.after, reason=edit.reason, score=1.0)
                for step in plan for edit in step.edits
            ]  # fmt: skip
        cleaned.append(replace(page, lines=exchanged(page.lines, changed)))
    return tuple(cleaned), tuple(corrections)
