"""SQLite's errors in Daybook's words, each with what to do about it; and what tells an archive from other files by its head."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daybook.archive.encoding.damage import Unreadable
from daybook.archive.file.version import APPLICATION
from daybook.errors import ArchiveBusy, ArchiveDamaged, ArchiveError

_MAGIC, _APPLICATION_AT = b"SQLite format 3\0", 68
"""What an SQLite database begins with, and where it says whose it is (https://sqlite.org/fileformat.html#the_database_header)."""

_UNREADABLE = re.compile(r"not decode to UTF-8|user-defined function raised|no such (?:table|column)")


@contextmanager
def explain_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, each with what to do about it."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _explained(error, path) from error
    except UnicodeDecodeError as error:  # sqlite3 fails at SQLite's own message, which quotes what is damaged
        raise _explained(Unreadable("its text is not UTF-8"), path) from error


def is_archive(path: Path) -> bool:
    """Say whether a file has an archive's head, whatever its version, and however damaged the rest is."""
    try:
        with path.open("rb") as file:
            head = file.read(_APPLICATION_AT + 4)
    except OSError:
        return False
    return head.startswith(_MAGIC) and int.from_bytes(head[_APPLICATION_AT:], "big") == APPLICATION


def _begins_as_sqlite(path: Path) -> bool:
    """Say whether a file has the head that every SQLite database has."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def _explained(error: sqlite3.DatabaseError, path: Path) -> ArchiveError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return ArchiveError(
            f"the disk is full: `{path}`", hint="free some space and run the same command again: nothing is lost"
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ArchiveBusy(f"the archive is in use by another program: `{path}`", hint="close it and try again")
    if code == sqlite3.SQLITE_NOTADB and not _begins_as_sqlite(path):
        return ArchiveDamaged(
            f"not a Daybook archive: `{path}`", hint="check the path; if it was one, restore a backup"
        )
    # Text that is not UTF-8 and a checksum that cannot be computed are errors of the `sqlite3` module, without a code of SQLite's.
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or _UNREADABLE.search(str(error)):
        return ArchiveDamaged(f"the archive is damaged: `{path}`: {error}", hint="restore a backup of it")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return ArchiveError(f"cannot read or write the archive: `{path}`: {error}", hint="check disk and permissions")
    return ArchiveError(f"the archive cannot be used: `{path}`: {error}")
