"""The archive's version, and the way there from every earlier one.

Each migration is one transaction: an archive is never between two versions.
"""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from daybook.errors import ArchiveDamaged, ArchiveTooNew

APPLICATION = 0x44617962
"""SQLite's application id: "Dayb" in ASCII; `file` and others can tell an archive by it."""

VERSION = 4
"""The archive version that this Daybook reads and writes."""

MIGRATIONS = {
    1: (
        "CREATE TABLE cited (address TEXT PRIMARY KEY, asked INTEGER NOT NULL, tries INTEGER NOT NULL, again INTEGER, "
        "why TEXT NOT NULL, facts BLOB) STRICT, WITHOUT ROWID"
    ),
    2: "SELECT 1",
    3: (
        "CREATE TABLE entry (id INTEGER PRIMARY KEY, event INTEGER NOT NULL, date INTEGER NOT NULL, state INTEGER NOT NULL, "
        "start INTEGER NOT NULL, until INTEGER, saved INTEGER NOT NULL, kinds INTEGER NOT NULL, words INTEGER NOT NULL, "
        "size INTEGER NOT NULL, digest INTEGER NOT NULL, born INTEGER NOT NULL, gone INTEGER) STRICT; "
        "CREATE INDEX entry_by_event ON entry (event, start)"
    ),
}
"""For each earlier version the SQL that leads to the next one. 1 to 2: what cited sources told of themselves; 3 to 4: the
search index, which `open_for_writing` then fills."""


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Make an empty file an archive, and an archive of an earlier version one of this version."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        _run(connection, files(__package__).joinpath("schema.sql").read_text(encoding="utf-8"), VERSION)
        return
    if application != APPLICATION:
        raise ArchiveDamaged(f"not a Daybook archive: `{path}`", hint="check the path; nothing was written to it")
    if version > VERSION:
        raise ArchiveTooNew(f"the archive was written by a newer Daybook: `{path}`", hint="upgrade Daybook")
    for step in range(version, VERSION):
        _run(connection, MIGRATIONS[step], step + 1)


def _run(connection: sqlite3.Connection, script: str, version: int) -> None:
    connection.executescript(
        f"BEGIN IMMEDIATE; {script}; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version}; COMMIT;"
    )
