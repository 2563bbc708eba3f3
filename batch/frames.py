"""Messages between the main process and a worker: JSON and byte strings, length before each."""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_HEAD = struct.Struct(">II")             # bytes of JSON, number of payload parts
_PART = struct.Struct(">Q")


def write_message(
    stream: IO[bytes], values: dict[str, Any], payload: tuple[bytes, ...] = ()
) -> None:
    """Write one message and flush.

    Raises:
        OSError: if the other side is gone.
    """
    text = json.dumps(values).encode()
    stream.write(_HEAD.pack(len(text), len(payload)) + text)
    for part in payload:
        stream.write(_PART.pack(len(part)))
        stream.write(part)
    stream.flush()


def read_message(stream: IO[bytes]) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Read one message.

    Raises:
        EOFError: if the other side is gone.
    """
    size, parts = _HEAD.unpack(_exactly(stream, _HEAD.size))
    values: dict[str, Any] = json.loads(_exactly(stream, size))
    payload = tuple(
        _exactly(stream, _PART.unpack(_exactly(stream, _PART.size))[0]) for _ in range(parts)
    )
    return values, payload


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = stream.read(count)
    if data is None or len(data) < count:
        raise EOFError
    return data
