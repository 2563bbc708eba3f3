"""The same batch on a local dask cluster, with a worker killed midway; inputs and outputs in S3."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from batch.api import Ways, opened, run_batch, settings_for
from batch.run import Settings
from batch.verify import verify
from tests.batch import trees

pytestmark = [
    pytest.mark.slow,
    # libraries of the cluster warn of things of their own
    pytest.mark.filterwarnings("ignore"),
]


def environment() -> dict[str, str]:
    return dict(os.environ, PYTHONPATH=os.pathsep.join(p for p in sys.path if p))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen([sys.executable, "-m", *arguments], env=environment(),
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield running
    finally:
        running.terminate()
        running.wait()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"nothing listens on port {port}")


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with process("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port),
                 "--dashboard-address", ":0"):
        wait_for(port)
        running = [
            subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
                 "--no-nanny", "--no-dashboard"],
                env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(workers)
        ]
        try:
            yield address, running
        finally:
            for worker in running:
                worker.kill()
                worker.wait()


def batch_settings(source: object, output: object) -> Settings:
    return settings_for(Settings(source=str(source), output=str(output), engine="null"))


def test_cluster_with_a_worker_killed_gives_the_same_outputs(tmp_path: Path) -> None:
    good, _ = trees.make_tree(tmp_path / "in", 24)
    run_batch(batch_settings(tmp_path / "in", tmp_path / "alone"), Ways(jobs=1))
    made = batch_settings(tmp_path / "in", tmp_path / "cluster")
    with cluster(2) as (address, workers):
        seen: list[int] = []

        def kill_one(progress: object) -> None:
            seen.append(1)
            if len(seen) == 15:
                threading.Thread(
                    target=lambda: os.kill(workers[0].pid, signal.SIGKILL)).start()

        run_batch(made, Ways(scheduler=address), kill_one)
    assert workers[0].poll() == -signal.SIGKILL
    assert trees.outputs(tmp_path / "cluster") == trees.outputs(tmp_path / "alone")
    assert len(trees.outputs(tmp_path / "cluster")) == 2 * good
    with opened(made, Ways()) as ledger:
        assert verify(ledger, made.recipe, made.output).holds


def test_batch_from_and_to_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    (tmp_path / "in" / "tỉnh").mkdir(parents=True)
    for number in range(4):
        (tmp_path / "in" / "tỉnh" / f"{number}.pdf").write_bytes(trees.document(number))
    (tmp_path / "in" / "rỗng.pdf").write_bytes(b"")
    run_batch(batch_settings(tmp_path / "in", tmp_path / "out"), Ways(jobs=1))
    with process("moto.server", "-H", "127.0.0.1", "-p", str(port)):
        wait_for(port)
        import s3fs

        store = s3fs.S3FileSystem()
        store.mkdir("scans")
        store.mkdir("texts")
        for path in (tmp_path / "in").rglob("*.pdf"):
            store.put_file(str(path), f"scans/in/{path.relative_to(tmp_path / 'in')}")
        made = batch_settings("s3://scans/in", "s3://texts/out")
        ways = Ways(jobs=1, ledger=tmp_path / "ledger.sqlite")
        assert run_batch(made, ways).failures == 1
        assert run_batch(made, ways).read_now == 0
        written = {name.removeprefix("texts/out/"): store.cat_file(name)
                   for name in store.find("texts/out")}
        with opened(made, ways) as ledger:
            assert verify(ledger, made.recipe, made.output).holds
    assert written == trees.outputs(tmp_path / "out")
