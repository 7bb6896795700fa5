"""What an answer as of a moment costs: an event, a day, a page of search results, a story, the events of a month.

    python -m benchmarks.moment_cost ARCHIVE [--asked 200] [--limit 100]

Asks for random events, days and words at random moments between the first revision and the last, each time with a new reader, as
a server does for each request; only the entries of the archive's state are shared, as the server shares them. Prints the median
and p95 in milliseconds, the latter also of processor time, for a busy machine, and ends with 1 where p95 of an event, a day or a search is over the limit.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daybook.archive import ArchiveReader, EntryCache, open_for_reading
from daybook.ask import Query, read_question
from daybook.model import Selection, SubjectKind

Ask = Callable[[ArchiveReader, datetime], object]
LIMITED = ("event", "day", "search")


def make_asks(connection: sqlite3.Connection, chance: random.Random) -> dict[str, Callable[[], Ask]]:
    """Return for each kind what makes a random question of it."""
    events = [event for (event,) in connection.execute("SELECT id FROM event ORDER BY id")]
    topics = [slug for (slug,) in connection.execute("SELECT slug FROM subject WHERE kind = 'topic' ORDER BY id")]
    reader = ArchiveReader(connection)

    def an_event() -> Ask:
        event = chance.choice(events)
        return lambda reader, moment: (
            reader.at(moment).events([event]),
            reader.at(moment).versions([event]),
        )

    def a_day() -> Ask:
        event = chance.choice(events)
        day = reader.events([event])[event].date

        def ask(reader: ArchiveReader, moment: datetime) -> object:
            then = reader.at(moment)
            return then.days(day, day), then.events(then.select(Selection(day, day, withdrawn=True)))

        return ask

    def a_search() -> Ask:
        event = chance.choice(events)
        text = reader.events([event])[event].event.headline.plain.split()
        typed = " ".join(chance.sample(text, min(len(text), chance.randint(1, 4))))

        def ask(reader: ArchiveReader, moment: datetime) -> object:
            answer = reader.search(read_question(typed, Query(as_of=moment)))
            return reader.at(moment).events([hit.event for hit in answer.hits])

        return ask

    def a_story() -> Ask:
        slug = chance.choice(topics)
        return lambda reader, moment: reader.at(moment).subjects(SubjectKind.TOPIC, [slug])

    def a_month() -> Ask:
        event = chance.choice(events)
        first = reader.events([event])[event].date.replace(day=1)
        return lambda reader, moment: reader.at(moment).days(first, first + timedelta(days=30))

    return {"event": an_event, "day": a_day, "search": a_search, "story": a_story, "month": a_month}


def main() -> None:
    """Ask, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--limit", type=float, default=100, help="milliseconds of p95")
    arguments = parser.parse_args()
    chance = random.Random(1)
    cache = EntryCache()
    slow = False
    with open_for_reading(arguments.archive) as connection:
        first, last = connection.execute("SELECT min(saved), max(saved) FROM revision").fetchone()
        ArchiveReader(connection, cache).search(Query(words=("first",)))
        for kind, make in make_asks(connection, chance).items():
            times, work = [], []
            for _ in range(arguments.asked):
                ask, moment = make(), datetime.fromtimestamp(chance.randint(first, last + 86_400), UTC)
                begun, used = time.perf_counter(), time.process_time()
                ask(ArchiveReader(connection, cache), moment)
                times.append(1000 * (time.perf_counter() - begun))
                work.append(1000 * (time.process_time() - used))
            times.sort()
            work.sort()
            p95 = times[int(len(times) * 0.95)]
            slow |= kind in LIMITED and p95 > arguments.limit
            print(
                f"{kind:8} as of a moment: median {times[len(times) // 2]:7.1f} ms, p95 {p95:7.1f} ms, "
                f"p95 of processor {work[int(len(work) * 0.95)]:7.1f} ms, longest {times[-1]:7.1f} ms"
            )
    sys.exit(slow)


if __name__ == "__main__":
    main()
