"""The archive out as tables: read in pieces by several processes, written by one, described, put in place when whole.

The same archive gives the same bytes; a file that would have the same content as before is left alone.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import pickle
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from daybook import __version__
from daybook.archive import (
    ArchiveReader,
    all_addresses,
    archive_status,
    copy_as_of,
    ids_by_date,
    normal_address,
    open_for_reading,
    subject_numbers,
)
from daybook.ask import Query
from daybook.config import Settings
from daybook.errors import ArchiveBusy, ExportError
from daybook.export import (
    DataFile,
    Dataset,
    EventFacts,
    Keys,
    Row,
    Table,
    TableFormat,
    checksums,
    descriptions,
    format_named,
    parents_of,
    rows_of_contexts,
    rows_of_days,
    rows_of_events,
    rows_of_problems,
    rows_of_topics,
)
from daybook.export.tables import (
    ADDRESSES,
    CONTEXTS,
    DAYS,
    EVENT_TOPICS,
    PROBLEMS,
    RELATED,
    TABLES,
    TOPICS,
    VERSIONS,
)
from daybook.model import SubjectKind
from daybook.pipeline.parsing import processors
from daybook.progress import Progress, Steps, finish
from daybook.publish.addresses import EventPlace, Format, path
from daybook.workers import leaving_cycles_alone, map_blocks

PIECE = 4000
"""Events of a piece: what one process reads at once; some ten megabytes."""

SUMS = "SHA256SUMS"
"""The list of files of an export; what it names, the next export may replace or remove."""

_EVENT_TABLES = {table.name: table for table in TABLES}


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote: rows of events, files by what became of them, bytes of all."""

    events: int
    written: int
    unchanged: int
    removed: int
    size: int


@dataclass(frozen=True, slots=True)
class _Source:
    """What the processes that read are given."""

    archive: Path
    generation: int
    keys: Keys
    wanted: Collection[str]


_readers: dict[int, tuple[_Source, ArchiveReader, ExitStack]] = {}
"""The reader of this process, by its number: a forked one must not use its parent's connection."""


def export_tables(
    settings: Settings,
    folder: Path,
    names: Sequence[str],
    *,
    first: date | None = None,
    last: date | None = None,
    as_of: datetime | None = None,
    query: Query | None = None,
) -> Steps[ExportReport]:
    """Write the tables of the events that a query asks for to a folder, in each of the formats named.

    Without a query, of all events of the inclusive span of days, withdrawn ones too. With `as_of` (UTC), of what was known then;
    related lists are those of today and are left out then.

    Raises:
        ExportError: there is no such format, a format lacks its library, or the folder holds something else.
    """
    asked = query or Query(since=first, until=last, as_of=as_of, status=None)
    chosen = tuple(format_named(name) for name in dict.fromkeys(names))
    owned = _owned(folder)
    with ExitStack() as stack:
        # Made beside the folder, on the same file system, and moved in when all of it is whole: readers never see half a table.
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="daybook-", dir=_existing(folder))))
        archive, found = settings.files.archive, None
        if is_narrowed(asked):
            with open_for_reading(archive) as connection:
                found = {event for _, event in ArchiveReader(connection).find_all(asked)}
        # As of a moment, the tables are those of an archive that had read no further: a copy cut off there, not a filter in each table.
        if asked.as_of is not None:
            archive = work / "past.sqlite"
            copy_as_of(settings.files.archive, archive, asked.as_of, verified=found is not None)
        made = work / "made"
        made.mkdir()
        with open_for_reading(archive, verified=asked.as_of is not None or found is not None) as connection:
            state = data_state(connection, settings, [each.name for each in chosen], asked)
            status = archive_status(connection)
            rows, files = yield from _write(connection, made, chosen, Choice((asked.since, asked.until), found))
        dataset = replace(_dataset(settings, made, files, rows, status.generation, status.saved), state=state)
        for name, content in descriptions(dataset).items():
            (made / name).write_bytes(content)
        digests = [(file.path, file.digest) for file in dataset.files]
        digests += [
            (file.name, _digest(file)) for file in sorted(made.iterdir()) if file.is_file() and file not in files
        ]
        (made / SUMS).write_bytes(checksums(digests))
        written, unchanged, removed = _put_in_place(made, folder, owned)
        return ExportReport(rows["events"], written, unchanged, removed, sum(file.size for file in dataset.files))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which events are exported: those of an inclusive span of days, and, where given, with one of these ids."""

    span: tuple[date | None, date | None] = (None, None)
    events: Collection[int] | None = None


def is_narrowed(query: Query) -> bool:
    """Say whether a query asks for less than all events of its span of days."""
    return query != Query(
        since=query.since, until=query.until, as_of=query.as_of, status=None, sort=query.sort, size=query.size
    )


def data_state(connection: sqlite3.Connection, settings: Settings, names: Sequence[str], query: Query) -> str:
    """Return what is the same for the same archive, settings, formats and question: such exports have the same bytes."""
    status, site = archive_status(connection), settings.site
    said = (site.title, site.description, site.address, site.wiki_name, site.licence)
    made_from = (__version__, status.generation, status.saved, said, tuple(names), query)
    return hashlib.sha256(repr(made_from).encode("utf-8", "replace")).hexdigest()[:16]


def _write(
    connection: sqlite3.Connection, folder: Path, chosen: Sequence[TableFormat], choice: Choice
) -> Steps[tuple[dict[str, int], dict[Path, tuple[TableFormat, Table | None]]]]:
    """Write all tables; return the rows of each, and each file with its format and table."""
    writers = [(each, each.open(folder)) for each in chosen]
    counts = dict.fromkeys((table.name for table in TABLES), 0)

    def take(table: Table, rows: Sequence[Row]) -> None:
        counts[table.name] += len(rows)
        for _, writer in writers:
            writer.write(table, rows)

    yield from _read(connection, choice, take, processors())
    files: dict[Path, tuple[TableFormat, Table | None]] = {}
    with leaving_cycles_alone():
        for each, writer in writers:
            files |= {file: (each, table) for file, table in writer.close().items()}
    return counts, files


def read_table(
    connection: sqlite3.Connection, name: str, chosen: Collection[int] | None = None
) -> tuple[Table, list[Row]]:
    """Return a table with its rows, of the chosen events or of all; `ExportError` where there is none of that name."""
    table = _EVENT_TABLES.get(name)
    if table is None:
        raise ExportError(f"no such table: `{name}`", hint=f"choose from {', '.join(_EVENT_TABLES)}")
    found: list[Row] = []
    finish(
        _read(
            connection,
            Choice(events=chosen),
            lambda each, rows: found.extend(rows if each is table else ()),
            processes=0,
            wanted={name},
        )
    )
    return table, found


def _read(
    connection: sqlite3.Connection,
    choice: Choice,
    take: Callable[[Table, Sequence[Row]], None],
    processes: int,
    wanted: Collection[str] = _EVENT_TABLES,
) -> Steps[None]:
    """Hand the rows of all tables to `take`, in pieces: those of events, then what events refer to, then days.

    Histories and related lists, which take longest to read, are left out where they are not `wanted`.
    """
    reader = ArchiveReader(connection)
    ids = [event for event in ids_by_date(connection, *choice.span) if choice.events is None or event in choice.events]
    keys = Keys(
        subject_numbers(connection, SubjectKind.CONTEXT),
        subject_numbers(connection, SubjectKind.TOPIC),
        event_path,
        lru_cache(maxsize=65_536)(normal_address),
    )
    used: set[int] = set()
    topics: set[int] = set()
    parents: dict[int, int] = {}
    done = 0
    pieces = [ids[start : start + PIECE] for start in range(0, len(ids), PIECE)] or [[]]
    (_, _, file), *_ = connection.execute("PRAGMA database_list")  # of an earlier version, a copy brought up to date
    source = _Source(Path(file), reader.generation(), keys, wanted)
    dates: set[date] = set()
    for packed in map_blocks(_read_piece, source, pieces, processes):
        with leaving_cycles_alone():
            rows = pickle.loads(packed)  # noqa: S301 - made by our own process
            for name, of_table in rows.items():
                take(_EVENT_TABLES[name], of_table)
            used.update(row[2] for row in rows["event_contexts"])
            topics.update(row[2] for row in rows[EVENT_TOPICS.name])
            parents_of(rows[EVENT_TOPICS.name], parents)
            dates.update(row[2] for row in rows["events"])
        done += len(rows["events"])
        yield Progress("exporting", done, len(ids), "events")
    if os.getpid() in _readers:
        _readers.pop(os.getpid())[2].close()
    with leaving_cycles_alone():
        _read_others(connection, reader, keys, choice, _Met(set(ids), used, topics, parents, dates), take)


@dataclass(frozen=True, slots=True)
class _Met:
    """What the rows of the chosen events refer to."""

    events: set[int]
    contexts: set[int]
    topics: set[int]
    parents: dict[int, int]
    dates: set[date]


def _read_others(
    connection: sqlite3.Connection,
    reader: ArchiveReader,
    keys: Keys,
    choice: Choice,
    met: _Met,
    take: Callable[[Table, Sequence[Row]], None],
) -> None:
    """Hand over the rows of the tables that are not of single events."""
    known = {number: slug for slug, number in keys.contexts.items()}
    articles = reader.subjects(SubjectKind.CONTEXT, [known[number] for number in sorted(met.contexts)])
    take(CONTEXTS, list(rows_of_contexts((keys.contexts[slug], each) for slug, each in articles.items())))
    stories = reader.subjects(SubjectKind.TOPIC)
    named = [(keys.topics[slug], each) for slug, each in stories.items() if keys.topics.get(slug) in met.topics]
    take(
        TOPICS,
        list(rows_of_topics(named, {topic: above for topic, above in met.parents.items() if above in met.topics})),
    )
    days = [day for day in reader.days(*choice.span) if choice.events is None or day.date in met.dates]
    take(DAYS, list(rows_of_days(days)))
    take(PROBLEMS, list(rows_of_problems(days)))
    given = [(event_path(day, slug), event) for day, slug, event in all_addresses(connection) if event in met.events]
    take(ADDRESSES, sorted(given))


def _read_piece(source: _Source, ids: Sequence[int]) -> bytes:
    """Return the rows of some events, packed: rows as they are would fill memory where the writer is slower."""
    reader = _reader_of(source, os.getpid())
    with leaving_cycles_alone():
        events = reader.events(ids)
        versions = reader.versions(ids) if VERSIONS.name in source.wanted else {}
        related = reader.related(ids) if RELATED.name in source.wanted else {}
        facts = [EventFacts(events[event], versions.get(event, ()), related.get(event)) for event in ids]
        return pickle.dumps(rows_of_events(facts, source.keys))


def _reader_of(source: _Source, process: int) -> ArchiveReader:
    """Return the reader of a process, opened once: it remembers the contexts and stories that it has met."""
    known = _readers.get(process)
    if known is None or known[0] is not source:
        stack = ExitStack()
        connection = stack.enter_context(open_for_reading(source.archive, verified=True))
        known = _readers[process] = source, ArchiveReader(connection), stack
        if known[1].generation() != source.generation:
            raise ArchiveBusy(
                f"the archive changed while it was exported: `{source.archive}`", hint="run the command again"
            )
    return known[1]


def event_path(day: date, slug: str) -> str:
    """Return an event's address as every format has it: without an ending."""
    return path(EventPlace(day, slug), Format.HTML).removesuffix(".html")


def _dataset(
    settings: Settings,
    made: Path,
    files: dict[Path, tuple[TableFormat, Table | None]],
    rows: dict[str, int],
    generation: int,
    moment: datetime | None,
) -> Dataset:
    site = settings.site
    described = tuple(
        DataFile(
            str(file.relative_to(made)),
            each,
            table,
            file.stat().st_size,
            _digest(file),
            _rows_of(file, made, table, rows),
        )
        for file, (each, table) in sorted(files.items())
    )
    return Dataset(
        site.title, site.description, site.address, site.wiki_name, site.licence != "none", generation, moment,
        __version__, described,
    )  # fmt: skip


def _rows_of(file: Path, made: Path, table: Table | None, rows: dict[str, int]) -> int:
    if table is None:
        return sum(rows.values())
    if file.parent == made:
        return rows[table.name]
    import pyarrow.parquet  # only Parquet has files of parts

    return int(pyarrow.parquet.read_metadata(file).num_rows)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _existing(folder: Path) -> Path:
    """Return the folder itself or the nearest one above it that is there: on the same disk, so that moving is renaming."""
    folder = folder.absolute()
    while not folder.is_dir():
        folder = folder.parent
    return folder


def _owned(folder: Path) -> set[str]:
    """Return the files that an earlier export put there; refuse a folder of anything else."""
    sums = folder / SUMS
    if sums.is_file():
        return {line.partition("  ")[2] for line in sums.read_text("utf-8").splitlines()} | {SUMS}
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"not a Daybook export: `{folder}`", hint="name a new folder, or an empty one")
    return set()


def _put_in_place(made: Path, folder: Path, owned: set[str]) -> tuple[int, int, int]:
    """Move files into the folder but those that are the same there; remove what only the last export had; sums come last."""
    names = sorted(
        (str(file.relative_to(made)) for file in made.rglob("*") if file.is_file()), key=lambda n: (n == SUMS, n)
    )
    written = unchanged = 0
    for name in names:
        target = folder / name
        if target.is_file() and filecmp.cmp(made / name, target, shallow=False):
            unchanged += 1
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made / name, target)
        written += 1
    gone = [
        name
        for name in sorted(owned.difference(names))
        if not Path(name).is_absolute() and ".." not in Path(name).parts
    ]
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return written, unchanged, len(gone)
