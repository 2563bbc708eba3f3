"""A batch from the outside: set up what a run needs, run it, clean up."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from batch.ledger import Ledger, not_kept
from batch.listing import list_files
from batch.lock import only_run
from batch.places import Found, is_remote, leftovers
from batch.pool import Limits, WorkerPool
from batch.run import Progress, Run, Settings
from ocr.errors import Message, UsageError

if TYPE_CHECKING:
    from batch.cluster import ClusterPool

FOLDER = ".sohoa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a run works; nothing here changes what comes out.

    Attributes:
        jobs: worker processes of this machine.
        limits: for each worker.
        fresh: forget what earlier runs did.
        retry_failed: give failed files and pages another try.
        scheduler: address of a dask scheduler, or None to work on this machine.
        ledger: where the ledger is; by default in the output folder.
    """

    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    fresh: bool = False
    retry_failed: bool = False
    scheduler: str | None = None
    ledger: Path | None = None


def ledger_path(output: str, given: Path | None = None) -> Path:
    """Where the ledger of an output folder is.

    SQLite needs a real file, so for a store it lies in the user's state folder.
    """
    if given is not None:
        return given
    if not is_remote(output):
        return Path(output) / FOLDER / "ledger.sqlite"
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return state / "sohoa" / hashlib.sha256(output.encode()).hexdigest()[:16] / "ledger.sqlite"


def program_version() -> str:
    """Version of the program, "0" in a tree that is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("sohoa")
    except PackageNotFoundError:
        return "0"


def settings_for(settings: Settings) -> Settings:
    """The settings with the versions of program, engine and language model filled in.

    Raises:
        EngineMissingError: if the engine or its language data is not installed.
        ConfigurationError: if there is no engine of that name, or the language model can't be read.
        UsageError: if a format is unknown.
    """
    from dataclasses import replace

    from ocr.engines import make_engine
    from sohoa import check_format

    for name in settings.formats:
        check_format(name)
    if not is_remote(settings.source) and not is_remote(settings.output) \
            and Path(settings.source).resolve() == Path(settings.output).resolve():
        raise UsageError(
            Message("input and output are the same folder", "đầu vào và đầu ra là một thư mục"),
            Message("Name another output folder", "Hãy nêu thư mục kết quả khác"),
            file=settings.output)
    engine = make_engine(settings.engine)
    if settings.model is not None:
        settings = _with_model(settings, Path(settings.model))
    return replace(settings, engine_version=f"{engine.version} {'+'.join(engine.languages)}",
                   program_version=program_version())


def _with_model(settings: Settings, path: Path) -> Settings:
    """The settings with a language model of the user's own, checked before any page is read."""
    from dataclasses import replace

    from cleanup.lm import load

    load(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    # workers may run in another folder
    return replace(settings, model=str(path.resolve()), model_version=digest)


@contextmanager
def opened(settings: Settings, ways: Ways) -> Iterator[Ledger]:
    """The ledger of the output folder, locked for this process.

    Raises:
        OutputError: if the folder can't be made or another run holds it.
    """
    path = ledger_path(settings.output, ways.ledger)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with only_run(path.with_name("lock")):
            if ways.fresh:
                for name in ("", "-wal", "-shm"):
                    path.with_name(path.name + name).unlink(missing_ok=True)
            ledger = Ledger(path)
            try:
                yield ledger
            finally:
                ledger.close()
    except (sqlite3.Error, OSError) as error:
        raise not_kept(error, settings.output) from error


def run_batch(
    settings: Settings, ways: Ways, on_progress: Callable[[Progress], None] | None = None
) -> Progress:
    """List the input, do what is open, and return how it ended. Call `settings_for` first.

    Raises:
        InputError: if the input is no folder.
        OutputError: if the output can't be written; the run can be taken up again.
    """
    with opened(settings, ways) as ledger:
        prepare(ledger, settings, ways)
        return work(ledger, settings, ways, on_progress)


def prepare(
    ledger: Ledger, settings: Settings, ways: Ways,
    settled: Callable[[Found], bool] | None = None,
) -> int:
    """List the input and open again what must be redone; returns the number of new files."""
    ledger.set_setting("recipe", settings.recipe)
    ledger.set_setting("source", settings.source)
    changed = list_files(ledger, settings.source, settings.output, settled)
    if ways.retry_failed:
        ledger.reset_failed(settings.recipe)
    if not is_remote(settings.output):
        _reopen_missing(ledger, Path(settings.output))
    return changed


def work(
    ledger: Ledger, settings: Settings, ways: Ways,
    on_progress: Callable[[Progress], None] | None = None,
) -> Progress:
    """Do what is open in the ledger."""
    scratch = ledger_path(settings.output, ways.ledger).parent / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)       # what a killed run left
    pool: WorkerPool | ClusterPool
    if ways.scheduler is not None:
        from batch.cluster import ClusterPool

        pool = ClusterPool(ways.scheduler, ways.limits)
        width = pool.width
    else:
        pool = WorkerPool(ways.jobs, ways.limits, scratch)
        width = 2 * ways.jobs
    killed = True
    try:
        progress = Run(settings, ledger, pool, width, on_progress or (lambda progress: None)).work()
        killed = False
        return progress
    finally:
        pool.shutdown(kill=killed)
        shutil.rmtree(scratch, ignore_errors=True)
        for half in leftovers(settings.output):     # nobody writes any more
            half.unlink(missing_ok=True)


def _reopen_missing(ledger: Ledger, output: Path) -> None:
    """Have outputs that somebody removed made again."""
    with ledger.transaction():
        for row in ledger.files("done", "partial"):
            if not all((output / path).is_file() for path in row.outputs):
                ledger.set_file(row.id, state="reading")
