"""`sohoa export`: parses its options, builds the tables and writes them.

The command line adds it with `app.command("export")(cleanup.export.command.export_command)`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ocr.errors import Message, OutputError, UsageError

EXAMPLE = "Example: sohoa export out/ --schema tt05-2025 --set fileCode=000.01.02 -o tables/"

_Out = Annotated[Path, typer.Argument(help="Folder (or JSON file) that sohoa convert wrote.")]
_SchemaName = Annotated[str, typer.Option("--schema", help="tt05-2025, tt02-2019 or hsltcq.")]
_Target = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Folder for the tables; OUT itself if left out."),
]
_Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="A value for a column: --set 'fileCode=000.01.02'; repeatable."),
]
_Template = Annotated[
    str, typer.Option("--file-name", help="Template of file names, such as '{ordinal:03d}.pdf'.")
]
_Sample = Annotated[
    float, typer.Option("--sample", min=0, max=1, help="Share of files to list for inspection.")
]
_Seed = Annotated[str, typer.Option("--seed", help="Draws the same sample again.")]
_Force = Annotated[bool, typer.Option("--force", help="Replace existing tables.")]


def export_command(  # noqa: PLR0913 - one parameter per option, as typer wants it
    out: _Out,
    schema: _SchemaName,
    output: _Target = None,
    set_: _Set = None,
    file_name: _Template = "{stem}.pdf",
    sample: _Sample = 0.1,
    seed: _Seed = "1",
    force: _Force = False,
) -> None:
    """Write archive metadata tables (CSV, XLSX) and a report of checks."""
    from cleanup.export import build_tables, check_results, load_schema, read_results
    from cleanup.export.checks import sample as draw
    from cleanup.export.tables import write_csv, write_xlsx
    from cleanup.export.values import Context

    chosen = load_schema(schema)
    results = read_results(out)
    context = Context(given=_given(set_ or []), template=file_name)
    tables = build_tables(chosen, results, context)
    report = check_results(chosen, results, tables, context, dt.datetime.now().date())
    folder = output or (out if out.is_dir() else out.parent)
    content: dict[str, bytes] = {f"{schema}.xlsx": write_xlsx(tables)}
    for table in tables:
        content[f"{schema} {table.sheet.name}.csv"] = write_csv(table).encode("utf-8")
    rows = [("file", "check", "status", "detail")]
    rows += [(check.file, check.check, check.status, check.detail) for check in report]
    content[f"{schema} checks.csv"] = _csv(rows)
    content[f"{schema} sample.txt"] = "".join(
        f"{name}\n" for name in draw(results, sample, seed)
    ).encode("utf-8")
    _write_all(folder, content, force=force)
    counts = Counter(check.status for check in report)
    typer.echo(
        f"{len(results)} documents; checks: "
        + ", ".join(f"{counts[name]} {name}" for name in ("ok", "warn", "fail", "unknown")),
        err=True,
    )


def _given(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(
                Message(f"--set '{pair}' has no value", f"--set '{pair}' thiếu giá trị"),
                Message("Write --set name=value", "Hãy viết --set tên=giá_trị"),
            )
        found[name] = value
    return found


def _csv(rows: list[tuple[str, str, str, str]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return ("\ufeff" + target.getvalue()).encode("utf-8")


def _write_all(folder: Path, content: dict[str, bytes], *, force: bool) -> None:
    """Write all files or none: existing ones are refused before the first is written."""
    existing = next((name for name in content if (folder / name).exists()), None)
    if existing is not None and not force:
        raise OutputError(
            Message("exists already", "đã tồn tại"),
            Message("Use --force to replace it", "Dùng --force để ghi đè"),
            file=str(folder / existing),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in content.items():
            _write(folder / name, data)
    except OSError as error:
        raise OutputError(
            Message(f"can't be written ({error.strerror})", f"không ghi được ({error.strerror})"),
            Message("Choose another folder with -o", "Hãy chọn thư mục khác bằng -o"),
            file=str(folder),
        ) from error


def _write(path: Path, data: bytes) -> None:
    """Write to a neighbour, then rename: no reader ever sees half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".sohoa-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
