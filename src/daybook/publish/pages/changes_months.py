"""The archive of changes: for each month, its events that editors changed in substance or withdrew, then those merely reworded."""

from __future__ import annotations

from daybook.model import ArchivedEvent, ChangeKind, Selection, Status, Version
from daybook.publish.addresses import CHANGES, ChangesMonthPlace, EventPlace, HistoryPlace
from daybook.publish.pages import descriptions
from daybook.publish.pages.calendar import Calendar, last_saved
from daybook.publish.pages.english_text import month_name
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.material_changes import MATERIAL
from daybook.publish.pages.records import ChangedEvent, ChangesMonthPage, EventLink, Link, Tally
from daybook.publish.pages.site import Site
from daybook.publish.pages.word_diff import figure_courses
from daybook.publish.plain_text import plain_text

CHANGES_NAME = "Changes"


def changed_months(calendar: Calendar) -> dict[tuple[int, int], int]:
    """Return the months whose events were changed or withdrawn after their first revision, oldest first, with how many were."""
    counts = {
        month: sum(record.changed + record.withdrawn for record in records)
        for month, records in calendar.months.items()
    }
    return {month: count for month, count in counts.items() if count}


def month_tallies(site: Site, calendar: Calendar) -> tuple[Tally, ...]:
    """Return the links to these months, latest first; their names are YYYY-MM."""
    return tuple(
        Tally(f"{year:04}-{month:02}", site.address(ChangesMonthPlace(year, month)), count)
        for (year, month), count in reversed(changed_months(calendar).items())
    )


def changes_month_page(cache: EventCache, calendar: Calendar, year: int, month: int) -> ChangesMonthPage | None:
    """Return the page of what changed in a month's events; None where nothing did."""
    site = cache.site
    months = list(changed_months(calendar))
    if (year, month) not in months:
        return None
    own = ChangesMonthPlace(year, month)
    ids = cache.library.select(Selection(own.first, own.last, withdrawn=True))
    found = cache.library.events(ids)
    in_order = (found[number] for number in ids if number in found)  # a library gives what is asked for in any order
    events = [event for event in in_order if event.changes or event.status is Status.WITHDRAWN]
    versions = cache.library.versions([event.id for event in events])
    items = [_changed(site, event, versions.get(event.id, ())) for event in events]
    address = site.address(own)
    place = months.index((year, month))
    name = f"{month_name(month)} {year}"
    return ChangesMonthPage(
        address=address,
        url=site.url(address),
        title=f"Changes: {name}",
        description=site.text.say(
            descriptions.CHANGED_IN, events=site.text.count("events", len(items)), month=site.text.month(year, month)
        ),
        updated=last_saved(calendar.months[year, month]),
        formats=site.formats(address),
        breadcrumbs=(site.home, site.single(CHANGES, CHANGES_NAME)),
        previous=_link(site, months[place - 1]) if place else None,
        next=_link(site, months[place + 1]) if place + 1 < len(months) else None,
        feeds=site.site_feeds(),
        month=f"{year:04}-{month:02}",
        material=tuple(item for item in items if not MATERIAL.isdisjoint(item.kinds)),
        reworded=tuple(item.event for item in items if MATERIAL.isdisjoint(item.kinds)),
    )


def _changed(site: Site, event: ArchivedEvent, versions: tuple[Version, ...]) -> ChangedEvent:
    """Tell what editors did to an event after its first version: each kind of change once, in the order in which it came."""
    kinds = dict.fromkeys(kind for version in versions[1:] for kind in version.kinds)
    wordings = [plain_text(version.event.headline) for version in versions if version.event]
    return ChangedEvent(
        EventLink(site.address(EventPlace(event.date, event.slug)), event.date, plain_text(event.event.headline)),
        site.address(HistoryPlace(event.date, event.slug)),
        tuple(kind for kind in kinds if kind is not ChangeKind.ADDED),
        event.changes,
        figure_courses(wordings),
    )


def _link(site: Site, month: tuple[int, int]) -> Link:
    return Link(f"{month_name(month[1])} {month[0]}", site.address(ChangesMonthPlace(*month)))
