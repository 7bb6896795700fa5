"""The joins that an archive knows, as rows. Decides nothing: that is `daybook.archive.identity.join_search`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from itertools import groupby

from daybook.archive.encoding.stored_time import days_around
from daybook.archive.identity.joins import Join, Part, parts_at

BEFORE_ALL = -(1 << 62)
"""A moment, in seconds, when no join was known."""

_COLUMNS = "date, earlier, later, since, event"


def joins_between(connection: sqlite3.Connection, day_key: int) -> list[Join]:
    """Return the joins of a day with the day after."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM joined WHERE date = ? ORDER BY earlier", (day_key,))  # noqa: S608
    return [Join(*row) for row in rows]


def joins_of(connection: sqlite3.Connection, events: Iterable[int]) -> list[Join]:
    """Return the joins of some events, by event and day."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM joined WHERE event IN (SELECT value FROM json_each(?)) ORDER BY event, date",  # noqa: S608
        (json.dumps(sorted(events)),),
    )
    return [Join(*row) for row in rows]


def joined_events_of(connection: sqlite3.Connection, day_key: int) -> list[int]:
    """Return the events of a day that are joined with one of the day before or after."""
    rows = connection.execute(
        "SELECT event FROM joined WHERE date IN (?, ?)", (day_key, min((*days_around(day_key), day_key)))
    )
    return sorted({event for (event,) in rows})


def event_of(connection: sqlite3.Connection, part: int) -> int:
    """Return the event that an id belongs to: itself, or what it was joined with."""
    row = connection.execute(
        "SELECT event FROM joined WHERE earlier = ?1 UNION ALL SELECT event FROM joined WHERE later = ?1", (part,)
    ).fetchone()
    return int(row[0]) if row else part


def parts_of(connection: sqlite3.Connection, events: Iterable[int], moment: int) -> dict[int, list[Part]]:
    """Return for those of some events that were joined the parts that they were at a moment in seconds."""
    grouped = groupby(joins_of(connection, events), key=lambda join: join.event)
    return {event: parts_at(list(joins), moment) for event, joins in grouped}


def replace_joins(connection: sqlite3.Connection, gone: Iterable[Join], now: Iterable[Join]) -> None:
    """Write some joins in place of others."""
    connection.executemany("DELETE FROM joined WHERE earlier = ?", [(join.earlier,) for join in gone])
    connection.executemany(
        f"INSERT INTO joined ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        [(join.date, join.earlier, join.later, join.since, join.event) for join in now],
    )
