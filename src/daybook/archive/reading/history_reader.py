"""Reading histories: the versions of events, and the versions of a span of time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby

from daybook.archive.encoding.stored_time import to_date, to_time
from daybook.archive.identity.history import DayTimeline, build_history, build_timeline
from daybook.archive.writing.day_session import DaySession, EventRow
from daybook.model import Change, ChangeKind, Revision, Version

AT_ONCE = 500
"""Events whose rows are read at once."""

IN_HAND = 64
"""Days kept decoded at once: neighbours share events that moved, and memory stays bounded."""


def versions_of(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[Version, ...]]:
    """Return all versions of events, oldest first."""
    return dict(_versions(connection, sorted(set(ids))))


def changes_since(connection: sqlite3.Connection, since: int, limit: int) -> list[Change]:
    """Return the versions saved since a time in seconds, newest first, at most `limit`."""
    changes: dict[tuple[int, int], Change] = {}
    seen: set[int] = set()
    rows = connection.execute(
        "SELECT saved, date FROM revision JOIN page ON page.id = page WHERE saved >= ? ORDER BY saved DESC", (since,)
    )
    for saved, group in groupby(rows, key=lambda row: int(row[0])):
        if sum(change.version.revision.saved > to_time(saved) for change in changes.values()) >= limit:
            break
        days = {date for _, date in group} - seen
        seen |= days
        for day in sorted(days):
            ids = [event for (event,) in connection.execute("SELECT id FROM event WHERE date = ?", (day,))]
            for event, versions in _versions(connection, ids):
                for number, version in enumerate(versions, 1):
                    if version.revision.saved.timestamp() >= since:
                        changes[event, number] = Change(event, number, version)
    newest_first = sorted(
        changes.values(), key=lambda change: (-change.version.revision.saved.timestamp(), change.event, -change.number)
    )
    return newest_first[:limit]


def _versions(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, tuple[Version, ...]]]:
    session = DaySession(connection)
    timelines: dict[int, DayTimeline] = {}
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        session.read_rows(batch)
        rows = {event: session.rows[event] for event in batch if event in session.rows}
        once = [row for row in rows.values() if row.changes == 0]
        firsts = _first_versions(connection, once)
        for event in batch:
            if event in firsts:
                yield event, (firsts[event],)
            elif event in rows:
                day_keys = session.dates_of(event)
                if len(timelines) > IN_HAND:
                    timelines.clear()
                    session.clear()
                    session.rows.update(rows)
                for day_key in day_keys - timelines.keys():
                    day = session.day(day_key)
                    timelines[day_key] = build_timeline(day.date, day.listings, day.checked)
                steps = [step for day_key in day_keys for step in timelines[day_key].steps.get(event, ())]
                yield event, build_history(steps, session.titles).versions


def _first_versions(connection: sqlite3.Connection, rows: Sequence[EventRow]) -> dict[int, Version]:
    """Return the only version of events that never changed: nothing of their days' history need be read."""
    revisions = {row.revision for row in rows}
    first_seen = {
        revision: (Revision(wiki_revision, to_time(saved), bool(timed)), title)
        for revision, wiki_revision, saved, timed, title in (
            connection.execute(
                "SELECT revision.id, number, saved, timed, title FROM revision JOIN page ON page.id = page WHERE revision.id = ?",
                (revision,),
            ).fetchone()
            for revision in revisions
        )
    }
    return {
        row.id: Version(*first_seen[row.revision], to_date(row.date), (ChangeKind.ADDED,), row.wording) for row in rows
    }
