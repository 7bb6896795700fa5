"""Feeds as Atom (RFC 4287, with RFC 6721 tombstones), RSS 2.0 and JSON Feed 1.1. Takes what they tell as given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from email.utils import format_datetime
from html import escape
from typing import Any

from daybook.model.encoding import indent_json, to_json
from daybook.publish.addresses import FeedFormat
from daybook.publish.pages.english_text import shorten
from daybook.publish.pages.feed import Entry, Feed
from daybook.publish.pages.reader_text import COPY, ReaderText
from daybook.publish.pages.records import DiffPart, SourceLink
from daybook.publish.render.to_xml import escape_attribute, escape_text, time_text
from daybook.publish.rich_text import with_host

TITLE = 200
"""Characters of an entry's title: some readers show it whole, in one line."""
_HISTORY = ' xmlns:fh="http://purl.org/syndication/history/1.0"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render_feed(feed: Feed, form: FeedFormat) -> bytes:
    """Return a feed in a format."""
    return _RENDERERS[form](feed)


def content_html(entry: Entry, feed: Feed) -> str:
    """Return an entry's content: headline, what changed, sources; every link absolute."""
    return "".join(_content(entry, feed.host, feed.text))


def _content(entry: Entry, host: str, text: ReaderText) -> Iterator[str]:
    if entry.article:
        yield with_host(entry.article.text.html, host)
        return
    if entry.change:
        kinds = ", ".join(text.say(f"kind.{kind.value}") for kind in entry.change.kinds)
        yield f"<p>{escape(kinds[:1].upper() + kinds[1:])}</p>"
        if entry.change.words:
            yield f"<p>{''.join(_word(part) for part in entry.change.words)}</p>"
        yield from (f"<p>+ {_source(source, text)}</p>" for source in entry.change.sources_added)
        yield from (f"<p>− {_source(source, text)}</p>" for source in entry.change.sources_removed)
        return
    yield f"<p>{with_host(entry.headline.html, host)}</p>"
    if entry.sources:
        yield f"<p>{', '.join(_source(source, text) for source in entry.sources)}</p>"


def _word(part: DiffPart) -> str:
    text = escape(part.text)
    return {"same": text, "added": f"<ins>{text}</ins>", "removed": f"<del>{text}</del>"}[part.change]


def _source(source: SourceLink, text: ReaderText) -> str:
    url, label = source.best_url, escape(source.label)
    name = text.say(COPY, date=f"{source.copy_taken}")
    copy = f' (<a href="{escape(source.copy_url)}">{escape(name)}</a>)' if source.copy_url else ""
    return (f'<a href="{escape(url)}">{label}</a>' if url else label) + ("" if source.is_replaced else copy)


def _atom(feed: Feed) -> bytes:
    pieces = [
        _DECLARATION,
        (
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
            f'{_HISTORY if feed.archives else ""} xml:lang="{escape_attribute(feed.language)}">\n'
        ),
        f"<id>{escape_text(feed.identifier)}</id>\n<title>{escape_text(feed.title)}</title>\n",
        f"<subtitle>{escape_text(feed.subtitle)}</subtitle>\n" if feed.subtitle else "",
        f"<updated>{time_text(feed.updated)}</updated>\n",
        f"<author><name>{escape_text(feed.author)}</name></author>\n",
        f"<rights>{escape_text(feed.rights)}</rights>\n" if feed.rights else "",
        f"<icon>{escape_text(feed.icon)}</icon>\n<generator>Daybook</generator>\n",
        f'<link rel="self" type="application/atom+xml" href="{escape_attribute(feed.paths[FeedFormat.ATOM])}"/>\n',
        f'<link rel="alternate" type="text/html" href="{escape_attribute(feed.page)}"/>\n',
        _optional(feed.next, '<link rel="next" type="application/atom+xml" href="{}"/>\n'),
        _optional(feed.hub, '<link rel="hub" href="{}"/>\n'),
        *_archives(feed, FeedFormat.ATOM, "link"),
    ]
    pieces.extend(_atom_entry(entry, feed) for entry in feed.entries)
    pieces.extend(
        f'<at:deleted-entry ref="{escape_attribute(stone.identifier)}" when="{time_text(stone.when)}"/>\n'
        for stone in feed.withdrawn
    )
    pieces.append("</feed>\n")
    return "".join(pieces).encode()


def _archives(feed: Feed, form: FeedFormat, link: str) -> Iterator[str]:
    """Yield the marks and links of a feed in parts (RFC 5005, section 4)."""
    if feed.archives is None:
        return
    if feed.archives.current:
        yield "<fh:archive/>\n"
    for relation, paths in (
        ("prev-archive", feed.archives.previous),
        ("next-archive", feed.archives.next),
        ("current", feed.archives.current),
    ):
        if form in paths:
            yield f'<{link} rel="{relation}" type="{form.media_type}" href="{escape_attribute(paths[form])}"/>\n'


def _optional(address: str, link: str) -> str:
    return link.format(escape_attribute(address)) if address else ""


def _atom_entry(entry: Entry, feed: Feed) -> str:
    categories = "".join(
        f'<category term="{escape_attribute(slug)}" scheme="{escape_attribute(scheme)}" label="{escape_attribute(name)}"/>'
        for scheme, slug, name in entry.terms
    )
    via = "".join(
        f'<link rel="related" href="{escape_attribute(source.best_url)}" title="{escape_attribute(source.label)}"/>'
        for source in entry.sources
        if source.best_url
    )
    return (
        f"<entry><id>{escape_text(entry.identifier)}</id><title>{escape_text(shorten(entry.title, TITLE))}</title>"
        f'<link rel="alternate" type="text/html" href="{escape_attribute(entry.url)}"/>{via}'
        f"{_author(entry)}{_published(entry)}<updated>{time_text(entry.updated)}</updated>{categories}"
        f'<content type="html">{escape_text(content_html(entry, feed))}</content></entry>\n'
    )


def _author(entry: Entry) -> str:
    """Name who wrote an entry, where that is not who the feed is by."""
    name = entry.article.author if entry.article else ""
    return f"<author><name>{escape_text(name)}</name></author>" if name else ""


def _rss(feed: Feed) -> bytes:
    pieces = [
        _DECLARATION,
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"{_HISTORY if feed.archives else ""}><channel>\n',
        f"<title>{escape_text(feed.title)}</title><link>{escape_text(feed.page)}</link>",
        f"<description>{escape_text(feed.subtitle or feed.title)}</description>",
        f"<language>{escape_text(feed.language)}</language>",
        f"<copyright>{escape_text(feed.rights)}</copyright>" if feed.rights else "",
        f"<lastBuildDate>{format_datetime(feed.updated, usegmt=True)}</lastBuildDate>",
        "<generator>Daybook</generator><docs>https://www.rssboard.org/rss-specification</docs><ttl>60</ttl>\n",
        f'<atom:link rel="self" type="application/rss+xml" href="{escape_attribute(feed.paths[FeedFormat.RSS])}"/>\n',
        _optional(feed.next, '<atom:link rel="next" type="application/rss+xml" href="{}"/>\n'),
        _optional(feed.hub, '<atom:link rel="hub" href="{}"/>\n'),
        *_archives(feed, FeedFormat.RSS, "atom:link"),
    ]
    pieces.extend(_rss_item(entry, feed) for entry in feed.entries)
    pieces.append("</channel></rss>\n")
    return "".join(pieces).encode()


def _rss_item(entry: Entry, feed: Feed) -> str:
    categories = "".join(
        f'<category domain="{escape_attribute(scheme)}">{escape_text(name)}</category>'
        for scheme, _, name in entry.terms
    )
    return (
        f"<item><title>{escape_text(shorten(entry.title, TITLE))}</title><link>{escape_text(entry.url)}</link>"
        f'<guid isPermaLink="false">{escape_text(entry.identifier)}</guid>'
        f"{_pub_date(entry)}{categories}"
        f"<description>{escape_text(content_html(entry, feed))}</description></item>\n"
    )


def _json(feed: Feed) -> bytes:
    value: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.paths[FeedFormat.JSON],
        "description": feed.subtitle,
        "icon": feed.icon,
        "authors": [{"name": feed.author}],
        "language": feed.language,
        "items": [_json_item(entry, feed) for entry in feed.entries],
    }
    if feed.next:
        value["next_url"] = feed.next
    elif feed.archives and FeedFormat.JSON in feed.archives.previous:  # the format has no other word for what is older
        value["next_url"] = feed.archives.previous[FeedFormat.JSON]
    if feed.hub:
        value["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    return indent_json(to_json(value)) + b"\n"


def _json_item(entry: Entry, feed: Feed) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.identifier,
        "url": entry.url,
        "title": shorten(entry.title, TITLE),
        "content_html": content_html(entry, feed),
        "content_text": entry.article.text.text if entry.article else entry.title,
    }
    if entry.published:  # else nobody knows when: Atom must say something, this format need not
        item["date_published"] = time_text(entry.published)
        item["date_modified"] = time_text(entry.updated)
    if entry.article and entry.article.author:
        item["authors"] = [{"name": entry.article.author}]
    if entry.article and entry.article.summary:
        item["summary"] = entry.article.summary
    if entry.terms:
        item["tags"] = list(dict.fromkeys(name for _, _, name in entry.terms))
    source = next((source.best_url for source in entry.sources if source.best_url), None)
    if source:
        item["external_url"] = source
    return item


_RENDERERS: Mapping[FeedFormat, Callable[[Feed], bytes]] = {
    FeedFormat.ATOM: _atom,
    FeedFormat.RSS: _rss,
    FeedFormat.JSON: _json,
}


def opml(title: str, feeds: list[tuple[str, str, str]]) -> bytes:
    """Return the list of all feeds (OPML 2.0): each with its title, the address of its Atom form, and its page's."""
    outlines = "".join(
        f'<outline type="rss" text="{escape_attribute(text)}" title="{escape_attribute(text)}"'
        f' xmlUrl="{escape_attribute(address)}" htmlUrl="{escape_attribute(page)}"/>\n'
        for text, address, page in feeds
    )
    return (
        f'{_DECLARATION}<opml version="2.0"><head><title>{escape_text(title)}</title></head><body>\n{outlines}</body></opml>\n'
    ).encode()


def _published(entry: Entry) -> str:
    return f"<published>{time_text(entry.published)}</published>" if entry.published else ""


def _pub_date(entry: Entry) -> str:
    return f"<pubDate>{format_datetime(entry.published, usegmt=True)}</pubDate>" if entry.published else ""
