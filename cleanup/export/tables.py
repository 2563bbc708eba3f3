"""Tables of a schema: rows from results, written as CSV and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleanup.export.results import Result
from cleanup.export.schema import Column, Schema, Sheet
from cleanup.export.values import DOCUMENT, FILE, Context

# a formula in a cell of a foreign document would run in the reader's office program
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One filled sheet; a cell is None where nothing is known."""

    sheet: Sheet
    rows: tuple[tuple[str | None, ...], ...]


def build_tables(
    schema: Schema, results: Sequence[Result], context: Context | None = None
) -> tuple[Table, ...]:
    """Fill all sheets of `schema`; documents are numbered in the order of `results`."""
    context = context or Context()
    return tuple(
        Table(sheet=sheet, rows=_document_rows(sheet, results, context))
        if sheet.of == "document"
        else Table(
            sheet=sheet, rows=(tuple(_file_cell(c, results, context) for c in sheet.columns),)
        )
        for sheet in schema.sheets
    )


def _document_rows(
    sheet: Sheet, results: Sequence[Result], context: Context
) -> tuple[tuple[str | None, ...], ...]:
    return tuple(
        tuple(
            _document_cell(column, result, replace(context, ordinal=ordinal))
            for column in sheet.columns
        )
        for ordinal, result in enumerate(results, start=1)
    )


def _document_cell(column: Column, result: Result, context: Context) -> str | None:
    if column.header in context.given:
        return context.given[column.header]
    if column.value == "given":
        return column.default
    return DOCUMENT[column.value](result, context)


def _file_cell(column: Column, results: Sequence[Result], context: Context) -> str | None:
    if column.header in context.given:
        return context.given[column.header]
    if column.value == "given":
        return column.default
    return FILE[column.value](results)


def write_csv(table: Table) -> str:
    """The table as CSV with a byte order mark, which Excel needs to see UTF-8."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([column.header for column in table.sheet.columns])
    for row in table.rows:
        writer.writerow([_inert(cell or "") for cell in row])
    return "\ufeff" + target.getvalue()


def _inert(text: str) -> str:
    """Text that no office program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_xlsx(tables: Sequence[Table]) -> bytes:
    """All tables as one workbook, every cell as text; equal tables give equal bytes."""
    import datetime as dt

    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    for index, table in enumerate(tables):
        sheet = book.active if index == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = table.sheet.name
        for column, head in enumerate(table.sheet.columns, start=1):
            sheet.cell(1, column, head.header).font = Font(bold=True)
        for row, cells in enumerate(table.rows, start=2):
            for column, text in enumerate(cells, start=1):
                if text:
                    cell = sheet.cell(row, column)
                    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
                    cell.data_type = "s"
                    cell.number_format = "@"
    moment = dt.datetime(1980, 1, 1)
    book.properties.created = book.properties.modified = moment
    saved = io.BytesIO()
    book.save(saved)
    return _fixed(saved.getvalue())


def _fixed(data: bytes) -> bytes:
    """The same workbook without the moment of writing, in its entries and its properties."""
    import re

    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(fixed, "w") as write:
        for name in read.namelist():
            content = read.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content
                )
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            write.writestr(entry, content)
    return fixed.getvalue()
