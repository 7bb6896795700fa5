"""Pages, events and archives for these tests, without a parser: short to write, complete in what the archive reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from daybook.archive import ArchiveReader, Intake, WritableArchive, add_revisions, open_for_reading, open_for_writing
from daybook.archive.encoding.checksum import COLUMNS, register, triggers
from daybook.archive.file.version import APPLICATION
from daybook.model import (
    ArchivedEvent,
    Category,
    Event,
    ParsedDay,
    Problem,
    RawPage,
    RichText,
    Selection,
    Source,
    Span,
    Topic,
    TopicLine,
)

DAY = date(2024, 5, 4)
NEXT = date(2024, 5, 5)
LATER = datetime(2024, 6, 1, 12, tzinfo=UTC)
"""A time of reading long after all revisions here: every removal in them has stood for an hour."""

Pair = tuple[RawPage, ParsedDay]


def event(
    text: str,
    *sources: str,
    links: Sequence[str] = (),
    topics: Sequence[str | Topic] = (),
    category: str | None = "Sports",
    label: Topic | None = None,
) -> Event:
    """Make an event; `links` are linked where their words stand in the text, or put behind it."""
    spans = [Span(text)]
    for link in links:
        last = spans.pop()
        before, found, after = last.text.partition(link)
        pieces = [Span(before), Span(found or " ", link=link), Span(after)]
        spans += [piece for piece in pieces if piece.text]
        if spans[-1].link:
            spans.append(Span("."))
    named = [topic if isinstance(topic, Topic) else Topic(topic, topic) for topic in topics]
    return Event(
        RichText(tuple(spans)),
        Category(category, category) if category else None,
        tuple(TopicLine(RichText((Span(topic.name, link=topic.title),)), (topic,)) for topic in named),
        label,
        tuple(Source(url, "Example") for url in sources),
    )


def revision(
    number: int | None, hours: float | None, *events: Event | str, day: date = DAY, problems: tuple[Problem, ...] = ()
) -> Pair:
    """Make a revision of a day's page, saved so many hours after the day began (None: nobody knows when)."""
    title = f"Portal:Current events/{day.year} {day:%B} {day.day}"
    saved = None if hours is None else datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
    listed = tuple(each if isinstance(each, Event) else event(each) for each in events)
    text = "\n".join(f"* {each.headline.plain} {' '.join(source.url for source in each.sources)}" for each in listed)
    return RawPage(title, text, number, saved), ParsedDay(day, title, listed, problems, ())


def store(path: Path, *writes: Pair | list[Pair], read_at: datetime = LATER) -> Intake:
    """Write each revision, or list of revisions, in a write of its own; return what the last one brought."""
    intake = Intake()
    with open_for_writing(path, now=read_at) as archive:
        for write in writes:
            intake = add_revisions(archive, write if isinstance(write, list) else [write], read_at)
    return intake


def copied(made: Path, folder: Path) -> Path:
    """Return a copy of an archive that several tests begin with, for one of them to change."""
    path = folder / "test.daybook"
    path.write_bytes(made.read_bytes())
    return path


@contextmanager
def writing(path: Path, now: datetime = LATER) -> Iterator[WritableArchive]:
    """Open an archive for writing."""
    with open_for_writing(path, now=now) as archive:
        yield archive


@contextmanager
def reading(path: Path) -> Iterator[ArchiveReader]:
    """Open an archive for questions."""
    with open_for_reading(path) as connection:
        yield ArchiveReader(connection)


def all_events(path: Path) -> list[ArchivedEvent]:
    """Return all events, withdrawn ones too, in the order of the archive."""
    with reading(path) as reader:
        ids = reader.select(Selection(withdrawn=True))
        found = reader.events(ids)
        return [found[event] for event in ids]


def slugs(path: Path, *, withdrawn: bool = False) -> list[str]:
    """Return the slugs of listed events, or of withdrawn ones."""
    wanted = "withdrawn" if withdrawn else "listed"
    return [event.slug for event in all_events(path) if event.status.value == wanted]


def write_wrongly(path: Path, statement: str) -> None:
    """Change rows as a fault of Daybook's own would: with checksums that are right."""
    with closing(sqlite3.connect(path)) as connection, connection:
        register(connection)
        connection.execute(statement)


def rot(path: Path, statement: str) -> None:
    """Change rows as a disk that fails would: checksums and sums stay as they were."""
    table = statement.removeprefix("DELETE FROM ").removeprefix("UPDATE ").split()[0]
    with closing(sqlite3.connect(path)) as connection, connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        # Each change computes the checksum anew: it gets the one back that the row had.
        keys = 2 if table in ("address", "subject_key") else 1
        rows = connection.execute(f"SELECT {COLUMNS[table]}, checksum FROM {table}") if table in COLUMNS else ()
        kept = {row[:keys]: row[-1] for row in rows}
        connection.create_function("row_checksum", -1, lambda *row: kept[row[:keys]], deterministic=True)
        connection.execute(statement)


def write_version_2(path: Path) -> None:
    """Make an archive as version 2 wrote it: rewording, a removal, a move, a page without a time, redirects, facts, lists."""
    script = Path(__file__).with_name("version-2.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
        connection.executescript(f"PRAGMA application_id = {APPLICATION}; PRAGMA user_version = 2")


def make_earlier(path: Path, version: int) -> None:
    """Make an archive what version 5, 6 or 7 would have written.

    7 did not know where events were, 6 nor whether sources answer, 5 nor which events were joined and since when.
    """
    later = {7: ("article", "item", "location"), 6: ("source_state",), 5: ("joined", "entry")}
    gone = [table for last, tables in later.items() if version <= last for table in tables]
    with closing(sqlite3.connect(path)) as connection:
        register(connection)
        for table in gone:
            connection.execute(f"DROP TABLE {table}")
            connection.execute(f"DELETE FROM table_checksum WHERE name = '{table}'")
        if "entry" in gone:
            connection.execute(
                "CREATE TABLE entry (id INTEGER PRIMARY KEY, event INTEGER, checksum INTEGER AS (id + event))"
            )
            for statement in triggers(["entry"]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
