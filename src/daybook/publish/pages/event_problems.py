"""What editors could mend of events that were understood: told twice, or with a source that is gone. Pure.

The parser cannot know either: the one hangs on another day's page, the other on hosts. So they are found when a page is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from daybook.model import ArchivedEvent, Problem, Selection, Severity, SourceHealth
from daybook.publish.library import EventLibrary
from daybook.publish.pages.told_twice import told_twice

TWICE_HINT = "keep one of the two bullets, with the sources of both"
GONE_HINT = "add an archived copy, or cite another article"

ONE_DAY = timedelta(days=1)
AT_ONCE = timedelta(days=31)
"""Days whose events are in memory at once."""

HELD = 62
"""Days whose problems are remembered: a month, and the two weeks of the first page and the feed."""


@dataclass(frozen=True, slots=True)
class EventProblem:
    """A problem of an event: `other` tells the same, `copy` is the address of an archived copy of the source that is gone."""

    problem: Problem
    event: ArchivedEvent | None = None
    other: ArchivedEvent | None = None
    copy: str | None = None


def event_problems(day: Sequence[ArchivedEvent], before: Sequence[ArchivedEvent] = ()) -> Iterator[EventProblem]:
    """Yield the problems of the listed events of a day, in page order, given those of the day before."""
    by_id = {event.id: event for event in (*before, *day)}
    twice = told_twice(day, before)
    for event in day:
        if event.id in twice:
            text = event.event.headline.plain
            yield EventProblem(_remark("told-twice", event, text, TWICE_HINT), event, by_id[twice[event.id]])
        for source, state in zip(event.event.sources, event.states, strict=False):
            if state is not None and state.health is SourceHealth.GONE:
                copy = state.copy.url if state.copy else None
                yield EventProblem(_remark("source-gone", event, source.url, GONE_HINT), event, copy=copy)


def problems_of_events(library: EventLibrary, days: Sequence[date]) -> Mapping[date, Sequence[EventProblem]]:
    """Return the problems of the events of days, which are in order, by day; days without any are left out."""
    found: dict[date, Sequence[EventProblem]] = {}
    for some in _stretches(days):
        by_day = _listed(library, some[0], some[-1])
        for day in some:
            before = by_day.get(day - ONE_DAY, ()) if day > date.min else ()
            if problems := tuple(event_problems(by_day.get(day, ()), before)):
                found[day] = problems
    return found


class EventProblems:
    """Remembers the problems of the days last asked for: the first page, a month's page and the feed tell of the same ones."""

    def __init__(self, library: EventLibrary) -> None:
        self._library = library
        self._held: dict[date, Sequence[EventProblem]] = {}

    def of(self, days: Sequence[date]) -> Mapping[date, Sequence[EventProblem]]:
        """Return the problems of the events of days, which are in order, by day; days without any are left out."""
        missing = [day for day in days if day not in self._held]
        if len(self._held) + len(missing) > HELD:
            self._held.clear()
            missing = list(days)
        found = problems_of_events(self._library, missing)
        self._held.update((day, found.get(day, ())) for day in missing)
        return {day: problems for day in days if (problems := self._held[day])}


def _stretches(days: Sequence[date]) -> Iterator[list[date]]:
    """Yield days in stretches that are read at once."""
    some: list[date] = []
    for day in days:
        if some and day - some[0] >= AT_ONCE:
            yield some
            some = []
        some.append(day)
    if some:
        yield some


def _listed(library: EventLibrary, first: date, last: date) -> Mapping[date, Sequence[ArchivedEvent]]:
    """Return the listed events of a span, and of the day before it, by day in page order."""
    by_day: dict[date, list[ArchivedEvent]] = {}
    ids = library.select(Selection(first - ONE_DAY if first > date.min else first, last))
    events = library.events(ids)
    for number in ids:
        if number in events:
            by_day.setdefault(events[number].date, []).append(events[number])
    return by_day


def _remark(code: str, event: ArchivedEvent, text: str, hint: str) -> Problem:
    return Problem(code, Severity.INFO, event.event.line, text[:200], hint)
