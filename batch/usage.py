"""Memory of a process group, from /proc; other systems rely on the limit set in the worker."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")


def group_memory(group: int) -> int:
    """Resident bytes of all processes of a group; 0 where the system does not tell.

    Pages shared between parent and child count twice: a limit is met too early, never too late.
    """
    if not _PROC.is_dir():
        return 0
    pages = 0
    for entry in os.scandir(_PROC):
        if entry.name.isdecimal():
            pages += _resident(Path(entry.path), group)
    return pages * os.sysconf("SC_PAGE_SIZE")


def _resident(place: Path, group: int) -> int:
    try:
        # the name in brackets may hold spaces; group is the third field after it
        fields = (place / "stat").read_text(encoding="utf-8", errors="replace")
        if int(fields.rpartition(")")[2].split()[2]) != group:
            return 0
        return int((place / "statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
