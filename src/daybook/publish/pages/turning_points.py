"""How a story went: its first and latest day, the days that brought most, the figures that grew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from daybook.publish.pages.event_cache import EventCache, EventSummary
from daybook.publish.pages.records import FigureCourse, GrownFigure, TurningPoint
from daybook.publish.pages.word_diff import figure_courses, figure_value
from daybook.publish.plain_text import plain_text

BUSIEST = 3
"""Most days shown as those that brought most: more make a list that nobody reads."""
FEWEST = 5
"""Events of a story from which on it has turning points: fewer are read through at a glance."""
GROWN = 3
"""Most figures that grew which are shown."""
LOOKED_AT = 12
"""Events whose versions are looked through for figures, those that changed most: a page must not read hundreds of histories."""


def leading(events: Sequence[EventSummary]) -> EventSummary:
    """Return the event with the most sources, the first of equal ones."""
    return max(events, key=lambda summary: len(summary.item.sources))


def by_day(events: Sequence[EventSummary]) -> dict[date, list[EventSummary]]:
    """Return events by their day, in their order."""
    days: dict[date, list[EventSummary]] = {}
    for summary in events:
        days.setdefault(summary.item.date, []).append(summary)
    return days


def turning_points(events: Sequence[EventSummary]) -> tuple[TurningPoint, ...]:
    """Return the turning points of a story, whose events are in order of time; none where it has but a few."""
    days = by_day(events)
    if len(events) < FEWEST or len(days) < 3:
        return ()
    order = list(days)
    busiest = sorted(order[1:-1], key=lambda day: (-len(days[day]), day))[:BUSIEST]
    chosen: dict[date, str] = {order[0]: "first"}
    chosen.update((day, "most") for day in sorted(busiest) if len(days[day]) > 1)
    chosen[order[-1]] = "latest"
    return tuple(
        TurningPoint(kind, day, len(days[day]), leading(days[day]).link)  # type: ignore[arg-type]
        for day, kind in chosen.items()
    )


def grown_figures(cache: EventCache, events: Mapping[int, EventSummary]) -> tuple[GrownFigure, ...]:
    """Return the figures in a story's events that grew most while editors kept them up, the greatest growth first."""
    changed = sorted(
        (number for number, summary in events.items() if summary.item.changes),
        key=lambda number: (-events[number].item.changes, number),
    )[:LOOKED_AT]
    versions = cache.library.versions(changed) if changed else {}
    found: list[tuple[float, int, FigureCourse]] = []
    for number in changed:
        wordings = [plain_text(each.event.headline) for each in versions.get(number, ()) if each.event]
        for course in figure_courses(wordings):
            first, last = figure_value(course.values[0]), figure_value(course.values[-1])
            if first and last and last > first:
                found.append((last / first, number, course))
    found.sort(key=lambda each: (-each[0], each[1], each[2].words))
    return tuple(GrownFigure(course, events[number].link) for _, number, course in found[:GROWN])
