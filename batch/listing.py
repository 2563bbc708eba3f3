"""What lies in the input tree, brought into the ledger: new, changed, missing and foreign files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from batch.ledger import Ledger, path_bytes
from batch.places import Found, found_in, full_path, is_remote
from batch.tasks import error_values
from ocr.errors import InputError

_AT_ONCE = 500               # files per transaction


def list_files(
    ledger: Ledger, source: str, output: str, settled: Callable[[Found], bool] | None = None
) -> int:
    """Enter the files of `source`; returns how many are new or have changed.

    Args:
        ledger: open.
        source: folder or store.
        output: left out if it lies below `source`.
        settled: says if a file is complete; others are left for the next time.

    Raises:
        InputError: if `source` is no folder.
    """
    run = int(ledger.setting("run") or 0) + 1
    changed = 0
    batch: list[Found] = []
    for found in found_in(source, without=output):
        if settled is None or settled(found):
            batch.append(found)
        if len(batch) >= _AT_ONCE:
            changed += _enter(ledger, source, batch, run)
            batch = []
    changed += _enter(ledger, source, batch, run)
    with ledger.transaction():
        if settled is None:
            ledger.mark_missing(run)
        ledger.set_setting("run", str(run))
    return changed


def _enter(ledger: Ledger, source: str, batch: list[Found], run: int) -> int:
    changed = 0
    with ledger.transaction():
        for found in batch:
            changed += _enter_one(ledger, source, found, run)
    return changed


def _enter_one(ledger: Ledger, source: str, found: Found, run: int) -> bool:
    known = ledger.known(found.path)
    if known is not None:
        file_id, size, stamp, state = known
        if (size, stamp) == (found.size, found.stamp) and state != "gone":
            ledger.set_file(file_id, seen=run)
            return False
        ledger.set_file(file_id, size=found.size, stamp=found.stamp, state="new", sha256=None,
                        pages=None, same_as=None, lost=0, error=None)
    else:
        file_id = ledger.add_file(found.path, found.size, found.stamp)
    ledger.set_file(file_id, seen=run)
    if found.problem is not None:
        ledger.set_file(file_id, state="failed", error=error_values(found.problem))
        return False
    if not found.is_scan and not _is_document(source, found):
        ledger.set_file(file_id, state="skipped")
        return False
    if ledger.file(file_id).target is None:
        ledger.set_file(file_id, target=path_bytes(_target(ledger, found.path)))
    return True


def _is_document(source: str, found: Found) -> bool:
    """Whether a file whose name says nothing holds a scan. Stores are trusted by name alone."""
    if is_remote(source):
        return False
    from ocr.source.sniff import kind_of

    try:
        with Path(full_path(source, found.path)).open("rb") as stream:
            return kind_of(stream.read(2048)) is not None
    except (OSError, InputError):
        return False


def _target(ledger: Ledger, path: str) -> str:
    """Where the outputs of a file go, without their suffix; the suffix of the input decides ties.

    `tin/a.pdf` becomes `tin/a`; where `tin/a.png` was there before, it becomes `tin/a.pdf`.
    """
    pure = PurePosixPath(path)
    short = str(pure.with_suffix("")) if pure.suffix else path
    if not ledger.target_taken(short):
        return short
    number, target = 1, path
    while ledger.target_taken(target):
        number += 1
        target = f"{path}.{number}"
    return target
