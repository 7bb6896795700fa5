"""Plans the search index: its shards, and of each the months to index anew."""

from __future__ import annotations

from collections.abc import Iterator

from daybook.model import Stale
from daybook.publish.delivery.portion import Portion
from daybook.publish.delivery.search_index import shard_group
from daybook.publish.delivery.search_work import SearchWork, ShardMonths
from daybook.publish.pages.builder import Builder
from daybook.publish.search import Shard, shards

WHOLE_WEIGHT = 4000
"""What a shard takes when it is made whole."""
YEAR_WEIGHT = 1000
"""What a year of a shard takes whose months are mostly kept: they are joined all the same."""


def all_shards(builder: Builder) -> Iterator[Portion]:
    """Yield the work on each shard."""
    for shard in shards(list(builder.calendar.years)):
        yield Portion((SearchWork((ShardMonths(shard),)),), WHOLE_WEIGHT)


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
