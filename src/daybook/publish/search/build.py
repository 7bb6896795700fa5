"""From events to the files of the search index. Pure: events in, paths and bytes out.

Every event is an *entry*: a number made of its day within the shard and its place on the day, `day * 256 + place`, so that
a changed day moves no other entry. Words carry their position, for phrases; words that stand in more than two fifths of a
shard's events ("the") are left out and skipped in queries. Categories and stories are terms too: `=c:SLUG`, `=t:SLUG`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from daybook.model.encoding import to_json
from daybook.publish.search.leaves import Postings, leaf_file, leaves
from daybook.publish.search.shards import Shard
from daybook.publish.search.words import words

SEARCH_FOLDER = "/search/"
"""Where the index stands on the site."""

PLACES = 256
"""Entries that a day has room for; the busiest day in 24 years of the English Wikipedia's pages has under 100."""

STOP_SHARE = 0.4
"""A word in a larger share of a shard's events says nothing: in English a, and, in, of, the, to, a third of the index.

Chosen so that no word of a year's one great story is among them ("covid" stands in a quarter of the events of 2020).
Re-check with `python benchmarks/search.py`.
"""

_STOP_FROM = 200


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """An event to be found: `address` its stem, `category` and `topics` as (slug, name), topics outermost first."""

    date: date
    address: str
    headline: str
    category: tuple[str, str] | None = None
    topics: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """The files of a shard by path, and what the manifest tells of it."""

    shard: Shard
    files: dict[str, bytes]
    events: int
    prefixes: tuple[str, ...]
    stop: tuple[str, ...]
    categories: dict[str, tuple[str, int]]


def shard_files(shard: Shard, entries: Iterable[SearchEntry]) -> ShardFiles:
    """Index the events of a shard, given in order of their days."""
    postings: dict[str, Postings] = {}
    categories: dict[str, tuple[str, int]] = {}
    files: dict[str, bytes] = {}
    events = 0
    for day, listed in _by_day(entries):
        first = (day - shard.epoch).days * PLACES
        for number, entry in enumerate(listed[:PLACES], first):
            for term, positions in _terms(entry).items():
                found = postings.get(term)
                if found is None:
                    found = postings[term] = Postings()
                found.add(number, positions)
            if entry.category:
                slug, name = entry.category
                categories[slug] = (name, categories.get(slug, (name, 0))[1] + 1)
        events += len(listed)
        files[f"{SEARCH_FOLDER}{shard.name}/{day.isoformat()}.json"] = to_json(
            [_told(entry) for entry in listed[:PLACES]]
        )
    most = events * STOP_SHARE if events >= _STOP_FROM else events
    stop = sorted(term for term, found in postings.items() if found.count > most and not term.startswith("="))
    for term in stop:
        del postings[term]
    prefixes = []
    for prefix, content in leaves({term: found.written for term, found in postings.items()}):
        prefixes.append(prefix)
        files[f"{SEARCH_FOLDER}{shard.name}/{leaf_file(prefix)}"] = content
    return ShardFiles(shard, files, events, tuple(prefixes), tuple(stop), categories)


def manifest(told: Sequence[ManifestShard]) -> tuple[str, bytes]:
    """Return the one file that a search begins with: the shards, newest first, and all categories."""
    categories: dict[str, tuple[str, int]] = {}
    for shard in told:
        for slug, name, events in shard.categories:
            categories[slug] = (categories.get(slug, (name, 0))[0], categories.get(slug, (name, 0))[1] + events)
    value = {
        "version": 1,
        "places": PLACES,
        "shards": [
            {
                "name": shard.name,
                "first": shard.first,
                "last": shard.last,
                "events": shard.events,
                "prefixes": " ".join(shard.prefixes),
                "stop": shard.stop,
            }
            for shard in told
        ],
        "categories": [[slug, name, events] for slug, (name, events) in sorted(categories.items())],
    }
    return f"{SEARCH_FOLDER}index.json", to_json(value)


@dataclass(frozen=True, slots=True)
class ManifestShard:
    """What the manifest tells of a shard; small enough to be kept between builds for the shards that did not change."""

    name: str
    first: int
    last: int
    events: int
    prefixes: tuple[str, ...]
    stop: tuple[str, ...]
    categories: tuple[tuple[str, str, int], ...]

    @classmethod
    def of(cls, files: ShardFiles) -> ManifestShard:
        """Take from a shard's files what the manifest needs."""
        return cls(
            files.shard.name,
            files.shard.first,
            files.shard.last,
            files.events,
            files.prefixes,
            files.stop,
            tuple((slug, name, events) for slug, (name, events) in sorted(files.categories.items())),
        )


def _terms(entry: SearchEntry) -> dict[str, list[int]]:
    """Return the terms of an entry with their positions. Topics are searched too, apart from the headline's phrases."""
    found: dict[str, list[int]] = {}
    position = 0
    for text in (words(entry.headline), *(_name_words(name) for _, name in entry.topics)):
        for word in text:
            found.setdefault(word, []).append(position)
            position += 1
        position += 1  # a phrase does not run from one text into the next
    if entry.category:
        found[f"=c:{entry.category[0]}"] = [0]
    for slug, _ in entry.topics:
        found[f"=t:{slug}"] = [0]
    return found


_name_words = lru_cache(maxsize=10_000)(words)  # a story's name comes again with each of its events


def _told(entry: SearchEntry) -> list[str]:
    """Return what a result shows: its address, headline, category, innermost story."""
    return [
        entry.address,
        entry.headline,
        entry.category[1] if entry.category else "",
        entry.topics[-1][1] if entry.topics else "",
    ]


def _by_day(entries: Iterable[SearchEntry]) -> Iterator[tuple[date, list[SearchEntry]]]:
    day: date | None = None
    listed: list[SearchEntry] = []
    for entry in entries:
        if entry.date != day:
            if day is not None:
                yield day, listed
            day, listed = entry.date, []
        listed.append(entry)
    if day is not None:
        yield day, listed
