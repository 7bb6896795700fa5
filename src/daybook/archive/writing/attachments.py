"""Small files that belong to an archive and travel with it, such as a ranker that was trained on it."""

from __future__ import annotations

import sqlite3

from daybook.archive.encoding.checksum import expect_sound, sound
from daybook.archive.writing.writable_archive import WritableArchive, transaction


def save_attachment(archive: WritableArchive, name: str, content: bytes) -> None:
    """Keep a file under a name; one that was there is replaced."""
    with transaction(archive) as connection:
        connection.execute("INSERT OR REPLACE INTO attachment (name, content) VALUES (?, ?)", (name, content))


def read_attachment(connection: sqlite3.Connection, name: str) -> bytes | None:
    """Return the file kept under a name, None where there is none."""
    row = connection.execute(
        f"SELECT content, {sound('attachment')} FROM attachment WHERE name = ?",  # noqa: S608
        (name,),
    ).fetchone()
    expect_sound("attachment", [row[1]] if row else [])
    content: bytes | None = row[0] if row else None
    return content
