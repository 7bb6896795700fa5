"""Plans days with their events, and events whose days did not change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from daybook.model import Selection, Stale, SubjectKind
from daybook.publish.addresses import DayPlace
from daybook.publish.delivery.portions.day_work import DayWork, EventWork
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.kinds import place_group
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.event import days_around, withdrawn_of
from daybook.publish.pages.story_order import ordered, showing
from daybook.publish.pages.told_again import likeness

DAYS = 20
"""Days of a portion after changes: a few hundred events."""
EVENTS = 500
"""Events of a portion after changes."""


def all_days(builder: Builder) -> Iterator[tuple[date, Portion]]:
    """Yield the work on each day, by its date."""
    for record in builder.calendar.days.values():
        yield record.date, Portion((DayWork((record.date,)),), record.events + record.withdrawn)


def stale_days(builder: Builder, stale: Stale) -> tuple[list[Portion], list[str]]:
    """Return the work on changed days and on events elsewhere that show them; and the groups of days that are gone."""
    calendar = builder.calendar
    days = [day for day in sorted(stale.days) if day in calendar.days]
    gone = [place_group(DayPlace(day)) for day in stale.days if day not in calendar.days]
    on_days = frozenset(days)  # their events are made with them
    wanted = dict.fromkeys((*stale.events, *_in_stories(builder, stale), *_told_beside(builder, stale)))
    events = [number for number, event in builder.library.events(list(wanted)).items() if event.date not in on_days]
    portions = []
    for start in range(0, len(days), DAYS):
        part = tuple(days[start : start + DAYS])
        portions.append(Portion((DayWork(part),), sum(calendar.days[day].events for day in part)))
    for start in range(0, len(events), EVENTS):
        some = tuple(events[start : start + EVENTS])
        portions.append(Portion((EventWork(some),), len(some)))
    return portions, gone


def _in_stories(builder: Builder, stale: Stale) -> Iterator[int]:
    """Yield the events that show another of their story, where that story changed."""
    changed = frozenset(stale.events)
    slugs = dict.fromkeys(slug for kind, slug, _ in stale.subjects if kind is SubjectKind.TOPIC)
    for slug in slugs:
        ids = builder.library.select(Selection(kind=SubjectKind.TOPIC, slug=slug))
        yield from showing(ordered(ids), changed)


def _told_beside(builder: Builder, stale: Stale) -> Iterator[int]:
    """Yield the events that withdrawn ones, of changed days or of days beside them, perhaps stand as now, and these themselves.

    Those that came into question before a day changed are those that come into question now: neither what was withdrawn nor
    what its own neighbours list is worded anew by that. What is listed again was withdrawn until now.
    """
    cache, orders = builder.cache, builder.orders
    around = sorted({beside for day in stale.days for beside in days_around(day)})
    again = [each for each in builder.library.events(stale.changed).values() if each.changes and each.date in around]
    gone = [each for day in around for each in withdrawn_of(cache, orders, day)]
    questioned = [*builder.library.events(gone).values(), *again]
    near = sorted({beside for event in questioned for beside in days_around(event.date)})
    listed = builder.library.events([each for day in near for each in orders.day(day).ids])
    for event in questioned:
        yield event.id
        yield from (other.id for other in listed.values() if likeness(event, other))


def with_pictures_moved(stale: Stale, before: str | None, builder: Builder) -> Stale:
    """Add the days that lost or won preview images since the last build: as the archive grows, the latest days move on.

    `before` is the first day that had them then, as ISO 8601 has it.
    """
    since = builder.cache.pictured_since
    if since is None or before is None:
        return stale
    first, end = sorted((date.fromisoformat(before), since))
    moved = (day for day in builder.calendar.days if first <= day < end)
    return replace(stale, days=tuple(sorted({*stale.days, *moved})))
