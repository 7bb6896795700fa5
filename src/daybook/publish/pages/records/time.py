"""Pages of time: front page, days, months, years, dates."""

from __future__ import annotations

from datetime import date, datetime

from daybook.model import Severity
from daybook.model.encoding import Record
from daybook.publish.pages.records.parts import (
    Address,
    EventItem,
    Link,
    Month,
    Origin,
    Page,
    PlaceCount,
    Tally,
    TopicLink,
)


class TopicGroup(Record, frozen=True):
    """Events that stand under the same bullets, in page order; `topics` is outermost first, empty for events on their own."""

    topics: tuple[TopicLink, ...] = ()
    events: tuple[EventItem, ...] = ()


class Section(Record, frozen=True):
    """The events of a day under one category, grouped by topics; `category` is absent where the page has no headings."""

    category: Link | None = None
    groups: tuple[TopicGroup, ...] = ()


class DayContent(Record, frozen=True):
    """What stands on a day: how it was read, how it changed since its first revision, and its events by category and story.

    `read` is when the archive last took the page in. `events` counts the listed ones.
    """

    address: Address
    date: date
    events: int
    read: datetime
    origin: Origin
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    sections: tuple[Section, ...] = ()


class ProblemItem(Record, frozen=True):
    """Something on the day page that was not understood; `line` counts in its wikitext, 0 for the page as a whole."""

    code: str
    severity: Severity
    text: str
    hint: str
    line: int = 0


class DayPage(Page, frozen=True, kw_only=True, tag="day"):
    """A day; `places` are the countries of its events, as far as these are certain; `quality` is the page of its month that shows its problems, where it has any."""

    kind = "day"
    day: DayContent
    quality: Address | None = None
    places: tuple[PlaceCount, ...] = ()
    problems: tuple[ProblemItem, ...] = ()


class MovedStory(Record, frozen=True):
    """A story that moved: its `latest` event, how many events of the last days are new, and how many older ones changed in substance.

    `usual` is how many new events such days usually brought in the month before; `days` counts the events of the last thirty
    days, the latest last.
    """

    story: Link
    latest: EventItem
    new: int
    changed: int
    usual: float
    days: tuple[int, ...]


class FrontPage(Page, frozen=True, kw_only=True, tag="front"):
    """The front page: the stories that moved most, the last days, and the years to look further in.

    `moved` stands in order of surprise: new and changed events of the last `moved_days` days against the usual number.
    `stories` is counted over the `stories_days` days up to the latest. `read` is when the wiki last had anything new.
    """

    kind = "front"
    moved: tuple[MovedStory, ...] = ()
    moved_days: int = 3
    read: datetime | None = None
    days: tuple[DayContent, ...] = ()
    stories: tuple[Tally, ...] = ()
    stories_days: int = 30
    categories: tuple[Tally, ...] = ()
    years: tuple[Tally, ...] = ()


class DayWeight(Record, frozen=True):
    """A day in a calendar, with its number of events."""

    address: Address
    date: date
    events: int


class LeadingStory(Record, frozen=True):
    """A story that a month brought most of against the month before, and its leading event."""

    story: Tally
    event: EventItem


class MonthWeight(Record, frozen=True):
    """A month in a year, with its number of events and its days that have a page; `month` is YYYY-MM.

    `leading` are the stories that it brought most of against the month before; `began` and `ended` those of some length whose
    first or last event is of it, with all their events.
    """

    address: Address
    month: Month
    events: int
    days: tuple[DayWeight, ...] = ()
    leading: tuple[LeadingStory, ...] = ()
    began: tuple[Tally, ...] = ()
    ended: tuple[Tally, ...] = ()


class TopSubjects(Record, frozen=True):
    """What most occurs among some events, most often first; `over` says how many events were counted."""

    over: int
    contexts: tuple[Tally, ...] = ()
    topics: tuple[Tally, ...] = ()
    categories: tuple[Tally, ...] = ()
    outlets: tuple[Tally, ...] = ()


class DayHighlights(Record, frozen=True):
    """A day in a month: its number of events, and the few with the most sources."""

    address: Address
    date: date
    events: int
    highlights: tuple[EventItem, ...] = ()


class MonthPage(Page, frozen=True, kw_only=True, tag="month"):
    """A month: its leading stories, those that began and ended, its days, and what was in the news most; `places` are the countries of its events."""

    kind = "month"
    month: Month
    events: int
    leading: tuple[LeadingStory, ...] = ()
    began: tuple[Tally, ...] = ()
    ended: tuple[Tally, ...] = ()
    days: tuple[DayHighlights, ...] = ()
    places: tuple[PlaceCount, ...] = ()
    top_subjects: TopSubjects


class YearPage(Page, frozen=True, kw_only=True, tag="year"):
    """A year: its months and days, and what was in the news most; `places` are the countries of its events."""

    kind = "year"
    year: int
    events: int
    months: tuple[MonthWeight, ...] = ()
    places: tuple[PlaceCount, ...] = ()
    top_subjects: TopSubjects


class YearOfDate(Record, frozen=True):
    """What happened on a date in one year: the day's page, its number of events, and the few with the most sources."""

    year: int
    address: Address
    events: int
    highlights: tuple[EventItem, ...] = ()


class OnThisDayPage(Page, frozen=True, kw_only=True, tag="on-this-day"):
    """The same date in every year, latest first; `date` is MM-DD."""

    kind = "on-this-day"
    date: str
    years: tuple[YearOfDate, ...] = ()


class DateWeight(Record, frozen=True):
    """A date of the calendar, MM-DD, with its events in all years."""

    address: Address
    date: str
    events: int


class OnThisDayIndexPage(Page, frozen=True, kw_only=True, tag="on-this-day-index"):
    """All dates of the calendar."""

    kind = "on-this-day-index"
    dates: tuple[DateWeight, ...] = ()
