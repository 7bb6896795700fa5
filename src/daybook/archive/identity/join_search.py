"""Which events of neighbouring days are one event that an editor moved, and since when that is known. Pure.

Decided by following the revisions of both days together, in the order in which they were saved: what is new on one day is
compared with what the other one lacks at that moment, and what goes from one with what the other one has. So it hangs on no
order of arrival, and an archive of the revisions saved until a moment knows exactly the joins that were known then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from daybook.archive.identity.features import EventFeatures
from daybook.archive.identity.history import DayTimeline, Turn
from daybook.archive.identity.matching import find_moves
from daybook.model import Event

FeaturesOf = Callable[[Event], EventFeatures]


def find_joins(
    earlier: DayTimeline, later: DayTimeline, apart: AbstractSet[int], features_of: FeaturesOf
) -> list[tuple[int, int, int]]:
    """Return the events of two neighbouring days that are one: the id on each day, and since when that is known.

    An id that both days have counts as two events, unless it is kept `apart` from the search.
    """
    if not any(turn.lost for day in (earlier, later) for turn in day.turns):
        return []
    sides = (_Side(earlier, apart), _Side(later, apart))
    turns = [(turn.listing.order, place, turn) for place, day in enumerate((earlier, later)) for turn in day.turns]
    found = []
    for _, place, turn in sorted(turns, key=lambda each: each[:2]):
        here, there = sides[place], sides[1 - place]
        for side in sides:
            side.advance(turn)
        here.take(turn)
        pairs = _moves(there, there.gone(), here, turn.came, features_of)
        pairs += _moves(there, there.standing(), here, sorted(turn.lost, key=here.rank), features_of)
        for other, own in pairs:
            found.append((own, other, turn.listing.saved) if place == 0 else (other, own, turn.listing.saved))
    return found


@dataclass(slots=True)
class _Side:
    """One of two neighbouring days, as it stood when a revision of either was saved."""

    day: DayTimeline
    apart: AbstractSet[int]
    latest: dict[int, Event] = field(default_factory=dict)
    absent: set[int] = field(default_factory=set)
    joined: set[int] = field(default_factory=set)
    _ranks: dict[int, int] = field(default_factory=dict)
    _read: int = 0

    def advance(self, turn: Turn) -> None:
        """Read the wordings of all revisions until one of either day."""
        listings = self.day.listings
        while self._read < len(listings) and listings[self._read].order <= turn.listing.order:
            listing = listings[self._read]
            for event, wording in zip(listing.events, listing.wordings, strict=True):
                self.latest[event] = wording
                self._ranks.setdefault(event, len(self._ranks))
            self._read += 1

    def take(self, turn: Turn) -> None:
        """Note what a revision of this day brought and lost."""
        self.absent = (self.absent | turn.lost) - turn.back

    def rank(self, event: int) -> int:
        """Return the place of an event in the order in which they came to this day: ids may hang on other days."""
        return self._ranks[event]

    def gone(self) -> list[int]:
        """Return what the day lacks now and had before."""
        return sorted(self.absent, key=self.rank)

    def standing(self) -> list[int]:
        """Return what the day has now."""
        return [event for event in self._ranks if event not in self.absent]


def _moves(
    there: _Side, others: Sequence[int], here: _Side, own: Sequence[int], features_of: FeaturesOf
) -> list[tuple[int, int]]:
    """Return those of some events of another day that are one with some of this day, and note that they are."""
    others = [event for event in others if event not in there.joined and event not in there.apart]
    own = [event for event in own if event not in here.joined and event not in here.apart]
    if not others or not own:
        return []
    pairs = find_moves(
        [(place, features_of(there.latest[event])) for place, event in enumerate(others)],
        [(place, features_of(here.latest[event])) for place, event in enumerate(own)],
    )
    found = [(others[one], own[other]) for one, other in pairs]
    there.joined.update(one for one, _ in found)
    here.joined.update(other for _, other in found)
    return found
