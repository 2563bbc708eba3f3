"""One run per output folder at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr.errors import Message, OutputError


@contextmanager
def only_run(path: Path) -> Iterator[None]:
    """Hold a lock that the system drops when the process ends, however it ends.

    Raises:
        OutputError: if another process holds it.
    """
    with path.open("a") as stream:
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise OutputError(
                    Message("another run is writing here", "một lượt chạy khác đang ghi vào đây"),
                    Message("Wait for it or stop it", "Hãy chờ hoặc dừng lượt đó"),
                    file=str(path.parent.parent)) from error
        yield
