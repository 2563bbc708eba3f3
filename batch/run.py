"""The run: what is to be done next, and what an answer means for the ledger.

One thread, one loop. Workers only compute; everything that is remembered or written goes through
here, in transactions, so that the run can end at any moment and be taken up again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Any, Protocol

from batch.codec import pack_page
from batch.ledger import FileRow, Ledger, not_kept
from batch.places import full_path, write_output
from batch.pool import WorkerLostError
from batch.tasks import Answer, Request
from cleanup.writers.targets import suffix_of
from ocr.engines import DEFAULT_ENGINE
from ocr.model import Page, PageStatus

_TIMES_LOST = 2              # a page or file that costs so many workers is set aside
_REFILL = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run makes and how.

    Attributes:
        source: input folder or store.
        output: output folder or store.
        formats: what to write for each file.
        engine: name of the recognition engine.
        engine_version: goes into the recipe: another version reads all pages again.
        profile: how bold the corrector is.
        model: path of the corrector's language model; None for the packaged one.
        model_version: hash of its content, "" for the packaged one.
        allow_secret: write documents with a secrecy mark too.
        program_version: goes into recipe and text.
        retries: further tries for a page whose engine failed.
        stop_on_error: stop at the first failure.
        max_failures: stop when so many files or pages have failed; None for never.
    """

    source: str
    output: str
    formats: tuple[str, ...] = ("md", "json")
    engine: str = DEFAULT_ENGINE
    engine_version: str = ""
    profile: str = "safe"
    model: str | None = None
    model_version: str = ""
    allow_secret: bool = False
    program_version: str = ""
    retries: int = 1
    stop_on_error: bool = False
    max_failures: int | None = None

    @property
    def recipe(self) -> str:
        """All that decides what is recognised on a page."""
        return f"{self.program_version}|{self.engine}|{self.engine_version}"

    @property
    def made_with(self) -> str:
        """All that decides the outputs."""
        secret = "secret" if self.allow_secret else ""
        # the packaged model adds nothing: it is part of the program's version
        model = f"|{self.model_version}" if self.model_version else ""
        return f"{self.recipe}|{self.profile}|{secret}|{'+'.join(self.formats)}{model}"


class Pool(Protocol):
    """Where requests are performed: processes of this machine or of many."""

    def submit(self, request: Request, payload: tuple[bytes, ...] = ()) -> Future[Answer]:
        """Queue a request."""
        ...


@dataclass(slots=True)
class Progress:
    """How far a run is; counts include what earlier runs did."""

    files_done: int = 0
    files: int = 0
    pages_done: int = 0
    pages: int = 0
    failures: int = 0
    read_now: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    task: str
    file_id: int | None
    sha256: str
    number: int


@dataclass(slots=True)
class Run:
    """One run over the ledger.

    Attributes:
        settings: what to make.
        ledger: open; already holds the files.
        pool: performs requests.
        width: number of requests under way at most.
        on_progress: called after each answer.
    """

    settings: Settings
    ledger: Ledger
    pool: Pool
    width: int
    on_progress: Callable[[Progress], None] = lambda progress: None
    progress: Progress = field(default_factory=Progress)
    _jobs: dict[Future[Answer], _Job] = field(default_factory=dict)
    _ready: deque[tuple[str, int, str]] = field(default_factory=deque)
    _complete: deque[int] = field(default_factory=deque)
    _busy: set[tuple[str, object]] = field(default_factory=set)
    _stopped: bool = False

    def work(self) -> Progress:
        """Do all that is open; returns when nothing is left or a stop rule holds.

        Raises:
            OutputError: if outputs or the ledger can't be written, e.g. because the disk is full.
        """
        try:
            self.ledger.reopen(self.settings.made_with, self.settings.recipe)
            self._count()
            self._complete.extend(self.ledger.complete(self.settings.recipe))
            while self._fill() or self._jobs:
                done, _ = wait(self._jobs, return_when=FIRST_COMPLETED)
                for future in done:
                    self._take(future)
                self.on_progress(self.progress)
            if not self._stopped:
                self.ledger.forget_other_recipes(self.settings.recipe)
        except (sqlite3.Error, OSError) as error:
            raise not_kept(error) from error
        return self.progress

    # -- what is next ---------------------------------------------------------------------------

    def _fill(self) -> bool:
        """Keep the pool busy; True if a request was added."""
        added = False
        while len(self._jobs) < self.width and not self._stopped:
            job = self._next_assembly() or self._next_page() or self._next_inspection()
            if job is None:
                break
            future, what = job
            self._jobs[future] = what
            added = True
        return added

    def _submit(
        self, what: _Job, request: dict[str, Any], payload: tuple[bytes, ...] = ()
    ) -> tuple[Future[Answer], _Job]:
        self._busy.add(_key(what))
        return self.pool.submit(request, payload), what

    def _next_assembly(self) -> tuple[Future[Answer], _Job] | None:
        settings = self.settings
        while self._complete:
            row = self.ledger.file(self._complete.popleft())
            assert row.sha256 is not None
            pages = self.ledger.pages(row.sha256, settings.recipe)
            if any(page.state == "done" for page in pages):
                break
            self._nothing_read(row, pages[0].error or "unreadable")
        else:
            return None
        return self._submit(
            _Job("assemble", row.id, row.sha256, 0),
            {"task": "assemble", "name": shown_path(row.path), "sha256": row.sha256,
             "path": full_path(settings.source, row.path),
             "engine": settings.engine, "profile": settings.profile,
             "model": settings.model,
             "allow_secret": settings.allow_secret, "formats": list(settings.formats)},
            tuple(self.ledger.payloads(row.sha256, settings.recipe)))

    def _next_page(self) -> tuple[Future[Answer], _Job] | None:
        if not self._ready:
            self._ready.extend(
                entry for entry in self.ledger.pending(self.settings.recipe, _REFILL + self.width)
                if ("read", (entry[0], entry[1])) not in self._busy)
        if not self._ready:
            return None
        sha256, number, path = self._ready.popleft()
        return self._submit(
            _Job("read", None, sha256, number),
            {"task": "read", "path": full_path(self.settings.source, path), "sha256": sha256,
             "page": number, "engine": self.settings.engine})

    def _next_inspection(self) -> tuple[Future[Answer], _Job] | None:
        for row in self.ledger.some_files("new", self.width + 1):
            if ("inspect", row.id) not in self._busy:
                return self._submit(
                    _Job("inspect", row.id, "", 0),
                    {"task": "inspect", "path": full_path(self.settings.source, row.path)})
        return None

    # -- what an answer means -------------------------------------------------------------------

    def _take(self, future: Future[Answer]) -> None:
        job = self._jobs.pop(future)
        self._busy.discard(_key(job))
        try:
            answer: Answer | None = future.result()
            lost = ""
        except WorkerLostError as error:
            answer, lost = None, str(error)
        if job.task == "read":
            self._take_page(job, answer, lost)
            return
        assert job.file_id is not None
        row = self.ledger.file(job.file_id)
        if answer is None:
            self._lost_file(row, lost)
        elif "error" in answer.values:
            self._fail_file(row, answer.values["error"])
        elif job.task == "inspect":
            self._inspected(row, answer)
        else:
            self._assembled(row, answer)

    def _inspected(self, row: FileRow, answer: Answer) -> None:
        sha256, pages = answer.values["sha256"], answer.values["pages"]
        with self.ledger.transaction():
            first = self.ledger.first_with(sha256)
            self.ledger.set_file(row.id, sha256=sha256, pages=pages, state="reading", lost=0,
                                 same_as=first if first != row.id else None)
            self.ledger.add_pages(sha256, self.settings.recipe, pages)
        self._look_if_complete(sha256)
        if first is None or first == row.id:
            self.progress.pages += pages

    def _take_page(self, job: _Job, answer: Answer | None, lost: str) -> None:
        recipe = self.settings.recipe
        known = self.ledger.page(job.sha256, recipe, job.number)
        if answer is None:
            times = known.lost + 1
            if times < _TIMES_LOST:
                self.ledger.set_page(job.sha256, recipe, job.number, lost=times, error=lost)
                return
            self._end_page(job, "poison", _failed_page(job.number, lost), lost=times, error=lost)
            return
        values = answer.values
        seconds = known.seconds + values["seconds"]
        attempts = known.attempts + 1
        if "error" in values:
            error = values["error"]["en"]
            self._end_page(job, "failed", _failed_page(job.number, error), seconds=seconds,
                           attempts=attempts, error=error)
        elif values["status"] != PageStatus.FAILED:
            self._end_page(job, "done", answer.payload[0], seconds=seconds, attempts=attempts,
                           confidence=values["confidence"], error=None)
        elif values["input_fault"] or attempts > self.settings.retries:
            self._end_page(job, "failed", answer.payload[0], seconds=seconds, attempts=attempts,
                           error=values["page_error"])
        else:
            self.ledger.set_page(job.sha256, recipe, job.number, attempts=attempts,
                                 seconds=seconds, error=values["page_error"])

    def _end_page(self, job: _Job, state: str, payload: bytes, **values: object) -> None:
        self.ledger.set_page(
            job.sha256, self.settings.recipe, job.number, state=state, payload=payload,
            payload_sha256=hashlib.sha256(payload).hexdigest(), **values)
        self.progress.pages_done += 1
        self.progress.read_now += 1
        if state != "done":
            self._failed()
        self._look_if_complete(job.sha256)

    def _look_if_complete(self, sha256: str) -> None:
        self._complete.extend(
            file_id for file_id in self.ledger.complete(self.settings.recipe, sha256)
            if file_id not in self._complete and ("assemble", file_id) not in self._busy)

    def _assembled(self, row: FileRow, answer: Answer) -> None:
        assert row.sha256 is not None
        outputs = {
            f"{row.target}.{suffix_of(name)}": hashlib.sha256(data).hexdigest()
            for name, data in zip(answer.values["formats"], answer.payload, strict=True)
        }
        self.ledger.set_file(row.id, state="writing", outputs=outputs)
        for path, data in zip(outputs, answer.payload, strict=True):
            write_output(self.settings.output, path, data)
        pages = self.ledger.pages(row.sha256, self.settings.recipe)
        refused = answer.values["refused"]
        whole = refused is None and all(page.state == "done" for page in pages)
        self.ledger.set_file(
            row.id, state="done" if whole else "partial", made_with=self.settings.made_with,
            review=answer.values["review"], lost=0, error=refused,
            seconds=sum(page.seconds for page in pages) + answer.values["seconds"])
        self.progress.files_done += 1
        if refused is not None:
            self._failed()

    def _nothing_read(self, row: FileRow, detail: str) -> None:
        self._fail_file(row, {
            "en": f"no page could be read ({detail})",
            "vi": f"không đọc được trang nào ({detail})", "code": 3,
            "remedy_en": "Scan or save the file again", "remedy_vi": "Hãy quét hoặc lưu lại tệp"})

    def _lost_file(self, row: FileRow, reason: str) -> None:
        if row.lost + 1 < _TIMES_LOST:
            self.ledger.set_file(row.id, lost=row.lost + 1)
            if row.state != "new":
                self._complete.append(row.id)
            return
        self._fail_file(row, {
            "en": f"set aside: {reason}", "vi": f"gác lại: {reason}", "code": 6,
            "remedy_en": "Look at the file", "remedy_vi": "Hãy xem lại tệp"})

    def _fail_file(self, row: FileRow, error: dict[str, Any]) -> None:
        self.ledger.set_file(row.id, state="failed", error=error,
                             made_with=self.settings.made_with)
        self.progress.files_done += 1
        self._failed()

    def _failed(self) -> None:
        self.progress.failures += 1
        limit = 1 if self.settings.stop_on_error else self.settings.max_failures
        if limit is not None and self.progress.failures >= limit:
            self._stopped = True

    def _count(self) -> None:
        files = self.ledger.counts()
        pages = self.ledger.page_counts(self.settings.recipe)
        self.progress.files = sum(files.values()) - files.get("skipped", 0) - files.get("gone", 0)
        self.progress.files_done = sum(
            files.get(state, 0) for state in ("done", "partial", "failed"))
        self.progress.pages = sum(pages.values())
        self.progress.pages_done = self.progress.pages - pages.get("pending", 0)


def _key(job: _Job) -> tuple[str, object]:
    return job.task, (job.sha256, job.number) if job.task == "read" else job.file_id


def _failed_page(number: int, error: str) -> bytes:
    return pack_page(Page(number=number, status=PageStatus.FAILED, error=error))


def shown_path(path: str) -> str:
    """A path as text: bytes that are none are shown by their value."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
