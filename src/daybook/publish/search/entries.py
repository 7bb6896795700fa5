"""What is known of an event when it is searched for: its terms, and what a result shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from daybook.publish.search.words import words

PLACES = 256
"""Entries that a day has room for; the busiest day in 24 years of the English Wikipedia's pages has under 100."""


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """An event to be found: `address` its stem, `category` and `topics` as (slug, name), topics outermost first."""

    date: date
    address: str
    headline: str
    category: tuple[str, str] | None = None
    topics: tuple[tuple[str, str], ...] = ()


def terms_of(entry: SearchEntry) -> dict[str, list[int]]:
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


def told_of(entry: SearchEntry) -> list[str]:
    """Return what a result shows: its address, headline, category, innermost story."""
    return [
        entry.address,
        entry.headline,
        entry.category[1] if entry.category else "",
        entry.topics[-1][1] if entry.topics else "",
    ]


def by_day(entries: Iterable[SearchEntry]) -> Iterator[tuple[date, list[SearchEntry]]]:
    """Gather entries that are in order of their days."""
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
