"""Where files come from and go to: folders of this machine, or any store that fsspec knows."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ocr.errors import ConfigurationError, InputError, Message, OutputError

if TYPE_CHECKING:
    from upath import UPath

_SCANS = frozenset({
    ".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".jpe", ".jp2", ".j2k", ".jpx", ".webp",
})
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of the input tree.

    Attributes:
        path: below the root, with forward slashes.
        size: in bytes.
        stamp: changes when the content does: time of change, or the store's own mark.
        is_scan: True if its name says that it is a scan; others are looked at before they count.
        problem: why it can't be read, or None.
    """

    path: str
    size: int
    stamp: str
    is_scan: bool
    problem: InputError | None = None


def is_remote(place: str) -> bool:
    """True for `s3://bucket/folder` and the like."""
    return "://" in place


def remote(place: str) -> UPath:
    """The place as a path of universal_pathlib.

    Raises:
        ConfigurationError: if the package is not installed.
    """
    try:
        from upath import UPath
    except ImportError as error:
        raise ConfigurationError(
            Message("stores such as S3 need more packages", "kho như S3 cần thêm gói phần mềm"),
            Message("Run: pip install 'sohoa[cluster]'", "Hãy chạy: pip install 'sohoa[cluster]'"),
            file=place,
        ) from error
    return UPath(place)


def found_in(root: str, without: str | None = None) -> Iterator[Found]:
    """The files of a tree, in the order of their names, hidden and unfinished ones left out.

    Links to folders are not followed, so that no loop can catch us; a link to a file is that file.

    Args:
        root: folder or store.
        without: a folder in it that is left out: the output.

    Raises:
        InputError: if the root is missing or no folder.
    """
    if is_remote(root):
        yield from _found_remotely(root)
        return
    top = Path(root)
    if top.is_file():
        raise InputError(
            Message("This is a file, not a folder", "Đây là tệp, không phải thư mục"),
            Message("For one file: sohoa convert", "Với một tệp: sohoa convert"), file=root)
    if not top.is_dir():
        raise InputError(
            Message("There is no such folder", "Không có thư mục này"),
            Message("Check the name", "Hãy kiểm tra tên"), file=root)
    hidden = None if without is None or is_remote(without) else Path(without).resolve()
    yield from _walk(top, "", hidden)


def _walk(top: Path, below: str, hidden: Path | None) -> Iterator[Found]:
    try:
        entries = sorted(os.scandir(top / below), key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Found(path=below, size=0, stamp="", is_scan=True,
                    problem=_unreadable(below, error))
        return
    for entry in entries:
        path = f"{below}/{entry.name}" if below else entry.name
        if _ignored(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            if hidden is None or Path(entry.path).resolve() != hidden:
                yield from _walk(top, path, hidden)
            continue
        yield from _file(entry, path)


def _file(entry: os.DirEntry[str], path: str) -> Iterator[Found]:
    suffix = PurePosixPath(entry.name).suffix.lower()
    try:
        status = entry.stat()
    except OSError as error:                 # a link to nowhere, or in a circle
        yield Found(path=path, size=0, stamp="", is_scan=True, problem=_unreadable(path, error))
        return
    if entry.is_dir():                       # a link to a folder
        return
    yield Found(path=path, size=status.st_size, stamp=str(status.st_mtime_ns),
                is_scan=suffix in _SCANS)


def _ignored(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED)


def _unreadable(path: str, error: OSError) -> InputError:
    detail = error.strerror or type(error).__name__
    return InputError(
        Message(f"can't be read ({detail})", f"không đọc được ({detail})"),
        Message("Check the file and its rights", "Hãy kiểm tra tệp và quyền truy cập"), file=path)


def _found_remotely(root: str) -> Iterator[Found]:
    top = remote(root)
    listing = top.fs.find(top.path, detail=True)
    prefix = top.path.rstrip("/") + "/"
    for name in sorted(listing):
        info = listing[name]
        path = name.removeprefix(prefix)
        if any(_ignored(part) for part in path.split("/")):
            continue
        mark = info.get("ETag") or info.get("etag") or info.get("mtime") or info.get("LastModified")
        yield Found(path=path, size=int(info.get("size") or 0), stamp=str(mark or ""),
                    is_scan=PurePosixPath(path).suffix.lower() in _SCANS)


def full_path(root: str, path: str) -> str:
    """A path below the root as a whole path or address."""
    return f"{root.rstrip('/')}/{path}"


def fetched(address: str, scratch: Path, *, again: bool = False) -> Path:
    """A remote file on this machine; the one fetched before is removed.

    Args:
        address: in the store.
        scratch: folder for it.
        again: fetch it although it was the last one; it may have changed.

    Raises:
        InputError: if it can't be fetched.
    """
    folder = scratch / "fetched"
    name = hashlib.sha256(address.encode()).hexdigest()[:32]
    target = folder / name
    if target.exists() and not again:
        return target
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    place = remote(address)
    try:
        place.fs.get_file(place.path, str(target) + ".part")
    except (OSError, ValueError) as error:
        raise InputError(
            Message(f"can't be fetched ({type(error).__name__})",
                    f"không tải được ({type(error).__name__})"),
            Message("Check the address and the connection", "Hãy kiểm tra địa chỉ và kết nối"),
            file=address) from error
    target.with_name(name + ".part").replace(target)
    return target


def write_output(root: str, path: str, data: bytes) -> None:
    """Write a file below the output root, whole or not at all.

    Raises:
        OutputError: if it can't be written.
    """
    if not is_remote(root):
        from cleanup.writers.files import write_file

        write_file(Path(root) / path, data, force=True)
        return
    place = remote(full_path(root, path))
    try:
        # object stores show a file when all of it is there; others get it by renaming
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    except (OSError, ValueError) as error:
        raise OutputError(
            Message(f"can't be written ({error})", f"không ghi được ({error})"),
            Message("Check the address, the rights and the space left",
                    "Hãy kiểm tra địa chỉ, quyền và dung lượng"), file=str(place)) from error


def read_output(root: str, path: str) -> bytes | None:
    """The bytes of an output, or None if it is not there."""
    place = remote(full_path(root, path)) if is_remote(root) else Path(root) / path
    try:
        return bytes(place.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def leftovers(output: str) -> list[Path]:
    """Halves of files that a killed worker or run left beside the outputs of a local folder."""
    return [] if is_remote(output) else sorted(Path(output).rglob(".*.part"))
