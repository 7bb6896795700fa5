"""What withdrawn events are perhaps told as now, to be read; and how often two events that are not the same would be taken for one."""

from __future__ import annotations

import argparse
from datetime import date
from itertools import combinations, product
from pathlib import Path

from daybook.archive import open_for_reading
from daybook.archive.reading.reader import ArchiveReader
from daybook.model import ArchivedEvent, Selection, Status
from daybook.publish.pages.event import days_around
from daybook.publish.pages.told_again import likeness, told_again


def main() -> None:
    """Print both for an archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    with open_for_reading(parser.parse_args().archive) as connection:
        archive = ArchiveReader(connection)
        taken: set[int] = set()
        beside: set[int] = set()
        listed = withdrawn = found = 0
        days: dict[date, list[ArchivedEvent]] = {day.date: [] for day in archive.days()}
        for event in archive.events(archive.select(Selection(withdrawn=True))).values():
            days[event.date].append(event)
        for day, events in days.items():
            here = [event for event in events if event.status is Status.LISTED]
            gone = [event for event in events if event.status is Status.WITHDRAWN]
            around = [event for each in days_around(day) for event in days.get(each, ())]
            by_id = {event.id: event for event in around if event.status is Status.LISTED}
            listed, withdrawn = listed + len(here), withdrawn + len(gone)
            for event, other in combinations(here, 2):
                if likeness(event, other):
                    taken |= {event.id, other.id}
            next_day = [event for event in around if event.date > day and event.id in by_id]
            for event, other in product(here, next_day):
                if likeness(event, other):
                    beside |= {event.id, other.id}
            matches = told_again(gone, by_id.values())
            found += len(matches)
            for event in gone:
                if event.id in matches:
                    print(f"{day}\n  {event.event.headline}\n  {by_id[matches[event.id]].event.headline}")
    print(f"{found} of {withdrawn} withdrawn events are perhaps told again")
    print(f"{len(taken)} of {listed} listed events would be taken for another of their day")
    print(f"{len(beside)} of {listed} listed events would be taken for one of the day before or after")


if __name__ == "__main__":
    main()
