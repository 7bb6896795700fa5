"""Events as the API has them, made of what the archive knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import zip_longest

from daybook.http_api.session import ApiSession
from daybook.model import (
    ArchivedEvent,
    EventHeadline,
    Related,
    RelatedList,
    SourceFacts,
    SubjectKind,
    Version,
)
from daybook.model.encoding import Unset, unset
from daybook.publish.addresses import EventPlace
from daybook.publish.cleaning import clean, safe_url
from daybook.publish.interchange.event_records import licence_of, revision_record, source_records
from daybook.publish.interchange.records import (
    EventLinkRecord,
    FactsRecord,
    ReasonRecord,
    RelatedRecord,
    VersionRecord,
)

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


def event_link(session: ApiSession, event: ArchivedEvent | EventHeadline, number: int) -> EventLinkRecord:
    """Return an event in a few words."""
    url = session.site.url(session.site.address(EventPlace(event.date, event.slug)))
    headline = event.event.headline if isinstance(event, ArchivedEvent) else event.headline
    return EventLinkRecord(number, url, event.date, clean(headline.plain).strip())


def facts_records(event: ArchivedEvent) -> tuple[FactsRecord | None, ...]:
    """Return the metadata of each source of an event."""
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
        revision_record(session.site, version.page, version.revision),
        licence_of(session.site, version.revision),
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
