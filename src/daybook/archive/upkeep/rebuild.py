"""An archive written anew from the listings of another: as it stood at a past moment, or to see whether it would be equal.

Keeps every id, slug and address. Everything that `schema.sql` calls derived is derived again; related lists are left out.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from daybook.archive.encoding.stored_time import to_seconds, to_time
from daybook.archive.encoding.text_compression import pack
from daybook.archive.file.opening import open_for_writing
from daybook.archive.identity.history import CONFIRMED_AFTER
from daybook.archive.identity.join_table import joins_of, replace_joins
from daybook.archive.identity.joins import parts_at
from daybook.archive.writing.day_session import Day, DaySession
from daybook.archive.writing.derivation import Derivation
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.revisions import read_all
from daybook.archive.writing.search_entries import EntryWriter
from daybook.archive.writing.subjects import SubjectRegister
from daybook.archive.writing.writable_archive import WritableArchive, transaction

_KEPT = {
    "page": "id, title, date",
    "subject": "id, kind, slug, name, title, target, description, wikidata, latitude, longitude",
    "subject_key": "kind, name, subject",
    "redirect": "title, given, target",
    "attribute": "name, value",
    "cited": "address, asked, tries, again, why, facts",
    "source_state": "address, due, state",
    "article": "title, asked, found, item, kind, country",
    "item": "id, asked, parents, code",
}


def rebuild(source: sqlite3.Connection, path: Path, moment: datetime | None) -> None:
    """Write a new archive of what `source` held of revisions saved until `moment`, or of all of them."""
    with open_for_writing(path, now=moment or to_time(0)) as archive:
        with transaction(archive):
            archive.connection.execute("PRAGMA defer_foreign_keys = ON")
            for table, columns in _KEPT.items():
                _copy(source, archive.connection, table, columns)
            limit = to_seconds(moment) if moment is not None else None
            if limit is None:
                _copy(
                    source,
                    archive.connection,
                    "revision",
                    "id, page, number, saved, timed, read, editor, digest, base, wikitext",
                )
            else:
                _copy_revisions(source, archive.connection, limit)
            _copy_joins(source, archive.connection, limit)
            _derive_days(source, archive, limit)
        archive.connection.execute("PRAGMA journal_mode = DELETE")


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str, columns: str) -> None:
    marks = ", ".join("?" * (columns.count(",") + 1))
    target.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - names from this module
        source.execute(f"SELECT {columns} FROM {table}"),  # noqa: S608
    )


def _copy_revisions(source: sqlite3.Connection, target: sqlite3.Connection, limit: int) -> None:
    """Copy the revisions saved until then, each leaning on the last one of its page that is copied too."""
    last: dict[int, tuple[int, str, int]] = {}
    rows = source.execute("SELECT id, page, number, saved, timed, read, editor, digest FROM revision ORDER BY id")
    for row, (_, raw) in zip(rows, read_all(source), strict=True):
        if row[3] > limit:
            continue
        base, before, steps = last.get(row[1], (None, None, 0))
        packed, steps = pack(raw.wikitext, before, steps)
        last[row[1]] = (row[0], raw.wikitext, steps)
        target.execute(
            "INSERT INTO revision (id, page, number, saved, timed, read, editor, digest, base, wikitext) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, base if steps else None, packed),
        )


def _copy_joins(source: sqlite3.Connection, target: sqlite3.Connection, limit: int | None) -> None:
    """Copy the joins that were known then, each with what the event was then."""
    for (event,) in source.execute("SELECT DISTINCT event FROM joined ORDER BY event").fetchall():
        joins = joins_of(source, [event])
        if limit is not None:
            ids = {day: part.id for part in parts_at(joins, limit) for day in part.dates}
            joins = [replace(join, event=ids[join.date]) for join in joins if join.since <= limit]
        replace_joins(target, (), joins)


def _derive_days(source: sqlite3.Connection, archive: WritableArchive, limit: int | None) -> None:
    connection = archive.connection
    derived = DerivedChanges(connection)
    (events,) = source.execute("SELECT value FROM counter WHERE name = 'event'").fetchone()
    connection.execute("UPDATE counter SET value = ? WHERE name = 'event'", (events,))
    done: set[int] = set()
    for (day_key,) in source.execute("SELECT date FROM day ORDER BY date").fetchall():
        if day_key in done:
            continue
        known = DaySession(source, limit)
        group, waiting = {day_key}, {day_key}
        while waiting:
            day = known.day(waiting.pop())
            joined = {other for event in day.owners() for other in known.dates_of(event)} - group
            group |= joined
            waiting |= joined
        done |= group
        session = DaySession(connection)
        session.titles = known.titles
        session.shown_at = {event: (row.date, row.slug) for event, row in known.rows.items()}
        session.first_at = {event: row.first_address for event, row in known.rows.items()}
        for each in sorted(group):
            kept = _known_then(known.day(each), limit)
            if kept.listings:
                session.days[each] = kept
        if session.days:
            derivation = Derivation(session, archive.subjects, derived)
            derivation.derive(sorted(session.days))
            derivation.entries.flush()
        if limit is not None:
            _keep_former_subjects(session, archive.subjects, derived)
    derived.write()
    EntryWriter(connection, archive.subjects, derived).finish()


def _keep_former_subjects(session: DaySession, register: SubjectRegister, derived: DerivedChanges) -> None:
    """Note the subjects that only earlier wordings name, without events: their pages were published, and answer still."""
    for day in session.days.values():
        wordings = {id(wording): wording for listing in day.listings for wording in listing.wordings}
        for wording in wordings.values():
            for subject in register.subjects_of(wording).ids:
                derived.mark(subject, day.key)


def _known_then(day: Day, limit: int | None) -> Day:
    """Return a day with the revisions saved until then.

    The newest counts as read by then, and as having stood for as long as there was time; that anybody looked at it again
    is known only of the last look ever.
    """
    if limit is None:
        return day
    listings = [listing for listing in day.listings if listing.saved <= limit]
    checked = limit
    if listings:
        last = listings[-1]
        last.read = min(last.read, limit)
        if limit - last.saved < CONFIRMED_AFTER:
            checked = day.checked if day.checked <= limit else last.read
    events = {event for listing in listings for event in listing.events}
    addresses = {slug: event for slug, event in day.addresses.items() if event in events}
    return Day(day.key, listings, addresses, checked=checked, parser=day.parser)
