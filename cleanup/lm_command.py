"""`sohoa lm build`: parses and calls; the work is in `cleanup.lm.build`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ocr.errors import Message, OutputError

EXAMPLE = "Example: sohoa lm build texts/ -o my-office.npz"

lm_app = typer.Typer(
    name="lm",
    help="Language models of the corrector.",
    epilog=EXAMPLE,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@lm_app.callback()
def lm_callback() -> None:
    """Language models of the corrector."""


@lm_app.command("build", epilog=EXAMPLE)
def build_command(
    folder: Annotated[Path, typer.Argument(help="Folder of *.txt, *.md, *.jsonl or *.jsonl.xz.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Model file to write (.npz).")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
    min_trigram: Annotated[
        int, typer.Option("--min-trigram", min=1, help="Drop trigrams seen less often.")
    ] = 2,
) -> None:
    """Train a language model on a folder of clean text."""
    from cleanup.lm.build import build_file

    if output.exists() and not force:
        raise OutputError(
            Message("exists already", "đã có sẵn"),
            Message("Add --force to overwrite it", "Thêm --force để ghi đè"),
            file=str(output),
        )
    model = build_file(folder, output, min_trigram=min_trigram)
    typer.echo(
        f"{output}: {len(model.words)} words, {len(model.bigram_keys)} pairs, "
        f"{len(model.trigram_keys)} triples from {int(model.counts.sum())} tokens",
        err=True,
    )
