"""Deciding who is who when a revision arrives, and filing it with its day: identity applied.

The decision is made from the revision and what the archive holds of its day at that moment, one revision after the other:
whether they come in one write or in many makes no difference. Events of other days are not looked at: that comes after
(`daybook.archive.writing.join_assignment`).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

from daybook.archive.encoding.listing import Listing
from daybook.archive.identity.features import EventFeatures, features_of
from daybook.archive.identity.matching import Known, match
from daybook.archive.writing.day_session import Day
from daybook.archive.writing.known_events import KnownEvents
from daybook.archive.writing.subjects import SubjectRegister
from daybook.model import Event


@dataclass(slots=True)
class IdentityAssigner:
    """Files listings under the identities that it finds for their events."""

    register: SubjectRegister
    next_event: int
    _features: dict[int, tuple[Event, EventFeatures]] = field(default_factory=dict)
    _known: KnownEvents | None = None

    def file(self, day: Day, listing: Listing, events: tuple[Event, ...]) -> None:
        """Add a listing to its day, and fill in which event is which."""
        at = bisect_right(day.listings, listing.order, key=lambda each: each.order)
        known = self._known_events(day)
        nearest = known.nearest(at)
        matched = match(
            [
                Known(event, tuple(self.features_of(each) for each in wordings), position)
                for event, (position, wordings) in nearest.items()
            ],
            [features_of(event) for event in events] if nearest else [],
        )
        for index, placed in enumerate(events):
            event = replace(placed, line=0)
            identity = matched.get(index)
            if identity is None:
                self.next_event += 1
                identity = self.next_event
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

    def _known_events(self, day: Day) -> KnownEvents:
        """Return what is known of a day's events; kept for the day at hand, whose revisions mostly come one after the other."""
        if self._known is None or not self._known.holds(day):
            self._known = KnownEvents(day)
        return self._known

    def features_of(self, event: Event) -> EventFeatures:
        """Return what tells an event from others, remembered."""
        known = self._features.get(id(event))
        if known is None:  # held with its features, so that no other object gets its id
            known = self._features[id(event)] = (event, features_of(event))
        return known[1]
