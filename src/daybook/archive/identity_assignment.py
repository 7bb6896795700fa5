"""Deciding who is who when a revision arrives, and filing it with its day: identity applied.

The decision is made from the revision and what the archive holds at that moment, one revision after the other: whether
they come in one write or in many makes no difference.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from daybook.archive.day_session import LISTED, Day, DaySession
from daybook.archive.features import EventFeatures, features_of
from daybook.archive.known_events import KnownEvents
from daybook.archive.listing import Listing
from daybook.archive.matching import Known, find_moves, match
from daybook.archive.subjects import SubjectRegister
from daybook.model import Event


@dataclass(slots=True)
class IdentityAssigner:
    """Files listings under the identities that it finds for their events."""

    session: DaySession
    register: SubjectRegister
    next_event: int
    dropped: list[tuple[int, int]] = field(default_factory=list)
    _features: dict[int, tuple[Event, EventFeatures]] = field(default_factory=dict)
    _known: KnownEvents | None = None

    def file(self, day: Day, listing: Listing, events: tuple[Event, ...]) -> set[int]:
        """Add a listing to its day, fill in which event is which, and return the days that it touched."""
        at = bisect_right(day.listings, listing.order, key=lambda each: each.order)
        known = self._known_events(day)
        before = known.absent()
        nearest = known.nearest(at)
        matched = match(
            [
                Known(event, tuple(self._of(each) for each in wordings), position)
                for event, (position, wordings) in nearest.items()
            ],
            [features_of(event) for event in events] if nearest else [],
        )
        new = set()
        for index, placed in enumerate(events):
            event = replace(placed, line=0)
            identity = matched.get(index)
            if identity is None:
                self.next_event += 1
                identity = self.next_event
                new.add(identity)
                day.give_address(identity, event)
                wording = event
            else:
                wording = known.kept(identity, event)
            if wording is event:
                self.register.subjects_of(wording)
            listing.events.append(identity)
            listing.wordings.append(wording)
            listing.lines.append(placed.line)
        day.listings.insert(at, listing)
        if at == len(day.listings) - 1:
            known.add(listing)
        lost = (self._known_events(day).absent() - before) if len(day.listings) > 1 else set()
        return {day.key} | self._join_moved(day, new, lost)

    def _known_events(self, day: Day) -> KnownEvents:
        """Return what is known of a day's events; kept for the day at hand, whose revisions mostly come one after the other."""
        if self._known is None or not self._known.holds(day):
            self._known = KnownEvents(day)
        return self._known

    def _join_moved(self, day: Day, new: set[int], lost: set[int]) -> set[int]:
        """Join what is new here with what is gone next door, and what is gone here with what stands next door."""
        neighbours = self.session.neighbours(day.key) if new or lost else []
        here = self._known_events(day).latest
        gone = [event for event, state in neighbours if state != LISTED and event not in here] if new else []
        there = [event for event, state in neighbours if state == LISTED and event not in here] if lost else []
        touched: set[int] = set()
        if gone:
            touched |= self._join(day, find_moves(self._next_door(gone), self._here(day, new - lost)))
        if there:
            left = lost & self._known_events(day).latest.keys()
            touched |= self._join(day, find_moves(self._here(day, left), self._next_door(there)))
        return touched

    def _join(self, day: Day, pairs: list[tuple[int, int]]) -> set[int]:
        touched: set[int] = set()
        for pair in pairs:
            kept, dropped = sorted(pair)
            day_keys = {day.key} | self.session.dates_of(kept) | self.session.dates_of(dropped)
            for day_key in day_keys:
                _rename(self.session.day(day_key), dropped, kept)
            self._known = None
            self.dropped.append((dropped, kept))
            touched |= day_keys
        return touched

    def _here(self, day: Day, events: set[int]) -> list[tuple[int, EventFeatures]]:
        latest = self._known_events(day).latest
        return [(event, self._of(latest[event])) for event in sorted(events)]

    def _next_door(self, events: list[int]) -> list[tuple[int, EventFeatures]]:
        self.session.read_rows(events)
        return [(event, self._of(self.session.rows[event].wording)) for event in sorted(events)]

    def _of(self, event: Event) -> EventFeatures:
        known = self._features.get(id(event))
        if known is None or known[0] is not event:
            known = self._features[id(event)] = (event, features_of(event))
        return known[1]


def _rename(day: Day, old: int, new: int) -> None:
    for listing in day.listings:
        listing.events = [new if event == old else event for event in listing.events]
    for slug, event in day.addresses.items():
        if event == old:
            day.addresses[slug] = new
