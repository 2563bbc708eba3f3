"""The same requests on the machines of a dask cluster, behind the same futures interface."""

from __future__ import annotations

import tempfile
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batch.pool import Limits, WorkerLostError, WorkerPool
from batch.tasks import Answer, Request
from ocr.errors import ConfigurationError, EngineFailedError, Message

if TYPE_CHECKING:
    from distributed import Client


class ClusterPool:
    """Runs requests on a dask cluster.

    Each dask worker keeps one process of our own for the pages, so that time and memory limits and
    crashes cost a page here as on one machine. A request whose dask worker dies is given to another
    one by dask itself.

    Args:
        address: of the scheduler, e.g. `tcp://10.0.0.1:8786`.
        limits: for each process.

    Raises:
        ConfigurationError: if the package `distributed` is not installed.
        EngineFailedError: if the scheduler does not answer.
    """

    def __init__(self, address: str, limits: Limits) -> None:
        self._client = _connected(address)
        self._executor = self._client.get_executor(pure=False, retries=0)
        self._limits = (limits.seconds, limits.megabytes, limits.tasks)
        self.width = 2 * max(1, sum(self._client.nthreads().values()))

    def submit(self, request: Request, payload: tuple[bytes, ...] = ()) -> Future[Answer]:
        """Queue a request; the future raises `WorkerLostError` if its worker is lost."""
        outer: Future[Answer] = Future()
        inner = self._executor.submit(perform_guarded, request, payload, self._limits)
        inner.add_done_callback(lambda done: _pass_on(done, outer))
        return outer

    def shutdown(self, *, kill: bool = False) -> None:
        """Let go of the cluster; it stays up."""
        self._executor.shutdown(wait=not kill)
        self._client.close()


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise ConfigurationError(
            Message("--scheduler needs more packages", "--scheduler cần thêm gói phần mềm"),
            Message("Run: pip install 'sohoa[cluster]'", "Hãy chạy: pip install 'sohoa[cluster]'"),
        ) from error
    try:
        return Client(address, timeout="20s")
    except (OSError, TimeoutError, ValueError) as error:
        raise EngineFailedError(
            Message(f"the scheduler {address} does not answer",
                    f"bộ điều phối {address} không trả lời"),
            Message("Check the address and that it runs",
                    "Hãy kiểm tra địa chỉ và bộ điều phối có chạy không")) from error


def _pass_on(done: Future[dict[str, Any]], outer: Future[Answer]) -> None:
    """Hand the result over; a worker lost by dask counts like one lost by us."""
    try:
        result = done.result()
    except Exception as error:  # noqa: BLE001 - dask raises its own kinds; it is recorded
        outer.set_exception(WorkerLostError(f"{type(error).__name__}: {str(error)[:120]}"))
        return
    if "lost" in result:
        outer.set_exception(WorkerLostError(result["lost"]))
    else:
        outer.set_result(Answer(result["values"], tuple(result["payload"])))


class _Guard:
    """The process of ours that this dask worker keeps."""

    pool: WorkerPool | None = None


def perform_guarded(
    request: Request, payload: tuple[bytes, ...], limits: tuple[float, int, int]
) -> dict[str, Any]:
    """Perform a request in a process beside the dask worker; runs there."""
    if _Guard.pool is None:
        scratch = Path(tempfile.mkdtemp(prefix="sohoa-"))
        _Guard.pool = WorkerPool(
            1, Limits(seconds=limits[0], megabytes=limits[1], tasks=limits[2]), scratch)
    try:
        answer = _Guard.pool.submit(request, payload).result()
    except WorkerLostError as error:
        return {"lost": str(error)}
    return {"values": answer.values, "payload": list(answer.payload)}
