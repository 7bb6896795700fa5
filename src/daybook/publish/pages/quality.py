"""Pages for the wiki's editors: what was not understood, where it stands, and what a small edit would mend most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from daybook.model import ArchivedEvent, DayRecord, Problem, RawPage, Severity
from daybook.publish.addresses import QUALITY, QUALITY_FEED, DayPlace, EventPlace, QualityMonthPlace, edit_address
from daybook.publish.cleaning import clean, safe_url
from daybook.publish.pages import descriptions
from daybook.publish.pages.calendar import Calendar, neighbours
from daybook.publish.pages.english_text import month_name
from daybook.publish.pages.event_cache import SiteCache
from daybook.publish.pages.event_problems import EventProblem
from daybook.publish.pages.records import (
    DayProblems,
    DayToMend,
    EventLink,
    FeedLink,
    Link,
    MonthToMend,
    ProblemCount,
    ProblemToMend,
    QualityMonthPage,
    QualityPage,
    RepeatedProblem,
)
from daybook.publish.pages.site import Site
from daybook.publish.pages.wiki_section import section_of, section_starts

LOST: Mapping[Severity, int] = {Severity.ERROR: 20, Severity.WARNING: 5, Severity.INFO: 1}
"""How much a problem weighs: an error hides a line or a page, a warning a part of a line, and a remark loses nothing."""

MOST_LATELY = 100
"""Problems in that list."""

FIRST = 50
"""Days in the list of where to begin."""

REPEATED = 30
"""Texts in the list of what repeats, each found at least `OFTEN` times."""
OFTEN = 3


LATELY = timedelta(days=14)
"""How far back the first page lists events that are told twice or whose sources are gone: editors rework a page for about a week."""


def quality_page(cache: SiteCache, calendar: Calendar) -> QualityPage:
    """Return the page that counts all problems."""
    site = cache.site
    address = site.address(QUALITY)
    faulty = [record for record in calendar.days.values() if record.problems]
    problems = sum(len(record.problems) for record in faulty)
    ranked = sorted(faulty, key=lambda record: (-_lost(record.problems), -record.date.toordinal()))
    return QualityPage(
        address=address,
        url=site.url(address),
        title="Quality",
        description=site.text.say(descriptions.TO_MEND),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=_feeds(site),
        checked=len(calendar.days),
        days=len(faulty),
        problems=problems,
        kinds=_kinds(faulty),
        first=tuple(
            DayToMend(
                address=site.address(DayPlace(record.date)),
                date=record.date,
                count=len(record.problems),
                lost=_lost(record.problems),
                codes=tuple(dict.fromkeys(problem.code for problem in record.problems)),
                edit_url=edit_address(site.settings.wiki_index, site.wiki_page(record.page)),
            )
            for record in ranked[:FIRST]
        ),
        lately=_lately(cache, calendar),
        repeated=_repeated(faulty),
        months=tuple(
            MonthToMend(
                site.address(QualityMonthPlace(*month)),
                f"{month[0]:04}-{month[1]:02}",
                sum(len(record.problems) for record in calendar.months[month]),
            )
            for month in calendar.months
        ),
    )


def quality_month_page(cache: SiteCache, calendar: Calendar, year: int, month: int) -> QualityMonthPage | None:
    """Return the problems of a month; None where the archive has no day of it."""
    site = cache.site
    records = calendar.months.get((year, month), ())
    if not records:
        return None
    address = site.address(QualityMonthPlace(year, month))
    order = list(calendar.months)
    previous, following = neighbours(order, order.index((year, month)))
    days = _days(cache, records)
    return QualityMonthPage(
        address=address,
        url=site.url(address),
        title=f"Quality, {_month_name(year, month)}",
        description=site.text.say(descriptions.TO_MEND_IN, month=site.text.month(year, month)),
        formats=site.formats(address),
        breadcrumbs=(site.home, site.single(QUALITY, "Quality")),
        previous=_month_link(site, previous),
        next=_month_link(site, following),
        feeds=_feeds(site),
        month=f"{year:04}-{month:02}",
        problems=sum(len(day.problems) for day in days),
        days=days,
    )


def _lately(cache: SiteCache, calendar: Calendar) -> tuple[DayProblems, ...]:
    """Return what can be mended of the events of the last days, the latest first."""
    records = [calendar.days[day] for day in last_days(calendar)]
    found = []
    left = MOST_LATELY
    for day in _days(cache, records, of_events=True)[::-1]:
        if left > 0:
            found.append(DayProblems(day.address, day.date, day.origin, day.problems[:left]))
            left -= len(day.problems)
    return tuple(found)


def last_days(calendar: Calendar) -> list[date]:
    """Return the days of the last two weeks that the archive has, in order."""
    newest = max(calendar.days, default=date.min)
    return [day for day in calendar.days if newest - day < LATELY]


def _days(cache: SiteCache, records: Sequence[DayRecord], *, of_events: bool = False) -> tuple[DayProblems, ...]:
    """Return the days that have a problem, of the neighbouring ones given; `of_events` only those of events."""
    found = cache.problems.of([record.date for record in records])
    faulty = [record for record in records if record.date in found or (record.problems and not of_events)]
    pages = cache.archive.pages(sorted({record.page for record in faulty}))
    return tuple(
        day_problems(
            cache.site,
            replace(record, problems=()) if of_events else record,
            pages.get(record.page),
            found.get(record.date, ()),
        )
        for record in faulty
    )


def day_problems(
    site: Site, record: DayRecord, page: RawPage | None, of_events: Sequence[EventProblem] = ()
) -> DayProblems:
    """Return the problems of a day and of its events, each with the address of the edit box of its section."""
    is_whole = (
        page is not None and record.page not in site.month_titles
    )  # of a month's page only the day's part is stored
    starts = section_starts(page.wikitext) if page is not None and is_whole else ()
    index, title = site.settings.wiki_index, site.wiki_page(record.page)
    every = [*(EventProblem(problem) for problem in record.problems), *of_events]
    return DayProblems(
        address=site.address(DayPlace(record.date)),
        date=record.date,
        origin=site.origin(record.page, record.revision),
        problems=tuple(
            ProblemToMend(
                code=each.problem.code,
                severity=each.problem.severity,
                text=clean(each.problem.text).strip(),
                hint=clean(each.problem.hint).strip(),
                line=each.problem.line,
                edit_url=edit_address(index, title, section_of(starts, each.problem.line)),
                event=_event_link(site, each.event),
                other=_event_link(site, each.other),
                copy_url=safe_url(each.copy) if each.copy else None,
            )
            for each in sorted(every, key=lambda each: each.problem.line)
        ),
    )


def _event_link(site: Site, event: ArchivedEvent | None) -> EventLink | None:
    if event is None:
        return None
    headline = clean(event.event.headline.plain).strip()
    return EventLink(site.address(EventPlace(event.date, event.slug)), event.date, headline)


def _month_link(site: Site, month: tuple[int, int] | None) -> Link | None:
    return Link(_month_name(*month), site.address(QualityMonthPlace(*month))) if month else None


def _month_name(year: int, month: int) -> str:
    return f"{month_name(month)} {year}"


def _lost(problems: Iterable[Problem]) -> int:
    return sum(LOST[problem.severity] for problem in problems)


def _kinds(faulty: Sequence[DayRecord]) -> tuple[ProblemCount, ...]:
    """Count problems by kind, those that lose most first."""
    counts: Counter[str] = Counter()
    days: Counter[str] = Counter()
    some: dict[str, Problem] = {}
    for record in faulty:
        codes = [problem.code for problem in record.problems]
        for code, problem in zip(codes, record.problems, strict=True):
            some.setdefault(code, problem)
            counts[code] += 1
        for code in set(codes):
            days[code] += 1
    order = sorted(some, key=lambda code: (-LOST[some[code].severity] * counts[code], code))
    return tuple(
        ProblemCount(code, some[code].severity, clean(some[code].hint).strip(), counts[code], days[code])
        for code in order
    )


def _repeated(faulty: Sequence[DayRecord]) -> tuple[RepeatedProblem, ...]:
    """Return the texts found most often, each with the days between which they stand."""
    found: dict[tuple[str, str], list[date]] = {}
    for record in faulty:
        for problem in record.problems:
            found.setdefault((problem.code, problem.text), []).append(record.date)
    cleaned: dict[tuple[str, str], list[date]] = {}  # most texts stand on many days: each is cleaned once
    for (code, text), days in found.items():
        if shown := clean(text).strip():
            cleaned.setdefault((code, shown), []).extend(days)
    counts = ((key, len(days)) for key, days in cleaned.items() if len(days) >= OFTEN)
    often = sorted(counts, key=lambda each: (-each[1], each))
    return tuple(
        RepeatedProblem(code, text, count, min(cleaned[code, text]), max(cleaned[code, text]))
        for (code, text), count in often[:REPEATED]
    )


def _feeds(site: Site) -> tuple[FeedLink, ...]:
    own = [feed for feed in site.feeds if feed.place == QUALITY_FEED]
    return (*(link for feed in own for link in site.feed_links(feed.place, site.feed_title(feed))), *site.site_feeds())
