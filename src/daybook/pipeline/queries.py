"""Data out of an archive, without a site: events as lines, problems, the event at an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from daybook.archive import ArchiveReader, expect_archive, open_for_reading, open_for_writing, reindex
from daybook.ask import Answer, Hit, Query
from daybook.errors import ArchiveMissing, DaybookError
from daybook.model import ArchivedEvent, Problem
from daybook.pipeline.lines import Line, export_line
from daybook.publish.addresses import EventPlace, Format, HistoryPlace, Root, edit_address
from daybook.publish.pages.event_problems import problems_of_events
from daybook.publish.pages.wiki_section import section_of, section_starts

DAYS_AT_ONCE = 31
"""Days whose events are read together."""

AT_ONCE = 2000
"""Events read from the archive at once: a few megabytes, and no query of its own for any event."""


def export_events(
    archive: Path,
    first: date | None = None,
    last: date | None = None,
    *,
    versions: bool = False,
    query: Query | None = None,
) -> Iterator[Line]:
    """Yield the line of every event that answers a query, by date and position, as it stood at the query's moment.

    Without a query all events are asked for, withdrawn ones too; `first` and `last` are an inclusive span of days.
    """
    asked = query or Query(since=first, until=last, status=None)
    with open_for_reading(archive) as connection:
        reader = ArchiveReader(connection)
        then = reader.at(asked.as_of)
        for ids in _whole_days(reader.find_all(asked)):
            events = then.events(ids)
            histories = then.versions(ids) if versions else {}
            for event in sorted(events.values(), key=lambda event: (event.date, event.position, event.id)):
                yield export_line(event, histories.get(event.id))


def _whole_days(found: Sequence[tuple[date, int]]) -> Iterator[list[int]]:
    """Yield the ids of events that are in order of their days in pieces that cut no day."""
    piece: list[int] = []
    for _, day in groupby(found, key=lambda each: each[0]):
        piece += [event for _, event in day]
        if len(piece) >= AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event that answers a question, as it stood at the moment that was asked about."""

    hit: Hit
    event: ArchivedEvent


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An answer, and the events of it."""

    answer: Answer
    events: tuple[FoundEvent, ...]


def search_archive(archive: Path, query: Query) -> SearchResult:
    """Answer a question; raises `CursorError` for a cursor that is not its own, or too old."""
    with open_for_reading(archive) as connection:
        return search_reader(ArchiveReader(connection), query)


def search_reader(reader: ArchiveReader, query: Query) -> SearchResult:
    """Answer a question from an open archive."""
    answer = reader.search(query)
    events = reader.at(query.as_of).events([hit.event for hit in answer.hits])
    return SearchResult(answer, tuple(FoundEvent(hit, events[hit.event]) for hit in answer.hits if hit.event in events))


def rebuild_index(archive: Path, now: datetime) -> int:
    """Rebuild the search index of an archive and return its number of entries."""
    expect_archive(archive)
    with open_for_writing(archive, now=now) as held:
        return reindex(held.connection)


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """A problem of a day's page; `edit` is the address of the edit box of its section, where the wiki's is known."""

    date: date
    page: str
    problem: Problem
    edit: str | None = None


def list_problems(
    archive: Path, index: str = "", first: date | None = None, last: date | None = None
) -> Iterator[FoundProblem]:
    """Yield every problem of the latest revision of each day of a span, and of its events, oldest day first.

    `index` is the address of the wiki's index.php.
    """
    with open_for_reading(archive) as connection:
        reader = ArchiveReader(connection)
        records = reader.days(first, last)
        for start in range(0, len(records), DAYS_AT_ONCE):
            some = records[start : start + DAYS_AT_ONCE]
            of_events = problems_of_events(reader, [record.date for record in some])
            for record in some:
                found = (*record.problems, *(each.problem for each in of_events.get(record.date, ())))
                if found:
                    page = reader.pages([record.page]).get(record.page) if index else None
                    found = tuple(sorted(found, key=lambda problem: problem.line))
                    yield from problems_of(record.date, record.page, found, page.wikitext if page else "", index)


def problems_of(day: date, page: str, problems: Sequence[Problem], wikitext: str, index: str) -> Iterator[FoundProblem]:
    """Yield the problems of a page as found, each with where to mend it."""
    starts = section_starts(wikitext)
    for problem in problems:
        yield FoundProblem(day, page, problem, edit_address(index, page, section_of(starts, problem.line)))


def find_event(reader: ArchiveReader, address: str, site: str) -> int:
    """Return the id of the event at an address, given as a whole address of the site, or as its path.

    Raises:
        DaybookError: it is no address of an event, or no event has or had it.
    """
    root = Root.of(site)
    path = address.partition("?")[0].partition("#")[0].removeprefix(root.host)
    path = root.within(path) or path
    stem, _, ending = path.rpartition(".")
    stem = stem if ending in {form.value for form in Format} else path
    place = EventPlace.parse(stem) or HistoryPlace.parse(stem)
    if place is None:
        hint = "write it as `/news/2004/12/26/slug` or as the whole address of the event's page"
        raise DaybookError(f"not the address of an event: `{address}`", hint=hint)
    found = reader.find(place.date, place.slug)
    if found is None:
        raise ArchiveMissing(f"no event has this address: `{address}`", hint="`daybook export` lists all addresses")
    return found


def pieces(ids: Sequence[int], size: int = AT_ONCE) -> Iterator[Sequence[int]]:
    """Yield a long list of ids in pieces."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
