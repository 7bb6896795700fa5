"""What HTML pages show beyond their records: charts, groups, calendars, reasons in words. How it looks is the theme's."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

from daybook.model import ReasonKind
from daybook.publish.pages import records
from daybook.publish.pages.english_text import shorten
from daybook.publish.pages.first_sentence import first_sentence_end
from daybook.publish.pages.history import NAMED
from daybook.publish.pages.records import TopicLink
from daybook.publish.pages.subject import YEAR_LISTS
from daybook.publish.render import charts
from daybook.publish.render.locale_text import LocaleText
from daybook.publish.render.split_markup import split_markup, text_of
from daybook.publish.render.templates import Markup
from daybook.publish.render.to_xml import escape_attribute, escape_text
from daybook.publish.render.world_map import Mark, draw_map

LONG_LIST = 100
"""Events of a list from which on it is set close: without sources, headlines cut to `CLIPPED` characters. Each event's own page
and the other formats have all.

The largest months of an archive of 115,000 events, with up to 633 events of a category, went so from 72 kB compressed to 50.
`make site-quality SITE=folder` measures the largest page of each kind.
"""
CLIPPED = 150
TEASER = 240
"""Characters of the longest sentence under the name of a story that moved."""
LONG_TITLE = 200
"""Characters of a title from which on it is set smaller."""

SPARSE = 3
"""Events a month, on average, below which a subject's events stand under years: else every event has a heading of its own."""
CHARTED = 8
"""Events from which on a chart shows them over time: fewer are seen at a glance in the list."""

_YEAR_PART = re.compile(r"year=(\d+)")

View = dict[str, Any]
"""What a template gets beside `page`."""


def new_topics(topics: Sequence[TopicLink], above: Sequence[TopicLink]) -> Sequence[TopicLink]:
    """Return the way to a group of events without the outer stories that the group `above` has too: they were just read.

    The innermost line always stays.
    """
    lines, lines_above = (
        [tuple(each) for _, each in groupby(way, lambda topic: topic.level)] for way in (topics, above)
    )
    same = 0
    while same < min(len(lines) - 1, len(lines_above)) and lines[same] == lines_above[same]:
        same += 1
    return [topic for line in lines[same:] for topic in line]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A square of a calendar: `number` of the day, its page and events where it has any, and its weight from 0."""

    number: int
    address: str | None = None
    events: int = 0
    weight: int = 0


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month as a calendar: weeks of seven squares, None outside the month."""

    name: str
    address: str | None
    events: int
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


@dataclass(frozen=True, slots=True)
class StoryPassage:
    """Where an event stands in stories that have the same events around it.

    `first` and `latest` are the story's, where they are neither among those `before` and `after` nor on the page itself. Of all of them
    those are left out that stand among the related events, where reasons say why.
    """

    topics: tuple[records.TopicLink, ...]
    step: records.StoryStep
    before: tuple[records.EventLink, ...]
    after: tuple[records.EventLink, ...]
    first: records.EventLink | None
    latest: records.EventLink | None


def _linked(name: str, address: str | None) -> str:
    """Return a name as HTML, as a link where there is a page for it."""
    return f'<a href="{escape_attribute(address)}.html">{escape_text(name)}</a>' if address else escape_text(name)


SHOWN_WITHIN = 8
"""Stories directly within a story that stand in sight; the whole tree is a click away, so that a phone shows events too."""


def _with_shares(stories: Sequence[records.SubStory], total: int) -> list[tuple[records.SubStory, int]]:
    """Give each story within a story its share of all events, in per cent, at least one."""
    return [(story, max(1, round(100 * story.events / total))) for story in stories if total]


def _no_page(year: int, month: int) -> str | None:  # noqa: ARG001 - as charts ask
    """Return no address: such bars lead nowhere."""
    return None


def _months(names: Iterable[str]) -> list[tuple[int, int]]:
    """Return months, written as YYYY-MM, as (year, month)."""
    return [(int(name[:4]), int(name[5:])) for name in names]


def _runs(numbers: Iterable[int], alone: Collection[int]) -> Iterator[list[int]]:
    """Put numbers into runs: those `alone` by themselves, the others with those that follow."""
    for is_alone, group in groupby(numbers, lambda number: number in alone):
        run = list(group)
        yield from ([number] for number in run) if is_alone else [run]


class Views:
    """What pages show beyond their records, in one language."""

    def __init__(self, text: LocaleText, land: str) -> None:
        """Show pages in a language; `land` is the address of the land that maps are drawn over."""
        self._text = text
        self._land = land

    def nothing(self, page: records.Page) -> View:  # noqa: ARG002 - as the others
        """Return nothing: the record says all."""
        return {}

    def front(self, page: records.FrontPage) -> View:
        """Draw how each of the leading stories went."""
        return {"moved": [(story, Markup(charts.draw_spark(story.days))) for story in page.moved]}

    def data(self, page: records.DataPage) -> View:
        """Gather the files of years and months by year, the latest first."""
        years: dict[str, list[records.DataFile]] = {}
        for file in page.parts:
            found = _YEAR_PART.search(file.name)
            years.setdefault(found[1] if found else "", []).append(file)
        return {"years": sorted(years.items(), reverse=True)}

    def changes(self, page: records.ChangesPage) -> View:
        """Group the months of the archive of changes by year, each with its name."""
        names = self._text.months()
        named = [(month.name[:4], names[int(month.name[5:]) - 1], month) for month in page.months]
        return {
            "years": [
                (year, [(name, month) for _, name, month in of_year])
                for year, of_year in groupby(named, lambda each: each[0])
            ]
        }

    def event(self, page: records.EventPage) -> View:
        """Split related events by time, each part in the order of dates, with their reasons in words."""
        split: dict[str, list[tuple[records.RelatedItem, Markup]]] = {"before": [], "same": [], "after": []}
        articles = {chip.name: chip.address for chip in page.contexts if chip.address}
        listed = {
            address for item in page.related for address in (item.address, *(each.address for each in item.folded))
        }
        passages = [_passage(topics, step, listed) for topics, step in _same_passages(page.stories)]
        in_story = {near.address for passage in passages for near in (*passage.before, *passage.after)}
        for item in sorted(page.related, key=lambda item: item.date):
            if item.address not in in_story:
                split.setdefault(item.when, []).append((item, self._reasons(item.reasons, articles)))
        sentence, rest = split_markup(page.headline.html, first_sentence_end(text_of(page.headline.html)))
        return {
            "sentence": Markup(sentence),
            "rest": Markup(rest),
            "size": "long" if len(text_of(sentence)) > LONG_TITLE else "",
            "related": [(when, items) for when, items in split.items() if items],
            "passages": passages,
            "unlinked": [chip for chip in page.contexts if not _is_linked(chip, page.headline.html)],
        }

    def _reasons(self, reasons: Iterable[records.ReasonText], articles: Mapping[str, str]) -> Markup:
        """Put reasons into words; shared articles that the page's own headline links to lead to their pages here."""
        text, parts = self._text, []
        for reason in reasons:
            links = articles if reason.kind is ReasonKind.CONTEXTS else {}
            values = ", ".join(_linked(value, links.get(value)) for value in reason.values)
            if reason.more:
                values = text.fill("reason.more", values=values, n=text.number(reason.more))
            parts.append(text.fill(f"reason.{reason.kind}", values=values))
        return Markup("; ".join(parts))

    def history(self, page: records.HistoryPage) -> View:
        """Draw the figures' courses."""
        return {
            "name": f"{self._text.word('history.title')}: {shorten(page.event.headline, NAMED)}",
            "courses": [
                Markup(charts.draw_course(figure.values, figure.words, f"course-{number}", self._text))
                for number, figure in enumerate(page.figures)
            ],
        }

    def month(self, page: records.MonthPage) -> View:
        """Lay the month out as a calendar."""
        year, month = (int(part) for part in page.month.split("-"))
        days = {day.date: (day.address, day.events) for day in page.days}
        weights = charts.day_weights({day: events for day, (_, events) in days.items()})
        return {
            "calendar": self._calendar(year, month, None, days, weights),
            "weekdays": self._weekdays(),
            "map": self._countries(page.places, page.title),
        }

    def year(self, page: records.YearPage) -> View:
        """Lay the year out as twelve calendars."""
        days = {day.date: (day.address, day.events) for month in page.months for day in month.days}
        weights = charts.day_weights({day: events for day, (_, events) in days.items()})
        addresses = {int(month.month[5:]): month.address for month in page.months}
        names = self._text.months()
        by_number = {int(month.month[5:]): month for month in page.months}
        return {
            "months": [self._calendar(page.year, month, addresses.get(month), days, weights) for month in range(1, 13)],
            "listed": [
                (" – ".join(dict.fromkeys((names[run[0] - 1], names[run[-1] - 1]))), by_number.get(run[0]))
                for run in _runs(range(1, max(by_number, default=0) + 1), by_number)
            ],
            "weekdays": self._weekdays(),
            "map": self._countries(page.places, page.title),
        }

    def day(self, page: records.DayPage) -> View:
        """Mark the countries of the day's events."""
        return {"map": self._countries(page.places, self._text.date(page.day.date, "long"))}

    def on_this_day(self, page: records.OnThisDayPage) -> View:
        """Name the date, in any year."""
        month, day = (int(part) for part in page.date.split("-"))
        return {"day": self._text.date(date(2000, month, day), "day")}

    def on_this_day_index(self, page: records.OnThisDayIndexPage) -> View:
        """Lay all dates out as twelve calendars of a leap year, without weekdays."""
        days = {date(2000, int(item.date[:2]), int(item.date[3:])): (item.address, item.events) for item in page.dates}
        weights = charts.day_weights({day: events for day, (_, events) in days.items()})
        return {"months": [self._calendar(2000, month, None, days, weights, weekdays=False) for month in range(1, 13)]}

    def subject(self, page: records.SubjectPage) -> View:
        """Draw events over time; set events in sections by month; nest the stories within."""
        months = [(int(item.month[:4]), int(item.month[5:]), item.events) for item in page.months]
        span = self._part_name(page.span) if page.span else ""
        return {
            "chart": self._timeline(page, months) if page.total >= CHARTED else "",
            "map": self._countries(page.places, page.name),
            "sections": self._sections(page.events),
            "bare": len(page.events) > LONG_LIST,
            "parts": [(self._part_name(part.name), part) for part in page.parts],
            "older": next(
                (
                    part
                    for part in page.parts
                    if page.events and part.name[:4] == f"{page.events[-1].date:%Y}" and part.address
                ),
                None,
            )
            if not page.span
            else None,
            "within": _with_shares([story for story in page.stories if story.depth == 1][:SHOWN_WITHIN], page.total),
            "all_within": _with_shares(page.stories, page.total),
            "span_name": span,
            "name": f"{page.name}, {span}" if span else page.name,
            "inner": {page.address, *(story.address for story in page.stories)},
            "label": self._text.word(f"subject.{page.subject.value}"),
        }

    def _sections(
        self, events: Sequence[records.EventItem]
    ) -> list[tuple[str, str, list[tuple[str, records.EventItem]]]]:
        """Set events under their months, or under their years: name and anchor of each section, anchors before events.

        Each month has its anchor either way: bars of the chart lead there.
        """
        by_month = [(day, list(each)) for day, each in groupby(events, lambda item: item.date.replace(day=1))]
        if len(events) >= SPARSE * len(by_month):
            return [
                (self._text.date(day, "month"), f"m{day:%Y-%m}", [("", item) for item in each])
                for day, each in by_month
            ]
        anchored = [
            ("" if place else f"m{day:%Y-%m}", item) for day, each in by_month for place, item in enumerate(each)
        ]
        return [(f"{year}", f"y{year}", list(each)) for year, each in groupby(anchored, lambda pair: pair[1].date.year)]

    def _timeline(self, page: records.SubjectPage, months: charts.Months) -> Markup:
        """Draw a subject's events over time; bars lead to their month on this page, or on the page that has it."""
        here = {item.date.strftime("%Y-%m") for item in page.events} if page.complete else set()
        parts = {part.name: part.address for part in page.parts if part.address}

        def page_of(year: int, month: int) -> str | None:
            name = f"{year:04}-{month:02}"
            if name in here:
                return f"#m{name}"
            if name in parts:
                return f"{parts[name]}.html"
            address = parts.get(name[:4])
            if address is None:
                return None
            # A year that is itself split has a page for each of its months.
            of_year = sum(events for at, _, events in months if at == year)
            is_split = of_year > YEAR_LISTS * len(page.events)
            return f"{address}/{month:02}.html" if is_split else f"{address}.html#m{name}"

        line = charts.Timeline(months, page.name, "time", _months(page.unread), page_of)
        return Markup(charts.draw_timeline(line, self._text))

    def chronicle(self, page: records.ChroniclePage) -> View:
        """Name the months, and put those that were not read between them."""
        months = [(month.month, self._part_name(month.month), month) for month in page.months]
        gaps = [
            (f"{run[0][0]:04}-{run[0][1]:02}", charts.stretch_name(run, self._text), None)
            for run in charts.stretches(_months(page.unread))
        ]
        return {
            "name": self._text.fill("subject.chronicle", name=page.main.name),
            "label": self._text.word("subject.topic"),
            "months": [
                (name, f"m{month}", shown) for month, name, shown in sorted([*months, *gaps], key=lambda each: each[0])
            ],
        }

    def places(self, page: records.PlacesPage) -> View:
        """Mark every country with its number of events."""
        return {"map": self._countries(page.countries, self._text.word("site.places"))}

    def letter(self, page: records.LetterPage) -> View:
        """Name the subjects, and what their names begin with."""
        return {"name": f"{self._text.word(f'index.{page.subject.value}')}: {page.letters}"}

    def country(self, page: records.CountryPage) -> View:
        """Mark the places within a country, and draw its events over time."""
        name = self._text.country(page.country)
        marks = [self._mark(each, each.name, None) for each in page.places if each.lat is not None]
        months = [(int(item.month[:4]), int(item.month[5:]), item.events) for item in page.months]
        timeline = charts.Timeline(months, name, "time", _months(page.unread), _no_page)
        return {
            "map": self._map(marks, name, close=page.country.lower()) if marks else "",
            "chart": Markup(charts.draw_timeline(timeline, self._text)) if page.total >= CHARTED else "",
        }

    def _countries(self, places: Sequence[records.PlaceCount], name: str) -> Markup | str:
        """Return a map of the world with the countries marked; nothing where there are none to mark."""
        marks = [
            self._mark(each, self._text.country(each.country or ""), f"{each.address}.html")
            for each in places
            if each.lat is not None
        ]
        return self._map(marks, name) if marks else ""

    def _mark(self, place: records.PlaceCount, name: str, href: str | None) -> Mark:
        title = f"{name}: {self._text.count('events', place.events)}"
        return Mark(place.lon or 0.0, place.lat or 0.0, place.events, title, href)

    def _map(self, marks: Sequence[Mark], name: str, *, close: str | None = None) -> Markup:
        title = self._text.fill("places.map", name=name)
        return Markup(draw_map(marks, self._land, title, close=close))

    def search(self, page: records.SearchPage) -> View:  # noqa: ARG002 - as the others
        """Show a form that nobody filled in yet, and nothing found."""
        return {"found": None}

    def random(self, page: records.RandomPage) -> View:
        """Group months by year, each with its name."""
        names = self._text.months()
        named = [(month.month[:4], (names[int(month.month[5:]) - 1], month)) for month in page.months]
        return {
            "years": [(year, [month for _, month in of_year]) for year, of_year in groupby(named, lambda pair: pair[0])]
        }

    def digest(self, page: records.DigestPage) -> View:
        """Set the stories' events by day; name the week and its days."""
        return {
            "span": self._text.fill(
                "digest.span", first=self._text.date(page.first, "long"), last=self._text.date(page.last, "long")
            ),
        }

    def digest_index(self, page: records.DigestIndexPage) -> View:
        """Set weeks by year, each named by its first and last day: hardly a reader knows its number."""
        return {
            "years": [
                (year, [(self._week(week.week), week) for week in weeks])
                for year, weeks in groupby(page.weeks, lambda week: week.week[:4])
            ]
        }

    def _week(self, name: str) -> str:
        year, week = int(name[:4]), int(name[6:])
        return " – ".join(self._text.date(date.fromisocalendar(year, week, day), "short") for day in (1, 7))

    def quality(self, page: records.QualityPage) -> View:
        """Lay the months out as a table: a row a year, a cell a month; name the months between which a text repeats."""
        cells = {month.month: month for month in page.months}
        years = sorted({month.month[:4] for month in page.months}, reverse=True)
        return {
            "months": self._text.months("abbreviated"),
            "years": [(year, [cells.get(f"{year}-{month:02}") for month in range(1, 13)]) for year in years],
        }

    def quality_month(self, page: records.QualityMonthPage) -> View:
        """Name the month."""
        return {"month": self._text.date(date(int(page.month[:4]), int(page.month[5:]), 1), "month")}

    def _part_name(self, name: str) -> str:
        """Name a part of a subject: "2004", "August 2004"."""
        return self._text.date(date(int(name[:4]), int(name[5:]), 1), "month") if len(name) > 4 else name

    def _weekdays(self) -> list[tuple[str, str]]:
        return list(zip(self._text.weekdays(), self._text.weekdays("short"), strict=True))

    def _calendar(
        self,
        year: int,
        month: int,
        address: str | None,
        days: Mapping[date, tuple[str, int]],
        weights: Mapping[date, int],
        *,
        weekdays: bool = True,
    ) -> CalendarMonth:
        """Lay out one month; without `weekdays` it starts at the first square."""
        first, length = monthrange(year, month)
        squares: list[CalendarDay | None] = [None] * ((first - self._text.first_weekday) % 7 if weekdays else 0)
        for number in range(1, length + 1):
            day = date(year, month, number)
            found, events = days.get(day, (None, 0))
            squares.append(CalendarDay(number, found, events, weights.get(day, 0)))
        squares += [None] * (-len(squares) % 7)
        return CalendarMonth(
            self._text.months()[month - 1],
            address,
            sum(square.events for square in squares if square),
            tuple(tuple(squares[start : start + 7]) for start in range(0, len(squares), 7)),
        )


def _same_passages(steps: Iterable[records.StoryStep]) -> list[tuple[list[records.TopicLink], records.StoryStep]]:
    """Put stories together that have the same events around one, as a story and its only sub-story have."""
    passages: list[tuple[list[records.TopicLink], records.StoryStep]] = []
    for step in steps:
        if step.before is None and step.after is None:
            continue
        for topics, other in passages:
            if _around(other) == _around(step):
                topics.append(step.topic)
                break
        else:
            passages.append(([step.topic], step))
    return passages


def _around(step: records.StoryStep) -> tuple[object, ...]:
    return step.earlier, step.before, step.after, step.later


def _passage(topics: Sequence[records.TopicLink], step: records.StoryStep, listed: Collection[str]) -> StoryPassage:
    """Put the events around one in order, without those farther than its neighbours that are `listed` elsewhere on the page."""
    earlier, later = ([each for each in far if each.address not in listed] for far in (step.earlier, step.later))
    before = (*earlier, *([step.before] if step.before else []))
    after = (*([step.after] if step.after else []), *later)
    near = {*listed, *(each.address for each in (*step.earlier, *before, *after, *step.later))}
    is_far = {end: end is not None and end.address not in near for end in (step.first, step.latest)}
    return StoryPassage(
        tuple(topics),
        step,
        before,
        after,
        step.first if is_far[step.first] and step.place != 1 else None,
        step.latest if is_far[step.latest] and step.place != step.of else None,
    )


def _is_linked(chip: records.ContextChip, html: str) -> bool:
    """Say whether a headline links to where a context's chip would lead: its page here, else the wiki."""
    href = f"{chip.address}.html" if chip.address else chip.wiki
    return href is not None and f'href="{escape(href)}"' in html
