"""One record for each kind of page, carrying everything that any of its formats shows.

A record is JSON as it stands (fields that hold their default are left out), and the source of the published JSON Schema
and XML schema. All text in it is safe to print: control characters and direction overrides are gone, addresses are http or
https or on the site. It knows no template and no archive.

Addresses (`Address`) are *stems*: paths from the root of the host, without an ending. Each format adds its own
(`.html`, `.json`, `.xml`, `.md`), so that a reader of one format stays in it.
"""

from __future__ import annotations

import datetime as dt
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from daybook.model import ChangeKind, ReasonKind, Severity, Status, SubjectKind
from daybook.model.encoding import Meta, Record

Address = Annotated[
    str,
    Meta(
        description="A page of this site: a path without its ending. Add .html, .json, .xml or .md to read it.",
        extra={"attribute": True},
    ),
]
Url = Annotated[str, Meta(description="A whole http or https address.", extra={"attribute": True})]
FileAddress = Annotated[
    str, Meta(description="A file of this site: a path from the root of its host.", extra={"attribute": True})
]
MediaType = Annotated[str, Meta(description="A media type.", extra={"attribute": True})]
Month = Annotated[str, Meta(description="A month as YYYY-MM.", extra={"attribute": True})]
Markup = Annotated[
    str,
    Meta(
        description="Well-formed XHTML of a, b, bdi, i, s, sub and sup elements. Links to this site's HTML pages.",
        extra={"markup": True},
    ),
]


class Link(Record, frozen=True):
    """A page of this site, by name."""

    name: str
    address: Address


class Prose(Record, frozen=True):
    """Styled text: `text` alone, and as `html` with its links and styles, ready to be put into a page."""

    text: str
    html: Markup


class FormatLink(Record, frozen=True):
    """The page in one of its formats: a path with its ending."""

    name: str
    type: MediaType
    address: FileAddress


class FeedLink(Record, frozen=True):
    """A feed of what the page is about; `title` says of what, `name` is the format's."""

    name: str
    type: MediaType
    title: str
    address: FileAddress


class Tally(Record, frozen=True):
    """A subject and how many events of those told about have it."""

    name: str
    address: Address
    events: int


class TopicLink(Record, frozen=True):
    """A story that an event belongs to. `level` is its line above the event, from 0; -1 for a label in the headline."""

    name: str
    address: Address
    level: int = 0


class SourceLink(Record, frozen=True):
    """A cited article.

    `label` is what to print: the label as given, else the outlet's host. `url` is absent where the address was not http or
    https. `outlet` is the outlet's page, `agency` who the outlet had it from, `language` as noted by the editor. `title` and
    `published` are what the article tells of itself, where it was read.
    """

    label: str
    url: Url | None = None
    outlet: Link | None = None
    agency: str | None = None
    language: str | None = None
    title: str | None = None
    published: date | None = None


class NoteItem(Record, frozen=True):
    """A further paragraph under an event, with what it cites."""

    text: Prose
    sources: tuple[SourceLink, ...] = ()


class EventItem(Record, frozen=True):
    """An event in a list. `kicker` is what to print above its headline: its innermost topic by default."""

    address: Address
    date: date
    headline: Prose
    kicker: str | None = None
    category: Link | None = None
    topics: tuple[TopicLink, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    changes: int = 0


class EventLink(Record, frozen=True):
    """An event that is only pointed at: its headline is plain text."""

    address: Address
    date: date
    headline: str


class Licence(Record, frozen=True):
    """Under what terms the editors' words may be used: Wikipedia's changed from 3.0 to 4.0 on 29 June 2023."""

    name: str
    spdx: str
    url: Url


class Origin(Record, frozen=True):
    """The wiki page and the very revision that a page of this site was made from.

    `url` leads to the page, `revision_url` to the revision and `history_url` to its editors, where they are known.
    """

    page: str
    saved: datetime
    licence: Licence
    url: Url | None = None
    revision: int | None = None
    revision_url: Url | None = None
    history_url: Url | None = None


class PreviewImage(Record, frozen=True):
    """A picture for those who share a link to the page; `text` tells what it says, sizes are in pixels."""

    address: FileAddress
    text: str
    width: int
    height: int


class Page(Record, frozen=True, kw_only=True, tag_field="kind"):
    """What every page has.

    `url` is its lasting address (of the HTML). `description` is a sentence or two of plain text. `updated` is when what
    it shows last changed in substance, as far as known: never when it was built.
    """

    kind: ClassVar[str]
    address: Address
    url: Url
    title: str
    description: str = ""
    updated: datetime | None = None
    formats: tuple[FormatLink, ...] = ()
    breadcrumbs: tuple[Link, ...] = ()
    previous: Link | None = None
    next: Link | None = None
    feeds: tuple[FeedLink, ...] = ()
    image: PreviewImage | None = None


# -- an event ----------------------------------------------------------------------------------------------------------


class ReasonText(Record, frozen=True):
    """One reason why two events belong together: `values` the rarest first, and how many `more` there are."""

    kind: ReasonKind
    values: tuple[str, ...]
    more: int = 0


class RelatedItem(Record, frozen=True):
    """A related event; `when` is `before`, `same` or `after`, seen from the page's event.

    `contexts` are the titles of all shared contexts in alphabetical order. `folded` are further versions of the same
    happening.
    """

    address: Address
    date: date
    headline: str
    when: Literal["before", "same", "after"]
    score: float
    contexts: tuple[str, ...] = ()
    reasons: tuple[ReasonText, ...] = ()
    folded: tuple[EventLink, ...] = ()


class ContextChip(Record, frozen=True):
    """An article that the headline links to: its page here, and on the wiki."""

    name: str
    address: Address
    wiki: Url | None = None


class StoryStep(Record, frozen=True):
    """Where an event stands in a story: the one just before and the one just after it."""

    topic: TopicLink
    before: EventLink | None = None
    after: EventLink | None = None


class OpinionLink(Record, frozen=True):
    """An article of the publisher's own; `author` is empty where it names none."""

    address: Address
    date: date
    title: str
    author: str = ""


class EventPage(Page, frozen=True, kw_only=True, tag="event"):
    """An event.

    `identifier` is a tag URI (RFC 4151) that never changes. `related` is best first; what stands `before`, at the `same`
    time and `after` is told by each item. `stories` is outermost first, as `topics` is. `history` is the page of its
    versions, where there is more than one; `listed` says whether editors still list it. `citation` is ready to be copied.
    `figures` tell how its numbers went as editors changed them. `opinion` are the publisher's articles that speak of it,
    newest first. `lead` is how the source with the label `lead_from` sums itself up.
    """

    kind = "event"
    identifier: str
    date: date
    headline: Prose
    status: Status = Status.LISTED
    kicker: str | None = None
    lead: str | None = None
    lead_from: str | None = None
    category: Link | None = None
    topics: tuple[TopicLink, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    notes: tuple[NoteItem, ...] = ()
    contexts: tuple[ContextChip, ...] = ()
    stories: tuple[StoryStep, ...] = ()
    related: tuple[RelatedItem, ...] = ()
    first_listed: datetime
    last_changed: datetime
    changes: int = 0
    figures: tuple[FigureCourse, ...] = ()
    history: Address | None = None
    citation: str = ""
    opinion: tuple[OpinionLink, ...] = ()
    origin: Origin


class DiffPart(Record, frozen=True):
    """A run of words that a version kept, added or removed (`same`, `added`, `removed`); parts join to the whole text."""

    change: Literal["same", "added", "removed"]
    text: str


class VersionItem(Record, frozen=True):
    """One version of an event, numbered from 1: what it changed, word for word."""

    number: int
    date: date
    kinds: tuple[ChangeKind, ...]
    origin: Origin
    headline: Prose | None = None
    words: tuple[DiffPart, ...] = ()
    sources_added: tuple[SourceLink, ...] = ()
    sources_removed: tuple[SourceLink, ...] = ()
    topics_before: tuple[str, ...] = ()
    topics_after: tuple[str, ...] = ()
    category_before: str | None = None
    category_after: str | None = None
    moved_from: dt.date | None = None


class FigureCourse(Record, frozen=True):
    """How one number of the headline went over the versions: "12", "24", "31", with the words that follow it."""

    values: tuple[str, ...]
    words: str


class HistoryPage(Page, frozen=True, kw_only=True, tag="history"):
    """The versions of an event, newest first."""

    kind = "history"
    event: EventLink
    status: Status
    first_listed: datetime
    last_changed: datetime
    figures: tuple[FigureCourse, ...] = ()
    versions: tuple[VersionItem, ...]


# -- time --------------------------------------------------------------------------------------------------------------


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
    """A day."""

    kind = "day"
    day: DayContent
    problems: tuple[ProblemItem, ...] = ()


class FrontPage(Page, frozen=True, kw_only=True, tag="front"):
    """The front page: the last three days, the stories that moved lately, and the years to look further in.

    `stories` is counted over the last `stories_days` days that have a page.
    """

    kind = "front"
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


class MonthWeight(Record, frozen=True):
    """A month in a year, with its number of events and its days that have a page; `month` is YYYY-MM."""

    address: Address
    month: Month
    events: int
    days: tuple[DayWeight, ...] = ()


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
    """A month: its days, and what was in the news most."""

    kind = "month"
    month: Month
    events: int
    days: tuple[DayHighlights, ...] = ()
    top_subjects: TopSubjects


class YearPage(Page, frozen=True, kw_only=True, tag="year"):
    """A year: its months and days, and what was in the news most."""

    kind = "year"
    year: int
    events: int
    months: tuple[MonthWeight, ...] = ()
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


# -- subjects ----------------------------------------------------------------------------------------------------------


class MonthCount(Record, frozen=True):
    """How many events a month had; `month` is YYYY-MM."""

    month: Month
    events: int


class Part(Record, frozen=True):
    """A year or a month of a subject (`name` is YYYY or YYYY-MM): its number of events and, where it has one, its page."""

    name: str
    events: int
    address: Address | None = None


class SubStory(Record, frozen=True):
    """A story within a story: `depth` is 1 for a direct one, and its own ones follow it."""

    name: str
    address: Address
    events: int
    depth: int


class Place(Record, frozen=True):
    """Where on Earth a context is, in degrees."""

    latitude: float
    longitude: float


class SubjectPage(Page, frozen=True, kw_only=True, tag="subject"):
    """A context, topic, category or outlet: all of it, one year of it, or one month of a year.

    `span` is "" for all of it, else YYYY or YYYY-MM, and `main` is then the page of all of it. `total` counts the events of
    the span, from `first` to `last`: of the page's own span, so that a year that is over stays as it is. `events` are those of the span, newest first: every one where `complete`, else the latest,
    and `parts` lead to the rest. `months` counts the events of the span, oldest first, months without any left out.
    """

    kind = "subject"
    subject: SubjectKind
    slug: str
    name: str
    span: str = ""
    main: Link | None = None
    article: str | None = None
    wiki: Url | None = None
    about: str | None = None
    wikidata: str | None = None
    place: Place | None = None
    total: int
    first: date
    last: date
    complete: bool = True
    events: tuple[EventItem, ...] = ()
    parts: tuple[Part, ...] = ()
    months: tuple[MonthCount, ...] = ()
    earliest: EventLink | None = None
    stories: tuple[SubStory, ...] = ()
    top_subjects: TopSubjects


class SubjectItem(Record, frozen=True):
    """A subject in a list of its kind."""

    name: str
    address: Address
    events: int
    first: date
    last: date
    about: str | None = None


class IndexPage(Page, frozen=True, kw_only=True, tag="index"):
    """The subjects of a kind: how many there are, those with the most events, and those with an event most lately."""

    kind = "index"
    subject: SubjectKind
    total: int
    most: tuple[SubjectItem, ...] = ()
    latest: tuple[SubjectItem, ...] = ()


# -- the archive itself ------------------------------------------------------------------------------------------------


class ChangeItem(Record, frozen=True):
    """A material change of an event: what kind, when, word for word."""

    event: EventLink
    number: int
    kinds: tuple[ChangeKind, ...]
    origin: Origin
    history: Address | None = None
    words: tuple[DiffPart, ...] = ()
    sources_added: tuple[SourceLink, ...] = ()
    sources_removed: tuple[SourceLink, ...] = ()


class ChangesPage(Page, frozen=True, kw_only=True, tag="changes"):
    """The material changes of the last days that had any, newest first; `since` is where the list begins."""

    kind = "changes"
    since: datetime | None = None
    changes: tuple[ChangeItem, ...] = ()


class Figures(Record, frozen=True):
    """How much an archive holds."""

    days: int
    events: int
    contexts: int
    topics: int
    categories: int
    outlets: int
    first: date | None = None
    last: date | None = None


class FileLink(Record, frozen=True):
    """A file for machines: a schema, a list of feeds, a map of the site."""

    name: str
    address: FileAddress


class AboutPage(Page, frozen=True, kw_only=True, tag="about"):
    """What this site is; `text` is the publisher's own, as HTML made from Markdown."""

    kind = "about"
    text: Prose
    figures: Figures
    licence: Licence
    files: tuple[FileLink, ...] = ()


class NotFoundPage(Page, frozen=True, kw_only=True, tag="not-found"):
    """What a server says where there is no page."""

    kind = "not-found"


class SearchPage(Page, frozen=True, kw_only=True, tag="search"):
    """Where to search the archive, and how."""

    kind = "search"


class RandomPage(Page, frozen=True, kw_only=True, tag="random"):
    """Where to begin by chance: all months, latest first, each with its number of events."""

    kind = "random"
    months: tuple[MonthWeight, ...] = ()


class RedirectPage(Page, frozen=True, kw_only=True, tag="redirect"):
    """What stands at an address that only leads on: `location` is where, `lasting` whether that will stay so.

    A former address leads to the present one for good; `/today` leads to another day tomorrow.
    """

    kind = "redirect"
    location: Address
    lasting: bool = True


# -- the publisher's own -----------------------------------------------------------------------------------------------


class OpinionItem(Record, frozen=True):
    """An article in a list."""

    address: Address
    date: date
    title: str
    author: str = ""
    summary: str = ""


class OpinionPage(Page, frozen=True, kw_only=True, tag="opinion"):
    """An article of the publisher's own; `events` are the events that it speaks of."""

    kind = "opinion"
    identifier: str
    date: date
    revised: dt.date | None = None
    author: str = ""
    summary: str = ""
    text: Prose
    events: tuple[EventItem, ...] = ()


class OpinionIndexPage(Page, frozen=True, kw_only=True, tag="opinion-index"):
    """All articles of the publisher's own, newest first."""

    kind = "opinion-index"
    articles: tuple[OpinionItem, ...] = ()


AnyPage = (
    EventPage
    | HistoryPage
    | DayPage
    | FrontPage
    | MonthPage
    | YearPage
    | OnThisDayPage
    | OnThisDayIndexPage
    | SubjectPage
    | IndexPage
    | ChangesPage
    | AboutPage
    | NotFoundPage
    | SearchPage
    | RandomPage
    | RedirectPage
    | OpinionPage
    | OpinionIndexPage
)
