"""Joining events of neighbouring days after a day's revisions were filed: joins applied to ids, addresses and rows.

What the two days' revisions say decides, all of them and nothing else: a revision that arrives late may bring a join, or end one.
An event that stands apart again has the id that it had before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from daybook.archive.encoding.stored_time import days_around
from daybook.archive.identity.features import features_of
from daybook.archive.identity.history import DayTimeline, build_timeline
from daybook.archive.identity.join_search import FeaturesOf, find_joins
from daybook.archive.identity.join_table import (
    BEFORE_ALL,
    joined_events_of,
    joins_between,
    joins_of,
    parts_of,
    replace_joins,
)
from daybook.archive.identity.joins import Join
from daybook.archive.writing.day_session import ADDRESSES, Day, DaySession

Edge = tuple[int, int, int, int]
"""A join without its event: day, earlier id, later id, since."""

AT_ONCE = 64
"""Days kept decoded at once while all are looked at."""


@dataclass(slots=True)
class JoinAssigner:
    """Keeps the joins of the days of one transaction; `dropped` are the ids that went into others, with those."""

    session: DaySession
    features_of: FeaturesOf
    dropped: list[tuple[int, int]] = field(default_factory=list)

    def join(self, day: Day) -> set[int]:
        """Join the events of a day with those of the days around it, and return the days that it touched."""
        touched = {day.key}
        counts = self.session.revisions_of(days_around(day.key))
        for key, count in counts.items():
            # Nothing is ever missing from a day of one revision: most days of a first import need not be read twice.
            if count > 1 or len(day.listings) > 1:
                earlier, later = sorted((day.key, key))
                stored = joins_between(self.session.connection, earlier)
                touched |= self._join(self.session.day(earlier), self.session.day(later), stored)
        return touched

    def _join(self, earlier: Day, later: Day, stored: list[Join]) -> set[int]:
        apart = (earlier.event_ids() & later.event_ids()) - {join.event for join in stored}
        found = find_joins(follow(earlier), follow(later), apart, self.features_of)
        first, second = self._ids_on(earlier.key), self._ids_on(later.key)
        edges = {(first.get(one, one), second.get(other, other)): since for one, other, since in found}
        before = {(join.earlier, join.later): join.since for join in stored}
        if edges == before:
            return set()
        changed = edges.items() ^ before.items()
        events = {join.event for join in stored if ((join.earlier, join.later), join.since) in changed}
        for one, other, since in found:
            if ((first.get(one, one), second.get(other, other)), since) in changed:
                events |= {one, other}
        old = joins_of(self.session.connection, events)
        now = [(join.date, join.earlier, join.later, join.since) for join in old if join.date != earlier.key]
        now += [
            (earlier.key, first.get(one, one), second.get(other, other), since)
            for one, other, since in found
            if one in events
        ]
        places = {first.get(one, one): (earlier.key, one) for one, _, _ in found if one in events}
        places |= {second.get(other, other): (later.key, other) for _, other, _ in found if other in events}
        return {earlier.key, later.key} | self._apply(old, now, places)

    def _apply(self, old: list[Join], now: list[Edge], places: dict[int, tuple[int, int]]) -> set[int]:
        """Write joins, and give the events that they are about the ids that follow; `places` are days and events by id."""
        for join in old:
            places[join.earlier] = (join.date, join.event)
            places[join.later] = (days_around(join.date)[-1], join.event)
        ids = _least(places, now)
        replace_joins(self.session.connection, old, [Join(*edge, ids[edge[1]]) for edge in now])
        renamed: dict[int, dict[int, int]] = {}
        for part, (day_key, event) in places.items():
            renamed.setdefault(day_key, {})[event] = ids[part]
        events = {event for _, event in places.values()}
        self.session.read_rows(events)
        for event in events:
            for day_key in self.session.dates_of(event):  # where it stands by a join that no rule explains today
                renamed.setdefault(day_key, {}).setdefault(event, ids[event])
        for day_key, names in renamed.items():
            self.session.day(day_key).rename(names)
        self.dropped += [(event, ids[event]) for event in sorted(events - set(ids.values()))]
        self.session.parted |= set(ids.values()) - events
        return set(renamed)

    def _ids_on(self, day_key: int) -> dict[int, int]:
        """Return the ids that the joined events of a day had on that day, by what they are now."""
        connection = self.session.connection
        parts = parts_of(connection, joined_events_of(connection, day_key), BEFORE_ALL)
        return {event: part.id for event, its in parts.items() for part in its if day_key in part.dates}


def follow(day: Day) -> DayTimeline:
    """Return a day's revisions, followed to their end."""
    return build_timeline(day.date, day.listings, day.checked)


@dataclass(slots=True)
class JoinExplainer:
    """Finds since when events are known to stand on two neighbouring days, as if each had only been found to be one now.

    `known` are ids that events had on a day, by day and event; those not known are counted on from `last_id`. An event keeps
    its own id on one of its days.
    """

    day: Callable[[int], Day]
    features_of: FeaturesOf
    last_id: int
    known: Mapping[tuple[int, int], int] = field(default_factory=dict)
    _ids: dict[tuple[int, int], int] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)

    def explain(self, keys: Iterable[int]) -> list[Join]:
        """Return the joins between those of some days that follow each other."""
        self._seen |= {event for (_, event), part in self.known.items() if part == event}
        days = set(keys)
        joins = []
        for earlier in sorted(days):
            later = days_around(earlier)[-1]
            if later in days and later != earlier:
                one, other = self.day(earlier), self.day(later)
                common = one.event_ids() & other.event_ids()
                found = find_joins(follow(one), follow(other), frozenset(), self.features_of) if common else ()
                for event, its, since in found:
                    if event == its:
                        parts = self._id_on(earlier, event), self._id_on(later, event)
                        joins.append(Join(earlier, *parts, since, event))
        return joins

    def _id_on(self, day_key: int, event: int) -> int:
        if (day_key, event) not in self._ids:
            part = self.known.get((day_key, event))
            if part is None and event in self._seen:
                self.last_id += 1
                part = self.last_id
            self._seen.add(event)
            self._ids[day_key, event] = event if part is None else part
        return self._ids[day_key, event]


def explain_all_joins(connection: sqlite3.Connection) -> None:
    """Write the joins of an archive that did not keep them: since when they are known, as far as its revisions tell.

    What no revision explains (it was joined when it was read, by what was known later) counts as one event at all moments.
    """
    (last,) = connection.execute("SELECT value FROM counter WHERE name = 'event'").fetchone()
    session = DaySession(connection)

    def day_of(key: int) -> Day:
        if len(session.days) > AT_ONCE:
            session.clear()
        return session.day(key)

    explainer = JoinExplainer(day_of, features_of, last)
    keys = {
        key
        for day, former in connection.execute("SELECT date, former FROM event WHERE former IS NOT NULL")
        for key in (day, *(each for each, _ in ADDRESSES.decode(former)))
    }
    replace_joins(connection, (), explainer.explain(keys))
    connection.execute("UPDATE counter SET value = ? WHERE name = 'event'", (explainer.last_id,))


def _least(ids: Iterable[int], edges: Iterable[Edge]) -> dict[int, int]:
    """Return for each id the least of those that it is joined with."""
    least = {each: each for each in ids}
    for _, earlier, later, _ in sorted(edges):
        one, other = least[earlier], least[later]
        kept = min(one, other)
        least = {each: kept if value in (one, other) else value for each, value in least.items()}
    return least
