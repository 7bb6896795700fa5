"""How an index is split by time: the latest year, the years before it in its decade, and each earlier decade.

News is mostly added and reworded in the latest year, and newest results are shown first: its shard is small to write and
small to read. Older decades hardly change. The split depends on the calendar alone, so that the same archive always gives
the same files; each New Year moves one year into its decade's shard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Shard:
    """A span of whole years, inclusive; `name` is its folder: "2026" or "2010s"."""

    name: str
    first: int
    last: int

    @property
    def epoch(self) -> date:
        """The day that entries count from."""
        return date(self.first, 1, 1)

    def holds(self, day: date) -> bool:
        """Say whether a day falls into the shard."""
        return self.first <= day.year <= self.last


def shards(years: Sequence[int]) -> tuple[Shard, ...]:
    """Return the shards for an archive that has events in these years, newest first."""
    if not years:
        return ()
    latest = max(years)
    earlier: dict[int, list[int]] = {}
    for year in years:
        if year != latest:
            earlier.setdefault(year // 10 * 10, []).append(year)
    older = (Shard(f"{decade}s", min(found), max(found)) for decade, found in sorted(earlier.items(), reverse=True))
    return (Shard(str(latest), latest, latest), *older)
