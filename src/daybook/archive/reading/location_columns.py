"""Where events were, as the rows of other queries have it beside them."""

from __future__ import annotations

from collections.abc import Sequence

from daybook.archive.encoding.checksum import expect_sound, sound
from daybook.model import Location

LOCATION = f"location.country, location.name, location.latitude, location.longitude, location.event, location.event IS NULL OR {sound('location')}"
"""The columns that `read_location` reads, for a query that has `WITH_LOCATION`."""

WITH_LOCATION = "LEFT JOIN location ON location.event = event.id"

Row = Sequence[str | float | int | None]


def read_location(row: Row) -> Location | None:
    """Return the location in the columns of `LOCATION`, None where there is none."""
    country, name, latitude, longitude, event, is_sound = row
    if not is_sound:
        expect_sound("location", (False,))
    if event is None:
        return None
    return Location(_text(country), _text(name), _number(latitude), _number(longitude))


def _text(value: str | float | None) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: str | float | None) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
