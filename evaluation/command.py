"""`sohoa eval`: parses nothing but its options, counts, and writes one report.

The command line adds it with `app.command("eval", epilog=EXAMPLE)(eval_command)`.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ocr.errors import InputError, Message

if TYPE_CHECKING:
    from evaluation.run import Evaluation


EXAMPLE = (
    "Examples: sohoa eval truth.md scan.md"
    "  |  sohoa eval truth/ out/ --format html --scans scans/ -o report.html"
)


class ReportFormat(StrEnum):
    """How the figures are shown."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


class OutputKind(StrEnum):
    """Which of several formats of the same document is judged."""

    MD = "md"
    TXT = "txt"
    JSON = "json"
    HOCR = "hocr"
    ALTO = "alto"


_Truth = Annotated[
    Path, typer.Argument(help="True text: a JSON, Markdown or text file, or a folder of them.")
]
_Output = Annotated[
    Path,
    typer.Argument(help="What was read: Markdown, JSON, text, hOCR or ALTO; or a folder of them."),
]
_Format = Annotated[ReportFormat, typer.Option("--format", help="How to show the figures.")]
_Path = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Write the report to this file instead of stdout."),
]
_Read = Annotated[
    OutputKind | None,
    typer.Option(
        "--read",
        help="Judge only outputs of this kind; txt, hocr and alto without the JSON beside.",
    ),
]
_Scans = Annotated[
    Path | None, typer.Option(help="Folder of the scans, for the pictures of the HTML report.")
]
_Force = Annotated[bool, typer.Option("--force", help="Replace an existing report.")]
_Lang = Annotated[
    str, typer.Option(metavar="en|vi", help="Language of the report; the system's without it.")
]


def eval_command(  # noqa: PLR0913 - one parameter per option, as typer wants it
    context: typer.Context,
    truth: _Truth,
    output: _Output,
    report: _Format = ReportFormat.TABLE,
    path: _Path = None,
    judge: _Read = None,
    scans: _Scans = None,
    force: _Force = False,
    lang: _Lang = "",
) -> None:
    """Measure how good an output is: wrong characters, syllables and marks, sections, metadata.

    Files in two folders are paired by name. A missing output counts as lost; the exit code is 3.
    """
    from cleanup.writers.files import refuse_existing, write_file

    if path is not None:
        refuse_existing(path, force=force)
    language = lang or context.find_root().params.get("lang") or _locale_language()
    text, evaluation = make_report(truth, output, report, judge, scans, language)
    if path is None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        write_file(path, text, force=force)
    if evaluation.missing:
        raise _missing(output, evaluation)


def make_report(
    truth: Path,
    output: Path,
    report: ReportFormat = ReportFormat.TABLE,
    judge: OutputKind | None = None,
    scans: Path | None = None,
    language: str = "en",
) -> tuple[str, Evaluation]:
    """The report as text, and the counts behind it.

    Raises:
        InputError: if a file can't be read or is malformed, or nothing can be compared.
        EngineMissingError: if the alignment libraries are not installed.
    """
    from evaluation.report.as_json import json_report
    from evaluation.report.as_table import table_report
    from evaluation.report.collect import html_of
    from evaluation.run import evaluate

    kind = judge.value if judge else None
    if report is ReportFormat.HTML:
        return html_of(truth, output, kind, scans, language)
    found = evaluate(truth, output, kind=kind)
    if report is ReportFormat.JSON:
        return json_report(found.rows, found.total, found.unmatched), found
    return table_report(found.rows, found.total, found.unmatched, language), found


def _locale_language() -> str:
    value = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    )
    return "vi" if value.startswith("vi") else "en"


def _missing(output: Path, evaluation: Evaluation) -> InputError:
    names = ", ".join(row.truth for row in evaluation.missing)
    return InputError(
        Message(f"holds no output for {names}", f"không có kết quả cho {names}"),
        Message("They were counted as lost", "Các văn bản này được tính là bị mất"),
        file=str(output),
    )
