"""Taking day pages in: the only way that events get into an archive.

Parsing happens elsewhere; this stores what was parsed beside the page it was parsed from.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from daybook.archive.encoding.listing import Listing
from daybook.archive.encoding.stored_time import to_day_key, to_seconds
from daybook.archive.writing.day_session import Day, DaySession
from daybook.archive.writing.derivation import Derivation
from daybook.archive.writing.derived_changes import DerivedChanges
from daybook.archive.writing.identity_assignment import IdentityAssigner
from daybook.archive.writing.join_assignment import JoinAssigner
from daybook.archive.writing.related_lists import forget_targets
from daybook.archive.writing.revisions import RevisionStore
from daybook.archive.writing.writable_archive import WritableArchive, transaction
from daybook.model import ParsedDay, RawPage


@dataclass(frozen=True, slots=True)
class Intake:
    """What a write brought: revisions new to the archive, events new to it, and known events that changed visibly."""

    revisions: int = 0
    added: int = 0
    changed: int = 0


class IntakeWrite:
    """The work of one transaction."""

    def __init__(
        self, archive: WritableArchive, connection: sqlite3.Connection, read_at: datetime, parser: str = ""
    ) -> None:
        (first,) = connection.execute("SELECT value FROM counter WHERE name = 'event'").fetchone()
        self.connection = connection
        self.read_at = to_seconds(read_at)
        self.store = RevisionStore(connection)
        self.session = DaySession(connection)
        self.assigner = IdentityAssigner(archive.subjects, first)
        self.joins = JoinAssigner(self.session, self.assigner.features_of)
        self.derived = DerivedChanges(connection)
        self.derivation = Derivation(self.session, archive.subjects, self.derived)
        self.parser = parser
        self.revisions = self.changed = 0
        self._first = first

    def take(self, day_key: int, pages: Sequence[tuple[RawPage, ParsedDay]]) -> None:
        """Take the revisions of one day."""
        fresh = self.store.fresh([raw for raw, _ in pages])
        chosen = [pages[index] for index in fresh]
        if not chosen:
            self.look_again(day_key)
            return
        day = self.session.day(day_key)
        if not day.listings:
            day.parser = self.parser
        for raw, parsed in sorted(chosen, key=lambda pair: (_saved(pair[0], day), pair[0].revision or 0)):
            revision, page = self.store.add(raw, day_key, _saved(raw, day), self.read_at)
            self.session.titles[page] = raw.title
            listing = Listing(
                revision,
                page,
                raw.revision,
                _saved(raw, day),
                self.read_at,
                [],
                [],
                [],
                parsed.problems,
                raw.timestamp is not None,
            )
            self.assigner.file(day, listing, parsed.events)
            self.revisions += 1
        day.checked = max(day.checked, self.read_at)
        day.missing = None
        self.derive(self.joins.join(day))

    def look_again(self, day_key: int, *, missing: bool = False) -> None:
        """Note that a day was looked at and had nothing new; what a second reading confirms is withdrawn."""
        row = self.connection.execute("SELECT pending, missing FROM day WHERE date = ?", (day_key,)).fetchone()
        if row is None or not (row[0] or (row[1] is not None) != missing):
            return
        day = self.session.day(day_key)
        if not missing:
            day.checked = max(day.checked, self.read_at)
        day.missing = self.read_at if missing else None
        self.derive({day_key})

    def finish(self) -> Intake:
        """Write what was gathered and say what it came to."""
        self.derived.write()
        self.derivation.entries.finish()
        self.connection.execute("UPDATE counter SET value = ? WHERE name = 'event'", (self.assigner.next_event,))
        return Intake(self.revisions, self.assigner.next_event - self._first, self.changed)

    def derive(self, touched: set[int]) -> None:
        """Write the rows of days whose listings changed, and put the days aside."""
        self.changed += self.derivation.derive(touched)
        for dropped, kept in self.joins.dropped:
            if dropped <= self._first:
                forget_targets(self.connection, dropped, kept, self.derived.generation)
            self.derivation.drop(dropped)
        self.joins.dropped.clear()
        self.session.clear()


def add_revisions(
    archive: WritableArchive, pages: Sequence[tuple[RawPage, ParsedDay]], read_at: datetime, *, parser: str = ""
) -> Intake:
    """Store revisions of one or many day pages with what stands on them, in one transaction.

    Revisions that the archive has already (the same number of the same page; for pages without number the same text as
    the last one) change nothing, except that reading them again confirms removals that waited for it. The rest is taken
    in the order in which it was saved, day by day in the order of `pages`. A whole day is best given in one call; an
    import gives a few hundred pages a call. `read_at` is in UTC. `parser` names the parser that read them, and how it was set.
    """
    days: dict[date, list[tuple[RawPage, ParsedDay]]] = {}
    for pair in pages:
        days.setdefault(pair[1].date, []).append(pair)
    with transaction(archive) as connection:
        write = IntakeWrite(archive, connection, read_at, parser)
        for day, group in days.items():
            write.take(to_day_key(day), group)
        return write.finish()


def confirm_unchanged(archive: WritableArchive, titles: Iterable[str], read_at: datetime) -> Intake:
    """Tell that these pages were looked at and had no new revision: removals that waited for it are confirmed."""
    with transaction(archive) as connection:
        write = IntakeWrite(archive, connection, read_at)
        for title in sorted(set(titles)):
            row = connection.execute("SELECT date FROM page WHERE title = ?", (title,)).fetchone()
            if row is not None:
                write.look_again(row[0])
        return write.finish()


def report_missing(archive: WritableArchive, days: Iterable[date], read_at: datetime) -> None:
    """Tell that the wiki has no page, or a redirect, for these days: nothing is withdrawn, known days get a problem."""
    with transaction(archive) as connection:
        write = IntakeWrite(archive, connection, read_at)
        for day in sorted(set(days)):
            write.look_again(to_day_key(day), missing=True)
        write.finish()


def _saved(raw: RawPage, day: Day) -> int:
    """Return when a page was saved; where its source did not say, midnight at the end of its day."""
    if raw.timestamp is not None:
        return to_seconds(raw.timestamp)
    midnight = datetime.combine(day.date, time(), UTC)
    return to_seconds(midnight + timedelta(days=1)) if day.date < date.max else to_seconds(midnight)
