"""The page of an event, and the page of its versions."""

from __future__ import annotations

import datetime as dt
from datetime import date, datetime
from typing import Literal

from daybook.model import ArticleKind, ChangeKind, ReasonKind, Status
from daybook.model.encoding import Record
from daybook.publish.pages.records.parts import (
    Address,
    EventLink,
    FileAddress,
    Link,
    NoteItem,
    Origin,
    Page,
    Prose,
    SourceLink,
    TopicLink,
    Url,
)


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
    """An article that the headline links to: its page here, null where too few events link to it, and on the wiki.

    `wikidata` is its item, `about` what it is about, where these are known.
    """

    name: str
    address: Address | None = None
    wiki: Url | None = None
    wikidata: str | None = None
    about: ArticleKind | None = None


class LocationItem(Record, frozen=True):
    """Where an event was: `country` a code of ISO 3166-1, `name` that country's in English, `place` what the place in it is called.

    `lat` and `lon` are in degrees, null where only the country is certain.
    """

    country: str | None = None
    name: str | None = None
    place: str | None = None
    lat: float | None = None
    lon: float | None = None


class StoryStep(Record, frozen=True):
    """Where an event stands in a story: those just before and after it, with a few `earlier` and `later` ones, nearest last and first.

    `place` counts from 1 among the `of` events of the story, from the `first` to the `latest`: given where the story is not
    so long that the page would change with each day's news. `feed` is an Atom feed of the story, where it has one.
    """

    topic: TopicLink
    before: EventLink | None = None
    after: EventLink | None = None
    earlier: tuple[EventLink, ...] = ()
    later: tuple[EventLink, ...] = ()
    place: int | None = None
    of: int | None = None
    first: EventLink | None = None
    latest: EventLink | None = None
    feed: FileAddress | None = None


class OpinionLink(Record, frozen=True):
    """An article of the publisher's own; `author` is empty where it names none."""

    address: Address
    date: date
    title: str
    author: str = ""


class EventPage(Page, frozen=True, kw_only=True, tag="event"):
    """An event.

    `identifier` is a tag URI (RFC 4151) that never changes. `related` is best first; what stands `before`, at the `same`
    time and `after` is said by each item. `stories` is outermost first, as `topics` is. `history` is the page of its
    versions, where there is more than one; `status` says whether editors still list it. `citation` is ready to be copied.
    `figures` tell how its numbers went as editors changed them. `opinion` are the publisher's articles that speak of it,
    newest first. `location` is where it was, null where that is not certain. `lead` is how the source with the label `lead_from` sums itself up. `first_said` is the wording
    in which it was first listed, where that was another. `told_again` is what a withdrawn event is
    perhaps stands as now, `withdrawn` are those of its day and the days beside it that this one perhaps replaces: guesses both.
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
    location: LocationItem | None = None
    topics: tuple[TopicLink, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    notes: tuple[NoteItem, ...] = ()
    contexts: tuple[ContextChip, ...] = ()
    stories: tuple[StoryStep, ...] = ()
    related: tuple[RelatedItem, ...] = ()
    first_listed: datetime | None
    last_changed: datetime | None
    changes: int = 0
    figures: tuple[FigureCourse, ...] = ()
    first_said: str | None = None
    told_again: EventLink | None = None
    withdrawn: tuple[EventLink, ...] = ()
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
    first_listed: datetime | None
    last_changed: datetime | None
    figures: tuple[FigureCourse, ...] = ()
    versions: tuple[VersionItem, ...]
