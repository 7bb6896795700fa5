"""Events as other programs get them, made of what the archive knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest

from daybook.model import ArchivedEvent, EventBrief, Revision, Source, SourceHealth, SourceState
from daybook.publish.addresses import EventPlace
from daybook.publish.cleaning import clean, safe_url
from daybook.publish.interchange.records import EventRecord, LinkRecord, RevisionRecord, SourceRecord
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.site import Site


def event_record(
    cache: EventCache, event: ArchivedEvent | EventBrief, more: Mapping[str, object] | None = None
) -> EventRecord:
    """Return an event; `more` are keys that are there only when they are asked for."""
    if isinstance(event, ArchivedEvent):
        event = brief_of(event)
    site = cache.site
    address = site.address(EventPlace(event.date, event.slug))
    category = cache.names.category(event.category)
    location = event.location
    topics = dict.fromkeys([(story.slug, story.name) for story in event.stories])
    return EventRecord(
        event.id,
        site.url(address),
        address,
        event.date,
        event.position,
        clean(event.headline).strip(),
        LinkRecord(event.category or "", category.name) if category else None,
        tuple([link_record(slug, name) for slug, name in topics]),
        tuple([link_record(each.slug, each.title) for each in event.contexts]),
        tuple(dict.fromkeys([host for host in event.hosts if host])),
        location.country.upper() if location and location.country else None,
        clean(location.name).strip() or None if location and location.name else None,
        location.latitude if location else None,
        location.longitude if location else None,
        event.status.value,
        event.first_listed,
        event.last_changed,
        event.changes,
        revision_record(site, event.page, event.revision),
        licence_of(site, event.revision),
        **(more or {}),  # type: ignore[arg-type]
    )


@lru_cache(maxsize=50_000)
def link_record(slug: str, name: str) -> LinkRecord:
    """Return a subject as an event names it: most events name the same ones."""
    return LinkRecord(slug, clean(name).strip() or slug)


def brief_of(event: ArchivedEvent) -> EventBrief:
    """Return an event that was read whole as lists tell of it."""
    return EventBrief(
        event.id,
        event.date,
        event.slug,
        event.position,
        event.event.headline.plain,
        event.contexts,
        event.stories,
        event.category,
        event.hosts,
        event.status,
        event.known_first_listed,
        event.known_last_changed,
        event.changes,
        event.revision,
        event.page,
        event.location,
    )


def revision_record(site: Site, page: str, revision: Revision) -> RevisionRecord:
    """Return a revision with its address on the wiki."""
    return RevisionRecord(clean(page), revision.number, revision.known_saved, site.revision_url(revision))


def licence_of(site: Site, revision: Revision) -> str | None:
    """Return the short name of the terms of a revision's text; None where the site says nothing of them."""
    return site.licence(revision.saved).name or None


def source_records(
    sources: Sequence[Source], hosts: Sequence[str | None] = (), states: Sequence[SourceState | None] = ()
) -> tuple[SourceRecord, ...]:
    """Return cited articles; `hosts` are their outlets and `states` whether they answer, as far as known."""
    count = len(sources)
    return tuple(
        _source(source, host, state) for source, host, state in zip_longest(sources, hosts[:count], states[:count])
    )


def _source(source: Source, host: str | None, state: SourceState | None) -> SourceRecord:
    return SourceRecord(
        safe_url(source.url),
        clean(source.label).strip(),
        host,
        clean(source.agency).strip() or None if source.agency else None,
        clean(source.language).strip() or None if source.language else None,
        state.health.value if state and state.health is not SourceHealth.UNKNOWN else None,
        safe_url(state.moved_to) if state and state.moved_to else None,
        safe_url(state.copy.url) if state and state.copy else None,
        state.copy.taken if state and state.copy else None,
    )
