"""Days and moments as the archive stores them: 2026-03-01 as 20260301, a moment as its seconds since 1970."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from daybook.archive.encoding.damage import Unreadable


def to_day_key(day: date) -> int:
    """Return a day as the archive stores it."""
    return day.year * 10000 + day.month * 100 + day.day


@lru_cache(20_000)  # all days of fifty years: what is of one day shares it
def to_date(key: int) -> date:
    """Return the day that `to_day_key` stored."""
    try:
        return date(key // 10000, key // 100 % 100, key % 100)
    except ValueError as error:
        raise Unreadable(f"invalid stored day: {key}") from error


def days_around(key: int) -> list[int]:
    """Return the day before and the day after, where the calendar has them."""
    days = []
    for step in (-1, 1):
        try:
            days.append(to_day_key(to_date(key) + timedelta(days=step)))
        except OverflowError:
            continue
    return days


def to_seconds(moment: datetime) -> int:
    """Return a moment as whole seconds since 1970."""
    return int(moment.timestamp())


@lru_cache(maxsize=1 << 14)  # most events have the same time three times
def to_time(seconds: int) -> datetime:
    """Return the moment that the archive stores as seconds since 1970, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
