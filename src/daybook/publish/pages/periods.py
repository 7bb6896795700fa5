"""Months, years, and the same date in every year. Counts come from the archive's days; a few headlines stand for many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from daybook.model import DayRecord, Selection, StoryMonth, SubjectKind
from daybook.publish.addresses import ON_THIS_DAY, DayPlace, MonthPlace, OnThisDayPlace, SubjectPlace, YearPlace
from daybook.publish.pages import descriptions
from daybook.publish.pages.calendar import Calendar, last_saved
from daybook.publish.pages.country_counts import country_counts
from daybook.publish.pages.english_text import month_name
from daybook.publish.pages.event_cache import EventCache, EventSummary, SiteCache
from daybook.publish.pages.period_stories import began, ended, leading_stories, month_before
from daybook.publish.pages.records import (
    DateWeight,
    DayHighlights,
    DayWeight,
    EventItem,
    LeadingStory,
    Link,
    MonthPage,
    MonthWeight,
    OnThisDayIndexPage,
    OnThisDayPage,
    Tally,
    TopSubjects,
    YearOfDate,
    YearPage,
)
from daybook.publish.pages.site import Site
from daybook.publish.pages.top_subjects import beside, count_top_subjects, top_subjects_of_year

HIGHLIGHTS = 3
"""Headlines of a day on its month's page: about ninety on a page, which is still read through."""
HIGHLIGHTS_OF_DATE = 10
"""Headlines of a year on the page of a date: of most days nearly all; a link leads to the rest."""
LEADING_OF_YEAR = 3
LEADING_OF_MONTH = 5
"""Stories that lead each month of a year, and a month on its own page."""


def month_page(cache: SiteCache, calendar: Calendar, year: int, month: int) -> MonthPage | None:
    """Return the page of a month that has days."""
    records = calendar.months.get((year, month))
    if not records:
        return None
    site = cache.site
    by_day = _summaries_by_day(cache, records)
    months = list(calendar.months)
    place = months.index((year, month))
    own = MonthPlace(year, month)
    address = site.address(own)
    events = sum(len(summaries) for summaries in by_day.values())
    stories = _stories_by_month(cache, (year, month), (year, month))
    now = stories.get((year, month), ())
    before = {each.slug: each.events for each in stories.get(month_before((year, month)), ())}
    top = count_top_subjects(summary for summaries in by_day.values() for summary in summaries)
    if month_before((year, month)) in calendar.months:
        earlier = {site.address(SubjectPlace(SubjectKind.TOPIC, slug)): count for slug, count in before.items()}
        top = TopSubjects(top.over, top.contexts, beside(top.topics, earlier), top.categories, top.outlets)
    return MonthPage(
        address=address,
        url=site.url(address),
        title=f"{month_name(month)} {year}",
        description=site.text.say(
            descriptions.MONTH, events=site.text.count("events", events), month=site.text.month(year, month)
        ),
        updated=last_saved(records),
        formats=site.formats(address, retells=True) + (site.event_links(own) if events else ()),
        breadcrumbs=(site.home, _year_link(site, year)),
        previous=_month_link(site, months[place - 1]) if place else None,
        next=_month_link(site, months[place + 1]) if place + 1 < len(months) else None,
        feeds=site.site_feeds(),
        month=f"{year:04}-{month:02}",
        events=events,
        days=tuple(
            DayHighlights(site.address(DayPlace(day)), day, len(summaries), highlights(summaries, HIGHLIGHTS))
            for day, summaries in by_day.items()
        ),
        leading=leading_stories(cache, calendar, (year, month), stories, LEADING_OF_MONTH),
        began=began(site, (year, month), now),
        ended=ended(site, (year, month), now, calendar),
        places=country_counts(site, cache.library, Selection(own.first, own.last)),
        top_subjects=top,
    )


def year_page(cache: SiteCache, calendar: Calendar, year: int) -> YearPage | None:
    """Return the page of a year that has days."""
    months = calendar.years.get(year)
    if not months:
        return None
    site = cache.site
    years = list(calendar.years)
    place = years.index(year)
    stories = _stories_by_month(cache, (year, 1), (year, 12))
    address = site.address(YearPlace(year))
    records = list(calendar.of_year(year))
    events = sum(record.events for record in records)
    return YearPage(
        address=address,
        url=site.url(address),
        title=f"{year}",
        description=site.text.say(descriptions.YEAR, events=site.text.count("events", events), year=f"{year}"),
        updated=last_saved(records),
        formats=site.formats(address, retells=True),
        breadcrumbs=(site.home,),
        previous=_year_link(site, years[place - 1]) if place else None,
        next=_year_link(site, years[place + 1]) if place + 1 < len(years) else None,
        feeds=site.site_feeds(),
        year=year,
        events=events,
        months=tuple(
            _month_weight(
                site,
                month,
                calendar.months[month],
                leading=leading_stories(cache, calendar, month, stories, LEADING_OF_YEAR),
                began=began(site, month, stories.get(month, ())),
                ended=ended(site, month, stories.get(month, ()), calendar),
            )
            for month in months
        ),
        places=country_counts(site, cache.library, Selection(date(year, 1, 1), date(year, 12, 31))),
        top_subjects=top_subjects_of_year(
            site,
            cache.archive.counts(year),
            events,
            lambda kind, slugs: cache.archive.counts(year - 1, kind, slugs) if year - 1 in calendar.years else (),
        ),
    )


def on_this_day_page(cache: EventCache, calendar: Calendar, month: int, day: int) -> OnThisDayPage | None:
    """Return the page of a date, if any year has a page of that date."""
    records = calendar.on_date(month, day)
    if not records:
        return None
    site = cache.site
    by_day = _summaries_by_day(cache, records)
    name = f"{day} {month_name(month)}"
    address = site.address(OnThisDayPlace(month, day))
    dates = calendar.dates
    place = dates.index((month, day))
    return OnThisDayPage(
        address=address,
        url=site.url(address),
        title=f"On this day: {name}",
        description=site.text.say(descriptions.THIS_DAY, day=site.text.day_of_year(month, day)),
        updated=last_saved(records),
        formats=site.formats(address, retells=True) + site.event_links(OnThisDayPlace(month, day)),
        breadcrumbs=(site.home, site.single(ON_THIS_DAY, "On this day")),
        previous=_date_link(site, dates[place - 1]) if len(dates) > 1 else None,
        next=_date_link(site, dates[(place + 1) % len(dates)]) if len(dates) > 1 else None,
        feeds=site.site_feeds(),
        date=f"{month:02}-{day:02}",
        years=tuple(
            YearOfDate(
                when.year, site.address(DayPlace(when)), len(summaries), highlights(summaries, HIGHLIGHTS_OF_DATE)
            )
            for when, summaries in reversed(by_day.items())
        ),
    )


def on_this_day_index_page(site: Site, calendar: Calendar) -> OnThisDayIndexPage:
    """Return the page of all dates."""
    address = site.address(ON_THIS_DAY)
    counts: dict[tuple[int, int], int] = {}
    for record in calendar.days.values():
        key = (record.date.month, record.date.day)
        counts[key] = counts.get(key, 0) + record.events
    return OnThisDayIndexPage(
        address=address,
        url=site.url(address),
        title="On this day",
        description=site.text.say(descriptions.ALL_DATES),
        updated=last_saved(calendar.days.values()),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
        dates=tuple(
            DateWeight(site.address(OnThisDayPlace(month, day)), f"{month:02}-{day:02}", events)
            for (month, day), events in sorted(counts.items())
        ),
    )


def highlights(summaries: Sequence[EventSummary], count: int) -> tuple[EventItem, ...]:
    """Return the events with the most sources, in page order."""
    places = sorted(range(len(summaries)), key=lambda place: (-len(summaries[place].item.sources), place))[:count]
    return tuple(summaries[place].item for place in sorted(places))


def _summaries_by_day(cache: EventCache, records: Iterable[DayRecord]) -> dict[date, list[EventSummary]]:
    ids = {record.date: cache.library.select(Selection(first=record.date, last=record.date)) for record in records}
    summaries = cache.summaries([number for numbers in ids.values() for number in numbers])
    return {day: [summaries[number] for number in numbers if number in summaries] for day, numbers in ids.items()}


def _stories_by_month(
    cache: SiteCache, first: tuple[int, int], last: tuple[int, int]
) -> dict[tuple[int, int], list[StoryMonth]]:
    """Return the months of stories by month, from the month before the first of these on."""
    found: dict[tuple[int, int], list[StoryMonth]] = {}
    for each in cache.archive.story_months(month_before(first), last):
        found.setdefault(each.month, []).append(each)
    return found


def _month_weight(
    site: Site,
    month: tuple[int, int],
    records: Sequence[DayRecord],
    *,
    leading: tuple[LeadingStory, ...],
    began: tuple[Tally, ...],
    ended: tuple[Tally, ...],
) -> MonthWeight:
    return MonthWeight(
        address=site.address(MonthPlace(*month)),
        month=f"{month[0]:04}-{month[1]:02}",
        events=sum(record.events for record in records),
        days=tuple(DayWeight(site.address(DayPlace(record.date)), record.date, record.events) for record in records),
        leading=leading,
        began=began,
        ended=ended,
    )


def _year_link(site: Site, year: int) -> Link:
    return Link(f"{year:04}", site.address(YearPlace(year)))


def _month_link(site: Site, month: tuple[int, int]) -> Link:
    return Link(f"{month_name(month[1])} {month[0]}", site.address(MonthPlace(*month)))


def _date_link(site: Site, when: tuple[int, int]) -> Link:
    return Link(f"{when[1]} {month_name(when[0])}", site.address(OnThisDayPlace(*when)))
