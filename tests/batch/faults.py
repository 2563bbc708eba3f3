"""What goes wrong in workers, on request: called by name through the task "call"."""

from __future__ import annotations

import os
import signal
import time


def hang(seconds: float) -> None:
    time.sleep(seconds)


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def leave(code: int) -> None:
    os._exit(code)


def eat(megabytes: int) -> int:
    """Use memory for a while."""
    block = bytearray(megabytes << 20)
    for place in range(0, len(block), 4096):
        block[place] = 1
    time.sleep(5)
    return len(block)


def child(seconds: int) -> int:
    """Start a process as Tesseract is started, and hang."""
    import subprocess

    process = subprocess.Popen(["sleep", str(seconds)])
    time.sleep(seconds)
    return process.pid


def pid() -> int:
    return os.getpid()


def noise() -> str:
    """Print where answers go, as careless libraries do."""
    os.write(1, b"warning: something\n")
    return "done"


KILL = int(signal.SIGKILL)
SEGV = int(signal.SIGSEGV)
