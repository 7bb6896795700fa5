"""Reading histories: the versions of events, and the versions of a span of time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby

from daybook.archive.days import Desk, Row, to_date
from daybook.archive.history import Course, follow, live, to_time
from daybook.model import Change, ChangeKind, Revision, Version

IN_HAND = 64
"""Days kept decoded at once: neighbours share events that moved, and memory stays bounded."""


def versions_of(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[Version, ...]]:
    """Return all versions of events, oldest first."""
    return dict(_versions(connection, sorted(set(ids))))


def changes_since(connection: sqlite3.Connection, since: int, limit: int) -> list[Change]:
    """Return the versions saved since a time in seconds, newest first, at most `limit`."""
    found: dict[tuple[int, int], Change] = {}
    seen: set[int] = set()
    rows = connection.execute(
        "SELECT saved, date FROM revision JOIN page ON page.id = page WHERE saved >= ? ORDER BY saved DESC", (since,)
    )
    for saved, group in groupby(rows, key=lambda row: int(row[0])):
        if sum(change.version.revision.saved > to_time(saved) for change in found.values()) >= limit:
            break
        days = {date for _, date in group} - seen
        seen |= days
        for day in sorted(days):
            ids = [event for (event,) in connection.execute("SELECT id FROM event WHERE date = ?", (day,))]
            for event, versions in _versions(connection, ids):
                for number, version in enumerate(versions, 1):
                    if version.revision.saved.timestamp() >= since:
                        found[event, number] = Change(event, number, version)
    newest_first = sorted(
        found.values(), key=lambda change: (-change.version.revision.saved.timestamp(), change.event, -change.number)
    )
    return newest_first[:limit]


def _versions(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, tuple[Version, ...]]]:
    desk = Desk(connection)
    courses: dict[int, Course] = {}
    for start in range(0, len(ids), 500):
        batch = ids[start : start + 500]
        desk.read_rows(batch)
        rows = {event: desk.rows[event] for event in batch if event in desk.rows}
        once = [row for row in rows.values() if row.changes == 0]
        firsts = _first_versions(connection, once)
        for event in batch:
            if event in firsts:
                yield event, (firsts[event],)
            elif event in rows:
                numbers = desk.dates_of(event)
                if len(courses) > IN_HAND:
                    courses.clear()
                    desk.clear()
                    desk.rows.update(rows)
                for number in numbers - courses.keys():
                    day = desk.day(number)
                    courses[number] = follow(day.date, day.listings, day.checked)
                steps = [step for number in numbers for step in courses[number].steps.get(event, ())]
                yield event, live(steps, desk.titles).versions


def _first_versions(connection: sqlite3.Connection, rows: Sequence[Row]) -> dict[int, Version]:
    """Return the only version of events that never changed: nothing of their days' history need be read."""
    numbers = {row.revision for row in rows}
    told = {
        number: (Revision(wikis, to_time(saved)), title)
        for number, wikis, saved, title in (
            connection.execute(
                "SELECT revision.id, number, saved, title FROM revision JOIN page ON page.id = page WHERE revision.id = ?",
                (number,),
            ).fetchone()
            for number in numbers
        )
    }
    return {row.id: Version(*told[row.revision], to_date(row.date), (ChangeKind.ADDED,), row.wording) for row in rows}
