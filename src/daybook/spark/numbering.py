"""The numbers that events have in the archive of a single machine, from what each month says of its own. Pure.

There, days come in order, and each new event gets the next number, also where it turns out later to be one that moved; then
the lower number is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daybook.spark.identity import DAY


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of one wiki's events: how many were met before each day, and which turned out to be others."""

    before: Mapping[int, int]
    joined: Mapping[int, int]

    def number(self, name: int) -> int:
        """Return the number of an event by the name that its month gave it."""
        seen = {name}
        while name in self.joined and self.joined[name] not in seen:
            name = self.joined[name]
            seen.add(name)
        return self.before[name // DAY] + name % DAY


def number_events(created: Iterable[Mapping[int, int]], joined: Iterable[Mapping[int, int]]) -> Numbering:
    """Put together what all months of a wiki say."""
    counts = {day: count for month in created for day, count in month.items()}
    before, total = {}, 0
    for day in sorted(counts):
        before[day] = total
        total += counts[day]
    return Numbering(before, {old: new for month in joined for old, new in month.items()})
