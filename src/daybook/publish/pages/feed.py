"""What feeds tell: the latest events of the site or of a subject, and the changes. Formats are `render/to_feed.py`'s."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html import escape

from daybook.model import ArchivedEvent, Problem, Selection, Status, Subject, SubjectKind, Version
from daybook.publish.addresses import (
    CHANGES_FEED,
    DAILY_FEED,
    DIGEST_FEED,
    NEWS_FEED,
    OPINION_FEED,
    QUALITY_FEED,
    DigestPlace,
    FeedFormat,
    FeedPlace,
    MonthPlace,
    QualityMonthPlace,
    SubjectPlace,
    feed_path,
)
from daybook.publish.cleaning import clean
from daybook.publish.pages.archive_pages import change_items
from daybook.publish.pages.calendar import Calendar, neighbours
from daybook.publish.pages.digest import (
    Digest,
    beside_stories,
    day_span,
    digest_of,
    digest_page,
    names_of,
    title_of,
    under_headings,
    whole_days,
    whole_weeks,
)
from daybook.publish.pages.event_cache import EventCache, EventSummary, SiteCache
from daybook.publish.pages.material_changes import last_material, material_changes
from daybook.publish.pages.opinion import opinion_page, opinion_places, start_of
from daybook.publish.pages.quality import last_days
from daybook.publish.pages.reader_text import EDITORS, ENGLISH, ReaderText
from daybook.publish.pages.records import ChangeItem, DigestPage, OpinionPage, Prose, SourceLink
from daybook.publish.pages.site import Site, SiteFeed
from daybook.publish.pages.subject_name import subject_name
from daybook.publish.plain_text import plain_text

WEEKS = 8
"""Weeks in the feed of digests: two months."""

DAYS_IN_SHORT = 7
"""Days in the feed of days in short: a week, after which that of weeks has them."""

RECENT_DAYS = 31
"""Days of the archive whose events the site's feed may hold: more than its entries fill on any wiki known."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `url` is the page's, `published` (None where unknown) and `updated` are times of the archive, `terms` are (scheme, slug, name).

    A scheme is a tag URI of the site, the same for all subjects of a kind (RFC 4287, 4.2.2.2, asks for an IRI).
    """

    identifier: str
    url: str
    title: str
    headline: Prose
    published: datetime | None
    updated: datetime
    date: date
    terms: tuple[tuple[str, str, str], ...] = ()
    sources: tuple[SourceLink, ...] = ()
    change: ChangeItem | None = None
    article: OpinionPage | None = None


@dataclass(frozen=True, slots=True)
class FeedOfQuestion:
    """What a feed of a question is called: `key` tells it from others; `page`, `paths` and `next` as in `Feed`."""

    title: str
    key: str
    page: str
    paths: Mapping[FeedFormat, str]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that the feed held and that was withdrawn (RFC 6721)."""

    identifier: str
    when: datetime


@dataclass(frozen=True, slots=True)
class FeedArchives:
    """Where the parts of a feed are that hold all of it (RFC 5005, section 4), by format, all absolute; empty where there is none.

    `previous` holds older entries, `next` newer ones; `current` is the feed that is subscribed to, empty in that feed itself.
    """

    previous: Mapping[FeedFormat, str]
    next: Mapping[FeedFormat, str]
    current: Mapping[FeedFormat, str]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: `page` is the address of the HTML page that it follows, `paths` its own by format, all absolute.

    `next` is the address of the part after this one, in the format that is asked for, where there is one (RFC 5005, section 3);
    `hub` that of a WebSub hub that is notified when the feed changes. Its entries say what the archive does not in the
    words of `text`.
    """

    identifier: str
    title: str
    subtitle: str
    page: str
    paths: Mapping[FeedFormat, str]
    updated: datetime
    author: str
    language: str
    host: str
    icon: str
    rights: str
    entries: tuple[Entry, ...]
    withdrawn: tuple[Tombstone, ...] = ()
    next: str = ""
    hub: str = ""
    archives: FeedArchives | None = None
    text: ReaderText = ENGLISH


PART_ENTRIES = 500
"""Events of a part of a subject's feed: as many as a month of the site's has (480 on average over 24 years, 0.7 MB of Atom)."""
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last updated: before any site was built, for RFC 4287 asks for a time."""


def site_feed(cache: SiteCache, calendar: Calendar, feed: SiteFeed) -> Feed:
    """Return a feed of the site as a whole."""
    return _MAKERS[feed.place](cache, calendar, feed)


def _news(cache: EventCache, calendar: Calendar, feed: SiteFeed) -> Feed:
    """Return the feed of the events first listed most lately."""
    recent = calendar.latest(RECENT_DAYS)
    ids = cache.library.select(Selection(recent[-1], recent[0], withdrawn=True)) if recent else ()
    made = _feed(cache, feed.place, cache.site.feed_title(feed), cache.site.address(feed.page), ids)
    return _leading_on(cache.site, calendar, feed, made)


def _leading_on(site: Site, calendar: Calendar, feed: SiteFeed, made: Feed) -> Feed:
    """Return a feed that leads on to its part of the latest month, where the site has such parts."""
    months = list(calendar.months)
    if not site.settings.feed_archives or not months:
        return made
    return replace(made, archives=FeedArchives(_archive_paths(site, feed.place, months[-1]), {}, {}))


def month_feed(cache: EventCache, calendar: Calendar, feed: SiteFeed, month: tuple[int, int]) -> Feed | None:
    """Return the part of a feed of the site that has all of a month: its events, or the weeks that end in it.

    None where the archive has no day of the month.
    """
    if month not in calendar.months:
        return None
    site, order = cache.site, list(calendar.months)
    place = FeedPlace(feed.place.name, None, month)
    title = f"{site.feed_title(feed)}: {site.text.month(*month)}"
    if feed.place == DIGEST_FEED:
        weeks = [week for week in calendar.weeks if _month_of(calendar, week) == month]
        made = _whole(cache, place, title, site.address(feed.page), _weeks(cache, calendar, weeks[::-1]), ())
    else:
        made = _feed(cache, place, title, site.address(MonthPlace(*month)), _ids_of(cache, month))
    before, after = neighbours(order, order.index(month))
    links = FeedArchives(
        _archive_paths(site, feed.place, before), _archive_paths(site, feed.place, after), _paths(site, feed.place)
    )
    return replace(made, archives=links, hub="")


def _ids_of(cache: EventCache, month: tuple[int, int]) -> Sequence[int]:
    place = MonthPlace(*month)
    return cache.library.select(Selection(place.first, place.last, withdrawn=True))


def _month_of(calendar: Calendar, week: DigestPlace) -> tuple[int, int]:
    """Return the month of the last day of a week that the archive has."""
    last = [record.date for record in calendar.between(week.first, week.last)][-1]
    return last.year, last.month


def _archive_paths(site: Site, feed: FeedPlace, month: tuple[int, int] | None) -> Mapping[FeedFormat, str]:
    if month is None:
        return {}
    return _paths(site, FeedPlace(feed.name, None, month))


def _paths(site: Site, place: FeedPlace) -> Mapping[FeedFormat, str]:
    return {form: site.root.absolute(feed_path(place, form)) for form in site.feed_formats}


def subject_feed(cache: EventCache, subject: Subject) -> Feed:
    """Return the feed of a subject's latest events."""
    wanted = cache.site.settings.subject_feed_entries * 2
    ids = cache.library.select(Selection(kind=subject.kind, slug=subject.slug))[-wanted:]
    if ids:
        first = min(summary.item.date for summary in cache.summaries(ids).values())
        ids = cache.library.select(Selection(first, None, subject.kind, subject.slug, withdrawn=True))
    place = FeedPlace(subject.slug, subject.kind)
    name = subject_name(subject.name, subject.slug)
    made = _feed(cache, place, name, cache.site.address(SubjectPlace(subject.kind, subject.slug)), ids)
    parts = subject_feed_parts(cache.site, subject)
    return replace(made, archives=FeedArchives(_paths(cache.site, parts[-1]), {}, {})) if parts else made


def subject_feed_parts(site: Site, subject: Subject) -> tuple[FeedPlace, ...]:
    """Return the parts of a subject's feed, the oldest first: every year with events, where the site has such parts.

    A part has `PART_ENTRIES` events at most, from the first of the year on, so that what was full stays as it is; the last has
    what editors withdrew on top.
    """
    if not site.settings.subject_feed_archives or not site.has_feed(subject.kind, subject.count):
        return ()
    counts: Counter[int] = Counter()
    for year, _, events in subject.months:
        counts[year] += events
    return tuple(
        FeedPlace(subject.slug, subject.kind, None, year, part)
        for year, count in sorted(counts.items())
        for part in range(1, -(-count // PART_ENTRIES) + 1)
    )


def subject_feed_part(cache: EventCache, subject: Subject, place: FeedPlace) -> Feed | None:
    """Return a part of a subject's feed; None where it has no such part."""
    site, parts = cache.site, subject_feed_parts(cache.site, subject)
    if place not in parts or place.year is None:
        return None
    ids = cache.library.select(
        Selection(date(place.year, 1, 1), date(place.year, 12, 31), subject.kind, subject.slug, withdrawn=True)
    )
    before, after = neighbours(parts, parts.index(place))
    is_last = after is None or after.year != place.year
    ids = ids[(place.part - 1) * PART_ENTRIES : None if is_last else place.part * PART_ENTRIES]
    number = f" ({place.part})" if place.part > 1 else ""
    title = f"{subject_name(subject.name, subject.slug)}, {place.year}{number}"
    made = _feed(cache, place, title, site.address(SubjectPlace(subject.kind, subject.slug)), ids)
    links = FeedArchives(
        _paths(site, before) if before else {},
        _paths(site, after) if after else {},
        _paths(site, FeedPlace(subject.slug, subject.kind)),
    )
    return replace(made, archives=links, hub="")


def _changes(cache: SiteCache, calendar: Calendar, feed: SiteFeed) -> Feed:
    """Return the feed of material changes; each entry keeps the headline that its change left."""
    site = cache.site
    changes = material_changes(cache)
    items = change_items(cache, changes)[: site.settings.feed_entries]
    events = cache.summaries([change.event for change in changes])
    by_address = {summary.link.address: summary for summary in events.values()}
    titles = {
        (events[change.event].link.address, change.number): plain_text(change.version.event.headline)
        for change in changes
        if change.version.event is not None and change.event in events
    }
    times = {
        (events[change.event].link.address, change.number): change.version.revision.saved
        for change in changes
        if change.event in events
    }
    entries = tuple(
        Entry(
            identifier=site.tag(f"change/{item.event.address.removeprefix(site.root.folder)[1:]}/{item.number}"),
            url=site.url(item.history or item.event.address),
            title=titles.get((item.event.address, item.number)) or item.event.headline,
            headline=by_address[item.event.address].item.headline,
            published=item.origin.saved,
            updated=item.origin.saved or times[item.event.address, item.number],
            date=item.event.date,
            change=item,
        )
        for item in items
    )
    title = site.feed_title(feed)
    made = _whole(cache, feed.place, title, site.address(feed.page), entries, (), of_articles=feed.of_articles)
    # Without entries, nothing has changed since the days were saved as they stand.
    saved = [calendar.days[day].revision.saved for day in calendar.latest(1)]
    return made if entries else replace(made, updated=max(saved, default=BEFORE_ALL))


def _opinion(cache: EventCache, calendar: Calendar, feed: SiteFeed) -> Feed:  # noqa: ARG001 - as the others
    """Return the feed of the publisher's articles, whole."""
    site = cache.site
    pages = [page for place in opinion_places(site) if (page := opinion_page(cache, place))]
    entries = tuple(
        Entry(
            identifier=page.identifier,
            url=page.url,
            title=page.title,
            headline=Prose(page.title, ""),
            published=start_of(page.date),
            updated=start_of(page.revised or page.date),
            date=page.date,
            article=page,
        )
        for page in pages[: site.settings.feed_entries]
    )
    return _whole(
        cache,
        feed.place,
        site.feed_title(feed),
        site.address(feed.page),
        entries,
        (),
        of_articles=feed.of_articles,
    )


def _digest(cache: EventCache, calendar: Calendar, feed: SiteFeed) -> Feed:
    """Return the feed of the latest weeks in short; a week is there as soon as its Sunday is."""
    entries = _weeks(cache, calendar, whole_weeks(calendar)[-WEEKS:][::-1])
    made = _whole(cache, feed.place, cache.site.feed_title(feed), cache.site.address(feed.page), entries, ())
    return _leading_on(cache.site, calendar, feed, made)


def _weeks(cache: EventCache, calendar: Calendar, weeks: Sequence[DigestPlace]) -> tuple[Entry, ...]:
    site = cache.site
    pages = [(place, page) for place in weeks if (page := digest_page(cache, calendar, place))]
    return tuple(
        Entry(
            identifier=site.tag(f"digest/{page.week}"),
            url=page.url,
            title=title_of(place, site.text),
            headline=Prose(names_of(page.stories, site.text), digest_html(page, site.ending, site.text)),
            published=None,
            updated=max(record.revision.saved for record in calendar.between(page.first, page.last)),
            date=page.last,
        )
        for place, page in pages
    )


def _daily(cache: EventCache, calendar: Calendar, feed: SiteFeed) -> Feed:
    """Return the feed of the latest days in short; a day is there as soon as the archive has come to the next."""
    site = cache.site
    days = whole_days(calendar)[-DAYS_IN_SHORT:][::-1]
    digests = [digest for day in days if (digest := digest_of(cache, calendar, day_span(site, day)))]
    entries = tuple(
        Entry(
            identifier=site.tag(f"digest/{digest.span.name}"),
            url=digest.span.url,
            title=site.text.date(digest.span.first),
            headline=Prose(names_of(digest.stories, site.text), digest_html(digest, site.ending, site.text)),
            published=None,
            updated=calendar.days[digest.span.first].revision.saved,
            date=digest.span.first,
        )
        for digest in digests
    )
    return _whole(cache, feed.place, site.feed_title(feed), site.address(feed.page), entries, ())


def digest_html(page: DigestPage | Digest, ending: str, text: ReaderText) -> str:
    """Return a week or a day in short as HTML for a feed, its links to pages of the site with their `ending`."""
    parts = []
    for story in page.stories:
        parts.append(f'<h3><a href="{story.story.address}{ending}">{escape(story.story.name)}</a></h3>')
        for below, listed in under_headings(story):
            if below is not None:
                parts.append(f'<h4><a href="{below.address}{ending}">{escape(below.name)}</a></h4>')
            items = "".join(
                f'<li><a href="{item.address}{ending}">{escape(item.headline.text)}</a></li>' for item in listed
            )
            parts.append(f"<ul>{items}</ul>")
    for title, events in beside_stories(page):
        items = "".join(f'<li><a href="{each.address}{ending}">{escape(each.headline)}</a></li>' for each in events)
        parts.append(f"<h3>{escape(text.say(title))}</h3><ul>{items}</ul>")
    return "".join(parts) or escape(names_of(page.stories, text))


def _quality(cache: EventCache, calendar: Calendar, feed: SiteFeed) -> Feed:
    """Return the feed of the latest days with problems, each with what an editor of the wiki could mend."""
    site = cache.site
    lately = cache.problems.of(last_days(calendar))
    days = [day for day in calendar.latest(len(calendar.days)) if calendar.days[day].problems or day in lately]
    entries = tuple(
        Entry(
            identifier=site.tag(f"quality/{day.isoformat()}"),
            url=f"{site.url(site.address(QualityMonthPlace(day.year, day.month)))}#d{day.day}",
            title=f"{site.text.date(day)}: {site.text.count('problems', len(problems))}",
            headline=_problem_list(problems),
            published=None,
            updated=record.revision.saved,
            date=day,
        )
        for day in days[: site.settings.feed_entries]
        for record in [calendar.days[day]]
        for problems in [(*record.problems, *(each.problem for each in lately.get(day, ())))]
    )
    return _whole(cache, feed.place, site.feed_title(feed), site.address(feed.page), entries, ())


def _problem_list(problems: Sequence[Problem]) -> Prose:
    """Return the problems of a day in one paragraph, a line each."""
    lines = [
        f"line {problem.line}, {problem.code}: {clean(problem.text).strip()} ({clean(problem.hint).strip()})"
        for problem in problems
    ]
    return Prose("; ".join(lines), "<br/>".join(escape(line) for line in lines))


def _feed(cache: EventCache, place: FeedPlace, title: str, address: str, ids: Sequence[int]) -> Feed:
    """Return the feed of the latest of some events; that of a month or year has all of them."""
    summaries = cache.summaries(ids)
    changed = [number for number, summary in summaries.items() if summary.item.changes]
    versions = cache.library.versions(changed) if changed else {}
    listed = [(number, summary) for number, summary in summaries.items() if summary.status is Status.LISTED]
    # Sorted backwards without disturbing equal ones: of one day, what stands first on the page comes first.
    listed.sort(key=lambda each: (each[1].first_listed, each[1].item.date), reverse=True)
    settings, is_part = cache.site.settings, place.month is not None or place.year is not None
    latest = (
        listed if is_part else listed[: settings.feed_entries if place.kind is None else settings.subject_feed_entries]
    )
    oldest = min((summary.first_listed for _, summary in latest), default=datetime.min.replace(tzinfo=UTC))
    gone = [
        summary
        for summary in summaries.values()
        if summary.status is Status.WITHDRAWN and (is_part or summary.first_listed >= oldest)
    ]
    return _whole(
        cache,
        place,
        title,
        address,
        tuple(_entry(cache, summary, versions.get(number, ())) for number, summary in latest),
        tuple(
            Tombstone(summary.identifier, summary.last_changed)
            for summary in sorted(gone, key=lambda summary: (summary.last_changed, summary.identifier), reverse=True)
        ),
    )


def question_feed(
    cache: EventCache,
    asked: FeedOfQuestion,
    events: Sequence[ArchivedEvent],
    versions: Mapping[int, Sequence[Version]],
) -> Feed:
    """Return the feed of a question, given the events that answer it, in order, and the versions of those that changed."""
    made = _whole(
        cache,
        FeedPlace("search"),
        asked.title,
        asked.page,
        tuple(_entry(cache, cache.summary(event), versions.get(event.id, ())) for event in events),
        (),
    )
    identifier = cache.site.tag(f"feed/search/{asked.key}")
    return replace(made, identifier=identifier, page=asked.page, paths=asked.paths, next=asked.next, hub="")


def _entry(cache: EventCache, summary: EventSummary, versions: Sequence[Version]) -> Entry:
    item = summary.item
    topics = dict.fromkeys((topic.address, topic.name) for topic in item.topics)
    schemes = [cache.site.tag(kind.value) for kind in (SubjectKind.CATEGORY, SubjectKind.TOPIC, SubjectKind.CONTEXT)]
    terms = [
        *(((schemes[0], _slug(item.category.address), item.category.name),) if item.category else ()),
        *((schemes[1], _slug(address), name) for address, name in topics),
        *((schemes[2], _slug(link.address), link.name) for link in summary.contexts),
    ]
    return Entry(
        identifier=summary.identifier,
        url=cache.site.url(item.address),
        title=item.headline.text,
        headline=item.headline,
        published=summary.published,
        updated=last_material(summary.published, versions) or summary.last_changed,
        date=item.date,
        terms=tuple(terms),
        sources=item.sources,
    )


def _slug(address: str) -> str:
    return address.rpartition("/")[2]


def _whole(
    cache: EventCache,
    place: FeedPlace,
    title: str,
    address: str,
    entries: tuple[Entry, ...],
    withdrawn: tuple[Tombstone, ...],
    *,
    of_articles: bool = False,
) -> Feed:
    site = cache.site
    settings = site.settings
    times = [entry.updated for entry in entries] + [stone.when for stone in withdrawn]
    by_editors = settings.licence != "none" and not of_articles
    return Feed(
        identifier=site.tag(f"feed/{place.stem.removeprefix('/feeds/')}"),
        title=title if place.kind is None else f"{site.home.name}: {title}",
        subtitle=clean(settings.description),
        page=site.url(address),
        paths=_paths(site, place),
        updated=max(times, default=BEFORE_ALL),
        author=clean(settings.author)
        or (site.home.name if of_articles else site.text.say(EDITORS, wiki=clean(settings.wiki_name))),
        language=settings.language,
        host=site.root.host,
        icon=site.root.absolute("/icon-192.png"),
        rights="CC BY-SA 4.0; revisions before 29 June 2023: CC BY-SA 3.0" if by_editors else "",
        entries=entries,
        withdrawn=withdrawn,
        hub=settings.hub,
        text=site.text,
    )


_MAKERS = {
    NEWS_FEED: _news,
    CHANGES_FEED: _changes,
    DIGEST_FEED: _digest,
    DAILY_FEED: _daily,
    OPINION_FEED: _opinion,
    QUALITY_FEED: _quality,
}
"""What each feed of the site tells; `pages/site.py` lists them."""
