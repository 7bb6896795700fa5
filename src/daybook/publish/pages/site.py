"""What all pages of a site share: its addresses, its wiki's addresses, its feeds, its licence. Made once from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from daybook.model import ArchivedEvent, EventAddress, Revision, SubjectKind
from daybook.publish.addresses import (
    CHANGES,
    CHANGES_FEED,
    DAILY_FEED,
    DIGEST,
    DIGEST_FEED,
    FRONT,
    NEWS_FEED,
    OPINION,
    OPINION_FEED,
    QUALITY,
    QUALITY_FEED,
    EventFormat,
    EventPlace,
    FeedFormat,
    FeedPlace,
    Format,
    Place,
    Root,
    SinglePlace,
    event_formats,
    feed_path,
    quote_title,
)
from daybook.publish.cleaning import clean, safe_url
from daybook.publish.pages.reader_text import ENGLISH, ReaderText
from daybook.publish.pages.records import FeedLink, FormatLink, Licence, Link, Origin
from daybook.publish.published_data import PublishedData
from daybook.publish.publisher_texts import Article, PublisherTexts
from daybook.publish.settings import SiteSettings

LICENCE_4 = Licence("CC BY-SA 4.0", "CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/")
LICENCE_3 = Licence("CC BY-SA 3.0", "CC-BY-SA-3.0", "https://creativecommons.org/licenses/by-sa/3.0/")
NO_LICENCE = Licence("", "", "")
LICENCE_CHANGE = datetime(2023, 6, 29, tzinfo=UTC)
"""From when what is saved on Wikimedia's wikis is under CC BY-SA 4.0 (their terms of use of that day); before, 3.0.

Texts older than June 2009 were relicensed to CC BY-SA 3.0 that month.
"""


@dataclass(frozen=True, slots=True)
class SiteFeed:
    """A feed of the site as a whole, following a page; `word` is the key of what it tells of, empty for the news themselves.

    `of_articles` says that it has the publisher's own, not the editors'. One that stands `apart` is linked from its own page alone.
    """

    place: FeedPlace
    page: SinglePlace
    word: str = ""
    of_articles: bool = False
    apart: bool = False


SITE_FEEDS = (
    SiteFeed(NEWS_FEED, FRONT),
    SiteFeed(CHANGES_FEED, CHANGES, "single.changes"),
    SiteFeed(OPINION_FEED, OPINION, "single.opinion", of_articles=True),
    SiteFeed(DIGEST_FEED, DIGEST, "single.digest", apart=True),
    SiteFeed(DAILY_FEED, DIGEST, "digest.daily", apart=True),
    SiteFeed(QUALITY_FEED, QUALITY, "single.quality", apart=True),
)
"""The feeds of a site; `pages/feed.py` has what each tells."""


def tag_of_address(address: str) -> str:
    """Return the authority and date before the ids of a site's feeds, where the publisher sets none."""
    return f"{Root.of(address).host.partition('://')[2].partition(':')[0] or 'localhost'},2026"


class Site:
    """Standing facts of one site, and the addresses of its pages as records hold them."""

    def __init__(
        self,
        settings: SiteSettings,
        texts: PublisherTexts | None = None,
        data: PublishedData | None = None,
        text: ReaderText = ENGLISH,
    ) -> None:
        """Take what a site is made from; `text` says things in the reader's language."""
        self.settings = settings
        self.text = text
        self.texts = texts or PublisherTexts()
        self.data = data
        self.root = Root.of(settings.address)
        self._context_minimum = min(settings.context_minimum, settings.feed_minimum)
        self._tag = f"tag:{settings.tag or tag_of_address(settings.address)}:"
        self.page_formats = tuple(form for form in Format if form.value in settings.formats)
        is_days_only = settings.data_pages == "days" and Format.HTML in self.page_formats
        self.retold_formats = (Format.HTML,) if is_days_only else self.page_formats
        """The formats of pages that retell days: of events, subjects, months and the like."""
        self.feed_formats = tuple(form for form in FeedFormat if form.value in settings.feed_formats)
        self._event_formats = frozenset(form for form in EventFormat if form.value in settings.formats)
        self.ending = f".{self.page_formats[0]}"
        """What follows the address of a page where links lead to it from outside the pages of a format: HTML, if there is any."""
        self.month_titles: Mapping[str, str] = {}
        """For the title of each day without a page of its own that of its month's page, `#` and the section behind it: whoever has the archive says so."""
        self._articles_on: dict[EventPlace, tuple[Article, ...]] = {}
        for article in self.texts.articles:
            for place in article.events:
                self._articles_on[place] = (*self._articles_on.get(place, ()), article)
        self.feeds = tuple(feed for feed in SITE_FEEDS if not feed.of_articles or self.texts.articles)
        self.home = Link(clean(settings.title), self.address_of_stem("/index"))

    def address_of_stem(self, stem_part: str) -> str:
        """Return the address, for a record, of a stem."""
        return self.root.folder + stem_part

    def address(self, place: Place) -> str:
        """Return the address, for a record, of a page."""
        return self.root.folder + place.stem

    def url(self, address: str) -> str:
        """Return the lasting address, host and all, of a page whose address is given."""
        return f"{self.root.host}{address}{self.ending}"

    def formats(self, address: str, *, retells: bool = False) -> tuple[FormatLink, ...]:
        """Return the links to a page in each of its formats; `retells` says that it is another view of days."""
        forms = self.retold_formats if retells else self.page_formats
        return tuple(FormatLink(form.label, form.media_type, f"{address}.{form}") for form in forms)

    @property
    def has_event_formats(self) -> bool:
        """Whether the events of any page come in formats of their own."""
        return bool(self._event_formats)

    def event_formats(self, place: Place) -> tuple[EventFormat, ...]:
        """Return the formats that the events of a page come in on this site."""
        return (
            tuple(form for form in event_formats(place) if form in self._event_formats) if self._event_formats else ()
        )

    def event_links(self, place: Place) -> tuple[FormatLink, ...]:
        """Return the links to the events of a page in each of these formats."""
        address = self.address(place)
        return tuple(FormatLink(form.label, form.media_type, f"{address}.{form}") for form in self.event_formats(place))

    def feed_links(self, feed: FeedPlace, title: str) -> tuple[FeedLink, ...]:
        """Return the links to a feed in each of its formats."""
        return tuple(
            FeedLink(form.label, form.media_type, title, self.root.relative(feed_path(feed, form)))
            for form in self.feed_formats
        )

    def site_feeds(self) -> tuple[FeedLink, ...]:
        """Return the links to the feeds of the site as a whole."""
        return tuple(
            link for feed in self.feeds if not feed.apart for link in self.feed_links(feed.place, self.feed_title(feed))
        )

    def feed_title(self, feed: SiteFeed) -> str:
        """Return what a feed of the site is called, in the reader's language."""
        subject = self.text.say(feed.word) if feed.word else ""
        return f"{self.home.name}: {subject}" if subject else self.home.name

    def has_feed(self, kind: SubjectKind, events: int) -> bool:
        """Say whether a subject with that many events has a feed of its own."""
        return kind is not SubjectKind.OUTLET and events >= self.settings.feed_minimum

    def has_page(self, kind: SubjectKind, events: int) -> bool:
        """Say whether a subject with that many events is worth a page of its own, and links."""
        return events >= self.page_minimum(kind)

    def page_minimum(self, kind: SubjectKind) -> int:
        """Return how many events a subject needs to have a page; whatever has a feed has one."""
        return self._context_minimum if kind is SubjectKind.CONTEXT else 0

    def articles_on(self, day: date, slug: str) -> tuple[Article, ...]:
        """Return the publisher's articles that speak of an event, newest first."""
        return self._articles_on.get(EventPlace(day, slug), ())

    def single(self, place: SinglePlace, name: str) -> Link:
        """Return a link to one of the pages that there is one of."""
        return Link(name, self.address(place))

    def tag(self, specific: str) -> str:
        """Return a tag URI (RFC 4151) of this site."""
        return self._tag + specific

    def identifier(self, event: ArchivedEvent) -> str:
        """Return the tag URI of an event: made of the address that it had first, which never changes."""
        first = event.original or EventAddress(event.date, event.slug)
        return self.tag(f"news/{first.date.isoformat()}/{first.slug}")

    def wiki_url(self, title: str) -> str | None:
        """Return the address of a page on the wiki."""
        return safe_url(self.settings.wiki + quote_title(title)) if self.settings.wiki else None

    def wiki_page(self, page: str) -> str:
        """Return the title that a stored page has on the wiki: a day of a month page stands there under the month's."""
        return clean(self.month_titles.get(page, page).partition("#")[0])

    def licence(self, saved: datetime) -> Licence:
        """Return the terms that a revision was saved under."""
        if self.settings.licence == "none":
            return NO_LICENCE
        return LICENCE_4 if saved >= LICENCE_CHANGE else LICENCE_3

    def revision_url(self, revision: Revision) -> str | None:
        """Return the address of a revision on the wiki; None where the wiki's or its number is not known."""
        index = self.settings.wiki_index
        return f"{index}?oldid={revision.number}" if index and revision.number is not None else None

    def origin(self, page: str, revision: Revision) -> Origin:
        """Return where on the wiki a revision of a page stands."""
        title = self.wiki_page(page)
        index, revision_url = self.settings.wiki_index, self.revision_url(revision)
        quoted = quote_title(title)
        section = self.month_titles.get(page, "").partition("#")[2]
        anchor = f"#{quote_title(section)}" if section else ""
        address = self.wiki_url(title)
        return Origin(
            page=title,
            saved=revision.known_saved,
            licence=self.licence(revision.saved),
            url=address + anchor if address else None,
            revision=revision.number,
            revision_url=revision_url + anchor if revision_url else None,
            history_url=f"{index}?title={quoted}&action=history" if index else None,
        )
