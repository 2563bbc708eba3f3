"""A run over 300 files that is killed with SIGKILL at 20 moments ends like an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch import trees

FILES, KILLS = 300, 20


def start(source: Path, output: Path) -> subprocess.Popen[bytes]:
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(p for p in sys.path if p))
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "-q", "batch", str(source), str(output), "--engine", "null",
         "--jobs", "2"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def children(pid: int) -> list[int]:
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True,
                          check=False)
    return [int(word) for word in done.stdout.split()]


@pytest.mark.slow
def test_killed_run_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    source = tmp_path / "in"
    good, bad = trees.make_tree(source, FILES - 11)
    started = time.monotonic()
    assert start(source, tmp_path / "calm").wait() == 7
    calm_seconds = time.monotonic() - started
    chance = random.Random(8)
    output = tmp_path / "killed"
    pauses = [chance.uniform(0.3, 1.0) * calm_seconds / 10 for _ in range(KILLS)]
    run = start(source, output)
    for number, pause in enumerate(pauses):
        time.sleep(pause)
        workers = children(run.pid)
        if number % 3 == 1 and workers and run.poll() is None:
            os.kill(chance.choice(workers), signal.SIGKILL)
            continue
        run.kill()
        run.wait()
        run = start(source, output)
    assert run.wait() == 7
    assert trees.outputs(output) == trees.outputs(tmp_path / "calm")
    assert len(trees.outputs(output)) == 2 * good
    assert not list((output / ".sohoa").glob("scratch/*"))
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(p for p in sys.path if p))
    done = subprocess.run([sys.executable, "-m", "cli", "verify", str(output)], env=environment,
                          capture_output=True, text=True, check=False)
    assert f"files {good + bad}, of them failed {bad}" in done.stdout
    assert ": holds" in done.stdout
    assert done.returncode == 0
