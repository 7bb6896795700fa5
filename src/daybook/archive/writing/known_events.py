"""What the revisions of a day, filed so far, tell of its events: where each stood, and how it was worded.

Kept up revision by revision, so that filing hundreds of one day takes time in proportion to their number. Decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from daybook.archive.encoding.listing import Listing
from daybook.archive.encoding.wording import wording_key
from daybook.archive.writing.day_session import Day
from daybook.model import Event

WORDINGS = 6
"""Wordings of a known event that a new one is compared with, those of the nearest revisions: reverts go back few steps."""


@dataclass(slots=True)
class KnownEvents:
    """The events of a day as its listings had them; `latest` is the wording of each where it was last listed."""

    day: Day
    latest: dict[int, Event] = field(default_factory=dict)
    _count: int = 0
    _places: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    _wordings: dict[int, dict[bytes, Event]] = field(default_factory=dict)
    _keys: dict[int, tuple[Event, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for listing in self.day.listings:
            self.add(listing)

    def holds(self, day: Day) -> bool:
        """Say whether these are the events of all listings that a day has by now."""
        return self.day is day and self._count == len(day.listings)

    def add(self, listing: Listing) -> None:
        """Go on with the listing that follows the last one."""
        self._count += 1
        size = len(listing.events)
        for position, (event, wording) in enumerate(zip(listing.events, listing.wordings, strict=True)):
            self._places[event] = (-self._count, position, size)
            if self.latest.get(event) is not wording:
                self.latest[event] = wording
                wordings = self._wordings.setdefault(event, {})
                key = self._key_of(wording)
                wordings.pop(key, None)  # so that the newest is the last
                wordings[key] = wording

    def nearest(self, at: int) -> dict[int, tuple[float, list[Event]]]:
        """Return for each event its place on the page, from 0 to 1, and its wordings, from the listings nearest to `at` on."""
        if at < self._count:
            return nearest_wordings(self.day, at)
        return {
            event: (position / size, list(islice(reversed(self._wordings[event].values()), WORDINGS)))
            for event, (_, position, size) in sorted(self._places.items(), key=lambda item: item[1])
        }

    def kept(self, event: int, wording: Event) -> Event:
        """Return the wording that an event has had already and in which readers see no difference, else the one given."""
        wordings = self._wordings.get(event)
        return wording if wordings is None else wordings.get(wording_key(wording), wording)

    def _key_of(self, wording: Event) -> bytes:
        known = self._keys.get(id(wording))
        if known is None:  # held with its key, so that no other object gets its id
            known = self._keys[id(wording)] = (wording, wording_key(wording))
        return known[1]


def nearest_wordings(day: Day, at: int) -> dict[int, tuple[float, list[Event]]]:
    """Go through all listings by their distance: for a revision that comes after later ones, which few do."""
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
