"""Which pages of time changes reach: those of the changed days, and, where one came or went, those beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from daybook.gazetteer.world import read_world
from daybook.model import SubjectKind
from daybook.publish.addresses import (
    ChangesMonthPlace,
    CountryPlace,
    DayPlace,
    DigestPlace,
    IndexPlace,
    LetterPlace,
    MonthPlace,
    OnThisDayPlace,
    Place,
    QualityMonthPlace,
    YearPlace,
)
from daybook.publish.kinds.kind import Changes
from daybook.publish.pages import changes_months, places
from daybook.publish.pages.alphabet import DEEPEST
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.digest import whole_days, whole_weeks
from daybook.publish.pages.feed import DAYS_IN_SHORT, WEEKS
from daybook.publish.pages.moved import USUAL_DAYS
from daybook.publish.pages.period_stories import QUIET, month_before

T = TypeVar("T")


def days_beside(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the days beside those that came or went; the changed days themselves are made with their events."""
    order = list(builder.calendar.days)
    changed = frozenset(changes.stale.days)
    for day in sorted(changed):
        if day not in builder.calendar.days or not changes.was_built(DayPlace(day)):
            yield from (DayPlace(near) for near in beside(order, day) if near not in changed)


def months(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the months of changed days."""
    changed = {(day.year, day.month) for day in changes.stale.days}
    order = list(builder.calendar.months)
    yield from _reached(changed, order, lambda month: MonthPlace(*month), changes)
    yield from (MonthPlace(*month) for month in sorted(_told_of(builder, changes) - changed) if month in order)


def years(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the years of changed days, and those whose counts of subjects changed."""
    changed = {day.year for day in changes.stale.days} | {year for _, _, year in changes.stale.subjects}
    order = list(builder.calendar.years)
    yield from _reached(changed, order, YearPlace, changes)
    beside_them = {year + 1 for year in changed} | {year for year, _ in _told_of(builder, changes)}
    yield from (YearPlace(year) for year in sorted(beside_them - changed) if year in order)


def _told_of(builder: Builder, changes: Changes) -> set[tuple[int, int]]:
    """Return the other months that tell of what changed.

    The next one, which compares its stories with those before; those in which a changed story began or ended, or did; and,
    where a month came or went, the last few before, whose stories are ended once the archive has gone on without them.
    """
    days = {(day.year, day.month) for day in changes.stale.days}
    order = list(builder.calendar.months)
    slugs = list(dict.fromkeys(slug for kind, slug, _ in changes.stale.subjects if kind is SubjectKind.TOPIC))
    moved = {month for month in days if (month in order) != changes.was_built(MonthPlace(*month))}
    found = {month_before(month, -1) for month in (days if slugs else moved)}
    for month in moved:
        place = bisect_left(order, month)
        found.update(order[max(0, place - QUIET) : place])
    for subject in (builder.library.subjects(SubjectKind.TOPIC, slugs) if slugs else {}).values():
        months = [(year, month) for year, month, _ in subject.months]
        if months:
            found |= {months[0], months[-1]}
            found |= {near for month in days for near in beside(months, month)}
    return found


def quality_months(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the months of changed days, and of the days after them, which may tell the same again."""
    after = [day + timedelta(days=1) for day in changes.stale.days if day < date.max]
    order = list(builder.calendar.months)
    changed = {(day.year, day.month) for day in changes.stale.days}
    changed |= {month for day in after if (month := (day.year, day.month)) in builder.calendar.months}
    return _reached(changed, order, lambda month: QualityMonthPlace(*month), changes)


def changed_months(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the months of changed days among those whose events editors changed, or had."""
    changed = {(day.year, day.month) for day in changes.stale.days}
    order = list(changes_months.changed_months(builder.calendar))
    return _reached(changed, order, lambda month: ChangesMonthPlace(*month), changes)


def weeks(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the weeks of changed days, and those of the month after, which count what was usual before."""
    order = builder.calendar.weeks
    changed = {
        DigestPlace.of(day + timedelta(days=after))
        for day in changes.stale.days
        for after in (*range(0, USUAL_DAYS, 7), USUAL_DAYS)
    }
    present = frozenset(order)
    own = {DigestPlace.of(day) for day in changes.stale.days}
    return _reached({week for week in changed if week in present} | own, order, _itself, changes)


def countries(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the countries that changed events are in, those that one left or came to, and those without a page any more.

    A country shows its latest events, and counts where they all are: of what is counted, its mark tells.
    """
    if not (changes.stale.events or changes.stale.days):
        return
    marks, before = places.country_marks(builder), changes.countries
    if before is None:
        changed = set(marks)
    else:
        changed = {country for country, mark in marks.items() if mark != before.get(country)}
        events = builder.library.events(changes.stale.changed).values()
        changed |= {each.location.country for each in events if each.location and each.location.country} & marks.keys()
    yield from map(CountryPlace, sorted(changed))
    gone = (CountryPlace(country) for country in read_world().capitals if country not in marks)
    yield from (place for place in gone if changes.was_built(place))


def reaches_digest_feed(builder: Builder, changes: Changes) -> bool:
    """Say whether changes reach one of the weeks that the feed of digests tells of, or which ones these are."""
    days = changes.stale.days
    if any((day in builder.calendar.days) != changes.was_built(DayPlace(day)) for day in days):
        return True
    return not set(weeks(builder, changes)).isdisjoint(whole_weeks(builder.calendar)[-WEEKS:])


def reaches_daily_feed(builder: Builder, changes: Changes) -> bool:
    """Say whether changes reach one of the days that the feed of days tells of, or counts as usual, or which ones these are."""
    days = changes.stale.days
    if any((day in builder.calendar.days) != changes.was_built(DayPlace(day)) for day in days):
        return True
    shown = whole_days(builder.calendar)[-DAYS_IN_SHORT:]
    return bool(shown) and any(shown[0] - timedelta(days=USUAL_DAYS) <= day <= shown[-1] for day in days)


def _itself(place: DigestPlace) -> Place:
    return place


def indexes(builder: Builder, changes: Changes) -> Iterator[Place]:  # noqa: ARG001 - as the others
    """Yield the lists of those kinds of subjects of which any changed."""
    changed = {kind for kind, _, _ in changes.stale.subjects}
    return (IndexPlace(kind) for kind in SubjectKind if kind in changed)


def letters(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the pages from A to Z that changed subjects stand on or stood on, and those that there are since one was split."""
    by_kind: dict[SubjectKind, set[str]] = {}
    for kind, slug, _ in changes.stale.subjects:
        by_kind.setdefault(kind, set()).update(slug[:length] for length in range(1, DEEPEST + 1))
    for kind, changed in by_kind.items():
        present = builder.letters(kind)
        for prefix in sorted({*present, *changed}):
            place = LetterPlace(kind, prefix)
            was_built = changes.was_built(place)
            if (prefix in changed and (was_built or prefix in present)) or (prefix in present and not was_built):
                yield place


def dates(builder: Builder, changes: Changes) -> Iterator[Place]:
    """Yield the dates of changed days in any year. They follow one another in a ring: 1 January comes after 31 December."""
    order = builder.calendar.dates
    changed = {(day.month, day.day) for day in changes.stale.days}
    return _reached(changed, order, lambda when: OnThisDayPlace(*when), changes, ring=True)


def _reached(
    changed: Iterable[T], order: Sequence[T], place_of: Callable[[T], Place], changes: Changes, *, ring: bool = False
) -> Iterator[Place]:
    """Yield the places of what changed; of what came or went also those before and after, which link to it or did."""
    present = frozenset(order)
    for item in sorted(changed):  # type: ignore[type-var]  # dates and pairs of numbers
        yield place_of(item)
        if item not in present or not changes.was_built(place_of(item)):
            near = beside(order, item)
            yield from map(place_of, (*order[:1], *near, *order[-1:]) if ring else near)


def beside(order: Sequence[Any], item: Any) -> Sequence[Any]:
    """Return what stands before and after the place where an item is, or was, in an order."""
    place = bisect_left(order, item)
    after = place + 1 if place < len(order) and order[place] == item else place
    return [*order[max(0, place - 1) : place], *order[after : after + 1]]
