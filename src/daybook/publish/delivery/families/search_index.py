"""The search index as files of a site: its shards, made of the archive's months, and the manifest that leads to them.

A live site has no shards: its manifest says that the site itself is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from daybook.model import Selection, SubjectKind
from daybook.publish.delivery.families.file_family import FileFamily, LiveSource
from daybook.publish.delivery.families.file_groups import LAST
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.event_cache import EventSummary
from daybook.publish.search import SearchEntry, Shard, live_manifest
from daybook.publish.search.build import SEARCH_FOLDER

MANIFEST = f"{SEARCH_FOLDER}index.json"


def shard_group(name: str) -> str:
    """Return the group of a part of the search index."""
    return f"search/{name}"


def months_of(builder: Builder, shard: Shard) -> list[tuple[int, int]]:
    """Return the months of a shard that have days."""
    return [month for year in range(shard.first, shard.last + 1) for month in builder.calendar.years.get(year, ())]


def month_entries(builder: Builder, year: int, month: int) -> Iterator[SearchEntry]:
    """Yield what the search index holds of the events of a month."""
    records = builder.calendar.months[year, month]
    ids = builder.library.select(Selection(records[0].date, records[-1].date))
    return (_entry(summary) for summary in builder.cache.each(ids))


def _entry(summary: EventSummary) -> SearchEntry:
    item = summary.item
    category = (_slug(item.category.address), item.category.name) if item.category else None
    topics = tuple((_slug(topic.address), topic.name) for topic in item.topics)
    linked = (*(context.name for context in summary.contexts), *summary.articles)
    names = tuple(name for name in linked if name not in item.headline.text)
    return SearchEntry(item.date, item.address, item.headline.text, category, topics, names)


def _slug(address: str) -> str:
    return address.rpartition("/")[2]


def _group(path: str) -> str | None:
    if not path.startswith(SEARCH_FOLDER):
        return None
    return LAST if path == MANIFEST else shard_group(path.rpartition("/")[0].removeprefix(SEARCH_FOLDER))


def _at(source: LiveSource, path: str) -> bytes | None:
    if not source.spec.search or path != MANIFEST:
        return None
    return live_manifest(
        (each.slug, each.name, each.count) for each in source.builder.ranking(SubjectKind.CATEGORY).most
    )


SEARCH = FileFamily(_group, _at)
