"""Which stories the front page leads with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import count

from tests.publish.memory_library import MemoryLibrary
from tests.publish.sample_events import make_event

from daybook.model import ArchivedEvent, RichText, Selection, Span, Story
from daybook.model.slug import subject_slug
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.moved import moved_stories
from daybook.publish.pages.records import MovedStory
from daybook.publish.pages.site import Site
from daybook.publish.settings import SiteSettings

TODAY = date(2024, 5, 31)
MONTH = [TODAY - timedelta(days=back) for back in range(33)]
_NUMBERS = count(1)


def told(day: date, *stories: str) -> ArchivedEvent:
    number = next(_NUMBERS)
    levels = tuple(Story(name, subject_slug(name), level=level) for level, name in enumerate(stories))
    return make_event(number, day, RichText((Span(f"Event {number} of {stories[-1]}."),)), stories=levels)


def daily(story: str, each: int, days: Iterable[date]) -> Iterator[ArchivedEvent]:
    return (told(day, story) for day in days for _ in range(each))


def moved(events: list[ArchivedEvent], changed: Iterable[ArchivedEvent] = ()) -> tuple[MovedStory, ...]:
    library = MemoryLibrary(events)
    cache = EventCache(library, Site(SiteSettings()))
    recent = cache.each(library.select(Selection(MONTH[-1], TODAY)))
    return moved_stories(recent, cache.each([event.id for event in changed]), TODAY, MONTH)


def names(stories: Iterable[MovedStory]) -> list[str]:
    return [each.story.name for each in stories]


def test_a_war_that_goes_on_as_usual_does_not_lead_and_leads_when_it_flares_up() -> None:
    quiet = [*daily("War", 6, MONTH), *daily("Flood", 1, MONTH[:2])]
    loud = [*quiet, *daily("War", 9, MONTH[:3])]

    assert names(moved(quiet)) == ["Flood"]
    assert names(moved(loud)) == ["War", "Flood"]


def test_what_is_told_of_a_story_is_what_it_is_ranked_by() -> None:
    older = told(MONTH[10], "Flood")
    events = [older, *daily("Flood", 1, MONTH[:2])]

    (flood,) = moved(events, changed=[older, events[1]])

    assert (flood.new, flood.changed, flood.usual) == (2, 1, 0.1)
    assert flood.latest.date == TODAY
    assert flood.days[-2:] == (1, 1)
    assert sum(flood.days) == 3


def test_a_story_and_the_one_within_it_lead_once() -> None:
    events = [told(day, "War", "Siege of the city") for day in MONTH[:3]] + list(daily("Vote", 2, MONTH[:2]))

    assert names(moved(events)) == ["Vote", "Siege of the city"]


def test_quiet_stories_make_up_the_number_and_lone_headlines_do_not() -> None:
    events = [told(TODAY, "Lone"), *(told(day, name) for name in ("A", "B", "C", "D") for day in (TODAY, MONTH[20]))]

    assert names(moved(events)) == ["A", "B", "C"]


def test_days_that_were_not_read_make_no_story_unusual() -> None:
    """A story with two events a day, in an archive of five days, is as usual on the last three as on the two before."""
    library = MemoryLibrary(list(daily("War", 2, MONTH[:5])))
    cache = EventCache(library, Site(SiteSettings()))

    assert moved_stories(cache.each(library.select(Selection(MONTH[4], TODAY))), (), TODAY, MONTH[:5]) == ()
