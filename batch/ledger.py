"""The ledger: what is known of every file and page, in one SQLite file that survives anything.

Every change is one transaction in write-ahead mode: after kill -9 or a power cut the ledger stands
where the last change left it. Pages hang on the *content* of a file, so that a second copy of it
finds them done.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ocr.errors import Message, OutputError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS file (
  id INTEGER PRIMARY KEY, path BLOB UNIQUE NOT NULL, size INTEGER, stamp TEXT,
  state TEXT NOT NULL, sha256 TEXT, pages INTEGER, target BLOB UNIQUE, outputs TEXT,
  made_with TEXT, same_as INTEGER, lost INTEGER NOT NULL DEFAULT 0, error TEXT, review TEXT,
  seen INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS file_state ON file (state, path);
CREATE INDEX IF NOT EXISTS file_content ON file (sha256);
CREATE TABLE IF NOT EXISTS page (
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, recipe TEXT NOT NULL, number INTEGER NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, lost INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0, confidence REAL, error TEXT, payload_sha256 TEXT, payload BLOB,
  UNIQUE (sha256, recipe, number));
CREATE INDEX IF NOT EXISTS page_state ON page (recipe, state, sha256, number);
"""
# Files: new -> reading -> writing -> done | partial; failed, skipped and gone end it too.
OPEN_STATES = ("new", "reading", "writing")
# Pages: pending -> done | failed | poison.


def path_bytes(path: str) -> bytes:
    """A path as the file system has it; names need not be text."""
    return os.fsencode(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One input file."""

    id: int
    path: str
    state: str
    sha256: str | None
    pages: int | None
    target: str | None
    outputs: dict[str, str]
    made_with: str | None
    same_as: int | None
    lost: int
    error: dict[str, Any] | None
    review: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """One page of a content, without what was recognised."""

    sha256: str
    number: int
    state: str
    attempts: int
    lost: int
    seconds: float
    confidence: float | None
    error: str | None
    payload_sha256: str | None


_FILE = ("id, path, state, sha256, pages, target, outputs, made_with, same_as, lost, error, review,"
         " seconds")
_PAGE = "sha256, number, state, attempts, lost, seconds, confidence, error, payload_sha256"


class Ledger:
    """The ledger of one output folder.

    Args:
        path: of the SQLite file; its folder must exist.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA cache_size=-16000")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Several changes as one; nested uses join the outer one."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            # on a full disk SQLite may have rolled back already, and says so instead of the cause
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # -- settings -------------------------------------------------------------------------------

    def setting(self, key: str) -> str | None:
        """A value kept from the last run."""
        row = self._db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_setting(self, key: str, value: str) -> None:
        """Keep a value for the next run."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # -- files ----------------------------------------------------------------------------------

    def file(self, file_id: int) -> FileRow:
        """One file by its number."""
        row = self._db.execute(f"SELECT {_FILE} FROM file WHERE id=?", (file_id,)).fetchone()  # noqa: S608
        return _file_row(row)

    def known(self, path: str) -> tuple[int, int, str, str] | None:
        """Id, size, stamp and state of a file, or None if it is new."""
        row = self._db.execute(
            "SELECT id, size, stamp, state FROM file WHERE path=?", (path_bytes(path),)).fetchone()
        return None if row is None else (row[0], row[1], row[2], row[3])

    def mark_missing(self, run: int) -> None:
        """Give up files that are still to be read and were not seen in this run."""
        self._db.execute(
            "UPDATE file SET state='gone' WHERE seen<? AND state IN ('new', 'reading', 'failed')",
            (run,))

    def reopen(self, made_with: str, recipe: str) -> None:
        """Let finished files that were made otherwise be made again, from the pages they need."""
        with self.transaction():
            self._db.execute(
                "UPDATE file SET state='reading' WHERE state IN ('done', 'partial', 'writing') "
                "AND made_with IS NOT ?", (made_with,))
            self._db.execute(
                "UPDATE file SET state='reading' WHERE state='failed' AND sha256 IS NOT NULL "
                "AND made_with IS NOT ?", (made_with,))
            rows = self._db.execute(
                "SELECT DISTINCT sha256, pages FROM file WHERE state='reading'").fetchall()
            for sha256, pages in rows:
                self.add_pages(sha256, recipe, pages)

    def forget_other_recipes(self, recipe: str) -> None:
        """Drop what was recognised in other ways, or of content that no file has any more."""
        self._db.execute(
            "DELETE FROM page WHERE recipe<>? OR sha256 NOT IN "
            "(SELECT sha256 FROM file WHERE sha256 IS NOT NULL)", (recipe,))

    def add_file(self, path: str, size: int, stamp: str) -> int:
        """Enter a new file; returns its number."""
        cursor = self._db.execute(
            "INSERT INTO file (path, size, stamp, state) VALUES (?, ?, ?, 'new')",
            (path_bytes(path), size, stamp))
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def target_taken(self, target: str) -> bool:
        """True if another file writes there."""
        row = self._db.execute("SELECT 1 FROM file WHERE target=?", (path_bytes(target),))
        return row.fetchone() is not None

    def set_file(self, file_id: int, **values: object) -> None:
        """Change columns of a file; dicts and lists are stored as JSON."""
        names = ", ".join(f"{name}=?" for name in values)
        stored = [json.dumps(v) if isinstance(v, dict | list) else v
                  for v in values.values()]
        self._db.execute(f"UPDATE file SET {names} WHERE id=?", (*stored, file_id))  # noqa: S608

    def files(self, *states: str) -> Iterator[FileRow]:
        """Files in these states (all, if none is named), by path, a few at a time."""
        last = b""
        where = f"state IN ({','.join('?' * len(states))}) AND" if states else ""
        while True:
            rows = self._db.execute(
                f"SELECT {_FILE} FROM file WHERE {where} path > ? ORDER BY path LIMIT 200",  # noqa: S608
                (*states, last)).fetchall()
            if not rows:
                return
            yield from map(_file_row, rows)
            last = rows[-1][1]

    def some_files(self, state: str, limit: int) -> list[FileRow]:
        """The first files in a state, by path."""
        rows = self._db.execute(
            f"SELECT {_FILE} FROM file WHERE state=? ORDER BY path LIMIT ?", (state, limit))  # noqa: S608
        return [_file_row(row) for row in rows]

    def complete(self, recipe: str, sha256: str | None = None) -> list[int]:
        """Numbers of files to be written, with this content or any: none of their pages is pending.

        Files whose writing was interrupted are among them.
        """
        where, values = ("AND file.sha256=?", (sha256,)) if sha256 else ("", ())
        rows = self._db.execute(
            f"SELECT id FROM file WHERE state IN ('reading', 'writing') {where} AND NOT EXISTS ("  # noqa: S608
            "SELECT 1 FROM page WHERE page.recipe=? AND page.state='pending' "
            "AND page.sha256=file.sha256) ORDER BY path", (*values, recipe))
        return [row[0] for row in rows]

    def first_with(self, sha256: str) -> int | None:
        """The first file with this content."""
        row = self._db.execute("SELECT min(id) FROM file WHERE sha256=? AND same_as IS NULL",
                               (sha256,)).fetchone()
        return None if row is None else row[0]

    def counts(self) -> dict[str, int]:
        """Number of files per state."""
        return dict(self._db.execute("SELECT state, count(*) FROM file GROUP BY state"))

    # -- pages ----------------------------------------------------------------------------------

    def add_pages(self, sha256: str, recipe: str, count: int) -> None:
        """Enter the pages of a content; those known stay as they are."""
        self._db.executemany(
            "INSERT OR IGNORE INTO page (sha256, recipe, number, state) "
            "VALUES (?, ?, ?, 'pending')", ((sha256, recipe, n) for n in range(1, count + 1)))

    def pending(self, recipe: str, limit: int) -> list[tuple[str, int, str]]:
        """Pages to read as (sha256, number, path of a file with this content), by path."""
        rows = self._db.execute(
            "SELECT page.sha256, page.number, min(file.path) FROM page "
            "JOIN file ON file.sha256=page.sha256 AND file.state='reading' "
            "WHERE page.recipe=? AND page.state='pending' "
            "GROUP BY page.sha256, page.number ORDER BY 3, 2 LIMIT ?", (recipe, limit))
        return [(row[0], row[1], os.fsdecode(row[2])) for row in rows]

    def set_page(self, sha256: str, recipe: str, number: int, **values: object) -> None:
        """Change columns of a page."""
        names = ", ".join(f"{name}=?" for name in values)
        self._db.execute(
            f"UPDATE page SET {names} WHERE sha256=? AND recipe=? AND number=?",  # noqa: S608
            (*values.values(), sha256, recipe, number))

    def page(self, sha256: str, recipe: str, number: int) -> PageRow:
        """One page."""
        row = self._db.execute(
            f"SELECT {_PAGE} FROM page WHERE sha256=? AND recipe=? AND number=?",  # noqa: S608
            (sha256, recipe, number)).fetchone()
        return _page_row(row)

    def pages(self, sha256: str, recipe: str) -> list[PageRow]:
        """The pages of a content, in order."""
        rows = self._db.execute(
            f"SELECT {_PAGE} FROM page WHERE sha256=? AND recipe=? ORDER BY number",  # noqa: S608
            (sha256, recipe))
        return [_page_row(row) for row in rows]

    def payloads(self, sha256: str, recipe: str) -> list[bytes]:
        """What was recognised on the pages of a content, in order."""
        rows = self._db.execute(
            "SELECT payload FROM page WHERE sha256=? AND recipe=? ORDER BY number",
            (sha256, recipe))
        return [row[0] for row in rows]

    def page_counts(self, recipe: str) -> dict[str, int]:
        """Number of pages per state, over the contents of files that are not given up."""
        return dict(self._db.execute(
            "SELECT state, count(*) FROM page WHERE recipe=? GROUP BY state", (recipe,)))

    def confidence(self, sha256: str, recipe: str) -> float | None:
        """Mean confidence of the pages of a content that were recognised."""
        row = self._db.execute(
            "SELECT avg(confidence) FROM page WHERE sha256=? AND recipe=?", (sha256, recipe))
        value = row.fetchone()[0]
        return None if value is None else float(value)

    def confidence_counts(self, recipe: str, steps: int) -> list[int]:
        """Number of pages in each of `steps` equal parts of the confidences 0..1, lowest first."""
        counts = [0] * steps
        for part, number in self._db.execute(
            "SELECT min(?, cast(confidence * ? AS INTEGER)), count(*) FROM page "
            "WHERE recipe=? AND confidence IS NOT NULL GROUP BY 1", (steps - 1, steps, recipe)):
            counts[part] = number
        return counts

    def mean_seconds(self) -> float | None:
        """Seconds that a page took on average, or None before the first one."""
        row = self._db.execute(
            "SELECT avg(seconds) FROM (SELECT seconds FROM page WHERE state='done' LIMIT 5000)")
        value = row.fetchone()[0]
        return None if value is None else float(value)

    def reset_failed(self, recipe: str) -> None:
        """Let failed and poisonous pages, and files that could not be opened, have another try."""
        with self.transaction():
            self._db.execute(
                "UPDATE file SET state='reading' WHERE state IN ('partial', 'failed') "
                "AND sha256 IN "
                "(SELECT sha256 FROM page WHERE recipe=? AND state IN ('failed', 'poison'))",
                (recipe,))
            self._db.execute(
                "UPDATE page SET state='pending', lost=0, attempts=0, error=NULL "
                "WHERE recipe=? AND state IN ('failed', 'poison')", (recipe,))
            self._db.execute("UPDATE file SET state='new', lost=0, error=NULL WHERE state='failed'")


def not_kept(error: Exception, folder: str | None = None) -> OutputError:
    """What a failure to write the ledger or an output means for the user."""
    full = isinstance(error, sqlite3.OperationalError) and "full" in str(error)
    if full or getattr(error, "errno", None) == errno.ENOSPC:
        return OutputError(
            Message("the disk is full", "đĩa đã đầy"),
            Message("Make space and run the command again, it goes on where it stopped",
                    "Hãy dọn chỗ trống rồi chạy lại lệnh, nó sẽ làm tiếp"), file=folder)
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return OutputError(
            Message(f"the ledger is damaged ({error})", f"sổ bị hỏng ({error})"),
            Message("Put a copy of it back, or begin anew with --fresh",
                    "Hãy phục hồi bản sao của sổ, hoặc làm lại với --fresh"), file=folder)
    detail = getattr(error, "strerror", None) or error
    return OutputError(
        Message(f"the ledger or an output can't be written ({detail})",
                f"không ghi được sổ hoặc kết quả ({detail})"),
        Message("Check the output folder and run the command again",
                "Hãy kiểm tra thư mục kết quả rồi chạy lại lệnh"), file=folder)


def _file_row(row: Any) -> FileRow:  # noqa: ANN401 - a row of SQLite
    return FileRow(
        id=row[0], path=os.fsdecode(row[1]), state=row[2], sha256=row[3], pages=row[4],
        target=None if row[5] is None else os.fsdecode(row[5]),
        outputs=json.loads(row[6]) if row[6] else {}, made_with=row[7], same_as=row[8],
        lost=row[9], error=json.loads(row[10]) if row[10] else None,
        review=tuple(json.loads(row[11])) if row[11] else (), seconds=row[12])


def _page_row(row: Any) -> PageRow:  # noqa: ANN401 - a row of SQLite
    return PageRow(
        sha256=row[0], number=row[1], state=row[2], attempts=row[3], lost=row[4], seconds=row[5],
        confidence=row[6], error=row[7], payload_sha256=row[8])
