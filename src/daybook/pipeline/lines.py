"""Events as plain values for lines of JSON: the stable forms of `daybook parse` and `daybook export`.

A key is added, never renamed or removed; `docs/guide/researcher.md` tells what each one means.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from daybook.model import (
    ArchivedEvent,
    EventAddress,
    Location,
    ParsedDay,
    RawPage,
    Related,
    SourceFacts,
    SourceState,
    Version,
)
from daybook.parse import day_record, event_record
from daybook.publish.addresses import EventPlace, Format, path

if TYPE_CHECKING:  # the search engine loads what parsing does without
    from daybook.ask import Answer, Hit

Line = dict[str, Any]
"""What JSON can hold, keys in the order in which they are printed."""


def day_line(raw: RawPage, day: ParsedDay) -> Line:
    """Return what stands on a page, with the revision it was read from where the source tells one."""
    line = day_record(day)
    if raw.revision is not None:
        line["revision"] = raw.revision
    if raw.timestamp is not None:
        line["timestamp"] = _time(raw.timestamp)
    return line


def export_line(event: ArchivedEvent, versions: tuple[Version, ...] | None = None) -> Line:
    """Return an event as the archive knows it; with its versions, oldest first, where they are given."""
    line = {
        "id": event.id,
        "address": _address(EventAddress(event.date, event.slug)),
        "date": event.date.isoformat(),
        "position": event.position,
        **event_record(event.event),
        "contexts": [context.title for context in event.contexts],
        "stories": [story.name for story in event.stories],
        **_location(event.location),
        "status": event.status.value,
        "first_listed": _time(event.known_first_listed),
        "last_changed": _time(event.known_last_changed),
        "changes": event.changes,
        "page": event.page,
        "revision": event.revision.number,
        "saved": _time(event.revision.known_saved),
        "former": [_address(address) for address in event.former],
        "facts": [_facts(facts) if facts else None for facts in event.facts],
        "states": [_state(state) if state else None for state in event.states],
    }
    if versions is not None:
        line["versions"] = [_version(version) for version in versions]
    return line


def _location(location: Location | None) -> Line:
    place = location or Location()
    country = place.country.upper() if place.country else None
    return {"country": country, "place": place.name, "lat": place.latitude, "lon": place.longitude}


def found_line(hit: Hit, event: ArchivedEvent) -> Line:
    """Return an event that answers a question, with its score and the words asked for that it lacks."""
    return {**export_line(event), "score": hit.score, "missing": list(hit.missing)}


def answer_line(answer: Answer) -> Line:
    """Return all of an answer but its events."""
    return {
        "total": answer.total,
        "partial": answer.partial,
        "day": answer.day.isoformat() if answer.day else None,
        "unknown": list(answer.unknown),
        "ignored": list(answer.ignored),
        "corrected": answer.corrected,
        "suggestion": answer.suggestion,
        "subjects": [
            {"kind": subject.kind.value, "slug": subject.slug, "name": subject.name, "events": subject.events}
            for subject in answer.subjects
        ],
        "next": answer.next,
    }


def related_line(related: Related, event: ArchivedEvent) -> Line:
    """Return a related event with its score, the parts that add up to it, and its reasons."""
    return {
        "address": _address(EventAddress(event.date, event.slug)),
        "date": event.date.isoformat(),
        "text": event.event.headline.plain,
        "score": round(related.score, 4),
        "parts": {part.name: round(part.value, 4) for part in related.parts},
        "reasons": [
            {"kind": reason.kind.value, "values": list(reason.values), "more": reason.more}
            for reason in related.reasons
        ],
        "contexts": list(related.contexts),
        "folded": len(related.folded),
    }


def _state(state: SourceState) -> Line:
    return {
        "health": state.health.value,
        "since": _time(state.since),
        "looked": _time(state.looked),
        "moved_to": state.moved_to,
        "copy": state.copy.url if state.copy else None,
        "copy_taken": _time(state.copy.taken) if state.copy else None,
    }


def _facts(facts: SourceFacts) -> Line:
    return {
        "title": facts.title,
        "lead": facts.lead,
        "published": facts.published.isoformat() if facts.published else None,
        "language": facts.language,
        "canonical": facts.canonical,
    }


def _version(version: Version) -> Line:
    return {
        "revision": version.revision.number,
        "saved": _time(version.revision.known_saved),
        "page": version.page,
        "date": version.date.isoformat(),
        "kinds": [kind.value for kind in version.kinds],
        "event": event_record(version.event) if version.event else None,
    }


def _address(address: EventAddress) -> str:
    """Return an event's address as pages have it in JSON: without the ending of a format."""
    return path(EventPlace(address.date, address.slug), Format.HTML).removesuffix(".html")


def _time(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z") if time is not None else None
