"""The archive as it stood at a past moment: what one that had read exactly the revisions saved until then would answer.

Nothing is copied: a day's listings until then are followed as they were when they were read, and days that did not change
later are read as they are. What is known of articles (redirects, Wikidata) and of cited pages is today's, for the archive
does not keep when it learnt it; related lists of the past are not known, and left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Protocol

from daybook.archive.encoding.listing import Listing
from daybook.archive.encoding.stored_time import to_date, to_day_key, to_seconds, to_time
from daybook.archive.facts.cited_sources import facts_of
from daybook.archive.identity.history import (
    CONFIRMED_AFTER,
    DayTimeline,
    EventHistory,
    build_history,
    build_timeline,
)
from daybook.archive.identity.join_table import event_of
from daybook.archive.reading.selection_reader import narrow, query_of
from daybook.archive.reading.subject_reader import SubjectCache
from daybook.archive.writing.day_session import ADDRESSES, Day, DaySession, first_given
from daybook.archive.writing.derivation import has_content_changes
from daybook.archive.writing.locations import Locator
from daybook.archive.writing.subjects import SubjectRegister
from daybook.ask import Query
from daybook.model import (
    ArchivedEvent,
    DayRecord,
    EventAddress,
    EventHeadline,
    RelatedList,
    Revision,
    Selection,
    Status,
    Subject,
    SubjectKind,
    Version,
)

DAYS_IN_HAND = 200
"""Days kept in hand at once, so that memory stays bounded."""


class PresentReader(Protocol):
    """Reads an archive as it is now."""

    def events(self, ids: Sequence[int]) -> Mapping[int, ArchivedEvent]:
        """Return the events with these ids."""
        ...

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        """Return the days that have a page, oldest first, within an inclusive span."""
        ...


FindSubjects = Callable[[datetime], Collection[int]]
"""Gives the subjects, by id, that had listed events at a moment."""

FindAll = Callable[[Query], Sequence[tuple[date, int]]]
"""Gives day and id of every event that answers a question, by day."""


class MomentReader:
    """Reads one open archive as of a moment (UTC). Ids and addresses are those of the archive."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        moment: datetime,
        now: PresentReader,
        find_all: FindAll,
        find_subjects: FindSubjects,
    ) -> None:
        self.moment = moment
        self._find_all = find_all
        self._find_subjects = find_subjects
        self._now = now
        self._connection = connection
        self._seconds = to_seconds(moment)
        self._session = DaySession(connection, self._seconds)
        self._timelines: dict[int, DayTimeline] = {}
        self._histories: dict[int, EventHistory | None] = {}
        self._register = SubjectRegister(connection)
        self._cache = SubjectCache(connection)
        self._locator = Locator(connection, self._register)

    def events(self, ids: Sequence[int]) -> Mapping[int, ArchivedEvent]:
        """Return the events with these ids as they were known; those not known yet are left out."""
        settled = self._settled(ids)
        found = dict(self._now.events(settled))
        for event in ids:
            if event in found:
                continue
            if len(self._session.days) > DAYS_IN_HAND:
                self._put_aside()
            history = self.history(event)
            if history is not None:
                found[event] = self._archived(event, history)
        return found

    def headlines(self, ids: Sequence[int]) -> Mapping[int, EventHeadline]:
        """Return what links to these events needed."""
        return {
            number: EventHeadline(event.date, event.slug, event.event.headline)
            for number, event in self.events(ids).items()
        }

    def versions(self, ids: Sequence[int]) -> Mapping[int, tuple[Version, ...]]:
        """Return the versions of these events that were known, oldest first."""
        histories = {event: self.history(event) for event in ids}
        return {event: history.versions for event, history in histories.items() if history is not None}

    def find(self, day: date, slug: str) -> int | None:
        """Return the id of the event that had, or had had, this address by then."""
        event = self._session.day(to_day_key(day)).addresses.get(slug)
        return event if event in self._timeline(to_day_key(day)).steps else None

    def related(self, ids: Sequence[int]) -> Mapping[int, RelatedList]:
        """Return no list: which events were related then is not known."""
        del ids
        return {}

    def select(self, selection: Selection) -> Sequence[int]:
        """Return the ids of the events selected as they were known, ordered by date and position on the page."""
        ids = [event for _, event in self._find_all(query_of(selection, self.moment))]
        settled = set(self._settled(ids))
        places = {
            event: (day, position)
            for event, day, position in self._connection.execute(
                "SELECT id, date, position FROM event WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(settled)),),
            )
        }
        for event, known in self.events([event for event in ids if event not in settled]).items():
            places[event] = (to_day_key(known.date), known.position)
        return sorted(places, key=lambda event: (*places[event], event))

    def day_titles(self) -> Mapping[date, str]:
        """Return the days that had a page, oldest first, each with the page's title."""
        rows = self._connection.execute(
            "SELECT date, title FROM page WHERE EXISTS (SELECT 1 FROM revision WHERE page = page.id AND saved <= ?) "
            "ORDER BY date, page.id DESC",
            (self._seconds,),
        )
        return {to_date(day): title for day, title in rows}

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        """Return the days that had a page, oldest first, within an inclusive span, as they were known."""
        known = [
            day
            for (day,) in self._connection.execute(
                "SELECT DISTINCT date FROM page WHERE date BETWEEN ? AND ? "
                "AND EXISTS (SELECT 1 FROM revision WHERE page = page.id AND saved <= ?) ORDER BY date",
                (to_day_key(first or date.min), to_day_key(last or date.max), self._seconds),
            )
        ]
        late = self._unsettled(set(known))
        records: dict[int, DayRecord] = {}
        if len(late) < len(known):
            for record in self._now.days(to_date(known[0]), to_date(known[-1])):
                if not any(problem.code == "missing-page" for problem in record.problems):  # perhaps only missed later
                    records[to_day_key(record.date)] = replace(record, read=min(record.read, to_time(self._seconds)))
        return [self._day(day) if day in late or day not in records else records[day] for day in known]

    def slugs(self, kind: SubjectKind, after: str, limit: int) -> Sequence[str]:
        """Return the slugs of the subjects of a kind that had events, those that come after one in order."""
        had = self._find_subjects(self.moment)
        rows = self._connection.execute(
            "SELECT id, slug FROM subject WHERE kind = ? AND slug > ? AND target IS NULL ORDER BY slug",
            (kind.value, after),
        )
        return list(islice((slug for number, slug in rows if number in had), limit))

    def subjects(self, kind: SubjectKind, slugs: Sequence[str]) -> Mapping[str, Subject]:
        """Return subjects by slug (an alias too) with the events that they had; one without any then is left out."""
        found = {}
        for slug, subject in self._cache.subjects(kind, slugs, also_empty=True).items():
            days = [day for day, _ in self._find_all(narrow(Query(as_of=self.moment), kind, slug))]
            if days:
                months = Counter((day.year, day.month) for day in days)
                counted = tuple((year, month, count) for (year, month), count in sorted(months.items()))
                found[slug] = replace(subject, months=counted, first=days[0], last=days[-1], count=len(days))
        return found

    def _day(self, day_key: int) -> DayRecord:
        """Return what was known of a day that had a page."""
        if len(self._session.days) > DAYS_IN_HAND:
            self._put_aside()
        timeline = self._timeline(day_key)
        first, last = timeline.listings[0], timeline.listings[-1]
        here = [(event, self.history(event)) for event in timeline.steps if self._stands(event, day_key)]
        known = [(event, history) for event, history in here if history is not None]
        return DayRecord(
            timeline.date,
            self._session.titles[last.page],
            Revision(last.wiki_revision, to_time(last.saved), last.timed),
            to_time(min(last.read, self._seconds)),
            len(timeline.listings),
            sum(history.listed for _, history in known),
            sum(timeline.steps[event][0].listing.revision != first.revision for event, _ in known),
            sum(has_content_changes(history) for _, history in known),
            sum(not history.listed for _, history in known),
            (*last.problems, *timeline.problems),
        )

    def _settled(self, ids: Sequence[int]) -> list[int]:
        """Return those of some events whose days had their last revision by then, with time for all that it says to be sure.

        The days with which a day shares events count too: where these stand decides which place the others have.
        """
        rows = self._connection.execute(
            "SELECT id, date FROM event WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([int(event) for event in ids]),),
        ).fetchall()
        late = self._unsettled({row[1] for row in rows})
        return [event for event, day in rows if day not in late]

    def _unsettled(self, days: set[int]) -> set[int]:
        """Return those of some days that had revisions later than what was sure then, or share events with such days."""
        sharing = self._sharing(days)
        late = self._late({each for others in sharing.values() for each in others})
        return {day for day, others in sharing.items() if not late.isdisjoint(others)}

    def _sharing(self, days: set[int]) -> dict[int, set[int]]:
        """Return for some days those that they share events with, themselves among them."""
        sharing = {day: {day} for day in days}
        for day, other, former in self._connection.execute(
            "SELECT address.date, event.date, former FROM address JOIN event ON event.id = address.event "
            "WHERE address.date IN (SELECT value FROM json_each(?)) AND former IS NOT NULL",
            (json.dumps(sorted(days)),),
        ):
            sharing[day] |= {other, *(each for each, _ in ADDRESSES.decode(former))}
        return sharing

    def _late(self, days: set[int]) -> set[int]:
        """Return those of some days that had revisions later than what was sure then."""
        rows = self._connection.execute(
            "SELECT date FROM day JOIN revision ON revision.id = day.revision "
            "WHERE date IN (SELECT value FROM json_each(?)) AND saved > ?",
            (json.dumps(sorted(days)), self._seconds - CONFIRMED_AFTER),
        )
        return {day for (day,) in rows}

    def history(self, event: int) -> EventHistory | None:
        """Return what was known of an event, None where it was not known yet."""
        if event not in self._histories:
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
            self._timelines[number] = build_timeline(day.date, listings, self._checked(day, listings))
        return self._timelines[number]

    def _checked(self, day: Day, listings: Sequence[Listing]) -> int:
        """Return when a day counts as looked at last: then, where its newest revision had stood long enough, else when it was, if by then."""
        if listings and self._seconds - listings[-1].saved >= CONFIRMED_AFTER:
            return self._seconds
        return day.checked if day.checked <= self._seconds else 0

    def _archived(self, event: int, history: EventHistory) -> ArchivedEvent:
        number = to_day_key(history.date)
        addresses = self._addresses(event)
        current = next(address for address in addresses if address.date == history.date)
        wording = replace(history.wording, line=self._line(event, number))
        subjects = self._register.subjects_of(history.wording)
        cache = self._cache
        cache.fetch(set(subjects.ids))
        known = facts_of(self._connection, {source.url for source in wording.sources})
        facts = tuple(known.get(source.url) for source in wording.sources)
        first, last = history.versions[0].revision, history.versions[-1].revision
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
            first.saved,
            last.saved,
            len(history.versions) - 1,
            last,
            history.versions[-1].page,
            tuple(address for address in addresses if address != current),
            facts if any(facts) else (),
            first.timed,
            last.timed,
            location=self._locator.locate(history.wording),
            original=self._original(event, addresses),
        )

    def _original(self, event: int, addresses: Sequence[EventAddress]) -> EventAddress:
        """Return which of its addresses of then an event had first."""
        if len(addresses) == 1:
            return addresses[0]
        row = self._session.rows.get(event_of(self._connection, event))
        keys = [(to_day_key(address.date), address.slug) for address in addresses]
        known = row.first_address if row is not None else None
        first = first_given(event, keys, known, lambda number: self._timeline(number).listings)
        return addresses[keys.index(first)]

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
