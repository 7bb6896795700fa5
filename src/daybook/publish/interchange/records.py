"""Events as other programs get them, from the API and in the site's files: the keys of their JSON, added to, never renamed or removed.

Every key is always there, null where nothing is known, but for those that are only there when they were asked for (`extra`,
`explain`). Docstrings are the descriptions in OpenAPI.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeAlias

from daybook.model.encoding import Meta, Open, Unset, unset

Opt: TypeAlias = Unset


class LinkRecord(Open, frozen=True):
    """A context, story, category or outlet as an event names it."""

    slug: Annotated[str, Meta(description="Its name in addresses and parameters, for ever.")]
    name: Annotated[str, Meta(description="Its name in words.")]


class RevisionRecord(Open, frozen=True):
    """The saved version of a wiki page that something was read from."""

    page: Annotated[str, Meta(description="Title of the wiki page.")]
    number: Annotated[int | None, Meta(description="The wiki's number of the revision; null for pages from a folder.")]
    saved: Annotated[datetime | None, Meta(description="When it was saved; null where the source has no times.")]
    url: Annotated[str | None, Meta(description="Its address on the wiki.")]


class SourceRecord(Open, frozen=True):
    """A cited article."""

    url: Annotated[str | None, Meta(description="Its address; null where what stands there cannot be a link.")]
    label: Annotated[str, Meta(description="The visible label.")]
    outlet: Annotated[str | None, Meta(description="Host of who published it: an outlet's slug.")]
    agency: Annotated[str | None, Meta(description="The agency it came from, where the label names both.")]
    language: Annotated[str | None, Meta(description="A note of its language, as editors gave it.")]
    health: Annotated[
        str | None,
        Meta(description="Whether it still answers; null where that is not known, or was not at a moment."),
    ]
    moved_to: Annotated[str | None, Meta(description="Where it is now, if it moved for good.")]
    copy_url: Annotated[str | None, Meta(description="A copy in a web archive, the one nearest to the event's day.")]
    copy_taken: Annotated[datetime | None, Meta(description="When that copy was taken.")]


class FactsRecord(Open, frozen=True):
    """What the page of a cited source tells of itself."""

    title: Annotated[str | None, Meta(description="Its title.")]
    lead: Annotated[str | None, Meta(description="Its own summary.")]
    published: Annotated[date | None, Meta(description="Its date.")]
    language: Annotated[str | None, Meta(description="Its language (ISO 639).")]
    canonical: Annotated[str | None, Meta(description="The address that the page itself prefers.")]


class VersionRecord(Open, frozen=True):
    """An event as one revision left it."""

    number: Annotated[int, Meta(description="Number of the version, from 1.")]
    date: Annotated[date, Meta(description="The day that the event stood under.")]
    kinds: Annotated[tuple[str, ...], Meta(description="What changed.")]
    headline: Annotated[
        str | None, Meta(description="The text from then on; null where the revision removed the event.")
    ]
    category: Annotated[str | None, Meta(description="The heading above it.")]
    topics: Annotated[tuple[str, ...], Meta(description="The bullets above it, outermost first.")]
    sources: Annotated[tuple[SourceRecord, ...], Meta(description="What it cited.")]
    revision: Annotated[RevisionRecord, Meta(description="The revision.")]
    licence: Annotated[str | None, Meta(description="The terms of that revision's text.")]


class ReasonRecord(Open, frozen=True):
    """One reason why two events are related."""

    kind: Annotated[str, Meta(description="contexts, story or words.")]
    values: Annotated[tuple[str, ...], Meta(description="What they share, the rarest first, at most four.")]
    more: Annotated[int, Meta(description="How many more they share.")]


class EventLinkRecord(Open, frozen=True):
    """An event in a few words."""

    id: Annotated[int, Meta(description="The event's number in this archive.")]
    url: Annotated[str, Meta(description="Address of its page.")]
    date: Annotated[date, Meta(description="Its day.")]
    headline: Annotated[str, Meta(description="Its text.")]


class RelatedRecord(Open, frozen=True):
    """A related event, and why."""

    event: Annotated[EventLinkRecord, Meta(description="The event.")]
    score: Annotated[float, Meta(description="What orders the list.")]
    contexts: Annotated[tuple[str, ...], Meta(description="Titles of shared articles, in order of the alphabet.")]
    reasons: Annotated[tuple[ReasonRecord, ...], Meta(description="Why, the strongest first.")]
    folded: Annotated[tuple[int, ...], Meta(description="Ids of further events of the same happening.")]
    parts: Annotated[dict[str, float] | Opt, Meta(description="Named shares of the score, with `explain`.")] = unset


class EventRecord(Open, frozen=True):
    """An event."""

    id: Annotated[int, Meta(description="Its number in this archive; it never changes.")]
    url: Annotated[str, Meta(description="Address of its page; given once, kept for ever.")]
    address: Annotated[str, Meta(description="The same without host and format: a path.")]
    date: Annotated[date, Meta(description="The day under which it is listed.")]
    position: Annotated[int, Meta(description="Its place on the day's page, from 0.")]
    headline: Annotated[str, Meta(description="What happened.")]
    category: Annotated[LinkRecord | None, Meta(description="The heading above it; null on pages without headings.")]
    topics: Annotated[tuple[LinkRecord, ...], Meta(description="The stories that it belongs to, outermost first.")]
    contexts: Annotated[tuple[LinkRecord, ...], Meta(description="The articles that it links to.")]
    outlets: Annotated[tuple[str, ...], Meta(description="Hosts of the outlets cited.")]
    country: Annotated[str | None, Meta(description="Where it was, as a code of ISO 3166-1; null where not certain.")]
    place: Annotated[str | None, Meta(description="What the place within the country is called.")]
    lat: Annotated[float | None, Meta(description="Its latitude in degrees; null where only the country is certain.")]
    lon: Annotated[float | None, Meta(description="Its longitude.")]
    status: Annotated[str, Meta(description="listed, or withdrawn where editors removed it.")]
    first_listed: Annotated[datetime | None, Meta(description="When it was first saved; null where not known.")]
    last_changed: Annotated[datetime | None, Meta(description="When it last changed; null where not known.")]
    changes: Annotated[int, Meta(description="Versions after the first.")]
    revision: Annotated[RevisionRecord, Meta(description="The revision that it was last read from.")]
    licence: Annotated[str | None, Meta(description="The terms of that revision's text.")]
    score: Annotated[float | Opt, Meta(description="How well it answers, with `q` and sorted by relevance.")] = unset
    missing: Annotated[tuple[str, ...] | Opt, Meta(description="Words of `q` that it lacks.")] = unset
    sources: Annotated[tuple[SourceRecord, ...] | Opt, Meta(description="What it cites, with `extra=sources`.")] = unset
    facts: Annotated[
        tuple[FactsRecord | None, ...] | Opt,
        Meta(description="What each source tells of itself, null where it was not read, with `extra=facts`."),
    ] = unset
    versions: Annotated[tuple[VersionRecord, ...] | Opt, Meta(description="Its history, with `extra=versions`.")] = (
        unset
    )
    related: Annotated[tuple[RelatedRecord, ...] | Opt, Meta(description="Related events, with `extra=related`.")] = (
        unset
    )
