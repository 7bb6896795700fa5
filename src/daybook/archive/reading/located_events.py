"""Which events were in some countries, near a point, within a box: what a question about places asks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from math import cos, radians

import numpy as np

from daybook.archive.encoding.number_lists import read_numbers
from daybook.ask.index import Numbers, Weights

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
