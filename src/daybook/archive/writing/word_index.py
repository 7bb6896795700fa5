"""Making the search index anew from the listings of the days: after an upgrade, and to drop what nobody reads any more."""

from __future__ import annotations

import sqlite3
from importlib.resources import files

from daybook.archive.identity.history import build_timeline
from daybook.archive.identity.join_table import joins_of
from daybook.archive.writing.day_session import DaySession
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.search_entries import EntryWriter, KnownEntry, entries_by_part
from daybook.archive.writing.subjects import SubjectRegister
from daybook.ask.language import VERSION
from daybook.errors import ArchiveError


def expect_fts5(connection: sqlite3.Connection) -> None:
    """Raise `ArchiveError` where Python's SQLite was built without FTS5."""
    modules = {name for (name,) in connection.execute("SELECT name FROM pragma_module_list")}
    if "fts5" not in modules:
        raise ArchiveError(
            f"the SQLite of this Python ({sqlite3.sqlite_version}) has no FTS5, which search needs",
            hint="install a Python whose SQLite has it: those of Debian, python.org and Homebrew do",
        )


def reindex(connection: sqlite3.Connection) -> int:
    """Make the index anew, in one transaction that this begins and ends; return the number of entries."""
    expect_fts5(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        script = files(__package__).joinpath("index.sql").read_text(encoding="utf-8")
        connection.execute("DELETE FROM counter WHERE name = 'entry'")
        for statement in script.split(";\n"):
            connection.execute(statement)
        derived = DerivedChanges(connection)
        writer = EntryWriter(connection, SubjectRegister(connection), derived)
        days = [number for (number,) in connection.execute("SELECT date FROM day ORDER BY date").fetchall()]
        done: set[int] = set()
        for number in days:
            if number not in done:
                done |= _index_group(connection, number, writer)
        writer.finish()
        derived.write()
        (generation,) = connection.execute("SELECT value FROM counter WHERE name = 'generation'").fetchone()
        connection.execute(
            "INSERT INTO counter (name, value) VALUES ('index', ?), ('index since', ?) "
            "ON CONFLICT DO UPDATE SET value = excluded.value",
            (VERSION, generation),
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def _index_group(connection: sqlite3.Connection, number: int, writer: EntryWriter) -> set[int]:
    """Index a day, and the days that share events with it."""
    session = DaySession(connection)
    waiting, group = {number}, {number}
    while waiting:
        day = session.day(waiting.pop())
        joined = {other for event in day.owners() for other in session.dates_of(event)} - group
        group |= joined
        waiting |= joined
    timelines = {
        each: build_timeline(session.day(each).date, session.day(each).listings, session.day(each).checked)
        for each in sorted(group)
    }
    events = sorted({event for timeline in timelines.values() for event in timeline.steps})
    entries: dict[int, list[KnownEntry]] = {}
    for event in events:
        steps = [step for timeline in timelines.values() for step in timeline.steps.get(event, ())]
        joins = joins_of(connection, [event]) if len(group) > 1 else ()
        entries |= entries_by_part(event, steps, joins, session.titles)
    writer.write(entries, set())
    return group
