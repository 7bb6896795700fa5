"""A view of an archive from a day on: to one connection, earlier days and their events are not there.

Views with the names of tables, kept by the connection alone, stand before the tables: every query sees what they show, by the
tables' own indexes. The archive stays as it is.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from daybook.archive.encoding.stored_time import to_day_key

_FROM_DAY = ("day", "event", "member", "entry", "address")
"""The tables whose rows are of a day."""


def show_since(connection: sqlite3.Connection, since: date) -> None:
    """Let a connection that reads an archive see it from the first day of a month on."""
    first = to_day_key(since)
    (is_closed,) = connection.execute("PRAGMA query_only").fetchone()
    connection.execute(
        "PRAGMA query_only = OFF"
    )  # the views are the connection's own: nothing is written to the archive
    try:
        for table in _FROM_DAY:
            connection.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE date >= {first}")  # noqa: S608
        connection.execute(f"CREATE TEMP VIEW tally AS SELECT * FROM main.tally WHERE month >= {first // 100}")  # noqa: S608
    finally:
        connection.execute(f"PRAGMA query_only = {'ON' if is_closed else 'OFF'}")
