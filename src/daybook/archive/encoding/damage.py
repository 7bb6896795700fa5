"""Damage that SQLite cannot see: a stored value that does not read back. It is reported like damage that SQLite does see."""

from __future__ import annotations

import sqlite3


class Unreadable(sqlite3.DatabaseError):
    """A value of the archive is not what was stored; `daybook.archive.file.sqlite_errors` makes it an `ArchiveDamaged`."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT
