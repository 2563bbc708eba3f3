"""Following a folder into which a scanner writes: files count when they are complete."""

from __future__ import annotations

import time
from collections.abc import Callable

from batch.places import Found


class Settling:
    """Says if a file has stopped growing.

    Scanners write a file over seconds, often at its final name. A file is complete when its size
    and time have stayed the same from one look to a later one, `seconds` apart at least.

    Args:
        seconds: how long nothing may change.
        clock: seconds that only grow; tests give their own.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._since: dict[str, tuple[int, str, float]] = {}

    def __call__(self, found: Found) -> bool:
        """True if the file has not changed for long enough."""
        now = self._clock()
        size, stamp, since = self._since.get(found.path, (-1, "", now))
        if (size, stamp) != (found.size, found.stamp):
            self._since[found.path] = (found.size, found.stamp, now)
            return False
        return now - since >= self._seconds and (found.size > 0 or now - since >= 60)
