"""Which pages have their events as files for other programs, or as a book, and where these stand: beside the page, under its own name."""

from __future__ import annotations

from daybook.model import SubjectKind
from daybook.publish.addresses.formats import EventFormat
from daybook.publish.addresses.places import (
    DayPlace,
    DigestPlace,
    EventPlace,
    MonthPlace,
    OnThisDayPlace,
    Place,
    SubjectPlace,
)

_FORMATS = {form.value: form for form in EventFormat}


def event_formats(place: Place) -> tuple[EventFormat, ...]:
    """Return the formats that the events of a page can come in.

    Maps are of days, months and subjects, calendars of what comes back (a date) or goes on (a story), books of weeks and months,
    and news agencies exchange single events. A subject's years and months have none of their own.
    """
    match place:
        case EventPlace():
            return (EventFormat.NINJS,)
        case DayPlace():
            return (EventFormat.GEOJSON,)
        case MonthPlace():
            return (EventFormat.GEOJSON, EventFormat.EPUB)
        case DigestPlace():
            return (EventFormat.EPUB,)
        case OnThisDayPlace():
            return (EventFormat.ICALENDAR,)
        case SubjectPlace(kind=SubjectKind.TOPIC, year=None):
            return (EventFormat.GEOJSON, EventFormat.ICALENDAR)
        case SubjectPlace(year=None):
            return (EventFormat.GEOJSON,)
        case _:
            return ()


def event_path(place: Place, form: EventFormat) -> str:
    """Return the path of the events of a page in a format."""
    return f"{place.stem}.{form}"


def event_format_of(path: str) -> EventFormat | None:
    """Return the format that a path ends in, if it is one of events."""
    return _FORMATS.get(path.rpartition(".")[2])
