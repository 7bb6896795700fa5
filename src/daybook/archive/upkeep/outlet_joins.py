"""An archive's outlets follow the list of houses: hosts of one house become one outlet; old addresses lead to it.

What was joined stays joined: addresses were given, and counts published.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from daybook.archive.writing.attributes import read_attribute
from daybook.archive.writing.subjects import HOUSES, houses_mark
from daybook.archive.writing.writable_archive import WritableArchive, transaction
from daybook.model import SubjectKind


def follows_houses(connection: sqlite3.Connection, lines: Sequence[str] = ()) -> bool:
    """Say whether an archive's outlets follow the shipped houses, and those of a publisher's own `lines`."""
    return read_attribute(connection, HOUSES) == houses_mark(lines)


def join_outlets(archive: WritableArchive, lines: Sequence[str] = ()) -> int:
    """Join the outlets of each house, those of a publisher's own `lines` too, in one transaction; return how many went.

    Outlets met later join their houses at once. Where the archive follows these very houses already, nothing is looked at.
    """
    if follows_houses(archive.connection, lines):
        return 0
    with transaction(archive) as connection:
        connection.execute(
            "INSERT INTO attribute (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (HOUSES, houses_mark(lines)),
        )
        register = archive.subjects
        register.forget()
        own = connection.execute(
            "SELECT slug, id FROM subject WHERE kind = ? AND target IS NULL ORDER BY id", (SubjectKind.OUTLET.value,)
        ).fetchall()
        joined = {outlet: register.join_house(host, outlet) for host, outlet in own}
        left = {outlet for outlet, house in joined.items() if outlet != house}
        if left:
            # Loads what derives every table; houses seldom change.
            from daybook.archive.writing.relinking import relink_events

            register.forget()
            kept = {house for outlet, house in joined.items() if outlet in left}
            relink_events(archive, left, kept - left)
    return len(left)
