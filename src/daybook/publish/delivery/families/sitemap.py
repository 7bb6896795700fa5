"""The sitemap: its parts, which groups of files each lists in a build, and the same made live from the archive's addresses.

A live part is made of a few queries for columns: no page is made for it but the few that there is one of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from daybook.model import SubjectKind
from daybook.publish.addresses import (
    SITEMAPS_FOLDER,
    DayPlace,
    EventPlace,
    Place,
    SiteFile,
    SubjectPlace,
    sitemap_path,
)
from daybook.publish.delivery.families.file_family import FileFamily, LiveSource
from daybook.publish.delivery.families.file_groups import LAST
from daybook.publish.kinds import KINDS, kind_of, look_of, page_at, place_group
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.calendar import Calendar, last_saved
from daybook.publish.pages.material_changes import MATERIAL
from daybook.publish.render.to_sitemap import SITEMAP_URLS, sitemap_index, sitemap_parts, sitemap_time

Entry = tuple[str, str]
"""A stem, and when its page last changed; empty where that is not known."""

_NEWS, _CALENDAR, _PAGES = "news-", "calendar", "pages"


def part_names(years: Iterable[int]) -> list[tuple[str, str]]:
    """Return the parts of the sitemap by name, each with what the names of its groups of files begin with."""
    return [
        *((f"{_NEWS}{year}", f"day/{year:04}-") for year in years),
        *((kind.value, f"subject/{kind.value}/") for kind in SubjectKind if kind is not SubjectKind.OUTLET),
        (_CALENDAR, "calendar/"),
        (_PAGES, "page/"),
    ]


def list_parts(calendar: Calendar, paths: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return the paths of the parts, by name, with when the pages of each changed last.

    Those of a year changed with the newest revision of its days. On pages of subjects, and on all others, what is newest of
    all sooner or later shows.
    """
    newest = sitemap_time(last_saved(calendar.days.values()))
    return [
        (path, sitemap_time(last_saved(calendar.of_year(_year(name)))) if name.startswith(_NEWS) else newest)
        for name, found in paths.items()
        for path in found
    ]


def _group(path: str) -> str | None:
    return LAST if path == SiteFile.SITEMAP_INDEX or path.startswith(SITEMAPS_FOLDER) else None


def _at(source: LiveSource, path: str) -> bytes | None:
    if not _group(path):
        return None
    builder = source.builder
    names = [name for name, _ in part_names(builder.calendar.years)]
    if path == SiteFile.SITEMAP_INDEX:
        return sitemap_index(builder.site.root, list_parts(builder.calendar, _paths(builder, names)))
    name = next((name for name in names if _is_of(path, name)), None)
    return sitemap_parts(builder.site, name, sorted(_entries(builder, name))).get(path) if name else None


def _is_of(path: str, name: str) -> bool:
    """Say whether a path may be of a part: its first file, or one with a number."""
    rest = path.removeprefix(sitemap_path(name).removesuffix(".xml")).removesuffix(".xml")
    return path == sitemap_path(name) or (rest.startswith("-") and rest[1:].isdecimal())


def _paths(builder: Builder, names: Iterable[str]) -> dict[str, list[str]]:
    """Return the paths of every part by its name; what is counted is not made."""
    events = builder.library.event_totals()
    subjects = builder.library.subject_totals(builder.site.settings.feed_minimum)
    counts = {kind.value: count for kind, count in subjects.items()}
    for year in builder.calendar.years:
        counts[f"{_NEWS}{year}"] = events.get(year, 0) + sum(1 for _ in builder.calendar.of_year(year))
    return {
        name: [
            sitemap_path(name if number == 1 else f"{name}-{number}")
            for number in range(1, -(-counts.get(name, 0) // SITEMAP_URLS) + 1)
        ]
        for name in names
    } | {name: [sitemap_path(name)] for name in (_CALENDAR, _PAGES) if name == _PAGES or builder.calendar.days}


def _entries(builder: Builder, name: str) -> Iterator[Entry]:
    """Yield the entries of a part of the sitemap."""
    if name.startswith(_NEWS):
        yield from _news(builder, _year(name))
    elif name in (_CALENDAR, _PAGES):
        is_calendar = name == _CALENDAR
        places = (place for kind in KINDS for place in kind.places(builder))
        yield from _pages(
            builder, [each for each in places if place_group(each).startswith("calendar/") is is_calendar]
        )
    else:
        kind, settings = SubjectKind(name), builder.site.settings
        for slug, changed in builder.library.subject_changes(kind, settings.feed_minimum, settings.list_events):
            yield SubjectPlace(kind, slug).stem, sitemap_time(changed)


def _year(name: str) -> int:
    return int(name.removeprefix(_NEWS))


def _news(builder: Builder, year: int) -> Iterator[Entry]:
    for record in builder.calendar.of_year(year):
        yield DayPlace(record.date).stem, sitemap_time(record.revision.known_saved)
    for address, changed in builder.library.event_changes(date(year, 1, 1), date(year, 12, 31), tuple(MATERIAL)):
        yield EventPlace(address.date, address.slug).stem, sitemap_time(changed)


def _pages(builder: Builder, places: Iterable[Place]) -> Iterator[Entry]:
    for place in places:
        known, updated = _updated(builder, place)
        if known:
            yield place.stem, sitemap_time(updated)


def _updated(builder: Builder, place: Place) -> tuple[bool, datetime | None]:
    """Return whether the sitemap has the page at a place, and when it changed."""
    kind = kind_of(place)
    if kind.updated is not None:
        return True, kind.updated(builder, place)
    page = page_at(builder, place)
    return page is not None and look_of(page).listed, page.updated if page else None


SITEMAP = FileFamily(_group, _at)
