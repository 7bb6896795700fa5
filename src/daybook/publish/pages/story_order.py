"""What stands just before and after an event in its stories and on its day. Holds orders lately asked for, as ids only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daybook.model import Selection, SubjectKind
from daybook.publish.library import Library

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


class Orders:
    """The orders of stories and days in a library."""

    def __init__(self, library: Library) -> None:
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
