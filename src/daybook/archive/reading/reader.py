"""Questions to the archive: all that publishing, serving, relating and exporting ever read.

`ArchiveReader` answers as `daybook.publish.library.Library` asks, without knowing it. Writes nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from daybook.archive.encoding.checksum import expect_sound, sound
from daybook.archive.encoding.event_subjects import SUBJECTS
from daybook.archive.encoding.stored_time import to_date, to_day_key, to_seconds, to_time
from daybook.archive.encoding.wording import decode_event, decode_headline, decode_outline, decode_plain
from daybook.archive.facts.cited_sources import facts_of
from daybook.archive.facts.source_health import source_states
from daybook.archive.file.version import is_indexed
from daybook.archive.reading.address_reader import AddressReader
from daybook.archive.reading.agency_reader import OutletReader, agency_outlets, carriers_of_changed
from daybook.archive.reading.citation_reader import citing_events
from daybook.archive.reading.history_reader import changes_since, versions_of
from daybook.archive.reading.location_columns import LOCATION, WITH_LOCATION, read_location
from daybook.archive.reading.location_reader import count_locations, country_events, country_marks, country_months
from daybook.archive.reading.moments import day_moments, event_moments
from daybook.archive.reading.selection_reader import select_events, selection_of
from daybook.archive.reading.subject_reader import SubjectCache
from daybook.archive.upkeep.status import ArchiveFigures, archive_figures
from daybook.archive.writing.day_session import ADDRESSES, PROBLEMS, WITHDRAWN, DaySession
from daybook.archive.writing.month_pages import titles_of_months
from daybook.archive.writing.related_lists import RELATED, lists_showing
from daybook.archive.writing.revisions import read_all, read_text
from daybook.model import (
    ArchivedEvent,
    Change,
    ChangeKind,
    DayRecord,
    EventAddress,
    EventBrief,
    EventHeadline,
    LocationCount,
    MovedEvent,
    Outline,
    RawPage,
    RelatedList,
    Revision,
    Selection,
    Stale,
    Status,
    StoryMonth,
    Subject,
    SubjectCount,
    SubjectKind,
    SubjectRanking,
    Version,
)
from daybook.model.outlet_figures import OutletFigures

if TYPE_CHECKING:  # what answers questions loads numpy and the search engine
    from daybook.archive.reading.change_reader import ChangeKey, ChangeQuestion, KnownChange
    from daybook.archive.reading.moment_reader import MomentReader
    from daybook.archive.reading.questions import Questions
    from daybook.archive.reading.revision_reader import FoundRevision
    from daybook.archive.reading.search_reader import EntryCache
    from daybook.ask import Answer, Query, Suggestion

PAUSE_EVERY = 5_000
"""Steps of SQLite's virtual machine between two calls of a pause: about a millisecond of reading."""

MOST_CHANGED = 200
"""Days that are read one by one: more take as long as all together."""


class ArchiveReader:
    """Reads one open archive (`daybook.archive.open_for_reading`, or the connection of one open for writing).

    Remembers contexts and stories that it has met: make a new one to see later writes. Readers of one archive that follow
    each other may share `entries`, so that not each of them reads what searching needs.
    """

    def __init__(self, connection: sqlite3.Connection, entries: EntryCache | None = None) -> None:
        self._connection = connection
        self._entries = entries
        self._asking: Questions | None = None
        self._subjects = SubjectCache(connection, entries.names_of(self.generation()) if entries else None)
        self._directory = AddressReader(connection)
        self._outlets = OutletReader(connection, self._subjects)

    def events(self, ids: Sequence[int]) -> Mapping[int, ArchivedEvent]:
        """Return the events with these ids; ids that do not exist are left out."""
        rows = self._connection.execute(
            "SELECT event.id, event.date, slug, former, event.wording, line, position, state, first_listed, last_changed, "  # noqa: S608
            f"changes, number, saved, revision.timed, title, subjects, event.timed, {sound('event')}, {LOCATION} "
            f"FROM event JOIN revision ON revision.id = revision JOIN page ON page.id = page {WITH_LOCATION} "
            "WHERE event.id IN (SELECT value FROM json_each(?))",
            (_array(ids),),
        ).fetchall()
        expect_sound("event", (row[17] for row in rows))
        # Whatever events share is asked for once, not once an event: subjects, and what is known of their sources.
        subjects = [SUBJECTS.decode(row[15]) for row in rows]
        cache = self._subjects
        cache.fetch({subject for each in subjects for subject in each.ids})
        wordings = [decode_event(row[4], row[5]) for row in rows]
        cited = {source.url for wording in wordings for source in wording.sources}
        known, states = facts_of(self._connection, cited), source_states(self._connection, cited)
        events = {}
        for row, wording, its in zip(rows, wordings, subjects, strict=True):
            # Tuples of nothing but None are kept empty: most archives look at no source, and events are held by the thousand.
            facts = tuple([known.get(source.url) for source in wording.sources]) if known else ()
            looks = tuple([states.get(source.url) for source in wording.sources]) if states else ()
            present = EventAddress(to_date(row[1]), row[2])
            addresses = [EventAddress(to_date(day), slug) for day, slug in ADDRESSES.decode(row[3])] if row[3] else []
            events[row[0]] = ArchivedEvent(
                row[0],
                present.date,
                row[2],
                row[6],
                wording,
                cache.contexts(its.contexts),
                tuple([cache.story(subject, level) for subject, level in its.stories]),
                cache.slug(its.category) if its.category else None,
                tuple([cache.slug(subject) for subject in its.outlets]),
                Status.WITHDRAWN if row[7] == WITHDRAWN else Status.LISTED,
                to_time(row[8]),
                to_time(row[9]),
                row[10],
                Revision(row[11], to_time(row[12]), bool(row[13])),
                row[14],
                tuple(sorted([each for each in addresses if each != present], key=attrgetter("date", "slug"))),
                facts if any(facts) else (),
                bool(row[16] & 1),
                bool(row[16] & 2),
                looks if any(looks) else (),
                read_location(row[18:]),
                addresses[0] if addresses else present,
            )
        return events

    def briefs(self, ids: Sequence[int]) -> Mapping[int, EventBrief]:
        """Return these events as lists tell of them; ids that do not exist are left out. Half the time of whole ones."""
        rows = self._connection.execute(
            "SELECT event.id, event.date, slug, wording, position, state, first_listed, last_changed, changes, number, saved, "  # noqa: S608
            f"revision.timed, title, subjects, event.timed, {sound('event')}, {LOCATION} "
            f"FROM event JOIN revision ON revision.id = revision JOIN page ON page.id = page {WITH_LOCATION} "
            "WHERE event.id IN (SELECT value FROM json_each(?))",
            (_array(ids),),
        ).fetchall()
        expect_sound("event", (row[15] for row in rows))
        subjects = [SUBJECTS.decode(row[13]) for row in rows]
        cache = self._subjects
        cache.fetch({subject for each in subjects for subject in each.ids})
        return {
            row[0]: EventBrief(
                row[0],
                to_date(row[1]),
                row[2],
                row[4],
                decode_plain(row[3]),
                cache.contexts(its.contexts),
                tuple([cache.story(subject, level) for subject, level in its.stories]),
                cache.slug(its.category) if its.category else None,
                tuple([cache.slug(subject) for subject in its.outlets]),
                Status.WITHDRAWN if row[5] == WITHDRAWN else Status.LISTED,
                to_time(row[6]) if row[14] & 1 else None,
                to_time(row[7]) if row[14] & 2 else None,
                row[8],
                Revision(row[9], to_time(row[10]), bool(row[11])),
                row[12],
                read_location(row[16:]),
            )
            for row, its in zip(rows, subjects, strict=True)
        }

    def headlines(self, ids: Sequence[int]) -> Mapping[int, EventHeadline]:
        """Return what links to these events need; ids that do not exist are left out."""
        rows = self._connection.execute(
            f"SELECT id, date, slug, wording, {sound('event')} FROM event "  # noqa: S608
            "WHERE id IN (SELECT value FROM json_each(?))",
            (_array(ids),),
        ).fetchall()
        expect_sound("event", (row[4] for row in rows))
        return {
            event: EventHeadline(to_date(day), slug, decode_headline(stored)) for event, day, slug, stored, _ in rows
        }

    def outlines(self, ids: Sequence[int]) -> Iterator[Outline]:
        """Yield the events with these ids in outline, by date and position; ids that do not exist are left out."""
        rows = self._connection.execute(
            f"SELECT id, date, position, wording, subjects, {sound('event')} FROM event "  # noqa: S608
            "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY date, position, id",
            (_array(ids),),
        ).fetchall()
        expect_sound("event", (row[5] for row in rows))
        stories_of = [SUBJECTS.decode(row[4]).stories for row in rows]
        cache = self._subjects
        cache.fetch({subject for stories in stories_of for subject, _ in stories})
        for (event, day, position, wording, _, _), stories in zip(rows, stories_of, strict=True):
            text, links, sources = decode_outline(wording)
            its = tuple([cache.story(subject, level) for subject, level in stories])
            yield Outline(event, to_date(day), position, text, links, its, sources)

    def positions(self) -> Sequence[tuple[int, int]]:
        """Return the id of every listed event and its position on its day's page."""
        return self._connection.execute(
            "SELECT id, position FROM event WHERE state > ? ORDER BY date, position, id", (WITHDRAWN,)
        ).fetchall()

    def reworded(self, since: int) -> Sequence[int]:
        """Return the events that anything of their own changed of after generation `since`."""
        rows = self._connection.execute("SELECT id FROM event WHERE generation > ?", (since,))
        return sorted(event for (event,) in rows)

    def related(self, ids: Sequence[int]) -> Mapping[int, RelatedList]:
        """Return the related lists of these events; events whose list was never made are left out."""
        rows = self._connection.execute(
            f"SELECT event, list, {sound('related')} FROM related "  # noqa: S608
            "WHERE event IN (SELECT value FROM json_each(?))",
            (_array(ids),),
        ).fetchall()
        expect_sound("related", (row[2] for row in rows))
        return {event: RELATED.decode(stored) for event, stored, _ in rows}

    def versions(self, ids: Sequence[int]) -> Mapping[int, tuple[Version, ...]]:
        """Return all versions of these events, oldest first."""
        return versions_of(self._connection, ids)

    def fingerprint(self) -> str:
        """Return what tells archives of one generation apart that went different ways, as after a backup was put back; copies have one."""
        rows = self._connection.execute("SELECT * FROM table_checksum WHERE name = 'event'").fetchall()
        return repr(rows)

    def select(self, selection: Selection) -> Sequence[int]:
        """Return the ids of the events selected, ordered by date and position on the page."""
        return [event for _, event in select_events(self._connection, self._subjects, selection)]

    def location_counts(self, selection: Selection, country: str | None = None) -> Sequence[LocationCount]:
        """Return how many of the events selected were where, those of one country if one is given; most first."""
        return count_locations(self._connection, selection, country)

    def country_months(self) -> Mapping[str, tuple[tuple[int, int, int], ...]]:
        """Return for each country that events were in (year, month, events), oldest first."""
        return country_months(self._connection)

    def country_marks(self) -> Mapping[str, int]:
        """Return for each country a number that is another one when any of its events is somewhere else."""
        return country_marks(self._connection)

    def country_events(self, country: str, limit: int) -> Sequence[int]:
        """Return the latest events of a country, newest day first."""
        return country_events(self._connection, country, limit)

    def search(self, query: Query) -> Answer:
        """Answer a question; raises `CursorError` for a cursor that is not its own, or too old."""
        return self._questions().search(query)

    def search_with_facets(
        self, query: Query, kinds: Sequence[SubjectKind], limit: int
    ) -> tuple[Answer, Mapping[SubjectKind, Sequence[SubjectCount]], Mapping[int, int]]:
        """Answer a question, and count all its events: by their foremost subjects, at most `limit` of a kind, and by year."""
        return self._questions().search_with_facets(query, kinds, limit)

    def warm(self) -> None:
        """Read what pages, searching and counting need of this state of the archive, before anybody asks."""
        if not is_indexed(self._connection):
            self._subjects.fetch_all()
            return
        questions = self._questions()
        self._warm_names(questions.grown_from())
        questions.warm()

    def _warm_names(self, grown_from: tuple[int, Sequence[int]] | None) -> None:
        entries = self._entries
        before = entries.earlier_names(grown_from[0]) if entries and grown_from else None
        if before is not None and grown_from is not None:
            self._subjects.fetch_changed(before, *grown_from)
        else:
            self._subjects.fetch_all()
        if entries is not None:
            entries.all_names = self.generation()

    @contextmanager
    def pausing(self, pause: Callable[[], None] | None) -> Iterator[None]:
        """Call `pause`, if there is one, every few milliseconds while the archive is read: where it sleeps, other threads get on."""
        self._connection.set_progress_handler(pause, PAUSE_EVERY)
        try:
            yield
        finally:
            self._connection.set_progress_handler(None, 0)

    def latest_changes(
        self, question: ChangeQuestion, generation: int, after: ChangeKey | None, size: int
    ) -> tuple[Sequence[KnownChange], ChangeKey | None]:
        """Return a page of the changes that the archive had in a generation, newest first, and the key of the page after.

        Raises `CursorError` for a generation that is no longer known.
        """
        return self._questions().latest_changes(question, generation, after, size)

    def count_changes(self, question: ChangeQuestion, generation: int) -> int:
        """Return how many changes a question has."""
        return self._questions().count_changes(question, generation)

    def later_changes(self, after: ChangeKey, limit: int) -> Sequence[KnownChange]:
        """Return the changes that came to the archive after a place, in order of arrival.

        Raises `CursorError` for a place that is no longer known.
        """
        return self._questions().later_changes(after, limit)

    def last_place(self) -> ChangeKey:
        """Return the place after which all later changes will come."""
        return self._questions().last_place()

    def citing(self, url: str) -> Sequence[int]:
        """Return the events that cite an article, by day and place on the page."""
        return citing_events(self._connection, url)

    def find_revision(self, number: int) -> FoundRevision | None:
        """Return a revision of the wiki by its number, with the events that it changed."""
        return self._questions().find_revision(number)

    def find_day_page(self, title: str) -> date | None:
        """Return the day of the wiki page with a title."""
        row = self._connection.execute("SELECT date FROM page WHERE title = ?", (title,)).fetchone()
        return to_date(row[0]) if row else None

    def slug_of_article(self, title: str) -> str | None:
        """Return the slug of the context that a wiki's article is, redirects followed."""
        row = self._connection.execute("SELECT target FROM redirect WHERE title = ?", (title,)).fetchone()
        found = self._connection.execute(
            "SELECT kept.slug FROM subject_key JOIN subject AS asked ON asked.id = subject_key.subject "
            "JOIN subject AS kept ON kept.id = coalesce(asked.target, asked.id) WHERE subject_key.kind = ? AND subject_key.name = ?",
            (SubjectKind.CONTEXT.value, row[0] if row else title),
        ).fetchone()
        return found[0] if found else None

    def has_subject(self, kind: SubjectKind, slug: str) -> bool:
        """Say whether there is a subject with a slug, or an alias."""
        return self._subjects.find(kind, slug) is not None

    def figures(self) -> ArchiveFigures:
        """Return how much the archive holds."""
        return archive_figures(self._connection)

    def outlet_figures(self, hosts: Sequence[str]) -> OutletFigures:
        """Return whether an outlet's sources answer, and which agencies it carried or was carried by; its slug is the first host."""
        return self._outlets.figures(hosts)

    def slugs(self, kind: SubjectKind, after: str, limit: int) -> Sequence[str]:
        """Return the slugs of a kind's subjects that come after one in order, merged ones left out."""
        rows = self._connection.execute(
            "SELECT slug FROM subject WHERE kind = ? AND slug > ? AND target IS NULL ORDER BY slug LIMIT ?",
            (kind.value, after, limit),
        )
        return [slug for (slug,) in rows]

    def find_all(self, query: Query) -> Sequence[tuple[date, int]]:
        """Return day and id of every event that answers, by day, however many; size, order and cursor do not count."""
        selection = selection_of(query)
        if selection is not None:
            found = sorted(select_events(self._connection, self._subjects, selection))
            return [(to_date(day), event) for day, event in found]
        return self._questions().find_all(query)

    def suggest(self, typed: str, limit: int = 8, as_of: datetime | None = None) -> Sequence[Suggestion]:
        """Return stories, contexts, categories and outlets that somebody who types so far may be looking for."""
        return self._questions().suggest(typed, limit, as_of)

    def close(self) -> None:
        """Let go of what is held for questions: it leads back to the reader, and would stay until Python looks for such circles."""
        self._asking = None

    def _questions(self) -> Questions:
        if self._asking is None:
            from daybook.archive.reading.questions import Questions  # loads numpy: pages are made without asking

            self._asking = Questions(self._connection, self._texts, self._entries)
        return self._asking

    def _texts(self, events: Sequence[int], moment: datetime | None) -> list[str]:
        found = self.at(moment).events(events).values()
        return [" ".join((each.event.headline.plain, *each.event.links)) for each in found]

    def at(self, moment: datetime | None) -> ArchiveReader | MomentReader:
        """Return a reader of the archive as it stood at a moment (UTC); None is now."""
        if moment is None:
            return self
        from daybook.archive.reading.moment_reader import MomentReader  # loads what derives an archive's tables

        return MomentReader(self._connection, moment, self, self.find_all, self._subjects_at)

    def _subjects_at(self, moment: datetime) -> frozenset[int]:
        return self._questions().subjects_at(moment)

    def event_moments(self, event: int) -> Sequence[datetime]:
        """Return the moments from which on something else was known of an event, oldest first."""
        return event_moments(self._connection, event)

    def day_moments(self, day: date) -> Sequence[datetime]:
        """Return the moments from which on something else was known of a day, oldest first."""
        return day_moments(self._connection, day)

    def find(self, day: date, slug: str) -> int | None:
        """Return the id of the event that has, or ever had, this address."""
        row = self._connection.execute(
            f"SELECT event, {sound('address')} FROM address WHERE date = ? AND slug = ?",  # noqa: S608
            (to_day_key(day), slug),
        ).fetchone()
        expect_sound("address", [row[1]] if row else [])
        return row[0] if row else None

    def days(self, first: date | None = None, last: date | None = None) -> Sequence[DayRecord]:
        """Return the days that have a page, oldest first, within an inclusive span."""
        rows = self._connection.execute(
            "SELECT day.date, title, number, saved, day.read, revisions, events, added, changed, withdrawn, problems, "  # noqa: S608
            f"timed, {sound('day')} FROM day JOIN revision ON revision.id = revision JOIN page ON page.id = page "
            "WHERE day.date BETWEEN ? AND ? ORDER BY day.date",
            (to_day_key(first or date.min), to_day_key(last or date.max)),
        ).fetchall()
        expect_sound("day", (row[12] for row in rows))
        return [
            DayRecord(
                to_date(row[0]), row[1], Revision(row[2], to_time(row[3]), bool(row[11])), to_time(row[4]),
                row[5], row[6], row[7], row[8], row[9], PROBLEMS.decode(row[10]) if row[10] else (),
            )
            for row in rows
        ]  # fmt: skip

    def days_after(self, earlier: Mapping[date, DayRecord], generation: int) -> Mapping[date, DayRecord]:
        """Return the days that have a page, oldest first, given those that had one in an earlier generation."""
        rows = self._connection.execute("SELECT date FROM day WHERE generation > ? ORDER BY date", (generation,))
        changed = [to_date(number) for (number,) in rows]
        if len(changed) > MOST_CHANGED:
            return {record.date: record for record in self.days()}
        records = {record.date: record for day in changed for record in self.days(day, day)}
        merged = {**earlier, **records}
        (count,) = self._connection.execute("SELECT count(*) FROM day").fetchone()
        if len(merged) != count:
            return {record.date: record for record in self.days()}
        return merged if len(merged) == len(earlier) else dict(sorted(merged.items()))

    def subjects(self, kind: SubjectKind, slugs: Sequence[str] | None = None) -> Mapping[str, Subject]:
        """Return subjects by slug: those asked for (by an alias too), or all of the kind.

        A subject that has lost all its events is still there, with a count of 0: its address was given out.
        """
        return self._subjects.subjects(kind, slugs)

    def ranking(self, kind: SubjectKind, limit: int, least: int = 1) -> SubjectRanking:
        """Return the foremost subjects of a kind with at least so many events, at most `limit` by each order; and how many have any."""
        return self._subjects.ranking(kind, limit, least)

    def counts(self, year: int, kind: SubjectKind | None = None, slugs: Sequence[str] = ()) -> Sequence[SubjectCount]:
        """Return the subjects that have more than one event of a year, in any order: all, or these of a kind."""
        return self._subjects.counts(year, kind, slugs)

    def story_months(self, first: tuple[int, int], last: tuple[int, int]) -> Sequence[StoryMonth]:
        """Return the months of stories that have events, within an inclusive span of (year, month), in any order."""
        return self._subjects.story_months(first, last)

    def changes(self, since: datetime, limit: int) -> Sequence[Change]:
        """Return the versions saved since a time, newest first, at most `limit`."""
        return changes_since(self._connection, to_seconds(since), limit)

    def event_changes(
        self, first: date, last: date, kinds: Sequence[ChangeKind]
    ) -> Sequence[tuple[EventAddress, datetime | None]]:
        """Return the events of some days, withdrawn ones too, and when they last changed in one of these kinds, where known."""
        return self._directory.event_changes(first, last, kinds)

    def event_totals(self) -> Mapping[int, int]:
        """Return how many events each year has, withdrawn ones too."""
        return self._directory.event_totals()

    def subject_changes(self, kind: SubjectKind, least: int, latest: int) -> Sequence[tuple[str, datetime | None]]:
        """Return the slugs of the subjects that have at least so many events, and when the `latest` of these changed last."""
        return self._directory.subject_changes(kind, least, latest)

    def subject_totals(self, least: int) -> Mapping[SubjectKind, int]:
        """Return how many subjects of each kind have at least so many events."""
        return self._directory.subject_totals(least)

    def subject_names(self, kind: SubjectKind, prefix: str, least: int) -> Sequence[tuple[str, str]]:
        """Return slug and name of the subjects of a kind with at least so many events whose slugs begin so, by slug."""
        return self._subjects.names(kind, prefix, least)

    def moved_events(self) -> Sequence[MovedEvent]:
        """Return the former addresses of events, each with the present one."""
        return self._directory.moved_events()

    def merged_subjects(self) -> Sequence[tuple[SubjectKind, str, str]]:
        """Return the slugs of subjects that were merged into others, with the slugs of these."""
        return self._directory.merged_subjects()

    def generation(self) -> int:
        """Return a number that grows with every change that can be seen on a page."""
        row = self._connection.execute("SELECT value FROM counter WHERE name = 'generation'").fetchone()
        return int(row[0])

    def stale(self, since: int) -> Stale:
        """Return what changed after generation `since`."""
        if since >= self.generation():
            return Stale()
        execute = self._connection.execute
        changed = {event for (event,) in execute("SELECT id FROM event WHERE generation > ?", (since,))}
        around = {event for (event,) in execute("SELECT event FROM beside WHERE generation > ?", (since,))}
        relisted = {event for (event,) in execute("SELECT event FROM related WHERE generation > ?", (since,))}
        showing = lists_showing(self._connection, changed) if changed else ()
        days = execute("SELECT date FROM day WHERE generation > ? ORDER BY date", (since,))
        subjects = execute(
            "SELECT DISTINCT kind, slug, month / 100 FROM tally JOIN subject ON subject.id = subject "
            "WHERE tally.generation > ? ORDER BY 1, 2, 3",
            (since,),
        )
        dates = tuple(to_date(day) for (day,) in days)
        touched = {(SubjectKind(kind), slug, year) for kind, slug, year in subjects}
        if changed and dates:  # an event changes by a page of its day
            agencies = [
                *agency_outlets(self._connection, changed),
                *carriers_of_changed(self._connection, since),
            ]
            touched.update((SubjectKind.OUTLET, slug, dates[-1].year) for slug in agencies)
        shown = tuple(sorted(changed.union(around, relisted, showing)))
        return Stale(shown, dates, tuple(sorted(touched)), tuple(sorted(changed)))

    def listings(self, day: date) -> Sequence[tuple[Revision, tuple[int, ...]]]:
        """Return the revisions of a day, oldest first, each with the ids of its events in page order."""
        listings = DaySession(self._connection).day(to_day_key(day)).listings
        return [
            (Revision(each.wiki_revision, to_time(each.saved), each.timed), tuple(each.events)) for each in listings
        ]

    def revision_numbers(self, titles: Sequence[str]) -> Mapping[str, frozenset[int]]:
        """Return the revision numbers that the archive has of each page, for a fetch to ask only for others."""
        rows = self._connection.execute(
            "SELECT title, number FROM page JOIN revision ON revision.page = page.id "
            "WHERE title IN (SELECT value FROM json_each(?)) AND number IS NOT NULL",
            (json.dumps(list(titles)),),
        )
        numbers: dict[str, set[int]] = {title: set() for title in titles}
        for title, number in rows:
            numbers[title].add(number)
        return {title: frozenset(known) for title, known in numbers.items()}

    def latest_revision(self) -> datetime | None:
        """Return when the newest revision was saved, by the wiki's clock; None where no source gave a time."""
        row = self._connection.execute("SELECT saved FROM revision WHERE timed ORDER BY saved DESC LIMIT 1").fetchone()
        return to_time(row[0]) if row else None

    def redirects(self) -> Mapping[str, str]:
        """Return all redirects kept, by title, each with the article where its readers arrive."""
        return dict(self._connection.execute("SELECT title, target FROM redirect ORDER BY title").fetchall())

    def raw_pages(self) -> Iterator[RawPage]:
        """Yield every revision ever read, as it was given, in order of arrival."""
        return (raw for _, raw in read_all(self._connection))

    def month_titles(self) -> Mapping[str, str]:
        """Return for the title of each day without a page of its own on the wiki that of its month's page."""
        return titles_of_months(self._connection)

    def pages(self, titles: Iterable[str]) -> Mapping[str, RawPage]:
        """Return the newest revision of each of these pages."""
        rows = self._connection.execute(
            "SELECT title, revision.id, number, max(saved), timed, editor FROM page JOIN revision ON page = page.id "
            "WHERE title IN (SELECT value FROM json_each(?)) GROUP BY title",
            (json.dumps(list(titles)),),
        ).fetchall()
        return {
            title: RawPage(
                title, read_text(self._connection, revision)[0], number, to_time(saved) if timed else None, editor
            )
            for title, revision, number, saved, timed, editor in rows
        }


def _array(ids: Sequence[int]) -> str:
    return json.dumps([int(event) for event in ids])
