"""The exact command that installs what is missing, for the system at hand."""

from __future__ import annotations

import json
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

OS_RELEASE = Path("/etc/os-release")


@lru_cache(maxsize=1)
def install_data() -> dict[str, Any]:
    """Commands and names of related systems (data/install.json)."""
    path = Path(__file__).parent / "data" / "install.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def system_name(platform: str = sys.platform, os_release: Path = OS_RELEASE) -> str | None:
    """Name of the system as data/install.json calls it; None for one that it does not know.

    Args:
        platform: as `sys.platform`.
        os_release: file with the lines `ID=` and `ID_LIKE=` (freedesktop.org os-release).
    """
    if platform in {"darwin", "win32", "cygwin"}:
        return "macos" if platform == "darwin" else "windows"
    try:
        text = os_release.read_text(encoding="utf-8")
    except OSError:
        return None
    fields = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    names = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', "").split()
    relatives = install_data()["relatives"]
    return next((relatives[name] for name in names if name in relatives), None)


def install_command(need: str, system: str | None, *, is_root: bool = False) -> str | None:
    """The line to type, or None where we do not know it.

    >>> install_command("tesseract", "debian")
    'sudo apt-get install tesseract-ocr tesseract-ocr-vie'
    >>> install_command("tesseract", "macos")
    'brew install tesseract tesseract-lang'
    >>> install_command("tesseract", None) is None
    True
    """
    command: str | None = install_data()["needs"][need].get(system)
    if command is None or is_root or system in install_data()["as_user"]:
        return command
    return f"sudo {command}"


def command_here(need: str) -> str | None:
    """`install_command` for this system and user."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return install_command(need, system_name(), is_root=is_root)
