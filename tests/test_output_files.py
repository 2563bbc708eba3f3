"""Output is whole or absent, and never replaces what a user has."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from cleanup.writers.files import write_file
from ocr.errors import OutputError


def test_text_is_written_as_utf8_in_new_folders(tmp_path: Path) -> None:
    target = tmp_path / "tỉnh uỷ" / "kết luận.md"
    write_file(target, "Số 05-KL/TU\n")
    assert target.read_bytes() == "Số 05-KL/TU\n".encode()
    assert list(target.parent.iterdir()) == [target]


def test_existing_file_is_refused_and_kept(tmp_path: Path) -> None:
    target = tmp_path / "a.md"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        write_file(target, "new")
    assert target.read_text(encoding="utf-8") == "old"
    write_file(target, "new", force=True)
    assert target.read_text(encoding="utf-8") == "new"


def test_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="disk is full"):
        write_file(tmp_path / "a.md", "text")
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="a file stands where its folder should be"):
        write_file(tmp_path / "file" / "a.md", "text")
