"""What the documentation says of the batch is what the command offers."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

import cli

DOCS = Path(__file__).parents[2] / "docs"


def test_every_option_in_the_docs_exists() -> None:
    shown = CliRunner().invoke(cli.app, ["batch", "--help"], env={"COLUMNS": "200"}).output
    text = (DOCS / "batch.md").read_text(encoding="utf-8")
    own = text.split("## More machines")[0]
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", own))
    assert named
    assert {name for name in named if name not in shown} == set()
