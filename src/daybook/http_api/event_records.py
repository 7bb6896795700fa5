"""Events as the API has them, made of what the archive knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest

from daybook.http_api.records import (
    EventLinkRecord,
    EventRecord,
    FactsRecord,
    LinkRecord,
    ReasonRecord,
    RelatedRecord,
    RevisionRecord,
    SourceRecord,
    VersionRecord,
)
from daybook.http_api.session import ApiSession
from daybook.model import (
    ArchivedEvent,
    EventBrief,
    EventHeadline,
    Related,
    RelatedList,
    Revision,
    Source,
    SourceFacts,
    SourceHealth,
    SourceState,
    SubjectKind,
    Version,
)
from daybook.model.encoding import Unset, unset
from daybook.publish.addresses import EventPlace
from daybook.publish.cleaning import clean, safe_url

SUBJECT_WORDS = {
    SubjectKind.TOPIC: "story",
    SubjectKind.CONTEXT: "context",
    SubjectKind.CATEGORY: "category",
    SubjectKind.OUTLET: "outlet",
}
"""What the API calls the kinds of subjects."""

PLURALS = {
    SubjectKind.TOPIC: "stories",
    SubjectKind.CONTEXT: "contexts",
    SubjectKind.CATEGORY: "categories",
    SubjectKind.OUTLET: "outlets",
}
"""Where the API has them."""


def event_record(
    session: ApiSession, event: ArchivedEvent | EventBrief, more: Mapping[str, object] | None = None
) -> EventRecord:
    """Return an event; `more` are keys that are there only when they are asked for."""
    if isinstance(event, ArchivedEvent):
        event = brief_of(event)
    site = session.site
    address = site.address(EventPlace(event.date, event.slug))
    category = session.cache.names.category(event.category)
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
        revision_record(session, event.page, event.revision),
        licence_of(session, event.revision),
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


def event_link(session: ApiSession, event: ArchivedEvent | EventHeadline, number: int) -> EventLinkRecord:
    """Return an event in a few words."""
    url = session.site.url(session.site.address(EventPlace(event.date, event.slug)))
    headline = event.event.headline if isinstance(event, ArchivedEvent) else event.headline
    return EventLinkRecord(number, url, event.date, clean(headline.plain).strip())


def revision_record(session: ApiSession, page: str, revision: Revision) -> RevisionRecord:
    """Return a revision with its address on the wiki."""
    index = session.site.settings.wiki_index
    url = f"{index}?oldid={revision.number}" if index and revision.number is not None else None
    return RevisionRecord(clean(page), revision.number, revision.known_saved, url)


def licence_of(session: ApiSession, revision: Revision) -> str | None:
    """Return the short name of the terms of a revision's text; None where the site says nothing of them."""
    return session.site.licence(revision.saved).name or None


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


def facts_records(event: ArchivedEvent) -> tuple[FactsRecord | None, ...]:
    """Return what each source of an event told of itself."""
    return tuple(
        _facts(facts) for _, facts in zip_longest(event.event.sources, event.facts[: len(event.event.sources)])
    )


def _facts(facts: SourceFacts | None) -> FactsRecord | None:
    if facts is None:
        return None
    return FactsRecord(
        clean(facts.title) if facts.title else None,
        clean(facts.lead) if facts.lead else None,
        facts.published,
        clean(facts.language) if facts.language else None,
        safe_url(facts.canonical) if facts.canonical else None,
    )


def version_record(session: ApiSession, number: int, version: Version) -> VersionRecord:
    """Return a version with its number."""
    event = version.event
    return VersionRecord(
        number,
        version.date,
        tuple(kind.value.replace(" ", "-") for kind in version.kinds),
        clean(event.headline.plain).strip() if event else None,
        clean(event.category.name) if event and event.category else None,
        tuple(clean(line.text.plain).strip() for line in event.topics if line.topics) if event else (),
        source_records(event.sources) if event else (),
        revision_record(session, version.page, version.revision),
        licence_of(session, version.revision),
    )


def related_records(
    session: ApiSession, related: RelatedList, known: Mapping[int, EventHeadline], *, explain: bool = False
) -> tuple[RelatedRecord, ...]:
    """Return the items of a list whose events are known."""
    return tuple(
        RelatedRecord(
            event_link(session, known[item.event], item.event),
            round(item.score, 4),
            tuple(clean(title) for title in item.contexts),
            tuple(
                ReasonRecord(each.kind.value, tuple(clean(value) for value in each.values), each.more)
                for each in item.reasons
            ),
            item.folded,
            _parts(item, explain=explain),
        )
        for item in related.items
        if item.event in known
    )


def _parts(item: Related, *, explain: bool) -> dict[str, float] | Unset:
    return {part.name: round(part.value, 4) for part in item.parts} if explain else unset


def wanted_of(lists: Collection[RelatedList]) -> list[int]:
    """Return the events that related lists lead to."""
    return sorted({item.event for each in lists for item in each.items})
