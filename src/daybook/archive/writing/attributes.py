"""What holds for an archive as a whole, such as the tag of its feeds: short texts by name."""

from __future__ import annotations

import sqlite3

from daybook.archive.writing.writable_archive import WritableArchive, transaction


def keep_attribute(archive: WritableArchive, name: str, value: str) -> None:
    """Keep a text under a name; one that was there is replaced."""
    with transaction(archive) as connection:
        connection.execute(
            "INSERT INTO attribute (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, value),
        )


def read_attribute(connection: sqlite3.Connection, name: str) -> str | None:
    """Return the text kept under a name, None where there is none."""
    row = connection.execute("SELECT value FROM attribute WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None
