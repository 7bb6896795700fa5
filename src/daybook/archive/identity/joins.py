"""What joins are: events of neighbouring days that are one event, and what such an event was before that was known. Pure.

Which events are joined decides `daybook.archive.identity.join_search`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daybook.archive.encoding.stored_time import days_around


@dataclass(frozen=True, slots=True)
class Join:
    """Event `earlier` of day `date` (20260301) is event `later` of the day after, known `since` then, in seconds.

    Both are ids that the two had on their day before; together they are `event`, the least id of all that were joined.
    """

    date: int
    earlier: int
    later: int
    since: int
    event: int


@dataclass(frozen=True, slots=True)
class Part:
    """What an event was before its parts were joined, or what it is: an id, and the days on which it stands by joins."""

    id: int
    dates: frozenset[int]


def parts_at(joins: Sequence[Join], moment: int) -> list[Part]:
    """Return what one event was at a moment, given its joins by day: together where that was known, else apart."""
    parts = []
    ids: list[int] = []
    dates: list[int] = []
    for join in joins:
        if ids[-1:] != [join.earlier]:
            parts += _part(ids, dates)
            ids, dates = [join.earlier], [join.date]
        if join.since > moment:
            parts += _part(ids, dates)
            ids, dates = [], []
        ids.append(join.later)
        dates.append(days_around(join.date)[-1])
    return [*parts, *_part(ids, dates)]


def _part(ids: Sequence[int], dates: Sequence[int]) -> list[Part]:
    return [Part(min(ids), frozenset(dates))] if ids else []
