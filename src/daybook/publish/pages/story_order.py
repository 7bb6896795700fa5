"""What stands just before and after an event in its stories and on its day. Holds orders lately asked for, as ids only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from daybook.model import Selection, SubjectKind
from daybook.publish.library import EventLibrary

REACH = 3
"""Events of a story that an event's page shows before and after it."""
NUMBERED = 100
"""Events of the longest story that numbers them on their pages: a new one changes the pages of all the others."""
ORDERS = 4_000
"""Stories held at a time: those of two years, most of a dozen events. `python -m benchmarks.build` prints time and memory."""


@dataclass(frozen=True, slots=True)
class Order:
    """Events in order of date and page, with the place of each."""

    ids: Sequence[int]
    places: dict[int, int]

    def around(self, number: int) -> tuple[int | None, int | None]:
        """Return the ids before and after an event; None where there is none, or where the event is not in the order."""
        place = self.places.get(number)
        if place is None:
            return None, None
        before = self.ids[place - 1] if place else None
        after = self.ids[place + 1] if place + 1 < len(self.ids) else None
        return before, after


def showing(order: Order, changed: Collection[int]) -> Iterator[int]:
    """Yield the events of an order whose pages show another of it that changed, came or went: all that are numbered, else those near.

    Of what left the order, `changed` has those that stood just before and after.
    """
    places = sorted(order.places[number] for number in changed if number in order.places)
    if len(order.ids) - len(places) <= NUMBERED:
        yield from order.ids
        return
    shown = 0
    for place in places:
        yield from order.ids[max(shown, place - REACH) : place + REACH + 1]
        shown = place + REACH + 1


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands around an event in an order, as ids: `before` nearest last, `after` nearest first.

    `place` counts from 1 among `count`; 0 of 0 in an order that is not `NUMBERED`.
    """

    before: Sequence[int]
    after: Sequence[int]
    place: int = 0
    count: int = 0
    first: int | None = None
    latest: int | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        """All events that it names."""
        ends = (each for each in (self.first, self.latest) if each is not None)
        return (*self.before, *self.after, *ends)


def passage(order: Order, number: int) -> Passage | None:
    """Return what stands around an event; None where it stands alone, or is not in the order."""
    place = order.places.get(number)
    if place is None or len(order.ids) < 2:
        return None
    before, after = order.ids[max(0, place - REACH) : place], order.ids[place + 1 : place + 1 + REACH]
    if len(order.ids) > NUMBERED:
        return Passage(before, after)
    return Passage(before, after, place + 1, len(order.ids), order.ids[0], order.ids[-1])


class Orders:
    """The orders of stories and days in a library."""

    def __init__(self, library: EventLibrary) -> None:
        self._library = library
        self._stories: dict[str, Order] = {}

    def story(self, slug: str) -> Order:
        """Return the listed events of a story, in order."""
        order = self._stories.get(slug)
        if order is None:
            if len(self._stories) >= ORDERS:
                for old in list(self._stories)[: ORDERS // 4]:
                    del self._stories[old]
            order = ordered(self._library.select(Selection(kind=SubjectKind.TOPIC, slug=slug)))
            self._stories[slug] = order
        return order

    def day(self, day: date) -> Order:
        """Return the listed events of a day, in order."""
        return ordered(self._library.select(Selection(first=day, last=day)))


def ordered(ids: Sequence[int]) -> Order:
    """Make an order of ids that are in order."""
    return Order(ids, {number: place for place, number in enumerate(ids)})
