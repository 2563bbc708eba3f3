"""Archive metadata from results: tables of the archive schemas, and a report of checks.

Reads the JSON that `sohoa` wrote, never a scan. `export` does the whole job; the command line adds
it with `app.command("export")(cleanup.export.command.export_command)`.
"""

from __future__ import annotations

from cleanup.export.checks import Check, check_results
from cleanup.export.results import Result, read_results
from cleanup.export.schema import SCHEMAS, Schema, load_schema
from cleanup.export.tables import Table, build_tables, write_csv, write_xlsx

__all__ = [
    "SCHEMAS",
    "Check",
    "Result",
    "Schema",
    "Table",
    "build_tables",
    "check_results",
    "load_schema",
    "read_results",
    "write_csv",
    "write_xlsx",
]
