"""How many events were where, and which the latest of a country are: what pages show."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import date

from daybook.archive.encoding.stored_time import to_day_key
from daybook.model import Location, LocationCount, Selection


def count_locations(connection: sqlite3.Connection, selection: Selection, country: str | None) -> list[LocationCount]:
    """Return how many of the events selected were where, those of one country if one is given; most first, then by country and name."""
    source, conditions = "event", ["event.date BETWEEN ? AND ?", "event.state > 0"]
    values: list[str | int] = [to_day_key(selection.first or date.min), to_day_key(selection.last or date.max)]
    if selection.kind is not None and selection.slug is not None:
        source = "member JOIN event ON event.id = member.event"
        conditions.append("member.subject = (SELECT coalesce(target, id) FROM subject WHERE kind = ? AND slug = ?)")
        values += [selection.kind.value, selection.slug]
    if country is not None:
        conditions.append("country = ?")
        values.append(country)
    rows = connection.execute(
        f"SELECT country, location.name, latitude, longitude, count(*) AS events FROM {source} "  # noqa: S608
        f"JOIN location ON location.event = event.id WHERE {' AND '.join(conditions)} "
        "GROUP BY 1, 2, 3, 4 ORDER BY events DESC, country, location.name, latitude, longitude",
        values,
    )
    return [LocationCount(Location(*row[:4]), row[4]) for row in rows]


def country_months(connection: sqlite3.Connection) -> dict[str, tuple[tuple[int, int, int], ...]]:
    """Return for each country that events were in (year, month, events), oldest first."""
    months: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for country, month, events in connection.execute(
        "SELECT country, date / 100, count(*) FROM location JOIN event ON event.id = location.event "
        "WHERE state > 0 AND country NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"
    ):
        months[country].append((month // 100, month % 100, events))
    return {country: tuple(counted) for country, counted in months.items()}


def country_marks(connection: sqlite3.Connection) -> dict[str, int]:
    """Return for each country a number that is another one when any of its events is somewhere else: of its rows' checksums."""
    return dict(
        connection.execute(
            "SELECT country, sum(checksum & 0x7fffffff) FROM location WHERE country NOT NULL GROUP BY 1"
        ).fetchall()
    )


def country_events(connection: sqlite3.Connection, country: str, limit: int) -> list[int]:
    """Return the latest events of a country, newest day first."""
    rows = connection.execute(
        "SELECT id FROM location JOIN event ON event.id = location.event WHERE country = ? AND state > 0 "
        "ORDER BY date DESC, position, id LIMIT ?",
        (country, limit),
    )
    return [event for (event,) in rows]
