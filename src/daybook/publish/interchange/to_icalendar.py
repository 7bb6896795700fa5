"""Events as iCalendar (RFC 5545): all-day entries that keep their UID through every rewording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from daybook.model import ArchivedEvent, Status
from daybook.publish.cleaning import clean
from daybook.publish.interchange.event_records import event_record, source_records
from daybook.publish.interchange.records import EventRecord
from daybook.publish.pages.english_text import shorten
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.reader_text import FROM_PAGE, FROM_REVISION, ReaderText

PRODUCT = "-//Daybook//Daybook//EN"

SUMMARY = 200
"""Characters of the line that calendars show: the whole text is in the description."""

FOLDED = 74
"""Octets of a piece of a line: with the space before it no more than 75 (RFC 5545, section 3.1)."""

MOST_SOURCES = 20
"""Sources named in one description."""


def to_icalendar(cache: EventCache, events: Sequence[ArchivedEvent], name: str) -> bytes:
    """Return events as one calendar: `STATUS` is CANCELLED where editors withdrew them, `SEQUENCE` counts their changes.

    `name` is what the calendar tells of, if not of the site as a whole. `DTSTAMP`, which may not be absent, is when an event last
    changed, or its day where that is not known; `CREATED` and `LAST-MODIFIED` are absent then.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    named = ": ".join(filter(None, (cache.site.home.name, clean(name).strip())))
    calendar.add("name", named)  # RFC 7986; the other is what most programs read
    calendar.add("x-wr-calname", named)
    for event in events:
        entry = icalendar.Event()
        for key, value in _properties(cache, event):
            entry.add(key, value)
        calendar.add_component(entry)
    return b"".join(_folded(line) for line in calendar.content_lines() if line)


def _folded(line: str) -> bytes:
    """Return a line in pieces that are short enough, none of which begins within a character or after half an escape.

    The library's own way takes a fifth of a second for five hundred events.
    """
    content = line.encode()
    pieces = []
    start, end = 0, FOLDED
    while end < len(content):
        while content[end] & 0xC0 == 0x80:  # not the first octet of a character
            end -= 1
        piece = content[start:end]
        end -= (len(piece) - len(piece.rstrip(b"\\"))) % 2
        pieces.append(content[start:end])
        start, end = end, end + FOLDED
    return b"\r\n ".join((*pieces, content[start:])) + b"\r\n"


def _properties(cache: EventCache, event: ArchivedEvent) -> Iterator[tuple[str, object]]:
    record = event_record(cache, event)
    yield "uid", cache.site.identifier(event)
    yield "dtstamp", record.last_changed or record.first_listed or datetime.combine(record.date, time(), UTC)
    yield "dtstart", record.date
    yield "summary", shorten(record.headline, SUMMARY)
    yield "description", "\n".join(_description(event, record, cache.site.text))
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


def _description(event: ArchivedEvent, record: EventRecord, text: ReaderText) -> Iterator[str]:
    yield record.headline
    for source in source_records(event.event.sources[:MOST_SOURCES], event.hosts):
        yield ": ".join(filter(None, (source.label or source.outlet, source.url)))
    page, number = record.revision.page, record.revision.number
    origin = (
        text.say(FROM_PAGE, page=page) if number is None else text.say(FROM_REVISION, page=page, number=f"{number}")
    )
    yield f"{origin} {record.licence or ''}".rstrip()
