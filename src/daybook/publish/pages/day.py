"""Days: their page, and the same content on the front page. Events stand by category, then by story, in page order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from daybook.model import DayRecord, Selection
from daybook.publish.addresses import DayPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages.cards import Card, Shelf
from daybook.publish.pages.event import day_trail
from daybook.publish.pages.records import DayContent, DayPage, Link, ProblemItem, Section, TopicGroup
from daybook.publish.pages.site import Site
from daybook.publish.pages.wording import long_date


class Calendar:
    """All days of an archive, in order: asked for once, as it takes a few bytes a day."""

    def __init__(self, days: Sequence[DayRecord]) -> None:
        self.days = {record.date: record for record in days}
        self._order = list(self.days)
        self._places = {day: place for place, day in enumerate(self._order)}
        self.months: dict[tuple[int, int], list[DayRecord]] = {}
        for record in days:
            self.months.setdefault((record.date.year, record.date.month), []).append(record)
        self.years: dict[int, list[tuple[int, int]]] = {}
        for year, month in self.months:
            self.years.setdefault(year, []).append((year, month))

    def around(self, day: date) -> tuple[date | None, date | None]:
        """Return the days with a page before and after one."""
        return neighbours(self._order, self._places[day])

    def latest(self, count: int) -> list[date]:
        """Return the latest days, newest first."""
        return self._order[: -count - 1 : -1] if count > 0 else []


def neighbours(order: Sequence[date], place: int) -> tuple[date | None, date | None]:
    """Return what stands before and after a place in an order."""
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


def day_contents(shelf: Shelf, records: Sequence[DayRecord]) -> Iterable[DayContent]:
    """Yield what stands on each of these days; their events are asked for at once."""
    selected = {record.date: shelf.library.select(Selection(first=record.date, last=record.date)) for record in records}
    cards = shelf.cards([number for ids in selected.values() for number in ids])
    for record in records:
        yield _content(shelf.site, record, [cards[number] for number in selected[record.date] if number in cards])


def day_pages(shelf: Shelf, calendar: Calendar, days: Sequence[date]) -> list[DayPage]:
    """Return the pages of those of these days that the calendar has."""
    records = [calendar.days[day] for day in days if day in calendar.days]
    return [
        _page(shelf.site, calendar, record, content)
        for record, content in zip(records, day_contents(shelf, records), strict=True)
    ]


def day_link(site: Site, day: date | None) -> Link | None:
    """Return the link to a day."""
    return Link(long_date(day), site.address(DayPlace(day))) if day else None


def _page(site: Site, calendar: Calendar, record: DayRecord, content: DayContent) -> DayPage:
    previous, following = calendar.around(record.date)
    return DayPage(
        address=content.address,
        url=site.url(content.address),
        title=long_date(record.date),
        description=_description(content),
        updated=record.revision.saved,
        formats=site.formats(content.address),
        breadcrumbs=day_trail(site, record.date)[:-1],
        previous=day_link(site, previous),
        next=day_link(site, following),
        feeds=site.site_feeds(),
        day=content,
        problems=tuple(
            ProblemItem(
                problem.code, problem.severity, clean(problem.text).strip(), clean(problem.hint).strip(), problem.line
            )
            for problem in record.problems
        ),
    )


def _description(content: DayContent) -> str:
    """Say what a day was about: the stories with most events, else how many there were."""
    counts: dict[str, int] = {}
    for section in content.sections:
        for group in section.groups:
            if group.topics:
                counts[group.topics[0].name] = counts.get(group.topics[0].name, 0) + len(group.events)
    names = sorted(counts, key=lambda name: -counts[name])[:4]
    number = f"{content.events} event{'' if content.events == 1 else 's'}"
    return f"{number}: {'; '.join(names)}." if names else f"{number} on {long_date(content.date)}."


def _content(site: Site, record: DayRecord, cards: Sequence[Card]) -> DayContent:
    return DayContent(
        address=site.address(DayPlace(record.date)),
        date=record.date,
        events=len(cards),
        read=record.read,
        origin=site.origin(record.page, record.revision),
        added=record.added,
        changed=record.changed,
        withdrawn=record.withdrawn,
        sections=sections(cards),
    )


def sections(cards: Iterable[Card]) -> tuple[Section, ...]:
    """Group events by category, in the order in which categories and stories first occur."""
    by_category: dict[str, dict[tuple[str, ...], list[Card]]] = {}
    for card in cards:
        category = card.item.category.address if card.item.category else ""
        path = tuple(f"{topic.level} {topic.address}" for topic in card.item.topics if topic.level >= 0)
        by_category.setdefault(category, {}).setdefault(path, []).append(card)
    return tuple(_section(groups) for groups in by_category.values())


def _section(groups: Mapping[tuple[str, ...], Sequence[Card]]) -> Section:
    some = next(iter(groups.values()))[0].item
    return Section(
        some.category,
        tuple(
            TopicGroup(
                tuple(topic for topic in cards[0].item.topics if topic.level >= 0), tuple(card.item for card in cards)
            )
            for cards in groups.values()
        ),
    )
