"""Which pages a build makes: all of them, or those that an archive's changes can have reached. Decides; makes nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from daybook.model import Stale, Subject, SubjectKind
from daybook.publish.addresses import (
    DayPlace,
    FrontPlace,
    IndexPlace,
    MonthPlace,
    OnThisDayPlace,
    Place,
    SinglePlace,
    YearPlace,
)
from daybook.publish.delivery.file_groups import day_group, place_group, shard_group, subject_group
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.opinion import opinion_places
from daybook.publish.pages.subject import YEAR_LISTS, Span, around, spans
from daybook.publish.search import Shard, shards

T = TypeVar("T")

PORTION = 2_500
"""Events and list entries that a process takes on at a time: some seconds of work, and few enough to share them out evenly."""


@dataclass(frozen=True, slots=True)
class SubjectWork:
    """A subject to make pages of: the spans to make, None for all of them."""

    kind: SubjectKind
    slug: str
    spans: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class ShardWork:
    """A part of the search index to make: `months` to index anew as (year, month), None for all; of the others what was kept."""

    shard: Shard
    months: frozenset[tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Work for one process: days with their events, single events, subjects, other pages, search shards, site files.

    Near in time, as far as can be, so that the same events are wanted again while they are at hand.
    """

    days: tuple[date, ...] = ()
    events: tuple[int, ...] = ()
    subjects: tuple[SubjectWork, ...] = ()
    places: tuple[Place, ...] = ()
    shards: tuple[ShardWork, ...] = ()
    site: bool = False
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """All work of a build. `whole` says that it visits every group; else `gone` names groups that exist no longer."""

    portions: tuple[Portion, ...]
    whole: bool
    gone: tuple[str, ...] = ()


SINGLES: tuple[Place, ...] = (FrontPlace(), *SinglePlace, *(IndexPlace(kind) for kind in SubjectKind))
"""Pages that any change can reach, or that are quick to compare; the publisher's own articles are too."""


def plan_all(builder: Builder) -> Plan:
    """Plan every page of a site."""
    calendar = builder.calendar
    steps: list[tuple[date, int, Portion]] = [
        (record.date, record.events + record.withdrawn, Portion(days=(record.date,)))
        for record in calendar.days.values()
    ]
    for year, month in calendar.months:
        last = calendar.months[year, month][-1].date
        steps.append((last, 50, Portion(places=(MonthPlace(year, month),))))
    for year, months in calendar.years.items():
        last = calendar.months[months[-1]][-1].date
        steps.append((last, 500, Portion(places=(YearPlace(year),))))
    limit = builder.site.settings.list_events
    for kind in SubjectKind:
        for subject in builder.library.subjects(kind).values():  # not kept
            steps.extend(_subject_steps(subject, limit))
    steps.sort(key=lambda step: step[0])  # stable: what is of one day stays in the order above
    dates = sorted({(day.month, day.day) for day in calendar.days})
    rest = [Portion(places=tuple(OnThisDayPlace(*when) for when in part), weight=4000) for part in _parts(dates, 60)]
    rest += [Portion(shards=(ShardWork(shard),), weight=4000) for shard in shards(list(calendar.years))]
    rest.append(Portion(places=(*SINGLES, *opinion_places(builder.site)), site=True, weight=2000))
    return Plan((*_joined((size, portion) for _, size, portion in steps), *rest), whole=True)


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What the last build left: `paths_of` a group of files, by its name, and the search `shards`."""

    paths_of: Callable[[str], frozenset[str]]
    shards: frozenset[Shard]


def plan_stale(
    builder: Builder, stale: Stale, last: LastBuild, paths: Callable[[Subject], Mapping[Span, Sequence[str]]]
) -> Plan:
    """Plan the pages that changes can have reached; `paths` are those of each span of a subject."""
    calendar = builder.calendar
    days = [day for day in sorted(stale.days) if day in calendar.days]
    gone = [day_group(day) for day in stale.days if day not in calendar.days]
    touched = _touched(stale)
    works: list[tuple[SubjectWork, int]] = []
    for kind in SubjectKind:
        slugs = list(dict.fromkeys(slug for at, slug, _ in stale.subjects if at is kind))
        found = {subject.slug: subject for subject in builder.library.subjects(kind, slugs).values()} if slugs else {}
        gone += [subject_group(kind, slug) for slug in slugs if slug not in found]
        for slug, subject in found.items():
            work = _subject_work(builder, subject, touched.get((kind, slug), set()), last, paths)
            parts = len(work.spans) if work.spans is not None else None
            works.append((work, _listed(subject, builder.site.settings.list_events, parts)))
    on_days = set(days)
    events = builder.library.events(stale.events)
    others = tuple(number for number, event in events.items() if event.date not in on_days)
    own = opinion_places(builder.site)
    years = [YearPlace(year) for year in sorted({year for _, _, year in stale.subjects})]
    places = tuple(dict.fromkeys([*_calendar_places(calendar, stale.days, last), *years, *SINGLES, *own]))
    search = shards(list(calendar.years))
    months = frozenset((day.year, day.month) for day in stale.days)
    names = {shard.name for shard in search}
    gone += [shard_group(shard.name) for shard in last.shards if shard.name not in names]
    portions = [
        *(
            Portion(
                shards=(ShardWork(shard, months if shard in last.shards else None),),
                weight=1000 * (1 + shard.last - shard.first),
            )
            for shard in search
            if shard not in last.shards or any(map(shard.holds, stale.days))
        ),
        Portion(places=places, site=True, weight=4000),
        *(
            Portion(days=tuple(part), weight=sum(calendar.days[day].events for day in part))
            for part in _parts(days, 20)
        ),
        *(Portion(events=tuple(part), weight=len(part)) for part in _parts(others, 500)),
        *(
            Portion(subjects=tuple(work for work, _ in part), weight=sum(size for _, size in part))
            for part in _parts(works, 40)
        ),
    ]
    return Plan(tuple(portions), whole=False, gone=tuple(gone))


def _subject_steps(subject: Subject, limit: int) -> Iterator[tuple[date, int, Portion]]:
    """Yield the work on a subject, each span's at its own time: the events of one that runs on for years are at hand then."""
    events: Counter[Span] = Counter()
    for year, month, count in subject.months:
        events[Span(year, month)] = count
        events[Span(year)] += count
    for span in spans(subject, limit):
        if span.year is None:
            looked_at = subject.count if subject.kind is SubjectKind.TOPIC else min(subject.count, limit)
        else:
            looked_at = events[span] if events[span] <= limit * YEAR_LISTS or span.month else limit
        work = SubjectWork(subject.kind, subject.slug, (span,))
        yield span.dates()[1] or subject.last, looked_at, Portion(subjects=(work,))


def _listed(subject: Subject, limit: int, parts: int | None = None) -> int:
    """Return about how many list entries the pages of a subject have, or some `parts` of them."""
    if subject.count <= limit:
        return subject.count
    return limit + subject.count if parts is None else limit * parts


def with_pictures_moved(stale: Stale, before: str | None, builder: Builder) -> Stale:
    """Add the days that lost or won preview images since the last build: as the archive grows, the latest days move on.

    `before` is the first day that had them then, as ISO 8601 has it.
    """
    since = builder.cache.pictured_since
    if since is None or before is None or before == since.isoformat():
        return stale
    first, end = sorted((date.fromisoformat(before), since))
    moved = (day for day in builder.calendar.days if first <= day < end)
    return replace(stale, days=tuple(sorted({*stale.days, *moved})))


def _touched(stale: Stale) -> dict[tuple[SubjectKind, str], set[Span]]:
    """Return, for each subject, the years that changed and the months of the changed days in them."""
    months: dict[int, set[int]] = {}
    for day in stale.days:
        months.setdefault(day.year, set()).add(day.month)
    found: dict[tuple[SubjectKind, str], set[Span]] = {}
    for kind, slug, year in stale.subjects:
        parts = found.setdefault((kind, slug), set())
        parts.add(Span(year))
        parts.update(Span(year, month) for month in months.get(year, range(1, 13)))
    return found


def _subject_work(
    builder: Builder,
    subject: Subject,
    touched: set[Span],
    last: LastBuild,
    paths: Callable[[Subject], Mapping[Span, Sequence[str]]],
) -> SubjectWork:
    """Choose the spans of a subject to make: the whole, those touched, those that have no page yet, and their neighbours."""
    present = last.paths_of(subject_group(subject.kind, subject.slug))
    all_spans = spans(subject, builder.site.settings.list_events)
    by_span = paths(subject)
    new = {span for span in all_spans if not present.issuperset(by_span[span])}
    expected = {path for span in all_spans for path in by_span[span]}
    if not expected.issuperset(path for path in present if path.startswith(f"/{subject.kind.value}/{subject.slug}/")):
        return SubjectWork(subject.kind, subject.slug)
    wanted = {Span(), *touched, *new, *(near for span in new for near in around(subject, span))}
    return SubjectWork(subject.kind, subject.slug, tuple(span for span in all_spans if span in wanted))


def _calendar_places(calendar: Calendar, days: Iterable[date], last: LastBuild) -> Iterator[Place]:
    """Yield the pages of time that show a changed day, and those beside them that lead to new ones or to none any more."""
    order = list(calendar.days)
    months, years = list(calendar.months), list(calendar.years)
    dates = sorted({(day.month, day.day) for day in order})
    changed = frozenset(days)  # their own pages are made with their events
    for day in sorted(changed):
        if day not in calendar.days or not last.paths_of(day_group(day)):
            yield from (DayPlace(near) for near in _beside(order, day) if near not in changed)
        month, when = (day.year, day.month), (day.month, day.day)
        for place, beside in (
            (MonthPlace(*month), [MonthPlace(*near) for near in _beside(months, month)]),
            (YearPlace(day.year), [YearPlace(near) for near in _beside(years, day.year)]),
            (
                OnThisDayPlace(*when),
                [OnThisDayPlace(*near) for near in (*dates[:1], *_beside(dates, when), *dates[-1:])],
            ),
        ):
            yield place
            present = place_group(place)
            is_there = month in calendar.months and day.year in calendar.years and when in dates
            if not is_there or not last.paths_of(present):
                yield from beside


def _beside(order: Sequence[Any], item: Any) -> Sequence[Any]:
    """Return what stands before and after the place where an item is, or was, in an order."""
    place = bisect_left(order, item)
    after = place + 1 if place < len(order) and order[place] == item else place
    return [*order[max(0, place - 1) : place], *order[after : after + 1]]


def _parts(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _joined(steps: Iterable[tuple[int, Portion]]) -> Iterator[Portion]:
    """Join small portions to ones of a good size."""
    waiting: list[Portion] = []
    size = 0
    for weight, portion in steps:
        waiting.append(portion)
        size += weight + 1
        if size >= PORTION:
            yield _join(waiting, size)
            waiting, size = [], 0
    if waiting:
        yield _join(waiting, size)


def _join(portions: Sequence[Portion], weight: int) -> Portion:
    return Portion(
        days=tuple(day for portion in portions for day in portion.days),
        subjects=tuple(work for portion in portions for work in portion.subjects),
        places=tuple(place for portion in portions for place in portion.places),
        weight=weight,
    )
