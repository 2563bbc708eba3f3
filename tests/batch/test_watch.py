"""Following a folder: files count when they are complete, and a polite kill ends the watch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch.places import Found
from batch.watch import Settling
from tests.batch import trees


def seen(size: int, stamp: str = "1") -> Found:
    return Found(path="a.pdf", size=size, stamp=stamp, is_scan=True)


def test_file_counts_when_it_has_stopped_growing() -> None:
    now = 0.0
    settled = Settling(5, clock=lambda: now)
    assert not settled(seen(100))
    now = 4
    assert not settled(seen(100))
    now = 5
    assert settled(seen(100))
    now = 6
    assert not settled(seen(200))
    now = 11
    assert settled(seen(200))


def test_empty_file_is_waited_for_longer() -> None:
    now = 0.0
    settled = Settling(5, clock=lambda: now)
    assert not settled(seen(0))
    now = 30
    assert not settled(seen(0))
    now = 60
    assert settled(seen(0))


@pytest.mark.slow
def test_watch_takes_a_file_that_comes_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(p for p in sys.path if p))
    run = subprocess.Popen(
        [sys.executable, "-m", "cli", "-q", "batch", str(tmp_path / "in"), str(tmp_path / "out"),
         "--engine", "null", "--watch", "--jobs", "1"], env=environment)
    try:
        content = trees.document(1, 1)
        with (tmp_path / "in" / "a.pdf").open("wb") as stream:
            for start in range(0, len(content), len(content) // 3):
                stream.write(content[start:start + len(content) // 3])
                stream.flush()
                time.sleep(2)
        deadline = time.monotonic() + 120
        while not (tmp_path / "out" / "a.json").exists() and time.monotonic() < deadline:
            time.sleep(0.5)
        assert (tmp_path / "out" / "a.json").exists()
        run.send_signal(signal.SIGTERM)
        assert run.wait(30) == 130
    finally:
        run.kill()
        run.wait()
