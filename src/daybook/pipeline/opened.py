"""An archive held open for other programs: questions in, typed records out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, overload

from daybook.archive import ArchiveReader, open_for_reading
from daybook.ask import Query, Suggestion, read_question
from daybook.ask.query import MOST
from daybook.errors import ExportError
from daybook.export import arrow_table
from daybook.model import ArchivedEvent, DayRecord, RelatedList, Selection, Subject, SubjectKind, Version
from daybook.pipeline.exporting import read_table
from daybook.pipeline.queries import SearchResult, pieces, search_reader

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class EventVersions:
    """An event with all its versions, oldest first."""

    event: ArchivedEvent
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class EventRelated:
    """An event with its related list."""

    event: ArchivedEvent
    related: RelatedList


def batched_events(events: Iterator[ArchivedEvent]) -> Iterator[list[ArchivedEvent]]:
    """Yield events in lists that are read of the archive at once."""
    while batch := list(islice(events, MOST)):
        yield batch


class OpenArchive:
    """An archive open for reading, from one moment; close it, or use it in a `with` statement."""

    def __init__(self, path: Path) -> None:
        self._stack = ExitStack()
        self._connection = self._stack.enter_context(open_for_reading(path))
        self._reader = ArchiveReader(self._connection)

    def events(self, query: Query | None = None) -> Iterator[ArchivedEvent]:
        """Yield the events that a query asks for, however many, in its order; without one, all listed events, oldest first."""
        if query is None:
            for ids in pieces(self._reader.select(Selection())):
                events = self._reader.events(ids)
                yield from (events[event] for event in ids)
            return
        page: Query | None = replace(query, size=MOST)
        while page is not None:
            result = search_reader(self._reader, page)
            yield from (found.event for found in result.events)
            page = replace(page, cursor=result.answer.next) if result.answer.next else None

    @overload
    def versions(self, event: int) -> tuple[Version, ...]: ...
    @overload
    def versions(self, event: Query | None = None) -> Iterator[EventVersions]: ...
    def versions(self, event: int | Query | None = None) -> tuple[Version, ...] | Iterator[EventVersions]:
        """Return all versions of an event, oldest first; none where there is no such event.

        Of the events that a query asks for, in its order, or of all: yield each event with its versions.
        """
        if isinstance(event, int):
            return self._reader.versions([event]).get(event, ())
        return self._versions(event)

    @overload
    def related(self, event: int) -> RelatedList: ...
    @overload
    def related(self, event: Query | None = None) -> Iterator[EventRelated]: ...
    def related(self, event: int | Query | None = None) -> RelatedList | Iterator[EventRelated]:
        """Return the related events of an event, best first, with reasons; an empty list where none was made.

        Of the events that a query asks for, in its order, or of all: yield each event with its list.
        """
        if isinstance(event, int):
            return self._reader.related([event]).get(event) or RelatedList("")
        return self._related(event)

    def _versions(self, query: Query | None) -> Iterator[EventVersions]:
        then = self._reader.at(query.as_of if query else None)
        for events in batched_events(self.events(query)):
            found = then.versions([event.id for event in events])
            yield from (EventVersions(event, found.get(event.id, ())) for event in events)

    def _related(self, query: Query | None) -> Iterator[EventRelated]:
        for events in batched_events(self.events(query)):
            found = self._reader.related([event.id for event in events])
            yield from (EventRelated(event, found.get(event.id) or RelatedList("")) for event in events)

    def stories(self, query: Query | None = None) -> tuple[Subject, ...]:
        """Return the stories of the events that a query asks for, or all; those with most events in the archive first."""
        stories = self._reader.subjects(SubjectKind.TOPIC)
        if query is not None:
            asked = {story.slug for event in self.events(query) for story in event.stories}
            stories = {slug: story for slug, story in stories.items() if slug in asked}
        return tuple(sorted(stories.values(), key=lambda story: (-story.count, story.slug)))

    def days(self, first: date | None = None, last: date | None = None) -> tuple[DayRecord, ...]:
        """Return the days that have a page, oldest first, within an inclusive span."""
        return tuple(self._reader.days(first, last))

    def to_arrow(self, table: str = "events", query: Query | None = None) -> pa.Table:
        """Return a table of the export (docs/guide/data.md) as Arrow has it, of all events or of those a query asks for.

        Raises:
            ExportError: there is no such table, or pyarrow is not installed.
        """
        chosen = None if query is None else {event.id for event in self.events(query)}
        return arrow_table(*read_table(self._connection, table, chosen))

    def to_pandas(self, table: str = "events", query: Query | None = None) -> pd.DataFrame:
        """Return the same as a data frame of pandas, which must be installed."""
        return self.to_arrow(table, query).to_pandas()

    def to_polars(self, table: str = "events", query: Query | None = None) -> pl.DataFrame:
        """Return the same as a data frame of polars, which must be installed."""
        try:
            import polars as pl
        except ImportError as error:
            raise ExportError("polars is not installed", hint="pip install polars") from error
        return pl.DataFrame(self.to_arrow(table, query))

    def search(self, question: str = "", query: Query | None = None) -> SearchResult:
        """Answer a question typed as on the search page, narrowed by the filters of a query, in its order and size.

        Without a question the query is asked as it is.

        Raises:
            CursorError: the query's cursor is of another question, or too old.
        """
        return search_reader(self._reader, read_question(question, query) if question else query or Query())

    def suggest(self, typed: str, limit: int = 8) -> Sequence[Suggestion]:
        """Return stories, contexts, categories and outlets that somebody who types so far may be looking for."""
        return self._reader.suggest(typed, limit)

    def close(self) -> None:
        """Close the archive."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)


def open_archive(path: str | Path) -> OpenArchive:
    """Open an archive for reading, while others may write to it.

    Raises:
        ArchiveError: it is missing, damaged, or of another version of Daybook.
    """
    return OpenArchive(Path(path))
