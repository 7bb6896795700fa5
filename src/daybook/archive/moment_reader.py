"""The archive as it stood at a past moment: what one that had read exactly the revisions saved until then would answer.

Nothing is copied: a day's listings until then are followed as they were when they were read, and days that did not change
later are read as they are. What is known of articles (redirects, Wikidata) and of cited pages is today's, for the archive
does not keep when it learnt it; related lists of the past are not known, and left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from daybook.archive.cited_sources import facts_of
from daybook.archive.day_session import ADDRESSES, Day, DaySession, to_day_key, to_seconds
from daybook.archive.history import CONFIRMED_AFTER, DayTimeline, EventHistory, build_history, build_timeline
from daybook.archive.subject_reader import SubjectCache
from daybook.archive.subjects import SubjectRegister
from daybook.model import ArchivedEvent, EventAddress, Status, Version

DAYS_IN_HAND = 200
"""Days kept in hand at once, so that memory stays bounded."""

PresentEvents = Callable[[Sequence[int]], Mapping[int, ArchivedEvent]]
"""Reads events as they are now."""


class MomentReader:
    """Reads one open archive as of a moment (UTC). Ids and addresses are those of the archive."""

    def __init__(self, connection: sqlite3.Connection, moment: datetime, now: PresentEvents) -> None:
        self.moment = moment
        self._now = now
        self._connection = connection
        self._seconds = to_seconds(moment)
        self._session = DaySession(connection)
        self._timelines: dict[int, DayTimeline] = {}
        self._histories: dict[int, EventHistory | None] = {}
        self._register = SubjectRegister(connection)
        self._cache = SubjectCache(connection)

    def events(self, ids: Sequence[int]) -> Mapping[int, ArchivedEvent]:
        """Return the events with these ids as they were known; those not known yet are left out."""
        settled = self._settled(ids)
        found = dict(self._now(settled))
        for event in ids:
            if event in found:
                continue
            if len(self._session.days) > DAYS_IN_HAND:
                self._put_aside()
            history = self.history(event)
            if history is not None:
                found[event] = self._archived(event, history)
        return found

    def versions(self, ids: Sequence[int]) -> Mapping[int, tuple[Version, ...]]:
        """Return the versions of these events that were known, oldest first."""
        histories = {event: self.history(event) for event in ids}
        return {event: history.versions for event, history in histories.items() if history is not None}

    def find(self, day: date, slug: str) -> int | None:
        """Return the id of the event that had, or had had, this address by then."""
        row = self._connection.execute(
            "SELECT event FROM address WHERE date = ? AND slug = ?", (to_day_key(day), slug)
        ).fetchone()
        return row[0] if row and row[0] in self._timeline(to_day_key(day)).steps else None

    def _settled(self, ids: Sequence[int]) -> list[int]:
        """Return those of some events whose days had their last revision by then, with time for all that it says to be sure."""
        rows = self._connection.execute(
            "SELECT event.id, former FROM event JOIN day USING (date) JOIN revision ON revision.id = day.revision "
            "WHERE event.id IN (SELECT value FROM json_each(?)) AND saved <= ?",
            (json.dumps([int(event) for event in ids]), self._seconds - CONFIRMED_AFTER),
        )
        return [event for event, former in rows if former is None or self._is_settled(ADDRESSES.decode(former))]

    def _is_settled(self, addresses: Sequence[tuple[int, str]]) -> bool:
        """Say whether the days of some addresses had their last revision by then."""
        days = {day for day, _ in addresses}
        (count,) = self._connection.execute(
            "SELECT count(*) FROM day JOIN revision ON revision.id = day.revision "
            "WHERE day.date IN (SELECT value FROM json_each(?)) AND saved <= ?",
            (json.dumps(sorted(days)), self._seconds - CONFIRMED_AFTER),
        ).fetchone()
        return bool(count == len(days))

    def history(self, event: int) -> EventHistory | None:
        """Return what was known of an event, None where it was not known yet."""
        if event not in self._histories:
            self._session.read_rows([event])
            steps = [
                step
                for number in sorted(self._session.dates_of(event))
                for step in self._timeline(number).steps.get(event, ())
            ]
            self._histories[event] = build_history(steps, self._session.titles) if steps else None
        return self._histories[event]

    def _timeline(self, number: int) -> DayTimeline:
        """Return a day's revisions until the moment, followed."""
        if number not in self._timelines:
            day = self._session.day(number)
            listings = [listing for listing in day.listings if listing.saved <= self._seconds]
            self._timelines[number] = build_timeline(day.date, listings, self._checked(day, len(listings)))
        return self._timelines[number]

    def _checked(self, day: Day, count: int) -> int:
        """Return when a day counts as looked at last: by then nobody had looked later than at any time, nor later than then."""
        if count == len(day.listings):
            return min(day.checked, self._seconds)
        return self._seconds if self._seconds - day.listings[count - 1].saved >= CONFIRMED_AFTER else 0

    def _archived(self, event: int, history: EventHistory) -> ArchivedEvent:
        number = to_day_key(history.date)
        addresses = self._addresses(event)
        current = next(address for address in addresses if address.date == history.date)
        wording = replace(history.wording, line=self._line(event, number))
        subjects = self._register.subjects_of(history.wording)
        cache = self._cache
        cache.fetch(set(subjects.ids))
        told = facts_of(self._connection, {source.url for source in wording.sources})
        facts = tuple(told.get(source.url) for source in wording.sources)
        saved = [version.revision.saved for version in history.versions]
        last = history.versions[-1]
        return ArchivedEvent(
            event,
            history.date,
            current.slug,
            self._position(event, number),
            wording,
            tuple(cache.context(subject) for subject in subjects.contexts),
            tuple(cache.story(subject, level) for subject, level in subjects.stories),
            cache.slug(subjects.category) if subjects.category else None,
            tuple(cache.slug(subject) for subject in subjects.outlets),
            Status.LISTED if history.listed else Status.WITHDRAWN,
            min(saved[0], saved[-1]),
            saved[-1],
            len(history.versions) - 1,
            last.revision,
            last.page,
            tuple(address for address in addresses if address != current),
            facts if any(facts) else (),
        )

    def _addresses(self, event: int) -> list[EventAddress]:
        """Return the addresses that an event had by then, by date and slug."""
        return sorted(
            (
                EventAddress(self._session.day(number).date, slug)
                for number in self._session.dates_of(event)
                if event in self._timeline(number).steps
                for slug, owner in self._session.day(number).addresses.items()
                if owner == event
            ),
            key=lambda address: (address.date, address.slug),
        )

    def _line(self, event: int, number: int) -> int:
        """Return the line where an event stands, or last stood, on its day's page."""
        for listing in reversed(self._timeline(number).listings):
            if event in listing.events:
                return listing.lines[listing.events.index(event)]
        return 0

    def _position(self, event: int, number: int) -> int:
        """Return an event's place on its day: those that stand there in page order, then the withdrawn ones by id."""
        timeline = self._timeline(number)
        here = [each for each in timeline.present if self._stands(each, number)]
        if event in here:
            return here.index(event)
        rest = sorted(each for each in timeline.steps if each not in timeline.present and self._stands(each, number))
        return len(here) + rest.index(event)

    def _stands(self, event: int, number: int) -> bool:
        history = self.history(event)
        return history is not None and to_day_key(history.date) == number

    def _put_aside(self) -> None:
        self._session.clear()
        self._timelines.clear()
        self._histories.clear()
