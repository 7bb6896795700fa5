"""Questions to the archive: all that publishing, serving, relating and exporting ever read.

`ArchiveReader` answers as `daybook.publish.library.Library` asks, without knowing it. Writes nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from daybook.model import (
    ArchivedEvent,
    Change,
    DayRecord,
    RawPage,
    RelatedList,
    Selection,
    Stale,
    Subject,
    SubjectKind,
    Version,
)


class ArchiveReader:
    """Reads one open archive (`daybook.archive.open_for_reading`, or the connection of one open for writing).

    Remembers contexts, stories and pages that it has met: make a new one to see later writes.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def events(self, ids: Sequence[int]) -> Mapping[int, ArchivedEvent]:
        """Return the events with these ids; ids that do not exist are left out."""
        raise NotImplementedError

    def related(self, ids: Sequence[int]) -> Mapping[int, RelatedList]:
        """Return the related lists of these events; events whose list was never made are left out."""
        raise NotImplementedError

    def versions(self, ids: Sequence[int]) -> Mapping[int, tuple[Version, ...]]:
        """Return all versions of these events, oldest first."""
        raise NotImplementedError

    def select(self, selection: Selection) -> Sequence[int]:
        """Return the ids of the events selected, ordered by date and position on the page."""
        raise NotImplementedError

    def find(self, day: date, slug: str) -> int | None:
        """Return the id of the event that has, or ever had, this address."""
        raise NotImplementedError

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        """Return the days that have a page, oldest first, within an inclusive span."""
        raise NotImplementedError

    def subjects(self, kind: SubjectKind, slugs: Sequence[str] | None = None) -> Mapping[str, Subject]:
        """Return subjects by slug (an alias counts as its subject's slug): those asked for, or all that have events."""
        raise NotImplementedError

    def changes(self, since: datetime, limit: int) -> Sequence[Change]:
        """Return the versions saved since a time, newest first, at most `limit`."""
        raise NotImplementedError

    def generation(self) -> int:
        """Return a number that grows with every change that can be seen on a page."""
        raise NotImplementedError

    def stale(self, since: int) -> Stale:
        """Return what changed after generation `since`."""
        raise NotImplementedError

    def revision_numbers(self, titles: Sequence[str]) -> Mapping[str, frozenset[int]]:
        """Return the revision numbers that the archive has of each page, for a fetch to ask only for others."""
        raise NotImplementedError

    def redirects(self) -> Mapping[str, str]:
        """Return all redirects kept, by title."""
        raise NotImplementedError

    def linked_titles(self) -> Sequence[str]:
        """Return the canonical titles of all contexts and stories, sorted: what enrichment may ask the wiki about."""
        raise NotImplementedError

    def raw_pages(self) -> Iterator[RawPage]:
        """Yield every revision ever read, as it was given, in order of arrival."""
        raise NotImplementedError
        yield

    def pages(self, titles: Iterable[str]) -> Mapping[str, RawPage]:
        """Return the newest revision of each of these pages."""
        raise NotImplementedError
