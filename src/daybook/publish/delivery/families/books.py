"""A span of the archive as a book, for whoever writes one: the site where it has them, `daybook digest`."""

from __future__ import annotations

from datetime import date

from daybook.model import Selection
from daybook.publish.addresses import DayPlace
from daybook.publish.cleaning import clean
from daybook.publish.pages.builder import Builder
from daybook.publish.pages.digest import Digest, DigestSpan, digest_of
from daybook.publish.pages.reader_text import EDITORS
from daybook.publish.pages.records import EventItem
from daybook.publish.pages.site import Site
from daybook.publish.render.to_epub import BookDay, Imprint, to_epub


def make_book(builder: Builder, span: DigestSpan) -> bytes | None:
    """Return a span as a book (EPUB 3); None where the archive has no event of it."""
    digest = digest_of(builder.cache, builder.calendar, span)
    if digest is None:
        return None
    return to_epub(digest, _days(builder, digest), _imprint(builder.site, digest), builder.site.url, builder.site.text)


def _days(builder: Builder, digest: Digest) -> list[BookDay]:
    """Return all days of a span that have events, these by category."""
    span, site = digest.span, builder.site
    groups: dict[date, dict[str, list[EventItem]]] = {}
    for summary in builder.cache.each(builder.library.select(Selection(span.first, span.last))):
        item = summary.item
        name = item.category.name if item.category else ""
        groups.setdefault(item.date, {}).setdefault(name, []).append(item)
    return [
        BookDay(
            day, site.url(site.address(DayPlace(day))), tuple((name, tuple(items)) for name, items in named.items())
        )
        for day, named in sorted(groups.items())
    ]


def _imprint(site: Site, digest: Digest) -> Imprint:
    settings = site.settings
    author = clean(settings.author) or site.text.say(EDITORS, wiki=clean(settings.wiki_name))
    rights = site.licence(digest.updated).name if digest.updated else ""
    return Imprint(site.home.name, author, settings.language, rights, site.tag(f"book/{digest.span.name}"))
