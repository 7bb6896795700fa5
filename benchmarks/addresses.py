"""The slowest addresses of a live site, each asked for once of a server that has just begun.

    python -m benchmarks.addresses ARCHIVE [--limit 250] [--show 25] [--importing]

Walks at least one address of each kind of page in each format, every file that is no page, the largest and the oldest subjects,
feeds, searches, the API in each of its formats, what monitors read, and addresses of nothing; with `--importing` on a copy of the archive
into which another process imports a changed day every few seconds. Prints the slowest with the time that the client waited and the processor time that
the server took for it (the two differ on a busy machine), and ends with 1 if any waited longer than the limit, in milliseconds.
"""

from __future__ import annotations

import argparse
import http.client
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from benchmarks.api_addresses import sampled, walked
from benchmarks.serve import import_days, serving

from daybook.archive import ArchiveReader, open_for_reading
from daybook.config import load_settings
from daybook.http_api import BASE
from daybook.model import Selection, Subject, SubjectKind
from daybook.publish.addresses import (
    CHANGES_FEED,
    NEWS_FEED,
    SEARCH,
    DayPlace,
    EventPlace,
    FeedFormat,
    FeedPlace,
    Format,
    HistoryPlace,
    IndexPlace,
    MonthPlace,
    OnThisDayPlace,
    Place,
    SinglePlace,
    SiteFile,
    SubjectPlace,
    YearPlace,
    feed_path,
    sitemap_path,
)
from daybook.publish.kinds import KINDS
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.site import Site

SINGLES = tuple(kind.place for kind in KINDS if isinstance(kind.place, SinglePlace))
"""Every page that there is one of."""

NOWHERE = (
    "/nowhere",
    "/nowhere.html",
    "/nowhere/",
    "/news/2020/01/1/no-such-event",
    "/news/2020/01/1/no-such-event.html",
    "/news/1899/01/1/index.html",
    "/context/no-such-context.html",
    "/context/no-such-context",
    "/search/2020/2020-01-01.json",
    "/search/index.json",
    "/sitemaps/nothing.xml",
    "/feeds/context/nothing.atom",
    "/api/v1/nothing",
    "/" + "a" * 900,
    "/?" + "q=" + "a" * 4000,
    "/%00",
    "/..%2f..%2fetc%2fpasswd",
)

API_FORMATS = ("json", "jsonl", "csv", "atom", "md", "geojson", "ics", "ninjs")
"""Suffixes of the API; where an address has not all of them, it answers that."""

MONITORED = ("/-/health", "/-/metrics", "/mcp", "/llms.txt")
"""For programs that watch the server, and for agents."""

QUESTIONS = (
    "?q=us+state+unite+president+kill+govern+minist+state+nation+attack+elect+war+polic+people+countri+report+group+forc+offici",
    "?q=ferry",
    "?q=election",
    "?q=the",
    "?q=president+election+war+attack+killed+people+government+police",
    "?q=election&page=10",
    "?q=" + quote("Volodymyr Zelenskyy"),
    "?q=navalney",
    "?q=2021-08-15",
    "?q=zzzzqqqqxxxx",
    "?q=%22prime+minister%22",
    "?q=election&category=armed-conflicts-and-attacks&from=2015-01-01&until=2020-12-31",
    "?q=" + "a+" * 300,
    "?q=" + quote("".join(f"word{number} " for number in range(200))),
    "?q=%FF%00%ED%A0%80",
    "?" + "&".join(f"x{number}=1" for number in range(500)),
)
"""To the search page: common, rare and misspelt words, many of them, dates, filters, nonsense."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An address that was asked for: milliseconds waited, milliseconds of the server's processor, status, bytes."""

    path: str
    waited: float
    used: float
    status: int
    size: int


def addresses(archive: Path) -> Iterator[str]:
    """Yield the addresses to walk."""
    with open_for_reading(archive, verified=True) as connection:
        reader = ArchiveReader(connection)
        days = reader.days()
        busiest = max(days, key=lambda record: record.events)
        edited = max(days, key=lambda record: record.revisions)
        for place in (*SINGLES, *map(IndexPlace, SubjectKind)):
            yield from formats(place)
        for record in (days[0], busiest, edited, days[len(days) // 2], days[-1]):
            day = record.date
            for place in (DayPlace(day), MonthPlace(day.year, day.month), YearPlace(day.year)):
                yield from formats(place)
            yield from formats(OnThisDayPlace(day.month, day.day))
            events = reader.events(reader.select(Selection(day, day, withdrawn=True))).values()
            for event in sorted(events, key=lambda each: (-each.changes, -len(each.contexts)))[:2]:
                yield from formats(EventPlace(event.date, event.slug))
                yield f"/news/{day.year:04}/{day.month:02}/{day.day}/{event.slug}"
                if event.changes > 1:
                    yield from formats(HistoryPlace(event.date, event.slug))
            yield f"/news/{day.year:04}/{day.month:02}/{day.day}/"
            yield f"/news/{day.year:04}/{day.month:02}/{day.day}"
        for kind in SubjectKind:
            subjects = sorted(reader.subjects(kind).values(), key=lambda subject: (-subject.count, subject.slug))
            for subject in (*subjects[:3], subjects[len(subjects) // 10], subjects[-1]):
                yield from subject_addresses(subject)
        yield from of_each_kind(Builder(reader, Site(load_settings().site)))
        years = sorted({record.date.year for record in days})
    for feed in (NEWS_FEED, CHANGES_FEED):
        for form in FeedFormat:
            yield feed_path(feed, form)
    yield from (file.value for file in SiteFile)
    for name in (*(f"news-{year}" for year in years), *(kind.value for kind in SubjectKind), "calendar", "pages"):
        yield sitemap_path(name)
    yield from (f"{SEARCH.stem}.html{question}" for question in QUESTIONS)
    yield from of_api(archive)
    yield from MONITORED
    yield from NOWHERE


def of_api(archive: Path) -> Iterator[str]:
    """Yield addresses of the API, of all operations, and of one listing, one day and one event in all formats."""
    events = sampled(archive, 400)
    with open_for_reading(archive, verified=True) as connection:
        yield from (BASE + path for path in walked(ArchiveReader(connection), events))
    day, event = events[0].date, events[0].id
    for form in API_FORMATS:
        yield f"{BASE}/events.{form}?size=500"
        yield f"{BASE}/events.{form}?q=election&size=500"
        yield f"{BASE}/events.{form}?country=us&near=40,-74,500&size=500"
        yield f"{BASE}/days/{day}.{form}"
        yield f"{BASE}/events/{event}.{form}"


def of_each_kind(builder: Builder) -> Iterator[str]:
    """Yield addresses of each kind with many pages: of the first, of one from the middle and of the last."""
    for kind in KINDS:
        places = [] if isinstance(kind.place, SinglePlace) else list(kind.places(builder))
        for place in {places[at] for at in (0, len(places) // 2, -1)} if places else ():
            yield from formats(place)


def formats(place: Place) -> Iterator[str]:
    """Yield the addresses of a page in all formats."""
    for form in Format:
        yield f"{place.stem}.{form}"


def subject_addresses(subject: Subject) -> Iterator[str]:
    """Yield the addresses of a subject, of its fullest year and month, and of its feeds."""
    yield from formats(SubjectPlace(subject.kind, subject.slug))
    if subject.months:
        year, month, _ = max(subject.months, key=lambda each: each[2])
        yield f"{SubjectPlace(subject.kind, subject.slug, year).stem}.html"
        yield f"{SubjectPlace(subject.kind, subject.slug, year, month).stem}.html"
    for form in FeedFormat:
        yield feed_path(FeedPlace(subject.slug, subject.kind), form)


def processor_time(process: int) -> float:
    """Return the milliseconds of processor time that all threads of a process have taken."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(each.read_text().split()[0]) for each in threads) / 1e6


def walk(paths: list[str], archive: Path) -> list[Asked]:
    """Ask a new server of one process for each path."""
    found = []
    options = ("--live", "--monitor", "--workers", "1", "--set", f"files.archive={archive}")
    with serving(*options) as (process, address):
        parts = urlsplit(address)
        for path in paths:
            client = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=300)
            before, begun = processor_time(process.pid), time.perf_counter()
            client.request("GET", path, headers={"Accept-Encoding": "gzip"})
            response = client.getresponse()
            size = len(response.read())
            waited = (time.perf_counter() - begun) * 1000
            found.append(Asked(path, waited, processor_time(process.pid) - before, response.status, size))
            client.close()
    return found


@contextmanager
def imported_into(archive: Path) -> Iterator[Path]:
    """Give a copy of an archive, into which another process imports a changed day again and again."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / archive.name
        shutil.copyfile(archive, copy)
        writing = threading.Event()
        writing.set()
        writer = threading.Thread(target=import_days, args=(copy, Path(folder), writing))
        writer.start()
        try:
            yield copy
        finally:
            writing.clear()
            writer.join()


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--limit", type=float, default=250)
    parser.add_argument("--show", type=int, default=25)
    parser.add_argument("--importing", action="store_true")
    arguments = parser.parse_args()
    paths = list(dict.fromkeys(addresses(arguments.archive)))
    with imported_into(arguments.archive) if arguments.importing else nullcontext(arguments.archive) as archive:
        found = walk(paths, archive)
    found.sort(key=lambda each: -each.waited)
    for each in found[: arguments.show]:
        path = each.path if len(each.path) < 90 else f"{each.path[:87]}..."
        print(f"{each.waited:8.1f} ms  {each.used:8.1f} ms of processor  {each.status}  {each.size:9,} bytes  {path}")
    late = [each for each in found if each.waited > arguments.limit]
    failed = [each for each in found if each.status >= 500]
    heavy = [each for each in found if each.used > arguments.limit]
    print(
        f"{len(found)} addresses; over {arguments.limit:.0f} ms: {len(late)} waited for, {len(heavy)} of processor time"
    )
    print(f"{len(failed)} with an error of the server")
    sys.exit(1 if late or failed else 0)


if __name__ == "__main__":
    main()
