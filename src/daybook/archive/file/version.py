"""What an archive says of itself: that it is one, its version, and by which rules its search index was made."""

from __future__ import annotations

import sqlite3

from daybook.ask.language import VERSION as INDEX_VERSION

APPLICATION = 0x44617962
"""SQLite's application id: "Dayb" in ASCII; `file` and others can tell an archive by it."""

VERSION = 8
"""The archive version that this Daybook reads and writes."""


def index_version(connection: sqlite3.Connection) -> int:
    """Return by which rules an archive was indexed; 0 before it ever was."""
    row = connection.execute("SELECT value FROM counter WHERE name = 'index'").fetchone()
    return int(row[0]) if row else 0


def is_indexed(connection: sqlite3.Connection) -> bool:
    """Say whether the index is there and was made by the rules of this Daybook."""
    return index_version(connection) == INDEX_VERSION
