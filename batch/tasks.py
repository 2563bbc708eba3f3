"""What a worker process can be asked to do. Requests and answers are JSON, payloads are bytes.

A request never raises out of `perform`: what goes wrong with a file or a page is an answer too.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batch.codec import pack_page, unpack_page
from ocr.errors import AppError, ExitCode

if TYPE_CHECKING:
    from ocr.source.base import Source

Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request.

    Attributes:
        values: JSON values: "error" (see `error_values`) or the result's fields.
        payload: bytes that go with it, in parts.
    """

    values: dict[str, Any] = field(default_factory=dict)
    payload: tuple[bytes, ...] = ()


def perform(request: Request, payload: tuple[bytes, ...] = ()) -> Answer:
    """Do what `request["task"]` says: "inspect", "read", "assemble" or, in tests, "call"."""
    started = time.perf_counter()
    try:
        answer = _TASKS[request["task"]](request, payload)
    except AppError as error:
        answer = Answer({"error": error_values(error)})
    except MemoryError:
        answer = Answer({"error": _plain_error("memory exhausted", "hết bộ nhớ")})
    except Exception as error:  # noqa: BLE001 - a page must never end the worker; it is recorded
        detail = f"{type(error).__name__}: {error}"
        answer = Answer({"error": _plain_error(f"bug: {detail}", f"lỗi chương trình: {detail}")})
    answer.values["seconds"] = time.perf_counter() - started
    return answer


def error_values(error: AppError) -> dict[str, Any]:
    """An error as JSON values."""
    return {"en": error.cause.en, "vi": error.cause.vi, "remedy_en": error.remedy.en,
            "remedy_vi": error.remedy.vi, "code": int(error.exit_code)}


def _plain_error(english: str, vietnamese: str) -> dict[str, Any]:
    return {"en": english, "vi": vietnamese, "code": int(ExitCode.BUG),
            "remedy_en": "Please report it", "remedy_vi": "Hãy báo lỗi"}


def _inspect(request: Request, payload: tuple[bytes, ...]) -> Answer:
    """Hash and page count of a file."""
    from sohoa import inspect

    info = inspect(_local(request, again=True))
    return Answer({"sha256": info.sha256, "pages": info.pages})


class _OpenFile:
    """The file read last, kept open: long files come page after page to the same worker."""

    path: str | None = None
    source: Source | None = None

    @classmethod
    def page_source(cls, path: str) -> Source:
        from ocr.source import open_source

        if cls.path != path or cls.source is None:
            cls.close()
            cls.source, cls.path = open_source(path), path
        return cls.source

    @classmethod
    def close(cls) -> None:
        if cls.source is not None:
            cls.source.__exit__(None, None, None)
        cls.source, cls.path = None, None


def _read(request: Request, payload: tuple[bytes, ...]) -> Answer:
    """One page recognised; the file must still be the one that the ledger knows."""
    from ocr.engines import make_engine
    from ocr.model import PageStatus
    from ocr.reader import read_page
    from ocr.source import problems

    path = _local(request)
    source = _OpenFile.page_source(path)
    if source.sha256 != request["sha256"]:
        _OpenFile.close()
        raise problems.damaged(request["path"], "the file has changed since it was listed")
    page = read_page(source.page(request["page"]), make_engine(request["engine"]))
    packed = pack_page(page)
    return Answer({
        "status": str(page.status), "page_error": page.error,
        "input_fault": page.status is PageStatus.FAILED and page.width is None,
        "confidence": page.confidence, "sha256": hashlib.sha256(packed).hexdigest(),
    }, (packed,))


def _assemble(request: Request, payload: tuple[bytes, ...]) -> Answer:
    """The outputs of a file from all its pages, one part of payload per format that was made.

    A format that can't be made is told as "refused"; the others are worth having.
    """
    from sohoa import Options, SourceInfo, build, render

    pages = [unpack_page(part) for part in payload]
    model = request["model"]
    options = Options(engine=request["engine"], profile=request["profile"],
                      model=Path(model) if model else None, allow_secret=request["allow_secret"])
    info = SourceInfo(file=request["name"], sha256=request["sha256"], pages=len(pages))
    document = build(pages, info, options)
    outputs: dict[str, bytes] = {}
    refused: AppError | None = None
    for name in request["formats"]:
        try:
            text = render(document, name, source=_local(request) if name == "pdf" else None)
        except AppError as error:
            refused = error
        else:
            outputs[name] = text if isinstance(text, bytes) else text.encode()
    if refused is not None and not outputs:
        raise refused
    return Answer({
        "review": list(document.metadata.review), "number": document.metadata.number,
        "formats": list(outputs), "refused": error_values(refused) if refused else None,
    }, tuple(outputs.values()))


def _call(request: Request, payload: tuple[bytes, ...]) -> Answer:
    """A function by name, `module:function`; tests let workers hang and die with it."""
    import importlib

    module, _, name = request["function"].partition(":")
    result = getattr(importlib.import_module(module), name)(*request.get("arguments", ()))
    return Answer({"result": json.loads(json.dumps(result))})


def _local(request: Request, *, again: bool = False) -> str:
    """Where the file can be read; a remote one is fetched once and kept while it is needed."""
    if "://" not in request["path"]:
        return str(request["path"])
    from batch.places import fetched

    return str(fetched(request["path"], Path(tempfile.gettempdir()), again=again))


_TASKS: dict[str, Callable[[Request, tuple[bytes, ...]], Answer]] = {
    "inspect": _inspect, "read": _read, "assemble": _assemble, "call": _call,
}
