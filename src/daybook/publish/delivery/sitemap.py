"""The sitemap: its parts and which groups of files each part lists, built from what groups told, or made live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daybook.model import Selection, SubjectKind
from daybook.publish.addresses import SITEMAPS_FOLDER, DayPlace, Place, SiteFile, SubjectPlace
from daybook.publish.delivery.file_family import FileFamily, LiveSource
from daybook.publish.delivery.file_groups import LAST
from daybook.publish.kinds import KINDS, look_of, page_at, place_group
from daybook.publish.pages.builder import Builder
from daybook.publish.render.to_sitemap import sitemap_index, sitemap_parts, sitemap_time

Entry = tuple[str, str]
"""A stem, and when its page last changed; empty where that is not known."""

_NEWS = "news-"


def part_names(years: Iterable[int]) -> list[tuple[str, str]]:
    """Return the parts of the sitemap by name, each with what the names of its groups of files begin with."""
    return [
        *((f"{_NEWS}{year}", f"day/{year:04}-") for year in years),
        *((kind.value, f"subject/{kind.value}/") for kind in SubjectKind if kind is not SubjectKind.OUTLET),
        ("calendar", "calendar/"),
        ("pages", "page/"),
    ]


def _group(path: str) -> str | None:
    return LAST if path == SiteFile.SITEMAP_INDEX or path.startswith(SITEMAPS_FOLDER) else None


def _at(source: LiveSource, path: str) -> bytes | None:
    return source.remembered(path, lambda: _made(source.builder, path)) if _group(path) else None


def _made(builder: Builder, path: str) -> bytes | None:
    root = builder.site.root
    parts: dict[str, bytes] = {}
    listed: list[Entry] = []
    for name, prefix in part_names(builder.calendar.years):
        if path != SiteFile.SITEMAP_INDEX and not path.startswith(f"{SITEMAPS_FOLDER}{name}"):
            continue
        entries = sorted(_entries(builder, name, prefix))
        made = sitemap_parts(root, name, entries)
        parts |= made
        latest = max((when for _, when in entries), default="")
        listed.extend((part, latest) for part in made)
    return sitemap_index(root, listed) if path == SiteFile.SITEMAP_INDEX else parts.get(path)


def _entries(builder: Builder, name: str, prefix: str) -> Iterator[Entry]:
    """Yield the entries of a part of the sitemap."""
    if name.startswith(_NEWS):
        yield from _news(builder, int(name.removeprefix(_NEWS)))
    elif prefix.startswith("subject/"):
        kind = SubjectKind(name)
        subjects = builder.subjects(kind).values()
        yield from _pages(
            builder, [SubjectPlace(kind, each.slug) for each in subjects if builder.site.has_feed(kind, each.count)]
        )
    else:
        places = (place for kind in KINDS for place in kind.places(builder))
        yield from _pages(builder, [place for place in places if place_group(place).startswith(prefix)])


def _news(builder: Builder, year: int) -> Iterator[Entry]:
    folder = len(builder.site.root.folder)
    days = [record.date for month in builder.calendar.years[year] for record in builder.calendar.months[month]]
    yield from _pages(builder, [DayPlace(day) for day in days])
    ids = builder.library.select(Selection(days[0], days[-1], withdrawn=True))
    for start in range(0, len(ids), 500):
        for page in builder.event_pages(ids[start : start + 500]):
            yield page.address[folder:], sitemap_time(page.updated)


def _pages(builder: Builder, places: Iterable[Place]) -> Iterator[Entry]:
    for place in places:
        page = page_at(builder, place)
        if page is not None and look_of(page).listed:
            yield place.stem, sitemap_time(page.updated)


SITEMAP = FileFamily(_group, _at)
