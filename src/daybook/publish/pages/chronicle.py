"""A story from its first day to its latest: all of it, or, of a long one, the leading events of each month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from daybook.model import Selection, Subject
from daybook.publish.addresses import ChroniclePlace, IndexPlace, SubjectPlace
from daybook.publish.pages import descriptions
from daybook.publish.pages.event_cache import EventCache, EventSummary
from daybook.publish.pages.material_changes import last_known
from daybook.publish.pages.records import ChronicleMonth, ChroniclePage, Link
from daybook.publish.pages.subject import INDEX_NAMES, Span, place_of, spans, unread_months
from daybook.publish.pages.subject_name import subject_name
from daybook.publish.pages.turning_points import by_day, grown_figures, leading, turning_points

TOLD = 300
"""Events on the chronicle of a long story, about: what fills an evening, and a page of 100 KB."""
TOLD_A_MONTH = 5
"""Events of a month of such a story, at most."""


def chronicle_page(cache: EventCache, subject: Subject) -> ChroniclePage:
    """Return the page that tells a story from its first day."""
    site = cache.site
    limit = site.settings.list_events
    ids = cache.library.select(Selection(kind=subject.kind, slug=subject.slug))
    events = [summary for part in _batches(ids) for summary in cache.summaries(part).values()]
    complete = len(ids) <= limit
    name = subject_name(subject.name, subject.slug)
    address = site.address(ChroniclePlace(subject.slug))
    main = Link(name, site.address(SubjectPlace(subject.kind, subject.slug)))
    months = [
        (month, list(of_month)) for month, of_month in groupby(events, lambda each: each.item.date.replace(day=1))
    ]
    most = len(ids) if complete else max(1, min(TOLD_A_MONTH, TOLD // max(1, len(months))))
    parts = set(spans(subject, limit))
    return ChroniclePage(
        address=address,
        url=site.url(address),
        title=f"{name}, from the first day",
        description=site.text.say(descriptions.CHRONICLE, name=name, events=site.text.count("events", len(ids))),
        updated=last_known(summary.updated for summary in events),
        formats=site.formats(address, retells=True),
        breadcrumbs=(site.home, Link(INDEX_NAMES[subject.kind], site.address(IndexPlace(subject.kind))), main),
        main=main,
        total=len(ids),
        first=events[0].item.date if events else subject.first,
        last=events[-1].item.date if events else subject.last,
        complete=complete,
        months=tuple(
            ChronicleMonth(
                f"{month:%Y-%m}",
                len(of_month),
                tuple(each.item for each in _leading(of_month, most)),
                None if complete else site.address(place_of(subject, _part(parts, month.year, month.month))),
            )
            for month, of_month in months
        ),
        unread=unread_months(cache, subject.months),
        turning_points=turning_points(events),
        figures=grown_figures(cache, dict(zip(ids, events, strict=False))) if len(ids) == len(events) else (),
    )


def _batches(ids: Sequence[int], size: int = 1000) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _leading(events: Sequence[EventSummary], most: int) -> list[EventSummary]:
    """Choose what is shown of a month: all, or the leading events of its fullest days, in order."""
    if len(events) <= most:
        return list(events)
    days = by_day(events)
    fullest = sorted(days, key=lambda day: (-len(days[day]), day))[:most]
    return [leading(days[day]) for day in sorted(fullest)]


def _part(parts: set[Span], year: int, month: int) -> Span:
    """Return the page that has all events of a month: its own, else its year's."""
    return Span(year, month) if Span(year, month) in parts else Span(year)
