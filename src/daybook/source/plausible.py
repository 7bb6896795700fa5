"""What a revision's number and time can be. A wiki that says otherwise is wrong, and its revision is not read.

Times near the ends of the calendar, and numbers beyond 64 bits, would be stored and then end every later build.
"""

from __future__ import annotations

from datetime import UTC, datetime

EARLIEST = datetime(1995, 3, 25, tzinfo=UTC)
"""The day of the first wiki; no revision is older, wherever it was imported from."""

LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Far enough for clocks that are wrong, near enough that no sum of times leaves the calendar."""

LARGEST_NUMBER = 2**63 - 1
"""What a wiki's database, and ours, can hold."""


def read_moment(text: str) -> datetime | None:
    """Return a time in UTC; None for what is no time. Raises `ValueError` for a time at which nobody saved a page."""
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(text) from error
    if not EARLIEST <= moment < LATEST:
        raise ValueError(text)
    return moment


def is_number(number: int) -> bool:
    """Say whether a revision can have this number."""
    return 0 < number <= LARGEST_NUMBER
