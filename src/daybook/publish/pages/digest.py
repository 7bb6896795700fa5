"""Weeks in short: by the rule of the front page, which stories moved, with their events; what changed, what was withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daybook.model import ChangeKind, Selection, Status
from daybook.model.encoding import changed
from daybook.publish.addresses import DAILY_FEED, DIGEST, DIGEST_FEED, DayPlace, DigestPlace, MonthPlace
from daybook.publish.pages import descriptions
from daybook.publish.pages.calendar import Calendar, last_saved, neighbours
from daybook.publish.pages.english_text import long_date, month_name
from daybook.publish.pages.event_cache import EventCache, EventSummary
from daybook.publish.pages.material_changes import MATERIAL
from daybook.publish.pages.moved import USUAL_DAYS, moved_stories
from daybook.publish.pages.reader_text import CHANGED, ENGLISH, NOTHING_MOVED, SPAN, WEEK, WITHDRAWN, ReaderText
from daybook.publish.pages.records import (
    DigestChange,
    DigestIndexPage,
    DigestPage,
    DigestStory,
    EventItem,
    EventLink,
    FeedLink,
    Link,
    MovedStory,
    TopicLink,
    WeekWeight,
)
from daybook.publish.pages.site import Site

DAYS = 7
STORIES = 10
"""Stories of a digest at most: what is read in five minutes."""
EVENTS = 12
"""Events of a story in a digest at most; of a longer one some of each day."""
MOST_CHANGED = 20
"""Changed and withdrawn events at most, of each."""


def whole_weeks(calendar: Calendar) -> list[DigestPlace]:
    """Return the weeks of which the archive has come to the Sunday, or beyond."""
    newest = max(calendar.days, default=date.min)
    return [place for place in calendar.weeks if place.last <= newest]


def whole_days(calendar: Calendar) -> list[date]:
    """Return the days with events that are over: those that the archive has come beyond."""
    newest = max(calendar.days, default=date.min)
    return [day for day, record in calendar.days.items() if record.events and day < newest]


def digest_updated(calendar: Calendar, place: DigestPlace) -> datetime | None:
    """Return when the page of a week changed last."""
    return last_saved(calendar.between(place.first, place.last))


@dataclass(frozen=True, slots=True)
class DigestSpan:
    """What a digest is of: an inclusive span of days with its name (`2024-W10`, `2024-03-04`, `2024-03`), title and page."""

    name: str
    title: str
    url: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Digest:
    """A span in short: its stories by surprise, then events that changed or were withdrawn; `updated` as of a page."""

    span: DigestSpan
    updated: datetime | None
    events: int
    days: int
    stories: tuple[DigestStory, ...]
    changed: tuple[DigestChange, ...]
    withdrawn: tuple[EventLink, ...]


def week_span(site: Site, place: DigestPlace) -> DigestSpan:
    """Return a week."""
    return DigestSpan(
        f"{place.year:04}-W{place.week:02}",
        f"Week {place.week} of {place.year}",
        site.url(site.address(place)),
        place.first,
        place.last,
    )


def day_span(site: Site, day: date) -> DigestSpan:
    """Return a day."""
    return DigestSpan(day.isoformat(), long_date(day), site.url(site.address(DayPlace(day))), day, day)


def month_span(site: Site, year: int, month: int) -> DigestSpan:
    """Return a month."""
    place = MonthPlace(year, month)
    page = site.url(site.address(place))
    return DigestSpan(f"{year:04}-{month:02}", f"{month_name(month)} {year}", page, place.first, place.last)


def digest_of(cache: EventCache, calendar: Calendar, span: DigestSpan) -> Digest | None:
    """Return a span in short; None where the archive has no event of it."""
    first, last = span.first, span.last
    records = list(calendar.between(first, last))
    if not any(record.events for record in records):
        return None
    library, length = cache.library, (last - first).days + 1
    before = first - timedelta(days=USUAL_DAYS) if first > date.min + timedelta(days=USUAL_DAYS) else date.min
    near = list(cache.each(library.select(Selection(before, last))))
    within = [summary for summary in near if summary.item.date >= first]
    summaries = cache.summaries(library.select(Selection(first, last, withdrawn=True)))
    moved = moved_stories(near, (), last, calendar.days, span=length, most=STORIES)
    return Digest(
        span,
        last_saved(records),
        len(within),
        len(records),
        tuple(_story(story, within) for story in moved),
        _changed(cache, summaries),
        _withdrawn(summaries),
    )


def digest_page(cache: EventCache, calendar: Calendar, place: DigestPlace) -> DigestPage | None:
    """Return a week in short; None where the archive has no event of it."""
    site = cache.site
    digest = digest_of(cache, calendar, week_span(site, place))
    if digest is None:
        return None
    address, span = site.address(place), digest.span
    previous, following = neighbours(calendar.weeks, calendar.weeks.index(place))
    return DigestPage(
        address=address,
        url=span.url,
        title=span.title,
        description=site.text.say(
            descriptions.IN_SHORT, days=days_of(span, site.text), stories=names_of(digest.stories, site.text)
        ),
        updated=digest.updated,
        formats=site.formats(address, retells=True) + site.event_links(place),
        breadcrumbs=(site.home, site.single(DIGEST, "Digest")),
        previous=_week_link(site, previous),
        next=_week_link(site, following),
        feeds=_feeds(site),
        week=span.name,
        first=span.first,
        last=span.last,
        events=digest.events,
        days=digest.days,
        stories=digest.stories,
        changed=digest.changed,
        withdrawn=digest.withdrawn,
    )


def digest_index_page(site: Site, calendar: Calendar) -> DigestIndexPage:
    """Return the list of all weeks."""
    address = site.address(DIGEST)
    return DigestIndexPage(
        address=address,
        url=site.url(address),
        title="Digest",
        description=site.text.say(descriptions.WEEK_BY_WEEK, site=site.home.name),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=_feeds(site),
        weeks=tuple(
            WeekWeight(site.address(place), f"{place.year:04}-W{place.week:02}", count)
            for place, count in reversed(calendar.week_events.items())
        ),
    )


def _feeds(site: Site) -> tuple[FeedLink, ...]:
    own = [feed for feed in site.feeds if feed.place in (DIGEST_FEED, DAILY_FEED)]
    return (*(link for feed in own for link in site.feed_links(feed.place, site.feed_title(feed))), *site.site_feeds())


def _week_link(site: Site, place: DigestPlace | None) -> Link | None:
    return Link(f"Week {place.week} of {place.year}", site.address(place)) if place else None


def names_of(moved: Sequence[DigestStory], text: ReaderText = ENGLISH) -> str:
    """Name the stories that a digest leads with."""
    return f"{'; '.join(story.story.name for story in moved[:4])}." if moved else text.say(NOTHING_MOVED)


def title_of(span: DigestPlace | DigestSpan, text: ReaderText) -> str:
    """Name a week, a day or a month in the reader's language."""
    if isinstance(span, DigestPlace) or "W" in span.name:
        week = span if isinstance(span, DigestPlace) else DigestPlace.of(span.first)
        return text.say(WEEK, week=text.number(week.week), year=f"{week.year}")
    return text.date(span.first) if span.first == span.last else text.month(span.first.year, span.first.month)


def days_of(span: DigestSpan, text: ReaderText) -> str:
    """Name the first and the last day of a span in the reader's language."""
    first, last = text.date(span.first), text.date(span.last)
    return first if span.first == span.last else text.say(SPAN, first=first, last=last)


def _story(moved: MovedStory, week: Sequence[EventSummary]) -> DigestStory:
    events = [
        summary.item for summary in week if any(topic.address == moved.story.address for topic in summary.item.topics)
    ]
    shown = DigestStory(moved.story, len(events), moved.usual, tuple(_spread(events, EVENTS)))
    return changed(shown, events=tuple(item for _, items in under_headings(shown) for item in items))


def beside_stories(digest: Digest | DigestPage) -> list[tuple[str, list[EventLink]]]:
    """Return what stands after the stories, with the key of what each part is called; parts that have no event are left out."""
    parts = ((CHANGED, [change.event for change in digest.changed]), (WITHDRAWN, list(digest.withdrawn)))
    return [(title, events) for title, events in parts if events]


def under_headings(story: DigestStory) -> list[tuple[TopicLink | None, list[EventItem]]]:
    """Return the events of a story by the sub-heading that they stand under, those directly under the story first, with None.

    The days of a span are merged: a sub-heading that came back on each of them is there once, where it stood first.
    """
    groups: dict[str, tuple[TopicLink | None, list[EventItem]]] = {"": (None, [])}
    for item in story.events:
        heading = _heading_below(item, story.story.address)
        groups.setdefault(heading.address if heading else "", (heading, []))[1].append(item)
    return [(heading, items) for heading, items in groups.values() if items]


def _heading_below(item: EventItem, story: str) -> TopicLink | None:
    """Return the outermost topic of an event that stands below its story's own line."""
    own = next((topic.level for topic in item.topics if topic.address == story), None)
    if own is None or own < 0:
        return None
    return next((topic for topic in item.topics if topic.level > own and topic.address != story), None)


def _spread(events: Sequence[EventItem], most: int) -> list[EventItem]:
    """Return so many events at most, in their order: the days take turns, each with the event that most sources report.

    The first of a busy week would all be Monday's, and leave out how the story went on.
    """
    chosen: list[tuple[int, date, int]] = []
    taken: Counter[date] = Counter()
    for position in sorted(range(len(events)), key=lambda at: -len(events[at].sources)):
        day = events[position].date
        chosen.append((taken[day], day, position))
        taken[day] += 1
    return [events[position] for position in sorted(position for *_, position in sorted(chosen)[:most])]


def _changed(cache: EventCache, summaries: Mapping[int, EventSummary]) -> tuple[DigestChange, ...]:
    """Return the listed events of a week that changed in substance, those whose figures did first."""
    ids = [number for number, each in summaries.items() if each.item.changes and each.status is Status.LISTED]
    versions = cache.library.versions(ids) if ids else {}
    found = []
    for number in ids:
        kinds = {kind for version in versions.get(number, ())[1:] for kind in version.kinds} & MATERIAL
        if kinds:
            found.append(DigestChange(summaries[number].link, tuple(kind for kind in ChangeKind if kind in kinds)))
    found.sort(key=lambda each: ChangeKind.FIGURE not in each.kinds)
    return tuple(found[:MOST_CHANGED])


def _withdrawn(summaries: Mapping[int, EventSummary]) -> tuple[EventLink, ...]:
    gone = [summary.link for summary in summaries.values() if summary.status is Status.WITHDRAWN]
    return tuple(gone[:MOST_CHANGED])
