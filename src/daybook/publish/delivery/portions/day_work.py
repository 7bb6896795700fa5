"""Work on days and events: a day's page with those of its events, or single events on days that did not change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from daybook.model import Selection
from daybook.publish.addresses import DayPlace
from daybook.publish.delivery.folder.build_state import GroupFiles
from daybook.publish.delivery.portions.worker import Worker
from daybook.publish.kinds import place_group
from daybook.publish.pages.records import HistoryPage, Page, RedirectPage

DAYS_AT_ONCE = 10
"""Days whose events are asked for together: some hundreds, so that no query is for one event alone."""


@dataclass(frozen=True, slots=True)
class DayWork:
    """The pages of days, of their events, of the events' versions and former addresses."""

    days: tuple[date, ...]

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return cls(tuple(day for work in works for day in work.days))

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Make the pages, some days at a time."""
        for start in range(0, len(self.days), DAYS_AT_ONCE):
            yield from _files_of_days(worker, self.days[start : start + DAYS_AT_ONCE])


@dataclass(frozen=True, slots=True)
class EventWork:
    """The pages of events alone, whose days' lists of files stay as they are."""

    events: tuple[int, ...]

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return cls(tuple(event for work in works for event in work.events))

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Make the pages."""
        for page in worker.builder.events(self.events):
            worker.put_page(page)
        return iter(())


def _files_of_days(worker: Worker, days: Sequence[date]) -> Iterator[GroupFiles]:
    builder = worker.builder
    ids = {day: builder.library.select(Selection(day, day, withdrawn=True)) for day in days}
    by_day: dict[date, list[Page]] = {day: [] for day in days}
    owners: dict[str, date] = {}
    for page in builder.events([event for events in ids.values() for event in events]):
        if isinstance(page, RedirectPage):
            day = owners[page.location]
        else:
            day = (page.event if isinstance(page, HistoryPage) else page).date
            owners[page.address] = day
        by_day[day].append(page)
    for day_page in builder.days(days):
        by_day[day_page.day.date].append(day_page)
    for day, pages in by_day.items():
        yield worker.put_group(place_group(DayPlace(day)), pages)
