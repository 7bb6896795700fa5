"""How much an archive grows by what is learnt of its sources, articles and places.

    python -m benchmarks.archive_growth ARCHIVE

In a copy, every cited source is looked at, and half of them have a copy in a web archive; every article is known, with its item,
most of them with a description, a quarter of them with a place. What hosts and wikis would tell is made up, in the proportions
that looks at real sources have; the copy is written as a run of `daybook enrich --check` writes, and not made smaller afterwards.
Prints the bytes of each table that grew, and ends with 1 where all of them are more than a fifth of the archive without.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from daybook.archive import ArchiveReader, SourceLook, add_items, add_source_states, backup, open_for_writing
from daybook.enrich.health import due
from daybook.model import ArchivedCopy, ArticleKind, SourceHealth, SourceState, WikidataItem
from daybook.pipeline.enriching import citing_events, in_turns

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEALTH = {
    SourceHealth.ALIVE: 60,
    SourceHealth.GONE: 18,
    SourceHealth.MOVED: 10,
    SourceHealth.BLOCKED: 8,
    SourceHealth.PAYWALLED: 3,
    SourceHealth.UNKNOWN: 1,
}
"""Percent of sources; of those that the English Wikipedia cites, about a fifth no longer answer."""

CLASSES = 4000
"""Classes and countries that articles of 24 years lead to, about."""

MOST = 0.2
OF_PLACES = ("location", "location_by_country")
"""What the archive has before anything is asked, of where events were."""


def made_up(address: str, day: date, dice: random.Random) -> SourceState:
    """Return what looks at a source may have come to."""
    health = dice.choices(list(HEALTH), list(HEALTH.values()))[0]
    looked = NOW - timedelta(seconds=dice.randrange(10 * 86_400))
    since = looked - timedelta(seconds=dice.randrange(90 * 86_400))
    vain = {SourceHealth.GONE: 3, SourceHealth.UNKNOWN: 1}.get(health, 0)
    failures = tuple(looked - timedelta(days=4 * back) for back in reversed(range(vain)))
    moved_to = None
    if health is SourceHealth.MOVED:
        start, _, end = address.partition("://")
        moved_to = f"https://{end}" if start == "http" else f"{address}/{dice.randrange(10**12)}"
    copy = None
    if dice.random() < 0.5:
        taken = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(seconds=dice.randrange(30 * 86_400))
        copied = address if dice.random() < 0.7 else address.replace("/", ":80/", 3).replace(":80/", "/", 2)
        copy = ArchivedCopy(f"https://web.archive.org/web/{taken:%Y%m%d%H%M%S}/{copied}", taken)
    return SourceState(health, since, looked, failures, moved_to, copy, looked)


def look_at_all(path: Path, dice: random.Random) -> int:
    """Keep a state of every source; return how many there are."""
    with open_for_writing(path, now=NOW) as archive:
        citing = citing_events(ArchiveReader(archive.connection), (date.min, date.max))
        addresses = in_turns(citing)
        for start in range(0, len(addresses), 1000):
            states = [(each, made_up(each, citing[each][-1].date, dice)) for each in addresses[start : start + 1000]]
            add_source_states(archive, [SourceLook(each, (), state, due(state)) for each, state in states])
        return len(addresses)


def learn_all_articles(path: Path, dice: random.Random) -> int:
    """Keep what is known of every article, without locating events anew; return how many there are."""
    with open_for_writing(path, now=NOW) as archive:
        add_items(archive, _classes(dice), NOW)
        connection = archive.connection
        titles = [
            title
            for (title,) in connection.execute("SELECT DISTINCT title FROM subject WHERE title NOT NULL ORDER BY title")
        ]
        connection.execute("BEGIN")
        for title in titles:
            item = f"Q{dice.randrange(1, 10**8)}"
            kind, country = dice.choice(list(ArticleKind)).value, dice.choice(["fr", "us", None])
            connection.execute(
                "INSERT INTO article (title, asked, found, kind, country) VALUES (?, ?, 1, ?, ?)",
                (title, int(NOW.timestamp()), kind, country),
            )
            description = "what a few words say of it, thus" if dice.random() < 0.8 else None
            place = (dice.uniform(-90, 90), dice.uniform(-180, 180)) if dice.random() < 0.25 else (None, None)
            connection.execute(
                "UPDATE subject SET description = ?, wikidata = ?, latitude = ?, longitude = ? WHERE title = ?",
                (description, item, *place, title),
            )
        connection.execute("COMMIT")
        return len(titles)


def _classes(dice: random.Random) -> Iterator[WikidataItem]:
    for number in range(CLASSES):
        parents = tuple(f"Q{dice.randrange(1, 10**7)}" for _ in range(dice.choice([1, 1, 2, 3])))
        yield WikidataItem(f"Q{number * 37 + 100}", parents=parents)


def sizes(path: Path) -> dict[str, int]:
    """Return the bytes of each table and index."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    arguments = parser.parse_args()
    dice = random.Random(17)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.sqlite"
        backup(arguments.archive, path)
        before = sizes(path)
        print(f"{look_at_all(path, dice)} sources, {learn_all_articles(path, dice)} articles")
        after = sizes(path)
    places = sum(before[name] for name in OF_PLACES)
    without = sum(before.values()) - places
    grown = sorted(((size - before.get(name, 0), name) for name, size in after.items()), reverse=True)
    for size, name in [*[each for each in grown if each[0] > 0], (places, "where events were")]:
        print(f"{size / 1e6:8.2f} MB {100 * size / without:5.1f} %  {name}")
    growth = sum(after.values()) / without - 1
    print(
        f"{without / 1e6:8.1f} MB without, {sum(after.values()) / 1e6:.1f} MB with all of it: {100 * growth:.1f} % more"
    )
    sys.exit(growth > MOST)


if __name__ == "__main__":
    main()
