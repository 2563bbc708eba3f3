"""Peak memory of a process, as a test can trust it."""

from __future__ import annotations

import re
from pathlib import Path


def own_peak_mib() -> int:
    """Largest resident size of this process so far, in MiB.

    Not `ru_maxrss`: a child counts its parent's size from before `exec` as its own (Linux,
    exec_mmap), so that a test would measure pytest.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        import resource
        import sys

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 2**20
    match = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
    assert match
    return int(match[1]) // 1024
