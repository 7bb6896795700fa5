"""The site without a folder: the bytes at one address, made from the archive when they are asked for.

The same builder, renderers and file makers as a build, so the same bytes. Holds the archive open as it was when it was made;
what gathers all pages (sitemap, redirects, the search index) is made whole when it is first asked for, as only robots ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from daybook.model import Selection, SubjectKind
from daybook.publish.addresses import (
    DayPlace,
    FeedFormat,
    FeedPlace,
    Format,
    MonthPlace,
    OnThisDayPlace,
    Place,
    SiteFile,
    SubjectPlace,
    YearPlace,
    parse,
    parse_feed,
    parse_stem,
    stem,
)
from daybook.publish.delivery.plan import SINGLES
from daybook.publish.delivery.portion import BuildSpec, renderers, search_shard, site_files
from daybook.publish.library import Library
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.event import redirect_pages
from daybook.publish.pages.feed import changes_feed, opinion_feed, site_feed, subject_feed
from daybook.publish.pages.opinion import opinion_places
from daybook.publish.pages.pictures import ENDING as PICTURE_ENDING
from daybook.publish.pages.records import RedirectPage
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject import alias_pages
from daybook.publish.render.site_files import (
    redirect_files,
    sitemap_index,
    sitemap_names,
    sitemap_parts,
    sitemap_time,
)
from daybook.publish.render.to_feed import render_feed
from daybook.publish.search import manifest, shards
from daybook.publish.search.build import ManifestShard, ShardFiles


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The page stands at another path of the site, for good where `lasting`."""

    path: str
    lasting: bool = True


class LiveSite:
    """Answers for the addresses of a site from a library that stays as it is."""

    def __init__(self, library: Library, spec: BuildSpec) -> None:
        self._spec = spec
        self._builder = Builder(library, Site(spec.settings, spec.texts))
        self._renderers = renderers(spec)
        self._pictures = spec.make_pictures() if spec.make_pictures else None
        self._shard: ShardFiles | None = None
        self._whole: dict[str, bytes] = {}
        self._fixed: Mapping[str, bytes] | None = None

    def at(self, path_asked: str) -> bytes | MovedTo | None:
        """Return what stands at a path of the site, where it moved to, or None."""
        parsed = parse(path_asked)
        if parsed is not None:
            return self._page(*parsed)
        if path_asked.endswith(PICTURE_ENDING) and (place := parse_stem(path_asked.removesuffix(PICTURE_ENDING))):
            return self._picture(place)
        feed = parse_feed(path_asked)
        if feed is not None:
            return self._feed(*feed)
        if path_asked == "/search/index.json":
            return self._once(path_asked, self._search) if self._spec.search else None
        if path_asked.startswith("/search/"):
            return self._search(path_asked) if self._spec.search else None
        if path_asked.startswith("/sitemap"):
            return self._once(path_asked, self._sitemap)
        if path_asked in (SiteFile.REDIRECTS, SiteFile.REDIRECT_MAP):
            return self._once(path_asked, lambda path: redirect_files(list(self._moved()))[path])
        if self._fixed is None:
            self._fixed = site_files(self._spec, self._builder)
        return self._fixed.get(path_asked)

    def _once(self, path_asked: str, make: Callable[[str], bytes | None]) -> bytes | None:
        """Keep what gathers all pages, once it is made: the library stays as it is. What does not exist is not kept."""
        if path_asked in self._whole:
            return self._whole[path_asked]
        made = make(path_asked)
        if made is not None:
            self._whole[path_asked] = made
        return made

    def _page(self, place: Place, form: Format) -> bytes | MovedTo | None:
        page = self._builder.page(place)
        if page is None:
            return None
        if isinstance(page, RedirectPage):
            stem_part = page.location[len(self._builder.site.root.folder) :]
            return MovedTo(f"{stem_part}.{form.value}", page.lasting)
        return self._renderers[form].render(page)

    def _picture(self, place: Place) -> bytes | None:
        page = self._builder.page(place) if self._pictures else None
        return self._pictures.draw(page) if page and page.image and self._pictures else None

    def _feed(self, place: FeedPlace, form: FeedFormat) -> bytes | MovedTo | None:
        builder = self._builder
        if place.changes:
            return render_feed(changes_feed(builder.cache, builder.calendar), form)
        if place.opinion:
            return render_feed(opinion_feed(builder.cache), form) if builder.site.texts.articles else None
        if place.kind is None:
            return render_feed(site_feed(builder.cache, builder.calendar), form)
        subject = next(iter(builder.library.subjects(place.kind, [place.slug]).values()), None)
        if subject is None or subject.slug != place.slug or not builder.site.has_feed(place.kind, subject.count):
            return None
        return render_feed(subject_feed(builder.cache, subject), form)

    def _search(self, path_asked: str) -> bytes | None:
        years = list(self._builder.calendar.years)
        if path_asked == "/search/index.json":
            told = [ManifestShard.of(search_shard(self._builder, shard)) for shard in shards(years)]
            return manifest(told)[1]
        for shard in shards(years):
            if path_asked.startswith(f"/search/{shard.name}/"):
                if self._shard is None or self._shard.shard != shard:
                    self._shard = search_shard(self._builder, shard)
                return self._shard.files.get(path_asked)
        return None

    def _sitemap(self, path_asked: str) -> bytes | None:
        root = self._builder.site.root
        parts: dict[str, bytes] = {}
        listed: list[tuple[str, str]] = []
        for name, _ in sitemap_names(self._builder.calendar.years):
            if path_asked != SiteFile.SITEMAP_INDEX and not path_asked.startswith(f"/sitemaps/{name}"):
                continue
            entries = sorted(self._entries(name))
            made = sitemap_parts(root, name, entries)
            parts |= made
            latest = max((when for _, when in entries), default="")
            listed.extend((part, latest) for part in made)
        if path_asked == SiteFile.SITEMAP_INDEX:
            return sitemap_index(root, listed)
        return parts.get(path_asked)

    def _entries(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the entries of a part of the sitemap."""
        builder = self._builder
        calendar = builder.calendar
        if name.startswith("news-"):
            yield from self._news(int(name.removeprefix("news-")))
        elif name == "calendar":
            dates = sorted({(day.month, day.day) for day in calendar.days})
            yield from self._pages([MonthPlace(*month) for month in calendar.months])
            yield from self._pages([YearPlace(year) for year in calendar.years])
            yield from self._pages([OnThisDayPlace(*when) for when in dates])
        elif name == "pages":
            yield from self._pages(
                [place for place in (*SINGLES, *opinion_places(builder.site)) if stem(place) != "/404"]
            )
        else:
            kind = SubjectKind(name)
            subjects = builder.subjects(kind).values()
            yield from self._pages(
                [SubjectPlace(kind, each.slug) for each in subjects if builder.site.has_feed(kind, each.count)]
            )

    def _news(self, year: int) -> Iterator[tuple[str, str]]:
        builder = self._builder
        folder = len(builder.site.root.folder)
        days = [record.date for month in builder.calendar.years[year] for record in builder.calendar.months[month]]
        yield from self._pages([DayPlace(day) for day in days])
        ids = builder.library.select(Selection(days[0], days[-1], withdrawn=True))
        for start in range(0, len(ids), 500):
            for page in builder.event_pages(ids[start : start + 500]):
                yield page.address[folder:], sitemap_time(page.updated)

    def _pages(self, places: list[Place]) -> Iterator[tuple[str, str]]:
        for place in places:
            page = self._builder.page(place)
            if page is not None and not isinstance(page, RedirectPage):
                yield stem(place), sitemap_time(page.updated)

    def _moved(self) -> Iterator[tuple[str, str]]:
        """Yield all addresses that moved, and where to."""
        builder = self._builder
        ids = builder.library.select(Selection(withdrawn=True))
        for start in range(0, len(ids), 1000):
            for page in redirect_pages(builder.site, builder.library.events(ids[start : start + 1000]).values()):
                yield page.address, page.location
        for kind in SubjectKind:
            for subject in builder.subjects(kind).values():
                for page in alias_pages(builder.site, subject):
                    yield page.address, page.location
