"""The feeds of the site and of its subjects, and the list of them all (OPML)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from daybook.model import Subject, SubjectKind
from daybook.publish.addresses import ARCHIVED_FEEDS, FeedPlace, SiteFile, SubjectPlace, feed_path, parse_feed
from daybook.publish.delivery.families.file_family import FileFamily, LiveSource
from daybook.publish.kinds import place_group
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.feed import (
    Feed,
    month_feed,
    site_feed,
    subject_feed,
    subject_feed_part,
    subject_feed_parts,
)
from daybook.publish.pages.site import Site, SiteFeed
from daybook.publish.pages.subject_name import subject_name
from daybook.publish.render.to_feed import opml, render_feed

LISTED_KINDS = (SubjectKind.CATEGORY, SubjectKind.TOPIC, SubjectKind.CONTEXT)
"""The kinds of subjects whose feeds the list of feeds has, those with most events first."""


def site_feed_paths(site: Site, place: FeedPlace) -> tuple[str, ...]:
    """Return the paths of a feed in all formats of the site."""
    return tuple(feed_path(place, form) for form in site.feed_formats)


def site_feed_files(builder: Builder, feed: SiteFeed) -> dict[str, bytes]:
    """Return a feed of the site as a whole by path."""
    return _in_all_formats(builder, feed.place, site_feed(builder.cache, builder.calendar, feed))


def archive_group(month: tuple[int, int]) -> str:
    """Return the name of the group of a month's feeds."""
    return f"feed/{month[0]:04}-{month[1]:02}"


def month_feed_files(builder: Builder, month: tuple[int, int]) -> dict[str, bytes]:
    """Return the feeds of a month by path; none where the archive has no day of it."""
    files: dict[str, bytes] = {}
    for feed in builder.site.feeds:
        made = month_feed(builder.cache, builder.calendar, feed, month) if feed.place in ARCHIVED_FEEDS else None
        if made is not None:
            files |= _in_all_formats(builder, FeedPlace(feed.place.name, None, month), made)
    return files


def subject_feed_files(builder: Builder, subject: Subject) -> dict[str, bytes]:
    """Return the feeds of a subject by path; none where it has too few events."""
    if not builder.site.has_feed(subject.kind, subject.count):
        return {}
    return _in_all_formats(builder, FeedPlace(subject.slug, subject.kind), subject_feed(builder.cache, subject))


def subject_year_feed_paths(site: Site, subject: Subject) -> dict[int, tuple[str, ...]]:
    """Return the paths of the parts of a subject's feed, by year; none where the site has no such parts."""
    return {
        year: tuple(feed_path(place, form) for place in parts for form in site.feed_formats)
        for year, parts in groupby(subject_feed_parts(site, subject), key=lambda place: place.year)
        if year is not None
    }


def subject_year_feed_files(builder: Builder, subject: Subject, year: int) -> dict[str, bytes]:
    """Return the parts of a subject's feed that have a year, by path."""
    files: dict[str, bytes] = {}
    for place in subject_feed_parts(builder.site, subject):
        made = subject_feed_part(builder.cache, subject, place) if place.year == year else None
        if made is not None:
            files |= _in_all_formats(builder, place, made)
    return files


def _in_all_formats(builder: Builder, place: FeedPlace, feed: Feed) -> dict[str, bytes]:
    return {feed_path(place, form): render_feed(feed, form) for form in builder.site.feed_formats}


def list_of_feeds(builder: Builder) -> bytes:
    """Return the list of feeds (OPML)."""
    return opml(builder.site.home.name, list(_listed(builder)))


def _listed(builder: Builder) -> Iterator[tuple[str, str, str]]:
    """Yield the title, address and page of the site's feeds and of those of the subjects with most events."""
    site = builder.site
    for link in site.site_feeds()[:: len(site.feed_formats)]:
        yield link.title, site.root.host + link.address, site.url(site.home.address)
    for kind in LISTED_KINDS:
        for subject in builder.ranking(kind).most:
            if not site.has_feed(kind, subject.count):
                break
            place = FeedPlace(subject.slug, kind)
            page = site.url(site.address(SubjectPlace(kind, subject.slug)))
            yield (
                subject_name(subject.name, subject.slug),
                site.root.absolute(feed_path(place, site.feed_formats[0])),
                page,
            )


def _group(path: str) -> str | None:
    parsed = parse_feed(path)
    if parsed is not None and parsed[0].month is not None:
        return archive_group(parsed[0].month)
    if parsed is None or parsed[0].kind is None:
        return None
    return place_group(SubjectPlace(parsed[0].kind, parsed[0].name))


def _at(source: LiveSource, path: str) -> bytes | None:
    if path == SiteFile.OPML:
        return list_of_feeds(source.builder)
    parsed = parse_feed(path)
    if parsed is None or parsed[1] not in source.builder.site.feed_formats:
        return None
    feed = _feed(source.builder, parsed[0])
    return render_feed(feed, parsed[1]) if feed else None


def _feed(builder: Builder, place: FeedPlace) -> Feed | None:
    if place.kind is None:
        feed = next((feed for feed in builder.site.feeds if feed.place.name == place.name), None)
        if place.month is not None:
            wanted = builder.site.settings.feed_archives and feed is not None
            return month_feed(builder.cache, builder.calendar, feed, place.month) if wanted and feed else None
        return site_feed(builder.cache, builder.calendar, feed) if feed else None
    subject = next(iter(builder.library.subjects(place.kind, [place.name]).values()), None)
    if subject is None or subject.slug != place.name or not builder.site.has_feed(place.kind, subject.count):
        return None
    if place.year is not None:
        return subject_feed_part(builder.cache, subject, place)
    return subject_feed(builder.cache, subject)


FEEDS = FileFamily(_group, _at)
