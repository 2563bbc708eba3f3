"""The command line: parses, calls, prints. What it calls lives in `sohoa`, `ocr` and `cleanup`."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from batch import commands as batch_commands
from cleanup.export.command import EXAMPLE as EXPORT_EXAMPLE
from cleanup.export.command import export_command
from cleanup.lm_command import lm_app
from cleanup.writers.targets import Targets, format_of, plan_targets
from evaluation.command import EXAMPLE, eval_command
from ocr.engines import DEFAULT_ENGINE
from ocr.errors import (
    AppError,
    EngineFailedError,
    ExitCode,
    InputError,
    Message,
    SecrecyError,
    UsageError,
)

if TYPE_CHECKING:
    from ocr.model import Page
    from sohoa import Document, Options

_COMMON = frozenset(["-v", "-vv", "--verbose", "-q", "--quiet", "--json-log", "--version"])


class _CommonAnywhere(TyperGroup):
    """Takes the common options behind the command's name too: `sohoa convert scan.pdf -q`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  # a private class
        words, common, rest = iter(args), list[str](), list[str]()
        for word in words:
            if word == "--":
                rest += (word, *words)
            elif word == "--lang":
                value = next(words, None)
                if value is None:       # nothing else may be taken for its value
                    return super().parse_args(ctx, [word])
                common += (word, value)
            else:
                (common if word in _COMMON or word.startswith("--lang=") else rest).append(word)
        return super().parse_args(ctx, common + rest)


app = typer.Typer(
    name="sohoa",
    cls=_CommonAnywhere,
    help="Turn scans of Vietnamese official documents into structured Markdown.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@dataclass(slots=True)
class Console:
    """How this run talks to people: language, loudness, and whether as JSON lines."""

    language: str = "en"
    quiet: bool = False
    json_log: bool = False

    def say(self, english: str, vietnamese: str, *, level: str = "info") -> None:
        """One message on stderr; stdout belongs to the payload."""
        if self.quiet and level == "info":
            return
        text = vietnamese if self.language == "vi" else english
        if self.json_log:
            text = json.dumps({"level": level, "message": text}, ensure_ascii=False)
        typer.echo(text, err=True)

    def complain(self, error: AppError) -> None:
        """What is wrong and what to do next, on one line."""
        if self.json_log:
            record = {"level": "error", "file": error.file, "page": error.page,
                      "code": int(error.exit_code), "message": error.describe(self.language)}
            typer.echo(json.dumps(record, ensure_ascii=False), err=True)
        else:
            typer.echo(f"sohoa: {error.describe(self.language)}", err=True)


console = Console()
_LANGUAGES = ("en", "vi")


def _system_language() -> str:
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "vi" if next((n for n in names if n), "").lower().startswith("vi") else "en"


def _show_version(wanted: bool) -> None:
    if wanted:
        from batch.api import program_version

        typer.echo(f"sohoa {program_version()}")
        raise typer.Exit


@app.callback()
def common(
    verbose: Annotated[
        int, typer.Option("-v", "--verbose", count=True, help="Say more; twice for details.")
    ] = 0,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say errors only.")] = False,
    lang: Annotated[
        str | None, typer.Option("--lang", help="Language of messages: en or vi.", metavar="en|vi")
    ] = None,
    json_log: Annotated[
        bool, typer.Option("--json-log", help="Write messages as JSON, one per line.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Options of all commands, before or behind the command's name."""
    console.language = lang if lang in _LANGUAGES else _system_language()
    console.quiet = quiet
    console.json_log = json_log
    if lang is not None and lang not in _LANGUAGES:
        raise UsageError(
            Message(f"unknown language '{lang}'", f"không có ngôn ngữ '{lang}'"),
            Message("Choose en or vi", "Hãy chọn en hoặc vi"),
        )
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s"
    )
    # they warn of every odd font or table; what matters of it is in the page's own record
    for name in ("pdfminer", "pikepdf"):
        logging.getLogger(name).setLevel(logging.ERROR if verbose < 2 else level)


_ENGINES = (
    "sohoa: our own network; tesseract: the program of that name, if it is installed;"
    " both: the network's words, Tesseract as second opinion."
)
_Inputs = Annotated[list[Path], typer.Argument(help="PDF, TIFF, PNG, JPEG, JPEG 2000 or WebP.")]
_Output = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", help="File, or folder ending in / (made if missing); stdout without it."
    ),
]
_Formats = Annotated[
    list[str] | None,
    typer.Option("--format", help="md (default), json, txt, hocr, alto, pdf, docx; repeatable."),
]
_TextFormats = Annotated[
    list[str] | None,
    typer.Option("--format", help="md (default), json, txt, hocr, alto, docx; repeatable."),
]
_Force = Annotated[bool, typer.Option("--force", help="Overwrite existing output.")]
_AllowSecret = Annotated[bool, typer.Option("--allow-secret", help="Go on at a secrecy mark.")]
_NoCorrect = Annotated[bool, typer.Option("--no-correct", help="Change no word.")]
_Profile = Annotated[
    str, typer.Option("--profile", help="How bold the corrector is: off, report, safe, bold.")
]

_Model = Annotated[
    Path | None,
    typer.Option("--model", metavar="FILE", help="Language model made by `sohoa lm build`."),
]


@app.command(
    epilog="Examples: sohoa convert scan.pdf -o scan.md"
    "  |  sohoa convert *.pdf -o out/ --format md --format json"
    "  |  sohoa convert scan.tif -o searchable.pdf"
)
def convert(
    inputs: _Inputs,
    output: _Output = None,
    format: _Formats = None,
    pages: Annotated[str | None, typer.Option("--pages", help="Such as 1-3,7.")] = None,
    engine: Annotated[str, typer.Option("--engine", help=_ENGINES)] = DEFAULT_ENGINE,
    profile: _Profile = "safe",
    model: _Model = None,
    no_correct: _NoCorrect = False,
    allow_secret: _AllowSecret = False,
    force: _Force = False,
    debug_images: Annotated[
        Path | None,
        typer.Option(
            "--debug-images",
            metavar="DIR",
            help="Write pictures per page: what the engine got, what was lifted, the zones.",
        ),
    ] = None,
) -> None:
    """Digitize scans: one output per input."""
    from ocr.source.page_numbers import page_numbers
    from sohoa import FORMATS, Options
    from sohoa import convert as digitize

    options = Options(
        engine=engine,
        profile=_profile(profile, no_correct),
        model=model,
        pages=page_numbers(pages) if pages else None,
        allow_secret=allow_secret,
    )
    wanted = _formats(format, output, FORMATS)
    targets = plan_targets(inputs, output, wanted, force=force)
    with _progress(inputs, options) as on_page:
        _run_all(inputs, targets, options, force, lambda path, o: digitize(
            path, o, on_page, debug_images=_pictures_of(path, inputs, debug_images)))


@app.command(
    epilog="Examples: sohoa clean ocr.txt -o clean.md  |  sohoa clean - --explain < ocr.txt"
)
def clean(
    input: Annotated[Path, typer.Argument(help="Text, hOCR, ALTO or PDF with text; - is stdin.")],
    output: _Output = None,
    format: _TextFormats = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print every change: place, before, after, reason.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the changed lines.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 10 if a word would change.")
    ] = False,
    profile: _Profile = "safe",
    model: _Model = None,
    no_correct: _NoCorrect = False,
    allow_secret: _AllowSecret = False,
    force: _Force = False,
) -> None:
    """Correct and structure text that exists already.

    With --explain or --diff, that is what is printed; the text goes to -o, if given.
    """
    import sohoa
    from cleanup import explain as told

    options = sohoa.Options(
        profile=_profile(profile, no_correct), model=model, allow_secret=allow_secret
    )
    silent = (explain or diff or check) and output is None
    wanted = [] if silent else _formats(format, output, sohoa.CLEAN_FORMATS)
    targets = plan_targets([input], output, wanted, force=force) if wanted else {input: []}
    source = sys.stdin.buffer.read() if str(input) == "-" else input
    document = sohoa.clean(source, options)
    if not check:
        _write(document, input, targets[input], force)
    if explain:
        typer.echo(told.explain(document, console.language), nl=False)
    if diff:
        typer.echo(told.diff(document), nl=False)
    if check and told.changes_something(document):
        raise typer.Exit(int(ExitCode.CHANGES))


@app.command(epilog="Example: sohoa undo result.json -o as-read.txt")
def undo(
    result: Annotated[Path, typer.Argument(help="JSON written by convert or clean.")],
    output: _Output = None,
    force: _Force = False,
) -> None:
    """Take back every change of wording: the lines as they were read."""
    from cleanup.explain import undo_result
    from cleanup.writers.files import write_file

    text = undo_result(result)
    if output is not None:
        write_file(Path(output), text, force=force)
    else:
        typer.echo(text, nl=False)


@app.command(epilog="Example: sohoa doctor")
def doctor() -> None:
    """Show what is installed, what is missing, and the command that installs it."""
    from ocr.doctor import check_installation, is_ready, report

    checks = check_installation()
    typer.echo(report(checks, console.language))
    if not is_ready(checks):
        raise typer.Exit(int(ExitCode.ENGINE_MISSING))


def _pictures_of(path: Path, inputs: list[Path], folder: Path | None) -> Path | None:
    """Folder for the pictures of one input; with several, each has one of its own."""
    return folder / path.name if folder is not None and len(set(inputs)) > 1 else folder


def _formats(format: list[str] | None, output: str | None, known: Sequence[str]) -> list[str]:
    """The formats asked for; without any, the one that the output's name tells, else Markdown.

    >>> formats = ["md", "json", "txt"]
    >>> _formats(None, "a.json", formats), _formats(["txt"], "a.json", formats)
    (['json'], ['txt'])
    >>> _formats(None, "out/", formats)
    ['md']
    """
    from sohoa import FORMATS, check_format

    told = format_of(output or "", FORMATS)
    wanted = format or [told or "md"]
    for name in wanted:
        check_format(name, known)
    return wanted


def _profile(profile: str, no_correct: bool) -> str:
    from sohoa import PROFILES

    if profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise UsageError(
            Message(f"unknown profile '{profile}'", f"không có mức sửa '{profile}'"),
            Message(f"Choose one of: {known}", f"Hãy chọn một trong: {known}"),
        )
    return "off" if no_correct else profile


app.command("eval", epilog=EXAMPLE)(eval_command)
app.command("export", epilog=EXPORT_EXAMPLE)(export_command)
app.add_typer(lm_app)

# what may be wrong with one file and right with the next
_ONE_FILE_ONLY = (InputError, EngineFailedError, SecrecyError)


def _run_all(
    inputs: list[Path],
    targets: Targets,
    options: Options,
    force: bool,
    work: Callable[[Path, Options], Document],
) -> None:
    """Work on each input; with several, one bad file does not stop the others."""
    failures: list[AppError] = []
    partial = False
    for path in dict.fromkeys(inputs):
        try:
            document = work(path, options)
            _write(document, path, targets[path], force)
            partial |= _report(document)
        except AppError as error:
            if len(inputs) == 1 or not isinstance(error, _ONE_FILE_ONLY):
                raise
            console.complain(error)
            failures.append(error)
    if failures and len(failures) == len(set(inputs)):
        raise typer.Exit(int(failures[0].exit_code))
    if failures or partial:
        raise typer.Exit(int(ExitCode.PARTIAL))


def _write(
    document: Document, source: Path, places: list[tuple[str, Path | None]], force: bool
) -> None:
    """Write each format; one that can't be made does not keep the others from being written."""
    from cleanup.writers.files import encoded, write_file
    from sohoa import pieces

    failures: list[AppError] = []
    for name, place in places:
        try:
            data = pieces(document, name, source=source)
        except AppError as error:
            failures.append(error)
            continue
        if place is not None:
            write_file(place, data, force=force)
        else:
            sys.stdout.buffer.writelines(encoded(data))
            sys.stdout.buffer.flush()
    if failures:
        raise failures[0]


def _report(document: Document) -> bool:
    """Say which pages failed; True if any."""
    from sohoa import failed_pages

    failed = failed_pages(document)
    for page in failed:
        place = f"{document.source.file}, page {page.number}"
        console.say(
            f"{place}: could not be read ({page.error}). Scan this page again.",
            f"{document.source.file}, trang {page.number}: không đọc được ({page.error})."
            " Hãy quét lại trang này.",
            level="error",
        )
    return bool(failed)


@contextmanager
def _progress(inputs: list[Path], options: Options) -> Iterator[Callable[[Page, int], None]]:
    """A bar with pages per second and time left on stderr, if that is a terminal."""
    if console.quiet or console.json_log or not sys.stderr.isatty():
        yield lambda page, total: None
        return
    from rich.console import Console as RichConsole
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        BarColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=RichConsole(stderr=True), transient=True) as bar:
        task = bar.add_task("pages", total=_count_pages(inputs, options), rate="… pages/s")

        def on_page(page: Page, total: int) -> None:
            bar.advance(task)
            seconds = bar.tasks[0].elapsed or 1.0
            bar.update(task, rate=f"{bar.tasks[0].completed / seconds:.2f} pages/s")

        yield on_page


def _count_pages(inputs: list[Path], options: Options) -> int:
    """Pages to come; an unreadable file counts none, it is reported when its turn comes."""
    from sohoa import inspect

    total = 0
    for path in inputs:
        with suppress(AppError):
            total += len(options.pages) if options.pages else inspect(path).pages
    return total


batch_commands.add_to(app, console)


def main() -> None:
    """Run, and turn every ending into its exit code."""
    try:
        code = app(prog_name="sohoa", standalone_mode=False)
        if code == ExitCode.INTERRUPTED:  # typer turns Ctrl-C into this exit, without a word
            raise KeyboardInterrupt
        sys.exit(code if isinstance(code, int) else 0)
    except AppError as error:
        console.complain(error)
        sys.exit(int(error.exit_code))
    except TyperException as error:
        if error.format_message():  # empty when the help was shown because nothing was asked for
            command = getattr(getattr(error, "ctx", None), "command_path", "sohoa")
            said = error.format_message().rstrip(".")
            typer.echo(f"sohoa: {said}. See: {command} --help", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        console.say("sohoa: interrupted", "sohoa: đã dừng", level="error")
        sys.exit(int(ExitCode.INTERRUPTED))
    except BrokenPipeError:
        # the reader of our output went away; not an error of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(int(ExitCode.DONE))
    except Exception as error:
        logging.getLogger("sohoa").info("bug", exc_info=error)
        console.say(
            f"sohoa: bug: {type(error).__name__}: {error}. Please report it; -v shows where.",
            f"sohoa: lỗi chương trình: {type(error).__name__}: {error}."
            " Hãy báo lỗi; -v cho biết vị trí.",
            level="error",
        )
        sys.exit(int(ExitCode.BUG))


if __name__ == "__main__":
    main()
