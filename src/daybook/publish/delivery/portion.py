"""Does one portion of a build: records, bytes, files. What it did goes back as values, so that it may run in any process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from daybook.errors import PublishError
from daybook.model import Selection, Subject, SubjectKind
from daybook.publish.addresses import (
    DayPlace,
    FeedFormat,
    FeedPlace,
    Format,
    Place,
    SiteFile,
    SubjectPlace,
    feed_path,
    path,
    stem,
)
from daybook.publish.delivery.build_state import GroupFiles, Ownership, kept_parts
from daybook.publish.delivery.file_groups import SITE, day_group, place_group, shard_group, subject_group
from daybook.publish.delivery.plan import Portion, ShardWork, SubjectWork
from daybook.publish.delivery.site_writer import SiteWriter, Written
from daybook.publish.library import Library
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.event_cache import EventSummary
from daybook.publish.pages.feed import changes_feed, opinion_feed, site_feed, subject_feed
from daybook.publish.pages.pictures import ENDING as PICTURE_ENDING
from daybook.publish.pages.records import AnyPage, HistoryPage, RedirectPage
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject import Span, place_of, spans
from daybook.publish.publisher_texts import PublisherTexts
from daybook.publish.render.site_files import fixed_files, sitemap_time
from daybook.publish.render.to_feed import opml, render_feed
from daybook.publish.render.to_json import JsonRenderer
from daybook.publish.render.to_markdown import MarkdownRenderer
from daybook.publish.render.to_xml import XmlRenderer
from daybook.publish.search import SearchEntry, Shard, shard_files
from daybook.publish.search.build import ManifestShard, ShardFiles, index_month, join_parts
from daybook.publish.search.parts import decode_part, encode_part
from daybook.publish.settings import SiteSettings

FILES_AT_ONCE = 400
"""Files that are noted in the journal together before they are written."""


class PageRenderer(Protocol):
    """Makes a page's bytes in one format."""

    def render(self, page: AnyPage) -> bytes:
        """Return the page's bytes."""
        ...


class PictureMaker(Protocol):
    """Draws the preview image of a page that has one."""

    def draw(self, page: AnyPage, present: bytes = b"") -> bytes:
        """Return the image; `present`, which stands there already, where it would be the same."""
        ...


OpenLibrary = Callable[[], AbstractContextManager[Library]]
"""Opens the archive for reading, anew in each process: it must be possible to pickle it (a function of a module, a partial)."""


@dataclass(frozen=True, slots=True)
class BuildSpec:
    """What a site is made from, as a process can be told it.

    `make_html` makes the HTML renderer, `make_pictures` what draws preview images where the site has them; `files` are the theme's, by path; `look` tells one theme and its settings from
    another, `texts` the publisher's own. `source` tells one archive from another, such as by its path.
    """

    open_library: OpenLibrary
    settings: SiteSettings
    make_html: Callable[[], PageRenderer]
    files: Mapping[str, bytes] = field(default_factory=dict)
    texts: PublisherTexts = field(default_factory=PublisherTexts)
    look: str = ""
    source: str = ""
    search: bool = True
    make_pictures: Callable[[], PictureMaker] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where files go: `below` is a folder inside the site for a first build, `fresh` that nothing stands there yet."""

    folder: Path
    below: str = ""
    fresh: bool = False

    @contextmanager
    def writer(self, name: str) -> Iterator[SiteWriter]:
        """Open a writer; `name` tells it from others of the same build. All that stands below `below` is ours."""
        with closing(Ownership(self.folder)) as ownership:
            owns = (lambda _path: True) if self.below else ownership.owns
            with SiteWriter(self.folder, name=name, owns=owns, fresh=self.fresh, below=self.below) as writer:
                yield writer

    def present(self, place: str) -> bytes:
        """Return what stands at a path of the site; nothing where it cannot be read."""
        try:
            return (self.folder / self.below / place[1:]).read_bytes()
        except OSError:
            return b""


@dataclass(frozen=True, slots=True)
class PortionResult:
    """What a portion gave: groups with their files, the search shards it made, and their months' parts, to be kept."""

    groups: tuple[GroupFiles, ...]
    shards: tuple[ManifestShard, ...]
    parts: tuple[tuple[str, bytes], ...]
    pages: int
    written: Written


def renderers(spec: BuildSpec) -> dict[Format, PageRenderer]:
    """Return the renderer of each format."""
    return {
        Format.HTML: spec.make_html(),
        Format.JSON: JsonRenderer(),
        Format.XML: XmlRenderer(),
        Format.MARKDOWN: MarkdownRenderer(),
    }


class Worker:
    """Does portions one after the other, in one process: with the `builder` given, or its own view of the archive."""

    def __init__(
        self, spec: BuildSpec, target: Target, *, name: str, generation: int, builder: Builder | None = None
    ) -> None:
        self._spec = spec
        self._open = ExitStack()
        try:
            if builder is None:
                library = self._open.enter_context(spec.open_library())
                if library.generation() != generation:
                    raise PublishError("the archive changed while the site was built", hint="build again")
                builder = Builder(library, Site(spec.settings, spec.texts))
            self.builder = builder
            self._renderers = [(f".{form.value}", made) for form, made in renderers(spec).items()]
            self._pictures = spec.make_pictures() if spec.make_pictures else None
            self._target = target
            self._writer = self._open.enter_context(target.writer(name))
        except BaseException:
            self._open.close()
            raise
        self._waiting: list[tuple[str, bytes]] = []
        self._pages = 0

    def close(self) -> None:
        """Let go of the archive and the folder."""
        self._open.close()

    def do(self, portion: Portion) -> PortionResult:
        """Do a portion."""
        self._pages = 0
        self._writer.written = Written()
        groups: list[GroupFiles] = []
        told: list[ManifestShard] = []
        parts: dict[str, bytes] = {}
        for start in range(0, len(portion.days), 10):
            groups.extend(self._days(portion, start))
        if portion.events:
            self._page_paths(self.builder.events(portion.events))
        groups.extend(self._subjects(portion.subjects))
        groups.extend(self._places(portion.places))
        for work in portion.shards:
            group, manifest_shard, made = self._shard(work)
            groups.append(group)
            told.append(manifest_shard)
            parts |= made
        if portion.site:
            groups.append(self._site_files())
        self._flush()
        written = self._writer.written
        kept = tuple(group.without(written.foreign) for group in groups)
        return PortionResult(kept, tuple(told), tuple(parts.items()), self._pages, written)

    def _days(self, portion: Portion, start: int) -> Iterator[GroupFiles]:
        """Make the pages of ten days and of their events, whose summaries are asked for together."""
        days = portion.days[start : start + 10]
        ids = {day: self.builder.library.select(Selection(day, day, withdrawn=True)) for day in days}
        by_day: dict[date, list[AnyPage]] = {day: [] for day in days}
        owners: dict[str, date] = {}
        for page in self.builder.events([number for numbers in ids.values() for number in numbers]):
            if isinstance(page, RedirectPage):
                day = owners[page.location]
            else:
                day = (page.event if isinstance(page, HistoryPage) else page).date
                owners[page.address] = day
            by_day[day].append(page)
        for day_page in self.builder.days(days):
            by_day[day_page.day.date].append(day_page)
        for day, pages in by_day.items():
            yield self._group(day_group(day), pages)

    def _subjects(self, works: Sequence[SubjectWork]) -> Iterator[GroupFiles]:
        """Make the pages and feeds of subjects, many at a time."""
        for kind in SubjectKind:
            wanted = [work for work in works if work.kind is kind]
            for start in range(0, len(wanted), 200):
                yield from self._subject_batch(kind, wanted[start : start + 200])

    def _subject_batch(self, kind: SubjectKind, works: Sequence[SubjectWork]) -> Iterator[GroupFiles]:
        found = self.builder.library.subjects(kind, list(dict.fromkeys(work.slug for work in works)))
        limit = self._spec.settings.list_events
        tasks: list[tuple[Subject, Sequence[Span]]] = []
        for work in works:
            subject = found.get(work.slug)
            if subject is not None:
                tasks.append((subject, spans(subject, limit) if work.spans is None else work.spans))
        updated: dict[str, str] = {}
        for page in self.builder.subject_spans(tasks):
            self._put_page(page)
            updated[page.address] = sitemap_time(page.updated)
        for subject, chosen in tasks:
            if Span() in chosen:
                yield self._subject_group(subject, updated)

    def _subject_group(self, subject: Subject, updated: Mapping[str, str]) -> GroupFiles:
        """Name all files of a subject, made now or before, and make its feeds."""
        site = self.builder.site
        paths = [found for listed in subject_paths(subject, site.settings.list_events).values() for found in listed]
        main = SubjectPlace(subject.kind, subject.slug)
        if subject.kind is SubjectKind.TOPIC and self._pictures:
            paths.append(stem(main) + PICTURE_ENDING)
        has_feed = site.has_feed(subject.kind, subject.count)
        if has_feed:
            feed = subject_feed(self.builder.cache, subject)
            for form in FeedFormat:
                place = feed_path(FeedPlace(subject.kind, subject.slug), form)
                self._put(place, render_feed(feed, form))
                paths.append(place)
        moved = []
        for alias in subject.aliases:
            place_of_alias = SubjectPlace(subject.kind, alias)
            paths.extend(path(place_of_alias, form) for form in Format)
            moved.append((site.address(place_of_alias), site.address(main)))
        in_sitemap = ((stem(main), updated.get(site.address(main), "")),) if has_feed else ()
        return GroupFiles(subject_group(subject.kind, subject.slug), tuple(paths), in_sitemap, tuple(moved))

    def _places(self, places: Sequence[Place]) -> Iterator[GroupFiles]:
        for place in places:
            page = self.builder.page(place)
            if not isinstance(place, DayPlace):
                yield self._group(place_group(place), [page] if page else [])
            elif page:  # one of many pages of its group, whose list stays as it is
                self._put_page(page)

    def _shard(self, work: ShardWork) -> tuple[GroupFiles, ManifestShard, dict[str, bytes]]:
        """Make a part of the search index: of the months that changed anew, of the others from what was kept of them."""
        shard = work.shard
        months = {f"{year:04}-{month:02}": (year, month) for year, month in months_of(self.builder, shard)}
        unchanged = [name for name, month in months.items() if work.months is not None and month not in work.months]
        kept = kept_parts(self._target.folder, unchanged)
        parts, days, made = [], dict[str, bytes](), dict[str, bytes]()
        for name, month in months.items():
            if name in kept:
                parts.append(decode_part(kept[name]))
                continue
            part, files = index_month(shard, *month, month_entries(self.builder, *month))
            parts.append(part)
            days |= files
            made[name] = encode_part(part)
        joined = join_parts(shard, parts, days)
        for place, content in joined.files.items():
            self._put(place, content)
        return GroupFiles(shard_group(shard.name), joined.paths), ManifestShard.of(joined), made

    def _site_files(self) -> GroupFiles:
        files = site_files(self._spec, self.builder)
        for place, content in files.items():
            self._put(place, content)
        return GroupFiles(SITE, tuple(files))

    def _group(self, name: str, pages: Iterable[AnyPage]) -> GroupFiles:
        """Write the pages that make up a group."""
        folder = len(self.builder.site.root.folder)
        paths: list[str] = []
        in_sitemap: list[tuple[str, str]] = []
        moved: list[tuple[str, str]] = []
        for page in pages:
            paths.extend(self._put_page(page))
            if isinstance(page, RedirectPage):
                if page.lasting:
                    moved.append((page.address, page.location))
            elif not isinstance(page, HistoryPage):
                in_sitemap.append((page.address[folder:], sitemap_time(page.updated)))
        return GroupFiles(name, tuple(paths), tuple(in_sitemap), tuple(moved))

    def _page_paths(self, pages: Iterable[AnyPage]) -> None:
        for page in pages:
            self._put_page(page)

    def _put_page(self, page: AnyPage) -> list[str]:
        """Write a page in all formats; return its paths."""
        self._pages += 1
        stem_part = page.address[len(self.builder.site.root.folder) :]
        paths = []
        for ending, renderer in self._renderers:
            place = stem_part + ending
            self._put(place, renderer.render(page))
            paths.append(place)
        if page.image and self._pictures:
            place = stem_part + PICTURE_ENDING
            self._put(place, self._pictures.draw(page, self._target.present(place)))
            paths.append(place)
        return paths

    def _put(self, place: str, content: bytes) -> None:
        self._waiting.append((place, content))
        if len(self._waiting) >= FILES_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._writer.write(waiting)


def subject_paths(subject: Subject, limit: int) -> dict[Span, tuple[str, ...]]:
    """Return the paths of each span of a subject, in all formats."""
    return {span: tuple(path(place_of(subject, span), form) for form in Format) for span in spans(subject, limit)}


def search_shard(builder: Builder, shard: Shard) -> ShardFiles:
    """Return the files of a part of the search index."""
    months = months_of(builder, shard)
    return shard_files(shard, (entry for month in months for entry in month_entries(builder, *month)))


def months_of(builder: Builder, shard: Shard) -> list[tuple[int, int]]:
    """Return the months of a shard that have days."""
    return [month for year in range(shard.first, shard.last + 1) for month in builder.calendar.years.get(year, ())]


def month_entries(builder: Builder, year: int, month: int) -> Iterator[SearchEntry]:
    """Yield what the search index is told of the events of a month."""
    records = builder.calendar.months[year, month]
    ids = builder.library.select(Selection(records[0].date, records[-1].date))
    return (_search_entry(summary) for summary in builder.cache.each(ids))


def _search_entry(summary: EventSummary) -> SearchEntry:
    item = summary.item
    category = (_last(item.category.address), item.category.name) if item.category else None
    topics = tuple((_last(topic.address), topic.name) for topic in item.topics)
    return SearchEntry(item.date, item.address, item.headline.text, category, topics)


def _last(address: str) -> str:
    return address.rpartition("/")[2]


def site_files(spec: BuildSpec, builder: Builder) -> dict[str, bytes]:
    """Return the files that are not pages and not of one subject: feeds of the site, schemas, icons, the theme's own."""
    site = builder.site
    files = dict(spec.files) | fixed_files(spec.settings)
    feeds = [
        (FeedPlace(), site_feed(builder.cache, builder.calendar)),
        (FeedPlace(changes=True), changes_feed(builder.cache, builder.calendar)),
    ]
    if site.texts.articles:
        feeds.append((FeedPlace(opinion=True), opinion_feed(builder.cache)))
    for place, feed in feeds:
        files |= {feed_path(place, form): render_feed(feed, form) for form in FeedFormat}
    files[SiteFile.OPML.value] = opml(site.home.name, list(_listed_feeds(builder)))
    return files


def _listed_feeds(builder: Builder) -> Iterator[tuple[str, str, str]]:
    """Yield the title, address and page of the site's feeds and of those of the subjects with most events."""
    site = builder.site
    for link in site.site_feeds()[:: len(FeedFormat)]:
        yield link.title, site.root.host + link.address, site.url(site.home.address)
    for kind in (SubjectKind.CATEGORY, SubjectKind.TOPIC, SubjectKind.CONTEXT):
        for subject in builder.ranking(kind).most:
            if not site.has_feed(kind, subject.count):
                break
            place = FeedPlace(kind, subject.slug)
            page = site.url(site.address(SubjectPlace(kind, subject.slug)))
            yield subject.name, site.root.absolute(feed_path(place, FeedFormat.ATOM)), page
