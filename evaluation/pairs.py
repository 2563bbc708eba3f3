"""Finds which output belongs to which truth: two files, or two folders by file name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evaluation.readers.files import (
    ALTO,
    HOCR,
    JSON,
    MARKDOWN,
    SUFFIXES,
    TEXT,
    is_output_file,
)
from ocr.errors import InputError, Message

# what to read from a folder that holds several formats of the same document, best first
KINDS: dict[str, tuple[str, ...]] = {
    "md": MARKDOWN,
    "txt": TEXT,
    "json": JSON,
    "hocr": HOCR,
    "alto": ALTO,
}
_TRUTH_SUFFIXES = (*JSON, *MARKDOWN, *TEXT)


@dataclass(frozen=True, slots=True)
class Pair:
    """A truth file, the output file (None: missing), and the output JSON beside each, if any."""

    name: str
    truth: Path
    output: Path | None
    facts: Path | None = None
    truth_facts: Path | None = None


def find_pairs(truth: Path, output: Path, kind: str | None = None) -> tuple[Pair, ...]:
    """The pairs of two files, or of two folders, in order of the names.

    Args:
        truth: a file or a folder of files named after the documents.
        output: a file or a folder; `<name>.md` is read first, with the facts of `<name>.json`.
        kind: read outputs of this kind only ("md", "txt", "json", "hocr", "alto"); text, hOCR and
            ALTO are then judged alone, without a JSON beside them.

    Raises:
        InputError: if a path does not exist, or no truth has an output.
    """
    for path in (truth, output):
        if not path.exists():
            raise _input_error(path, "does not exist", "không tồn tại")
    if output.is_file():
        if truth.is_dir():
            raise _input_error(
                truth,
                f"is a folder, but {output.name} is one file",
                f"là một thư mục, nhưng {output.name} là một tệp",
            )
        return (_paired(truth, output, kind),)
    files = _truth_files(truth) if truth.is_dir() else [truth]
    if not files:
        raise _input_error(truth, "holds no truth files", "không có tệp chuẩn nào")
    pairs = tuple(_paired(file, _output_of(file.stem, output, kind), kind) for file in files)
    if all(pair.output is None for pair in pairs):
        names = ", ".join(pair.name for pair in pairs[:3])
        raise _input_error(
            output,
            f"holds no output for any truth file ({names} …)",
            f"không có kết quả nào ứng với các tệp chuẩn ({names} …)",
        )
    return pairs


def unmatched_outputs(truth: Path, output: Path) -> tuple[str, ...]:
    """Names of outputs in a folder for which there is no truth."""
    if not (truth.is_dir() and output.is_dir()):
        return ()
    known = {file.stem for file in _truth_files(truth)}
    stems = {f.stem for f in output.iterdir() if f.suffix.lower() in SUFFIXES and f.is_file()}
    return tuple(sorted(stems - known))


def _truth_files(folder: Path) -> list[Path]:
    """One truth per name; truth JSON says more than Markdown, Markdown more than text.

    Where the JSON is an output (a delivery compared with another), the Markdown is the text.
    """
    best: dict[str, Path] = {}
    for suffix in reversed(_TRUTH_SUFFIXES):
        for file in folder.iterdir():
            if file.suffix.lower() != suffix or not file.is_file() or file.name.startswith("."):
                continue
            if file.stem not in best or suffix not in JSON or not is_output_file(file):
                best[file.stem] = file
    return [best[name] for name in sorted(best)]


def _output_of(name: str, folder: Path, kind: str | None) -> Path | None:
    for wanted in (kind,) if kind else KINDS:
        for suffix in KINDS[wanted]:
            candidate = folder / f"{name}{suffix}"
            if candidate.is_file():
                return candidate
    return None


def _paired(truth: Path, output: Path | None, kind: str | None) -> Pair:
    truth_facts = _facts(truth, None)
    if truth_facts is not None and not is_output_file(truth_facts):
        truth_facts = None
    facts = _facts(output, kind) if output else None
    return Pair(truth.stem, truth, output, facts, truth_facts)


def _facts(output: Path, kind: str | None) -> Path | None:
    """The JSON beside a Markdown or text output, unless the text is to be judged alone."""
    beside = output.with_suffix(".json")
    if kind in ("txt", "hocr", "alto") or output.suffix.lower() not in (*MARKDOWN, *TEXT):
        return None
    return beside if beside.is_file() else None


def _input_error(path: Path, en: str, vi: str) -> InputError:
    return InputError(
        Message(en, vi),
        Message(
            "Give two files, or two folders whose files have the same names",
            "Hãy đưa hai tệp, hoặc hai thư mục có các tệp cùng tên",
        ),
        file=str(path),
    )
