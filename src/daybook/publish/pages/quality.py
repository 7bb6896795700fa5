"""Pages for the wiki's editors: what was not understood, where it stands, and what a small edit would mend most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from daybook.model import DayRecord, Problem, RawPage, Severity
from daybook.publish.addresses import QUALITY, QUALITY_FEED, DayPlace, QualityMonthPlace, edit_address
from daybook.publish.cleaning import clean
from daybook.publish.library import Library
from daybook.publish.pages.calendar import Calendar, neighbours
from daybook.publish.pages.english_text import month_name
from daybook.publish.pages.records import (
    DayProblems,
    DayToMend,
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

FIRST = 50
"""Days in the list of where to begin."""

REPEATED = 30
"""Texts in the list of what repeats, each found at least `OFTEN` times."""
OFTEN = 3


def months_to_mend(calendar: Calendar) -> list[tuple[int, int]]:
    """Return the months that have a problem, in order."""
    return [month for month, records in calendar.months.items() if any(record.problems for record in records)]


def quality_page(site: Site, calendar: Calendar) -> QualityPage:
    """Return the page that counts all problems."""
    address = site.address(QUALITY)
    faulty = [record for record in calendar.days.values() if record.problems]
    problems = sum(len(record.problems) for record in faulty)
    ranked = sorted(faulty, key=lambda record: (-_lost(record.problems), -record.date.toordinal()))
    return QualityPage(
        address=address,
        url=site.url(address),
        title="Quality",
        description="What the wiki's editors could mend: lines of day pages that were not understood, and where to begin.",
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=(*site.feed_links(QUALITY_FEED, f"{site.home.name}: quality"), *site.site_feeds()),
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
                edit_url=edit_address(site.settings.wiki_index, clean(record.page)),
            )
            for record in ranked[:FIRST]
        ),
        repeated=_repeated(faulty),
        months=tuple(
            MonthToMend(
                site.address(QualityMonthPlace(*month)),
                f"{month[0]:04}-{month[1]:02}",
                sum(len(record.problems) for record in calendar.months[month]),
            )
            for month in months_to_mend(calendar)
        ),
    )


def quality_month_page(
    site: Site, library: Library, calendar: Calendar, year: int, month: int
) -> QualityMonthPage | None:
    """Return the problems of a month; None where it has none."""
    records = [record for record in calendar.months.get((year, month), ()) if record.problems]
    if not records:
        return None
    address = site.address(QualityMonthPlace(year, month))
    order = months_to_mend(calendar)
    previous, following = neighbours(order, order.index((year, month)))
    pages = library.pages(sorted({record.page for record in records}))
    problems = sum(len(record.problems) for record in records)
    return QualityMonthPage(
        address=address,
        url=site.url(address),
        title=f"Quality, {_month_name(year, month)}",
        description=f"What the wiki's editors could mend on the pages of {_month_name(year, month)}.",
        formats=site.formats(address),
        breadcrumbs=(site.home, site.single(QUALITY, "Quality")),
        previous=_month_link(site, previous),
        next=_month_link(site, following),
        feeds=(*site.feed_links(QUALITY_FEED, f"{site.home.name}: quality"), *site.site_feeds()),
        month=f"{year:04}-{month:02}",
        problems=problems,
        days=tuple(day_problems(site, record, pages.get(record.page)) for record in records),
    )


def day_problems(site: Site, record: DayRecord, page: RawPage | None) -> DayProblems:
    """Return the problems of a day, each with the address of the edit box of its section."""
    starts = section_starts(page.wikitext) if page is not None else ()
    index, title = site.settings.wiki_index, clean(record.page)
    return DayProblems(
        address=site.address(DayPlace(record.date)),
        date=record.date,
        origin=site.origin(record.page, record.revision),
        problems=tuple(
            ProblemToMend(
                code=problem.code,
                severity=problem.severity,
                text=clean(problem.text).strip(),
                hint=clean(problem.hint).strip(),
                line=problem.line,
                edit_url=edit_address(index, title, section_of(starts, problem.line)),
            )
            for problem in sorted(record.problems, key=lambda problem: problem.line)
        ),
    )


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
        for problem in record.problems:
            some.setdefault(problem.code, problem)
        counts.update(problem.code for problem in record.problems)
        days.update({problem.code for problem in record.problems})
    order = sorted(some, key=lambda code: (-LOST[some[code].severity] * counts[code], code))
    return tuple(
        ProblemCount(code, some[code].severity, clean(some[code].hint).strip(), counts[code], days[code])
        for code in order
    )


def _repeated(faulty: Sequence[DayRecord]) -> tuple[RepeatedProblem, ...]:
    """Return the texts found most often, each with the days between which they stand."""
    counts: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, str], list[date]] = {}
    for record in faulty:
        for problem in record.problems:
            key = problem.code, clean(problem.text).strip()
            if key[1]:
                counts[key] += 1
                found.setdefault(key, []).append(record.date)
    often = sorted(((key, count) for key, count in counts.items() if count >= OFTEN), key=lambda each: (-each[1], each))
    return tuple(
        RepeatedProblem(code, text, count, min(found[code, text]), max(found[code, text]))
        for (code, text), count in often[:REPEATED]
    )
