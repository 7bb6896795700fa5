"""Events located again by today's rules, some at a time: those that are somewhere else by them have their pages made again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.locations import locate_again
from daybook.archive.writing.writable_archive import WritableArchive, transaction


def events_after(connection: sqlite3.Connection, event: int, limit: int) -> list[int]:
    """Return the ids of the next events after one."""
    rows = connection.execute("SELECT id FROM event WHERE id > ? ORDER BY id LIMIT ?", (event, limit)).fetchall()
    return [number for (number,) in rows]


def relocate(archive: WritableArchive, events: Sequence[int]) -> int:
    """Locate events, in one transaction; return how many are somewhere else now, whose pages are due."""
    with transaction(archive) as connection:
        derived = DerivedChanges(connection)
        moved = locate_again(connection, archive.subjects, derived, events)
        derived.write()
    return moved
