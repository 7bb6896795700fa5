"""When what the archive tells of an event or a day changed: the moments that are worth asking about."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from daybook.archive.encoding.stored_time import to_day_key, to_time
from daybook.archive.identity.join_table import joins_of


def event_moments(connection: sqlite3.Connection, event: int) -> Sequence[datetime]:
    """Return the moments from which on something else was known of an event, or of what was found to be one with it."""
    parts = {event, *(part for join in joins_of(connection, [event]) for part in (join.earlier, join.later))}
    return _starts(connection, sorted(parts))


def day_moments(connection: sqlite3.Connection, day: date) -> Sequence[datetime]:
    """Return the moments from which on something else was known of a day: its revisions, and removals that were confirmed."""
    key = to_day_key(day)
    events = [event for (event,) in connection.execute("SELECT DISTINCT event FROM address WHERE date = ?", (key,))]
    saved = connection.execute(
        "SELECT DISTINCT saved FROM revision JOIN page ON page.id = revision.page WHERE page.date = ?", (key,)
    )
    return sorted({*(to_time(moment) for (moment,) in saved), *_starts(connection, events)})


def _starts(connection: sqlite3.Connection, events: Sequence[int]) -> list[datetime]:
    rows = connection.execute(
        "SELECT DISTINCT start FROM entry WHERE event IN (SELECT value FROM json_each(?)) AND gone IS NULL ORDER BY start",
        (json.dumps(events),),
    )
    return [to_time(start) for (start,) in rows]
