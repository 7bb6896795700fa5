"""One day of an archive in hand: its revisions, its events' rows, its addresses; read, changed, put back.

A `DaySession` holds the days that one transaction works on.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from daybook.archive.encoding.checksum import expect_sound, sound
from daybook.archive.encoding.codec import Codec
from daybook.archive.encoding.event_subjects import SUBJECTS, EventSubjects
from daybook.archive.encoding.listing import Listing, decode_history, listed_ids
from daybook.archive.encoding.stored_time import to_date
from daybook.archive.encoding.wording import decode_event
from daybook.archive.identity.join_table import event_of, joined_events_of, parts_of
from daybook.model import Event, Problem
from daybook.model.slug import headline_slug, numbered

ADDRESSES = Codec(tuple[tuple[int, str], ...], compressed=False)
"""Addresses of an event that has several, as `EventRow.former` has them: day key and slug; what has one keeps NULL."""

PROBLEMS = Codec(tuple[Problem, ...])
"""A day's problems; one that has none keeps no bytes."""

WITHDRAWN, LISTED, PENDING = 0, 1, 2
"""States of an event: removed and confirmed; on the page; missing from the newest revision, not yet confirmed."""


@dataclass(slots=True)
class EventRow:
    """An event as its row in the archive says.

    `former` are its addresses where it has several: the one that it had first, be it the present one, then the others, sorted.

    `timed` is 1 where the time of `first_listed` is known, plus 2 where that of `last_changed` is.
    """

    id: int
    date: int
    slug: str
    former: tuple[tuple[int, str], ...]
    wording: Event
    line: int
    position: int
    state: int
    first_listed: int
    last_changed: int
    timed: int
    changes: int
    revision: int
    subjects: EventSubjects

    @property
    def first_address(self) -> tuple[int, str]:
        """Return the address that the event had first: its identifier for ever is made of it."""
        return self.former[0] if self.former else (self.date, self.slug)


@dataclass(slots=True)
class Day:
    """A day being worked on.

    `addresses` are all that were ever given out for it, with their events; `parser` names the parser that read it.
    """

    key: int
    listings: list[Listing] = field(default_factory=list)
    addresses: dict[str, int] = field(default_factory=dict)
    checked: int = 0
    missing: int | None = None
    parser: str = ""

    @property
    def date(self) -> date:
        """The day itself."""
        return to_date(self.key)

    def event_ids(self) -> set[int]:
        """Return the ids of all events that any revision listed."""
        return {event for listing in self.listings for event in listing.events}

    def owners(self) -> set[int]:
        """Return the ids of all events that are listed, or have an address, on this day."""
        return self.event_ids() | set(self.addresses.values())

    def rename(self, ids: Mapping[int, int]) -> None:
        """Give some events other ids."""
        for listing in self.listings:
            listing.events = [ids.get(event, event) for event in listing.events]
        self.addresses = {slug: ids.get(event, event) for slug, event in self.addresses.items()}

    def give_address(self, event: int, wording: Event) -> str:
        """Return a new address on this day for an event: the first free slug of its headline."""
        base = headline_slug(wording.headline.plain, space_before=wording.space_before)
        number = 1
        while (slug := numbered(base, number)) in self.addresses:
            number += 1
        self.addresses[slug] = event
        return slug


def first_given(
    event: int,
    addresses: Sequence[tuple[int, str]],
    known: tuple[int, str] | None,
    listings_of: Callable[[int], Sequence[Listing]],
) -> tuple[int, str]:
    """Return which of its addresses, sorted, an event had first: as is known, else that of the day that listed it first."""
    if known is not None and known in addresses:
        return known
    *_, first = min(
        (next((each.saved for each in listings_of(at[0]) if event in each.events), sys.maxsize), place, at)
        for place, at in enumerate(addresses)
    )
    return first


class DaySession:
    """The days and event rows that a transaction has in hand.

    With a `moment` (in seconds) events have the ids that they had then: those that were found to be one later stand apart.
    Their rows are those of now. `shown_at` says of events whose row is to be written anew at which of their addresses they
    are shown, `first_at` which of them they had first; `parted` are events that were joined with others and stand apart again, without a row as yet.
    """

    def __init__(self, connection: sqlite3.Connection, moment: int | None = None) -> None:
        self.connection = connection
        self.moment = moment
        self.days: dict[int, Day] = {}
        self.rows: dict[int, EventRow] = {}
        self.titles: dict[int, str] = {}
        self.shown_at: dict[int, tuple[int, str]] = {}
        self.first_at: dict[int, tuple[int, str]] = {}
        self.parted: set[int] = set()

    def day(self, key: int) -> Day:
        """Return a day, read from the archive or new."""
        if key in self.days:
            return self.days[key]
        row = self.connection.execute(
            f"SELECT history, checked, missing, parser, {sound('day')} FROM day WHERE date = ?",  # noqa: S608
            (key,),
        ).fetchone()
        day = Day(key)
        if row is not None:
            history, day.checked, day.missing, day.parser, as_written = row
            expect_sound("day", [as_written])
            self.read_rows(listed_ids(history))
            day.listings = decode_history(history, {event: each.wording for event, each in self.rows.items()})
            day.addresses = dict(
                self.connection.execute("SELECT slug, event FROM address WHERE date = ?", (key,)).fetchall()
            )
            self.read_rows(day.addresses.values())
            self._read_titles({listing.page for listing in day.listings})
            self._read_times(day.listings)
            if self.moment is not None:
                self._take_apart(day, self.moment)
        self.days[key] = day
        return day

    def read_rows(self, ids: Iterable[int]) -> None:
        """Read the rows of events that are not in hand yet."""
        missing = [event for event in ids if event not in self.rows]
        if not missing:
            return
        for row in self.connection.execute(
            "SELECT id, date, slug, former, wording, line, position, state, first_listed, last_changed, timed, changes, "  # noqa: S608
            f"revision, subjects, {sound('event')} FROM event WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(missing),),
        ):
            event, day_key, slug, former, wording, *derived, subjects, as_written = row
            expect_sound("event", [as_written])
            line, position, state, first_listed, last_changed, timed, changes, revision = derived
            self.rows[event] = EventRow(
                event, day_key, slug, ADDRESSES.decode(former) if former else (), decode_event(wording), line, position, state,
                first_listed, last_changed, timed, changes, revision, SUBJECTS.decode(subjects),
            )  # fmt: skip

    def revisions_of(self, keys: Iterable[int]) -> dict[int, int]:
        """Return how many revisions some days have; those without any are left out."""
        rows = self.connection.execute(
            "SELECT date, revisions FROM day WHERE date IN (SELECT value FROM json_each(?))", (json.dumps(list(keys)),)
        )
        return dict(rows.fetchall())

    def dates_of(self, event: int) -> set[int]:
        """Return the days on which an event of the archive has an address."""
        if self.moment is None:
            return self._all_dates_of(event)
        whole = event_of(self.connection, event)
        self.read_rows([whole])
        dates = self._all_dates_of(whole)
        parts = parts_of(self.connection, [whole], self.moment).get(whole, [])
        mine = {day for part in parts if part.id == event for day in part.dates}
        rest = dates - {day for part in parts for day in part.dates} if event == whole else set()
        return mine & dates | rest

    def _all_dates_of(self, event: int) -> set[int]:
        row = self.rows.get(event)
        return {row.date, *(day for day, _ in row.former)} if row else set()

    def clear(self) -> None:
        """Put everything aside; what was changed must have been written."""
        self.days.clear()
        self.rows.clear()
        self.parted.clear()

    def _take_apart(self, day: Day, moment: int) -> None:
        """Give the events of a day the ids that they had at a moment."""
        joined = joined_events_of(self.connection, day.key)
        parts = parts_of(self.connection, joined, moment) if joined else {}
        ids = {event: part.id for event, its in parts.items() for part in its if day.key in part.dates}
        if ids:
            day.rename(ids)

    def _read_times(self, listings: list[Listing]) -> None:
        revisions = json.dumps([listing.revision for listing in listings])
        untimed = {
            revision
            for (revision,) in self.connection.execute(
                "SELECT id FROM revision WHERE id IN (SELECT value FROM json_each(?)) AND NOT timed", (revisions,)
            )
        }
        for listing in listings:
            listing.timed = listing.revision not in untimed

    def _read_titles(self, pages: set[int]) -> None:
        for page in pages - self.titles.keys():
            (self.titles[page],) = self.connection.execute("SELECT title FROM page WHERE id = ?", (page,)).fetchone()
