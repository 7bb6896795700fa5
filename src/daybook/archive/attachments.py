"""Small files that belong to an archive and travel with it, such as a ranker that was trained on it.

Their table is made with the first of them: most archives never have one.
"""

from __future__ import annotations

import sqlite3

from daybook.archive.file import WritableArchive, transaction


def save_attachment(archive: WritableArchive, name: str, content: bytes) -> None:
    """Keep a file under a name; one that was there is replaced."""
    with transaction(archive) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS attachment (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID"
        )
        connection.execute("INSERT OR REPLACE INTO attachment VALUES (?, ?)", (name, content))


def read_attachment(connection: sqlite3.Connection, name: str) -> bytes | None:
    """Return the file kept under a name, None where there is none."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'attachment'").fetchone() is None:
        return None
    row = connection.execute("SELECT content FROM attachment WHERE name = ?", (name,)).fetchone()
    content: bytes | None = row[0] if row else None
    return content
