"""The events that stand behind a page, whole: what its files for other programs hold. Says nothing of their formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daybook.model import ArchivedEvent, Selection
from daybook.publish.addresses import DayPlace, EventPlace, MonthPlace, OnThisDayPlace, Place, SubjectPlace
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.reader_text import ON_THIS_DAY
from daybook.publish.pages.subject_name import subject_name

MOST_EVENTS = 1_000
"""Events of a subject, the latest, that one file holds: about 1 MB of GeoJSON. The largest subjects have a third of an archive's events."""


@dataclass(frozen=True, slots=True)
class EventList:
    """Events in order of date and page, and what they are the events of."""

    name: str
    events: tuple[ArchivedEvent, ...]


def event_list(builder: Builder, place: Place, *, withdrawn: bool) -> EventList | None:
    """Return the events of a page, those that editors removed too if they are `withdrawn`; None where there is no such page."""
    if isinstance(place, EventPlace):
        event = builder.find_event(place.date, place.slug)
        is_there = event is not None and (event.date, event.slug) == (place.date, place.slug)
        return EventList(place.slug, (event,)) if event is not None and is_there else None
    found = _selected(builder, place, withdrawn=withdrawn)
    if found is None:
        return None
    name, ids = found
    events = builder.library.events(ids)
    return EventList(name, tuple(events[number] for number in ids if number in events))


def _selected(builder: Builder, place: Place, *, withdrawn: bool) -> tuple[str, Sequence[int]] | None:
    """Return what the events are of, and their ids."""
    library, calendar, text = builder.library, builder.calendar, builder.site.text
    match place:
        case DayPlace(day) if day in calendar.days:
            return text.date(day), library.select(Selection(day, day, withdrawn=withdrawn))
        case MonthPlace(year, month) if (year, month) in calendar.months:
            span = Selection(place.first, place.last, withdrawn=withdrawn)
            return text.month(year, month), library.select(span)
        case OnThisDayPlace(month, day) if calendar.on_date(month, day):
            days = [record.date for record in calendar.on_date(month, day)]
            on_all = [number for when in days for number in library.select(Selection(when, when, withdrawn=withdrawn))]
            return f"{text.say(ON_THIS_DAY)}: {text.day_of_year(month, day)}", on_all
        case SubjectPlace(kind, slug, year=None):
            subject = library.subjects(kind, [slug]).get(slug)
            if subject is None or subject.slug != slug:
                return None
            ids = library.select(Selection(kind=kind, slug=slug, withdrawn=withdrawn))
            return subject_name(subject.name, slug), ids[-MOST_EVENTS:]
        case _:
            return None
