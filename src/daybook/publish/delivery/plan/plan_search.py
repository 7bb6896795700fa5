"""Plans the search index: its shards, and of each the months to index anew."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.model import Stale
from daybook.publish.delivery.families.search_index import shard_group
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.search_work import SearchWork, ShardMonths
from daybook.publish.pages.builder import Builder
from daybook.publish.search import Shard, shards

YEAR_WEIGHT = 1000
"""What a year of a shard takes whose months are mostly kept: they are joined all the same."""


def all_shards(builder: Builder) -> Iterator[Portion]:
    """Yield the work on each shard: to index an event takes about as long as to show it once more."""
    calendar = builder.calendar
    for shard in shards(list(calendar.years)):
        years = (year for year in calendar.years if shard.first <= year <= shard.last)
        events = sum(record.events for year in years for record in calendar.of_year(year))
        yield Portion((SearchWork((ShardMonths(shard),)),), events)


def stale_shards(builder: Builder, stale: Stale, last: frozenset[Shard]) -> tuple[list[Portion], list[str]]:
    """Return the work on shards with changed days and on new ones, and the groups of those that are gone."""
    present = shards(list(builder.calendar.years))
    months = frozenset((day.year, day.month) for day in stale.days)
    names = {shard.name for shard in present}
    gone = [shard_group(shard.name) for shard in last if shard.name not in names]
    portions = [
        Portion(
            (SearchWork((ShardMonths(shard, months if shard in last else None),)),),
            YEAR_WEIGHT * (1 + shard.last - shard.first),
        )
        for shard in present
        if shard not in last or any(map(shard.holds, stale.days))
    ]
    return portions, gone
