"""Workers that hang, bloat, crash and are killed: each costs one task and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from batch.pool import Limits, WorkerLostError, WorkerPool
from tests.batch import faults


def call(function: str, *arguments: object) -> dict[str, object]:
    return {"task": "call", "function": f"tests.batch.faults:{function}", "arguments": arguments}


@contextmanager
def pool(folder: Path, workers: int = 1, limits: Limits | None = None) -> Iterator[WorkerPool]:
    running = WorkerPool(workers, limits or Limits(), folder / "scratch")
    try:
        yield running
    finally:
        running.shutdown(kill=True)
        assert not list(folder.glob("scratch/*"))


def test_answer_comes_back(tmp_path: Path) -> None:
    with pool(tmp_path) as workers:
        answer = workers.submit(call("noise")).result(timeout=60)
    assert answer.values["result"] == "done"


def test_error_in_a_task_is_an_answer_and_the_worker_lives(tmp_path: Path) -> None:
    with pool(tmp_path) as workers:
        first = workers.submit(call("pid")).result(timeout=60).values["result"]
        answer = workers.submit(call("no_such_function")).result(timeout=60)
        assert "AttributeError" in answer.values["error"]["en"]
        assert workers.submit(call("pid")).result(timeout=60).values["result"] == first


@pytest.mark.parametrize(("number", "name"), [(faults.KILL, "SIGKILL"), (faults.SEGV, "SIGSEGV")])
def test_killed_worker_costs_one_task(number: int, name: str, tmp_path: Path) -> None:
    with pool(tmp_path) as workers:
        lost, kept = workers.submit(call("die", number)), workers.submit(call("noise"))
        with pytest.raises(WorkerLostError, match=name):
            lost.result(timeout=60)
        assert kept.result(timeout=60).values["result"] == "done"


def test_hanging_worker_is_ended_with_its_children(tmp_path: Path) -> None:
    with pool(tmp_path, limits=Limits(seconds=3)) as workers:
        lost = workers.submit(call("child", 600))
        time.sleep(2)
        (group,) = workers.pids
        with pytest.raises(WorkerLostError, match="longer than 3 seconds"):
            lost.result(timeout=60)
    assert_gone(group)


def test_bloated_worker_is_ended(tmp_path: Path) -> None:
    with pool(tmp_path, limits=Limits(megabytes=200)) as workers:
        lost = workers.submit(call("eat", 400))
        with pytest.raises(WorkerLostError, match="more than 200 MB"):
            lost.result(timeout=60)


def test_worker_is_replaced_after_its_share_of_tasks(tmp_path: Path) -> None:
    with pool(tmp_path, limits=Limits(tasks=2)) as workers:
        pids = [workers.submit(call("pid")).result(timeout=60).values["result"] for _ in range(5)]
    assert len(set(pids)) == 3
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]


def members(group: int) -> list[str]:
    """Processes of a group, by the system's own table."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(entry.name)
    return found


def assert_gone(group: int) -> None:
    """All processes of a group end; a killed one takes a moment on a busy machine."""
    deadline = time.monotonic() + 10
    while members(group) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not members(group)


_MAIN = """
import sys, time
from pathlib import Path
from batch.pool import Limits, WorkerPool
from tests.batch.test_pool import call
pool = WorkerPool(1, Limits(), Path(sys.argv[1]))
pool.submit(call("child", 600))
while not pool.pids:
    time.sleep(0.05)
time.sleep(1.5)
print(pool.pids[0], flush=True)
time.sleep(600)
"""


def test_workers_and_their_children_go_when_the_main_process_is_killed(tmp_path: Path) -> None:
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(p for p in sys.path if p))
    main = subprocess.Popen([sys.executable, "-c", _MAIN, str(tmp_path)], env=environment,
                            stdout=subprocess.PIPE, text=True)
    assert main.stdout is not None
    with main.stdout:
        group = int(main.stdout.readline())
        assert members(group)
        main.send_signal(signal.SIGKILL)
        main.wait()
    assert_gone(group)
