"""The events of pages as files for other programs, where the site has these formats: GeoJSON, iCalendar, ninjs; or as a book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from daybook.publish.addresses import DigestPlace, EventFormat, MonthPlace, Place, event_format_of, event_path
from daybook.publish.delivery.families.books import make_book
from daybook.publish.delivery.families.file_family import FileFamily, LiveSource
from daybook.publish.interchange.event_records import event_record
from daybook.publish.interchange.to_geojson import to_geojson
from daybook.publish.interchange.to_icalendar import to_icalendar
from daybook.publish.interchange.to_ninjs import to_ninjs
from daybook.publish.kinds import parse_stem
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.digest import DigestSpan, month_span, week_span
from daybook.publish.pages.event_lists import event_list
from daybook.publish.pages.site import Site


def event_paths(site: Site, place: Place) -> tuple[str, ...]:
    """Return the paths of the events of a page in each format that they come in on a site."""
    return tuple(event_path(place, form) for form in site.event_formats(place))


def event_files(builder: Builder, place: Place) -> dict[str, bytes]:
    """Return the events of a page in each of these formats, by path."""
    made = {form: _content(builder, place, form) for form in builder.site.event_formats(place)}
    return {event_path(place, form): content for form, content in made.items() if content is not None}


def _content(builder: Builder, place: Place, form: EventFormat) -> bytes | None:
    if isinstance(place, MonthPlace) and not _has_events(builder, place):
        return None
    if form is EventFormat.EPUB:
        span = _span(builder.site, place)
        return make_book(builder, span) if span is not None else None
    # A map has what happened; a calendar, or an agency, that was sent an event hears when it is withdrawn.
    listed = event_list(builder, place, withdrawn=form is not EventFormat.GEOJSON)
    if listed is None:
        return None
    match form:
        case EventFormat.GEOJSON:
            return to_geojson((event_record(builder.cache, event) for event in listed.events), _lasting)
        case EventFormat.ICALENDAR:
            return to_icalendar(builder.cache, listed.events, listed.name)
        case _:
            return b"".join(to_ninjs(builder.cache, event) for event in listed.events)


def _has_events(builder: Builder, place: MonthPlace) -> bool:
    return any(record.events for record in builder.calendar.months.get((place.year, place.month), ()))


def _span(site: Site, place: Place) -> DigestSpan | None:
    if isinstance(place, DigestPlace):
        return week_span(site, place)
    return month_span(site, place.year, place.month) if isinstance(place, MonthPlace) else None


def _lasting(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an event without its place on its day: another event takes that, and no subject of this one knows."""
    return {name: value for name, value in event.items() if name != "position"}


def _at(source: LiveSource, path: str) -> bytes | None:
    form = event_format_of(path)
    place = parse_stem(path.rpartition(".")[0]) if form is not None else None
    if form is None or place is None or form not in source.builder.site.event_formats(place):
        return None
    return _content(source.builder, place, form)


EVENT_FILES = FileFamily(lambda _: None, _at)  # they are in the group of their page, whatever their ending
