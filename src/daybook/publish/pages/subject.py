"""Contexts, stories, categories and outlets: the page of all of one, and of its years and months where it has many events.

Parts are made of dates, never of page numbers: what stands on the page of a year that is over stays there.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from daybook.model import Selection, Subject, SubjectKind
from daybook.publish.addresses import ChroniclePlace, FeedPlace, IndexPlace, SubjectPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages import descriptions
from daybook.publish.pages.country_counts import country_counts
from daybook.publish.pages.english_text import month_name
from daybook.publish.pages.event import redirect_page
from daybook.publish.pages.event_cache import EventCache, EventSummary, SiteCache, newest_first
from daybook.publish.pages.material_changes import last_known
from daybook.publish.pages.outlet import outlet_details
from daybook.publish.pages.pictures import has_picture, image_of
from daybook.publish.pages.reader_text import SPAN, ReaderText
from daybook.publish.pages.records import (
    EventLink,
    GrownFigure,
    Link,
    MonthCount,
    OutletDetails,
    Part,
    Place,
    PlaceCount,
    PreviewImage,
    RedirectPage,
    SubjectPage,
    SubStory,
    TurningPoint,
)
from daybook.publish.pages.site import Site
from daybook.publish.pages.subject_name import subject_name
from daybook.publish.pages.top_subjects import count_top_subjects
from daybook.publish.pages.turning_points import FEWEST, grown_figures, turning_points

YEAR_LISTS = 3
"""How many times as many events as a subject's main page the page of one of its years lists before it is split too."""
SUB_STORIES = 200
"""Stories within a story that are listed: the largest story of the scale corpus has fewer."""
BATCH = 2_000
"""Events whose summaries are asked for at once."""

INDEX_NAMES = {
    SubjectKind.CONTEXT: "Contexts",
    SubjectKind.TOPIC: "Stories",
    SubjectKind.CATEGORY: "Categories",
    SubjectKind.OUTLET: "Sources",
}
"""What the list of a kind's subjects is titled in every format but HTML and Markdown, which say it in the reader's language."""


def index_words(kind: SubjectKind) -> str:
    """Return the key of what the theme calls that list."""
    return f"index.{kind.value}"


@dataclass(frozen=True, slots=True)
class Span:
    """All of a subject, a year, or a month of it."""

    year: int | None = None
    month: int | None = None

    @property
    def name(self) -> str:
        """Return the span as records write it: "", YYYY or YYYY-MM."""
        if self.year is None:
            return ""
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    def dates(self) -> tuple[date | None, date | None]:
        """Return the first and the last day."""
        if self.year is None:
            return None, None
        first, last = self.month or 1, self.month or 12
        return date(self.year, first, 1), date(self.year, last, monthrange(self.year, last)[1])

    def holds(self, year: int, month: int) -> bool:
        """Say whether a month lies in it."""
        return self.year in (None, year) and self.month in (None, month)


def spans(subject: Subject, limit: int) -> list[Span]:
    """Return the spans that a subject has pages of, the whole first; `limit` is what its main page lists."""
    found = [Span()]
    if subject.count > limit:
        for year, count in _years(subject).items():
            found.append(Span(year))
            if count > limit * YEAR_LISTS:
                found.extend(Span(year, month) for at, month, _ in subject.months if at == year)
    return found


def place_of(subject: Subject, span: Span) -> SubjectPlace:
    """Return the address of a span of a subject."""
    return SubjectPlace(subject.kind, subject.slug, span.year, span.month)


def subject_pages(cache: SiteCache, wanted: Iterable[tuple[Subject, Sequence[Span]]]) -> Iterator[SubjectPage]:
    """Yield the pages of spans of subjects; summaries are asked for in batches that run over many small subjects."""
    waiting: list[tuple[Subject, Span, Sequence[int]]] = []
    size = 0
    for subject, wanted_spans in wanted:
        for span in wanted_spans:
            first, last = span.dates()
            ids = cache.library.select(Selection(first, last, subject.kind, subject.slug))
            waiting.append((subject, span, ids))
            size += len(ids)
        if size >= BATCH:
            yield from _pages(cache, waiting)
            waiting, size = [], 0
    yield from _pages(cache, waiting)


def alias_pages(site: Site, subject: Subject) -> list[RedirectPage]:
    """Return the pages that stand where subjects were that were merged into this one."""
    target = site.address(SubjectPlace(subject.kind, subject.slug))
    return [redirect_page(site, site.address(SubjectPlace(subject.kind, slug)), target) for slug in subject.aliases]


def _pages(cache: SiteCache, waiting: Sequence[tuple[Subject, Span, Sequence[int]]]) -> Iterator[SubjectPage]:
    limit = cache.site.settings.list_events
    if len(waiting) > 1:
        cache.summaries([number for _, span, ids in waiting for number in ids[-_listed(span, limit) :]])
        cache.links([number for _, _, ids in waiting for number in (*ids[:1], *ids[-1:])])
    for subject, span, ids in waiting:
        yield _page(cache, subject, span, ids)


def _listed(span: Span, limit: int) -> int:
    """Return how many events the page of a span lists at most."""
    if span.month is not None:
        return 1_000_000
    return limit if span.year is None else limit * YEAR_LISTS


@dataclass(frozen=True, slots=True)
class _Listing:
    """The events of a span: all their `ids`, the `summaries` of those listed, of those `counted`; whether the list is `complete`.

    `ends` are the links of the first and the last one.
    """

    ids: Sequence[int]
    summaries: Sequence[EventSummary]
    counted: Sequence[EventSummary]
    complete: bool
    ends: Mapping[int, EventLink]


@dataclass(frozen=True, slots=True)
class _OfWhole:
    """What only the page of all of a subject says; a year's page would name the first day of the year as a turning point."""

    image: PreviewImage | None = None
    hosts: tuple[str, ...] = ()
    outlet: OutletDetails | None = None
    chronicle: str | None = None
    turning_points: tuple[TurningPoint, ...] = ()
    figures: tuple[GrownFigure, ...] = ()
    places: tuple[PlaceCount, ...] = ()


def _page(cache: SiteCache, subject: Subject, span: Span, ids: Sequence[int]) -> SubjectPage:
    site = cache.site
    listing = _listing(cache, subject, span, ids)
    main = Link(subject_name(subject.name, subject.slug), site.address(SubjectPlace(subject.kind, subject.slug)))
    address = site.address(place_of(subject, span))
    previous, following = around(subject, span)
    whole = _of_whole(cache, subject, main, listing) if span == Span() else _OfWhole()
    has_feed = site.has_feed(subject.kind, subject.count)
    return SubjectPage(
        address=address,
        url=site.url(address),
        title=main.name if span.year is None else f"{main.name}, {_span_words(span)}",
        description=_description(subject, span, len(ids), site.text),
        updated=last_known(summary.updated for summary in listing.summaries),
        formats=site.formats(address, retells=True) + site.event_links(place_of(subject, span)),
        breadcrumbs=_trail(site, subject, span, main),
        previous=_span_link(site, subject, previous),
        next=_span_link(site, subject, following),
        feeds=site.feed_links(FeedPlace(subject.slug, subject.kind), main.name) if has_feed else (),
        subject=subject.kind,
        slug=subject.slug,
        name=main.name,
        span=span.name,
        main=main if span.year is not None else None,
        article=clean(subject.title) if subject.title else None,
        wiki=site.wiki_url(subject.title) if subject.title else None,
        about=clean(subject.description).strip() or None if subject.description else None,
        wikidata=subject.wikidata,
        image=whole.image,
        place=_place(subject),
        hosts=whole.hosts,
        outlet=whole.outlet,
        total=len(ids),
        first=listing.ends[ids[0]].date if ids else subject.first,
        last=listing.ends[ids[-1]].date if ids else subject.last,
        complete=listing.complete,
        events=tuple(summary.item for summary in newest_first(listing.summaries)),
        parts=() if listing.complete else _parts(site, subject, span),
        months=_months(subject, span),
        unread=unread_months(cache, [month for month in subject.months if span.holds(*month[:2])]),
        earliest=None if listing.complete else listing.ends[ids[0]],
        chronicle=whole.chronicle,
        turning_points=whole.turning_points,
        figures=whole.figures,
        stories=_stories(listing.counted, main.address) if subject.kind is SubjectKind.TOPIC else (),
        places=whole.places,
        top_subjects=count_top_subjects(listing.counted, without=main.address),
    )


def _listing(cache: SiteCache, subject: Subject, span: Span, ids: Sequence[int]) -> _Listing:
    settings = cache.site.settings
    complete = len(ids) <= _listed(span, settings.list_events)
    # A page that cannot list all shows the newest, and leads to its years for the rest: no page grows with the archive.
    summaries = list(cache.summaries(ids if complete else ids[-settings.list_events :]).values())
    # What a story says of itself is counted over all of it, listed or not; other subjects have too many events to read each.
    counted = list(cache.each(ids)) if subject.kind is SubjectKind.TOPIC and not complete else summaries
    return _Listing(ids, summaries, counted, complete, cache.links([ids[0], ids[-1]]) if ids else {})


def _of_whole(cache: SiteCache, subject: Subject, main: Link, listing: _Listing) -> _OfWhole:
    site = cache.site
    if subject.kind is SubjectKind.OUTLET:
        return _OfWhole(hosts=subject.aliases, outlet=outlet_details(cache, subject))
    if subject.kind is not SubjectKind.TOPIC:
        return _OfWhole()
    return _OfWhole(
        image=image_of(site, main.address, main.name) if has_picture(site, subject) else None,
        chronicle=site.address(ChroniclePlace(subject.slug)) if has_chronicle(subject) else None,
        turning_points=turning_points(listing.counted),
        figures=grown_figures(cache, dict(zip(listing.ids, listing.counted, strict=False))),
        places=country_counts(site, cache.library, Selection(kind=subject.kind, slug=subject.slug)),
    )


def _months(subject: Subject, span: Span) -> tuple[MonthCount, ...]:
    return tuple(
        MonthCount(f"{year:04}-{month:02}", events) for year, month, events in subject.months if span.holds(year, month)
    )


def has_chronicle(subject: Subject) -> bool:
    """Say whether a subject has a page that tells it from its first day: stories have, but for those of a few events, or of one day."""
    return subject.kind is SubjectKind.TOPIC and subject.count >= FEWEST and subject.first < subject.last


def unread_months(cache: EventCache, months: Sequence[tuple[int, int, int]]) -> tuple[str, ...]:
    """Return the months between the first and the last of these of which the archive has no day, as YYYY-MM."""
    if cache.read_months is None or not months:
        return ()
    start, end = (months[at][0] * 12 + months[at][1] - 1 for at in (0, -1))
    between = ((place // 12, place % 12 + 1) for place in range(start, end))
    return tuple(f"{year:04}-{month:02}" for year, month in between if (year, month) not in cache.read_months)


def _years(subject: Subject) -> Mapping[int, int]:
    counts: Counter[int] = Counter()
    for year, _, events in subject.months:
        counts[year] += events
    return counts


def _parts(site: Site, subject: Subject, span: Span) -> tuple[Part, ...]:
    if span.year is None:
        found = [(Span(year), events) for year, events in _years(subject).items()]
    else:
        found = [(Span(year, month), events) for year, month, events in subject.months if year == span.year]
    return tuple(Part(part.name, events, site.address(place_of(subject, part))) for part, events in found)


def around(subject: Subject, span: Span) -> tuple[Span | None, Span | None]:
    """Return the spans of the same length before and after, leaving out those without events.

    A month's neighbour may lie in a year that is not split into months: that year takes its place.
    """
    if span.year is None:
        return None, None
    years = list(_years(subject))
    if span.month is None:
        order = [Span(year) for year in years]
    else:
        order = [Span(year, month) for year, month, _ in subject.months if year == span.year]
    if span not in order:
        return None, None
    place = order.index(span)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


def _span_words(span: Span) -> str:
    return f"{span.year}" if span.month is None else f"{month_name(span.month)} {span.year}"


def _span_link(site: Site, subject: Subject, span: Span | None) -> Link | None:
    return Link(_span_words(span), site.address(place_of(subject, span))) if span else None


def _trail(site: Site, subject: Subject, span: Span, main: Link) -> tuple[Link, ...]:
    trail = [site.home, Link(INDEX_NAMES[subject.kind], site.address(IndexPlace(subject.kind)))]
    if span.year is not None:
        trail.append(main)
    if span.month is not None:
        trail.append(Link(f"{span.year}", site.address(place_of(subject, Span(span.year)))))
    return tuple(trail)


def _place(subject: Subject) -> Place | None:
    if subject.latitude is None or subject.longitude is None:
        return None
    return Place(subject.latitude, subject.longitude)


def _description(subject: Subject, span: Span, total: int, text: ReaderText) -> str:
    number = text.count("events", total)
    name = subject_name(subject.name, subject.slug)
    if span.year is not None:
        within = f"{span.year}" if span.month is None else text.month(span.year, span.month)
        return text.say(descriptions.OF_SUBJECT_IN, events=number, name=name, span=within)
    days = text.date(subject.first)
    if subject.last != subject.first:
        days = text.say(SPAN, first=days, last=text.date(subject.last))
    return text.say(descriptions.OF_SUBJECT, events=number, name=name, days=days)


def _stories(summaries: Iterable[EventSummary], address: str) -> tuple[SubStory, ...]:
    """Return the tree of stories that stand under the one at `address`, those with most events first."""
    counts: Counter[tuple[str, ...]] = Counter()
    names: dict[str, str] = {}
    for summary in summaries:
        for path in _paths(summary, address):
            names.update(path)
            counts.update(tuple(at for at, _ in path[:depth]) for depth in range(1, len(path) + 1))
    children: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in sorted(counts, key=lambda key: (-counts[key], key)):
        children.setdefault(key[:-1], []).append(key)
    found: list[SubStory] = []
    stack = children.get((), [])[::-1]
    while stack and len(found) < SUB_STORIES:
        key = stack.pop()
        found.append(SubStory(names[key[-1]], key[-1], counts[key], len(key)))
        stack.extend(children.get(key, [])[::-1])
    return tuple(found)


def _paths(summary: EventSummary, address: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield the ways down from a story to the innermost ones of an event, as (address, name)."""
    levels = sorted({topic.level for topic in summary.item.topics if topic.level >= 0})
    lines = [[topic for topic in summary.item.topics if topic.level == level] for level in levels]
    for place, line in enumerate(lines):
        below = lines[place + 1 :]
        if below and any(topic.address == address for topic in line):
            stem_path = [(deeper[0].address, deeper[0].name) for deeper in below[:-1]]
            for last in below[-1]:
                path = (*stem_path, (last.address, last.name))
                if all(at != address for at, _ in path):
                    yield path
            return
