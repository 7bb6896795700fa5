"""What a month was about: the stories that it brought most of against the month before, those that began and those that ended.

From counts by month, and from a few events of each leading story: no month is read through for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from daybook.model import Selection, StoryMonth, SubjectKind
from daybook.publish.addresses import MonthPlace, SubjectPlace
from daybook.publish.pages.calendar import Calendar
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.moved import surprise
from daybook.publish.pages.records import LeadingStory, Tally
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject_name import subject_name
from daybook.publish.pages.turning_points import leading

Month = tuple[int, int]

QUIET = 3
"""Months after which a story that brought nothing more is taken for ended."""
WORTH_TELLING = 5
"""Fewest events of a story whose beginning and end are shown: most names stand above one or two."""
ENDS = 8
"""Most stories shown as begun or ended in a month."""
LOOKED_AT = 12
"""Events of a story's month that are looked at for the leading one: the first ones, as news begins with what matters."""


def month_before(month: Month, months: int = 1) -> Month:
    """Return the month that lies some months before."""
    place = month[0] * 12 + month[1] - 1 - months
    return place // 12, place % 12 + 1


def leading_stories(
    cache: EventCache,
    calendar: Calendar,
    month: Month,
    by_month: Mapping[Month, Sequence[StoryMonth]],
    most: int,
) -> tuple[LeadingStory, ...]:
    """Return the stories of a month with the greatest surprise against the month before, each with its leading event.

    Of a story and one within it, which have the same events, the one that ranks first. Where
    the month before was not read, nothing is said of it.
    """
    before = {each.slug: each.events for each in by_month.get(month_before(month), ())}
    is_known = month_before(month) in calendar.months
    ranked = sorted(
        (each for each in by_month.get(month, ()) if each.events > 1),
        key=lambda each: (-surprise(each.events, before.get(each.slug, 0)), each.slug),
    )
    place = MonthPlace(*month)
    chosen: list[LeadingStory] = []
    covered: set[int] = set()
    for story in ranked[: most * 4]:
        ids = cache.library.select(Selection(place.first, place.last, SubjectKind.TOPIC, story.slug))
        if len(chosen) == most or len(covered.intersection(ids)) * 2 > len(ids):
            continue
        found = list(cache.summaries(ids[:LOOKED_AT]).values())
        if found:
            covered.update(ids)
            link = _tally(cache.site, story, story.events, before.get(story.slug, 0) if is_known else None)
            chosen.append(LeadingStory(link, leading(found).item))
    return tuple(chosen)


def began(site: Site, month: Month, stories: Sequence[StoryMonth]) -> tuple[Tally, ...]:
    """Return the stories whose first event is of a month, with all their events, those with most first."""
    return _ends(site, [story for story in stories if story.first == month])


def ended(site: Site, month: Month, stories: Sequence[StoryMonth], calendar: Calendar) -> tuple[Tally, ...]:
    """Return the stories whose last event is of a month, where the archive has gone on for a while without them."""
    latest = next(reversed(calendar.months), month)
    if month_before(latest, QUIET) < month:
        return ()
    return _ends(site, [story for story in stories if story.last == month])


def _ends(site: Site, stories: Sequence[StoryMonth]) -> tuple[Tally, ...]:
    ranked = sorted(
        (story for story in stories if story.total >= WORTH_TELLING), key=lambda story: (-story.total, story.slug)
    )
    return tuple(_tally(site, story, story.total) for story in ranked[:ENDS])


def _tally(site: Site, story: StoryMonth, events: int, before: int | None = None) -> Tally:
    address = site.address(SubjectPlace(SubjectKind.TOPIC, story.slug))
    return Tally(subject_name(story.name, story.slug), address, events, before)
