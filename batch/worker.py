"""A worker process: `python -m batch.worker`, requests on stdin, answers on stdout.

It lives in a process group of its own. When the main process goes away, however it does, stdin
ends and the worker takes its whole group (Tesseract too) with it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from queue import SimpleQueue
from typing import IO, Any

from batch.frames import read_message, write_message
from batch.tasks import Answer, perform

_Message = tuple[dict[str, Any], tuple[bytes, ...]]


def _receive(stream: IO[bytes], inbox: SimpleQueue[_Message]) -> None:
    """Pass requests on; at the end of stdin end everything, also in the middle of a page."""
    try:
        while True:
            inbox.put(read_message(stream))
    except (EOFError, OSError, ValueError):
        _end_group()


def _end_group() -> None:
    if hasattr(os, "killpg") and os.getpid() == os.getpgrp():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(0)


def _limit_memory(megabytes: int) -> None:
    """A last barrier behind the main process's watch: address space, which is more than RAM."""
    if megabytes > 0 and sys.platform != "win32":
        import resource

        size = (megabytes * 3 + 2048) << 20
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def main() -> None:
    """Answer requests until stdin ends."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _limit_memory(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)                        # what a library prints must not end up among the answers
    inbox: SimpleQueue[_Message] = SimpleQueue()
    receiver = threading.Thread(target=_receive, args=(sys.stdin.buffer, inbox), daemon=True)
    receiver.start()
    while True:
        request, payload = inbox.get()
        answer = perform(request, payload)
        try:
            _send(answers, answer)
        except OSError:
            _end_group()


def _send(stream: IO[bytes], answer: Answer) -> None:
    write_message(stream, answer.values, answer.payload)


if __name__ == "__main__":
    main()
