"""From listings to rows: what the archive tells of events and days follows from their revisions, and is written here.

Used for every day that an import touches, and to make all derived rows anew. Decides no identity.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from daybook.archive.days import LISTED, PENDING, WITHDRAWN, Day, Desk, Row, to_number
from daybook.archive.history import Course, Life, follow, live
from daybook.archive.ledger import Ledger, Placement
from daybook.archive.subjects import Register
from daybook.archive.wordings import encode_addresses, encode_event, encode_history, encode_problems, encode_ties
from daybook.model import ChangeKind, Problem, Severity

_CONTENT = frozenset(ChangeKind) - {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.RESTORED, ChangeKind.MOVED}


@dataclass(slots=True)
class Derivation:
    """What deriving needs at hand."""

    desk: Desk
    register: Register
    ledger: Ledger
    _entered: list[tuple[int | str | bytes | None, ...]] = field(default_factory=list)
    _addresses: list[tuple[int, str, int]] = field(default_factory=list)

    def derive(self, numbers: Iterable[int]) -> int:
        """Write the rows of these days, and of the days that share events with them; return how many events changed."""
        days, owners = self._gather(numbers)
        courses = {number: follow(day.date, day.listings, day.checked) for number, day in days.items()}
        places = {number: list(course.present) for number, course in courses.items()}
        lives = {
            event: live((step for number in on for step in courses[number].steps[event]), self.desk.titles)
            for event, on in sorted(owners.items())
        }
        order = _positions(places, lives)
        addresses: dict[int, list[tuple[int, str]]] = {event: [] for event in owners}
        for number, day in days.items():
            for slug, event in day.addresses.items():
                addresses[event].append((number, slug))
        changed = 0
        for event, life in lives.items():
            here = courses[to_number(life.date)]
            state = WITHDRAWN if not life.listed else PENDING if event in here.pending else LISTED
            changed += self._write_event(event, life, state, order[event], addresses[event])
        self._enter()
        for number, day in days.items():
            self._write_day(day, courses[number], lives)
        return changed

    def tie_again(self, event: int, renamed: set[int]) -> set[int]:
        """Find an event's subjects anew after titles came to lead elsewhere; return its day, if any changed.

        A subject among the `renamed` has changed too: the pages of its events show its name.
        """
        row = self.desk.rows[event]
        ties = self.register.ties(row.wording)
        if ties == row.ties and renamed.isdisjoint(ties.subjects):
            return set()
        self.ledger.move(
            event,
            Placement(row.date, row.position, row.state, row.ties),
            Placement(row.date, row.position, row.state, ties),
            visible=True,
        )
        self.desk.connection.execute(
            "UPDATE event SET subjects = ?, generation = ? WHERE id = ?",
            (encode_ties(ties), self.ledger.generation, event),
        )
        return {row.date}

    def drop(self, event: int) -> None:
        """Remove the row of an event that was found to be another one; its addresses have been given to that one."""
        row = self.desk.rows.pop(event, None)
        if row is None:
            return
        self.ledger.move(event, Placement(row.date, row.position, row.state, row.ties), None, visible=True)
        self.desk.connection.execute("DELETE FROM event WHERE id = ?", (event,))

    def _gather(self, numbers: Iterable[int]) -> tuple[dict[int, Day], dict[int, set[int]]]:
        """Return the days that are joined by common events, and for each event those that list it."""
        days: dict[int, Day] = {}
        owners: dict[int, set[int]] = {}
        waiting = set(numbers)
        while waiting:
            number = min(waiting)
            waiting.discard(number)
            days[number] = day = self.desk.day(number)
            for event in day.event_ids():
                owners.setdefault(event, set()).add(number)
                waiting |= self.desk.dates_of(event) - days.keys()
        return days, owners

    def _write_event(self, event: int, life: Life, state: int, position: int, given: list[tuple[int, str]]) -> int:
        old = self.desk.rows.get(event)
        number = to_number(life.date)
        addresses = sorted(given)
        if old is not None and (old.date, old.slug) in addresses and old.date == number:
            current = (old.date, old.slug)
        else:
            current = next(address for address in addresses if address[0] == number)
        former = tuple(address for address in addresses if address != current)
        ties = old.ties if old is not None and old.wording is life.wording else self.register.ties(life.wording)
        saved = [int(version.revision.saved.timestamp()) for version in (life.versions[0], life.versions[-1])]
        row = Row(
            event, *current, former, life.wording, _line(self.desk.day(number), event), position, state,
            min(saved), saved[1], len(life.versions) - 1, life.revisions[-1], ties,
        )  # fmt: skip
        if old == row:
            return 0
        visible = old is None or _visible(old) != _visible(row)
        self.desk.rows[event] = row
        self._put(row, old, visible=visible)
        place = Placement(row.date, row.position, row.state, row.ties)
        before = Placement(old.date, old.position, old.state, old.ties) if old is not None else None
        self.ledger.move(event, before, place, visible=visible)
        return int(visible and old is not None)

    def _put(self, row: Row, old: Row | None, *, visible: bool) -> None:
        values = (
            row.date, row.slug, encode_addresses(row.former), encode_event(row.wording), row.line, row.position, row.state,
            row.first_listed, row.last_changed, row.changes, row.revision, encode_ties(row.ties),
        )  # fmt: skip
        known = {(old.date, old.slug), *old.former} if old is not None else ()
        self._addresses += [(*given, row.id) for given in ((row.date, row.slug), *row.former) if given not in known]
        if old is None:
            self._entered.append((row.id, *values, self.ledger.generation))
        elif visible:
            self.desk.connection.execute(
                "UPDATE event SET date = ?, slug = ?, former = ?, wording = ?, line = ?, position = ?, state = ?, "
                "first_listed = ?, last_changed = ?, changes = ?, revision = ?, subjects = ?, generation = ? WHERE id = ?",
                (*values, self.ledger.generation, row.id),
            )
        else:
            self.desk.connection.execute(
                "UPDATE event SET line = ?, position = ?, state = ? WHERE id = ?",
                (row.line, row.position, row.state, row.id),
            )

    def _enter(self) -> None:
        """Write the rows of new events and of new addresses."""
        self.desk.connection.executemany(
            "INSERT INTO event (id, date, slug, former, wording, line, position, state, first_listed, last_changed, "
            "changes, revision, subjects, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._entered,
        )
        self.desk.connection.executemany(
            "INSERT INTO address (date, slug, event) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET event = excluded.event",
            sorted(self._addresses),
        )
        self._entered.clear()
        self._addresses.clear()

    def _write_day(self, day: Day, course: Course, lives: dict[int, Life]) -> None:
        last = course.listings[-1]
        here = [(event, life) for event, life in lives.items() if life.date == day.date and event in course.steps]
        first = course.listings[0]
        problems = (*last.problems, *course.problems, *(_missing() if day.missing is not None else ()))
        values = (
            encode_history(course.listings, {event: self.desk.rows[event].wording for event in day.event_ids()}),
            day.checked,
            day.missing,
            last.revision,
            last.read,
            len(course.listings),
            sum(life.listed for _, life in here),
            sum(course.steps[event][0].listing is not first for event, _ in here),
            sum(any(_CONTENT.intersection(version.kinds) for version in life.versions) for _, life in here),
            sum(not life.listed for _, life in here),
            len(course.pending),
            encode_problems(problems),
        )
        connection = self.desk.connection
        old = connection.execute(
            "SELECT history, checked, missing, revision, read, revisions, events, added, changed, withdrawn, pending, "
            "problems FROM day WHERE date = ?",
            (day.number,),
        ).fetchone()
        if old == values and not any(self.ledger.has_changed(event) for event in course.steps):
            return
        connection.execute(
            "INSERT OR REPLACE INTO day (date, history, checked, missing, revision, read, revisions, events, added, changed, "
            "withdrawn, pending, problems, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (day.number, *values, self.ledger.generation),
        )


def _positions(places: dict[int, list[int]], lives: dict[int, Life]) -> dict[int, int]:
    """Give each event its place on its day: those that stand there in page order, then the withdrawn ones by id."""
    order: dict[int, int] = {}
    counts = dict.fromkeys(places, 0)
    for number, present in places.items():
        for event in present:
            if to_number(lives[event].date) == number:
                order[event] = counts[number]
                counts[number] += 1
    for event, life in lives.items():
        if event not in order:
            number = to_number(life.date)
            order[event] = counts[number]
            counts[number] += 1
    return order


def _line(day: Day, event: int) -> int:
    for listing in reversed(day.listings):
        if event in listing.events:
            return listing.lines[listing.events.index(event)]
    return 0


def _visible(row: Row) -> tuple[object, ...]:
    return (
        row.date, row.slug, row.former, row.wording, row.state == WITHDRAWN,
        row.first_listed, row.last_changed, row.changes, row.revision, row.ties,
    )  # fmt: skip


def _missing() -> tuple[Problem, ...]:
    hint = "look whether the page was moved or deleted by mistake; no event was withdrawn"
    return (Problem("missing-page", Severity.ERROR, 0, "the wiki has no such page, or a redirect", hint),)
