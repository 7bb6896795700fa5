"""Pages of the publisher's own articles, and the list of them. Their files are read elsewhere (`publish/publisher_texts.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from daybook.publish.addresses import OPINION, OpinionPlace
from daybook.publish.cleaning import clean
from daybook.publish.library import EventLibrary
from daybook.publish.pages import descriptions
from daybook.publish.pages.english_text import shorten
from daybook.publish.pages.event_cache import EventCache
from daybook.publish.pages.records import Link, OpinionIndexPage, OpinionItem, OpinionLink, OpinionPage, Prose
from daybook.publish.pages.site import Site
from daybook.publish.publisher_texts import Article

NAME = "Opinion"


def opinion_places(site: Site) -> tuple[OpinionPlace, ...]:
    """Return where the articles stand, newest first."""
    return tuple(_place(article) for article in site.texts.articles)


def opinion_page(cache: EventCache, place: OpinionPlace) -> OpinionPage | None:
    """Return the page of an article; None where there is none."""
    site = cache.site
    articles = site.texts.articles
    number = next((number for number, article in enumerate(articles) if _place(article) == place), None)
    if number is None:
        return None
    article = articles[number]
    address = site.address(place)
    text = site_prose(site, article.text)
    title = clean(article.title)
    older = articles[number + 1] if number + 1 < len(articles) else None
    newer = articles[number - 1] if number else None
    found = (cache.library.find(event.date, event.slug) for event in article.events)
    summaries = cache.summaries(list(dict.fromkeys(event for event in found if event is not None)))
    return OpinionPage(
        address=address,
        url=site.url(address),
        title=title,
        description=clean(article.summary) or shorten(" ".join(text.text.split()), 280),
        updated=start_of(article.updated or article.date),
        formats=site.formats(address),
        breadcrumbs=(site.home, site.single(OPINION, NAME)),
        previous=_link(site, older) if older else None,
        next=_link(site, newer) if newer else None,
        feeds=site.site_feeds(),
        identifier=site.tag(f"opinion/{article.date.isoformat()}/{article.slug}"),
        date=article.date,
        revised=article.updated,
        author=clean(article.author),
        summary=clean(article.summary),
        text=text,
        events=tuple(summary.item for summary in summaries.values()),
    )


def opinion_updated(site: Site, place: OpinionPlace) -> datetime | None:
    """Return when an article changed last, to the day."""
    article = next((article for article in site.texts.articles if _place(article) == place), None)
    return start_of(article.updated or article.date) if article else None


def opinion_index_page(site: Site) -> OpinionIndexPage | None:
    """Return the list of all articles; None where the publisher has written none."""
    articles = site.texts.articles
    if not articles:
        return None
    address = site.address(OPINION)
    return OpinionIndexPage(
        address=address,
        url=site.url(address),
        title=NAME,
        description=site.text.say(descriptions.ARTICLES, name=clean(site.settings.author) or site.home.name),
        updated=max(start_of(article.updated or article.date) for article in articles),
        formats=site.formats(address),
        breadcrumbs=(site.home,),
        feeds=site.site_feeds(),
        articles=tuple(
            OpinionItem(
                site.address(_place(article)),
                article.date,
                clean(article.title),
                clean(article.author),
                clean(article.summary),
            )
            for article in articles
        ),
    )


def opinion_link(site: Site, article: Article) -> OpinionLink:
    """Return a link to an article, for the page of an event that it speaks of."""
    return OpinionLink(site.address(_place(article)), article.date, clean(article.title), clean(article.author))


def missing_events(library: EventLibrary, articles: Iterable[Article]) -> tuple[str, ...]:
    """Return a fault for each event that an article speaks of and the archive does not hold."""
    return tuple(
        f"`opinion/{article.date.isoformat()}-{article.slug}.md`: no such event in the archive: `{event.stem}`"
        for article in articles
        for event in article.events
        if library.find(event.date, event.slug) is None
    )


def site_prose(site: Site, markdown: str) -> Prose:
    """Return a publisher's text for a record, its links to the site's own pages leading there."""
    from daybook.publish.publisher_markdown import (
        markdown_to_prose,  # loads markdown-it: most builds read no text again
    )

    return markdown_to_prose(markdown, site.root.folder)


def start_of(day: date) -> datetime:
    """Return when a day begins in UTC: an article has a date and no time."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _place(article: Article) -> OpinionPlace:
    return OpinionPlace(article.date, article.slug)


def _link(site: Site, article: Article) -> Link:
    return Link(shorten(clean(article.title), 80), site.address(_place(article)))
