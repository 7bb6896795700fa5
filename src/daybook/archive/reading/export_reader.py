"""What tables need of an archive beyond its records: an order by date and id, the numbers of subjects, all addresses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from daybook.archive.encoding.stored_time import to_date, to_day_key
from daybook.model import SubjectKind


def ids_by_date(connection: sqlite3.Connection, first: date | None = None, last: date | None = None) -> Sequence[int]:
    """Return the ids of all events of an inclusive span of days, withdrawn ones too, by date and id."""
    rows = connection.execute(
        "SELECT id FROM event WHERE date BETWEEN ? AND ? ORDER BY date, id",
        (to_day_key(first or date.min), to_day_key(last or date.max)),
    )
    return [event for (event,) in rows]


def subject_numbers(connection: sqlite3.Connection, kind: SubjectKind) -> dict[str, int]:
    """Return the number of each subject of a kind, by slug; those merged into another are left out."""
    return dict(connection.execute("SELECT slug, id FROM subject WHERE kind = ? AND target IS NULL", (kind.value,)))


def all_addresses(connection: sqlite3.Connection) -> Iterator[tuple[date, str, int]]:
    """Yield every address ever given out, by day and slug, with its event."""
    for day, slug, event in connection.execute("SELECT date, slug, event FROM address ORDER BY date, slug"):
        yield to_date(day), slug, event
