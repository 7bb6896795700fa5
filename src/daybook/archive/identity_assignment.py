"""Deciding who is who when a revision arrives, and filing it with its day: identity applied.

The decision is made from the revision and what the archive holds at that moment, one revision after the other: whether
they come in one write or in many makes no difference.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from daybook.archive.day_session import LISTED, Day, DaySession
from daybook.archive.features import EventFeatures, features_of
from daybook.archive.history import build_timeline
from daybook.archive.listing import Listing
from daybook.archive.matching import Known, find_moves, match
from daybook.archive.subjects import SubjectRegister
from daybook.archive.wording import wording_key
from daybook.model import Event

WORDINGS = 6
"""Wordings of a known event that a new one is compared with, those of the nearest revisions: reverts go back few steps."""


@dataclass(slots=True)
class IdentityAssigner:
    """Files listings under the identities that it finds for their events."""

    session: DaySession
    register: SubjectRegister
    next_event: int
    dropped: list[tuple[int, int]] = field(default_factory=list)
    _features: dict[int, tuple[Event, EventFeatures]] = field(default_factory=dict)

    def file(self, day: Day, listing: Listing, events: tuple[Event, ...]) -> set[int]:
        """Add a listing to its day, fill in which event is which, and return the days that it touched."""
        at = bisect_right(day.listings, listing.order, key=lambda each: each.order)
        known = _known_wordings(day, at)
        before = _absent(day) if day.listings else set()
        matched = match(
            [
                Known(event, tuple(self._of(each) for each in wordings), position)
                for event, (position, wordings) in known.items()
            ],
            [self._of(event) for event in events] if known else [],
        )
        new = set()
        keys = _keys_of(day, set(matched.values()))
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
                wording = keys.get((identity, wording_key(event)), event)
            if wording is event:
                self.register.subjects_of(wording)
            listing.events.append(identity)
            listing.wordings.append(wording)
            listing.lines.append(placed.line)
        day.listings.insert(at, listing)
        lost = (_absent(day) - before) if at or len(day.listings) > 1 else set()
        return {day.key} | self._join_moved(day, new, lost)

    def _join_moved(self, day: Day, new: set[int], lost: set[int]) -> set[int]:
        """Join what is new here with what is gone next door, and what is gone here with what stands next door."""
        neighbours = self.session.neighbours(day.key) if new or lost else []
        here = day.event_ids()
        gone = [event for event, state in neighbours if state != LISTED and event not in here] if new else []
        there = [event for event, state in neighbours if state == LISTED and event not in here] if lost else []
        touched: set[int] = set()
        if gone:
            touched |= self._join(day, find_moves(self._next_door(gone), self._here(day, new - lost)))
        if there:
            left = lost & day.event_ids()
            touched |= self._join(day, find_moves(self._here(day, left), self._next_door(there)))
        return touched

    def _join(self, day: Day, pairs: list[tuple[int, int]]) -> set[int]:
        touched: set[int] = set()
        for pair in pairs:
            kept, dropped = sorted(pair)
            day_keys = {day.key} | self.session.dates_of(kept) | self.session.dates_of(dropped)
            for day_key in day_keys:
                _rename(self.session.day(day_key), dropped, kept)
            self.dropped.append((dropped, kept))
            touched |= day_keys
        return touched

    def _here(self, day: Day, events: set[int]) -> list[tuple[int, EventFeatures]]:
        latest = {
            event: wording
            for listing in day.listings
            for event, wording in zip(listing.events, listing.wordings, strict=True)
        }
        return [(event, self._of(latest[event])) for event in sorted(events)]

    def _next_door(self, events: list[int]) -> list[tuple[int, EventFeatures]]:
        self.session.read_rows(events)
        return [(event, self._of(self.session.rows[event].wording)) for event in sorted(events)]

    def _of(self, event: Event) -> EventFeatures:
        known = self._features.get(id(event))
        if known is None or known[0] is not event:
            known = self._features[id(event)] = (event, features_of(event))
        return known[1]


def _known_wordings(day: Day, at: int) -> dict[int, tuple[float, list[Event]]]:
    """Return for each event of a day its place on the page and its wordings, from the listings nearest to `at` on."""
    known: dict[int, tuple[float, list[Event]]] = {}
    count = len(day.listings)
    nearest = sorted(range(count), key=lambda index: (at - 1 - index) * 2 if index < at else (index - at) * 2 + 1)
    for index in nearest:
        listing = day.listings[index]
        for position, (event, wording) in enumerate(zip(listing.events, listing.wordings, strict=True)):
            if event not in known:
                known[event] = (position / len(listing.events), [wording])
                continue
            wordings = known[event][1]
            if len(wordings) < WORDINGS and wording not in wordings:
                wordings.append(wording)
    return known


def _keys_of(day: Day, events: set[int]) -> dict[tuple[int, bytes], Event]:
    """Return the wordings of events by what readers see of them, so that an equal one is kept only once."""
    seen: set[tuple[int, int]] = set()
    keys = {}
    for listing in day.listings:
        for event, wording in zip(listing.events, listing.wordings, strict=True):
            if event in events and (event, id(wording)) not in seen:
                seen.add((event, id(wording)))
                keys[event, wording_key(wording)] = wording
    return keys


def _absent(day: Day) -> set[int]:
    """Return the events of a day that its page, as far as it is trusted, does not have now."""
    timeline = build_timeline(day.date, day.listings, day.checked)
    return day.event_ids() - (timeline.present.keys() - timeline.pending)


def _rename(day: Day, old: int, new: int) -> None:
    for listing in day.listings:
        listing.events = [new if event == old else event for event in listing.events]
    for slug, event in day.addresses.items():
        if event == old:
            day.addresses[slug] = new
