"""What withdrawn events are perhaps told as now, to be read; and how often two events that are not the same would be taken for one."""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path

from daybook.archive import open_for_reading
from daybook.archive.reader import ArchiveReader
from daybook.model import Selection, Status
from daybook.publish.pages.told_again import likeness, told_again


def main() -> None:
    """Print both for an archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    with open_for_reading(parser.parse_args().archive) as connection:
        archive = ArchiveReader(connection)
        taken: set[int] = set()
        listed = withdrawn = found = 0
        for day in archive.days():
            events = list(archive.events(archive.select(Selection(day.date, day.date, withdrawn=True))).values())
            here = [event for event in events if event.status is Status.LISTED]
            gone = [event for event in events if event.status is Status.WITHDRAWN]
            by_id = {event.id: event for event in here}
            listed, withdrawn = listed + len(here), withdrawn + len(gone)
            for event, other in combinations(here, 2):
                if likeness(event, other):
                    taken |= {event.id, other.id}
            matches = told_again(gone, here)
            found += len(matches)
            for event in gone:
                if event.id in matches:
                    print(f"{day.date}\n  {event.event.headline}\n  {by_id[matches[event.id]].event.headline}")
    print(f"{found} of {withdrawn} withdrawn events are perhaps told again")
    print(f"{len(taken)} of {listed} listed events would be taken for another of their day")


if __name__ == "__main__":
    main()
