"""The archive as a file: making it, opening it, its version and its copies.

Every error that opening raises is one of `daybook.errors`. Knows no table.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from daybook.archive.encoding.checksum import register, verify
from daybook.archive.file.lock import hold, lock_path
from daybook.archive.file.sqlite_errors import explain_errors
from daybook.archive.file.verification import FileState, keep_verification, state_of, verified_since
from daybook.archive.file.version import APPLICATION, VERSION, is_indexed
from daybook.archive.file.whole_files import replace_file
from daybook.archive.writing.writable_archive import WritableArchive
from daybook.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveMissing, ArchiveTooNew

BUSY = 10_000
"""Milliseconds to wait for SQLite's own locks: a reader's checkpoint or a migration, never an import."""

READING = 8_192
"""KiB of pages that a reader keeps: several read at once when a site is built, and the system keeps the file's pages for all. Twice as many make pages no faster."""


@contextmanager
def open_for_writing(path: Path, *, now: datetime, wait: float = 0.0) -> Iterator[WritableArchive]:
    """Hold an archive for writing, alone; make it where there is none.

    One of an earlier version is copied (`kept_copy`) and then brought up to this version. `now` is shown to others who want
    the archive meanwhile; `wait` is how many seconds to wait for such another. Raises `ArchiveBusy`, `ArchiveDamaged`,
    `ArchiveTooNew` and, for a full disk and the like, `ArchiveError`.
    """
    if not path.parent.is_dir():
        raise ArchiveMissing(f"no such folder: `{path.parent}`", hint="make it first")
    if path.is_dir():
        raise ArchiveError(f"the archive path is a folder: `{path}`", hint="name a file in it")
    with hold(path, now=now, wait=wait):
        is_sound, verified = state_of(path) is None, verified_since(path)
        with _connected(path, "rwc") as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA cache_size = -65536")
            _keep_copy(connection, path)
            _bring_up_to_date(connection, path)
            yield WritableArchive(connection)
            connection.execute("PRAGMA optimize")
        if is_sound or verified is not None:
            keep_verification(path, verified)


@contextmanager
def open_for_reading(path: Path, *, verified: bool = False) -> Iterator[sqlite3.Connection]:
    """Open an archive for `daybook.archive.reading.reader.ArchiveReader`, while others may write.

    All that is read until the end comes from one moment. The connection may be handed to another thread, but not shared
    by two at a time. One of an earlier version is read from a copy that is brought up to date in a temporary folder. Its
    tables are verified (`daybook.archive.encoding.checksum.verify`), unless that was done a moment ago (`verified`), or its file is
    as it was then (`daybook.archive.file.verification`). Raises `ArchiveMissing`, `ArchiveDamaged`, `ArchiveTooNew`, and `ArchiveBusy` where somebody wrote an archive that we may not
    write to.
    """
    with _brought_up_to_date(path) as current, _looking(current) as connection:
        before = state_of(current)
        connection.execute(f"PRAGMA cache_size = -{READING}")
        connection.execute("BEGIN")
        connection.execute("SELECT value FROM counter").fetchone()
        if not verified:
            _verify(connection, current, before)
        yield connection
        connection.rollback()


@contextmanager
def open_as_written(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an archive of this version or an earlier one, to copy it; nothing in it is verified."""
    with _looking(path) as connection:
        _version_of(connection, path)
        yield connection


def expect_archive(path: Path) -> None:
    """Raise what `open_for_reading` would, before an archive is written to.

    One of an earlier version is as it should be: `open_for_writing` brings it up to date.
    """
    with _looking(path) as connection:
        before = state_of(path)
        connection.execute("BEGIN")  # tables of different moments do not fit together, and others may write
        if _version_of(connection, path) == VERSION:
            _verify(connection, path, before)
        connection.rollback()


def _verify(connection: sqlite3.Connection, path: Path, before: tuple[FileState, FileState | None] | None) -> None:
    """Verify an archive that is not known to be as it was when it was verified last; `before` is its state when it was opened."""
    if verified_since(path) is None:
        verify(connection)
        # A writer may have been at it meanwhile; and nothing is put beside a copy that is only looked at, such as a backup.
        if state_of(path) == before and lock_path(path).exists():
            keep_verification(path)


def earlier_version(path: Path) -> int | None:
    """Return the version of an archive that the next write will bring up to date, else None."""
    if not path.is_file() or not path.stat().st_size:
        return None
    with _looking(path) as connection:
        version = _version_of(connection, path)
        return version if version < VERSION else None


def is_up_to_date(path: Path) -> bool:
    """Say whether an archive is as opening it for writing would leave it: of this version, its index made by today's rules."""
    with _looking(path) as connection:
        return _version_of(connection, path) == VERSION and is_indexed(connection)


def kept_copy(path: Path, version: int) -> Path:
    """Return the file that keeps an archive as it was before it was brought up from `version`."""
    return path.with_name(f"{path.name}.version-{version}")


def write_copy(connection: sqlite3.Connection, to: Path) -> None:
    """Write a consistent copy of the archive that a connection has open; an existing file is replaced whole."""
    with replace_file(to) as unfinished, explain_errors(to):
        copy = sqlite3.connect(unfinished)
        try:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()


def _keep_copy(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION and version < VERSION:
        write_copy(connection, kept_copy(path, version))


@contextmanager
def _brought_up_to_date(path: Path) -> Iterator[Path]:
    """Give the archive itself, or for one of an earlier version a copy of this version."""
    with tempfile.TemporaryDirectory(prefix="daybook-") if _is_earlier(path) else nullcontext() as folder:
        if folder is None:
            yield path
            return
        copy = Path(folder) / path.name
        with open_as_written(path) as connection:
            write_copy(connection, copy)
        with _connected(copy, "rw") as connection:
            _bring_up_to_date(connection, copy)
        yield copy


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    from daybook.archive.file.migrations import migrate  # loads what derives every table; who only reads does without

    migrate(connection, path)
    if not is_indexed(connection):
        from daybook.archive.writing.word_index import reindex

        reindex(connection)


def _is_earlier(path: Path) -> bool:
    with _looking(path) as connection:
        return _version_of(connection, path) < VERSION


@contextmanager
def _looking(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise ArchiveMissing(f"no archive: `{path}`", hint="make one with `daybook import` or `daybook fetch`")
    with _reading_what_we_may_not_write(path) as mode, _connected(path, mode) as connection:
        connection.execute("PRAGMA query_only = ON")
        yield connection


@contextmanager
def _reading_what_we_may_not_write(path: Path) -> Iterator[str]:
    """Give the mode to open an archive in: SQLite keeps readers and writers apart by files beside it, where it can.

    Where it cannot (a read-only disk, another user's folder) and nobody is writing, we read as if nobody would, and see
    afterwards whether that was so.
    """
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        yield "rw"
    elif (before := _written(path))[1]:
        yield "ro"
    else:
        yield "ro&immutable=1"
        if _written(path) != before:
            raise ArchiveBusy(f"the archive was written while it was read: `{path}`", hint="run the command again")


def _written(path: Path) -> tuple[int, int]:
    """Return when the archive was written, and how many bytes of it still stand in SQLite's log."""
    log = path.with_name(path.name + "-wal")
    return path.stat().st_mtime_ns, log.stat().st_size if log.exists() else 0


@contextmanager
def _connected(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    with explain_errors(path):
        address = f"{path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY}")
            connection.execute("PRAGMA foreign_keys = ON")
            register(connection)
            yield connection
        finally:
            connection.close()


def _version_of(connection: sqlite3.Connection, path: Path) -> int:
    """Return an archive's version, this one or an earlier one."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if application == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        # What is left when a first import ends before its first write.
        raise ArchiveMissing(f"there is nothing in the archive yet: `{path}`", hint="run the import again")
    if application != APPLICATION:
        raise ArchiveDamaged(f"not a Daybook archive: `{path}`", hint="check the path")
    if version > VERSION:
        raise ArchiveTooNew(
            f"the archive was written by a newer Daybook: `{path}`", hint="install a newer `daybook-archive`"
        )
    return version
