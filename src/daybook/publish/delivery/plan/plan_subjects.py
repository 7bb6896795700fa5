"""Plans the pages of subjects: all of each, its years and its months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from daybook.model import ArchivedEvent, Selection, Stale, Subject, SubjectKind
from daybook.publish.addresses import DayPlace, SubjectPlace
from daybook.publish.delivery.portions.portion import Portion
from daybook.publish.delivery.portions.subject_work import SubjectSpans, SubjectWork, subject_paths
from daybook.publish.kinds import place_group
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject import YEAR_LISTS, Span, around, spans

SUBJECTS = 40
"""Subjects of a portion after changes: most of them are large, as what is in the news today was before."""


def all_subjects(builder: Builder, paths_of: Callable[[str], frozenset[str]]) -> Iterator[tuple[date, Portion]]:
    """Yield the work on every span of every subject that has a page, by the last day of the span."""
    for kind in SubjectKind:
        for subject in builder.library.subjects(kind).values():  # not kept: there are more of them than of events
            if _has_page(builder.site, subject, paths_of):
                yield from _steps(subject, builder.site.settings.list_events)


def _has_page(site: Site, subject: Subject, paths_of: Callable[[str], frozenset[str]]) -> bool:
    """Say whether a subject has a page: enough events, or a page that it was given by an earlier build, as addresses last."""
    return site.has_page(subject.kind, subject.count) or bool(
        paths_of(place_group(SubjectPlace(subject.kind, subject.slug)))
    )


def with_pages_of_contexts(stale: Stale, builder: Builder) -> Stale:
    """Add the events whose links to a context lead elsewhere now: it has won or lost as many events as make out a page.

    They are added with all that shows their headlines: their days and their subjects.
    """
    slugs = list(dict.fromkeys(slug for kind, slug, _ in stale.subjects if kind is SubjectKind.CONTEXT))
    site, library, known = builder.site, builder.library, frozenset(stale.changed)
    reached: dict[int, None] = {}
    for subject in library.subjects(SubjectKind.CONTEXT, slugs).values() if slugs else ():
        least = site.page_minimum(SubjectKind.CONTEXT)
        if subject.count >= least + len(known):
            continue  # it had a page before, whatever changed: not worth a query
        linking = library.select(Selection(kind=subject.kind, slug=subject.slug, withdrawn=True))
        # Those that are stale already may be so for their related lists alone, without all that shows their headlines.
        if subject.count - sum(event in known for event in linking) < least:
            reached.update(dict.fromkeys(linking))
    if not reached:
        return stale
    events = library.events(list(reached))
    subjects = {(kind, slug, event.date.year) for event in events.values() for kind, slug in _subjects_of(event)}
    return Stale(
        tuple(sorted({*stale.events, *reached})),
        tuple(sorted({*stale.days, *(event.date for event in events.values())})),
        tuple(sorted({*stale.subjects, *subjects})),
        stale.changed,
    )


def _subjects_of(event: ArchivedEvent) -> Iterator[tuple[SubjectKind, str]]:
    yield from ((SubjectKind.CONTEXT, context.slug) for context in event.contexts)
    yield from ((SubjectKind.TOPIC, story.slug) for story in event.stories)
    yield from ((SubjectKind.OUTLET, host) for host in event.hosts if host)
    if event.category:
        yield SubjectKind.CATEGORY, event.category


def _steps(subject: Subject, limit: int) -> Iterator[tuple[date, Portion]]:
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
        work = SubjectWork((SubjectSpans(subject.kind, subject.slug, (span,)),))
        yield span.dates()[1] or subject.last, Portion((work,), looked_at)


def stale_subjects(
    builder: Builder, stale: Stale, paths_of: Callable[[str], frozenset[str]]
) -> tuple[list[Portion], list[str]]:
    """Return the work on changed subjects, and the groups of those that are gone.

    `paths_of` a group of files are those that the last build left.
    """
    site = builder.site
    limit = site.settings.list_events
    touched = _touched(stale)
    _touch_spanning(builder, stale, paths_of, touched)
    works: list[tuple[SubjectSpans, int]] = []
    gone: list[str] = []
    for kind in SubjectKind:
        slugs = list(dict.fromkeys(slug for at, slug in touched if at is kind))
        known = {each.slug: each for each in builder.library.subjects(kind, slugs).values()} if slugs else {}
        gone += [place_group(SubjectPlace(kind, slug)) for slug in slugs if slug not in known]
        for slug, subject in known.items():
            if not _has_page(site, subject, paths_of):
                continue
            present = paths_of(place_group(SubjectPlace(kind, slug)))
            wanted = _stale_spans(subject, touched.get((kind, slug), set()), present, site)
            works.append((wanted, _listed(subject, limit, None if wanted.spans is None else len(wanted.spans))))
    portions = []
    for start in range(0, len(works), SUBJECTS):
        part = works[start : start + SUBJECTS]
        portions.append(Portion((SubjectWork(tuple(work for work, _ in part)),), sum(size for _, size in part)))
    return portions, gone


def _touched(stale: Stale) -> dict[tuple[SubjectKind, str], set[Span]]:
    """Return, for each subject, the years that changed and the months of the changed days in them."""
    months: dict[int, set[int]] = {}
    for day in stale.days:
        months.setdefault(day.year, set()).add(day.month)
    touched: dict[tuple[SubjectKind, str], set[Span]] = {}
    for kind, slug, year in stale.subjects:
        parts = touched.setdefault((kind, slug), set())
        parts.add(Span(year))
        # A year without a changed day changed by a name or by an event elsewhere: any month of it may show that.
        parts.update(Span(year, month) for month in months.get(year, range(1, 13)))
    return touched


def _touch_spanning(
    builder: Builder,
    stale: Stale,
    paths_of: Callable[[str], frozenset[str]],
    touched: dict[tuple[SubjectKind, str], set[Span]],
) -> None:
    """Add the subjects with events before and after a month that came or went between others: their charts hatch what was not read."""
    days = frozenset(stale.days)
    calendar = builder.calendar
    for month in sorted({(day.year, day.month) for day in days}):
        is_read = month in calendar.months
        was_read = any(record.date not in days for record in calendar.months.get(month, ())) or any(
            paths_of(place_group(DayPlace(day))) for day in days if (day.year, day.month) == month
        )
        if is_read == was_read or month >= max(calendar.months, default=month):
            continue
        for kind in SubjectKind:
            for subject in builder.library.subjects(kind).values():
                if (subject.first.year, subject.first.month) < month < (subject.last.year, subject.last.month):
                    touched.setdefault((kind, subject.slug), set()).add(Span(month[0]))


def _stale_spans(subject: Subject, touched: set[Span], present: frozenset[str], site: Site) -> SubjectSpans:
    """Choose the spans of a subject to make: the whole, those touched, those that have no page yet, and their neighbours."""
    all_spans = spans(subject, site.settings.list_events)
    by_span = subject_paths(site, subject)
    new = {span for span in all_spans if not present.issuperset(by_span[span])}
    expected = {path for span in all_spans for path in by_span[span]}
    stem = f"/{subject.kind.value}/{subject.slug}/"
    if not expected.issuperset(path for path in present if path.startswith((stem, f"/feeds{stem}"))):
        # A year or month lost its page, or a part of its feed: those beside it link elsewhere now.
        return SubjectSpans(subject.kind, subject.slug)
    wanted = {Span(), *touched, *new, *(near for span in new for near in around(subject, span))}
    return SubjectSpans(subject.kind, subject.slug, tuple(span for span in all_spans if span in wanted))


def _listed(subject: Subject, limit: int, parts: int | None = None) -> int:
    """Return about how many list entries the pages of a subject have, or some `parts` of them."""
    if subject.count <= limit:
        return subject.count
    return limit + subject.count if parts is None else limit * parts
