"""What is counted and looked up by subject: members, tallies by month, and which pages a change makes stale.

Gathers the changes of one transaction and writes them at its end, in the order of the tables' keys.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from typing import NamedTuple

from daybook.archive.encoding.event_subjects import EventSubjects
from daybook.archive.writing.day_session import WITHDRAWN


class Placement(NamedTuple):
    """Where an event stands in the lists of its subjects."""

    date: int
    position: int
    state: int
    subjects: EventSubjects


class DerivedChanges:
    """The changes to derived tables in one transaction, all under one generation."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        row = connection.execute("SELECT value FROM counter WHERE name = 'generation'").fetchone()
        self._generation = int(row[0])
        self._grown = False
        self._removed: dict[tuple[int, int, int, int], None] = {}
        self._entered: dict[tuple[int, int, int, int], int] = {}
        self._tallies: defaultdict[tuple[int, int], int] = defaultdict(int)
        self._shifted: dict[int, set[int]] = {}
        self._stories: set[tuple[int, int]] = set()
        self._changed: set[int] = set()

    @property
    def generation(self) -> int:
        """The generation of this transaction's changes; asking for it begins it."""
        if not self._grown:
            self._grown = True
            self._generation += 1
            self._connection.execute("UPDATE counter SET value = ? WHERE name = 'generation'", (self._generation,))
        return self._generation

    def move(self, event: int, old: Placement | None, new: Placement | None, *, visible: bool) -> None:
        """Enter an event's place among its subjects in place of the old one; `visible` if readers see a difference."""
        if old is not None:
            self._remove(event, old, keep=new, visible=visible)
        if new is not None:
            self._add(event, new, known=old)
        if visible:
            self._changed.add(event)
            for placement in (old, new):
                if placement is not None:
                    self._stories.update((story, placement.date) for story, _ in placement.subjects.stories)

    def has_changed(self, event: int) -> bool:
        """Return whether readers will see that this event changed."""
        return event in self._changed

    def mark(self, subject: int, date: int) -> None:
        """Mark the pages of a subject as changed in the month of a day."""
        self._tallies[subject, date // 100] += 0

    def write(self) -> None:
        """Write everything gathered."""
        connection = self._connection
        before = self._orders()
        connection.executemany(
            "DELETE FROM member WHERE subject = ? AND date = ? AND position = ? AND event = ?", sorted(self._removed)
        )
        connection.executemany(
            "INSERT INTO member (subject, date, position, event, state) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET state = excluded.state",
            sorted((*key, state) for key, state in self._entered.items()),
        )
        for (subject, date), events in self._orders().items():
            if events != before[subject, date]:
                self.mark(subject, date)
        if self._tallies:
            generation = self.generation
            connection.executemany(
                "INSERT INTO tally (subject, month, events, generation) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET events = events + excluded.events, generation = excluded.generation",
                sorted((*key, change, generation) for key, change in self._tallies.items()),
            )
        self._mark_stories()

    def _remove(self, event: int, old: Placement, *, keep: Placement | None, visible: bool) -> None:
        date, position, state, subjects = old
        same = keep is not None and keep[:3] == old[:3]
        kept = keep.subjects.ids if keep is not None and same else frozenset()
        month, worth = date // 100, int(state != WITHDRAWN)
        shifted = _shifted(old, keep)
        for subject in subjects.ids:
            if subject not in kept:
                self._entered.pop((subject, date, position, event), None)
                self._removed[subject, date, position, event] = None
                if subject not in shifted:
                    self._tallies[subject, month] -= worth
            if visible:
                self._tallies[subject, month] += 0
        if shifted:
            self._shifted.setdefault(date, set()).update(shifted)

    def _add(self, event: int, new: Placement, *, known: Placement | None) -> None:
        date, position, state, subjects = new
        there = known.subjects.ids if known is not None and known[:3] == new[:3] else frozenset()
        month, worth = date // 100, int(state != WITHDRAWN)
        shifted = _shifted(new, known)
        for subject in subjects.ids - there:
            self._entered[subject, date, position, event] = state
            if subject not in shifted:
                self._tallies[subject, month] += worth

    def _orders(self) -> dict[tuple[int, int], list[int]]:
        """Return the listed events of each subject on each day where any changed places, in page order.

        An event that is added moves down all that follow it on its day, and their subjects' pages show none of that: those of
        a hundred subjects would be made again for nothing. What shows is an order that changed.
        """
        orders: dict[tuple[int, int], list[int]] = {}
        for date, subjects in sorted(self._shifted.items()):
            orders |= {(subject, date): [] for subject in subjects}
            rows = self._connection.execute(
                "SELECT subject, event FROM member WHERE subject IN (SELECT value FROM json_each(?)) AND date = ? "
                "AND state > ? ORDER BY subject, position, event",
                (json.dumps(sorted(subjects)), date, WITHDRAWN),
            )
            for subject, event in rows:
                orders[subject, date].append(event)
        return orders

    def _mark_stories(self) -> None:
        """Mark the events just before, on and just after a changed day in each story: their pages show its passage."""
        beside: set[int] = set()
        for story, date in sorted(self._stories):
            beside.update(
                event
                for (event,) in self._connection.execute(
                    "SELECT event FROM member WHERE subject = ?1 AND date = ?2 UNION ALL "
                    "SELECT event FROM (SELECT event FROM member WHERE subject = ?1 AND date < ?2 AND state > 0 "
                    "ORDER BY date DESC, position DESC LIMIT 1) UNION ALL "
                    "SELECT event FROM (SELECT event FROM member WHERE subject = ?1 AND date > ?2 AND state > 0 "
                    "ORDER BY date, position LIMIT 1)",
                    (story, date),
                )
            )
        beside -= self._changed
        if beside:
            generation = self.generation
            self._connection.executemany(
                "INSERT INTO beside (event, generation) VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET generation = excluded.generation",
                [(event, generation) for event in sorted(beside)],
            )


def _shifted(one: Placement, other: Placement | None) -> frozenset[int]:
    """Return the subjects of an event that only changed its place on the page of its day."""
    if other is None or one.date != other.date or one.state != other.state or one.position == other.position:
        return frozenset()
    return one.subjects.ids & other.subjects.ids
