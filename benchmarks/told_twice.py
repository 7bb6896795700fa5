"""Prints the events of an archive that are taken for one told twice, for a person to judge: the rule is right where none is wrong.

python -m benchmarks.told_twice ARCHIVE [FIRST-YEAR LAST-YEAR]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from daybook.archive import ArchiveReader, open_for_reading
from daybook.model import ArchivedEvent, Selection
from daybook.publish.pages.told_twice import told_twice


def main(arguments: list[str]) -> None:
    """Print each pair, and how many events were looked at."""
    years = [int(each) for each in arguments[1:3]] or [1, 9999]
    looked = found = 0
    with open_for_reading(Path(arguments[0])) as connection:
        reader = ArchiveReader(connection)
        before: tuple[date, Sequence[ArchivedEvent]] = (date.min, ())
        for record in reader.days(date(years[0], 1, 1), date(years[-1], 12, 31)):
            day = sorted(
                reader.events(reader.select(Selection(record.date, record.date))).values(),
                key=lambda each: each.position,
            )
            near = before[1] if before[0] == record.date - timedelta(days=1) else ()
            by_id = {event.id: event for event in (*day, *near)}
            for event, other in told_twice(day, near).items():
                found += 1
                for each in (by_id[other], by_id[event]):
                    print(f"{each.date}  {each.event.headline.plain[:200]}")
                print()
            looked += len(day)
            before = record.date, day
    print(f"{found} of {looked:,} events are told twice")


if __name__ == "__main__":
    main(sys.argv[1:])
