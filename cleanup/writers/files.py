"""Output files: written to a neighbour and renamed, so that nobody ever sees half a file."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ocr.errors import Message, OutputError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# code points
_CHUNK = 1 << 20


def refuse_existing(path: Path, *, force: bool) -> None:
    """Check before any work is done that `path` may be written.

    Raises:
        OutputError: if it exists and `force` is not set, or is a folder.
    """
    if path.is_dir():
        raise OutputError(
            Message("is a folder", "là một thư mục"),
            Message(
                "Name a file, or end the folder with /", "Hãy nêu tên tệp, hoặc thêm / sau thư mục"
            ),
            file=str(path),
        )
    if path.exists() and not force:
        raise OutputError(
            Message("exists already", "đã có sẵn"),
            Message("Choose another name, or add --force", "Hãy chọn tên khác, hoặc thêm --force"),
            file=str(path),
        )


def write_file(path: Path, data: str | bytes | Iterable[str], *, force: bool = False) -> None:
    """Write `data` to `path` (text as UTF-8), whole or not at all; folders are made as needed.

    Args:
        path: of the file.
        data: all of it, or the pieces of a text.
        force: write over a file that exists.

    Raises:
        OutputError: if the file exists and `force` is not set, the folder can't be written, or the
            disk is full.
    """
    refuse_existing(path, force=force)
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part"
        )
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(encoded(data))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def encoded(data: str | bytes | Iterable[str]) -> Iterator[bytes]:
    """The bytes of a file; of a long text never all at once, for that is half as much again."""
    if isinstance(data, bytes):
        yield data
    elif isinstance(data, str):
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK].encode()
    else:
        for piece in data:
            yield piece.encode()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _not_written(path: Path, error: OSError) -> OutputError:
    if error.errno in _FULL:
        cause = Message("the disk is full", "đĩa đã đầy")
        remedy = Message(
            "Make space and run the command again", "Hãy dọn chỗ trống rồi chạy lại lệnh"
        )
    elif isinstance(error, FileExistsError | NotADirectoryError):
        # of the folder; a file that is there is never written over without being asked
        cause = Message("a file stands where its folder should be", "chỗ của thư mục đã có một tệp")
        remedy = Message("Choose another folder with -o", "Hãy chọn thư mục khác bằng -o")
    else:
        detail = error.strerror or str(error)
        cause = Message(f"can't be written ({detail})", f"không ghi được ({detail})")
        remedy = Message("Choose another folder with -o", "Hãy chọn thư mục khác bằng -o")
    return OutputError(cause, remedy, file=str(path))
