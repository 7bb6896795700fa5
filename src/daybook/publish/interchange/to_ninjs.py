"""An event as ninjs 3.1, the form in which news agencies exchange items as JSON (https://iptc.org/standards/ninjs/)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from daybook.model import ArchivedEvent, Status, SubjectKind
from daybook.model.encoding import to_json
from daybook.publish.addresses import SubjectPlace
from daybook.publish.interchange.event_records import event_record, source_records
from daybook.publish.interchange.media_topics import media_topics
from daybook.publish.interchange.records import EventRecord, SourceRecord
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.site import Site

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"


def to_ninjs(cache: EventCache, event: ArchivedEvent) -> bytes:
    """Return an event as one item: `canceled` where editors withdrew it, each version with its number, from 1.

    `uri` is what feeds call the event, the same for ever; what is not known is absent. Sources are associated items.
    """
    record = event_record(cache, event)
    sources = source_records(event.event.sources, event.hosts)
    licence = cache.site.licence(event.revision.saved)
    item: dict[str, Any] = {
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "uri": cache.site.identifier(event),
        "type": "text",
        "representationType": "full",
        "version": str(record.changes + 1),
        "firstCreated": _time(record.first_listed),
        "versionCreated": _time(record.last_changed),
        "pubStatus": "canceled" if event.status is Status.WITHDRAWN else "usable",
        "language": cache.site.settings.language,
        "headlines": [{"value": record.headline}],
        "subjects": list(_subjects(cache.site, record)),
        "places": list(_places(record)),
        "infoSources": list(_parties(sources)),
        "associations": list(_associations(sources)),
        "renditions": [{"name": "page", "href": record.url}],
        "usageTerms": record.licence,
        "rightsInfo": {"linkedRights": licence.url} if licence.url else None,
    }
    return to_json({key: value for key, value in item.items() if value not in (None, [])}) + b"\n"


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _subjects(site: Site, record: EventRecord) -> Iterator[dict[str, str]]:
    """Yield the Media Topics of the category, then the stories."""
    for topic in media_topics(record.category.name) if record.category else ():
        yield {"name": topic.name, "uri": topic.uri}
    for story in record.topics:
        place = SubjectPlace(SubjectKind.TOPIC, story.slug)
        yield {"name": story.name, "uri": site.url(site.address(place))}


def _places(record: EventRecord) -> Iterator[dict[str, Any]]:
    if record.country is None and record.lat is None:
        return
    place: dict[str, Any] = {"name": record.place, "literal": record.country}
    if record.lat is not None:
        place["geoJSON"] = {"type": "Point", "coordinates": [record.lon, record.lat]}
    yield {key: value for key, value in place.items() if value is not None}


def _parties(sources: tuple[SourceRecord, ...]) -> Iterator[dict[str, str]]:
    """Yield who published the sources, each once."""
    for host in dict.fromkeys(source.outlet for source in sources if source.outlet):
        label = next((source.label for source in sources if source.outlet == host and source.label), host)
        yield {"name": label, "literal": host}


def _associations(sources: tuple[SourceRecord, ...]) -> Iterator[dict[str, str]]:
    """Yield the articles cited."""
    for number, source in enumerate(sources, start=1):
        if source.url:
            association = {"name": f"source-{number}", "rel": "source", "type": "text", "uri": source.url}
            yield association | ({"title": source.label} if source.label else {})
