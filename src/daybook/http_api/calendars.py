"""Events as iCalendar (RFC 5545): all-day entries that keep their UID through every rewording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from daybook.http_api.event_records import event_record, source_records
from daybook.http_api.records import EventRecord
from daybook.http_api.session import ApiSession
from daybook.model import ArchivedEvent, Status
from daybook.publish.cleaning import clean
from daybook.publish.pages.english_text import shorten

PRODUCT = "-//Daybook//Daybook//EN"

SUMMARY = 200
"""Characters of the line that calendars show: the whole text is in the description."""

MOST_SOURCES = 20
"""Sources named in one description."""


def to_icalendar(session: ApiSession, events: Sequence[ArchivedEvent], values: Mapping[str, Any]) -> bytes:
    """Return events as one calendar: `STATUS` is CANCELLED where editors withdrew them, `SEQUENCE` counts their changes.

    `values` are those of the request: what was asked for names the calendar. `DTSTAMP`, which may not be absent, is when an event
    last changed, or its day where that is not known; `CREATED` and `LAST-MODIFIED` are absent then.
    """
    import icalendar

    records = [event_record(session, event) for event in events]
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    name = _name(session, records, values)
    calendar.add("name", name)  # RFC 7986; the other is what most programs read
    calendar.add("x-wr-calname", name)
    for event, record in zip(events, records, strict=True):
        entry = icalendar.Event()
        for key, value in _properties(session, event, record):
            entry.add(key, value)
        calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def _properties(session: ApiSession, event: ArchivedEvent, record: EventRecord) -> Iterator[tuple[str, object]]:
    yield "uid", session.site.identifier(event)
    yield "dtstamp", record.last_changed or record.first_listed or datetime.combine(record.date, time(), UTC)
    yield "dtstart", record.date
    yield "summary", shorten(record.headline, SUMMARY)
    yield "description", "\n".join(_description(event, record))
    yield "url", record.url
    yield "status", "CANCELLED" if event.status is Status.WITHDRAWN else "CONFIRMED"
    yield "sequence", record.changes
    yield "transp", "TRANSPARENT"  # nobody is busy because of the news
    if record.first_listed is not None:
        yield "created", record.first_listed
    if record.last_changed is not None:
        yield "last-modified", record.last_changed
    categories = [each.name for each in (record.category, *record.topics) if each is not None]
    if categories:
        yield "categories", list(dict.fromkeys(categories))
    if record.place:
        yield "location", record.place
    if record.lat is not None and record.lon is not None:
        yield "geo", (record.lat, record.lon)


def _description(event: ArchivedEvent, record: EventRecord) -> Iterator[str]:
    yield record.headline
    for source in source_records(event.event.sources[:MOST_SOURCES], event.hosts):
        yield ": ".join(filter(None, (source.label or source.outlet, source.url)))
    number = f", revision {record.revision.number}" if record.revision.number is not None else ""
    yield f"From {record.revision.page}{number}. {record.licence or ''}".rstrip()


def _name(session: ApiSession, records: Iterable[EventRecord], values: Mapping[str, Any]) -> str:
    """Return what the calendar is called: the site, and the question, subject or day that was asked for."""
    asked = values.get("q") or values.get("slug") or values.get("host") or values.get("date") or ""
    if values.get("slug") and not values.get("q"):
        named = (link for each in records for link in (*each.topics, *each.contexts, each.category) if link is not None)
        asked = next((link.name for link in named if link.slug == asked), asked)
    return ": ".join(filter(None, (session.site.home.name, clean(str(asked)).strip())))
