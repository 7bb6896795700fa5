"""Days: their page, and the same content on the front page. Events stand by category, then by story, in page order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from daybook.model import DayRecord, Selection
from daybook.publish.addresses import DayPlace, QualityMonthPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages import descriptions
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.country_counts import country_counts
from daybook.publish.pages.english_text import long_date
from daybook.publish.pages.event import day_trail
from daybook.publish.pages.event_cache import EventCache, EventSummary
from daybook.publish.pages.reader_text import ReaderText
from daybook.publish.pages.records import DayContent, DayPage, Link, ProblemItem, Section, TopicGroup
from daybook.publish.pages.site import Site


def day_contents(cache: EventCache, records: Sequence[DayRecord]) -> Iterable[DayContent]:
    """Yield what stands on each of these days; their events are asked for at once."""
    selected = {record.date: cache.library.select(Selection(first=record.date, last=record.date)) for record in records}
    summaries = cache.summaries([number for ids in selected.values() for number in ids])
    for record in records:
        yield _content(
            cache.site, record, [summaries[number] for number in selected[record.date] if number in summaries]
        )


def day_pages(cache: EventCache, calendar: Calendar, days: Sequence[date]) -> list[DayPage]:
    """Return the pages of those of these days that the calendar has."""
    records = [calendar.days[day] for day in days if day in calendar.days]
    return [
        _page(cache, calendar, record, content)
        for record, content in zip(records, day_contents(cache, records), strict=True)
    ]


def day_link(site: Site, day: date | None) -> Link | None:
    """Return the link to a day."""
    return Link(long_date(day), site.address(DayPlace(day))) if day else None


def _page(cache: EventCache, calendar: Calendar, record: DayRecord, content: DayContent) -> DayPage:
    site = cache.site
    previous, following = calendar.around(record.date)
    return DayPage(
        address=content.address,
        url=site.url(content.address),
        title=long_date(record.date),
        description=_description(content, site.text),
        updated=record.revision.known_saved,
        formats=site.formats(content.address) + site.event_links(DayPlace(content.date)),
        breadcrumbs=day_trail(site, record.date)[:-1],
        previous=day_link(site, previous),
        next=day_link(site, following),
        feeds=site.site_feeds(),
        day=content,
        places=country_counts(site, cache.library, Selection(record.date, record.date)),
        quality=site.address(QualityMonthPlace(record.date.year, record.date.month)) if record.problems else None,
        problems=tuple(
            ProblemItem(
                problem.code, problem.severity, clean(problem.text).strip(), clean(problem.hint).strip(), problem.line
            )
            for problem in record.problems
        ),
    )


def _description(content: DayContent, text: ReaderText) -> str:
    """Say what a day was about: the stories with most events, else how many there were."""
    counts: dict[str, int] = {}
    for section in content.sections:
        for group in section.groups:
            if group.topics:
                counts[group.topics[0].name] = counts.get(group.topics[0].name, 0) + len(group.events)
    names = sorted(counts, key=lambda name: -counts[name])[:4]
    number = text.count("events", content.events)
    if names:
        return f"{number}: {'; '.join(names)}."
    return text.say(descriptions.ON_DAY, events=number, day=text.date(content.date))


def _content(site: Site, record: DayRecord, summaries: Sequence[EventSummary]) -> DayContent:
    return DayContent(
        address=site.address(DayPlace(record.date)),
        date=record.date,
        events=len(summaries),
        read=record.read,
        origin=site.origin(record.page, record.revision),
        added=record.added,
        changed=record.changed,
        withdrawn=record.withdrawn,
        sections=sections(summaries),
    )


def sections(summaries: Iterable[EventSummary]) -> tuple[Section, ...]:
    """Group events by category, in the order in which categories and stories first occur."""
    by_category: dict[str, dict[tuple[str, ...], list[EventSummary]]] = {}
    for summary in summaries:
        category = summary.item.category.address if summary.item.category else ""
        path = tuple(f"{topic.level} {topic.address}" for topic in summary.item.topics if topic.level >= 0)
        by_category.setdefault(category, {}).setdefault(path, []).append(summary)
    return tuple(_section(groups) for groups in by_category.values())


def _section(groups: Mapping[tuple[str, ...], Sequence[EventSummary]]) -> Section:
    some = next(iter(groups.values()))[0].item
    return Section(
        some.category,
        tuple(
            TopicGroup(
                tuple(topic for topic in summaries[0].item.topics if topic.level >= 0),
                tuple(summary.item for summary in summaries),
            )
            for summaries in groups.values()
        ),
    )
