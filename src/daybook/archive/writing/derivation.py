"""From listings to rows: what the archive tells of events and days follows from their revisions, and is written here.

Used for every day that an import touches, and to make all derived rows anew. Decides no identity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from daybook.archive.encoding.event_subjects import SUBJECTS
from daybook.archive.encoding.listing import encode_history
from daybook.archive.encoding.stored_time import to_day_key
from daybook.archive.encoding.wording import encode_event
from daybook.archive.identity.history import DayTimeline, EventHistory, Step, build_history, build_timeline
from daybook.archive.identity.join_table import event_of, joins_of
from daybook.archive.identity.joins import Join
from daybook.archive.writing.day_session import (
    ADDRESSES,
    LISTED,
    PENDING,
    PROBLEMS,
    WITHDRAWN,
    Day,
    DaySession,
    EventRow,
    first_given,
)
from daybook.archive.writing.derived_changes import DerivedChanges, Placement
from daybook.archive.writing.locations import Locator, enter_locations
from daybook.archive.writing.search_entries import EntryWriter, KnownEntry, entries_by_part
from daybook.archive.writing.subjects import SubjectRegister
from daybook.model import ChangeKind, Location, Problem, Revision, Severity

_CONTENT = frozenset(ChangeKind) - {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.RESTORED, ChangeKind.MOVED}


@dataclass(slots=True)
class Derivation:
    """What deriving needs at hand."""

    session: DaySession
    register: SubjectRegister
    derived: DerivedChanges
    entries: EntryWriter = field(init=False)
    locator: Locator = field(init=False)
    _located: dict[int, Location | None] = field(default_factory=dict)
    _entered: list[tuple[int | str | bytes | None, ...]] = field(default_factory=list)
    _addresses: list[tuple[int, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.entries = EntryWriter(self.session.connection, self.register, self.derived)
        self.locator = Locator(self.session.connection, self.register)

    def derive(self, day_keys: Iterable[int]) -> int:
        """Write the rows of these days, and of the days that share events with them; return how many events changed."""
        days, owners = self._gather(day_keys)
        timelines = {day_key: build_timeline(day.date, day.listings, day.checked) for day_key, day in days.items()}
        page_orders = {day_key: list(timeline.present) for day_key, timeline in timelines.items()}
        steps = {
            event: [step for day_key in on for step in timelines[day_key].steps[event]]
            for event, on in sorted(owners.items())
        }
        histories = {event: build_history(each, self.session.titles) for event, each in steps.items()}
        known = owners.keys() & self.session.rows.keys()
        self._write_entries(steps, {event for event, on in owners.items() if len(on) > 1}, known)
        order = _positions(page_orders, histories)
        addresses: dict[int, list[tuple[int, str]]] = {event: [] for event in owners}
        for day_key, day in days.items():
            for slug, event in day.addresses.items():
                addresses[event].append((day_key, slug))
        changed = 0
        for event, history in histories.items():
            here = timelines[to_day_key(history.date)]
            state = WITHDRAWN if not history.listed else PENDING if event in here.pending else LISTED
            given = sorted(addresses[event])
            first = self._first_address(event, given, days) if len(given) > 1 else given[0]
            changed += self._write_event(event, history, state, order[event], given, first)
        self._enter()
        for day_key, day in days.items():
            self._write_day(day, timelines[day_key], histories)
        return changed

    def relink(self, event: int, renamed: set[int]) -> set[int]:
        """Find an event's subjects anew after titles came to lead elsewhere; return its day, if any changed.

        A subject among the `renamed` has changed too: the pages of its events show its name.
        """
        row = self.session.rows[event]
        subjects = self.register.subjects_of(row.wording)
        if subjects == row.subjects and renamed.isdisjoint(subjects.ids):
            return set()
        self.derived.move(
            event,
            Placement(row.date, row.position, row.state, row.subjects),
            Placement(row.date, row.position, row.state, subjects),
            visible=True,
        )
        self.session.connection.execute(
            "UPDATE event SET subjects = ?, generation = ? WHERE id = ?",
            (SUBJECTS.encode(subjects), self.derived.generation, event),
        )
        enter_locations(self.session.connection, {event: self.locator.locate(row.wording)}, known={event})
        return {row.date}

    def _write_entries(self, steps: Mapping[int, Sequence[Step]], moved: set[int], known: set[int]) -> None:
        joins: dict[int, list[Join]] = {}
        for join in joins_of(self.session.connection, moved) if moved else ():
            joins.setdefault(join.event, []).append(join)
        entries: dict[int, list[KnownEntry]] = {}
        for event, each in steps.items():
            entries |= entries_by_part(event, each, joins.get(event, ()), self.session.titles)
        self.entries.write(entries, known | self.session.parted | (entries.keys() - steps.keys()))

    def drop(self, event: int) -> None:
        """Remove the row of an event that was found to be another one; its addresses have been given to that one."""
        row = self.session.rows.pop(event, None)
        if row is None:
            return
        self.derived.move(event, Placement(row.date, row.position, row.state, row.subjects), None, visible=True)
        if (
            event_of(self.session.connection, event) == event
        ):  # else they say what it was known to be before it was joined
            self.entries.drop(event)
        self.session.connection.execute("DELETE FROM event WHERE id = ?", (event,))
        enter_locations(self.session.connection, {event: None}, known={event})

    def _gather(self, day_keys: Iterable[int]) -> tuple[dict[int, Day], dict[int, set[int]]]:
        """Return the days that are joined by common events, and for each event those that list it."""
        days: dict[int, Day] = {}
        owners: dict[int, set[int]] = {}
        waiting = set(day_keys)
        while waiting:
            day_key = min(waiting)
            waiting.discard(day_key)
            days[day_key] = day = self.session.day(day_key)
            for event in day.event_ids():
                owners.setdefault(event, set()).add(day_key)
            for event in day.owners():
                waiting |= self.session.dates_of(event) - days.keys()
        return days, owners

    def _first_address(
        self, event: int, addresses: Sequence[tuple[int, str]], days: Mapping[int, Day]
    ) -> tuple[int, str]:
        """Return which of its addresses, sorted, an event had first."""
        old = self.session.rows.get(event)
        known = old.first_address if old is not None else self.session.first_at.get(event)
        return first_given(event, addresses, known, lambda day_key: days[day_key].listings)

    def _write_event(
        self,
        event: int,
        history: EventHistory,
        state: int,
        position: int,
        addresses: Sequence[tuple[int, str]],
        first: tuple[int, str],
    ) -> int:
        old = self.session.rows.get(event)
        day_key = to_day_key(history.date)
        shown_at = (old.date, old.slug) if old is not None else self.session.shown_at.get(event)
        if shown_at is not None and shown_at in addresses and shown_at[0] == day_key:
            current = shown_at
        else:
            current = next(address for address in addresses if address[0] == day_key)
        others = tuple(address for address in addresses if address not in (first, current))
        former = (first, *others) if len(addresses) > 1 else ()
        subjects = (
            old.subjects
            if old is not None and old.wording == history.wording
            else self.register.subjects_of(history.wording)
        )
        earliest, last = history.versions[0].revision, history.versions[-1].revision
        row = EventRow(
            event, *current, former, history.wording, _line(self.session.day(day_key), event), position, state,
            _saved(earliest), _saved(last), earliest.timed + 2 * last.timed, len(history.versions) - 1, history.revisions[-1], subjects,
        )  # fmt: skip
        if old == row:
            return 0
        visible = old is None or _visible(old) != _visible(row)
        self.session.rows[event] = row
        self._put(row, old, visible=visible)
        after = Placement(row.date, row.position, row.state, row.subjects)
        before = Placement(old.date, old.position, old.state, old.subjects) if old is not None else None
        self.derived.move(event, before, after, visible=visible)
        return int(visible and old is not None)

    def _put(self, row: EventRow, old: EventRow | None, *, visible: bool) -> None:
        values = (
            row.date, row.slug, ADDRESSES.encode(row.former) if row.former else None, encode_event(row.wording), row.line, row.position, row.state,
            row.first_listed, row.last_changed, row.timed, row.changes, row.revision, SUBJECTS.encode(row.subjects),
        )  # fmt: skip
        if old is None:
            self._located[row.id] = self.locator.locate(row.wording)
        elif old.wording != row.wording or old.subjects != row.subjects:
            enter_locations(self.session.connection, {row.id: self.locator.locate(row.wording)}, known={row.id})
        known = {(old.date, old.slug), *old.former} if old is not None else ()
        self._addresses += [(*given, row.id) for given in ((row.date, row.slug), *row.former) if given not in known]
        if old is None:
            self._entered.append((row.id, *values, self.derived.generation))
        elif visible:
            self.session.connection.execute(
                "UPDATE event SET date = ?, slug = ?, former = ?, wording = ?, line = ?, position = ?, state = ?, "
                "first_listed = ?, last_changed = ?, timed = ?, changes = ?, revision = ?, subjects = ?, generation = ? WHERE id = ?",
                (*values, self.derived.generation, row.id),
            )
        else:
            self.session.connection.execute(
                "UPDATE event SET line = ?, position = ?, state = ? WHERE id = ?",
                (row.line, row.position, row.state, row.id),
            )

    def _enter(self) -> None:
        """Write the rows of new events and of new addresses."""
        self.session.connection.executemany(
            "INSERT INTO event (id, date, slug, former, wording, line, position, state, first_listed, last_changed, timed, "
            "changes, revision, subjects, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._entered,
        )
        self.session.connection.executemany(
            "INSERT INTO address (date, slug, event) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET event = excluded.event",
            sorted(self._addresses),
        )
        enter_locations(self.session.connection, self._located, known=())
        self._located.clear()
        self._entered.clear()
        self._addresses.clear()

    def _write_day(self, day: Day, timeline: DayTimeline, histories: dict[int, EventHistory]) -> None:
        last = timeline.listings[-1]
        # An event that moved away has steps here and its date elsewhere: the day where it stands now counts it.
        here = [(event, history) for event, history in histories.items() if history.date == day.date]
        first = timeline.listings[0]
        problems = (*last.problems, *timeline.problems, *(_missing() if day.missing is not None else ()))
        values = (
            encode_history(timeline.listings, {event: self.session.rows[event].wording for event in day.event_ids()}),
            day.checked,
            day.missing,
            day.parser,
            last.revision,
            last.read,
            len(timeline.listings),
            sum(history.listed for _, history in here),
            sum(timeline.steps[event][0].listing.revision != first.revision for event, _ in here),
            sum(has_content_changes(history) for _, history in here),
            sum(not history.listed for _, history in here),
            len(timeline.pending),
            PROBLEMS.encode(problems) if problems else b"",
        )
        connection = self.session.connection
        old = connection.execute(
            "SELECT history, checked, missing, parser, revision, read, revisions, events, added, changed, withdrawn, pending, "
            "problems FROM day WHERE date = ?",
            (day.key,),
        ).fetchone()
        # The generation of a day says since when its pages are due: it stays where neither the day nor any of its events changed.
        if old == values and not any(self.derived.has_changed(event) for event in timeline.steps):
            return
        if (
            old is not None
            and (*old[:3], day.parser, *old[4:]) == values
            and not any(self.derived.has_changed(event) for event in timeline.steps)
        ):  # readers see no difference: no page of the day is due
            connection.execute("UPDATE day SET parser = ? WHERE date = ?", (day.parser, day.key))
            return
        connection.execute(
            "INSERT OR REPLACE INTO day (date, history, checked, missing, parser, revision, read, revisions, events, added, "
            "changed, withdrawn, pending, problems, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (day.key, *values, self.derived.generation),
        )


def has_content_changes(history: EventHistory) -> bool:
    """Say whether a revision ever changed what an event says or cites."""
    return any(_CONTENT.intersection(version.kinds) for version in history.versions)


def _positions(page_orders: dict[int, list[int]], histories: dict[int, EventHistory]) -> dict[int, int]:
    """Give each event its place on its day: those that stand there in page order, then the withdrawn ones by id."""
    order: dict[int, int] = {}
    counts = dict.fromkeys(page_orders, 0)
    for day_key, present in page_orders.items():
        for event in present:
            if to_day_key(histories[event].date) == day_key:
                order[event] = counts[day_key]
                counts[day_key] += 1
    for event, history in histories.items():
        if event not in order:
            day_key = to_day_key(history.date)
            order[event] = counts[day_key]
            counts[day_key] += 1
    return order


def _line(day: Day, event: int) -> int:
    for listing in reversed(day.listings):
        if event in listing.events:
            return listing.lines[listing.events.index(event)]
    return 0


def _visible(row: EventRow) -> tuple[object, ...]:
    return (
        row.date, row.slug, row.former, row.wording, row.state == WITHDRAWN,
        row.first_listed, row.last_changed, row.timed, row.changes, row.revision, row.subjects,
    )  # fmt: skip


def _saved(revision: Revision) -> int:
    return int(revision.saved.timestamp())


def _missing() -> tuple[Problem, ...]:
    hint = "look whether the page was moved or deleted by mistake; no event was withdrawn"
    return (Problem("missing-page", Severity.ERROR, 0, "the wiki has no such page, or a redirect", hint),)
