"""Worker processes behind the futures interface: one that hangs, bloats or dies costs one task.

`concurrent.futures.ProcessPoolExecutor` gives up as a whole when one process dies, and can't end
one that hangs; here every process has a thread that watches it and starts the next one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from batch.frames import read_message, write_message
from batch.tasks import Answer, Request
from batch.usage import group_memory

_POLL = 1.0                  # seconds between looks at memory and clock


class WorkerLostError(Exception):
    """The worker died, was ended or used too much; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one worker may use.

    Attributes:
        seconds: per task; 0 for no limit.
        megabytes: of memory for the process and its children; 0 for no limit.
        tasks: after which a worker is replaced by a fresh one.
    """

    seconds: float = 300.0
    megabytes: int = 2048
    tasks: int = 200


_Job = tuple["Future[Answer]", Request, tuple[bytes, ...]]


class WorkerPool:
    """Runs requests in worker processes.

    Args:
        workers: number of processes.
        limits: for each of them.
        scratch: folder for their temporary files, one sub-folder each, emptied when a worker ends.
    """

    def __init__(self, workers: int, limits: Limits, scratch: Path) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._limits = limits
        self._watchers = [
            _Watcher(self._jobs, limits, scratch / f"worker-{index}") for index in range(workers)
        ]
        for watcher in self._watchers:
            watcher.start()

    def submit(self, request: Request, payload: tuple[bytes, ...] = ()) -> Future[Answer]:
        """Queue a request; the future raises `WorkerLostError` if its worker is lost."""
        future: Future[Answer] = Future()
        self._jobs.put((future, request, payload))
        return future

    def shutdown(self, *, kill: bool = False) -> None:
        """End the workers: when they have finished what they do, or at once."""
        for watcher in self._watchers:
            if kill:
                watcher.kill()
            self._jobs.put(None)
        for watcher in self._watchers:
            watcher.join()

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers that live."""
        return tuple(pid for watcher in self._watchers if (pid := watcher.pid) is not None)


class _Watcher(threading.Thread):
    """Feeds one worker process and watches it."""

    def __init__(self, jobs: SimpleQueue[_Job | None], limits: Limits, scratch: Path) -> None:
        super().__init__(daemon=True, name=scratch.name)
        self._jobs = jobs
        self._limits = limits
        self._scratch = scratch
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._ending = False

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def run(self) -> None:
        """Take jobs until told to stop."""
        while (job := self._jobs.get()) is not None:
            future, request, payload = job
            if self._ending or not future.set_running_or_notify_cancel():
                future.cancel()
                continue
            try:
                answer = self._perform(request, payload)
            except WorkerLostError as error:
                future.set_exception(error)
            except OSError as error:         # no process could be started
                future.set_exception(WorkerLostError(f"no worker: {error}"))
            else:
                future.set_result(answer)
        self.kill()

    def kill(self) -> None:
        """End the process and its children at once, and remove what they left."""
        self._ending = self._ending or threading.current_thread() is not self
        process, self._process = self._process, None
        if process is not None:
            _kill_group(process)
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _perform(self, request: Request, payload: tuple[bytes, ...]) -> Answer:
        process = self._alive()
        answers: SimpleQueue[Answer | None] = SimpleQueue()
        threading.Thread(target=_exchange, args=(process, request, payload, answers.put),
                         daemon=True).start()
        answer, reason = self._await(process, answers)
        self._done += 1
        if answer is None:
            code = process.poll()
            self.kill()
            raise WorkerLostError(reason or _death(code))
        if self._done >= self._limits.tasks:
            self.kill()
        return answer

    def _await(
        self, process: subprocess.Popen[bytes], answers: SimpleQueue[Answer | None]
    ) -> tuple[Answer | None, str | None]:
        """The answer, or None and the reason why the worker has to go."""
        limits, started = self._limits, time.monotonic()
        while True:
            left = limits.seconds - (time.monotonic() - started) if limits.seconds else _POLL
            try:
                return answers.get(timeout=max(0.01, min(_POLL, left))), None
            except Empty:
                pass
            if limits.seconds and time.monotonic() - started > limits.seconds:
                return None, f"took longer than {limits.seconds:g} seconds"
            if limits.megabytes and group_memory(process.pid) > limits.megabytes << 20:
                return None, f"used more than {limits.megabytes} MB of memory"

    def _alive(self) -> subprocess.Popen[bytes]:
        # `kill` may come from another thread at any moment: what is returned must be one's own name
        process = self._process
        if process is not None and process.poll() is None:
            return process
        self._scratch.mkdir(parents=True, exist_ok=True)
        environment = dict(
            os.environ, TMPDIR=str(self._scratch), OMP_THREAD_LIMIT="1", OMP_NUM_THREADS="1",
            PYTHONPATH=os.pathsep.join(place for place in sys.path if place))
        process = self._process = subprocess.Popen(
            [sys.executable, "-m", "batch.worker", str(self._limits.megabytes)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True)
        self._done = 0
        if self._ending:
            _kill_group(process)
        return process


def _exchange(
    process: subprocess.Popen[bytes], request: Request, payload: tuple[bytes, ...],
    put: Callable[[Answer | None], None],
) -> None:
    """Send a request and wait for the answer; None if the worker went away."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        write_message(process.stdin, request, payload)
        values, parts = read_message(process.stdout)
    except (OSError, EOFError, ValueError):
        process.wait()
        put(None)
    else:
        put(Answer(values, parts))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):
            assert stream is not None
            stream.close()


def _death(code: int | None) -> str:
    """Why a process ended, in English."""
    if code is not None and code < 0:
        try:
            return f"worker killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"worker killed by signal {-code}"
    return f"worker ended with code {code}"
