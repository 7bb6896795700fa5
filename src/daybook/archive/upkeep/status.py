"""The state of an archive in a few numbers, for whoever watches over it. Reads; judges nothing."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from daybook.archive.encoding.stored_time import to_date, to_time
from daybook.archive.file.version import VERSION
from daybook.archive.writing.day_session import PROBLEMS, WITHDRAWN


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """What an archive holds and how fresh it is; times in UTC, None where nothing is known.

    `looked` is when a day page was last read or found unchanged, `saved` when the newest revision was saved on the wiki (of
    those whose source tells). `gaps` are the inclusive spans of days without a page between the first and the last day.
    `problems` counts by severity.
    """

    version: int
    generation: int
    first: date | None
    last: date | None
    days: int
    events: int
    looked: datetime | None
    saved: datetime | None
    gaps: tuple[tuple[date, date], ...]
    problems: dict[str, int]


def archive_status(connection: sqlite3.Connection) -> ArchiveStatus:
    """Return the state of an archive open for reading."""
    one = connection.execute
    dates: list[date] = []
    problems: Counter[str] = Counter()
    for day, stored in one("SELECT date, problems FROM day ORDER BY date"):
        dates.append(to_date(day))
        if stored:
            problems.update(problem.severity.value for problem in PROBLEMS.decode(stored))
    (looked,) = one("SELECT max(checked) FROM day").fetchone()
    (saved,) = one("SELECT max(saved) FROM revision WHERE timed").fetchone()
    (events,) = one("SELECT count(*) FROM event WHERE state > ?", (WITHDRAWN,)).fetchone()
    (generation,) = one("SELECT value FROM counter WHERE name = 'generation'").fetchone()
    return ArchiveStatus(
        VERSION,
        generation,
        dates[0] if dates else None,
        dates[-1] if dates else None,
        len(dates),
        events,
        to_time(looked) if looked is not None else None,
        to_time(saved) if saved is not None else None,
        _gaps(dates),
        {severity: problems[severity] for severity in ("error", "warning", "info")},
    )


@dataclass(frozen=True, slots=True)
class ArchiveFigures:
    """How much an archive holds: quick to read, for whoever asks often."""

    events: int
    withdrawn: int
    days: int
    revisions: int
    first: date | None
    last: date | None
    looked: datetime | None


def archive_figures(connection: sqlite3.Connection) -> ArchiveFigures:
    """Return the figures of an archive open for reading."""
    one = connection.execute
    (events,) = one("SELECT count(*) FROM event WHERE state > ?", (WITHDRAWN,)).fetchone()
    (every,) = one("SELECT count(*) FROM event").fetchone()
    days, first, last, looked = one("SELECT count(*), min(date), max(date), max(checked) FROM day").fetchone()
    (revisions,) = one("SELECT count(*) FROM revision").fetchone()
    return ArchiveFigures(
        events,
        every - events,
        days,
        revisions,
        to_date(first) if first else None,
        to_date(last) if last else None,
        to_time(looked) if looked is not None else None,
    )


def first_moment(connection: sqlite3.Connection) -> datetime | None:
    """Return when the oldest revision was saved: before that, nothing was known; None for an empty archive."""
    (saved,) = connection.execute("SELECT min(saved) FROM revision").fetchone()
    return to_time(saved) if saved is not None else None


def _gaps(dates: list[date]) -> tuple[tuple[date, date], ...]:
    one_day = timedelta(days=1)
    return tuple((left + one_day, right - one_day) for left, right in pairwise(dates) if right - left > one_day)
