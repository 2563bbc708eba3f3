"""Which output goes where: decided, and checked, before any work is done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cleanup.writers.files import refuse_existing
from ocr.errors import Message, UsageError

SUFFIXES = {"alto": "alto.xml"}
"""Endings of files whose format is not called after its ending; of all others it is the ending."""

Targets = dict[Path, list[tuple[str, Path | None]]]
"""Per input: formats and places; None is stdout."""


def suffix_of(format: str) -> str:
    """Ending of the files of a format, without the dot before it.

    >>> suffix_of("md"), suffix_of("alto")
    ('md', 'alto.xml')
    """
    return SUFFIXES.get(format, format)


def format_of(name: str, formats: Sequence[str]) -> str | None:
    """The format that a file's name tells, or None; `.xml` is ALTO, for no other is XML.

    >>> format_of("a.docx", ["md", "docx", "alto"]), format_of("a.alto.xml", ["md", "alto"])
    ('docx', 'alto')
    >>> format_of("out/", ["md"]) is None, format_of("a.xml", ["md"]) is None
    (True, True)
    """
    told = Path(name).suffix[1:].lower()
    told = "alto" if told == "xml" else told
    return told if told in formats else None


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
            path: [(name, Path(output) / f"{_stem(path)}.{suffix_of(name)}") for name in formats]
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
    sources = {path.resolve(): path for path in inputs}
    owner: dict[Path, Path] = {}
    for path in inputs:
        for _, place in targets[path]:
            assert place is not None
            if place.resolve() in sources:
                raise _input_kept(sources[place.resolve()], path, place)
            if owner.setdefault(place, path) != path:
                raise UsageError(
                    Message(
                        f"would write {place}, and so would {owner[place]}",
                        f"sẽ ghi vào {place}, cũng như {owner[place]}",
                    ),
                    Message("Convert them into different folders", "Hãy dùng thư mục khác nhau"),
                    file=str(path),
                )


def _input_kept(source: Path, path: Path, place: Path) -> UsageError:
    """An input is never overwritten, not even with `--force`; a name beside it is proposed."""
    itself = source == path
    free = place.with_name(f"{place.stem}-sohoa{place.suffix}")
    return UsageError(
        Message(
            "is the input itself, which is never overwritten" if itself
            else f"would overwrite {source}, which is an input too",
            "là chính tệp đầu vào, không bao giờ bị ghi đè" if itself
            else f"sẽ ghi đè {source}, cũng là tệp đầu vào",
        ),
        Message(f"Name another output, such as {free}, or a folder of its own",
                f"Hãy đặt tên khác, như {free}, hoặc dùng thư mục riêng"),
        file=str(place if itself else path),
    )
