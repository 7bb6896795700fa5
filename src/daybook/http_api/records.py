"""What the API answers, as records: the keys of its JSON, which are added to, never renamed or removed.

Every key is always there, null where nothing is known, but for those that are only there when they were asked for (`extra`, `count`,
`facet`, `explain`). Docstrings are the descriptions in OpenAPI.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeAlias

from daybook.model.encoding import Meta, Open, Unset, unset
from daybook.publish.interchange.records import (
    EventLinkRecord,
    EventRecord,
    RelatedRecord,
    RevisionRecord,
    VersionRecord,
)

Opt: TypeAlias = Unset
Text = str


class ProblemRecord(Open, frozen=True):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[str, Meta(description="Address of the description of this kind of problem.")]
    title: Annotated[str, Meta(description="The kind of problem in words.")]
    status: Annotated[int, Meta(description="The status of the answer.")]
    detail: Annotated[str, Meta(description="What is wrong with this request.")]
    parameter: Annotated[str | None, Meta(description="The parameter at fault, if one is.")]


class CountRecord(Open, frozen=True):
    """How many of the events have something."""

    slug: Annotated[str, Meta(description="Its name in addresses and parameters.")]
    name: Annotated[str, Meta(description="Its name in words.")]
    events: Annotated[int, Meta(description="How many events.")]


class NamedRecord(Open, frozen=True):
    """A subject whose name answers."""

    kind: Annotated[str, Meta(description="story, context, category or outlet.")]
    slug: Annotated[str, Meta(description="Its name in addresses and parameters.")]
    name: Annotated[str, Meta(description="Its name in words.")]
    events: Annotated[int, Meta(description="How many events it has.")]
    url: Annotated[str, Meta(description="Address of its page.")]


class QuestionRecord(Open, frozen=True):
    """What became of the words of a question."""

    partial: Annotated[bool, Meta(description="No event has all words: these have most of them.")]
    corrected: Annotated[
        str | None, Meta(description="The question as asked after a spelling was mended, as typed it found nothing.")
    ]
    suggestion: Annotated[str | None, Meta(description="A likelier spelling.")]
    unknown: Annotated[tuple[str, ...], Meta(description="Words that no event has.")]
    ignored: Annotated[tuple[str, ...], Meta(description="Words that say nothing.")]
    day: Annotated[date | None, Meta(description="The day that the question names.")]
    subjects: Annotated[tuple[NamedRecord, ...], Meta(description="Stories, contexts and outlets whose names answer.")]


class Page(Open, frozen=True):
    """A page of a list."""

    next: Annotated[str | None, Meta(description="Give this as `next` for the page after; null at the end.")]
    next_url: Annotated[str | None, Meta(description="Address of the page after; null at the end.")]


class EventsAnswer(Page, frozen=True):
    """A page of events."""

    events: Annotated[tuple[EventRecord, ...], Meta(description="The events.")]
    as_of: Annotated[datetime | None, Meta(description="The moment that was asked about; null for now.")]
    question: Annotated[QuestionRecord | None, Meta(description="What became of `q`; null without.")]
    total: Annotated[int | Opt, Meta(description="How many events answer, with `count=true`.")] = unset
    facets: Annotated[
        dict[str, tuple[CountRecord, ...]] | Opt, Meta(description="Counts of all that answer, with `facet`.")
    ] = unset


class EventAnswer(Open, frozen=True):
    """One event."""

    event: Annotated[EventRecord, Meta(description="The event.")]
    as_of: Annotated[datetime | None, Meta(description="The moment that was asked about; null for now.")]


class VersionsAnswer(Page, frozen=True):
    """A page of an event's history, oldest first."""

    event: Annotated[EventLinkRecord, Meta(description="The event.")]
    versions: Annotated[tuple[VersionRecord, ...], Meta(description="Its versions.")]


class VersionAnswer(Open, frozen=True):
    """One version of an event."""

    event: Annotated[EventLinkRecord, Meta(description="The event.")]
    version: Annotated[VersionRecord, Meta(description="The version.")]


class DiffPartRecord(Open, frozen=True):
    """A run of words."""

    change: Annotated[str, Meta(description="same, added or removed.")]
    text: Annotated[str, Meta(description="The words.")]


class DiffAnswer(Open, frozen=True):
    """What changed between two versions of an event."""

    event: Annotated[EventLinkRecord, Meta(description="The event.")]
    before: Annotated[VersionRecord, Meta(description="The version `from`.")]
    after: Annotated[VersionRecord, Meta(description="The version `to`.")]
    words: Annotated[tuple[DiffPartRecord, ...], Meta(description="The headlines compared word by word.")]
    sources_added: Annotated[tuple[str, ...], Meta(description="Addresses that only the later version cites.")]
    sources_removed: Annotated[tuple[str, ...], Meta(description="Addresses that only the earlier version cites.")]


class RelatedAnswer(Open, frozen=True):
    """The related events of an event, best first."""

    event: Annotated[EventLinkRecord, Meta(description="The event.")]
    ranker: Annotated[str | None, Meta(description="What made the list; null where none was made.")]
    related: Annotated[tuple[RelatedRecord, ...], Meta(description="The events, at most ten.")]


class DayAnswer(Open, frozen=True):
    """A day."""

    date: Annotated[date, Meta(description="The day.")]
    url: Annotated[str, Meta(description="Address of its page.")]
    events: Annotated[tuple[EventRecord, ...], Meta(description="Its listed events in the order of the page.")]
    omitted: Annotated[int, Meta(description="Events left out because an answer holds at most 500.")]
    withdrawn: Annotated[int, Meta(description="Events that editors removed.")]
    problems: Annotated[int, Meta(description="Things on the page that were not understood.")]
    revisions: Annotated[int, Meta(description="Revisions that the archive has of the page.")]
    revision: Annotated[RevisionRecord, Meta(description="The revision last read.")]
    licence: Annotated[str | None, Meta(description="The terms of that revision's text.")]
    as_of: Annotated[datetime | None, Meta(description="The moment that was asked about; null for now.")]


class SubjectRecord(Open, frozen=True):
    """A story, context, category or outlet."""

    kind: Annotated[str, Meta(description="story, context, category or outlet.")]
    slug: Annotated[str, Meta(description="Its name in addresses and parameters, for ever.")]
    name: Annotated[str, Meta(description="Its name in words.")]
    url: Annotated[str, Meta(description="Address of its page.")]
    events: Annotated[int, Meta(description="How many listed events it has.")]
    first: Annotated[date, Meta(description="Day of its first event.")]
    last: Annotated[date, Meta(description="Day of its last event.")]
    article: Annotated[str | None, Meta(description="Title of the wiki article that it stands for.")]
    description: Annotated[str | None, Meta(description="The wiki's short description.")]
    wikidata: Annotated[str | None, Meta(description="Its Wikidata item.")]
    latitude: Annotated[float | None, Meta(description="Latitude in degrees.")]
    longitude: Annotated[float | None, Meta(description="Longitude in degrees.")]
    aliases: Annotated[tuple[str, ...], Meta(description="Slugs of pages that were merged into this one.")]


class SubjectsAnswer(Page, frozen=True):
    """A page of stories, contexts, categories or outlets, in order of slugs."""

    subjects: Annotated[tuple[SubjectRecord, ...], Meta(description="The subjects.")]


class MonthRecord(Open, frozen=True):
    """How many events there were in a month."""

    month: Annotated[str, Meta(description="The month, `YYYY-MM`.")]
    events: Annotated[int, Meta(description="How many events.")]


class SubjectAnswer(Open, frozen=True):
    """One story, context, category or outlet."""

    subject: Annotated[SubjectRecord, Meta(description="The subject.")]
    months: Annotated[tuple[MonthRecord, ...], Meta(description="Months that have events of it, oldest first.")]
    events_url: Annotated[str, Meta(description="Address of its events.")]
    as_of: Annotated[datetime | None, Meta(description="The moment that was asked about; null for now.")]


class ChangeRecord(Open, frozen=True):
    """A change of the archive."""

    id: Annotated[str, Meta(description="Its place in the order of arrival: the `Last-Event-ID` of the stream.")]
    kinds: Annotated[tuple[str, ...], Meta(description="What changed: added, figure, wording, removed and so on.")]
    status: Annotated[str, Meta(description="listed or withdrawn, from then on.")]
    event: Annotated[EventLinkRecord, Meta(description="The event as it is now.")]
    date: Annotated[date, Meta(description="The day that it stood under from then on.")]
    revision: Annotated[RevisionRecord | None, Meta(description="The revision that changed it.")]
    known: Annotated[
        datetime | None, Meta(description="From when on this was known; null where the source has no times.")
    ]
    licence: Annotated[str | None, Meta(description="The terms of that revision's text.")]


class ChangesAnswer(Page, frozen=True):
    """A page of changes, newest first."""

    changes: Annotated[tuple[ChangeRecord, ...], Meta(description="The changes.")]
    total: Annotated[int | Opt, Meta(description="How many changes there are, with `count=true`.")] = unset


class CitingAnswer(Page, frozen=True):
    """The events that cite an article, oldest first."""

    url: Annotated[str, Meta(description="The article's address without what does not matter.")]
    events: Annotated[tuple[EventRecord, ...], Meta(description="The events.")]
    total: Annotated[int | Opt, Meta(description="How many events cite it, with `count=true`.")] = unset


class ResolvedAnswer(Open, frozen=True):
    """What an address leads to."""

    kind: Annotated[str, Meta(description="event, day, month, year, revision, story, context, category or outlet.")]
    url: Annotated[str, Meta(description="Address of the page where it is today.")]
    api_url: Annotated[str, Meta(description="Where the API has it.")]
    by: Annotated[
        str,
        Meta(
            description="How it was found: address (its own), former (one it had), wording (made of an earlier wording), revision, page, "
            "article."
        ),
    ]
    event: Annotated[EventRecord | None, Meta(description="The event; null where the address is of something else.")]
    events: Annotated[tuple[EventLinkRecord, ...], Meta(description="For a revision: the events that it changed.")]


class SuggestionsAnswer(Open, frozen=True):
    """What somebody who types so far may be looking for."""

    suggestions: Annotated[tuple[NamedRecord, ...], Meta(description="Those with most events first.")]


class LicenceRecord(Open, frozen=True):
    """Terms of use."""

    name: Annotated[str, Meta(description="Its short name.")]
    url: Annotated[str, Meta(description="Its address.")]
    attribution: Annotated[str, Meta(description="Whom to name.")]


class CountsRecord(Open, frozen=True):
    """How much the archive holds."""

    events: Annotated[int, Meta(description="Listed events.")]
    withdrawn: Annotated[int, Meta(description="Events that editors removed.")]
    days: Annotated[int, Meta(description="Days that have a page.")]
    revisions: Annotated[int, Meta(description="Revisions read.")]


class StatusAnswer(Open, frozen=True):
    """The archive as a whole."""

    title: Annotated[str, Meta(description="Name of the site.")]
    description: Annotated[str, Meta(description="What it is, in a sentence.")]
    links: Annotated[dict[str, str], Meta(description="What can be asked for, by name, as addresses.")]
    counts: Annotated[CountsRecord, Meta(description="How much it holds.")]
    first: Annotated[date | None, Meta(description="Its first day.")]
    last: Annotated[date | None, Meta(description="Its last day.")]
    generation: Annotated[int, Meta(description="A number that grows with every change.")]
    latest_revision: Annotated[datetime | None, Meta(description="When its newest revision was saved.")]
    looked: Annotated[datetime | None, Meta(description="When a page was last read or found unchanged.")]
    licence: Annotated[
        LicenceRecord | None, Meta(description="Terms of the texts; each event names those of its revision.")
    ]
