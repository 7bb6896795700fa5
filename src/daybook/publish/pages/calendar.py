"""The days of an archive in order, and the months and years they fall into. Holds no event and makes no page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from daybook.model import DayRecord
from daybook.publish.addresses import DigestPlace

Item = TypeVar("Item")


class Calendar:
    """All days of an archive, in order: asked for once, as it takes a few bytes a day.

    `months` are by (year, month), `years` have their months, `dates` are the (month, day) of all years, in order, `weeks`
    those that have a day with events, `week_events` how many each has, `withdrawn_days` have events that editors withdrew.
    """

    def __init__(self, days: Sequence[DayRecord]) -> None:
        self.days = {record.date: record for record in days}
        self._order = list(self.days)
        self._places = {day: place for place, day in enumerate(self._order)}
        self.months: dict[tuple[int, int], list[DayRecord]] = {}
        for record in days:
            self.months.setdefault((record.date.year, record.date.month), []).append(record)
        self.years: dict[int, list[tuple[int, int]]] = {}
        for year, month in self.months:
            self.years.setdefault(year, []).append((year, month))
        self._by_date: dict[tuple[int, int], list[DayRecord]] = {}
        for record in days:
            self._by_date.setdefault((record.date.month, record.date.day), []).append(record)
        self.dates = sorted(self._by_date)
        self.withdrawn_days = frozenset(record.date for record in days if record.withdrawn)
        self.week_events: dict[DigestPlace, int] = {}
        for record in days:
            if record.events:
                week = DigestPlace.of(record.date)
                self.week_events[week] = self.week_events.get(week, 0) + record.events
        self.weeks = list(self.week_events)

    def around(self, day: date) -> tuple[date | None, date | None]:
        """Return the days with a page before and after one."""
        return neighbours(self._order, self._places[day])

    def on_date(self, month: int, day: int) -> Sequence[DayRecord]:
        """Return the days of a date in all years."""
        return self._by_date.get((month, day), ())

    def between(self, first: date, last: date) -> Iterator[DayRecord]:
        """Yield the days of an inclusive span."""
        days = (first + timedelta(number) for number in range((last - first).days + 1))
        return (self.days[day] for day in days if day in self.days)

    def of_year(self, year: int) -> Iterator[DayRecord]:
        """Yield the days of a year."""
        return (record for month in self.years.get(year, ()) for record in self.months[month])

    def latest(self, count: int) -> list[date]:
        """Return the latest days, newest first."""
        return self._order[: -count - 1 : -1] if count > 0 else []


def last_saved(records: Iterable[DayRecord]) -> datetime | None:
    """Return when the newest revision of some days was saved, as far as known: then their pages changed last."""
    return max((saved for record in records if (saved := record.revision.known_saved)), default=None)


def neighbours(order: Sequence[Item], place: int) -> tuple[Item | None, Item | None]:
    """Return what stands before and after a place in an order."""
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)
