"""What goes into a cell: one rule for each name that the schema files use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cleanup.export.names import file_name
from cleanup.export.results import Result
from cleanup.vocabulary import kinds

# TT 05/2025 typeName: 32 stands for every kind without a number of its own
_OTHER_KIND = "32"
_NUMBER = re.compile(r"^(?P<number>\d+[a-z]?)\s*[-/]\s*(?P<symbol>.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a rule may look at besides the result.

    Attributes:
        given: values from the user, by header.
        template: for file names, see `names`.
        ordinal: place of the document in the folder, from 1.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    template: str = "{stem}.pdf"
    ordinal: int = 1


def split_number(number: str | None) -> tuple[str | None, str | None]:
    """Number and symbol of a printed number.

    >>> split_number("05-KL/TU"), split_number("30/2020/NĐ-CP"), split_number(None)
    (('05', 'KL/TU'), ('30', '2020/NĐ-CP'), (None, None))
    """
    found = _NUMBER.match(number or "")
    return (found["number"], found["symbol"]) if found else (None, None)


def kind_number(system: str | None, kind: str | None) -> str | None:
    """The number of a kind in TT 05/2025; None without a kind.

    >>> kind_number("state", "Quyết định"), kind_number("party", "Kết luận")
    ('02', '32')
    """
    if kind is None:
        return None
    known = {item.name: item.tt05 for item in kinds() if item.tt05}
    del system  # the list is the same for both
    return known.get(kind, _OTHER_KIND)


def local_date(iso: str | None) -> str | None:
    """DD/MM/YYYY, as the schemas want it.

    >>> local_date("2021-07-07")
    '07/07/2021'
    """
    return "/".join(reversed(iso.split("-"))) if iso else None


def autograph(result: Result) -> str | None:
    """Handwriting on the paper (bút tích), as far as it was read."""
    texts = [
        str(mark["text"])
        for mark in result.data.get("unplaced", [])
        if mark.get("reason") == "handwriting" and mark.get("text")
    ]
    return "; ".join(texts) or None


def signer(result: Result) -> str | None:
    """Names of the signers."""
    names = [s.get("name") for s in result.metadata.get("signers", [])]
    return "; ".join(name for name in names if name) or None


DocumentRule = Callable[[Result, Context], str | None]
FileRule = Callable[[Sequence[Result]], str | None]

DOCUMENT: Mapping[str, DocumentRule] = {
    "stem": lambda result, _: result.stem,
    "doc_code": lambda result, context: _doc_code(context),
    "ordinal": lambda result, context: str(context.ordinal),
    "kind": lambda result, _: result.text("kind"),
    "kind_number": lambda result, _: kind_number(result.text("system"), result.text("kind")),
    "number": lambda result, _: split_number(result.text("number"))[0],
    "symbol": lambda result, _: split_number(result.text("number"))[1],
    "date": lambda result, _: local_date(result.text("date")),
    "agency": lambda result, _: result.text("agency"),
    "subject": lambda result, _: result.text("subject") or result.text("title"),
    "pages": lambda result, _: str(result.page_count),
    "mode_code": lambda result, _: "03" if result.text("secrecy") else "01",
    "mode_2019": lambda result, _: "Hạn chế" if result.text("secrecy") else "Không hạn chế",
    "autograph": lambda result, _: autograph(result),
    "signer": lambda result, _: signer(result),
    "secrecy": lambda result, _: result.text("secrecy"),
    "file_name": lambda result, context: file_name(
        context.template, result, context.given, context.ordinal
    )[0],
    "empty": lambda result, _: None,
}
FILE: Mapping[str, FileRule] = {
    "start_date": lambda results: local_date(min(_dates(results), default=None)),
    "end_date": lambda results: local_date(max(_dates(results), default=None)),
    "documents": lambda results: str(len(results)),
    "pages": lambda results: str(sum(result.page_count for result in results)),
    "mode_code": lambda results: "03" if any(r.text("secrecy") for r in results) else "01",
    "secrecy": lambda results: next((s for r in results if (s := r.text("secrecy"))), None),
    "empty": lambda results: None,
}


def _doc_code(context: Context) -> str | None:
    """File code and a seven-figure ordinal (TT 05/2025, domain 3.3)."""
    code = context.given.get("fileCode")
    return f"{code}.{context.ordinal:07d}" if code else None


def _dates(results: Sequence[Result]) -> list[str]:
    return [date for result in results if (date := result.text("date"))]
