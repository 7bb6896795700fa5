"""Work on the feeds of months, and which of them a build makes: none, unless the publisher wants them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from daybook.publish.addresses import DigestPlace
from daybook.publish.delivery.families.feeds import archive_group, month_feed_files
from daybook.publish.delivery.folder.build_state import GroupFiles
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.worker import Worker
from daybook.publish.kinds import Changes
from daybook.publish.kinds.stale import weeks
from daybook.publish.pages.builder import Builder

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ArchiveFeedWork:
    """The feeds of some months, each a group."""

    months: tuple[Month, ...]

    @classmethod
    def joined(cls, works: Sequence[Self]) -> Self:
        """Return one work that does all that these do."""
        return cls(tuple(month for work in works for month in work.months))

    def files(self, worker: Worker) -> Iterator[GroupFiles]:
        """Make the feeds."""
        for month in self.months:
            files = month_feed_files(worker.builder, month)
            for path, content in files.items():
                worker.put(path, content)
            yield GroupFiles(archive_group(month), tuple(files))


def all_archive_feeds(builder: Builder) -> Iterator[tuple[date, Portion]]:
    """Yield the work on every month, by its last day."""
    if builder.site.settings.feed_archives:
        for month, records in builder.calendar.months.items():
            weight = sum(record.events for record in records) // 4
            yield records[-1].date, Portion((ArchiveFeedWork((month,)),), weight)


def stale_archive_feeds(
    builder: Builder, changes: Changes, paths_of: Callable[[str], frozenset[str]]
) -> tuple[list[Portion], list[str]]:
    """Return the work on the months of changed days, and the groups of those that are gone.

    The months beside one that came or went lead to it, or did; and a month has the weeks that changed days are counted in.
    """
    if not builder.site.settings.feed_archives:
        return [], []
    order = list(builder.calendar.months)
    wanted: set[Month] = set()
    gone: list[str] = []
    for month in sorted({(day.year, day.month) for day in changes.stale.days}):
        was_made, is_read = bool(paths_of(archive_group(month))), month in builder.calendar.months
        if was_made != is_read:
            place = bisect_left(order, month)
            wanted.update(order[max(0, place - 1) : place + 2])
        if is_read:
            wanted.add(month)
        elif was_made:
            gone.append(archive_group(month))
    ends = [end for week in weeks(builder, changes) if isinstance(week, DigestPlace) for end in (week.first, week.last)]
    wanted |= {month for end in ends if (month := (end.year, end.month)) in builder.calendar.months}
    return [Portion((ArchiveFeedWork(tuple(sorted(wanted))),), 100 * len(wanted))] if wanted else [], gone
