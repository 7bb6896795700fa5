"""Which events were in a country, near a point, within a box."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from math import cos, radians

import numpy as np

from daybook.archive.day_key import to_day_key
from daybook.archive.number_text import read_numbers
from daybook.ask.index import Numbers, Weights
from daybook.model import Location, LocationCount, Selection

EARTH = 6371.0088
"""Mean radius of the Earth in kilometres (IUGG)."""

KM_PER_DEGREE = EARTH * np.pi / 180


def located(
    connection: sqlite3.Connection,
    countries: Sequence[str],
    near: tuple[float, float, float] | None,
    within: tuple[float, float, float, float] | None,
) -> Numbers:
    """Return the events, rising, for which all that is given holds."""
    conditions: list[str] = ["1"]
    values: list[str | float] = []
    if countries:
        conditions.append("country IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(countries)))
    if within is not None:
        west, south, east, north = within
        across = "longitude BETWEEN ? AND ?" if west <= east else "(longitude >= ? OR longitude <= ?)"
        conditions += ["latitude BETWEEN ? AND ?", across]
        values += [south, north, west, east]
    if near is not None:
        latitude, _, kilometres = near
        above = kilometres / KM_PER_DEGREE
        conditions.append("latitude BETWEEN ? AND ?")
        values += [latitude - above, latitude + above]
    query = f"FROM location WHERE {' AND '.join(conditions)} ORDER BY event"
    if near is None:
        (joined,) = connection.execute(f"SELECT group_concat(event) FROM (SELECT event {query})", values).fetchone()  # noqa: S608
        return read_numbers(joined)
    rows = connection.execute(f"SELECT event, latitude, longitude {query}", values).fetchall()
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    close = _kilometres(near[0], near[1], table[:, 1], table[:, 2]) <= near[2]
    found: Numbers = table[close, 0].astype(np.int64)
    return found


def _kilometres(latitude: float, longitude: float, latitudes: Weights, longitudes: Weights) -> Weights:
    """Return the distances from a point along great circles, by the haversine formula."""
    up = np.radians(latitudes - latitude) / 2
    across = np.radians(longitudes - longitude) / 2
    inner = np.sin(up) ** 2 + cos(radians(latitude)) * np.cos(np.radians(latitudes)) * np.sin(across) ** 2
    distances: Weights = 2 * EARTH * np.arcsin(np.sqrt(np.minimum(1.0, inner)))
    return distances


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


def country_events(connection: sqlite3.Connection, country: str, limit: int) -> list[int]:
    """Return the latest events of a country, newest day first."""
    rows = connection.execute(
        "SELECT id FROM location JOIN event ON event.id = location.event WHERE country = ? AND state > 0 "
        "ORDER BY date DESC, position, id LIMIT ?",
        (country, limit),
    )
    return [event for (event,) in rows]
