"""What is known of an event when it is searched for: its terms, and what a result shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from daybook.ask.initials import initials
from daybook.ask.language import english
from daybook.model.slug import HEADLINE_LENGTH

NAMES = 512
"""Position from which on words are of names around the headline. More than the longest headline in 24 years has words."""

PLACES = 256
"""Entries that a day has room for; the busiest day in 24 years of the English Wikipedia's pages has under 100."""

SLUG_CHARACTERS = HEADLINE_LENGTH - 1
"""Characters of a headline that its slug is made of, where a space stood before it, as it mostly does."""

_NOT_PLAIN = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """An event to be found: `address` its stem, `category` and `topics` as (slug, name), topics outermost first.

    `names` are articles that it links to by other words than their titles.
    """

    date: date
    address: str
    headline: str
    category: tuple[str, str] | None = None
    topics: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()


def terms_of(entry: SearchEntry) -> dict[str, list[int]]:
    """Return the terms of an entry with their positions: words without endings, those of names from `NAMES` on.

    Words that say nothing ("the") are no terms; their places stay empty.
    """
    found: dict[str, list[int]] = {}
    stop = english().stop
    position = 0
    names = [name for _, name in entry.topics] + list(entry.names) + ([entry.category[1]] if entry.category else [])
    for text in (
        _stems(entry.headline)[: NAMES - 1],
        None,
        *(_name_stems(name) for name in names),
        tuple(initials(entry.headline)),
    ):
        if text is None:
            position = NAMES
            continue
        for word in text:
            if word not in stop:
                found.setdefault(word, []).append(position)
            position += 1
        position += 1  # a phrase does not run from one text into the next
    if entry.category:
        found[f"=c:{entry.category[0]}"] = [0]
    for slug, _ in entry.topics:
        found[f"=t:{slug}"] = [0]
    found[f"=d:{entry.date:%Y%m}"] = [0]
    return found


def _stems(text: str) -> list[str]:
    return english().stems(text)


_name_stems = lru_cache(maxsize=10_000)(_stems)  # a story's name comes again with each of its events


@dataclass(frozen=True, slots=True)
class ToldDay:
    """What the results of a day show: `at`, where its events stand; of each its slug, headline, category, innermost story, its slug."""

    at: str
    events: list[tuple[str, ...]]


def told_of(listed: Sequence[SearchEntry]) -> ToldDay:
    """Return what the results of a day show.

    A slug that follows from the headline is left out: most do, and would be a third of what results load. So is that of a
    story that follows from its name.
    """
    at = listed[0].address.rpartition("/")[0] + "/"
    events: list[tuple[str, ...]] = []
    for entry in listed:
        slug = entry.address.removeprefix(at)
        story, name = entry.topics[-1] if entry.topics else ("", "")
        phrases = (
            "" if slug == slug_of(entry.headline) else slug,
            entry.headline,
            entry.category[1] if entry.category else "",
            name,
        )
        events.append(phrases if story == slug_of(name) else (*phrases, story))
    return ToldDay(at, events)


def slug_of(headline: str) -> str:
    """Return the slug that the browser makes of a headline: the addresses' rule without letters of other scripts."""
    return _NOT_PLAIN.sub("-", headline[:SLUG_CHARACTERS].lower()).strip("-")


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
