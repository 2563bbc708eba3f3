"""Runs a command and says what its whole tree cost: CPU and wall seconds, peak memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_INTERVAL = 0.1                      # seconds between two looks at the memory


class CommandFailedError(RuntimeError):
    """A system under comparison ended with an error; its last words are the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took. Memory in MiB: the highest sum of the tree's proportional sets (PSS)."""

    cpu: float
    wall: float
    memory: float


def run(command: Sequence[str], *, environment: Mapping[str, str], log: Path) -> Cost:
    """Run a command to its end.

    CPU time is user and system time of the process and all its children that ended before it.
    PSS counts a page that several processes share once, not once per process.

    Raises:
        CommandFailedError: if it does not end with 0.
    """
    with log.open("wb") as stream:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=stream, stderr=stream, stdin=subprocess.DEVNULL, env=dict(environment)
        )
        peak = _Peak(process.pid)
        peak.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        peak.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        words = log.read_text("utf-8", errors="replace").strip()[-500:]
        msg = f"{' '.join(command[:3])} … ended with {process.returncode}: {words}"
        raise CommandFailedError(msg)
    # short runs may end between two looks; the largest single process is the least it took
    memory = max(peak.kib, usage.ru_maxrss) / 1024
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, memory=memory)


class _Peak(threading.Thread):
    """Looks at the memory of a process and its descendants until stopped."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.kib = 0
        self._root = root
        self._done = threading.Event()

    def run(self) -> None:
        while not self._done.wait(_INTERVAL):
            self.kib = max(self.kib, sum(map(_pss, _tree(self._root))))

    def stop(self) -> None:
        self._done.set()
        self.join()


def _tree(root: int) -> list[int]:
    found = [root]
    for process in found:
        for task in (_PROC / str(process) / "task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue                 # it ended while we looked
    return found


def _pss(process: int) -> int:
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
