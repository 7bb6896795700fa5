"""From events to the files of the search index. Pure: events in, paths and bytes out.

Every event is an *entry*: a number made of its day within the shard and its place on the day, `day * 256 + place`, so that
a changed day moves no other entry. Words carry their position, for phrases. Categories, stories and months are terms too:
`=c:SLUG`, `=t:SLUG`, `=d:202601`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from daybook.ask.language import language_rules
from daybook.model.encoding import to_json
from daybook.publish.search.entries import PLACES, SearchEntry, by_day, told_of
from daybook.publish.search.leaves import Layout, lay_out, leaf_file, size_of
from daybook.publish.search.parts import MonthPart, changed_terms, chosen, join, make_part
from daybook.publish.search.shards import Shard

SEARCH_FOLDER = "/search/"
"""Where the index stands on the site."""

CATEGORIES = 60
"""Categories to choose from: more than were ever in use together. Early pages of the English Wikipedia have 1,400 headings,
most of them used once, which would make the first file of a search three times as large."""


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """The files of a shard that were made, by path, the `paths` of all, and what the manifest tells of it."""

    shard: Shard
    files: dict[str, bytes]
    paths: tuple[str, ...]
    events: int
    layout: Layout
    categories: dict[str, tuple[str, int]]


def shard_files(shard: Shard, entries: Iterable[SearchEntry]) -> ShardFiles:
    """Index the events of a shard, given in order of their days."""
    parts: list[MonthPart] = []
    days: dict[str, bytes] = {}
    for (year, month), listed in groupby(entries, lambda entry: (entry.date.year, entry.date.month)):
        part, files = index_month(shard, year, month, listed)
        parts.append(part)
        days |= files
    made = join_parts(shard, parts)
    return replace(made, files=days | made.files)


def index_month(
    shard: Shard, year: int, month: int, entries: Iterable[SearchEntry]
) -> tuple[MonthPart, dict[str, bytes]]:
    """Index the events of a month of a shard; return its part, and the files of its days by path."""
    days = list(by_day(entries))
    files = {_day_path(shard, day): to_json(told_of(listed[:PLACES])) for day, listed in days}
    return make_part(year, month, days), files


def join_parts(shard: Shard, parts: Iterable[MonthPart]) -> ShardFiles:
    """Return a shard with its leaves, joined of its months' parts in order, and without the files of its days.

    Of each part that was joined its days and categories stay: the terms of all together would take as much as what is made of them.
    """
    heads: list[MonthPart] = []

    def noted() -> Iterator[MonthPart]:
        for part in parts:
            heads.append(part.head())
            yield part

    layout, contents = lay_out(join(noted(), shard.epoch))
    return shard_of(shard, heads, layout, {leaf_path(shard, name): made for name, made in contents.items()})


def change_parts(
    shard: Shard, before: Sequence[MonthPart], after: Sequence[MonthPart], layout: Layout
) -> tuple[Layout, dict[str, dict[str, bytes | None]]] | None:
    """Return what changes in the leaves of a shard, of which some months say something else than before; None for very much.

    By the prefix of each leaf its terms that changed, as they are written now, None for one that is gone; beside it the
    layout, which has the same leaves as before.
    """
    terms = {term for was, is_now in zip(before, after, strict=True) for term in _changed_terms(was, is_now)}
    chosen_before = [chosen(part, terms) for part in before]
    chosen_after = [
        said if part is same else chosen(part, terms)
        for part, same, said in zip(after, before, chosen_before, strict=True)
    ]
    was, is_now = (join(parts, shard.epoch) for parts in (chosen_before, chosen_after))
    sizes = [{term: size_of(term, written) for term, written in each.items()} for each in (was, is_now)]
    changed = layout.changed(*sizes)
    if changed is None:
        return None
    by_leaf: dict[str, dict[str, bytes | None]] = {}
    for term, leaf in layout.leaves_of(sorted(terms)).items():
        written = is_now.get(term)
        by_leaf.setdefault(leaf, {})[term] = None if written is None else bytes(written)
    return changed, by_leaf


def _changed_terms(before: MonthPart, after: MonthPart) -> set[str]:
    return set() if before is after else changed_terms(before, after)


def leaf_path(shard: Shard, prefix: str) -> str:
    """Return the path of a leaf."""
    return f"{SEARCH_FOLDER}{shard.name}/{leaf_file(prefix)}"


def shard_of(shard: Shard, parts: Sequence[MonthPart], layout: Layout, files: Mapping[str, bytes]) -> ShardFiles:
    """Return what a shard consists of, with its `files` that were made anew."""
    events = sum(part.events for part in parts)
    categories: dict[str, tuple[str, int]] = {}
    for part in parts:
        for slug, name, count in part.categories:
            categories[slug] = (name, categories.get(slug, (name, 0))[1] + count)
    paths = {_day_path(shard, day): None for part in parts for day in part.dates()}
    paths |= dict.fromkeys(files) | dict.fromkeys(leaf_path(shard, prefix) for prefix in layout.prefixes)
    return ShardFiles(shard, dict(files), tuple(paths), events, layout, categories)


def _day_path(shard: Shard, day: date) -> str:
    return f"{SEARCH_FOLDER}{shard.name}/{day.isoformat()}.json"


def manifest(shards: Sequence[ManifestShard]) -> tuple[str, bytes]:
    """Return the one file that a search begins with: the shards, newest first, and the foremost categories."""
    categories: dict[str, tuple[str, int]] = {}
    for shard in shards:
        for slug, name, events in shard.categories:
            categories[slug] = (categories.get(slug, (name, 0))[0], categories.get(slug, (name, 0))[1] + events)
    value = {
        "version": 3,
        "language": language_rules(),
        "places": PLACES,
        "shards": [
            {
                "name": shard.name,
                "first": shard.first,
                "last": shard.last,
                "events": shard.events,
                "prefixes": " ".join(shard.prefixes),
            }
            for shard in shards
        ],
        "categories": foremost((slug, name, events) for slug, (name, events) in categories.items()),
    }
    return f"{SEARCH_FOLDER}index.json", to_json(value)


def live_manifest(categories: Iterable[tuple[str, str, int]]) -> bytes:
    """Return the manifest of a site that is asked itself: the foremost categories as (slug, name, events), no shards."""
    return to_json({"version": 3, "live": True, "categories": foremost(categories)})


def foremost(categories: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Return the categories to choose from, of those given as (slug, name, events): those with most events, by slug."""
    return sorted(sorted(categories, key=lambda category: (-category[2], category[0]))[:CATEGORIES])


@dataclass(frozen=True, slots=True)
class ManifestShard:
    """What the manifest tells of a shard; small enough to be kept between builds for the shards that did not change."""

    name: str
    first: int
    last: int
    events: int
    prefixes: tuple[str, ...]
    categories: tuple[tuple[str, str, int], ...]

    @classmethod
    def of(cls, files: ShardFiles) -> ManifestShard:
        """Take from a shard's files what the manifest needs."""
        return cls(
            files.shard.name,
            files.shard.first,
            files.shard.last,
            files.events,
            files.layout.prefixes,
            tuple((slug, name, events) for slug, (name, events) in sorted(files.categories.items())),
        )
