"""What the archive knows of an event beyond the page it was read from: identity, address, history, company."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from daybook.model.day import Event
from daybook.model.location import ArticleKind, Location
from daybook.model.problem import Problem
from daybook.model.source_state import SourceState
from daybook.model.text import RichText


class Status(StrEnum):
    """Whether editors still list an event, or have removed it (its page stays, marked)."""

    LISTED = "listed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Revision:
    """A saved version of a day page. `number` is the wiki's (None for a folder); times are in UTC.

    `saved` is when the editor saved it; where the source did not say (`timed` is False), midnight at the end of the page's
    day, which serves to order revisions and is not to be published.
    """

    number: int | None
    saved: datetime
    timed: bool = True

    @property
    def known_saved(self) -> datetime | None:
        """When it was saved, None where the source did not say."""
        return self.saved if self.timed else None


@dataclass(frozen=True, slots=True)
class Context:
    """An article that an event links to: canonical title (redirects followed), and its slug.

    `events` is how many events link to it as the archive stands, `wikidata` its item, `about` what it is about, where these are known;
    the same article is equal whatever they are.
    """

    title: str
    slug: str
    events: int = field(default=0, compare=False)
    wikidata: str | None = field(default=None, compare=False)
    about: ArticleKind | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Story:
    """A topic as the archive knows it: one slug for ever, one name; `title` is the article, if it has one.

    `level` is the line of the event's topic path that it stands in, from 0; -1 for a label inside the headline.
    """

    name: str
    slug: str
    title: str | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the page of a cited source tells of itself; None for what it does not tell.

    `lead` is its own summary of itself, `published` its date, `language` a code such as "en" (ISO 639), `canonical` the
    address that the page itself prefers.
    """

    title: str | None = None
    lead: str | None = None
    published: date | None = None
    language: str | None = None
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class EventAddress:
    """The day and slug that an event was published under."""

    date: date
    slug: str


@dataclass(frozen=True, slots=True)
class EventHeadline:
    """What a link to an event needs: its address, and its headline without links and styles but raised and lowered signs."""

    date: date
    slug: str
    headline: RichText


@dataclass(frozen=True, slots=True)
class MovedEvent:
    """An address that an event had, the one that it has, and whether it has a history (more than one version)."""

    former: EventAddress
    present: EventAddress
    has_history: bool


@dataclass(frozen=True, slots=True)
class ArchivedEvent:
    """One event for ever: `date` and `slug` are its address, `event` its latest wording.

    `position` counts from 0 in its day's page. `stories` holds every topic of every line above it, outermost first, then
    its label. `category` is the slug of its category, None where the page has no headings. `changes` counts the versions
    after the first. `former` are earlier addresses that lead here; `original` is the address that it had first, be it the present one. `hosts` names each source's outlet page; `facts` holds
    the metadata of each source, None where it was not read, and is empty where none was; `states`
    likewise whether each still answers. `location` is where it was, None where that is not certain. `first_timed` and `last_timed` say
    whether the times of `first_listed` and `last_changed` are known; where not, they serve to order events and are not published.
    """

    id: int
    date: date
    slug: str
    position: int
    event: Event
    contexts: tuple[Context, ...]
    stories: tuple[Story, ...]
    category: str | None
    hosts: tuple[str | None, ...]
    status: Status
    first_listed: datetime
    last_changed: datetime
    changes: int
    revision: Revision
    page: str
    former: tuple[EventAddress, ...] = ()
    facts: tuple[SourceFacts | None, ...] = ()
    first_timed: bool = True
    last_timed: bool = True
    states: tuple[SourceState | None, ...] = ()
    location: Location | None = None
    original: EventAddress | None = None

    @property
    def known_first_listed(self) -> datetime | None:
        """When it was first listed, None where the source did not say."""
        return self.first_listed if self.first_timed else None

    @property
    def known_last_changed(self) -> datetime | None:
        """When it last changed, None where the source did not say."""
        return self.last_changed if self.last_timed else None


@dataclass(frozen=True, slots=True)
class EventBrief:
    """An event as lists tell of it, quick to read: its fields are those of `ArchivedEvent`, its headline as plain text.

    `first_listed` and `last_changed` are None where they are not known.
    """

    id: int
    date: date
    slug: str
    position: int
    headline: str
    contexts: tuple[Context, ...]
    stories: tuple[Story, ...]
    category: str | None
    hosts: tuple[str | None, ...]
    status: Status
    first_listed: datetime | None
    last_changed: datetime | None
    changes: int
    revision: Revision
    page: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """An event in as few words as relating it to others takes: quick to read for a whole archive.

    `text` is the plain headline, `links` the titles it links to as written, `stories` as in `ArchivedEvent`, `sources` the
    addresses of its sources.
    """

    id: int
    date: date
    position: int
    text: str
    links: tuple[str, ...]
    stories: tuple[Story, ...]
    sources: tuple[str, ...]


class ChangeKind(StrEnum):
    """What a new version of an event changed."""

    ADDED = "added"
    FIGURE = "figure"
    SOURCE_ADDED = "source added"
    SOURCE_REMOVED = "source removed"
    WORDING = "wording"
    TOPIC = "topic"
    CATEGORY = "category"
    MOVED = "moved"
    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Version:
    """An event as it stood from one revision on. `event` is None where that revision removed it; `date` is its day."""

    revision: Revision
    page: str
    date: date
    kinds: tuple[ChangeKind, ...]
    event: Event | None


@dataclass(frozen=True, slots=True)
class Change:
    """A version of an event, as news of the archive: which event, and its version number, from 1."""

    event: int
    number: int
    version: Version


@dataclass(frozen=True, slots=True)
class DayRecord:
    """A day as the archive knows it: its page, the revision last read, when, and what was not understood.

    `events` counts those listed now; `added`, `changed` and `withdrawn` those that revisions after the first one added,
    changed and withdrew.
    """

    date: date
    page: str
    revision: Revision
    read: datetime
    revisions: int
    events: int
    added: int
    changed: int
    withdrawn: int
    problems: tuple[Problem, ...]


class SubjectKind(StrEnum):
    """What events can be gathered by, apart from their day. The value is the first part of its pages' addresses."""

    CONTEXT = "context"
    TOPIC = "topic"
    CATEGORY = "category"
    OUTLET = "source"


@dataclass(frozen=True, slots=True)
class Subject:
    """A context, topic, category or outlet with its events counted.

    `slug` names its page for ever (an outlet's is its host). `months` holds (year, month, events) for each month that has
    any, oldest first; withdrawn events are not counted. `title` is the wiki article it stands for, if any; `description`
    a short one from the wiki, when the archive has it. `aliases` are slugs of pages that were merged into this one.
    """

    kind: SubjectKind
    slug: str
    name: str
    months: tuple[tuple[int, int, int], ...]
    first: date
    last: date
    count: int
    title: str | None = None
    description: str | None = None
    wikidata: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedSubject:
    """A subject as lists of the foremost ones tell of it: without its months, which the largest have hundreds of."""

    kind: SubjectKind
    slug: str
    name: str
    count: int
    first: date
    last: date
    description: str | None = None


@dataclass(frozen=True, slots=True)
class SubjectRanking:
    """The subjects of a kind that have events: how many in all, those with `most` events, those of the `latest` event.

    Equal ones stand by count, then by slug. `slugs` are those of all that have as many events as were asked for, in order.
    """

    total: int
    most: tuple[RankedSubject, ...]
    latest: tuple[RankedSubject, ...]
    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectCount:
    """How many events of a year a subject has."""

    kind: SubjectKind
    slug: str
    name: str
    events: int


@dataclass(frozen=True, slots=True)
class StoryMonth:
    """A story's events in one month, as (year, month), and in all; `first` and `last` are the months of its first and last event."""

    slug: str
    name: str
    month: tuple[int, int]
    events: int
    total: int
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Selection:
    """A question for events: those of a span of days, of a subject, or both; None leaves a side open.

    `first` and `last` are inclusive. Listed events only, unless `withdrawn`.
    """

    first: date | None = None
    last: date | None = None
    kind: SubjectKind | None = None
    slug: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Stale:
    """What changed in the archive since a generation: whose pages a site must look at again.

    An event is stale when anything that its page shows changed: itself, its related list, or the headline or address of
    an event in that list. `subjects` names the years of a subject whose events changed; its main page is stale with any.
    `changed` are those of the events that changed themselves.
    """

    events: tuple[int, ...] = ()
    days: tuple[date, ...] = ()
    subjects: tuple[tuple[SubjectKind, str, int], ...] = ()
    changed: tuple[int, ...] = ()
