"""Data out of an archive, without a site: events as lines, problems, the event at an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from daybook.archive import ArchiveReader, open_for_reading
from daybook.errors import ArchiveMissing, DaybookError
from daybook.model import Problem, Selection
from daybook.pipeline.lines import Line, export_line
from daybook.publish.addresses import EventPlace, HistoryPlace, Root, parse

AT_ONCE = 2000
"""Events read from the archive at once: a few megabytes, and no query of its own for any event."""


def export_events(
    archive: Path, first: date | None = None, last: date | None = None, *, versions: bool = False
) -> Iterator[Line]:
    """Yield the line of every event of an inclusive span of days, withdrawn ones too, by date and position."""
    with open_for_reading(archive) as connection:
        reader = ArchiveReader(connection)
        for ids in pieces(reader.select(Selection(first, last, withdrawn=True))):
            events = reader.events(ids)
            histories = reader.versions(ids) if versions else {}
            for number in ids:
                yield export_line(events[number], histories.get(number))


def list_problems(archive: Path) -> Iterator[tuple[date, Problem]]:
    """Yield every problem of the latest revision of each day, oldest day first."""
    with open_for_reading(archive) as connection:
        for day in ArchiveReader(connection).days():
            for problem in day.problems:
                yield day.date, problem


def find_event(reader: ArchiveReader, address: str, site: str) -> int:
    """Return the id of the event at an address, given as a whole address of the site, or as its path.

    Raises:
        DaybookError: it is no address of an event, or no event has or had it.
    """
    root = Root.of(site)
    path = address.partition("?")[0].partition("#")[0].removeprefix(root.host)
    path = root.within(path) or path
    parsed = parse(path if path.rpartition("/")[2].count(".") else f"{path}.html")
    if parsed is None or not isinstance(parsed[0], EventPlace | HistoryPlace):
        hint = "write it as `/news/2004/12/26/slug` or as the whole address of the event's page"
        raise DaybookError(f"not the address of an event: `{address}`", hint=hint)
    found = reader.find(parsed[0].date, parsed[0].slug)
    if found is None:
        raise ArchiveMissing(f"no event has this address: `{address}`", hint="`daybook export` lists all addresses")
    return found


def pieces(ids: Sequence[int], size: int = AT_ONCE) -> Iterator[Sequence[int]]:
    """Yield a long list of ids in pieces."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
