"""The record of changes, told to people: what was changed, where and why, and how to go back."""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from cleanup.cells import back_into_cells, with_cells
from cleanup.document import Correction, Document, Metadata, SourceInfo
from cleanup.plan import Edit, apply, invert
from ocr.errors import InputError, Message, unreadable
from ocr.model import Line, Page


def explain(document: Document, language: str = "en") -> str:
    """One row per change and per proposal: place, before, after, reason.

    Invisible differences are shown by code point and name.
    """
    vietnamese = language == "vi"
    rows = [
        f"{'trang' if vietnamese else 'page'} {one.page}, "
        f"{'dòng' if vietnamese else 'line'} {one.line}:{one.start + 1}\t"
        f"{_words(one)}\t"
        f"{reason_text(one.reason, language)} [{one.reason}]\t{_state(one, vietnamese)}"
        for one in document.corrections
    ]
    made = sum(one.applied for one in document.corrections)
    doubtful = len(document.corrections) - made
    rows.append(
        f"{made} thay đổi, {doubtful} chỗ nghi ngờ (giữ nguyên)"
        if vietnamese
        else f"{made} changes made, {doubtful} doubtful places left as read"
    )
    return "\n".join(rows) + "\n"


def reason_text(reason: str, language: str = "en") -> str:
    """The sentence behind a reason code; the longest known beginning of the code decides.

    >>> reason_text("vocabulary.title", "vi")
    'cụm từ cố định ở vị trí này của văn bản'
    """
    sentences = _sentences()
    code = reason
    while code and code not in sentences:
        code = code.rpartition(".")[0]
    return sentences[code][1 if language == "vi" else 0] if code else reason


def diff(document: Document) -> str:
    """A unified diff from what was read to what is written, line by line."""
    lines = [line for page in document.pages for line in with_cells(page).lines]
    before = [f"{line.raw_text}\n" for line in lines]
    after = [f"{line.text}\n" for line in lines]
    name = document.source.file
    return "".join(difflib.unified_diff(before, after, f"{name} (raw)", name, n=0))


def changes_something(document: Document) -> bool:
    """Whether any wording differs from what was read; layout alone does not count."""
    return any(one.applied and not _structural(one) for one in document.corrections)


def undo(document: Document) -> Document:
    """The document's pages as they were before all changes of wording.

    Raises:
        PlanMismatchError: if the record does not belong to these lines.
    """
    by_page: dict[int, list[Correction]] = {}
    for one in document.corrections:
        if one.applied and not _structural(one):
            by_page.setdefault(one.page, []).append(one)
    pages = tuple(_undo_page(page, by_page.get(page.number, ())) for page in document.pages)
    kept = tuple(one for one in document.corrections if not one.applied or _structural(one))
    return replace(document, pages=pages, corrections=kept)


def undo_result(path: Path) -> str:
    """The lines of a JSON result as they were read, one per line, a blank line between pages.

    Raises:
        InputError: if the file is no result of ours, or its record does not fit its lines.
    """
    try:
        written = path.read_text(encoding="utf-8")
    except OSError as error:
        raise unreadable(error, str(path)) from error
    except UnicodeDecodeError as error:
        raise _no_result(path) from error
    try:
        return _lines_as_read(written, path.name)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _no_result(path) from error


def _no_result(path: Path) -> InputError:
    return InputError(
        Message(
            "is no result of sohoa, or its record of changes does not fit its lines",
            "không phải kết quả của sohoa, hoặc bản ghi thay đổi không khớp với các dòng",
        ),
        Message(
            "Name a JSON file written by sohoa, as it was written",
            "Hãy nêu tệp JSON do sohoa ghi, chưa bị sửa",
        ),
        file=str(path),
    )


def _lines_as_read(written: str, name: str) -> str:
    result = json.loads(written)
    corrections = [
        Correction(
            page=one["page"], line=one["line"], start=one["start"], before=one["before"],
            after=one["after"], reason=one["reason"], applied=one["applied"],
        )
        for one in result["corrections"]
    ]  # fmt: skip
    pages = tuple(
        Page(
            number=page["page"],
            lines=tuple(
                Line(text=line["text"], raw_text=line["raw_text"]) for line in page["lines"]
            ),
        )
        for page in result["pages"]
    )
    document = Document(
        source=SourceInfo(file=name, sha256="", pages=len(pages)), metadata=Metadata(),
        pages=pages, corrections=tuple(corrections),
    )  # fmt: skip
    undone = undo(document)
    return "\n".join("".join(f"{line.text}\n" for line in page.lines) for page in undone.pages)


def _undo_page(page: Page, corrections: Sequence[Correction]) -> Page:
    lines = list(with_cells(page).lines)
    for one in reversed(corrections):
        line = lines[one.line - 1]
        edit = Edit(one.start, one.before, one.after, one.reason)
        lines[one.line - 1] = replace(line, text=apply(line.text, invert((edit,))))
    return back_into_cells(replace(page, lines=tuple(lines)))


def _structural(one: Correction) -> bool:
    return one.reason.startswith("structure.")


def _state(one: Correction, vietnamese: bool) -> str:
    if one.applied:
        return "đã sửa" if vietnamese else "changed"
    if one.after == one.before and not one.alternatives:
        return "giữ nguyên" if vietnamese else "left"
    options = ", ".join(one.alternatives or (one.after,))
    return f"giữ nguyên; có thể là: {options}" if vietnamese else f"left; could be: {options}"


def _words(one: Correction) -> str:
    """What is replaced by what, or what stands there, if nothing better is known."""
    if one.after == one.before:
        return _visible(one.before, "")
    return f"{_visible(one.before, one.after)} → {_visible(one.after, one.before)}"


def _visible(text: str, other: str) -> str:
    """`text` in quotes, spelled out where it looks like `other` or shows nothing.

    >>> _visible("Về", "Vẽ")
    '“Về”'
    >>> _visible("\N{NO-BREAK SPACE}", " ")
    'U+00A0 NO-BREAK SPACE'
    """
    same = unicodedata.normalize("NFKC", text) == unicodedata.normalize("NFKC", other)
    if text and (same or not text.strip() or not text.isprintable()):
        return " ".join(f"U+{ord(c):04X} {unicodedata.name(c, '?')}" for c in text)
    return f"“{text}”"


@cache
def _sentences() -> dict[str, list[str]]:
    data = (files("cleanup") / "data" / "reasons.json").read_text(encoding="utf-8")
    sentences: dict[str, list[str]] = json.loads(data)
    return sentences
