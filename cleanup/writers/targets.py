"""Which output goes where: decided, and checked, before any work is done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cleanup.writers.files import refuse_existing
from ocr.errors import Message, UsageError

Targets = dict[Path, list[tuple[str, Path | None]]]
"""Per input: formats and places; None is stdout."""


def plan_targets(
    inputs: Sequence[Path], output: str | None, formats: Sequence[str], *, force: bool
) -> Targets:
    """For each input, its formats and where each goes (None: stdout).

    Args:
        inputs: as the user named them; `-` is stdin.
        output: the value of `-o`; a folder if it ends in a slash or is one already.
        formats: formats that can be written, e.g. `["md", "json"]`.
        force: existing files may be overwritten.

    Raises:
        UsageError: if several outputs have no folder to go to, or one would land on another or on
            an input.
        OutputError: if a file exists already and `force` is not set.
    """
    formats = list(dict.fromkeys(formats))
    folder = output is not None and (output.endswith(("/", os.sep)) or Path(output).is_dir())
    if not folder and (len(inputs) > 1 or len(formats) > 1):
        raise UsageError(
            Message("several outputs need a folder", "nhiều kết quả thì cần một thư mục"),
            Message("Add -o FOLDER/", "Hãy thêm -o THƯMỤC/"),
        )
    if output is None:
        return {inputs[0]: [(formats[0], None)]}
    if not folder:
        targets: Targets = {inputs[0]: [(formats[0], Path(output))]}
    else:
        targets = {
            path: [(name, Path(output) / f"{_stem(path)}.{name}") for name in formats]
            for path in inputs
        }
    _check(inputs, targets)
    for places in targets.values():
        for _, place in places:
            assert place is not None
            refuse_existing(place, force=force)
    return targets


def _stem(path: Path) -> str:
    return "stdin" if str(path) == "-" else path.stem


def _check(inputs: Sequence[Path], targets: Targets) -> None:
    sources = {path.resolve() for path in inputs}
    owner: dict[Path, Path] = {}
    for path in inputs:
        for _, place in targets[path]:
            assert place is not None
            if owner.setdefault(place, path) != path or place.resolve() in sources:
                raise UsageError(
                    Message(
                        f"would write {place}, which belongs to another input",
                        f"sẽ ghi đè {place} của một tệp khác",
                    ),
                    Message("Convert them into different folders", "Hãy dùng thư mục khác nhau"),
                    file=str(path),
                )
