"""Runs a command and says what its whole tree cost: CPU and wall seconds, peak memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
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
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, memory=peak.kib / 1024)


class _Peak(threading.Thread):
    """Looks at the memory of a process and its descendants until stopped."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.kib = 0
        self._root = root
        self._done = threading.Event()

    def run(self) -> None:
        while True:
            tree = _tree(self._root)
            # a peak may pass between two looks; the kernel's own mark of the largest process is the
            # least it took. Not ru_maxrss: that counts the parent's size from before exec as well
            self.kib = max(self.kib, sum(map(_pss, tree)), *map(_high_water, tree))
            if self._done.wait(_INTERVAL):
                return

    def stop(self) -> None:
        self._done.set()
        self.join()


def _tree(root: int) -> list[int]:
    found = [root]
    for process in found:
        with suppress(OSError):          # it may end while we look
            for task in (_PROC / str(process) / "task").glob("*/children"):
                found += map(int, task.read_text().split())
    return found


def _pss(process: int) -> int:
    return _field(process, "smaps_rollup", "Pss:")


def _high_water(process: int) -> int:
    return _field(process, "status", "VmHWM:")


def _field(process: int, file: str, name: str) -> int:
    """A number of KiB that the kernel tells of a process; 0 when it has ended."""
    try:
        lines = (_PROC / str(process) / file).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
