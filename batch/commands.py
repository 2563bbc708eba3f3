"""The commands `batch` and `verify`: parse, call, print."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from ocr.engines import DEFAULT_ENGINE
from ocr.errors import ExitCode, InputError, Message

if TYPE_CHECKING:
    from batch.api import Ways
    from batch.ledger import Ledger
    from batch.run import Progress, Settings
    from batch.verify import Proof


class Speaker(Protocol):
    """How the command line talks to people."""

    language: str
    quiet: bool
    json_log: bool

    def say(self, english: str, vietnamese: str, *, level: str = "info") -> None:
        """One message on stderr."""
        ...


class OnError(StrEnum):
    """What a failure does to the run."""

    SKIP = "skip"
    STOP = "stop"


_Source = Annotated[str, typer.Argument(help="Folder of scans, or a store such as s3://bucket/in.")]
_Output = Annotated[str, typer.Argument(help="Folder for the results, or a store.")]
_Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Worker processes.")]
_Formats = Annotated[list[str] | None, typer.Option(
    "--format", help="md, json, txt, hocr, alto, pdf, docx; md and json by default.")]
_Resume = Annotated[bool, typer.Option("--resume/--fresh", help="Go on, or forget and begin anew.")]
_Report = Annotated[Path | None, typer.Option("--report", help="HTML report; a CSV beside it.")]
_Scheduler = Annotated[str | None, typer.Option("--scheduler", help="dask, e.g. tcp://host:8786.")]
_OnError = Annotated[OnError, typer.Option("--on-error", help="What a failure does.")]
_MaxFailures = Annotated[int | None, typer.Option("--max-failures", min=1, help="Then stop.")]
_Again = Annotated[bool, typer.Option("--retry-failed", help="Try again what failed before.")]
_Engine = Annotated[str, typer.Option("--engine", help="sohoa, tesseract or both.")]
_Profile = Annotated[str, typer.Option("--profile", help="How bold the corrector is.")]
_Model = Annotated[
    Path | None, typer.Option("--model", help="Language model made by `sohoa lm build`.")]
_NoCorrect = Annotated[bool, typer.Option("--no-correct", help="Change no word.")]
_AllowSecret = Annotated[bool, typer.Option("--allow-secret", help="Go on at a secrecy mark.")]
_Ledger = Annotated[Path | None, typer.Option("--ledger", help="Not in the output folder.")]
_BATCH_EXAMPLES = (
    "Examples: sohoa batch scans/ out/ --jobs 4 --report out/report.html"
    "  |  sohoa batch s3://bucket/in s3://bucket/out --scheduler tcp://10.0.0.1:8786")
_Retries = Annotated[int, typer.Option("--retries", min=0, help="For pages the engine failed on.")]
_Seconds = Annotated[float, typer.Option("--page-seconds", help="Time limit of a page; 0: none.")]
_Memory = Annotated[int, typer.Option("--page-memory", help="Memory limit in MB; 0: none.")]
_Watch = Annotated[bool, typer.Option("--watch", help="Stay and follow the folder.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Count and estimate, write nothing.")]
_POLL = 3.0                  # seconds between looks at a watched folder
_SETTLED = 5.0               # seconds without change after which a file is complete
_GUESS = 3.0                 # seconds per page before anything was measured (docs: 2-3 on one core)


def add_to(app: typer.Typer, speaker: Speaker) -> None:
    """Add the two commands to an app."""
    app.command("batch", epilog=_BATCH_EXAMPLES)(_batch_command(speaker))
    app.command("verify", epilog="Example: sohoa verify out/")(verify_command)


def _batch_command(speaker: Speaker) -> Callable[..., None]:
    def batch(  # noqa: PLR0913 - a command declares its options as parameters
        source: _Source, output: _Output, jobs: _Jobs = None, format: _Formats = None,
        resume: _Resume = True, report: _Report = None, scheduler: _Scheduler = None,
        engine: _Engine = DEFAULT_ENGINE, profile: _Profile = "safe",
        model: _Model = None, no_correct: _NoCorrect = False, allow_secret: _AllowSecret = False,
        on_error: _OnError = OnError.SKIP,
        max_failures: _MaxFailures = None, retries: _Retries = 1, retry_failed: _Again = False,
        page_seconds: _Seconds = 300.0, page_memory: _Memory = 2048, ledger: _Ledger = None,
        watch: _Watch = False, dry_run: _DryRun = False,
    ) -> None:
        """Digitize a folder tree; what is finished stays finished, whatever happens."""
        from batch.api import Ways, settings_for
        from batch.pool import Limits
        from batch.run import Settings

        settings = settings_for(Settings(
            source=source, output=output, formats=tuple(dict.fromkeys(format or ("md", "json"))),
            engine=engine, profile="off" if no_correct else profile,
            model=str(model) if model else None, allow_secret=allow_secret,
            retries=retries, stop_on_error=on_error is OnError.STOP, max_failures=max_failures))
        ways = Ways(
            jobs=jobs or os.cpu_count() or 1, fresh=not resume, retry_failed=retry_failed,
            scheduler=scheduler, ledger=ledger,
            limits=Limits(seconds=page_seconds, megabytes=page_memory))
        if dry_run:
            _estimate(settings, ways)
        else:
            _run(settings, ways, speaker, report, watch)

    return batch


def verify_command(output: _Output, ledger: _Ledger = None) -> None:
    """Prove a batch: pages in = pages out + pages failed, by hash."""
    proof = _proof(output, ledger)
    typer.echo(
        f"files {proof.files}, of them failed {proof.files_failed}\n"
        f"pages in {proof.pages_in} = out {proof.pages_out} + failed {proof.pages_failed}: "
        f"{'holds' if proof.holds else 'DOES NOT HOLD'}")
    for problem in proof.problems:
        typer.echo(problem.encode("utf-8", "backslashreplace").decode())
    if not proof.holds:
        raise typer.Exit(int(ExitCode.PARTIAL))


def _run(
    settings: Settings, ways: Ways, speaker: Speaker, report: Path | None, watch: bool
) -> None:
    from batch.api import opened, prepare, work

    with _terminated_like_interrupted(), opened(settings, ways) as ledger:
        before = 0
        try:
            with _bar(speaker) as on_progress:
                if watch:
                    _follow(ledger, settings, ways, on_progress)
                else:
                    prepare(ledger, settings, ways)
                    before = _written(ledger)
                    work(ledger, settings, ways, on_progress)
        finally:
            if report is not None:
                from batch.report import write_report

                write_report(ledger, settings.recipe, settings.output, report)
        _end(ledger, settings, speaker, before)


def _written(ledger: Ledger) -> int:
    files = ledger.counts()
    return files.get("done", 0) + files.get("partial", 0)


def _end(ledger: Ledger, settings: Settings, speaker: Speaker, before: int) -> None:
    """Say how it stands, and how much of it was there `before`; exit 7 if anything failed."""
    files, pages = ledger.counts(), ledger.page_counts(settings.recipe)
    bad = files.get("failed", 0) + files.get("partial", 0)
    bad_pages = pages.get("failed", 0) + pages.get("poison", 0)
    left = sum(files.get(state, 0) for state in ("new", "reading", "writing"))
    done = _written(ledger)
    kept = f" ({before} of them before)" if before else ""
    kept_vi = f" ({before} tệp từ trước)" if before else ""
    speaker.say(
        f"{done} files written{kept}, {files.get('failed', 0)} failed, {left} left; "
        f"{pages.get('done', 0)} pages read, {bad_pages} failed",
        f"đã ghi {done} tệp{kept_vi}, {files.get('failed', 0)} tệp lỗi, còn {left} tệp; "
        f"đọc {pages.get('done', 0)} trang, {bad_pages} trang lỗi",
        level="error" if bad else "info")
    if bad:
        raise typer.Exit(int(ExitCode.PARTIAL))


def _follow(
    ledger: Ledger, settings: Settings, ways: Ways, on_progress: Callable[[Progress], None]
) -> None:
    """Work on what comes until somebody stops it."""
    from batch.api import prepare, work
    from batch.watch import Settling

    settled = Settling(_SETTLED)
    first = True
    while True:
        if prepare(ledger, settings, replace(ways, retry_failed=ways.retry_failed and first),
                   settled) or first:
            work(ledger, settings, ways, on_progress)
        first = False
        time.sleep(_POLL)


def _estimate(settings: Settings, ways: Ways) -> None:
    from batch.api import ledger_path
    from batch.ledger import Ledger
    from batch.places import found_in, full_path, is_remote
    from ocr.errors import AppError
    from sohoa import inspect

    files = pages = bad = 0
    for found in found_in(settings.source, without=settings.output):
        if not found.is_scan:
            continue
        files += 1
        if is_remote(settings.source):
            continue
        try:
            pages += inspect(full_path(settings.source, found.path)).pages
        except AppError:
            bad += 1
    path = ledger_path(settings.output, ways.ledger)
    mean = None
    if path.exists():
        ledger = Ledger(path)
        mean = ledger.mean_seconds()
        ledger.close()
    minutes = pages * (mean or _GUESS) / ways.jobs / 60
    typer.echo(f"{files} files ({bad} unreadable), {pages} pages, about {minutes:.1f} minutes "
               f"with {ways.jobs} workers at {mean or _GUESS:.1f} s per page"
               f"{'' if mean else ' (a guess: nothing measured yet)'}")


def _proof(output: str, given: Path | None) -> Proof:
    from batch.api import ledger_path
    from batch.ledger import Ledger
    from batch.verify import verify as prove

    path = ledger_path(output, given)
    if not path.exists():
        raise InputError(
            Message("no batch has been written here", "chưa có lượt xử lý nào ghi vào đây"),
            Message("Name the output folder of `sohoa batch`",
                    "Hãy nêu thư mục kết quả của `sohoa batch`"), file=output)
    ledger = Ledger(path)
    try:
        return prove(ledger, ledger.setting("recipe") or "", output)
    finally:
        ledger.close()


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """A polite kill ends the run as Ctrl-C does: workers ended, ledger closed."""
    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _bar(speaker: Speaker) -> Iterator[Callable[[Progress], None]]:
    """Pages, files, pages per second, time left and failures on stderr, if that is a terminal."""
    if speaker.quiet or speaker.json_log or not sys.stderr.isatty():
        yield lambda progress: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.completed:.0f}/{task.total:.0f} pages"), BarColumn(),
               TextColumn("{task.fields[more]}"), TimeElapsedColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("pages", total=None, more="")
        started = time.monotonic()

        def on_progress(progress: Progress) -> None:
            rate = progress.read_now / max(0.001, time.monotonic() - started)
            bar.update(task, completed=progress.pages_done, total=progress.pages, more=(
                f"{progress.files_done}/{progress.files} files  {rate:.2f} pages/s  "
                f"{progress.failures} failures"))

        yield on_progress
