"""What a decoder in C prints while it works: caught, so that our own message can say it.

libtiff writes `Fax4Decode: Bad code word at line 149 of strip 0` to the standard error of the
process and goes on; Pillow has no way to ask it. For a fax that is the only sign of lines lost.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STDERR = 2
_MOST = 65_536                # bytes kept of a decoder that complains of every line
_LOCK = threading.Lock()      # two threads that swap the same descriptor would mix it up


@contextmanager
def decoder_output() -> Iterator[list[str]]:
    """Collect the lines printed to the standard error of the process; known after the block.

    Keep the block short: what other threads print meanwhile is collected with them.
    """
    lines: list[str] = []
    with _LOCK, tempfile.TemporaryFile() as caught:
        try:
            before = os.dup(_STDERR)
        except OSError:           # started without one: nothing to keep clean
            yield lines
            return
        _flush()
        os.dup2(caught.fileno(), _STDERR)
        try:
            yield lines
        finally:
            _flush()
            os.dup2(before, _STDERR)
            os.close(before)
            caught.seek(0)
            lines += caught.read(_MOST).decode("utf-8", "replace").splitlines()


def _flush() -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
