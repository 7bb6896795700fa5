"""The pages of days as an archive keeps them: which parser read them, what they say, which events they list. Writes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from daybook.archive.encoding.stored_time import to_time
from daybook.archive.encoding.wording import is_same_wording
from daybook.archive.writing.day_session import DaySession
from daybook.archive.writing.revisions import read_text
from daybook.model import Event, RawPage


def days_of_other_parsers(connection: sqlite3.Connection, parser: str) -> list[int]:
    """Return the keys of the days that another parser than this one read, oldest first."""
    return [key for (key,) in connection.execute("SELECT date FROM day WHERE parser <> ? ORDER BY date", (parser,))]


def revisions_of_days(connection: sqlite3.Connection) -> dict[int, int]:
    """Return the keys of all days, oldest first, with the number of their revisions."""
    return dict(connection.execute("SELECT date, revisions FROM day ORDER BY date").fetchall())


def raw_pages_of_day(connection: sqlite3.Connection, day_key: int) -> list[RawPage]:
    """Return the raw pages of a day, oldest revision first."""
    return [raw for raw, _ in listed_pages_of_day(connection, day_key)]


def listed_pages_of_day(connection: sqlite3.Connection, day_key: int) -> list[tuple[RawPage, tuple[Event, ...]]]:
    """Return the raw pages of a day, oldest revision first, each with the events that the archive lists for it."""
    session = DaySession(connection)
    return [
        (
            RawPage(
                session.titles[each.page],
                read_text(connection, each.revision)[0],
                each.wiki_revision,
                to_time(each.saved) if each.timed else None,
            ),
            tuple(replace(wording, line=line) for wording, line in zip(each.wordings, each.lines, strict=True)),
        )
        for each in session.day(day_key).listings
    ]


def lists_the_same(listed: Sequence[Event], found: Sequence[Event]) -> bool:
    """Say whether readers see no difference between the events that a revision lists and those found in its page."""
    return len(listed) == len(found) and all(
        one.line == other.line and is_same_wording(one, other) for one, other in zip(listed, found, strict=True)
    )
